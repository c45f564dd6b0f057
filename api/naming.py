"""What a band is called: the classes of fields and the levels that most of its posts ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from api.reports import kept
from graph.gaps.cuts import ANY_FIELD
from graph.gaps.fields import CLASS
from graph.gaps.report import BandReport, GapReport
from graph.levels import DEGREE
from graph.snapshot import Snapshot

NAMED = 2
"""Classes of fields in a name."""


@dataclass(frozen=True, slots=True)
class BandName:
    """`fields` are names of classes or ANY_FIELD, those that most posts ask for first; `more`: there are others.
    `levels` are the lowest that are asked for, lowest first."""

    fields: tuple[str, ...]
    more: bool
    levels: tuple[str, ...]


def band_name(report: GapReport, band: BandReport) -> BandName:
    key = "band names", report.year, report.kind
    names = kept(report.version, key, lambda: [_name(report, one.members.tolist()) for one in report.bands])
    return names[band.number - 1]


def _name(report: GapReport, members: Sequence[int]) -> BandName:
    fields: Counter[str] = Counter()
    levels: Counter[str] = Counter()
    for k in members:
        one = report.demands[k]
        classes = {name for field in one.requirement.fields for name in class_names(report.version, field)}
        if any(alternative.any for alternative in one.requirement.alternatives):
            classes.add(ANY_FIELD)
        for name in classes:
            fields[name] += one.lo
        for alternative in one.requirement.alternatives:
            interval = alternative.degree or alternative.title or alternative.skill
            if interval:
                levels[interval[0]] += one.lo
    return BandName(*_most(fields), _levels(report.version, levels))


def class_names(version: Snapshot, field: str) -> set[str]:
    """The classes a field lies in, by name; the field itself where it lies in none."""
    return {version.name_of(one) for one in version.fields.of_kind(field, CLASS)} or {version.name_of(field)}


def _most(counts: Counter[str]) -> tuple[tuple[str, ...], bool]:
    """The names that most posts ask for, until four fifths of the mentions are named."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    total, named = sum(counts.values()), 0
    chosen: list[str] = []
    for name, count in ordered[:NAMED]:
        if chosen and named * 5 >= total * 4:
            break
        chosen.append(name)
        named += count
    return tuple(chosen), named * 5 < total * 4


def _levels(version: Snapshot, counts: Counter[str]) -> tuple[str, ...]:
    ladder = version.ladders.names(DEGREE)
    known = sorted(counts, key=lambda name: (ladder.index(name) if name in ladder else len(ladder), name))
    return tuple(known[:3])
