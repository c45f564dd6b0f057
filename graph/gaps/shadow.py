"""What one graduate more would be worth, programme by programme."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from graph.gaps.fair import FairSplit
from graph.gaps.market import Ints, Market
from graph.gaps.ranges import Room

PERSON = 1000  # capacity and headcount of a report are thousandths


def shadow_prices(split: FairSplit, weights: Mapping[int, Fraction]) -> list[Fraction]:
    """[P] the weight of the most urgent tier that a graduate more could serve, directly or by exchange; 0 for none.

    >>> from graph.gaps.fair import fair_split
    >>> split = fair_split([100, 50], [80, 80, 10], [5, 1, 1], [0, 0, 1], [0, 1, 2])
    >>> [str(price) for price in shadow_prices(split, {1: Fraction(1), 5: Fraction(3)})]
    ['1', '0']

    Args:
        split: a fair split; its tiers decide who is still short.
        weights: the weight of each tier that occurs.

    Raises:
        KeyError: a tier without a weight.
    """
    market = split.market
    price = [Fraction(0)] * len(market.capacity)
    reached = np.zeros(len(market.capacity), np.bool_)
    for tier in sorted({band.tier for band in split.bands}, reverse=True):
        short = np.concatenate([band.entries for band in split.bands if band.tier == tier])
        inside = np.zeros(len(market.headcount), np.bool_)
        inside[split.exchange.members(split.exchange.closure(short))] = True
        next_to = np.zeros(len(market.capacity), np.bool_)
        next_to[market.supply[inside[market.demand]]] = True
        for programme in np.flatnonzero(next_to & ~reached).tolist():
            price[programme] = weights[tier]
        reached |= next_to
    return price


def closes_per_graduate(market: Market, person: int = PERSON, room: Room | None = None) -> Ints:
    """[P] by how much the total gap falls when a programme has one person more: F(cap_i + person) − F.

    A seat is not a post: multiply by completion, further study and retention before promising anything.

    >>> closes_per_graduate(Market.of([100, 0, 9], [100, 1], [1, 1], [0, 1, 2], [0, 1, 0]), person=2).tolist()
    [0, 1, 0]

    Args:
        market: programmes and demands; urgency plays no part.
        person: one person in the unit of the market.
        room: that of the market, where it is known.
    """
    room = Room.of(market) if room is None else room
    kinds = np.arange(len(room.condensed.capacity))
    return room.demands.filled(kinds, np.full(len(kinds), person))[room.condensed.kind_of]
