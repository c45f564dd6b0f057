"""The catalogues of fields: what a code or a name means in each, and which catalogues a level asks."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ingest.remembered import Remembered
from ingest.values import AS_PRINTED, RELATED, MatchRules, ValueUnreadable, broad_key, field_code, match_key, normalise

WHOLE = MatchRules(direction=False)
"""A bracket may be part of a name, or a direction beside it: only the whole spelling tells."""
_SUFFIXES = ("", "K", "T", "TK")
REMEMBERED, LONGEST = 65_536, 120
"""Answers that are kept, and the longest words that they are kept for."""
_DENIED = re.compile("不含|不包括|除|非")
_LAST_CHARACTER = chr(sys.maxunicode)


class Field(NamedTuple):
    """A field of a catalogue. `kind` is discipline, class or major; `names` the official one, then aliases; `parents`
    are the codes given, maybe none."""

    kind: str
    names: tuple[str, ...]
    parents: tuple[str, ...]


def field_key(catalogue: str, code: str) -> str:
    return f"field:{catalogue}:{code}"


def split_key(key: str) -> tuple[str, str]:
    """(catalogue, code) of a field's key."""
    _, catalogue, code = key.split(":", 2)
    return catalogue, code


class Catalogues:
    """Catalogues side by side. What is added first stands. `levels`: (level, its catalogues), from the lowest up;
    `second_words`: by level the words that mean its second catalogue (职业本科); `first_words`: its own other words."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Field]] = defaultdict(dict)
        self.levels: Sequence[tuple[str, list[str]]] = ()
        self.second_words: Mapping[str, Sequence[str]] = {}
        self.first_words: Mapping[str, Sequence[str]] = {}
        self._printed: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._folded: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._ordered: dict[str, list[tuple[str, str]]] = {}  # names in order, made when first asked for
        self._whole: set[str] = set()
        self._answered: dict[str, bool] = {}  # a cell's words are asked about several times
        self._with_name = Remembered(self._named, REMEMBERED)
        self._standing_for = Remembered(self._stand_for, REMEMBERED)
        self._seconds = Remembered(self._second_in, REMEMBERED)
        self._longest = 0
        self._first_parts: set[str] = set()  # 土木 of 土木、水利与交通工程: most words before a 、 begin no name
        self._broad: dict[str, list[str]] = defaultdict(list)

    def add(self, catalogue: str, code: str, kind: str, names: Iterable[str], parents: Iterable[str]) -> None:
        if code in self.held[catalogue]:
            return
        self._ordered.pop(catalogue, None)
        field = self.held[catalogue][code] = Field(kind, tuple(names), tuple(parents))
        for name in field.names:
            self._printed[catalogue][match_key(name, AS_PRINTED)].add(code)
            self._folded[catalogue][match_key(name)].add(code)
            self._keep_whole(name)

    def add_broad(self, words: str, catalogue: str, codes: Iterable[str]) -> None:
        held = self._broad[broad_key(words)]
        held += [key for code in codes if (key := field_key(catalogue, code)) not in held]
        self._keep_whole(words)

    def second_in(self, cell: str | None) -> str:
        """The second catalogue of a level where a cell of levels means that one alone: 职业本科, and neither 本科 nor
        本科（含职业本科）; else ""."""
        if not cell:
            return ""
        found: str = self._seconds[(cell,)] if len(cell) <= LONGEST else self._second_in(cell)
        return found

    def _second_in(self, cell: str) -> str:
        text = normalise(cell)
        for level, own in self.levels:
            words = sorted(map(normalise, self.second_words.get(level, ())), key=len, reverse=True)
            if not words or len(own) < 2:
                continue
            # 本科（职业本科） says it twice.
            rest, found = re.subn(rf"(?:{re.escape(level)}\()?(?:{'|'.join(map(re.escape, words))})", "", text)
            plain = (level, *map(normalise, self.first_words.get(level, ())))
            if found and not any(word in rest for word in plain) and not _DENIED.search(rest):
                return own[1]
        return ""

    def tiers(self, degree: Sequence[str] | None) -> list[list[str]]:
        """Catalogues by level of an interval [lowest, highest], the level that is named first. A third item is the
        catalogue that is named: it goes before the others of its level.

        Without a level: those of each level, from the lowest up, then each catalogue that belongs to no level.
        """
        levels = self.levels
        if degree is not None:
            order = [name for name, _ in levels]
            levels = levels[order.index(degree[0]) : order.index(degree[1]) + 1]
        tiers: list[list[str]] = []
        named = degree[2] if degree is not None and len(degree) > 2 else ""
        for _, own in levels:
            parts = [[named], [one for one in own if one != named]] if named in own else [own]
            tiers += [part for part in parts if part and part not in tiers]
        if degree is None:
            of_levels = {catalogue for tier in tiers for catalogue in tier}
            tiers += [[catalogue] for catalogue in sorted(self.held) if catalogue not in of_levels]
        return tiers

    def is_name(self, text: str) -> bool:
        """Do these words, as a whole, name a field of some catalogue? Then no separator in them separates."""
        if len(text) > self._longest:
            return False
        known = self._answered.get(text)
        if known is None:
            if len(self._answered) > REMEMBERED:
                self._answered.clear()
            known = self._answered[text] = self._is_name(text)
        return known

    def _is_name(self, text: str) -> bool:
        first, separator, _ = text.partition("、")
        if separator and first.replace(" ", "") not in self._first_parts:
            return False
        return match_key(text, WHOLE) in self._whole

    def _keep_whole(self, name: str) -> None:
        for answers in (self._answered, self._with_name, self._standing_for):
            answers.clear()
        self._whole.add(match_key(name, WHOLE))
        self._longest = max(self._longest, 2 * len(name))  # room for spaces
        if "、" in name:
            self._first_parts.add(normalise(name).replace(" ", "").partition("、")[0])

    def named(self, name: str, catalogues: Sequence[str]) -> Sequence[str]:
        """Keys of all fields with the name as printed; where there is none, with 学 and 和/与/及 folded; where there is
        none, with 技术 behind it (机电一体化), if no other name begins so.

        A level's first catalogue is not given up for the spelling of its second: 电气工程及自动化 is printed in the
        vocational one, and is how firms write 电气工程及其自动化. Ordered by catalogue, then by code.
        """
        found: list[str] = (
            self._with_name[name, *catalogues] if len(name) <= LONGEST else self._named(name, *catalogues)
        )
        return found

    def _named(self, name: str, *catalogues: str) -> list[str]:
        if not catalogues:
            return []
        first = catalogues[0]
        printed, folded = match_key(name, AS_PRINTED), match_key(name)
        found = [(one, self._printed[one].get(printed, ())) for one in catalogues]
        if not any(codes for _, codes in found):
            found = [(one, self._folded[one].get(folded, ())) for one in catalogues]
            if not any(codes for _, codes in found) and len(printed) > 2:
                codes = self._printed[first].get(printed + "技术", set())
                alone = {code for _, code in self._beginning(printed, first)} <= codes  # 数字媒体: 技术, or 艺术
                found = [(first, codes if alone else ())]
        elif not found[0][1]:
            found[0] = (first, self._folded[first].get(folded, ()))
        return [field_key(one, code) for one, codes in found for code in sorted(codes)]

    def holds(self, said: str) -> bool:
        """Do a key, a code, a name or broad words mean anything in any catalogue?"""
        if said.startswith("field:") and said.count(":") > 1:
            catalogue, code = split_key(said)
            return code in self.held.get(catalogue, {})
        every = sorted(self.held)
        return bool(self.coded(said, every) or self.named(said, every) or self.broad(said, every))

    def coded(self, said: str, catalogues: Sequence[str]) -> list[str]:
        """Keys of a code as `by_code`; none for words that are no code (3D打印技术)."""
        try:
            return self.by_code(said, catalogues)[0]
        except ValueUnreadable:
            return []

    def classes_short(self, name: str, catalogue: str) -> list[str]:
        """Keys of the classes that this name of a class may be short for: 金融类 for 金融学类."""
        printed = match_key(name, AS_PRINTED)
        stem = printed.removesuffix("类")
        known = self.held[catalogue]
        longer = self._beginning(stem, catalogue) if stem != printed else ()
        return [
            field_key(catalogue, code)
            for one, code in longer
            if one.endswith("类") and one != printed and known[code].kind == "class"
        ]

    def longer(self, name: str, catalogues: Sequence[str]) -> list[str]:
        """Keys of the fields whose names begin with these words and go on: 精细化工 may be short for 精细化工技术."""
        stem = match_key(name, AS_PRINTED)
        return sorted({field_key(one, code) for one in catalogues for _, code in self._beginning(stem, one)})

    def _beginning(self, stem: str, catalogue: str) -> list[tuple[str, str]]:
        """(name, code) of longer names that begin with the stem."""
        ordered = self._ordered.get(catalogue)
        if ordered is None:
            names = self._printed[catalogue].items()
            ordered = self._ordered[catalogue] = sorted((name, code) for name, codes in names for code in codes)
        return ordered[bisect_right(ordered, (stem, "~")) : bisect_right(ordered, (stem + _LAST_CHARACTER, ""))]

    def broad(self, words: str, catalogues: Sequence[str]) -> Sequence[str]:
        """Classes and disciplines that words stand for which name no field: 化工相关专业, 理工类, 化工.

        The data say it; else words around the name of a field (会计学相关专业) stand for its class.
        """
        kept = len(words) <= LONGEST
        found: list[str] = self._standing_for[words, *catalogues] if kept else self._stand_for(words, *catalogues)
        return found

    def _stand_for(self, words: str, *catalogues: str) -> list[str]:
        key = broad_key(words)
        stem = key.removesuffix(RELATED)
        for spelling in dict.fromkeys((key, stem + RELATED, stem + "类", key.removesuffix("类"))):
            if found := [one for one in self._broad.get(spelling, ()) if split_key(one)[0] in catalogues]:
                return found
        named = self.named(stem, catalogues) if stem != key else []
        classes = {self._class_of(one) for one in named or self.named(stem + "类", catalogues)}
        if len(classes) != 1 or not (named or split_key(min(classes))[0] == catalogues[0]):
            return []  # 集成电路 under 本科: a class of the level's second catalogue alone is not what is meant
        return sorted(classes)

    def _class_of(self, key: str) -> str:
        catalogue, code = split_key(key)
        if self.held[catalogue][code].kind != "major":
            return key
        parents = self.parents(catalogue, code)
        return field_key(catalogue, parents[0]) if len(parents) == 1 else key

    def parents(self, catalogue: str, code: str) -> tuple[str, ...]:
        """Codes one step up: those given, else the longest code of the catalogue that begins this one."""
        known = self.held[catalogue]
        if code in known and known[code].parents:
            return known[code].parents
        bare = code.rstrip("TK")
        for length in range(len(bare) - 1, 0, -1):
            for one in (bare[:length], bare[:length].rstrip(".")):
                if one in known and one != code:
                    return (one,)
        return ()

    def by_code(self, raw: str, catalogues: Sequence[str], name: str = "") -> tuple[list[str], tuple[str, ...]]:
        """Keys of a printed code, in the order of the catalogues, and flags; none for a code that says nothing here.

        Where several catalogues hold the code, the printed `name` says which is meant: 0812 is 测绘类 in one and
        计算机科学与技术 in another. Against another name a code that had to be mended counts for nothing. A longer code
        that no catalogue holds enters under its class, unless the name says more.
        """
        named = self.named(name, catalogues) if name else ()
        found = [one for catalogue in catalogues if (one := self._with_code(catalogue, raw))]
        agreeing = [one for one in found if name and self._is_called(one[0], name)]
        if named and not agreeing:
            found = [(key, ("code_contradicts_name",)) for key, mended in found if not mended]
        if found:
            flags = {flag for _, flags in agreeing or found for flag in flags}
            return [key for key, _ in agreeing or found], tuple(sorted(flags))
        for catalogue in catalogues:
            code = field_code(raw, self.held[catalogue].__contains__).value or ""
            if len(code) > 4 and code[:4] in self.held[catalogue]:
                if self._says_more(name, named, catalogue, code):
                    break
                return [field_key(catalogue, code)], ("code_of_sender",)
        return [], ("code_set_aside" if named else "code_unknown",)

    def _says_more(self, name: str, named: Sequence[str], catalogue: str, code: str) -> bool:
        """Does a name say more than a code under a class? Where the catalogue ends at its classes, only a name in that
        class does, or one that another catalogue gives the code: 085501 机械工程 is of 0855, and no 0802."""
        own = self.held[catalogue]
        if not named or any(one != code[:4] and one.startswith(code[:4]) for one in own):
            return bool(named)
        inside = any(key.startswith(field_key(catalogue, code[:4])) for key in named)
        elsewhere = [found[0] for one in self.held if (found := self._with_code(one, code))]
        return inside or any(self._is_called(key, name) for key in elsewhere)

    def _with_code(self, catalogue: str, raw: str) -> tuple[str, tuple[str, ...]] | None:
        """As printed (46.0000 is not 46), with its lost first zero, or with another suffix K or T."""
        known = self.held[catalogue]
        if raw in known:
            return field_key(catalogue, raw), ()
        reading = field_code(raw, known.__contains__)
        code = reading.value
        if code is None:
            return None
        if code in known:
            return field_key(catalogue, code), reading.flags
        bare = code.rstrip("TK")
        near = [bare + suffix for suffix in _SUFFIXES if bare + suffix in known]
        return (field_key(catalogue, near[0]), (*reading.flags, "code_suffix_restored")) if len(near) == 1 else None

    def _is_called(self, key: str, name: str) -> bool:
        catalogue, code = split_key(key)
        return code in self._folded[catalogue].get(match_key(name), ())
