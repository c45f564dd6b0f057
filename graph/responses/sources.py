"""Where people are who could fill posts: left over here, near enough to be retrained, in labs, else outside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.gaps.fields import SAME_CLASS, SAME_DISCIPLINE, Taught
from graph.gaps.innovators import Innovator, Innovators
from graph.gaps.persons import persons
from graph.gaps.report import GapReport
from graph.gaps.requirement import Interval
from graph.gaps.supply import PERSON
from graph.levels import DEGREE
from graph.responses.items import Json
from graph.responses.targets import Wanted

SHOWN = 5


@dataclass(frozen=True)
class Places:
    """What is shown, and the rows that it rests on."""

    shown: Json
    rows: tuple[str, ...]


class Sources:
    """Supplies with somebody left over, labs and talents, found by field.

    What is left over is a range over all maximum flows. One graduate may be named by several items.
    """

    def __init__(self, report: GapReport) -> None:
        self._report = report
        self._version = report.version
        self._least, self._most = report.allocation.surplus.least, report.allocation.surplus.most
        self._left: dict[str, list[int]] = {}
        for i in np.flatnonzero(self._most > 0).tolist():
            field = report.supplies[i].field
            if field:
                self._left.setdefault(field, []).append(i)
        self._taught = Taught(self._version.fields, self._left, SAME_DISCIPLINE)
        self._innovators = Innovators.of(self._version)
        self._fits: dict[tuple[str | None, Interval | None], bool | None] = {}
        self._found: dict[tuple[str, ...], tuple[dict[int, int], list[int]]] = {}
        self._people_of: dict[tuple[str, ...], tuple[list[Innovator], list[Innovator]]] = {}

    def of(self, wanted: Wanted, quantity: int) -> Places:
        """Where to look for one kind of people.

        `local_surplus`: the field asked for, kept out by level, direction or a reservation. `retrainable`: level
        enough, of a neighbouring field (similarity 400 to 699). `outside_at_least`: who must come from elsewhere even
        if all that may be left over were won.
        """
        near, ranked = self._near(wanted.fields if wanted.ladder == DEGREE else ())
        local = [i for i in ranked if near[i] >= SAME_CLASS]
        retrainable = [i for i in ranked if near[i] < SAME_CLASS and self._level_fits(i, wanted) is not False]
        shown = [*local[:SHOWN], *retrainable[:SHOWN]]
        labs, talents = self._people(wanted)
        known = self._innovators

        def first(some: list[int]) -> Json:
            return {"count": len(some), "first": [self._supply(i, near[i], wanted) for i in some[:SHOWN]]}

        most = int(self._most[[*local, *retrainable]].sum())
        return Places(
            {
                "local_surplus": first(local),
                "retrainable": first(retrainable),
                "labs": self._labs(labs) if known.labs_known else None,
                "talents": self._talents(talents) if known.talents_known else None,
                "outside_at_least": max(0, quantity - most // PERSON),
            },
            tuple(row for i in shown for row in self._report.supplies[i].sources),
        )

    def _near(self, fields: tuple[str, ...]) -> tuple[dict[int, int], list[int]]:
        """Supplies with somebody left over near to some fields and how near; those with the most left over first."""
        known = self._found.get(fields)
        if known is None:
            near: dict[int, int] = {}
            for field in fields:
                for taught, similarity in self._taught.near(field).items():
                    for i in self._left[taught]:
                        near[i] = max(near.get(i, 0), similarity)
            ranked = sorted(near, key=lambda i: (-(int(self._least[i]) // PERSON), -int(self._most[i]), i))
            known = self._found[fields] = near, ranked
        return known

    def _level_fits(self, i: int, wanted: Wanted) -> bool | None:
        key = self._report.supplies[i].level, wanted.levels
        if key not in self._fits:
            self._fits[key] = self._version.ladders.within(*key)
        return self._fits[key]

    def _supply(self, i: int, similarity: int, wanted: Wanted) -> Json:
        one, name = self._report.supplies[i], self._version.name_of
        if similarity < SAME_CLASS:
            why = "neighbouring_field"
        elif self._level_fits(i, wanted) is False:
            why = "another_level"
        else:
            why = "reserved" if one.reserved_for else "not_accepted"
        return {
            "id": one.id,
            "programme": {"key": one.programme, "name": name(one.programme)},
            "university": {"key": one.university, "name": name(one.university)},
            "level": one.level,
            "similarity": similarity,
            "why": why,
            "surplus": [persons(int(self._least[i])), persons(int(self._most[i]))],
            "sources": list(one.sources),
        }

    @cached_property
    def _fields_of_people(self) -> Taught:
        known = self._innovators
        fields = (field for one in (*known.labs, *known.talents) if one.here for field in one.fields)
        return Taught(self._version.fields, fields, SAME_CLASS)

    @cached_property
    def _by_field(self) -> dict[str, list[Innovator]]:
        found: dict[str, list[Innovator]] = {}
        for one in (*self._innovators.labs, *self._innovators.talents):
            for field in one.fields if one.here else ():
                found.setdefault(field, []).append(one)
        return found

    def _people(self, wanted: Wanted) -> tuple[list[Innovator], list[Innovator]]:
        known = self._people_of.get(wanted.fields)
        if known is None:
            near = {field for one in wanted.fields for field in self._fields_of_people.near(one)}
            found = {one.key: one for field in near for one in self._by_field[field]}
            everybody = [found[key] for key in sorted(found)]
            known = [one for one in everybody if one.is_lab], [one for one in everybody if not one.is_lab]
            self._people_of[wanted.fields] = known
        return known

    def _labs(self, labs: list[Innovator]) -> Json:
        name = self._version.name_of
        return {"count": len(labs), "first": [{"key": one.key, "name": name(one.key)} for one in labs[:SHOWN]]}

    def _talents(self, talents: list[Innovator]) -> Json:
        """People are counted where they work, never named."""
        units = Counter(one.unit for one in talents if one.unit)
        first = sorted(units, key=lambda unit: (-units[unit], unit))[:SHOWN]
        name = self._version.name_of
        return {
            "count": len(talents),
            "first": [{"key": unit, "name": name(unit), "people": units[unit]} for unit in first],
        }
