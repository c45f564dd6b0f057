"""What a post asks for in words that stay the same from version to version: classes of fields, levels, tier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.gaps.demand import Demand
from graph.gaps.fields import CLASS
from graph.gaps.requirement import Interval
from graph.levels import DEGREE, SKILL, TITLE
from graph.snapshot import Snapshot

ANY_FIELD, NO_FIELD = "不限", "未注明"


@dataclass(frozen=True, slots=True, order=True)
class Wanted:
    """`fields`: keys of classes, sorted; a field that lies in no class stands for itself. `any`: every field will do.
    `levels`: lowest and highest of the ladder, None where none is stated."""

    fields: tuple[str, ...]
    any: bool
    ladder: str
    levels: Interval | None

    def to_json(self) -> dict[str, Any]:
        return {
            "fields": list(self.fields),
            "any": self.any,
            "ladder": self.ladder,
            "levels": list(self.levels) if self.levels else None,
        }


def wanted_by(version: Snapshot, one: Demand) -> Wanted:
    """What one demand asks for, all its alternatives together."""
    requirement = one.requirement
    ladder, intervals = DEGREE, [each.degree for each in requirement.alternatives if each.open_to_graduates]
    if requirement.experienced:
        titled = any(each.title for each in requirement.alternatives)
        ladder = TITLE if titled else SKILL
        stated = [each.title if titled else each.skill for each in requirement.alternatives]
        intervals = [each for each in stated if each]
    anything = any(alternative.any for alternative in requirement.alternatives)
    classes = tuple(sorted({one for field in requirement.fields for one in classes_of(version, field)}))
    return Wanted(classes, anything, ladder, hull(version, intervals, ladder))


def classes_of(version: Snapshot, field: str) -> frozenset[str]:
    """The classes that a field lies in; itself where it lies in none."""
    return version.fields.of_kind(field, CLASS) or frozenset({field})


def hull(version: Snapshot, intervals: Iterable[Interval | None], ladder: str) -> Interval | None:
    """The smallest interval of a ladder that holds all of them; None where one is open to every level.

    >>> from graph.levels import Ladders, Level
    >>> names = "本科", "硕士", "博士"
    >>> class Version:
    ...     ladders = Ladders(Level("学历", name, rank, None, None) for rank, name in enumerate(names))
    >>> hull(Version, [("本科", "硕士"), ("博士", "博士")], "学历"), hull(Version, [("本科", "硕士"), None], "学历")
    (('本科', '博士'), None)
    """
    names: list[str] = []
    for interval in intervals:
        if interval is None:
            return None
        names += interval
    ranks = {name: level.rank for name in names if (level := version.ladders.find(name, ladder))}
    if not ranks:
        return None
    return min(ranks, key=lambda name: ranks[name]), max(ranks, key=lambda name: ranks[name])


def names_of(version: Snapshot, keys: Iterable[str | None]) -> Mapping[str, str]:
    """What things are called, by key."""
    return {key: version.name_of(key) for key in sorted({one for one in keys if one})}


def field_words(version: Snapshot, wanted: Wanted) -> str:
    """The fields as people say them."""
    words = [version.name_of(one) for one in wanted.fields] + ([ANY_FIELD] if wanted.any else [])
    return "、".join(words) or NO_FIELD


def level_words(levels: Interval | None) -> str:
    """An interval as people say it.

    >>> level_words(("本科", "硕士")), level_words(("博士", "博士")), level_words(None)
    ('本科至硕士', '博士', '层次不限')
    """
    if levels is None:
        return "层次不限"
    return levels[0] if levels[0] == levels[1] else f"{levels[0]}至{levels[1]}"
