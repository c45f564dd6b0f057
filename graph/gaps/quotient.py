"""Demands that accept the same programmes, taken together: a smaller market with the same answers.

A graduate who may fill one demand of such a class may fill every other, so who inside the class is served is decided
by urgency and headcount alone. Programmes without capacity and demands without headcount change nothing and stay out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from graph.gaps.market import Ints, Market, ranges, sums_between


@dataclass(frozen=True, eq=False)
class Quotient:
    """Classes of demands and, inside each class, one entry per tier.

    Attributes:
        entry_of: [D] the entry of each demand, −1 for headcount 0.
        entry_class, entry_rank, entry_headcount: [N] sorted by class, then from the highest tier (rank 0) down.
        tiers: [K] the tier of each rank.
        class_entries: [C + 1] the entries of class c are class_entries[c]:class_entries[c + 1].
        supply, of_class: [F] pairs of programmes and classes, sorted by class.
        start: [C + 1] the pairs of class c are start[c]:start[c + 1].
    """

    entry_of: Ints
    entry_class: Ints
    entry_rank: Ints
    entry_headcount: Ints
    tiers: Ints
    class_entries: Ints
    supply: Ints
    of_class: Ints
    start: Ints

    @property
    def class_headcount(self) -> Ints:
        """[C] headcount of a class, all tiers together."""
        return sums_between(self.entry_headcount, self.class_entries)

    def in_units_of(self, unit: int) -> Quotient:
        """The same classes, people counted in units of so many; it must divide every headcount."""
        return replace(self, entry_headcount=self.entry_headcount // unit)


def quotient(market: Market, *, empty_programmes: bool = False) -> Quotient:
    """Find the classes. Equal neighbourhoods are found by hash and then compared pair by pair, so they are exact.

    Args:
        market: the demands.
        empty_programmes: keep programmes without capacity, for questions about giving them some.
    """
    asking = np.flatnonzero(market.headcount > 0)
    supply, start = market.supply, market.start
    there = market.capacity >= (0 if empty_programmes else 1)
    if len(asking) < len(market.headcount) or not there.all():
        keep = there[supply] & (market.headcount[market.demand] > 0)
        supply = supply[keep]
        kept = np.concatenate([np.zeros(1, np.int64), np.cumsum(keep)])
        start = np.append(kept[start[:-1]][asking], len(supply))
    one, class_of = _same_neighbourhood(supply, start, len(market.capacity))
    order = _neighbourly(supply[ranges(start[one], start[one + 1] - start[one])], start[one + 1] - start[one])
    one, class_of = one[order], _inverse(order)[class_of]
    length = start[one + 1] - start[one]
    tiers, rank = np.unique(-market.tier[asking], return_inverse=True)
    entry, entry_of_asking = np.unique(class_of * len(tiers) + rank, return_inverse=True)
    headcount = np.zeros(len(entry), np.int64)
    np.add.at(headcount, entry_of_asking, market.headcount[asking])
    entry_of = np.full(len(market.headcount), -1, np.int64)
    entry_of[asking] = entry_of_asking
    entry_class = entry // max(1, len(tiers))
    return Quotient(
        entry_of=entry_of,
        entry_class=entry_class,
        entry_rank=entry % max(1, len(tiers)),
        entry_headcount=headcount,
        tiers=-tiers,
        class_entries=np.searchsorted(entry_class, np.arange(len(one) + 1)).astype(np.int64),
        supply=supply[ranges(start[one], length)],
        of_class=np.repeat(np.arange(len(one), dtype=np.int64), length),
        start=np.concatenate([np.zeros(1, np.int64), np.cumsum(length)]),
    )


@dataclass(frozen=True, eq=False)
class Condensed:
    """Demands that accept the same programmes as one class, and programmes that the same classes accept as one kind:
    for questions about totals, in which urgency plays no part.

    Attributes:
        class_of: [D] the class of each demand, −1 for headcount 0.
        headcount: [C] of a class.
        kind_of: [P] the kind of each programme.
        capacity: [K] of a kind.
        kind, of_class: [F] pairs of kinds and classes, each once, sorted by class, then by kind.
    """

    class_of: Ints
    headcount: Ints
    kind_of: Ints
    capacity: Ints
    kind: Ints
    of_class: Ints

    def by_kind(self) -> tuple[Ints, Ints]:
        """The pairs (kind, class), sorted by kind."""
        order = np.argsort(self.kind, kind="stable")
        return self.kind[order], self.of_class[order]


def condensed(market: Market) -> Condensed:
    """Find classes and kinds. Programmes without capacity stay, for questions about giving them some."""
    q = quotient(market, empty_programmes=True)
    asking = q.entry_of >= 0
    class_of = np.full(len(market.headcount), -1, np.int64)
    class_of[asking] = q.entry_class[q.entry_of[asking]]
    order = np.argsort(q.supply, kind="stable")
    start = np.searchsorted(q.supply[order], np.arange(len(market.capacity) + 1)).astype(np.int64)
    one, kind_of = _same_neighbourhood(q.of_class[order], start, len(q.start) - 1)
    capacity = np.zeros(len(one), np.int64)
    np.add.at(capacity, kind_of, market.capacity)
    first = np.zeros(len(market.capacity), np.bool_)
    first[one] = True
    kept = first[q.supply]
    kind, of_class = kind_of[q.supply[kept]], q.of_class[kept]
    order = np.lexsort((kind, of_class))
    return Condensed(class_of, q.class_headcount, kind_of, capacity, kind[order], of_class[order])


def _same_neighbourhood(supply: Ints, start: Ints, programmes: int) -> tuple[Ints, Ints]:
    """Per class one demand, and per demand its class; demands are equal when their slices of `supply` are."""
    length = np.diff(start)
    for seed in range(64):
        word = np.random.default_rng(seed).integers(0, 1 << 64, programmes, dtype=np.uint64)
        digest = sums_between(word[supply].view(np.int64), start)
        _, one, class_of = np.unique(digest, return_index=True, return_inverse=True)
        if _all_equal(supply, start, length, one[class_of]):
            return one.astype(np.int64), class_of.astype(np.int64)
    raise AssertionError("64 independent hashes of 64 bits collided")


def _neighbourly(supply: Ints, length: Ints) -> Ints:
    """Classes in an order that brings those with programmes in common together: the solver then finds its nodes in the
    cache, which is worth a third of its time. Each side takes the smallest number across as its own, three times over.

    Args:
        supply, length: the programmes of every class, one slice after the other.
    """
    number = np.arange(len(length), dtype=np.int64)
    some = np.flatnonzero(length)
    starts = (np.cumsum(length) - length)[some]
    for _ in range(3 if len(some) else 0):
        smallest = np.full(int(supply.max()) + 1, len(number), np.int64)
        np.minimum.at(smallest, supply, np.repeat(number, length))
        seen = np.full(len(number), len(smallest), np.int64)
        seen[some] = np.minimum.reduceat(_inverse(np.argsort(smallest, kind="stable"))[supply], starts)
        number = _inverse(np.argsort(seen, kind="stable"))
    return _inverse(number)


def _inverse(order: Ints) -> Ints:
    position = np.empty(len(order), np.int64)
    position[order] = np.arange(len(order))
    return position


def _all_equal(supply: Ints, start: Ints, length: Ints, model: npt.NDArray[np.intp]) -> bool:
    if not np.array_equal(length, length[model]):
        return False
    return np.array_equal(supply, supply[ranges(start[model], length)])
