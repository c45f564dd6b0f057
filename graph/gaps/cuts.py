"""The total, cut by one property of the demands: one bucket for each demand, so every cut adds up to the same total.

A demand with several values goes to their lowest common parent, else to 跨类; one with none to 未注明.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from graph.gaps.demand import Demand
from graph.gaps.fields import Fields
from graph.snapshot import Snapshot

if TYPE_CHECKING:
    from graph.gaps.report import GapReport

ACROSS, NOT_STATED, ANY_FIELD = "跨类", "未注明", "不限"
DIMENSIONS = ("industry", "segment", "district", "field", "level", "urgency", "employer_tier")


@dataclass(slots=True)
class Bucket:
    """1/1000 persons, exact; `parts` by class of demand."""

    key: str
    demands: int = 0
    headcount: int = 0
    gap: Fraction = Fraction(0)
    naive: int = 0
    parts: dict[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cut:
    """Buckets of one dimension, the largest gap first, then by key."""

    dimension: str
    buckets: tuple[Bucket, ...]


def cuts_of(report: GapReport) -> dict[str, Cut]:
    """All dimensions."""
    return {dimension: _cut(report, dimension) for dimension in DIMENSIONS}


def _cut(report: GapReport, dimension: str) -> Cut:
    value = VALUES[dimension]
    keys = [value(report.version, one) for one in report.demands]
    names = sorted(set(keys))
    number = {key: k for k, key in enumerate(names)}
    of = np.array([number[key] for key in keys], np.int64)
    headcount, naive = np.zeros((2, len(names)), np.int64)
    np.add.at(headcount, of, report.allocation.market.headcount)
    np.add.at(naive, of, report.allocation.naive)
    sums = zip(names, np.bincount(of, minlength=len(names)).tolist(), headcount.tolist(), naive.tolist(), strict=True)
    found = {key: Bucket(key, demands, posts, naive=alone) for key, demands, posts, alone in sums}
    if report.computed:
        for (key, part), gap in report.short_by(keys).items():
            bucket = found[key]
            bucket.gap += gap
            bucket.parts[part] = gap
    ordered = sorted(found.values(), key=lambda one: (-one.gap, -one.headcount, one.key))
    return Cut(dimension, tuple(ordered))


def _link(column: str) -> Callable[[Snapshot, Demand], str]:
    def value(version: Snapshot, one: Demand) -> str:
        return str(one.row.links.get(column) or NOT_STATED)

    return value


def _field(version: Snapshot, one: Demand) -> str:
    fields = one.requirement.fields
    if any(alternative.any for alternative in one.requirement.alternatives):
        return ANY_FIELD if not fields else ACROSS
    return common_field(version.fields, fields)


def common_field(fields: Fields, several: Iterable[str]) -> str:
    """The lowest field that all lie in; 跨类 where there is none, 未注明 for none at all."""
    values = sorted(set(several))
    if len(values) <= 1:
        return values[0] if values else NOT_STATED
    shared = frozenset.intersection(*(fields.lineage(one) for one in values))
    lowest = {one for one in shared if not any(one in fields.lineage(other) - {other} for other in shared)}
    return lowest.pop() if len(lowest) == 1 else ACROSS


def _level(version: Snapshot, one: Demand) -> str:
    """The lowest level asked for; a title or a skill grade where no degree is named."""
    lowest = set()
    for alternative in one.requirement.alternatives:
        interval = alternative.degree or alternative.title or alternative.skill
        if interval:
            lowest.add(interval[0])
    return lowest.pop() if len(lowest) == 1 else ACROSS if lowest else NOT_STATED


def _urgency(version: Snapshot, one: Demand) -> str:
    return str(one.row.body.get("urgency") or NOT_STATED)


def _employer_tier(version: Snapshot, one: Demand) -> str:
    registered = version.registered.get(one.firm or "")
    tier = registered.body.get("tier") if registered else None
    return str(tier or one.row.body.get("firm_tier") or NOT_STATED)


VALUES: dict[str, Callable[[Snapshot, Demand], str]] = {
    "industry": _link("industry"),
    "segment": _link("segment"),
    "district": _link("district"),
    "field": _field,
    "level": _level,
    "urgency": _urgency,
    "employer_tier": _employer_tier,
}
