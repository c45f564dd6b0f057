"""Posts against graduates as one allocation: who may fill what, what every method makes of it.

Everything is counted in 1/1000 person. `lo` is headcount lo with capacity hi, `hi` the reverse; the split, its bands
and certificates are those of lo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import fsum

import numpy as np

from graph.gaps.compatible import TAU as TAU
from graph.gaps.compatible import Matcher
from graph.gaps.costs import pair_costs
from graph.gaps.demand import Demand
from graph.gaps.fair import FairSplit, split_market
from graph.gaps.market import Flags, Ints, Market, ranges
from graph.gaps.matching import Matching, cheapest_matching
from graph.gaps.ranges import Absence, Bounds, Room, gap_bounds
from graph.gaps.shadow import closes_per_graduate
from graph.gaps.supply import PERSON, Supply
from graph.snapshot import Snapshot

DIRECTION_NOT_STATED = "direction_not_stated"


@dataclass(frozen=True, eq=False)
class Allocation:
    """Demands and supplies with their pairs; numbers in the arrays are positions in the two tuples.

    `undirected`: supplies that a demand with 仅限… accepts because they state no direction; such demands are flagged.
    """

    demands: tuple[Demand, ...]
    supplies: tuple[Supply, ...]
    market: Market
    matcher: Matcher
    undirected: Ints

    @cached_property
    def split(self) -> FairSplit:
        """The fair split at lo."""
        return split_market(self.market)

    @cached_property
    def acceptable(self) -> Ints:
        """[D] cap(N(j)): what all programmes that a demand accepts have together."""
        return self.market.acceptable_capacity()

    @cached_property
    def naive(self) -> Ints:
        """[D] max(0, h − cap(N)): every demand as if it were alone, so a graduate counts many times."""
        over: Ints = np.maximum(0, self.market.headcount - self.acceptable)
        return over

    @cached_property
    def joint_gap_hi(self) -> int | None:
        """The joint gap of headcount hi with capacity lo; None when some headcount has no known end."""
        if any(one.hi is None for one in self.demands):
            return None
        headcount = np.array([PERSON * (one.hi or 0) for one in self.demands], np.int64)
        capacity = np.array([one.capacity_lo for one in self.supplies], np.int64)
        market = self.market
        if np.array_equal(headcount, market.headcount) and np.array_equal(capacity, market.capacity):
            return self.split.gap_total
        alike = np.zeros(len(headcount), np.int64)
        return split_market(Market(capacity, headcount, alike, market.supply, market.demand, market.start)).gap_total

    @cached_property
    def proportional(self) -> tuple[float, list[float]]:
        """Every demand splits its posts over its programmes in proportion to capacity: short in all, and by demand."""
        return proportional(self.market)

    @cached_property
    def ranges(self) -> Bounds:
        """[D] least and most that a demand is short of over all maximum flows, urgency aside."""
        return gap_bounds(self.market, self.room)

    @cached_property
    def room(self) -> Room:
        """What ranges, N−1 and one graduate more are answered on."""
        return Room.of(self.market)

    @cached_property
    def absence(self) -> Absence:
        """By how much the joint gap grows when supplies fall away."""
        return Absence.of(self.market, self.room.condensed)

    @cached_property
    def surplus(self) -> Bounds:
        """[P] least and most that a supply has left over all maximum flows, urgency aside."""
        market = self.market
        return Bounds(np.maximum(0, market.capacity - self.asked), market.capacity - self.absence.each())

    @cached_property
    def closes_per_graduate(self) -> Ints:
        """[P] by how much the joint gap falls when a supply has one person more, by an exact solution again."""
        return closes_per_graduate(self.market, PERSON, self.room)

    @cached_property
    def asked(self) -> Ints:
        """[P] h(N(i)): the posts that may take graduates of a supply; 0 where nobody asks for them."""
        return self.market.asking_headcount()

    @cached_property
    def matching(self) -> Matching:
        """One way to place people that agrees with the split, the cheapest; no figure of a report comes from it."""
        return cheapest_matching(self.split, pair_costs(self.matcher, self.demands, self.supplies, self.market))

    def accepted(self, demand: int) -> Ints:
        """The supplies that one demand accepts, sorted."""
        market = self.market
        return market.supply[int(market.start[demand]) : int(market.start[demand + 1])]

    def accepted_by_any(self, demands: Ints) -> Ints:
        """N(T): the supplies that some demand of a set accepts, from the pairs, sorted."""
        first = self.market.start[demands]
        accepted = np.zeros(len(self.supplies), np.bool_)
        accepted[self.market.supply[ranges(first, self.market.start[demands + 1] - first)]] = True
        return np.flatnonzero(accepted)


def allocate(version: Snapshot, demands: Sequence[Demand], supplies: Sequence[Supply]) -> Allocation:
    """Find all compatible pairs. Demands and supplies are given sorted by id.

    A pair needs one alternative that is met: the level lies in its interval (unknown on one side accepts all), and the
    field is similar enough (parameter `tau`). 仅限… narrows to a direction where the programme states one. Reserved
    seats are open to their employer alone.
    """
    matcher = Matcher(version, supplies)
    open_to: dict[int, Ints] = {}
    none = np.zeros(0, np.int64)
    pieces: list[Ints] = []
    silent: dict[int, Flags] = {}
    undirected = np.zeros(len(supplies), np.bool_)
    flagged = list(demands)
    for k, one in enumerate(demands):
        key = id(one.requirement)
        accepted = open_to.get(key)
        if accepted is None:
            accepted = open_to[key] = matcher.accepted(one.requirement)
        pieces.append(matcher.nodes(accepted, one.firm))
        if one.requirement.narrowed:
            if key not in silent:
                silent[key] = matcher.by_silence(one.requirement)
            nodes = pieces[-1][silent[key][matcher.programme_of[pieces[-1]]]]
            if len(nodes):
                undirected[nodes] = True
                flagged[k] = replace(one, flags=tuple(sorted({*one.flags, DIRECTION_NOT_STATED})))
    lengths = np.array([len(piece) for piece in pieces], np.int64)
    supply = np.concatenate(pieces) if pieces else none
    demand = np.repeat(np.arange(len(demands), dtype=np.int64), lengths)
    market = Market.of(
        np.array([one.capacity for one in supplies], np.int64),
        np.array([PERSON * one.lo for one in demands], np.int64),
        np.array([one.tier for one in demands], np.int64),
        supply,
        demand,
    )
    return Allocation(tuple(flagged), tuple(supplies), market, matcher, np.flatnonzero(undirected))


def proportional(market: Market) -> tuple[float, list[float]]:
    """Posts short when every demand splits over its programmes in proportion to capacity.

    Σ_i max(0, d_i − cap_i), and the demands without capacity whole; of demand j Σ_i x_ij · max(0, 1 − cap_i / d_i).

    A: 100 graduates, B: 50. X wants 80 (A only), Y wants 60 (A or B): 40 of Y go to A, which is 20 short.

    >>> total, each = proportional(Market.of([100, 50], [80, 60], [1, 1], [0, 0, 1], [0, 1, 1]))
    >>> round(total, 6), [round(one, 6) for one in each]
    (20.0, [13.333333, 6.666667])
    """
    headcount, capacity = market.headcount.astype(np.float64), market.capacity.astype(np.float64)
    reach = market.acceptable_capacity()
    some = reach[market.demand] > 0
    supply, demand = market.supply[some], market.demand[some]
    share = headcount[demand] * capacity[supply] / reach[demand]
    asked = _sums(share, supply, len(capacity))
    over = np.maximum(0.0, asked - capacity)
    short = np.divide(over, asked, out=np.zeros(len(over)), where=asked > 0)
    each = np.where(reach > 0, _sums(share * short[supply], demand, len(headcount)), headcount)
    total = fsum([*over.tolist(), *headcount[reach == 0].tolist()])
    return total, each.tolist()


def _sums(
    values: np.ndarray[tuple[int], np.dtype[np.float64]], group: Ints, groups: int
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Sum by group, exactly rounded, so that no order of the values changes a bit."""
    if (np.diff(group) < 0).any():
        order = np.argsort(group.astype(np.uint16) if groups < 1 << 16 else group, kind="stable")
        values, group = values[order], group[order]
    sorted_values = values.tolist()
    bounds = np.searchsorted(group, np.arange(groups + 1)).tolist()
    return np.array([fsum(sorted_values[a:b]) for a, b in pairwise(bounds)], np.float64).reshape(groups)
