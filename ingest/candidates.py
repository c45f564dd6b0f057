"""Candidates for review: the names nearest to one that did not link, with the reason for each.

They are only ever shown. Nearness is the cosine of character n-grams (one and two characters, with the ends marked);
a gram weighs more the fewer names have it. All in integers, so the order is the same everywhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import isqrt
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.catalogues import field_key, split_key
from ingest.dictionary import Alias, Dictionary, name_key
from ingest.validity import FOREVER
from ingest.values import AS_PRINTED, firm_key, match_key

MOST = 5
Ints = npt.NDArray[np.int64]
_SCALE = 1_000_000


class Candidate(NamedTuple):
    """`likeness` in thousandths; `reason` in Chinese, for the sheet that planners review."""

    key: str
    name: str
    likeness: int
    reason: str


class Nearest:
    """An index of spellings. Each belongs to a key; a key may have several.

    >>> index = Nearest([("机械工程", "a"), ("机械电子工程", "b"), ("会计学", "c")])
    >>> [key for key, spelling, likeness in index.of("机械工程师", 2)]
    ['a', 'b']
    """

    def __init__(self, spellings: Iterable[tuple[str, str]]) -> None:
        self._spellings = sorted(set(spellings))
        counted = [Counter(_grams(spelling)) for spelling, _ in self._spellings]
        where: dict[str, list[int]] = defaultdict(list)
        for k, grams in enumerate(counted):
            for gram in grams:
                where[gram].append(k)
        # The binary logarithm of how rare a gram is, rounded down to a whole number.
        self._weight = {gram: (len(counted) // len(held)).bit_length() for gram, held in where.items()}
        self._where: dict[str, tuple[Ints, Ints]] = {
            gram: (np.array(held, np.int64), np.array([counted[k][gram] for k in held], np.int64))
            for gram, held in where.items()
        }
        lengths = [sum((self._weight[gram] * n) ** 2 for gram, n in grams.items()) for grams in counted]
        self._lengths: Ints = np.array(lengths, np.int64)

    def of(self, text: str, most: int = MOST) -> list[tuple[str, str, int]]:
        """(key, spelling, likeness in thousandths) of the keys nearest to the text, the nearest first."""
        grams = Counter(gram for gram in _grams(text) if gram in self._where)
        length = sum((self._weight[gram] * n) ** 2 for gram, n in grams.items())
        if not length:
            return []
        # Grams that no name has count as much as the rarest, so that a long text is like no short name.
        strange = sum(1 for gram in _grams(text) if gram not in self._where)
        length += strange * len(self._spellings).bit_length() ** 2
        product: Ints = np.zeros(len(self._spellings), np.int64)
        for gram, n in grams.items():
            held, counts = self._where[gram]
            product[held] += self._weight[gram] ** 2 * n * counts
        squared = product * product * _SCALE // (length * self._lengths)
        found: dict[str, tuple[str, str, int]] = {}
        for k in np.argsort(-squared, kind="stable").tolist():
            spelling, key = self._spellings[k]
            if not squared[k] or len(found) == most:
                break
            found.setdefault(key, (key, spelling, isqrt(int(squared[k]))))
        return list(found.values())


class Candidates:
    """The best candidates of a name, by one dictionary. Indexes are made when they are first asked for."""

    def __init__(self, dictionary: Dictionary, most: int = MOST) -> None:
        self._dictionary = dictionary
        self._most = most
        self._indexes: dict[str, Nearest] = {}

    def of(self, unlinked: Mapping[str, Any]) -> list[Candidate]:
        """Of an entry of `unlinked` in a row's links."""
        if unlinked["kind"] == "field":
            kept = unlinked.get("candidates") or ()
            return self.fields(str(unlinked["mention"]), str(unlinked.get("level") or ""), kept)
        return self.things(str(unlinked["kind"]), str(unlinked["mention"]))

    def fields(self, mention: str, level: str = "", kept: Sequence[str] = ()) -> list[Candidate]:
        """First the codes between which linking could not choose, then names near in the catalogues of the level; where
        these are too few, those near in the catalogues of the levels above it, then in all others, marked so."""
        found = {key: Candidate(key, self._field_name(key), 1000, self._why_kept(mention, key)) for key in kept}
        text = match_key(mention, AS_PRINTED)
        for mark, catalogues in self._asked(level):
            if len(found) >= self._most:
                break
            for key, spelling, likeness in self._field_index(catalogues).of(text, self._most + len(found)):
                reason = _reason(text, spelling, likeness) + mark
                found.setdefault(key, Candidate(key, self._field_name(key), likeness, reason))
        return list(found.values())[: self._most]

    def things(self, kind: str, mention: str) -> list[Candidate]:
        """Names near in the registry of a kind: firm, university, lab, technology, segment, district, industry."""
        registry = self._dictionary.registries[kind]
        if kind not in self._indexes:
            self._indexes[kind] = Nearest((name, key) for name, keys in registry.names.items() for key in keys)
        text = firm_key(mention) if kind == "firm" else name_key(mention)
        held = self._dictionary.holders(kind, mention)
        found = [Candidate(key, registry.titles[key], 1000, _why_held(mention, alias)) for key, alias in held.items()]
        found += [
            Candidate(key, registry.titles[key], likeness, _reason(text, spelling, likeness))
            for key, spelling, likeness in self._indexes[kind].of(text, self._most)
            if key not in held
        ]
        return found[: self._most]

    def _asked(self, level: str) -> list[tuple[str, tuple[str, ...]]]:
        """Catalogues in the order in which they are asked for names near, with the mark of what they give."""
        fields = self._dictionary.fields
        known = [name for name, _ in fields.levels]
        every = [one for tier in fields.tiers(None) for one in tier]
        own = fields.tiers((level, known[-1])) if level in known else []
        if not own:
            return [("", tuple(every))]
        above = [one for tier in own[1:] for one in tier]
        others = [one for one in every if one not in (*own[0], *above)]
        return [("", tuple(own[0])), ("（更高层次的目录）", tuple(above)), ("（其他层次的目录）", tuple(others))]

    def _field_index(self, catalogues: tuple[str, ...]) -> Nearest:
        if (place := f"field {catalogues}") not in self._indexes:
            held = self._dictionary.fields.held
            self._indexes[place] = Nearest(
                (match_key(name, AS_PRINTED), field_key(catalogue, code))
                for catalogue in catalogues
                for code, field in held[catalogue].items()
                for name in field.names
            )
        return self._indexes[place]

    def _field_name(self, key: str) -> str:
        catalogue, code = split_key(key)
        field = self._dictionary.fields.held[catalogue].get(code)
        return field.names[0] if field else code

    def _why_kept(self, mention: str, key: str) -> str:
        same = match_key(self._field_name(key)) == match_key(mention)
        return "同名的几个代码之一" if same else f"“{mention}”可能是它的简称"


