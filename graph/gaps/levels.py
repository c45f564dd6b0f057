"""Which level of service every class of demands reaches: the heart of the fair split, in integers only.

A *threshold* (tier, ratio) asks for the whole headcount of higher tiers, that ratio of the tier's own and nothing of
lower ones. A part of the market is put to the threshold at which it would use up its capacity exactly. Where one
maximum flow meets that, the whole part is served so. Where it does not, the two extreme minimum cuts say who stays
below the threshold, who exactly on it, and who comes above; the outer two are parts of their own, with the programmes
that only they use. All parts of a round share one flow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.errors import SolverError
from graph.gaps.flow import BigInts, Routing, route
from graph.gaps.market import LIMIT, Flags, Ints
from graph.gaps.quotient import Quotient


@dataclass(frozen=True, eq=False)
class Levels:
    """The threshold that each class is served at.

    Attributes:
        rank: [C] entries of a smaller rank (higher tier) are served in full, of a larger one not at all; K where all
            are served in full.
        numerator, denominator: [C] served ratio of the entry of that very rank, lowest terms.
        starved_supply: [P] programmes that are used up and could close a gap if they had more.
        starved_class: [C] classes that are short in some maximum flow.
        serving_supply, served_class: pairs that carry people in one fair split; among starved programmes only, since
            no exchange leads elsewhere.
        total: people served.
    """

    rank: Ints
    numerator: Ints
    denominator: Ints
    starved_supply: Flags
    starved_class: Flags
    serving_supply: Ints
    served_class: Ints
    total: int


@dataclass(frozen=True, eq=False)
class _Parts:
    """What is not decided yet, in numbers of its own: programmes, classes, their entries and pairs."""

    supplies: Ints  # number in the whole market
    classes: Ints
    supply_part: Ints
    class_part: Ints
    entry_class: Ints  # local
    entry_rank: Ints
    entry_headcount: Ints
    pair_supply: Ints  # local
    pair_class: Ints

    def keep(self, supplies: Flags, classes: Flags, supply_part: Ints, class_part: Ints) -> _Parts:
        """Go on with some of it, newly parted; pairs between different parts fall away."""
        local_supply, local_class = np.cumsum(supplies) - 1, np.cumsum(classes) - 1
        pairs = supplies[self.pair_supply] & classes[self.pair_class]
        pairs &= supply_part[self.pair_supply] == class_part[self.pair_class]
        entries = classes[self.entry_class]
        _, part = np.unique(np.concatenate([supply_part[supplies], class_part[classes]]), return_inverse=True)
        kept = int(supplies.sum())
        return _Parts(
            self.supplies[supplies],
            self.classes[classes],
            part[:kept].astype(np.int64),
            part[kept:].astype(np.int64),
            local_class[self.entry_class[entries]],
            self.entry_rank[entries],
            self.entry_headcount[entries],
            local_supply[self.pair_supply[pairs]],
            local_class[self.pair_class[pairs]],
        )


@dataclass(frozen=True, eq=False)
class _Thresholds:
    """Per part the threshold (rank, numerator / denominator) at which it asks for its capacity exactly."""

    rank: Ints
    numerator: Ints
    denominator: Ints
    capacity: Ints


def solve_levels(q: Quotient, capacity: Ints) -> Levels:
    """Level of every class.

    Args:
        q: the classes.
        capacity: [P] of the same programmes that q counts.
    """
    classes = len(q.class_entries) - 1
    rank = np.full(classes, len(q.tiers), np.int64)
    numerator, denominator = np.ones(classes, np.int64), np.ones(classes, np.int64)
    headcount = q.class_headcount
    parts = _everything(q, len(capacity))
    all_of_it = route(capacity[parts.supplies], headcount, parts.pair_supply, parts.pair_class)
    short, starved = all_of_it.short_demand, np.zeros(len(capacity), np.bool_)
    starved[parts.supplies] = all_of_it.short_supply
    parts = parts.keep(all_of_it.short_supply, short, parts.supply_part, parts.class_part)
    serving: list[tuple[Ints, Ints]] = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    while len(parts.classes):
        at, routing = _one_round(parts, capacity)
        below, above = routing.short_demand, routing.spare_demand
        on_it = ~(below | above)
        decided, part = parts.classes[on_it], parts.class_part[on_it]
        rank[decided] = at.rank[part]
        numerator[decided], denominator[decided] = at.numerator[part], at.denominator[part]
        serving.append(_carrying(parts, routing, on_it))
        parts = parts.keep(
            routing.short_supply | routing.spare_supply,
            below | above,
            2 * parts.supply_part + routing.short_supply,
            2 * parts.class_part + below,
        )
    return Levels(
        rank,
        numerator,
        denominator,
        starved,
        short,
        np.concatenate([supply for supply, _ in serving]),
        np.concatenate([of_class for _, of_class in serving]),
        int(headcount[~short].sum()) + int(capacity[starved].sum()),
    )


def _everything(q: Quotient, programmes: int) -> _Parts:
    """All as one part; programmes beside the first class that they may serve, for the sake of the cache."""
    first = np.full(programmes, len(q.start), np.int64)
    first[q.supply[::-1]] = q.of_class[::-1]  # pairs are sorted by class, and the last one written stays
    order = np.argsort(first, kind="stable")
    position = np.empty(programmes, np.int64)
    position[order] = np.arange(programmes)
    classes = len(q.start) - 1
    return _Parts(
        order,
        np.arange(classes),
        np.zeros(programmes, np.int64),
        np.zeros(classes, np.int64),
        q.entry_class,
        q.entry_rank,
        q.entry_headcount,
        position[q.supply],
        q.of_class,
    )


def _one_round(parts: _Parts, capacity: Ints) -> tuple[_Thresholds, Routing]:
    at = _thresholds(parts, capacity[parts.supplies])
    sources, sinks = _scaled(parts, capacity[parts.supplies], at)
    return at, route(sources, sinks, parts.pair_supply, parts.pair_class)


def _carrying(parts: _Parts, routing: Routing, classes: Flags) -> tuple[Ints, Ints]:
    """Pairs of some classes that carry anybody, in numbers of the whole market."""
    pairs = np.flatnonzero(classes[parts.pair_class])
    pairs = pairs[np.asarray(routing.amounts(pairs) > 0, np.bool_)]
    return parts.supplies[parts.pair_supply[pairs]], parts.classes[parts.pair_class[pairs]]


def _thresholds(parts: _Parts, capacity: Ints) -> _Thresholds:
    count = 1 + max(int(parts.class_part.max(initial=0)), int(parts.supply_part.max(initial=0)))
    have = np.zeros(count, np.int64)
    np.add.at(have, parts.supply_part, capacity)
    ranks = 1 + int(parts.entry_rank.max())
    # One sum per part and rank that occurs, part by part from the highest tier down.
    key, where = np.unique(parts.class_part[parts.entry_class] * ranks + parts.entry_rank, return_inverse=True)
    asked = np.zeros(len(key), np.int64)
    np.add.at(asked, where, parts.entry_headcount)
    upto = np.cumsum(asked)
    first = np.searchsorted(key, np.arange(count) * ranks)
    before = np.concatenate([np.zeros(1, np.int64), upto])
    # The rank in which the capacity runs out; without any capacity that is the first.
    out = np.maximum(first, np.searchsorted(upto, before[first] + have))
    if (out >= np.append(first[1:], len(key))).any():
        raise SolverError("a part of the starved side holds more capacity than headcount", remedy="report this")
    numerator, denominator = have - (before[out] - before[first]), asked[out]
    common = np.gcd(numerator, denominator)
    return _Thresholds(key[out] % ranks, numerator // common, denominator // common, have)


def _scaled(parts: _Parts, capacity: Ints, at: _Thresholds) -> tuple[BigInts, BigInts]:
    """What programmes give and classes ask for at the threshold, times its denominator: integers."""
    part = parts.class_part[parts.entry_class]
    numerator, denominator, have, headcount = at.numerator, at.denominator, capacity, parts.entry_headcount
    if int((denominator.astype(np.float64) * at.capacity.astype(np.float64)).max()) > LIMIT / 2:
        numerator, denominator = numerator.astype(object), denominator.astype(object)
        have, headcount = have.astype(object), headcount.astype(object)
    step = parts.entry_rank - at.rank[part]
    wanted = headcount * np.where(step < 0, denominator[part], np.where(step == 0, numerator[part], 0))
    starts = np.flatnonzero(np.concatenate([np.ones(1, np.bool_), np.diff(parts.entry_class) > 0]))
    return have * denominator[parts.supply_part], np.add.reduceat(wanted, starts)
