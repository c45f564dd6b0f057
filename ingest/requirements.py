"""学历 × 专业 × 职称 × 技能 of one post → alternatives: (level intervals, fields) joined by OR."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from ingest.context import Weights
from ingest.dictionary import FIELD_LADDER, Dictionary
from ingest.field_names import Degree, FieldNames, Linked
from ingest.values import LevelRange, Mention, Section, ValueUnreadable, level, mentions

BROAD_SIMILARITY = 700
"""Thousandths: what a broad word (化工相关专业) accepts is at most that similar."""
Intervals = dict[str, list[str]]
_LADDERS = {"学历": "degree", "职称": "title", "技能等级": "skill"}


class Meaning(NamedTuple):
    """What a cell of fields means. `alternatives` as stored in links; `unlinked` goes to review."""

    alternatives: list[dict[str, Any]]
    unlinked: list[dict[str, Any]]
    flags: tuple[str, ...]


class _Found(NamedTuple):
    keys: tuple[str, ...]
    broad: tuple[str, ...]
    unlinked: tuple[dict[str, Any], ...]
    flags: tuple[str, ...]


class _Asked(NamedTuple):
    """What the columns of levels ask for: ranges by column that states any, and their combinations, with flags."""

    ranges: list[list[LevelRange]]
    flags: list[str]
    intervals: list[Intervals]
    flags_of_intervals: list[str]


class Requirements:
    """Reads requirements with one dictionary; equal cells are read once."""

    def __init__(self, dictionary: Dictionary, weights: Weights | None = None) -> None:
        """`weights` of the context instead of the built-in ones."""
        self._dictionary = dictionary
        self._names = FieldNames(dictionary, weights)
        self._asked = lru_cache(maxsize=4_096)(self._asked_for)
        self.of_post = lru_cache(maxsize=65_536)(self._of_post)
        self.of_fields = lru_cache(maxsize=65_536)(self._of_fields)
        self.of_disciplines = lru_cache(maxsize=65_536)(self._of_disciplines)

    def _of_post(
        self, degree: str | None, fields: str | None, title: str | None, skill: str | None, day: str
    ) -> Meaning:
        asked = self._asked(degree, title, skill)
        flags = [*asked.flags]
        sections = mentions(fields, self._dictionary.fields.is_name)
        flags += sections.flags
        parts = [part for section in sections.value or () for part in self._by_level(section, flags)]
        asked_in = [(section, self._levels(section, degree, asked, flags)) for section in parts]
        options = [
            [self._names.options(section.mentions, self._degree(one, section, degree), day) for one in intervals]
            for section, intervals in asked_in
        ]
        alternatives: list[dict[str, Any]] = []
        unlinked: list[dict[str, Any]] = []
        for at, (section, intervals) in enumerate(asked_in):
            others = [each[0] for k, each in enumerate(options) if k != at and each]
            for interval, named in zip(intervals, options[at], strict=True):
                linked = self._names.settle(named, others)
                alternatives += _alternatives(interval, linked, section.any)
                found = _found(linked, interval.get("degree"))
                flags += found.flags
                unlinked += found.unlinked
        if not alternatives:
            alternatives = [_alternative(one, (), False, 1000, [], []) for one in asked.intervals]
            flags += ("fields_not_stated", *asked.flags_of_intervals)
        return Meaning(alternatives, _unique(unlinked), tuple(sorted(set(flags))))

    def _by_level(self, section: Section, flags: list[str]) -> list[Section]:
        """A section, and behind it one for each level that stands in brackets behind its names: 机械（硕士）."""
        if all(one.direction is None for one in section.mentions):
            return [section]
        levels: dict[str | None, list[Mention]] = {None: []}
        for one in section.mentions:
            named = one.direction if one.direction and self._is_level(one.direction, flags) else None
            levels.setdefault(named, []).append(one._replace(direction=None) if named else one)
        rest = section._replace(mentions=tuple(levels.pop(None)))
        own = [Section(named, tuple(held), False) for named, held in levels.items()]
        return [rest, *own] if rest.mentions or rest.any else own

    def _is_level(self, words: str, flags: list[str]) -> bool:
        """Does a bracket name a level? One that only speaks of one (专业硕士) is flagged."""
        if not self._dictionary.ladders.speaks_of(words, FIELD_LADDER):
            return False
        ranges = self._ranges(words, FIELD_LADDER, flags, exact=True)
        return bool(ranges) and all(one.ladder == FIELD_LADDER for one in ranges)

    def _asked_for(self, degree: str | None, title: str | None, skill: str | None) -> _Asked:
        flags: list[str] = []
        ranges = [
            found
            for cell, ladder in ((degree, FIELD_LADDER), (title, "职称"), (skill, "技能等级"))
            if (found := self._ranges(cell, ladder, flags))
        ]
        flags_of_intervals: list[str] = []
        return _Asked(ranges, flags, _combined(ranges, flags_of_intervals), flags_of_intervals)

    def _levels(self, section: Section, degree: str | None, asked: _Asked, flags: list[str]) -> list[Intervals]:
        if section.level is None:
            flags += asked.flags_of_intervals
            return asked.intervals
        own = self._ranges(section.level, FIELD_LADDER, flags, exact=True)
        if not own:  # a heading that cannot be read takes nothing from what the row asks for
            return asked.intervals
        others = asked.ranges[1:] if degree and asked.ranges else asked.ranges
        return _combined([one for one in (own, *others) if one], flags)

    def _degree(self, intervals: Intervals, section: Section, degree: str | None) -> Degree:
        """The level asked for, and the catalogue that the heading, else the column, names."""
        interval = intervals.get("degree")
        fields = self._dictionary.fields
        named = fields.second_in(section.level) or fields.second_in(degree)
        return (*interval, named) if interval and named else interval

    def _of_fields(self, cell: str | None, degree: str | None, day: str, catalogue: str = "") -> _Found:
        """The fields of a cell without levels of its own; `degree` names the catalogues, `catalogue` one of them."""
        return self._without_levels(cell, _at(degree, catalogue), day, disciplines=False)

    def _of_disciplines(self, cell: str | None, day: str) -> _Found:
        """A cell of 学科 (of a technology, a lab, a talent): names of several levels are those of the highest."""
        return self._without_levels(cell, None, day, disciplines=True)

    def of_code(self, code: str, name: str, degree: str | None, catalogue: str = "") -> tuple[str, ...]:
        """The fields that a code printed beside a name may be."""
        tiers = self._dictionary.fields.tiers(_at(degree, catalogue))
        keys, _ = self._dictionary.fields.by_code(code, [one for tier in tiers for one in tier], name)
        return tuple(keys if degree is None else keys[:1])

    def _without_levels(self, cell: str | None, degree: Degree, day: str, *, disciplines: bool) -> _Found:
        sections = mentions(cell, self._dictionary.fields.is_name)
        every = [one for section in sections.value or () for one in section.mentions]
        options = self._names.options(every, degree, day)
        if disciplines:
            options = self._names.highest(options)
        return _found(self._names.settle(options), degree)

    def _ranges(self, cell: str | None, ladder: str, flags: list[str], exact: bool = False) -> list[LevelRange]:
        if cell is None:
            return []
        column = {"学历": "level", "职称": "title", "技能等级": "skill"}[ladder]
        try:
            reading = level(cell, self._dictionary.ladders, ladder, exact)
        except ValueUnreadable:
            flags.append(column + "_unreadable")
            return []
        flags += (flag if column == "level" else f"{column}:{flag}" for flag in reading.flags)
        return list(reading.value or ())


def _at(degree: str | None, catalogue: str) -> Degree:
    return None if degree is None else (degree, degree, catalogue) if catalogue else (degree, degree)


def _found(linked: Iterable[Linked], degree: Degree) -> _Found:
    keys: set[str] = set()
    broad: set[str] = set()
    flags: set[str] = set()
    unlinked: list[dict[str, Any]] = []
    for one in linked:
        keys.update(one.keys)
        broad.update(one.broad)
        flags.update(one.flags)
        if one.broad:
            flags.add("fields_broad")
        if one.reason:
            unlinked.append(
                {
                    "kind": "field",
                    "level": degree[0] if degree else "",
                    "mention": _words(one),
                    "reason": one.reason,
                    "candidates": list(one.candidates),
                }
            )
    return _Found(tuple(sorted(keys)), tuple(sorted(broad)), tuple(unlinked), tuple(sorted(flags)))


def _words(one: Linked) -> str:
    return one.mention.name or one.mention.raw


def _alternatives(intervals: Intervals, linked: Iterable[Linked], accepts_all: bool) -> list[dict[str, Any]]:
    """Fields joined by OR. What 仅限… narrows, and what broad words accept, are alternatives of their own."""
    groups: dict[tuple[int, tuple[str, ...]], list[Linked]] = {(1000, ()): []} if accepts_all else {}
    for one in linked:
        cap = BROAD_SIMILARITY if one.broad else 1000
        groups.setdefault((cap, tuple(sorted(set(one.mention.only)))), []).append(one)
    return [
        _alternative(
            intervals,
            {key for one in group for key in (*one.keys, *one.broad)},
            accepts_all and (cap, only) == (1000, ()),
            cap,
            list(only),
            [_words(one) for one in group if one.reason],
        )
        for (cap, only), group in groups.items()
    ]


def _alternative(
    intervals: dict[str, list[str]],
    fields: Iterable[str],
    accepts_all: bool,
    cap: int,
    only: list[str],
    words: list[str],
) -> dict[str, Any]:
    return {
        "degree": intervals.get("degree"),
        "title": intervals.get("title"),
        "skill": intervals.get("skill"),
        "fields": sorted(fields),
        "any": accepts_all,
        "sim_cap": cap,
        "only": only,
        "unlinked": sorted(words),
    }


def _combined(columns: list[list[LevelRange]], flags: list[str]) -> list[Intervals]:
    """Columns join by AND, the alternatives in a column by OR: one combination each. A ladder that two columns
    name keeps the narrower column's interval, the later one."""
    combinations: list[Intervals] = [{}]
    for ranges in columns:
        combinations = [
            {**one, _LADDERS[interval.ladder]: [interval.lo, interval.hi]}
            for one in combinations
            for interval in ranges
        ]
    if len(columns) > 1 and any(r.ladder == FIELD_LADDER for ranges in columns[1:] for r in ranges):
        flags.append("levels_in_two_columns")
    unique: list[Intervals] = []
    for one in combinations:
        if one not in unique:
            unique.append(one)
    return unique


def _unique(unlinked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for one in unlinked:
        seen.setdefault((one["level"], one["mention"]), one)
    return [seen[place] for place in sorted(seen)]
