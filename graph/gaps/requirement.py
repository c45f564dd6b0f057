"""What a post asks for: alternatives of level and fields, of which one must be met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

Interval = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Level AND fields. `any` accepts every field; `sim_cap` (thousandths) is lower for broad words; `only` narrows to
    directions; `unlinked` are mentions that became no field."""

    degree: Interval | None
    title: Interval | None
    skill: Interval | None
    fields: tuple[str, ...]
    any: bool
    sim_cap: int
    only: tuple[str, ...]
    unlinked: tuple[str, ...]

    @property
    def open_to_graduates(self) -> bool:
        """A programme gives a degree, never a title or a skill grade."""
        return self.title is None and self.skill is None

    @property
    def states_a_field(self) -> bool:
        return bool(self.fields or self.any or self.unlinked)

    @classmethod
    def of(cls, value: dict[str, Any]) -> Alternative:
        return cls(
            degree=_interval(value.get("degree")),
            title=_interval(value.get("title")),
            skill=_interval(value.get("skill")),
            fields=tuple(sorted(set(value.get("fields") or ()))),
            any=bool(value.get("any")),
            sim_cap=int(value.get("sim_cap") or 1000),
            only=tuple(sorted(set(value.get("only") or ()))),
            unlinked=tuple(sorted({_text(one) for one in value.get("unlinked") or ()})),
        )


@dataclass(frozen=True)
class Requirement:
    """The alternatives of a post in a fixed order. Equal requirements accept the same programmes."""

    alternatives: tuple[Alternative, ...]

    @cached_property
    def experienced(self) -> bool:
        """Every alternative needs a title or a skill grade: no graduate will do."""
        return bool(self.alternatives) and not any(one.open_to_graduates for one in self.alternatives)

    @cached_property
    def unlinked(self) -> bool:
        """Some mention of a field became none."""
        return any(one.unlinked for one in self.alternatives)

    @cached_property
    def states_a_field(self) -> bool:
        """不限 is a statement, a blank cell is none."""
        return any(one.states_a_field for one in self.alternatives)

    @cached_property
    def level_unknown(self) -> bool:
        """Some alternative that is open to graduates names no degree and so accepts all."""
        return any(one.open_to_graduates and one.degree is None for one in self.alternatives)

    @cached_property
    def narrowed(self) -> bool:
        """Some alternative takes only some directions of its fields (仅限…)."""
        return any(one.only for one in self.alternatives)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """All fields of all alternatives, sorted."""
        return tuple(sorted({field for one in self.alternatives for field in one.fields}))


class Requirements:
    """Reads alternatives; equal ones become one object, whatever the order in which they were written."""

    def __init__(self) -> None:
        self._by_text: dict[bytes, Requirement] = {}
        self._distinct: dict[tuple[Alternative, ...], Requirement] = {}

    def of(self, alternatives: Iterable[dict[str, Any]]) -> Requirement:
        text = orjson.dumps(alternatives, option=orjson.OPT_SORT_KEYS)
        known = self._by_text.get(text)
        if known is None:
            ordered = tuple(sorted({Alternative.of(one) for one in alternatives}, key=_order))
            known = self._by_text[text] = self._distinct.setdefault(ordered, Requirement(ordered))
        return known


def _order(one: Alternative) -> str:
    return repr(one)


def _interval(value: Any) -> Interval | None:
    return (str(value[0]), str(value[1])) if value else None


def _text(mention: Any) -> str:
    return mention if isinstance(mention, str) else orjson.dumps(mention, option=orjson.OPT_SORT_KEYS).decode()
