"""Assumptions and urgency: numbers that are nobody's measurement, each a row with value, unit, date and source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from graph.errors import BadArgument
from graph.taxonomy import BUILTIN_SENDER


@dataclass(frozen=True, slots=True)
class Parameter:
    """`value` is exact; `text` is the decimal as it was written."""

    name: str
    value: Fraction
    text: str
    unit: str
    date: str
    source: str
    sender: str
    row: str

    def to_json(self) -> dict[str, str]:
        return {"value": self.text, "unit": self.unit, "date": self.date, "source": self.source}


class Parameters:
    """The parameters in force: those of any other sender before the built-in ones, then the later date, then the
    smallest public id."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._by_name: dict[str, Parameter] = {}
        for one in sorted(parameters, key=lambda p: p.row):
            held = self._by_name.get(one.name)
            if held is None or _rank(one) > _rank(held):
                self._by_name[one.name] = one

    @classmethod
    def of(cls, rows: Iterable[tuple[dict[str, Any], str, str]]) -> Parameters:
        """From (body, sender, public id) of `parameters` rows."""
        return cls(
            Parameter(
                name=body["name"],
                value=_exact(body),
                text=str(body["value"]),
                unit=str(body.get("unit") or ""),
                date=str(body.get("date") or ""),
                source=str(body.get("source") or ""),
                sender=sender,
                row=public_id,
            )
            for body, sender, public_id in rows
        )

    def find(self, name: str, level: str | None = None) -> Parameter | None:
        """The parameter for a level, else the general one. A sender's own general value counts more than a built-in
        one for the level: who gives one rate for all means all."""
        general = self._by_name.get(name)
        special = self._by_name.get(f"{name}.{level}") if level else None
        if general is None or special is None:
            return special or general
        own_general = general.sender != BUILTIN_SENDER and special.sender == BUILTIN_SENDER
        return general if own_general else special

    def value(self, name: str, default: str) -> Fraction:
        """The value of a parameter; `default` (a decimal) where no row gives one."""
        found = self.find(name)
        return Fraction(default) if found is None else found.value

    def to_json(self) -> dict[str, dict[str, str]]:
        return {name: self._by_name[name].to_json() for name in sorted(self._by_name)}


@dataclass(frozen=True, slots=True)
class Urgency:
    """Tier and weight of each label. What no label says is the lowest tier."""

    tiers: dict[str, int]
    weights: dict[int, Fraction]

    @property
    def lowest(self) -> int:
        return min(self.tiers.values(), default=1)

    def tier(self, label: str | None) -> int | None:
        """None when the label is blank or unknown."""
        return self.tiers.get(label.strip()) if label else None

    def weight(self, tier: int) -> Fraction:
        return self.weights.get(tier, Fraction(1))


def urgency_of(bodies: Iterable[dict[str, Any]]) -> Urgency:
    """From bodies of `urgency` rows. A tier weighs what its heaviest label weighs."""
    tiers: dict[str, int] = {}
    weights: dict[int, Fraction] = {}
    for body in bodies:
        tier = int(body["tier"])
        tiers[body["label"]] = tier
        if body.get("weight") is not None:
            weights[tier] = max(weights.get(tier, Fraction(0)), Fraction(str(body["weight"])))
    return Urgency(tiers, weights)


def _rank(one: Parameter) -> tuple[bool, str]:
    return one.sender != BUILTIN_SENDER, one.date


def _exact(body: dict[str, Any]) -> Fraction:
    try:
        return Fraction(str(body["value"]))
    except (ValueError, ZeroDivisionError) as error:
        raise BadArgument(f"parameter {body['name']}: “{body['value']}” is no decimal number") from error
