"""What the names of fields in a cell mean: code, alias, exact name, the company it is in; else review.

Nothing is guessed: a name with several codes that its cell does not tell apart keeps its candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from ingest.catalogues import split_key
from ingest.context import PROFESSIONAL, Context, Weights
from ingest.dictionary import Dictionary, name_key
from ingest.values import Mention

Degree = Sequence[str] | None
"""(lowest, highest) level asked for, and the catalogue where one is named (职业本科); null: not stated."""


class Options(NamedTuple):
    """What one mention may mean. `keys` are all candidates; `broad` classes for words like 化工相关专业. `asked` is
    equal for mentions that say the same. `rivals`: fields that the words may be short for, so that a name alone is no
    answer. `decided`: which of all these a reviewer chose for where the cell does not tell."""

    mention: Mention
    keys: tuple[str, ...]
    broad: tuple[str, ...]
    flags: tuple[str, ...]
    asked: tuple[object, ...]
    rivals: tuple[str, ...] = ()
    decided: str = ""


class Linked(NamedTuple):
    """What one mention means: `keys`, or `broad` classes, or neither and the `reason`: unknown, or ambiguous between
    `candidates`."""

    mention: Mention
    keys: tuple[str, ...]
    broad: tuple[str, ...]
    reason: str
    candidates: tuple[str, ...]
    flags: tuple[str, ...]


class FieldNames:
    """Reads mentions with one dictionary."""

    def __init__(self, dictionary: Dictionary, weights: Weights | None = None) -> None:
        """`weights` instead of the built-in ones."""
        self._dictionary = dictionary
        self._fields = dictionary.fields
        self._weights = weights
        self.context = Context(dictionary.fields)
        self._remembered = lru_cache(maxsize=65_536)(self._options)
        self._tiers = cache(dictionary.fields.tiers)

    def options(self, mentions: Sequence[Mention], degree: Degree, day: str) -> list[Options]:
        """Candidates of the mentions of one section."""
        asked = None if degree is None else tuple(degree)
        found = [self._remembered(one, asked, day) for one in mentions]
        return found if degree is not None else self._at_one_level(found, self._tiers(None))

    def settle(self, options: Sequence[Options], others: Sequence[Sequence[Options]] = ()) -> list[Linked]:
        """What each mention of a section means; `others` are the cell's other sections."""
        around = [[one.keys for one in section if one.keys] for section in others]
        found = [self._settled(one, options, [section for section in around if section]) for one in options]
        return [
            each._replace(keys=(one.decided,), reason="", candidates=())
            if one.decided and each.reason == "ambiguous"
            else each
            for one, each in zip(options, found, strict=True)
        ]

    def highest(self, options: Sequence[Options]) -> list[Options]:
        """Of names in the catalogues of several levels those of the highest: a 学科 is a postgraduate discipline."""
        tiers = self._tiers(None)
        ranked = [tier for _, own in reversed(self._fields.levels) for tier in tiers if tier == own]
        return [
            one._replace(
                keys=next((kept for tier in ranked if (kept := _within(one.keys, tier))), one.keys),
                broad=() if one.keys else one.broad,
                rivals=(),
            )
            for one in options
        ]

    def _options(self, mention: Mention, degree: tuple[str, ...] | None, day: str) -> Options:
        tiers = self._tiers(degree)
        every = [catalogue for tier in tiers for catalogue in tier]
        name = mention.name or mention.raw
        asked = _asked(mention)
        flags: tuple[str, ...] = ()
        if mention.code:
            keys, flags = self._fields.by_code(mention.code, every, mention.name)
            if keys:
                return Options(mention, tuple(keys if degree is None else keys[:1]), (), flags, asked)
        found = self._undecided(mention, name, degree, day, flags)
        decided = self._dictionary.decided("field", degree[0] if degree else "", name)
        if decided is None:
            return found
        key = self._meant(decided, every, anywhere=True)
        if key is None:
            return self._by_name(mention, decided, degree, flags)
        if degree and len(degree) > 2 and found.keys and not found.rivals and split_key(key)[0] != degree[2]:
            return found  # decided for the level; this cell names a catalogue, and that holds the name
        # Between the codes of a name the cell chooses first: the reviewer was asked where it could not.
        if key in (*found.keys, *found.rivals):
            return found._replace(decided=key)
        return Options(mention, (key,), (), flags, asked)

    def _undecided(
        self, mention: Mention, name: str, degree: tuple[str, ...] | None, day: str, flags: tuple[str, ...]
    ) -> Options:
        """By alias, then by name."""
        better = self._dictionary.alias("field", name, day)
        if better is not None:
            every = [catalogue for tier in self._tiers(degree) for catalogue in tier]
            if key := self._meant(better, every, anywhere=False):
                return Options(mention, (key,), (), flags, _asked(mention))
            name = better
        return self._by_name(mention, name, degree, flags)

    def _by_name(self, mention: Mention, name: str, degree: tuple[str, ...] | None, flags: tuple[str, ...]) -> Options:
        tiers, asked = self._tiers(degree), _asked(mention)
        every = [catalogue for tier in tiers for catalogue in tier]
        if degree is None:
            keys = tuple(key for tier in tiers for key in self._fields.named(name, tier))
            # 机械 without a level is what 机械类 says, as below, and 税务 may be 税收学.
            rivals = keys if {self.context.kind(key) for key in keys} == {PROFESSIONAL} else ()
            broad = () if keys and not rivals else self._broad(mention, name, every)
            return Options(mention, keys, broad, flags, asked, rivals)
        for at, tier in enumerate(tiers):
            if named := self._fields.named(name, tier):
                rivals = tuple(self._rivals(mention, name, named, tiers[0], is_level_named=at == 0))
                return Options(mention, tuple(named), (), flags, asked, rivals)
            # 机械 under 本科及以上 is what 机械类 says, not the professional degree of that name.
            if at == 0 and self._broad(mention, name, tier):
                break
        return Options(mention, (), self._broad(mention, name, every), flags, asked)

    def _rivals(
        self, mention: Mention, name: str, named: Sequence[str], catalogues: list[str], *, is_level_named: bool
    ) -> Sequence[str]:
        """精细化工, which only a level above knows, may be short for 精细化工技术; 金融类, which only the level's other
        catalogue knows, for 金融学类; 法律, which only that one knows too, is a broad word for 法学类 as well."""
        first = catalogues[0]
        if is_level_named and first in {split_key(key)[0] for key in named}:
            return []
        if not is_level_named and {self.context.kind(key) for key in named} == {PROFESSIONAL}:
            return named  # 税务 under 本科 is 税收学, or the professional degree: only the sender knows
        short = self._fields.classes_short(name, first) if is_level_named else self._fields.longer(name, catalogues)
        broad = [key for words in (name, name.removesuffix("类")) for key in self._broad(mention, words, [first])]
        return [*short, *(key for key in broad if key not in short)]

    def _broad(self, mention: Mention, name: str, catalogues: Sequence[str]) -> tuple[str, ...]:
        for words in dict.fromkeys((name, mention.name, mention.raw)):
            if words and (found := self._fields.broad(words, catalogues)):
                return tuple(found)
        return ()

    def _meant(self, canonical: str, catalogues: Sequence[str], *, anywhere: bool) -> str | None:
        """The field that a key or code stands for. A reviewer may leave the catalogues of the level, an alias not."""
        if canonical.startswith("field:") and canonical.count(":") > 1:
            catalogue, code = split_key(canonical)
            inside = anywhere or catalogue in catalogues
            return canonical if inside and code in self._fields.held[catalogue] else None
        return next(iter(self._fields.coded(canonical, catalogues)), None)

    @staticmethod
    def _at_one_level(options: list[Options], tiers: list[list[str]]) -> list[Options]:
        """No level is stated: when the catalogues of just one level hold all names of the cell, that level is meant."""
        named = [one for one in options if one.keys and not one.rivals]
        holding = [tier for tier in tiers if all(_within(one.keys, tier) for one in named)]
        if len(holding) != 1:
            return options
        return [one._replace(keys=_within(one.keys, holding[0])) for one in options]

    def _settled(
        self,
        one: Options,
        section: Sequence[Options],
        others: Sequence[Sequence[tuple[str, ...]]],
    ) -> Linked:
        if one.broad or not one.keys:
            reason = "" if one.broad else "unknown"
            return Linked(one.mention, (), one.broad, reason, (), one.flags)
        if one.rivals:
            beside = {other.keys[0] for other in section if len(other.keys) == 1 and other.asked != one.asked}
            if not beside >= {*one.rivals}:
                every = tuple(dict.fromkeys((*one.keys, *one.rivals)))
                return Linked(one.mention, (), (), "ambiguous", every, one.flags)
        if len(one.keys) == 1:
            return Linked(one.mention, one.keys, (), "", (), one.flags)
        times = sum(other.asked == one.asked for other in section)
        if times == len(one.keys):  # written once for each of its codes
            return Linked(one.mention, one.keys, (), "", (), one.flags)
        if times == 1 and self._of_one_level(one.keys):
            neighbours = [other.keys for other in section if other.keys and other.asked[0] != one.asked[0]]
            # Alone, a name is of the level's first catalogue; within one, rates alone decide nothing.
            alone = not (neighbours or others) and len({split_key(key)[0] for key in one.keys}) == 1
            chosen = None if alone else self.context.choose(one.keys, neighbours, others, self._weights)
            if chosen is not None:
                return Linked(one.mention, (chosen,), (), "", (), (*one.flags, "fields_by_context"))
        return Linked(one.mention, (), (), "ambiguous", one.keys, one.flags)

    def _of_one_level(self, keys: Sequence[str]) -> bool:
        catalogues = {split_key(key)[0] for key in keys}
        return any(catalogues <= set(tier) for tier in self._tiers(None))


def _asked(mention: Mention) -> tuple[object, ...]:
    return name_key(mention.name or mention.raw), mention.code, mention.direction, mention.only


def _within(keys: tuple[str, ...], catalogues: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if split_key(key)[0] in catalogues)
