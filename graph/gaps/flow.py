"""Exact maximum flow between demands and programmes, in integers of any size.

The solver counts in int64 and clamps in silence beyond, so it is never given more than 2^62 in total. Larger amounts
are routed digit by digit: the high digits first, then what is left in the residual network, as capacity scaling does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from graph.errors import SolverError
from graph.gaps.market import LIMIT, Flags, Ints

BigInts: TypeAlias = npt.NDArray[Any]  # int64, or Python integers of any size in an object array


@dataclass(frozen=True, eq=False)
class Routing:
    """A maximum flow and its two extreme minimum cuts, which are the same for every maximum flow.

    Attributes:
        short_demand, short_supply: reachable from an unmet demand: more capacity here would serve more.
        spare_demand, spare_supply: from here an unused graduate can be reached: more headcount here would be served.
        amounts: function from pair numbers to what flows over these pairs.
    """

    short_demand: Flags
    short_supply: Flags
    spare_demand: Flags
    spare_supply: Flags
    amounts: Callable[[Ints], BigInts] = field(repr=False)


def route(capacity: BigInts, headcount: BigInts, supply: Ints, demand: Ints) -> Routing:
    """Route as many people as possible from programmes to demands.

    Args:
        capacity, headcount: [P], [D] non-negative; Python integers in an object array when int64 is too small.
        supply, demand: [E] compatible pairs, unlimited themselves.

    Raises:
        SolverError: the solver did not say OPTIMAL.
    """
    if max(float(capacity.sum(dtype=np.float64)), float(headcount.sum(dtype=np.float64))) > LIMIT / 2:
        return _route_digits(capacity, headcount, supply, demand)
    programmes, demands, pairs = len(capacity), len(headcount), len(supply)
    capacity, headcount = capacity.astype(np.int64, copy=False), headcount.astype(np.int64, copy=False)
    # A pair never carries more than either end; one more than that, so that a full pair still counts as open.
    open_pair = np.minimum(capacity[supply], headcount[demand]) + 1
    network = _network(programmes, demands)
    solver = maximum_flow(
        np.concatenate([demand, network.demand_tail, network.supply_tail]),
        np.concatenate([demands + supply, network.demand_head, network.supply_head]),
        np.concatenate([open_pair, headcount, capacity]),
        network.source,
        network.sink,
    )
    short = np.zeros(network.nodes, np.bool_)
    short[solver.get_source_side_min_cut()] = True
    spare = np.zeros(network.nodes, np.bool_)
    spare[solver.get_sink_side_min_cut()] = True

    def amounts(which: Ints) -> BigInts:
        if len(which) and int(which.max()) >= pairs:
            raise IndexError(int(which.max()))
        return np.asarray(solver.flows(which), np.int64)

    return Routing(
        short[:demands], short[demands : demands + programmes], spare[:demands], spare[demands : demands + programmes],
        amounts,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Network:
    """Node numbers: demands, programmes, source, sink. Posts flow from the source through demands to programmes."""

    nodes: int
    source: int
    sink: int
    demand_tail: Ints
    demand_head: Ints
    supply_tail: Ints
    supply_head: Ints


def _network(programmes: int, demands: int) -> _Network:
    source = demands + programmes
    return _Network(
        source + 2, source, source + 1,
        np.full(demands, source), np.arange(demands), demands + np.arange(programmes), np.full(programmes, source + 1),
    )  # fmt: skip


def maximum_flow(tail: Ints, head: Ints, capacity: Ints, source: int, sink: int) -> Any:
    """The solver after a maximum flow over any arcs; no capacities of more than 2^62 in total.

    Raises:
        SolverError: the solver did not say OPTIMAL.
    """
    from ortools.graph.python import max_flow  # here: 0.1 s that only a computation should pay

    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(tail, head, capacity)
    solver.add_arc_with_capacity(source, sink, 0)  # the solver knows only nodes that an arc names
    status = solver.solve(source, sink)
    if status != solver.OPTIMAL:
        raise SolverError(f"the maximum flow ended with {status}", remedy="report this: the input is legal")
    return solver


def _route_digits(capacity: BigInts, headcount: BigInts, supply: Ints, demand: Ints) -> Routing:
    """As route, for amounts beyond int64: slower, exact.

    After a phase in units of 2^k an unsaturated cut is left whose arcs each hold less than one unit, so at most
    (number of arcs)·2^k can still be routed: larger residuals are cut down to that, and the next phase takes a finer
    unit. Each phase gains tens of digits.
    """
    programmes, demands, pairs = len(capacity), len(headcount), len(supply)
    network = _network(programmes, demands)
    tail = np.concatenate([demand, demands + supply, network.demand_tail, network.supply_tail])
    head = np.concatenate([demands + supply, demand, network.demand_head, network.supply_head])
    moved = np.array([0] * pairs, dtype=object)
    unmet, unused = headcount.astype(object), capacity.astype(object)
    bound = min(int(unmet.sum()), int(unused.sum()))  # what may still be routed
    while bound > 0:
        ends = programmes + demands
        shift = max(0, (bound * ends).bit_length() - LIMIT.bit_length() + 2)
        no_limit = np.full(pairs, (bound >> shift) + 1, np.int64)
        digits = np.concatenate(
            [no_limit, *(_digits(left, shift, (bound >> shift) + 1) for left in (moved, unmet, unused))]
        )
        solver = maximum_flow(tail, head, digits, network.source, network.sink)
        flows = np.asarray(solver.flows(np.arange(len(tail))), np.int64).astype(object) << shift
        moved = moved + flows[:pairs] - flows[pairs : 2 * pairs]
        unmet = unmet - flows[2 * pairs : 2 * pairs + demands]
        unused = unused - flows[2 * pairs + demands :]
        bound = 0 if shift == 0 else len(tail) << shift
    open_back = moved > 0
    short = _reached(unmet > 0, np.zeros(programmes, np.bool_), demand, supply, open_back)
    spare = _reached_back(unused > 0, demands, demand, supply, open_back)
    return Routing(short[0], short[1], spare[0], spare[1], lambda which: moved[which])


def _digits(amounts: BigInts, shift: int, most: int) -> Ints:
    return np.array([min(int(a) >> shift, most) for a in amounts], dtype=np.int64)


def _reached(demands: Flags, supplies: Flags, demand: Ints, supply: Ints, carries: Flags) -> tuple[Flags, Flags]:
    """Close a set under: demand → programmes it accepts, programme → demands it serves."""
    while True:
        before = int(demands.sum()) + int(supplies.sum())
        supplies = supplies.copy()
        supplies[supply[demands[demand]]] = True
        demands = demands.copy()
        demands[demand[carries & supplies[supply]]] = True
        if int(demands.sum()) + int(supplies.sum()) == before:
            return demands, supplies


def _reached_back(unused: Flags, demands: int, demand: Ints, supply: Ints, carries: Flags) -> tuple[Flags, Flags]:
    """Close a set of programmes under the same steps walked backwards."""
    found, supplies = np.zeros(demands, np.bool_), unused.copy()
    while True:
        before = int(found.sum()) + int(supplies.sum())
        found[demand[supplies[supply]]] = True
        supplies[supply[carries & found[demand]]] = True
        if int(found.sum()) + int(supplies.sum()) == before:
            return found, supplies
