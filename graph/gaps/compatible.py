"""Who may fill what: a programme meets one of a post's alternatives of level and fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graph.gaps.directions import direction_fits
from graph.gaps.fields import CLASS, DISCIPLINE, MAJOR, SAME_FIELD, Taught
from graph.gaps.market import Ints, distinct
from graph.gaps.requirement import Alternative, Interval, Requirement
from graph.gaps.supply import Supply
from graph.snapshot import Snapshot

Flags: TypeAlias = npt.NDArray[np.bool_]

TAU = "0.7"
_DEPTH = {DISCIPLINE: 0, CLASS: 1, MAJOR: 2}


class Matcher:
    """Programmes by field and level, and the supplies (open and reserved) of each programme.

    A direction of a programme that is a supply of its own counts as a programme here.

    Arrays [P] are in the order of `programmes`, which is that of their ids.
    """

    def __init__(self, version: Snapshot, supplies: Sequence[Supply]) -> None:
        self.version = version
        self._ladders = version.ladders
        self._tau = version.parameters.value("tau", TAU) * SAME_FIELD
        first: dict[tuple[str, str], Supply] = {}
        for one in supplies:
            first.setdefault((one.programme, one.direction), one)
        self.programmes = tuple(first.values())
        position = {name: k for k, name in enumerate(first)}
        least = -(-self._tau.numerator // self._tau.denominator)
        self._taught = Taught(version.fields, (one.field for one in self.programmes if one.field), least)
        self._by_field: dict[str, list[int]] = {}
        for k, one in enumerate(self.programmes):
            if one.field:
                self._by_field.setdefault(one.field, []).append(k)
        self._levels: dict[Interval | None, Flags] = {}
        self._teaching: dict[str, tuple[Ints, Ints]] = {}
        self._accepting: dict[tuple[str, Interval | None], Ints] = {}
        self._open = np.full(len(self.programmes), -1, np.int64)
        self.reserved: dict[str, dict[int, int]] = {}
        for k, one in enumerate(supplies):
            if one.reserved_for is None:
                self._open[position[one.programme, one.direction]] = k
            else:
                self.reserved.setdefault(one.reserved_for, {})[position[one.programme, one.direction]] = k
        self.programme_of = np.array([position[one.programme, one.direction] for one in supplies], np.int64)

    def nodes(self, programmes: Ints, employer: str | None) -> Ints:
        """The open supplies of programmes, and those reserved for an employer; sorted."""
        nodes = self._open[programmes]
        seats = self.reserved.get(employer or "")
        if seats:
            own = [seats[k] for k in programmes.tolist() if k in seats]
            nodes = np.concatenate([nodes, np.array(own, np.int64)])
        return np.sort(nodes[nodes >= 0])

    def accepted(self, requirement: Requirement) -> Ints:
        """The programmes that meet one of the alternatives, sorted."""
        found: list[Ints] = []
        for wanted in requirement.alternatives:
            if not wanted.open_to_graduates:
                continue
            if wanted.any or wanted.only:
                found.append(np.flatnonzero(self.similarity(wanted)))
            elif wanted.sim_cap >= self._tau:
                found += (self._accepted_of(field, wanted.degree) for field in wanted.fields)
        if len(found) == 1:
            return found[0]
        return distinct(np.concatenate([np.zeros(0, np.int64), *found]))

    def _accepted_of(self, field: str, degree: Interval | None) -> Ints:
        """The programmes of a level that teach something near enough to a field, sorted."""
        known = self._accepting.get((field, degree))
        if known is None:
            programmes, _ = self._near(field)
            known = self._accepting[field, degree] = np.sort(programmes[self._in_level(degree)[programmes]])
        return known

    def similarity(self, wanted: Alternative) -> Ints:
        """[P] how near the field of a programme lies, thousandths; 0 where it does not meet the alternative."""
        near = np.zeros(len(self.programmes), np.int64)
        if wanted.any:
            near[self._narrowed(np.arange(len(near)), None, wanted.only)] = SAME_FIELD
        if wanted.sim_cap >= self._tau:
            for field in wanted.fields:
                programmes, similarity = self._near(field)
                at = self._narrowed(programmes, field, wanted.only)
                near[programmes[at]] = np.maximum(near[programmes[at]], np.minimum(similarity[at], wanted.sim_cap))
        near[~self._in_level(wanted.degree)] = 0
        return near

    def _near(self, field: str) -> tuple[Ints, Ints]:
        """Programmes that teach something near enough to a field, each once, and how near."""
        known = self._teaching.get(field)
        if known is None:
            taught = [(k, near) for one, near in self._taught.near(field).items() for k in self._by_field[one]]
            programmes, near = np.array(taught, np.int64).reshape(-1, 2).T
            known = self._teaching[field] = programmes, near
        return known

    def by_silence(self, requirement: Requirement) -> Flags:
        """[P] programmes that meet a requirement with 仅限… only because they state no direction."""
        surely, silent = np.zeros((2, len(self.programmes)), np.bool_)
        for wanted in requirement.alternatives:
            if wanted.open_to_graduates:
                for k in np.flatnonzero(self.similarity(wanted)).tolist():
                    stated = [self._stated(k, field) for field in wanted.fields or (None,)]
                    fits = not wanted.only or any(direction_fits(names, wanted.only) for names in stated)
                    (surely if fits else silent)[k] = True
        return silent & ~surely

    def _narrowed(self, programmes: Ints, field: str | None, only: Sequence[str]) -> Flags:
        """[P of these] whose stated direction 仅限 names, and which state none."""
        if not only:
            return np.ones(len(programmes), np.bool_)
        stated = (self._stated(k, field) for k in programmes.tolist())
        return np.array([not names or direction_fits(names, only) for names in stated], np.bool_)

    def _stated(self, programme: int, field: str | None) -> list[str]:
        """The directions that a programme states within a field asked for: in brackets, or by a finer field's name."""
        one, fields = self.programmes[programme], self.version.fields
        names = [one.direction] if one.direction else []
        if field and one.field and _DEPTH[fields.kind(one.field)] > _DEPTH[fields.kind(field)]:
            names += [one.major, self.version.name_of(one.field)]
        return names

    def _in_level(self, degree: Interval | None) -> Flags:
        known = self._levels.get(degree)
        if known is None:
            answers = (self._ladders.within(one.level, degree) for one in self.programmes)
            known = self._levels[degree] = np.array([one is not False for one in answers], np.bool_)
        return known
