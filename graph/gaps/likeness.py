"""How alike two names are: the pairs of characters that they share, rare ones counting more. No dictionary of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from graph.gaps.market import Ints, ranges
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


_AT_ONCE = 500
"""Names compared in one go: bounds the memory, however many names hold a pair."""


@dataclass(frozen=True, eq=False)
class Alike:
    """What names that were asked about share with names that are known: of row k `name[start[k] : start[k + 1]]`, by
    position, and `likeness` in thousandths, rounded down. Names that share nothing that says something are left out."""

    start: Ints
    name: Ints
    likeness: Ints

    def of(self, row: int) -> dict[int, int]:
        """Likeness by position."""
        some = slice(int(self.start[row]), int(self.start[row + 1]))
        return dict(zip(self.name[some].tolist(), self.likeness[some].tolist(), strict=True))


class Names:
    """Names that others are compared with. A pair of characters that n of N names hold weighs as many bits as N/n has.

        likeness of a name to one of them = Σ weight of the pairs they share / Σ weight of its pairs

    >>> names = Names(["分离膜国产化", "轻质结构国产化"])
    >>> names.alike(["分离膜长寿命", "缓蚀剂"]).of(0), names.shared("分离膜长寿命", "分离膜国产化")
    ({0: 400}, ('分离膜',))
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
        self._number = {pair: k for k, pair in enumerate(holding)}
        self._holding = np.array([k for some in holding.values() for k in some], np.int64)
        self._held_by = np.array([len(some) for some in holding.values()], np.int64)
        self.position = {name: k for k, name in enumerate(self.names)}

    def alike(self, asked: Sequence[str]) -> Alike:
        """How alike each of some names is to all."""
        first = np.cumsum(self._held_by) - self._held_by
        parts = [self._shares(asked[k : k + _AT_ONCE], first) for k in range(0, len(asked), _AT_ONCE)]
        every = np.arange(0, len(asked), _AT_ONCE)
        row = np.concatenate([np.zeros(0, np.int64), *(k + part[0] for k, part in zip(every, parts, strict=True))])
        name, likeness = (np.concatenate([np.zeros(0, np.int64), *(part[k] for part in parts)]) for k in (1, 2))
        return Alike(np.searchsorted(row, np.arange(len(asked) + 1)).astype(np.int64), name, likeness)

    def _shares(self, asked: Sequence[str], first: Ints) -> tuple[Ints, Ints, Ints]:
        """(row, name, likeness) of what some rows share with names, sorted."""
        totals, found = [], []
        for number, text in enumerate(asked):
            bits = [(pair, self._weights.get(pair, self._rarest)) for pair in pairs_of(text)]
            totals.append(sum(each for _, each in bits))
            found += [(number, self._number[pair], each) for pair, each in bits if each and pair in self._number]
        rows, pairs, weights = np.array(found, np.int64).reshape(-1, 3).T
        held = self._held_by[pairs]
        key = np.repeat(rows, held) * len(self.names) + self._holding[ranges(first[pairs], held)]
        order = np.argsort(key, kind="stable")
        key, weight = key[order], np.repeat(weights, held)[order]
        start = np.flatnonzero(np.diff(key, prepend=-1))
        row, name = np.divmod(key[start], max(1, len(self.names)))
        shared = np.add.reduceat(weight, start) if len(start) else weight
        return row, name, shared * 1000 // np.array(totals, np.int64)[row]

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
