"""What no single split can say: between which bounds a gap or a surplus lies over all maximum flows, and what falls
away with a programme. Urgency plays no part here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from graph.gaps.market import Ints, IntsLike, Market
from graph.gaps.quotient import Condensed, condensed
from graph.gaps.rerouting import Rerouting


@dataclass(frozen=True, eq=False)
class Bounds:
    """Smallest and largest value over all maximum flows, one per demand or programme."""

    least: Ints
    most: Ints


@dataclass(frozen=True, eq=False)
class Room:
    """A market condensed, and where its demands could take more people or other ones."""

    condensed: Condensed
    demands: Rerouting = field(repr=False)

    @classmethod
    def of(cls, market: Market) -> Room:
        q = condensed(market)
        return cls(q, Rerouting.of(q.headcount, q.capacity, q.of_class, q.kind))


def gap_bounds(market: Market, room: Room | None = None) -> Bounds:
    """[D] people short: least = max(0, h_j − cap(N(j))), most = h_j − (F(D) − F(D∖j)).

    Two demands of 80 that accept the same 100 graduates: either may get all it asks for. `room`: where it is known.

    >>> bounds = gap_bounds(Market.of([100], [80, 80], [1, 1], [0, 0], [0, 1]))
    >>> bounds.least.tolist(), bounds.most.tolist()
    ([0, 0], [60, 60])
    """
    room = Room.of(market) if room is None else room
    q = room.condensed
    asking = q.class_of >= 0
    most = np.zeros(len(market.headcount), np.int64)
    # What a class of equal demands is short of may fall on any one of them.
    most[asking] = np.minimum(market.headcount[asking], room.demands.most_left()[q.class_of[asking]])
    return Bounds(np.maximum(0, market.headcount - market.acceptable_capacity()), most)


def surplus_bounds(market: Market) -> Bounds:
    """[P] people without a post: least = max(0, cap_i − h(N(i))), most = cap_i − (F − F∖i).

    >>> bounds = surplus_bounds(Market.of([100, 50], [120], [1], [0, 1], [0, 0]))
    >>> bounds.least.tolist(), bounds.most.tolist()
    ([0, 0], [30, 30])
    """
    return Bounds(
        np.maximum(0, market.capacity - market.asking_headcount()), market.capacity - Absence.of(market).each()
    )


@dataclass(frozen=True, eq=False)
class Absence:
    """By how much the total gap grows when programmes fall away.

    Attributes:
        market: the market with all its programmes.
    """

    market: Market
    _kind_of: Ints = field(repr=False)  # of a programme among kinds with capacity, −1 for none
    _rerouting: Rerouting = field(repr=False)

    @classmethod
    def of(cls, market: Market, q: Condensed | None = None) -> Absence:
        """`q`: the condensed market, where it is known."""
        q = condensed(market) if q is None else q
        some = np.flatnonzero(q.capacity > 0)
        position = np.full(len(q.capacity), -1, np.int64)
        position[some] = np.arange(len(some))
        kind, of_class = q.by_kind()
        kept = position[kind] >= 0
        rerouting = Rerouting.of(q.capacity[some], q.headcount, position[kind[kept]], of_class[kept])
        return cls(market, position[q.kind_of], rerouting)

    def each(self) -> Ints:
        """[P] ΔU* of every programme alone."""
        loss = np.zeros(len(self.market.capacity), np.int64)
        some = self._kind_of >= 0
        # What a kind of equal programmes can spare may be any one of them.
        loss[some] = np.maximum(0, self.market.capacity[some] - self._rerouting.most_left()[self._kind_of[some]])
        return loss

    def together(self, groups: Sequence[Ints]) -> list[int]:
        """ΔU* of several programmes at once, a university for instance; one answer a group.

        >>> absence = Absence.of(Market.of([60, 60], [80], [1], [0, 1], [0, 0]))
        >>> absence.each().tolist(), absence.together([np.array([0, 1]), np.array([0])])
        ([20, 20], [80, 20])
        """
        gone = [np.unique(some) for some in groups]
        question = np.repeat(np.arange(len(groups)), [len(some) for some in gone])
        programmes = np.concatenate([np.zeros(0, np.int64), *gone]).astype(np.int64)
        some = self._kind_of[programmes] >= 0
        question, programmes, kinds = question[some], programmes[some], max(1, len(self._rerouting.size))
        key, at = np.unique(question * kinds + self._kind_of[programmes], return_inverse=True)
        people = np.zeros(len(key), np.int64)
        np.add.at(people, at, self.market.capacity[programmes])
        lost: list[int] = self._rerouting.lost(len(groups), key // kinds, key % kinds, people).tolist()
        return lost


def n_minus_one(capacity: IntsLike, headcount: IntsLike, supply: IntsLike, demand: IntsLike) -> Ints:
    """[P] by how much the total gap grows when one programme falls away: F − F∖i.

    Raises:
        BadArgument: see Market.of.
    """
    return Absence.of(Market.of(capacity, headcount, np.zeros(len(headcount), np.int64), supply, demand)).each()
