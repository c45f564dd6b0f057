"""What an allocation is computed on: programmes with capacity, demands with headcount, and who may fill what.

The legal form is checked once, here. Everything behind this door may rely on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graph.errors import BadArgument

Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
IntsLike: TypeAlias = Ints | Sequence[int]

LIMIT = 1 << 62  # sums below this leave one bit of head room in int64


@dataclass(frozen=True, eq=False)
class Market:
    """Programmes, demands and their compatible pairs, each pair once, sorted by demand, then by programme.

    Capacity and headcount share one unit (thousandths of a person); no result depends on which.

    Attributes:
        capacity: [P] people that each programme can place.
        headcount: [D] people that each demand asks for.
        tier: [D] urgency; a higher tier is served first.
        supply, demand: [E] the pairs.
        start: [D + 1] the pairs of demand j are start[j]:start[j + 1].
    """

    capacity: Ints
    headcount: Ints
    tier: Ints
    supply: Ints
    demand: Ints
    start: Ints

    @classmethod
    def of(cls, capacity: IntsLike, headcount: IntsLike, tier: IntsLike, supply: IntsLike, demand: IntsLike) -> Market:
        """Check and sort five arrays; pairs may come in any order and more than once.

        Raises:
            BadArgument: not one-dimensional integers, lengths that do not match, a negative number, a pair that names
                no programme or no demand, or totals beyond 2^62.
        """
        cap, head = _amounts("capacity", capacity), _amounts("headcount", headcount)
        urgency, sup, dem = _integers("tier", tier), _integers("supply", supply), _integers("demand", demand)
        if len(urgency) != len(head):
            raise BadArgument(f"tier holds {len(urgency)} demands and headcount {len(head)}")
        if len(sup) != len(dem):
            raise BadArgument(f"supply holds {len(sup)} pairs and demand {len(dem)}")
        _within("supply", sup, len(cap))
        _within("demand", dem, len(head))
        sup, dem = _sorted_once(sup, dem, len(cap))
        start = np.searchsorted(dem, np.arange(len(head) + 1)).astype(np.int64)
        return cls(cap, head, urgency, sup, dem, start)

    def acceptable_capacity(self) -> Ints:
        """[D] cap(N(j)): the capacity of all programmes that may fill demand j."""
        return sums_between(self.capacity[self.supply], self.start)

    def asking_headcount(self) -> Ints:
        """[P] h(N(i)): the headcount of all demands that programme i may fill."""
        asked = np.zeros(len(self.capacity), np.int64)
        np.add.at(asked, self.supply, self.headcount[self.demand])
        return asked


def sums_between(values: Ints, start: Ints) -> Ints:
    """Sum of values[start[k]:start[k + 1]] for every k; empty slices are 0 (reduceat would repeat a neighbour)."""
    running = np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])
    total: Ints = running[start[1:]] - running[start[:-1]]  # wraps in the middle, never in the difference
    return total


def ranges(first: Ints, length: Ints) -> Ints:
    """Concatenate the ranges first[k] … first[k] + length[k] − 1.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(length)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(first - (ends - length), length) + np.arange(total, dtype=np.int64)


def distinct(values: Ints) -> Ints:
    """Sorted, each once; by sorting, which beats the hash table of np.unique for integers.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    inorder = np.sort(values)
    once: Ints = inorder[np.concatenate([np.ones(min(1, len(inorder)), np.bool_), np.diff(inorder) > 0])]
    return once


def _integers(name: str, values: IntsLike) -> Ints:
    array = np.asarray(values)
    if array.ndim != 1:
        raise BadArgument(f"{name} has {array.ndim} dimensions; one is expected")
    if array.size == 0:
        return np.zeros(0, np.int64)
    if array.dtype.kind not in "iu" or (array.dtype == np.uint64 and int(array.max()) >= LIMIT):
        raise BadArgument(f"{name} holds {array.dtype}; integers below 2^62 are expected")
    return array.astype(np.int64, copy=False)


def _amounts(name: str, values: IntsLike) -> Ints:
    array = _integers(name, values)
    if len(array) and int(array.min()) < 0:
        at = int(array.argmin())
        raise BadArgument(f"{name}[{at}] is {int(array[at])}; people cannot be fewer than 0")
    # The float sum cannot wrap; only near the limit is the exact one worth its time.
    if float(array.sum(dtype=np.float64)) > LIMIT / 2 and sum(array.tolist()) >= LIMIT:
        raise BadArgument(f"{name} adds up to 2^62 or more", remedy="use a larger unit")
    return array


def _within(name: str, index: Ints, size: int) -> None:
    if not len(index):
        return
    wrong = (index < 0) | (index >= size)
    if wrong.any():
        at = int(wrong.argmax())
        raise BadArgument(f"{name}[{at}] is {int(index[at])}; there are {size}, counted from 0")


def _sorted_once(supply: Ints, demand: Ints, programmes: int) -> tuple[Ints, Ints]:
    key = demand * programmes + supply  # below D·P: both arrays fit in memory, so their product fits in 2^63
    if (np.diff(key) > 0).all():
        return supply, demand
    key = distinct(key)
    return key % programmes, key // programmes
