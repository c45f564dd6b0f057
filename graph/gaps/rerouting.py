"""How much of what one node gives or gets could go to others of its side without losing anybody.

Demands and programmes play the same part here, once each: the side that is asked about is `own`, the one across is
`other`. A node of the own side that loses its place frees capacity across; the others of its side may take that up,
directly or by freeing capacity elsewhere. One base flow, in which what is left over is spread evenly, answers most
questions at a glance. The rest take one small maximum flow each, on a ball around the node that grows only where its
own minimum cut touches the border: inside such a cut the answer is the same as in the whole city.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.errors import SolverError
from graph.gaps.flow import maximum_flow, route
from graph.gaps.levels import Levels, solve_levels
from graph.gaps.market import LIMIT, Flags, Ints, distinct, ranges, sums_between
from graph.gaps.quotient import Quotient


@dataclass(frozen=True, eq=False)
class Rerouting:
    """One base maximum flow, ready for questions.

    Attributes:
        size: [A] people that each own node gives or asks for.
        placed: [A] how many of them the base flow places.
        loose: [A] nodes that are left with somebody in some maximum flow; all others never are.
        other_loose: [B] nodes across that would let more be placed if they were larger.
        own_start, own_other, own_flow: pairs by own node, [A + 1] and [E].
        other_start, other_own, other_flow: the same pairs by other node, [B + 1] and [E].
    """

    size: Ints
    placed: Ints
    loose: Flags
    other_loose: Flags
    own_start: Ints
    own_other: Ints
    own_flow: Ints
    other_start: Ints
    other_own: Ints
    other_flow: Ints

    @classmethod
    def of(cls, size: Ints, other_size: Ints, own: Ints, other: Ints) -> Rerouting:
        """Prepare a side.

        Args:
            size, other_size: [A] positive and [B] people.
            own, other: [E] pairs, each once, sorted by own.
        """
        one_each = np.arange(len(size), dtype=np.int64)
        start = np.searchsorted(own, np.arange(len(size) + 1)).astype(np.int64)
        nobody = np.zeros(len(size), np.int64)
        alone = Quotient(
            one_each, one_each, nobody, size, np.ones(1, np.int64), np.arange(len(size) + 1), other, own, start
        )
        levels = solve_levels(alone, other_size)
        flow = _even_flow(size, other_size, own, other, levels)
        order = np.argsort(other, kind="stable")
        return cls(
            size=size,
            placed=np.where(levels.starved_class, sums_between(flow, start), size),
            loose=levels.starved_class,
            other_loose=levels.starved_supply,
            own_start=start,
            own_other=other,
            own_flow=flow,
            other_start=np.searchsorted(other[order], np.arange(len(other_size) + 1)).astype(np.int64),
            other_own=own[order],
            other_flow=flow[order],
        )

    @property
    def left(self) -> Ints:
        """[A] people of an own node whom the base flow leaves over."""
        return self.size - self.placed

    def within_reach(self) -> Ints:
        """[B] people left over next to each other node."""
        return sums_between(self.left[self.other_own], self.other_start)

    def most_left(self) -> Ints:
        """[A] the most that a node is left with in any maximum flow."""
        most = np.where(self.loose, self.size, 0)
        own = np.repeat(np.arange(len(self.size)), np.diff(self.own_start))
        # A node is replaced at once when every node across that serves it sees enough others left over.
        enough = self.within_reach()[self.own_other] - self.left[own] >= self.placed[own]
        unproven = np.zeros(len(self.size), np.bool_)
        unproven[own[(self.own_flow > 0) & ~enough]] = True
        for node in np.flatnonzero(unproven & self.loose).tolist():
            most[node] = int(self.left[node]) + self.replaceable(np.array([node]))
        return most

    def replaceable(self, nodes: Ints) -> int:
        """How many of the people that these own nodes have placed the others could place instead."""
        pairs = ranges(self.own_start[nodes], self.own_start[nodes + 1] - self.own_start[nodes])
        freed = np.zeros(len(self.other_start) - 1, np.int64)
        np.add.at(freed, self.own_other[pairs], self.own_flow[pairs])
        at = np.flatnonzero(freed)
        return self.absorbed(at, freed[at], nodes)

    def absorbed(self, at: Ints, amount: Ints, without: Ints) -> int:
        """How much new room across the others would fill.

        Args:
            at, amount: other nodes and how much room each gets.
            without: own nodes that may not take any.
        """
        total = int(amount.sum())
        if total == 0:
            return 0
        inside, border = np.zeros(len(self.other_start) - 1, np.bool_), at
        while True:
            inside[border] = True
            found, touched = self._ball(np.flatnonzero(inside), at, amount, without)
            pairs = ranges(self.own_start[touched], self.own_start[touched + 1] - self.own_start[touched])
            border = self.own_other[pairs[self.own_flow[pairs] > 0]]
            border = border[~inside[border]]
            if found == total or not len(border):
                return found

    def _ball(self, others: Ints, at: Ints, amount: Ints, without: Ints) -> tuple[int, Ints]:
        """Maximum flow among some other nodes and all own nodes next to them; own nodes on the near side of its cut."""
        length = self.other_start[others + 1] - self.other_start[others]
        pairs = ranges(self.other_start[others], length)
        other = np.repeat(np.arange(len(others)), length)
        allowed = ~np.isin(self.other_own[pairs], without)
        pairs, other = pairs[allowed], other[allowed]
        owns = distinct(self.other_own[pairs])
        own = len(others) + np.searchsorted(owns, self.other_own[pairs])
        back = self.other_flow[pairs] > 0
        source, sink = len(others) + len(owns), len(others) + len(owns) + 1
        total = int(amount.sum())
        solver = maximum_flow(
            np.concatenate([np.full(len(at), source), other, own[back], len(others) + np.arange(len(owns))]),
            np.concatenate([np.searchsorted(others, at), own, other[back], np.full(len(owns), sink)]),
            np.concatenate([amount, np.full(len(own), total + 1), self.other_flow[pairs[back]], self.left[owns]]),
            source,
            sink,
        )
        near = np.asarray(solver.get_source_side_min_cut(), np.int64) - len(others)
        return int(solver.optimal_flow()), owns[near[(near >= 0) & (near < len(owns))]]


def _even_flow(size: Ints, other_size: Ints, own: Ints, other: Ints, levels: Levels) -> Ints:
    """A maximum flow in whole people on the starved side that gives no node more than its fair share, rounded up."""
    share = size.astype(object) if int(size.max(initial=0)) * int(levels.denominator.max(initial=1)) > LIMIT else size
    fair = np.where(levels.rank == 0, -(-share * levels.numerator // levels.denominator), share).astype(np.int64)
    inside = levels.starved_class[own] & levels.starved_supply[other]
    pairs = np.flatnonzero(inside)
    routing = route(
        np.where(levels.starved_supply, other_size, 0),
        np.where(levels.starved_class, fair, 0),
        other[pairs],
        own[pairs],
    )
    flow = np.zeros(len(own), np.int64)
    flow[pairs] = routing.amounts(np.arange(len(pairs)))
    if int(flow.sum()) != int(other_size[levels.starved_supply].sum()):
        raise SolverError("the even flow is smaller than the maximum flow", remedy="report this")
    return flow
