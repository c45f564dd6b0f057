"""学历 × 专业 × 职称 × 技能 of one post → alternatives: (level intervals, fields) joined by OR."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ingest.dictionary import FIELD_LADDER, Dictionary, name_key
from ingest.values import LevelRange, Mention, ValueUnreadable, level, mentions

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


class Requirements:
    """Reads requirements with one dictionary; equal cells are read once."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self.of_post = lru_cache(maxsize=65_536)(self._of_post)
        self.of_fields = lru_cache(maxsize=65_536)(self._of_fields)

    def _of_post(
        self, degree: str | None, fields: str | None, title: str | None, skill: str | None, day: str
    ) -> Meaning:
        flags: list[str] = []
        asked = [
            ranges
            for cell, ladder in ((degree, "学历"), (title, "职称"), (skill, "技能等级"))
            if (ranges := self._ranges(cell, ladder, flags))
        ]
        sections = mentions(fields, self._dictionary.is_field_name)
        flags += sections.flags
        alternatives: list[dict[str, Any]] = []
        unlinked: list[dict[str, Any]] = []
        for section in sections.value or ():
            levels = asked
            if section.level is not None:
                own = self._ranges(section.level, FIELD_LADDER, flags, exact=True)
                levels = [own, *asked[1:]] if degree and asked else [own, *asked]
                levels = [one for one in levels if one]
            for intervals in _combined(levels, flags):
                found = self._fields(section.mentions, intervals.get("degree"), day)
                only = sorted({name for one in section.mentions for name in one.only})
                flags += found.flags
                unlinked += found.unlinked
                words = [one["mention"] for one in found.unlinked]
                if found.keys or words or section.any:
                    alternatives.append(_alternative(intervals, found.keys, section.any, 1000, only, words))
                if found.broad:
                    alternatives.append(_alternative(intervals, found.broad, False, BROAD_SIMILARITY, only, []))
        if not alternatives:
            alternatives = [_alternative(one, (), False, 1000, [], []) for one in _combined(asked, flags)]
            flags.append("fields_not_stated")
        return Meaning(alternatives, _unique(unlinked), tuple(sorted(set(flags))))

    def _of_fields(self, cell: str | None, degree: str | None, day: str) -> _Found:
        """The fields of a cell without levels of its own (a lab, a technology); `degree` names the catalogue."""
        sections = mentions(cell, self._dictionary.is_field_name)
        every = tuple(one for section in sections.value or () for one in section.mentions)
        return self._fields(every, None if degree is None else (degree, degree), day)

    def _ranges(self, cell: str | None, ladder: str, flags: list[str], exact: bool = False) -> list[LevelRange]:
        if cell is None:
            return []
        try:
            reading = level(cell, self._dictionary.ladders, ladder, exact)
        except ValueUnreadable:
            flags.append({"学历": "level", "职称": "title", "技能等级": "skill"}[ladder] + "_unreadable")
            return []
        flags += reading.flags
        return list(reading.value or ())

    def _catalogues(self, degree: Sequence[str] | None) -> list[str]:
        """Of the level named; where it has none of that name, of the levels above it in the interval."""
        if degree is None:
            return self._dictionary.catalogues(None)
        names = self._dictionary.ladders.names(FIELD_LADDER)
        span = names[names.index(degree[0]) : names.index(degree[1]) + 1]
        return list(dict.fromkeys(one for name in span for one in self._dictionary.catalogues(name)))

    def _fields(self, wanted: Iterable[Mention], degree: Sequence[str] | None, day: str) -> _Found:
        catalogues = self._catalogues(degree)
        keys: set[str] = set()
        broad: set[str] = set()
        flags: set[str] = set()
        unlinked: list[dict[str, Any]] = []
        for mention in wanted:
            found, flag = self._one(mention, catalogues, degree, day)
            flags.update(flag)
            if not found and (wide := self._broad(mention, catalogues)):
                broad.update(wide)
                flags.add("fields_broad")
            elif len(found) == 1:
                keys.update(found)
            else:
                unlinked.append(
                    {
                        "kind": "field",
                        "level": degree[0] if degree else "",
                        "mention": mention.name or mention.raw,
                        "reason": "ambiguous" if found else "unknown",
                        "candidates": found,
                    }
                )
        return _Found(tuple(sorted(keys)), tuple(sorted(broad)), tuple(unlinked), tuple(sorted(flags)))

    def _one(
        self, mention: Mention, catalogues: list[str], degree: Sequence[str] | None, day: str
    ) -> tuple[list[str], tuple[str, ...]]:
        known = self._dictionary
        if mention.code:
            key, flags = known.field_by_code(mention.code, catalogues)
            if key is not None:
                return [key], flags
        name = mention.name or mention.raw
        better = known.decided("field", degree[0] if degree else "", name) or known.alias("field", name, day)
        if better is not None:
            key, flags = known.field_by_code(better, catalogues) if better[:1].isdigit() else (None, ())
            if key is not None:
                return [key], flags
            name = better
        return known.fields_named(name, catalogues), ()

    def _broad(self, mention: Mention, catalogues: list[str]) -> list[str]:
        keys = self._dictionary.broad.get(name_key(mention.name)) or self._dictionary.broad.get(name_key(mention.raw))
        return [key for key in keys or () if key.split(":")[1] in catalogues]


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
