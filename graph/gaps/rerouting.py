"""How much of what one node gives or gets could go to others of its side without losing anybody.

Demands and programmes play the same part here, once each: the side that is asked about is `own`, the one across is
`other`. A node of the own side that loses its place frees capacity across; the others of its side may take that up,
directly or by freeing capacity elsewhere. One base flow, in which what is left over is spread evenly, answers most
questions at a glance. The rest take a small maximum flow, on a ball around the node that grows only where its own
minimum cut touches the border: inside such a cut the answer is the same as in the whole city. Several balls, each a
copy of its own, share one call of the solver.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.errors import SolverError
from graph.gaps.flow import maximum_flow, route
from graph.gaps.levels import Levels, solve_levels
from graph.gaps.market import LIMIT, Flags, Ints, distinct, ranges, sums_between
from graph.gaps.quotient import Quotient

_PAIRS = 5_000
"""Pairs that questions answered in one flow begin with (balls grow tenfold); a single one may have more."""


@dataclass(frozen=True, eq=False)
class Rerouting:
    """One base maximum flow, ready for questions.

    Attributes:
        size: [A] people that each own node gives or asks for.
        placed: [A] how many of them the base flow places.
        loose: [A] nodes that are left with somebody in some maximum flow; all others never are.
        other_loose: [B] nodes across that would let more be placed if they were larger.
        own_start, own_other, own_flow: pairs of loose nodes, by own node, [A + 1] and [E].
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
        placed = np.where(levels.starved_class, sums_between(flow, start), size)
        kept = levels.starved_class[own]  # who is never left with anybody leads nowhere
        own, other, flow = own[kept], other[kept], flow[kept]
        order = np.argsort(other, kind="stable")
        return cls(
            size=size,
            placed=placed,
            loose=levels.starved_class,
            other_loose=levels.starved_supply,
            own_start=np.searchsorted(own, np.arange(len(size) + 1)).astype(np.int64),
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

    @cached_property
    def within_reach(self) -> Ints:
        """[B] people left over next to each other node."""
        return sums_between(self.left[self.other_own], self.other_start)

    @cached_property
    def _used(self) -> tuple[Ints, Ints]:
        """The pairs over which somebody is placed, by own node, and where each own node's begin."""
        used = np.flatnonzero(self.own_flow > 0)
        return used, np.searchsorted(used, self.own_start).astype(np.int64)

    def most_left(self) -> Ints:
        """[A] the most that a node is left with in any maximum flow."""
        most = np.where(self.loose, self.size, 0)
        unproven = np.flatnonzero(self.loose & ~self._replaced_at_once())
        most[unproven] -= self.lost(len(unproven), np.arange(len(unproven)), unproven, self.size[unproven])
        return most

    def _replaced_at_once(self) -> Flags:
        """[A] nodes whose place others take up without moving anybody.

        Next to the nodes across that it serves enough others must be left over (Hall's condition): from the scarcest
        to the richest, at each as many as it serves up to there.
        """
        used, start = self._used
        own = np.repeat(np.arange(len(self.size)), np.diff(start))
        others_left = self.within_reach[self.own_other[used]] - self.left[own]
        order = np.lexsort((others_left, own))
        served = np.cumsum(self.own_flow[used][order])
        before = np.concatenate([np.zeros(1, np.int64), served])[start[own]]
        at_once = np.ones(len(self.size), np.bool_)
        at_once[own[served - before > others_left[order]]] = False
        return at_once

    def filled(self, at: Ints, amount: Ints) -> Ints:
        """[K] how much new room at an other node would be filled, each node on its own."""
        filled = np.where(self.other_loose[at], amount, 0)
        beyond = np.flatnonzero(self.other_loose[at] & (self.within_reach[at] < amount))
        question, none = np.arange(len(beyond)), np.zeros(0, np.int64)
        filled[beyond] = self._moved(_Questions(len(beyond), question, at[beyond], amount[beyond], none, none, none))
        return filled

    def lost(self, questions: int, asked: Ints, own: Ints, gone: Ints) -> Ints:
        """[questions] how many fewer are placed when people of own nodes are gone, each question on its own.

        Args:
            asked, own, gone: question, own node and how many of its people; sorted, each pair once.
        """
        homeless = np.zeros(questions, np.int64)
        np.add.at(homeless, asked, np.maximum(0, gone - self.left[own]))
        none = np.zeros(0, np.int64)
        return homeless - self._moved(_Questions(questions, none, none, none, asked, own, gone))

    def _moved(self, every: _Questions) -> Ints:
        """[questions] how many people find a place, of those that new room or the loss of others lets move."""
        found = np.zeros(every.number, np.int64)
        used, start = self._used
        across = np.diff(self.other_start)
        around = np.concatenate([np.zeros(1, np.int64), np.cumsum(across[self.own_other[used]])])[start]
        pairs = np.bincount(every.asked, across[every.at], every.number)
        pairs = np.cumsum(pairs + np.bincount(every.losing, np.diff(around)[every.own], every.number))
        people = np.bincount(every.asked, every.amount, every.number)
        people = np.cumsum(people + np.bincount(every.losing, every.gone, every.number))
        # Many questions in one flow, but no more than keep it small and its people far from 2^63.
        part = np.stack([pairs // _PAIRS, people // (LIMIT / 4)])
        flow = np.concatenate([np.zeros(1, np.int64), np.cumsum((np.diff(part) > 0).any(axis=0))])
        for k in range(int(flow[-1]) + 1 if every.number else 0):
            self._grow(found, every.some(flow == k))
        return found

    def _grow(self, found: Ints, some: _Questions) -> None:
        """Fill in `found` for some questions: grow their balls until no cut touches a border."""
        others, owns = len(self.other_start) - 1, max(1, len(self.size))
        moving = np.zeros(len(found), np.int64)
        homeless = np.maximum(0, some.gone - self.left[some.own])
        np.add.at(moving, some.asked, some.amount)
        np.add.at(moving, some.losing, homeless)
        leaving = (some.losing * owns + some.own)[homeless > 0]
        inside = distinct(np.concatenate([some.asked * others + some.at, self._serves(leaving)]))
        going = moving > 0
        while going.any():
            some, inside = some.some(going), inside[going[inside // max(1, others)]]
            reached, touched = self._balls(some, inside, moving)
            found[going] = reached[going]
            border = self._serves(touched)
            border = border[~_among(border, inside)]
            further = np.zeros(len(found), np.bool_)
            further[border // max(1, others)] = True
            going &= further & (found < moving)
            inside = np.sort(np.concatenate([inside, border]))

    def _serves(self, owns: Ints) -> Ints:
        """Keys of the other nodes where own nodes are placed; `owns` are keys of questions and own nodes."""
        used, start = self._used
        question, node = np.divmod(owns, max(1, len(self.size)))
        length = start[node + 1] - start[node]
        served = self.own_other[used[ranges(start[node], length)]]
        return distinct(np.repeat(question, length) * (len(self.other_start) - 1) + served)

    def _balls(self, some: _Questions, inside: Ints, moving: Ints) -> tuple[Ints, Ints]:
        """[questions] maximum flow among some other nodes and all own nodes next to them; and the own nodes on the near
        side of its cut, as keys of questions and own nodes. `inside`: keys of questions and other nodes, sorted."""
        others, size = len(self.other_start) - 1, max(1, len(self.size))
        question, other = np.divmod(inside, max(1, others))
        length = self.other_start[other + 1] - self.other_start[other]
        pairs = ranges(self.other_start[other], length)
        node = np.repeat(np.arange(len(inside)), length)
        key = question[node] * size + self.other_own[pairs]
        gone_key = some.losing * size + some.own
        owns = distinct(np.concatenate([key, gone_key]))
        own, losing = len(inside) + np.searchsorted(owns, key), np.searchsorted(owns, gone_key)
        room = self.left[owns % size]
        homeless = np.maximum(0, some.gone - room[losing])
        room[losing] = np.maximum(0, room[losing] - some.gone)
        back = self.other_flow[pairs] > 0
        source, sink = len(inside) + len(owns), len(inside) + len(owns) + 1
        sources = np.concatenate([np.searchsorted(inside, some.asked * others + some.at), len(inside) + losing])
        solver = maximum_flow(
            np.concatenate([np.full(len(sources), source), node, own[back], len(inside) + np.arange(len(owns))]),
            np.concatenate([sources, own, node[back], np.full(len(owns), sink)]),
            np.concatenate([some.amount, homeless, moving[question[node]] + 1, self.other_flow[pairs[back]], room]),
            source,
            sink,
        )
        reached = np.zeros(len(moving), np.int64)
        flows = np.asarray(solver.flows(np.arange(len(sources))), np.int64)
        np.add.at(reached, np.concatenate([some.asked, some.losing]), flows)
        near = np.asarray(solver.get_source_side_min_cut(), np.int64) - len(inside)
        return reached, owns[near[(near >= 0) & (near < len(owns))]]


@dataclass(frozen=True, eq=False)
class _Questions:
    """Questions about one base flow, each on its own.

    asked, at, amount: question, other node, and how much room opens there; sorted.
    losing, own, gone: question, own node, and how many of its people are gone; sorted.
    """

    number: int
    asked: Ints
    at: Ints
    amount: Ints
    losing: Ints
    own: Ints
    gone: Ints

    def some(self, chosen: Flags) -> _Questions:
        """Those that are chosen; numbers stay."""
        room, loss = chosen[self.asked], chosen[self.losing]
        return _Questions(
            self.number, self.asked[room], self.at[room], self.amount[room], self.losing[loss], self.own[loss],
            self.gone[loss],
        )  # fmt: skip


def _among(some: Ints, every: Ints) -> Flags:
    """Which of some keys are among others that are sorted."""
    if not len(every):
        return np.zeros(len(some), np.bool_)
    at = np.minimum(np.searchsorted(every, some), len(every) - 1)
    found: Flags = every[at] == some
    return found


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
