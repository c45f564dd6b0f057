"""Who may fill what: a programme meets one of a post's alternatives of level and fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graph.gaps.fields import SAME_FIELD, Taught
from graph.gaps.market import Ints
from graph.gaps.requirement import Alternative, Interval, Requirement
from graph.gaps.supply import Supply
from graph.names import plain_name
from graph.snapshot import Snapshot

Flags: TypeAlias = npt.NDArray[np.bool_]

TAU = "0.7"
_DIRECTION = re.compile(r"[(（]([^()（）]+)[)）]\s*$")


class Matcher:
    """Programmes by field and level, and the supplies (open and reserved) of each programme.

    Arrays [P] are in the order of `programmes`, which is that of their ids.
    """

    def __init__(self, version: Snapshot, supplies: Sequence[Supply]) -> None:
        self.version = version
        self._ladders = version.ladders
        self._tau = version.parameters.value("tau", TAU) * SAME_FIELD
        first: dict[str, Supply] = {}
        for one in supplies:
            first.setdefault(one.programme, one)
        self.programmes = tuple(first.values())
        position = {name: k for k, name in enumerate(first)}
        least = -(-self._tau.numerator // self._tau.denominator)
        self._taught = Taught(version.fields, (one.field for one in self.programmes if one.field), least)
        self._by_field: dict[str, list[int]] = {}
        for k, one in enumerate(self.programmes):
            if one.field:
                self._by_field.setdefault(one.field, []).append(k)
        self._levels: dict[Interval | None, Flags] = {}
        self._open = np.full(len(self.programmes), -1, np.int64)
        self.reserved: dict[str, dict[int, int]] = {}
        for k, one in enumerate(supplies):
            if one.reserved_for is None:
                self._open[position[one.programme]] = k
            else:
                self.reserved.setdefault(one.reserved_for, {})[position[one.programme]] = k
        self.programme_of = np.array([position[one.programme] for one in supplies], np.int64)

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
        met = np.zeros(len(self.programmes), np.bool_)
        for alternative in requirement.alternatives:
            if alternative.open_to_graduates:
                met |= self.similarity(alternative) > 0
        return np.flatnonzero(met)

    def similarity(self, wanted: Alternative) -> Ints:
        """[P] how near the field of a programme lies, thousandths; 0 where it does not meet the alternative."""
        near = np.full(len(self.programmes), SAME_FIELD if wanted.any else 0, np.int64)
        if wanted.sim_cap >= self._tau:
            for field in wanted.fields:
                for taught, similarity in self._taught.near(field).items():
                    at = self._by_field[taught]
                    near[at] = np.maximum(near[at], min(similarity, wanted.sim_cap))
        near[~self._in_level(wanted.degree)] = 0
        if wanted.only:
            for k in np.flatnonzero(near).tolist():
                near[k] *= _direction_fits(self.programmes[k].major, wanted.only)
        return near

    def _in_level(self, degree: Interval | None) -> Flags:
        known = self._levels.get(degree)
        if known is None:
            answers = (self._ladders.within(one.level, degree) for one in self.programmes)
            known = self._levels[degree] = np.array([one is not False for one in answers], np.bool_)
        return known


def _direction_fits(major: str, only: Sequence[str]) -> bool:
    """仅限 X narrows where the programme states a direction; one that states none is accepted.

    >>> _direction_fits("应用经济学（金融学）", ["金融学"]), _direction_fits("应用经济学（统计学）", ["金融学"])
    (True, False)
    >>> _direction_fits("应用经济学", ["金融学"])
    True
    """
    stated = _DIRECTION.search(major)
    if stated is None:
        return True
    direction = plain_name(stated[1])
    return any(plain_name(one) in direction or direction in plain_name(one) for one in only)
