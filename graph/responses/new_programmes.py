"""增设: classes of fields and levels that posts ask for and no programme with graduates here has.

A post that names several classes is counted once: in the class that most of these posts name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from graph.gaps.fields import SAME_DISCIPLINE, Taught
from graph.gaps.persons import persons
from graph.gaps.report import NO_PROGRAMME, GapReport
from graph.gaps.supply import PERSON
from graph.levels import DEGREE
from graph.responses.effects import Addition, effects
from graph.responses.items import DISCIPLINES, SEATS, BandPart, Effect, Item, Json
from graph.responses.seats import Yield, assumed_yield, first_graduates, years_of_study
from graph.responses.signals import Signal, Signals
from graph.responses.targets import classes_of, names_of, wanted_by

ENOUGH = 2
SHOWN = 5


@dataclass(frozen=True)
class Missing:
    """A class of fields at a level: positions of the demands, and what their posts come to in 1/1000, rounded down."""

    field: str
    level: str
    demands: tuple[int, ...]
    posts: int


def new_programmes(report: GapReport, signals: Signals) -> list[Item]:
    """One item for each class and level with two signals: the posts themselves, and something else."""
    context = _Context(report, signals)
    found = [(one, reasons) for one in missing(report) if len(reasons := context.reasons(one)) >= ENOUGH]
    yields = [assumed_yield(report.version, one.level) for one, _ in found]
    seats = [known.seats_for(one.posts) if known else None for (one, _), known in zip(found, yields, strict=True)]
    additions = [
        Addition(np.array(one.demands, np.int64), known.people_of(number) if known and number else 0)
        for (one, _), known, number in zip(found, yields, seats, strict=True)
    ]
    closes = effects(report.allocation.market, additions)
    return [
        context.item(one, reasons, known, number, fall if number is not None else None)
        for (one, reasons), known, number, fall in zip(found, yields, seats, closes, strict=True)
    ]


def missing(report: GapReport) -> list[Missing]:
    """Classes and levels without a programme, by class and level."""
    version = report.version
    asked: dict[int, tuple[tuple[str, ...], str]] = {}
    named: Counter[str] = Counter()
    for k, (one, name) in enumerate(zip(report.demands, report.classes, strict=True)):
        wanted = wanted_by(version, one) if name == NO_PROGRAMME else None
        if wanted is None or wanted.ladder != DEGREE or wanted.levels is None:
            continue
        if wanted.fields:
            asked[k] = wanted.fields, wanted.levels[0]
            named.update(dict.fromkeys(wanted.fields, one.lo))
    groups: dict[tuple[str, str], list[int]] = {}
    for k, (fields, level) in asked.items():
        most = min(fields, key=lambda field: (-named[field], field))
        groups.setdefault((most, level), []).append(k)
    found = []
    for (field, level), demands in sorted(groups.items()):
        posts = sum((report.gaps[k] for k in demands), Fraction(0))
        found.append(Missing(field, level, tuple(demands), posts.numerator // posts.denominator))
    return [one for one in found if one.posts >= PERSON]


class _Context:
    """What all items of a report need."""

    def __init__(self, report: GapReport, signals: Signals) -> None:
        self.report, self.version, self.signals = report, report.version, signals

    def reasons(self, one: Missing) -> list[Signal]:
        demands = [self.report.demands[k] for k in one.demands]
        rows = tuple(row for demand in demands for row in demand.sources)
        found = [Signal("unmet_posts", persons(one.posts), "岗", rows)]
        firms = {demand.firm for demand in demands if demand.firm}
        if len(firms) > 1:
            found.append(Signal("several_employers", len(firms), "家", rows))
        before = self._before.get(one.field, ())
        if before:
            found.append(Signal("asked_before", len(before), "条", tuple(before)))
        return [*found, *self.signals.requested_in(one.field, one.level), *self.signals.researched([one.field])]

    @cached_property
    def _before(self) -> dict[str, list[str]]:
        """Class → rows of last year's talent lists that asked for it."""
        found: dict[str, list[str]] = {}
        for row in self.version.facts["talent_demand"]:
            if self.report.year is None or row.year != self.report.year - 1:
                continue
            fields = {field for one in row.links.get("alternatives") or () for field in one.get("fields") or ()}
            for one in sorted({each for field in fields for each in classes_of(self.version, field)}):
                found.setdefault(one, []).append(row.public_id)
        return found

    @cached_property
    def _teaching(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for k, one in enumerate(self.report.supplies):
            if one.field:
                found.setdefault(one.field, []).append(k)
        return found

    @cached_property
    def _near(self) -> Taught:
        return Taught(self.version.fields, self._teaching, SAME_DISCIPLINE)

    def _hosts(self, field: str) -> list[Json]:
        """Universities here that teach the field at another level, or its neighbours: the nearest first."""
        best: dict[str, int] = {}
        for taught, similarity in self._near.near(field).items():
            for k in self._teaching[taught]:
                university = self.report.supplies[k].university
                best[university] = max(best.get(university, 0), similarity)
        first = sorted(best, key=lambda university: (-best[university], university))[:SHOWN]
        return [{"key": one, "name": self.version.name_of(one), "similarity": best[one]} for one in first]

    def item(
        self, one: Missing, reasons: list[Signal], known: Yield | None, seats: int | None, closes: int | None
    ) -> Item:
        report, version = self.report, self.version
        years = years_of_study(version, one.level, one.field)
        parts: dict[int, Fraction] = {}
        for k in one.demands:
            band = int(report.split.band[k])
            parts[band] = parts.get(band, Fraction(0)) + report.gaps[k]
        bands = tuple(BandPart(report.bands[b].id, b + 1, parts[b]) for b in sorted(parts))
        more: Json = {
            "field": {"key": one.field, "name": version.name_of(one.field)},
            "level": one.level,
            "posts": persons(one.posts),
            "demands": len(one.demands),
            "seat": known.to_json() if known else None,
            "years_of_study": years,
            "first_intake": (report.year or 0) + 1,
            "hosts": self._hosts(one.field),
            "signals": [signal.to_json() for signal in reasons],
            "agree": True,
        }
        return Item(
            list=DISCIPLINES,
            action="add",
            target={"field": one.field, "level": one.level},
            title=f"{version.name_of(one.field)} · {one.level}",
            names=names_of(version, (one.field,)),
            quantity=seats,
            unit=SEATS,
            effect=None if closes is None else Effect(closes, bands),
            first_year=first_graduates(report.year or 0, years),
            evidence=tuple(dict.fromkeys(row for signal in reasons for row in signal.rows)),
            more=more,
        )
