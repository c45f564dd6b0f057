"""What no single split can say: between which bounds a gap or a surplus lies over all maximum flows, and what falls
away with a programme. Urgency plays no part here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from graph.gaps.market import Ints, IntsLike, Market
from graph.gaps.quotient import Quotient, quotient
from graph.gaps.rerouting import Rerouting


@dataclass(frozen=True, eq=False)
class Bounds:
    """Smallest and largest value over all maximum flows, one per demand or programme."""

    least: Ints
    most: Ints


def gap_bounds(market: Market) -> Bounds:
    """[D] people short: least = max(0, h_j − cap(N(j))), most = h_j − (F(D) − F(D∖j)).

    Two demands of 80 that accept the same 100 graduates: either may get all it asks for.

    >>> bounds = gap_bounds(Market.of([100], [80, 80], [1, 1], [0, 0], [0, 1]))
    >>> bounds.least.tolist(), bounds.most.tolist()
    ([0, 0], [60, 60])
    """
    q = quotient(market)
    rerouting = Rerouting.of(q.class_headcount, market.capacity, q.of_class, q.supply)
    asking = q.entry_of >= 0
    most = np.zeros(len(market.headcount), np.int64)
    # What a class of equal demands is short of may fall on any one of them.
    class_of = q.entry_class[q.entry_of[asking]]
    most[asking] = np.minimum(market.headcount[asking], rerouting.most_left()[class_of])
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
    _with_capacity: Ints = field(repr=False)  # programmes
    _position: Ints = field(repr=False)  # of a programme among them
    _rerouting: Rerouting = field(repr=False)

    @classmethod
    def of(cls, market: Market) -> Absence:
        q = quotient(market)
        some = np.flatnonzero(market.capacity > 0)
        position = np.full(len(market.capacity), -1, np.int64)
        position[some] = np.arange(len(some))
        supply, of_class = _by_supply(q, position)
        return cls(market, some, position, Rerouting.of(market.capacity[some], q.class_headcount, supply, of_class))

    def each(self) -> Ints:
        """[P] ΔU* of every programme alone."""
        loss = np.zeros(len(self.market.capacity), np.int64)
        loss[self._with_capacity] = self._rerouting.size - self._rerouting.most_left()
        return loss

    def together(self, programmes: Ints) -> int:
        """ΔU* of several programmes at once, a university for instance.

        >>> absence = Absence.of(Market.of([60, 60], [80], [1], [0, 1], [0, 0]))
        >>> absence.each().tolist(), absence.together(np.array([0, 1]))
        ([20, 20], 80)
        """
        nodes = self._position[np.unique(programmes)]
        nodes = nodes[nodes >= 0]
        return int(self._rerouting.placed[nodes].sum()) - self._rerouting.replaceable(nodes)


def n_minus_one(capacity: IntsLike, headcount: IntsLike, supply: IntsLike, demand: IntsLike) -> Ints:
    """[P] by how much the total gap grows when one programme falls away: F − F∖i.

    Raises:
        BadArgument: see Market.of.
    """
    return Absence.of(Market.of(capacity, headcount, np.zeros(len(headcount), np.int64), supply, demand)).each()


def _by_supply(q: Quotient, position: Ints) -> tuple[Ints, Ints]:
    order = np.argsort(q.supply, kind="stable")
    return position[q.supply[order]], q.of_class[order]
