"""One way to place people that agrees with the fair split: an illustration, the source of no other figure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.errors import BadArgument, SolverError
from graph.gaps.fair import FairSplit
from graph.gaps.market import LIMIT, Ints


@dataclass(frozen=True, eq=False)
class Matching:
    """Who goes where.

    Attributes:
        supply, demand, amount: [K] pairs that carry people and how many, sorted by demand, then by programme.
        cost: Σ cost · amount.
    """

    supply: Ints
    demand: Ints
    amount: Ints
    cost: int


def cheapest_matching(split: FairSplit, cost: Ints) -> Matching:
    """Place what the split serves at the smallest total cost.

    A fair share need not be a whole unit of the market. Every demand then gets its share rounded down or up, such that
    the total stays what it is; which way is part of what is chosen by cost.

    Args:
        split: fixes how much every demand gets.
        cost: [E] non-negative, one per pair of split.market, in its order.

    Raises:
        BadArgument: costs of another length, or negative.
        SolverError: no placement was found, or the sums pass what the solver counts.
    """
    market = split.market
    if cost.shape != market.supply.shape or (len(cost) and int(cost.min()) < 0):
        raise BadArgument(f"{len(market.supply)} costs of 0 or more are expected, one per pair")
    headcount = market.headcount
    if float((headcount * split.numerator.astype(np.float64)).max(initial=0)) > LIMIT / 2:
        headcount = headcount.astype(object)
    share = headcount * split.numerator
    least = (share // split.denominator).astype(np.int64)
    broken = np.flatnonzero(np.asarray(share % split.denominator > 0, np.bool_))
    spare = split.served_total - int(least.sum())

    from ortools.graph.python import min_cost_flow  # here: 0.1 s that only a computation should pay

    programmes, demands = len(market.capacity), len(market.headcount)
    source, rounding = programmes + demands, programmes + demands + 1
    pairs = len(cost)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([market.supply, np.full(programmes, source), programmes + broken]),
        np.concatenate([programmes + market.demand, np.arange(programmes), np.full(len(broken), rounding)]),
        np.concatenate(
            [
                np.minimum(market.capacity[market.supply], market.headcount[market.demand]),
                market.capacity,
                np.ones(len(broken), np.int64),
            ]
        ),
        np.concatenate([cost, np.zeros(programmes + len(broken), np.int64)]),
    )
    needs = np.concatenate([np.zeros(programmes, np.int64), -least, np.array([split.served_total, -spare])])
    solver.set_nodes_supplies(np.arange(len(needs)), needs)
    status = solver.solve()
    if status != solver.OPTIMAL:  # asking for flows after anything else may crash
        raise SolverError(f"the matching ended with {status}", remedy="report this: the split is servable")
    amount = np.asarray(solver.flows(np.arange(pairs)), np.int64)
    used = np.flatnonzero(amount)
    total = sum(c * a for c, a in zip(cost[used].tolist(), amount[used].tolist(), strict=True))
    return Matching(market.supply[used], market.demand[used], amount[used], total)
