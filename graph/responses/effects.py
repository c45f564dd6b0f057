"""By how much the total gap falls when people are added: an exact re-solve for each addition alone.

    effect = F(with the addition) − F            F is the maximum flow, so U* falls by exactly as much

Effects overlap: two additions that the same posts wait for close them once. They are never added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.gaps.market import Ints, Market
from graph.gaps.quotient import quotient
from graph.gaps.rerouting import Rerouting


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
    q = quotient(larger, empty_programmes=True)
    demands = Rerouting.of(q.class_headcount, larger.capacity, q.of_class, q.supply)
    reach, nobody = demands.within_reach(), np.zeros(0, np.int64)
    closes: list[int] = []
    for programme, one in enumerate(additions, len(market.capacity)):
        if not demands.other_loose[programme]:
            closes.append(0)
        elif int(reach[programme]) >= one.amount:
            closes.append(one.amount)
        else:
            closes.append(demands.absorbed(np.array([programme]), np.array([one.amount]), nobody))
    return closes
