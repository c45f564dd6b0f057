"""How alike two names are: the pairs of characters that they share, rare ones counting more. No dictionary of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from graph.gaps.market import Ints
from graph.names import plain_name

COMMON = 20
"""A pair that more than one name in COMMON holds (技术, 工艺) says nothing, once there are enough names."""


@lru_cache(maxsize=50_000)
def pairs_of(name: str) -> tuple[str, ...]:
    """The pairs of neighbouring characters, each once, in the order of the name; of one character that character.

    >>> pairs_of("分离膜 (高分离)")
    ('分离', '离膜', '膜高', '高分')
    """
    plain = plain_name(name)
    return tuple(dict.fromkeys(a + b for a, b in pairwise(plain))) or ((plain,) if plain else ())


class Names:
    """Names that others are compared with. A pair of characters that n of N names hold weighs as many bits as N/n has.

        likeness of a name to one of them = Σ weight of the pairs they share / Σ weight of its pairs

    >>> names = Names(["分离膜国产化", "轻质结构国产化"])
    >>> names.likeness("分离膜长寿命").tolist(), names.shared("分离膜长寿命", "分离膜国产化")
    ([400, 0], ('分离膜',))
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(set(names)))
        holding: dict[str, list[int]] = {}
        for k, name in enumerate(self.names):
            for pair in pairs_of(name):
                holding.setdefault(pair, []).append(k)
        number, most = len(self.names), max(2 * COMMON, len(self.names) // COMMON)
        self._weights = {
            pair: (number // len(some)).bit_length() if len(some) <= most else 0 for pair, some in holding.items()
        }
        self._rarest = number.bit_length()
        self._holding = {pair: np.array(some, np.int64) for pair, some in holding.items()}
        self.position = {name: k for k, name in enumerate(self.names)}

    def likeness(self, name: str) -> Ints:
        """[names] in thousandths, rounded down; 0 where the name holds nothing that says something."""
        shared = np.zeros(len(self.names), np.int64)
        total = 0
        for pair in pairs_of(name):
            weight = self._weights.get(pair, self._rarest)
            total += weight
            if weight and pair in self._holding:
                shared[self._holding[pair]] += weight
        return shared * 1000 // total if total else shared

    def likeness_between(self, name: str, other: str) -> int:
        """Likeness of a name to one of them alone.

        >>> names = Names(["分离膜国产化", "轻质结构国产化"])
        >>> names.likeness_between("分离膜长寿命", "分离膜国产化")
        400
        """
        return self.likeness_to_each(name, (other,))[0]

    def likeness_to_each(self, name: str, others: Iterable[str]) -> list[int]:
        """Likeness of a name to some of them, in their order."""
        weights = [(pair, self._weights.get(pair, self._rarest)) for pair in pairs_of(name)]
        total = sum(weight for _, weight in weights)
        found = []
        for other in others:
            theirs = pairs_of(other)
            shared = sum(weight for pair, weight in weights if pair in theirs)
            found.append(shared * 1000 // total if total else 0)
        return found

    def shared(self, name: str, other: str) -> tuple[str, ...]:
        """The words that two names share: runs of shared pairs, in the order of the first name."""
        theirs, plain = set(pairs_of(other)), plain_name(name)
        words, run = [], ""
        for a, b in pairwise(plain):
            if a + b in theirs and self._weights.get(a + b):
                run = run + b if run else a + b
            elif run:
                words.append(run)
                run = ""
        return tuple(dict.fromkeys([*words, run] if run else words))


def best_by_owner(values: Ints, start: Sequence[int] | Ints, member: Ints) -> Ints:
    """[owners] the largest of values[member[start[k] : start[k + 1]]]; 0 for an owner of nothing.

    >>> best_by_owner(np.array([3, 9]), [0, 2, 2, 3], np.array([0, 1, 0])).tolist()
    [9, 0, 3]
    """
    bounds = np.asarray(start, np.int64)
    best = np.zeros(len(bounds) - 1, np.int64)
    some = np.flatnonzero(np.diff(bounds))
    if len(some):
        best[some] = np.maximum.reduceat(values[member], bounds[some])
    return best
