"""Bands of demands that are short together, and the proof of each.

A level is (tier, ratio below 1). A programme with capacity belongs to the first level, by highest tier and then lowest
ratio, among the unmet demands that it may serve. A band is a set of demands of one level joined by pairs through
programmes of that level; at ratio 0 through any programme with capacity that they share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from graph.gaps.levels import Levels
from graph.gaps.market import Flags, Ints, Market, distinct, ranges
from graph.gaps.quotient import Quotient


@dataclass(frozen=True, eq=False)
class Exchange:
    """Who could take a graduate from whom: what a certificate is closed under."""

    market: Market
    q: Quotient
    served_entry: Flags  # [N] where somebody of the entry is served
    serve_start: Ints  # [P + 1]
    served_class: Ints  # the classes that programme i serves are served_class[serve_start[i]:serve_start[i + 1]]
    demands: Ints  # demands with headcount, sorted by entry
    entry_start: Ints  # [N + 1]

    @classmethod
    def of(cls, market: Market, q: Quotient, levels: Levels, served_entry: Flags) -> Exchange:
        order = np.argsort(levels.serving_supply, kind="stable")
        serve_start = np.searchsorted(levels.serving_supply[order], np.arange(len(market.capacity) + 1))
        demands = np.argsort(q.entry_of, kind="stable")
        demands = demands[int((q.entry_of < 0).sum()) :]
        entry_start = np.searchsorted(q.entry_of[demands], np.arange(len(q.entry_class) + 1))
        return cls(
            market, q, served_entry, serve_start.astype(np.int64), levels.served_class[order], demands,
            entry_start.astype(np.int64),
        )  # fmt: skip

    def members(self, entries: Ints) -> Ints:
        """Demands of some entries, sorted."""
        first = self.entry_start[entries]
        return np.sort(self.demands[ranges(first, self.entry_start[entries + 1] - first)])

    def closure(self, entries: Ints) -> Ints:
        """Entries reachable from unmet ones: entry → programme it accepts → entries that one serves, and on."""
        q = self.q
        seen_class = np.zeros(len(q.start) - 1, np.bool_)
        seen_supply = np.zeros(len(self.market.capacity), np.bool_)
        reached: list[Ints] = []
        front = distinct(q.entry_class[entries])
        seen_class[front] = True
        taken = np.zeros(len(seen_class), np.bool_)
        while len(front):
            supplies = q.supply[ranges(q.start[front], q.start[front + 1] - q.start[front])]
            supplies = distinct(supplies[~seen_supply[supplies]])
            seen_supply[supplies] = True
            first = self.serve_start[supplies]
            served = self.served_class[ranges(first, self.serve_start[supplies + 1] - first)]
            served = distinct(served[~taken[served]])
            taken[served] = True
            reached.append(served)
            front = served[~seen_class[served]]
            seen_class[front] = True
        classes = np.concatenate(reached)
        first = q.class_entries[classes]
        inside = ranges(first, q.class_entries[classes + 1] - first)
        return distinct(np.concatenate([inside[self.served_entry[inside]], entries]))


@dataclass(frozen=True, eq=False)
class Band:
    """Demands that compete for the same graduates and share one served ratio below 1.

    Attributes:
        tier: their urgency.
        numerator, denominator: the ratio, lowest terms.
        members: demand numbers, sorted.
        entries: the same as classes of equal demands.
        exchange: who could pass a graduate on to whom.
    """

    tier: int
    numerator: int
    denominator: int
    members: Ints
    entries: Ints = field(repr=False)
    exchange: Exchange = field(repr=False)

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @cached_property
    def certificate_demands(self) -> Ints:
        """T: all demands that could pass a graduate on to the band, whatever their tier, and the band itself."""
        return self.exchange.members(self.exchange.closure(self.entries))

    @cached_property
    def certificate_supplies(self) -> Ints:
        """N(T): every programme that may serve one of T, those without capacity included."""
        market, demands = self.exchange.market, self.certificate_demands
        first = market.start[demands]
        return distinct(market.supply[ranges(first, market.start[demands + 1] - first)])


@dataclass(frozen=True, eq=False)
class Banded:
    """All bands in their order, and per entry its band (−1 where fully served) and its served ratio."""

    bands: tuple[Band, ...]
    band: Ints
    numerator: Ints
    denominator: Ints
    exchange: Exchange


def find_bands(market: Market, q: Quotient, levels: Levels) -> Banded:
    """Bands, numbered by highest tier, then lowest ratio, then smallest demand number."""
    level_rank = levels.rank[q.entry_class]
    at = q.entry_rank == level_rank
    numerator = np.where(at, levels.numerator[q.entry_class], np.where(q.entry_rank < level_rank, 1, 0))
    denominator = np.where(at, levels.denominator[q.entry_class], 1)
    exchange = Exchange.of(market, q, levels, numerator > 0)
    unmet = np.flatnonzero(numerator < denominator)
    step = _level_numbers(q.entry_rank[unmet], numerator[unmet], denominator[unmet])
    label = _joined(market, q, unmet, step, numerator[unmet] == 0)
    # Demands of an entry keep their order, so the first of an entry is its smallest.
    groups = _in_order(label, step, exchange.demands[exchange.entry_start[unmet]])
    band = np.full(len(numerator), -1, np.int64)
    bands: list[Band] = []
    for number, group in enumerate(groups):
        entries = unmet[group]
        band[entries] = number
        one = int(entries[0])
        tier = int(q.tiers[q.entry_rank[one]])
        members = exchange.members(entries)
        bands.append(Band(tier, int(numerator[one]), int(denominator[one]), members, entries, exchange))
    return Banded(tuple(bands), band, numerator, denominator, exchange)


def _in_order(label: Ints, step: Ints, smallest: Ints) -> list[Ints]:
    """Positions of equal label together: by step, then by the smallest demand of the group."""
    if not len(label):
        return []
    order = np.lexsort((smallest, label))
    bounds = np.flatnonzero(np.diff(label[order])) + 1
    first = order[np.concatenate([np.zeros(1, np.int64), bounds])]
    groups = np.split(order, bounds)
    return [np.sort(groups[k]) for k in np.lexsort((smallest[first], step[first])).tolist()]


def _level_numbers(rank: Ints, numerator: Ints, denominator: Ints) -> Ints:
    """Number the levels from 0: highest tier first, then lowest ratio. Ratios are compared as fractions."""
    order = np.lexsort((denominator, numerator, rank))
    columns = np.stack([rank[order], numerator[order], denominator[order]])
    new = np.concatenate([np.ones(min(1, len(order)), np.bool_), (np.diff(columns) != 0).any(axis=0)])
    distinct = columns[:, new].T.tolist()
    by_level = sorted(range(len(distinct)), key=lambda k: (distinct[k][0], Fraction(distinct[k][1], distinct[k][2])))
    position = np.zeros(len(distinct), np.int64)
    position[by_level] = np.arange(len(distinct))
    step = np.zeros(len(order), np.int64)
    step[order] = position[np.cumsum(new) - 1]
    return step


def _joined(market: Market, q: Quotient, unmet: Ints, step: Ints, none_served: Flags) -> Ints:
    """A number per unmet entry, equal where two entries belong to one band."""
    classes = q.entry_class[unmet]
    length = q.start[classes + 1] - q.start[classes]
    supply = q.supply[ranges(q.start[classes], length)]
    entry = np.repeat(np.arange(len(unmet)), length)
    level_of = np.full(len(market.capacity), len(unmet), np.int64)
    np.minimum.at(level_of, supply, step[entry])
    joins = none_served[entry] | (step[entry] == level_of[supply])
    supply, entry = supply[joins], entry[joins]
    key = step[entry] * len(market.capacity) + supply
    order = np.argsort(key, kind="stable")
    same = np.diff(key[order]) == 0
    return connected(len(unmet), entry[order][:-1][same], entry[order][1:][same])


def connected(count: int, one: Ints, other: Ints) -> Ints:
    """Smallest node number of each node's component; edges join one[k] and other[k].

    >>> connected(5, np.array([0, 3]), np.array([3, 4])).tolist()
    [0, 1, 2, 0, 0]
    """
    label = np.arange(count, dtype=np.int64)
    while True:
        left, right = label[one], label[other]
        apart = left != right
        if not apart.any():
            return label
        one, other, left, right = one[apart], other[apart], left[apart], right[apart]
        np.minimum.at(label, np.maximum(left, right), np.minimum(left, right))
        while True:  # every node looks straight at its root
            root = label[label]
            if np.array_equal(root, label):
                break
            label = root
