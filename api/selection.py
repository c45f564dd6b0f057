"""Which demands of a report a request is about: filters by name, code or key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from api.problems import REMEDIES, Problem, ProblemError
from api.query import nearest
from api.reports import kept
from graph.gaps.cuts import NOT_STATED, VALUES
from graph.gaps.demand import Demand
from graph.gaps.fields import CLASS
from graph.gaps.persons import persons
from graph.gaps.report import CLASSES, COMPETED, EXPERIENCED, NO_PROGRAMME, UNLINKED, GapReport
from graph.gaps.supply import PERSON
from graph.snapshot import Snapshot


def stage_of(version: Snapshot, one: Demand) -> str:
    """The stage of the segment that a demand is in, as the registry of industries says."""
    registered = version.registered.get(one.row.links.get("segment") or "")
    return str((registered.body.get("stage") if registered else None) or NOT_STATED)


def class_of(version: Snapshot, one: Demand) -> str:
    """The class that the fields of a demand have in common; what is wider or no field at all stays as it is."""
    key = VALUES["field"](version, one)
    if ":" not in key:
        return key
    return min(version.fields.of_kind(key, CLASS), default=key)


DIMENSIONS: dict[str, Callable[[Snapshot, Demand], str]] = {
    "industry": VALUES["industry"],
    "district": VALUES["district"],
    "level": VALUES["level"],
    "stage": stage_of,
    "field": class_of,
}


def values_of(report: GapReport, dimension: str) -> Sequence[str]:
    """[D] the value of every demand; of `part`, which part of the headcount it belongs to."""
    if dimension == "part":
        return [NO_PROGRAMME if name == EXPERIENCED else name for name in report.classes]
    key = "values", report.year, report.kind, dimension
    value = DIMENSIONS[dimension]
    return kept(report.version, key, lambda: [value(report.version, one) for one in report.demands])


@dataclass(slots=True)
class Sums:
    """Demands added up, 1/1000 person, exact; `parts` of the gap by class."""

    demands: int = 0
    headcount: int = 0
    gap: Fraction = Fraction(0)
    naive: int = 0
    at_least: bool = False
    parts: dict[str, Fraction] = field(default_factory=dict)

    def part(self, *classes: str) -> Fraction:
        return sum((self.parts.get(name, Fraction(0)) for name in classes), Fraction(0))

    @property
    def competed(self) -> Fraction:
        return self.part(COMPETED)

    @property
    def no_programme(self) -> Fraction:
        return self.part(NO_PROGRAMME, EXPERIENCED)

    @property
    def unlinked(self) -> Fraction:
        return self.part(UNLINKED)

    def to_json(self, computed: bool) -> dict[str, Any]:
        figures: dict[str, Any] = {"demands": self.demands, "headcount": persons(self.headcount)}
        names = ("naive", "gap", "unlinked", "no_programme", "competed")
        figures |= {f"{name}_gap" if name == "naive" else name: persons(getattr(self, name)) for name in names}
        figures["joint_gap"] = figures.pop("gap")
        if not computed:
            figures |= dict.fromkeys(("naive_gap", "joint_gap", "unlinked", "no_programme", "competed"))
        return figures | {"at_least": self.at_least}


def add_up(report: GapReport, positions: Sequence[int]) -> Sums:
    """The sums of some demands of a report."""
    sums = Sums()
    naive = report.allocation.naive
    for k in positions:
        one = report.demands[k]
        sums.demands += 1
        sums.headcount += PERSON * one.lo
        sums.at_least = sums.at_least or one.hi is None
        if report.computed and report.gaps[k]:
            sums.gap += report.gaps[k]
            sums.naive += int(naive[k])
            sums.parts[report.classes[k]] = sums.parts.get(report.classes[k], Fraction(0)) + report.gaps[k]
    return sums


@dataclass(frozen=True)
class Selection:
    """Demands by position, in the order of the report; `chosen` holds the keys that each filter stands for."""

    report: GapReport
    positions: tuple[int, ...]
    chosen: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, report: GapReport, filters: Mapping[str, Sequence[str]]) -> Selection:
        """Raises:
        ProblemError: a filter names nothing of this version; with the nearest names.
        """
        chosen = {name: _keys(report, name, asked) for name, asked in filters.items()}
        if not chosen:
            return cls(report, tuple(range(len(report.demands))), {})
        columns = [(values_of(report, name), keys) for name, keys in chosen.items()]
        fitting = (k for k in range(len(report.demands)) if all(values[k] in keys for values, keys in columns))
        return cls(report, tuple(fitting), chosen)

    @property
    def everything(self) -> bool:
        return not self.chosen


def _keys(report: GapReport, dimension: str, asked: Sequence[str]) -> frozenset[str]:
    known = kept(report.version, ("known", report.year, report.kind, dimension), lambda: _known(report, dimension))
    keys: set[str] = set()
    problems = []
    for one in asked:
        found = known.get(one.strip())
        if found is None:
            near = nearest(one.strip(), [name for name in known if ":" not in name])
            problems.append({"parameter": dimension, "value": one, "nearest": near})
        else:
            keys |= found
    if problems:
        detail = "; ".join(f"{one['parameter']}: nothing is called “{one['value']}”" for one in problems)
        raise ProblemError(Problem("unknown-value", detail, REMEDIES["unknown-value"], tuple(problems)))
    return frozenset(keys)


def _known(report: GapReport, dimension: str) -> dict[str, set[str]]:
    """What somebody may write → the keys that it means."""
    version = report.version
    found: dict[str, set[str]] = {}
    if dimension == "part":
        return {name: {name} for name in CLASSES}
    prefix = f"{dimension}:"
    keys = {*values_of(report, dimension), *(key for key in version.registered if key.startswith(prefix))}
    for key in sorted(keys):
        spellings = {key}
        if key.startswith(prefix):
            spellings |= {version.name_of(key), key.removeprefix(prefix).removeprefix("name:")}
        for name in spellings:
            found.setdefault(name, set()).add(key)
    return found
