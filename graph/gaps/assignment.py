"""Who takes what: the most tasks, then the least cost, then the smallest ids."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.errors import SolverError
from graph.gaps.market import Ints


def assign(capacity: Sequence[int], task: Ints, taker: Ints, cost: Ints) -> list[int | None]:
    """One taker for as many tasks as possible, at the least Σ cost.

    Tasks and takers are numbered in the order of their ids. Of equally good answers the one holds in which task 0 has
    the smallest taker, then task 1, and so on; a task without a taker comes last.

    Two tasks, one taker: the first gets it. With a second taker that only the first task accepts, both are served.

    >>> assign([1], np.array([0, 1]), np.array([0, 0]), np.array([300, 300]))
    [0, None]
    >>> assign([1, 1], np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0, 900, 300]))
    [1, 0]

    Args:
        capacity: [T] tasks that each taker can have.
        task, taker, cost: [E] who could take what, and 0 to 1000 for it; each pair once. Tasks that occur in no pair
            before the last one are answered with None.

    Raises:
        SolverError: the flow did not end as it must.
    """
    if not len(task):
        return []
    if (np.diff(task * (len(capacity) + 1) + taker) < 0).any():
        order = np.lexsort((taker, task))
        task, taker, cost = task[order], taker[order], cost[order]
    problem = _Problem(np.array([*capacity, 0], np.int64), task, taker, cost)
    problem.solve()
    problem.prefer_small_ids()
    nobody = len(capacity)
    return [None if one == nobody else one for one in problem.has]


class _Problem:
    """Tasks, takers and “nobody”, a last taker with room for all, who costs more than any answer could save."""

    def __init__(self, capacity: Ints, task: Ints, taker: Ints, cost: Ints) -> None:
        self.tasks, self.nobody = int(task.max()) + 1, len(capacity) - 1
        self.capacity = np.minimum(capacity, self.tasks)
        self.capacity[self.nobody] = self.tasks
        everybody = np.arange(self.tasks, dtype=np.int64)
        dear = 1000 * min(self.tasks, int(capacity.sum())) + 1  # more than all that can be taken costs
        self.task = np.concatenate([task, everybody])
        self.taker = np.concatenate([taker, np.full(self.tasks, self.nobody)])
        self.cost = np.concatenate([cost, np.full(self.tasks, dear)])
        self.has: list[int] = []

    def solve(self) -> None:
        from ortools.graph.python import min_cost_flow  # here: 0.1 s that only a computation should pay

        takers = len(self.capacity)
        sink = self.tasks + takers
        solver = min_cost_flow.SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(
            np.concatenate([self.task, self.tasks + np.arange(takers)]),
            np.concatenate([self.tasks + self.taker, np.full(takers, sink)]),
            np.concatenate([np.ones(len(self.task), np.int64), self.capacity]),
            np.concatenate([self.cost, np.zeros(takers, np.int64)]),
        )
        supplies = np.concatenate([np.ones(self.tasks, np.int64), np.zeros(takers, np.int64), [-self.tasks]])
        solver.set_nodes_supplies(np.arange(len(supplies)), supplies)
        status = solver.solve()
        if status != solver.OPTIMAL:  # asking for flows after anything else may crash
            raise SolverError(f"the assignment ended with {status}", remedy="report this: nobody can take everything")
        flow = np.asarray(solver.flows(np.arange(len(self.task))), np.int64) > 0
        has = np.zeros(self.tasks, np.int64)
        has[self.task[flow]] = self.taker[flow]
        self._taken = flow
        self.has = has.tolist()

    def prefer_small_ids(self) -> None:
        """Move along exchanges that cost nothing, first task first."""
        level = self._potentials()
        tight = self.cost + level[self.task] == level[self.tasks + self.taker]
        ties = np.flatnonzero(tight & (np.bincount(self.task[tight], minlength=self.tasks)[self.task] > 1))
        options: dict[int, list[int]] = {}
        for k in ties[np.lexsort((self.taker[ties], self.task[ties]))].tolist():
            options.setdefault(int(self.task[k]), []).append(int(self.taker[k]))
        free = level[self.tasks : -1] == level[-1]
        _Exchange(self.has, options, self.capacity.tolist(), free.tolist()).run()

    def _potentials(self) -> Ints:
        """[tasks, takers, sink] least cost of reaching a node by exchanges, from anywhere; stands still at the
        optimum, where no exchange gains anything."""
        takers = len(self.capacity)
        task, taker = self.task, self.tasks + self.taker
        load = np.bincount(np.array(self.has), minlength=takers)
        spare, used = np.flatnonzero(load < self.capacity), np.flatnonzero(load > 0)
        level = np.zeros(self.tasks + takers + 1, np.int64)
        free, held = ~self._taken, self._taken
        by_taker = np.argsort(taker[free], kind="stable")
        to, of, price = taker[free][by_taker], task[free][by_taker], self.cost[free][by_taker]
        first = np.flatnonzero(np.diff(to, prepend=-1))
        for _ in range(len(level) + 1):
            before = level.copy()
            if len(to):
                level[to[first]] = np.minimum(level[to[first]], np.minimum.reduceat(level[of] + price, first))
            level[task[held]] = np.minimum(level[task[held]], level[taker[held]] - self.cost[held])
            level[-1] = min(int(level[-1]), int(level[self.tasks + spare].min(initial=0)))
            level[self.tasks + used] = np.minimum(level[self.tasks + used], level[-1])
            if np.array_equal(before, level):
                return level
        raise SolverError("an assignment could still be improved", remedy="report this")


class _Exchange:
    """Exchanges that cost nothing: a task may go to any of its `options`, a `free` taker may gain or lose one."""

    def __init__(self, has: list[int], options: dict[int, list[int]], capacity: list[int], free: list[bool]) -> None:
        self.has, self.options, self.capacity, self.free = has, options, capacity, free
        self.held: list[set[int]] = [set() for _ in capacity]
        for task, taker in enumerate(has):
            self.held[taker].add(task)

    def run(self) -> None:
        for task in sorted(self.options):
            for taker in self.options[task]:
                if taker == self.has[task] or (self._can_give(taker, task) and self._move(task, taker)):
                    break

    def _can_give(self, taker: int, task: int) -> bool:
        """Whether a taker has room, or holds something later than a task."""
        held = self.held[taker]
        return (self.free[taker] and len(held) < self.capacity[taker]) or (bool(held) and max(held) > task)

    def _move(self, task: int, taker: int) -> bool:
        """Give a task to a taker, moving later tasks on where there is no room; whether that was possible."""
        home = self.has[task]
        outside = len(self.capacity)  # the common pool of takers that may gain or lose one
        came: dict[int, tuple[int, int]] = {taker: (-1, task)}
        front = [taker]
        while front and home not in came:
            here = front.pop()
            if here == outside:
                for there in range(outside):
                    if self.free[there] and self.held[there] and there not in came:
                        came[there] = here, -1
                        front.append(there)
                continue
            for other in self.held[here]:
                if other > task:
                    for there in self.options.get(other, ()):
                        if there not in came:
                            came[there] = here, other
                            front.append(there)
                if home in came:
                    break
            if self.free[here] and len(self.held[here]) < self.capacity[here] and outside not in came:
                came[outside] = here, -1
                front.append(outside)
        if home not in came:
            return False
        here = home
        while here != -1:
            before, moved = came[here]
            if moved >= 0:
                self.held[self.has[moved]].discard(moved)
                self.has[moved] = here
                self.held[here].add(moved)
            here = before
        return True