def _why_held(mention: str, alias: Alias) -> str:
    since = f"{alias.valid_from} 起" if alias.valid_from else ""
    until = f"{alias.valid_to} 止" if alias.valid_to < FOREVER else ""
    days = "，".join(one for one in (since, until) if one)
    return f"“{mention}”是它的别名" + (f"（{days}）" if days else "")


def _grams(text: str) -> list[str]:
    ends = f"^{text}$"
    return [*text, *(ends[k : k + 2] for k in range(len(ends) - 1))]


def _reason(text: str, spelling: str, likeness: int) -> str:
    """What the two have in common."""
    percent = f"相似度 {likeness // 10}%"
    if text == spelling:
        return "同名"
    if spelling.startswith(text):
        return f"名称以“{text}”开头，{percent}"
    if text in spelling:
        return f"名称中有“{text}”，{percent}"
    if spelling in text:
        return f"所写的词中有这一名称，{percent}"
    shared = _shared(text, spelling)
    return f"同有{''.join(f'“{one}”' for one in shared)}，{percent}" if shared else f"用字相近，{percent}"


def _shared(one: str, other: str) -> list[str]:
    """Longest pieces of at least two characters that stand in both, left to right, without overlap."""
    found: list[str] = []
    k = 0
    while k < len(one) - 1:
        width = 0
        while k + width < len(one) and one[k : k + width + 1] in other:
            width += 1
        if width > 1:
            found.append(one[k : k + width])
        k += max(width, 1)
    return found
