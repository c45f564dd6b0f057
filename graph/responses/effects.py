"""By how much the total gap falls when people are added: an exact re-solve for each addition alone.

    effect = F(with the addition) − F            F is the maximum flow, so U* falls by exactly as much

Effects overlap: two additions that the same posts wait for close them once. They are never added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.gaps.market import Ints, Market
from graph.gaps.ranges import Room


@dataclass(frozen=True, eq=False)
class Addition:
    """People who are not there yet: how many (in the unit of the market), and the demands that would take them."""

    demands: Ints
    amount: int


def extended(market: Market, additions: Sequence[Addition], *, filled: bool = False) -> Market:
    """The market with one supply more for each addition, empty unless `filled`."""
    first = len(market.capacity)
    lengths = [len(one.demands) for one in additions]
    return Market.of(
        np.concatenate([market.capacity, np.array([one.amount if filled else 0 for one in additions], np.int64)]),
        market.headcount,
        market.tier,
        np.concatenate([market.supply, np.repeat(np.arange(first, first + len(additions)), lengths)]),
        np.concatenate([market.demand, *(one.demands for one in additions)]),
    )


def effects(market: Market, additions: Sequence[Addition]) -> list[int]:
    """By how much the total gap falls with each addition alone.

    A: 10 graduates, X wants 12 and accepts A, Y wants 5 and nobody fits. Three people for X close 2, for X or Y 3.

    >>> market = Market.of([10], [12, 5], [1, 1], [0], [0])
    >>> effects(market, [Addition(np.array([0]), 3), Addition(np.array([0, 1]), 3)])
    [2, 3]

    Raises:
        SolverError: a maximum flow did not end as it must.
    """
    if not additions:
        return []
    larger = extended(market, additions)
    room = Room.of(larger)
    kinds = room.condensed.kind_of[len(market.capacity) :]
    amount = np.array([one.amount for one in additions], np.int64)
    closes: list[int] = room.demands.filled(kinds, amount).tolist()
    return closes
