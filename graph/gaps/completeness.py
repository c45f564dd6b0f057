"""Broken chains: which pairs of the four chains are joined in a segment, and the cells of the heat map.

Each pair is a graph pattern of patterns.csv. What is counted are the nodes of one label that lie on a whole way from
the segment. Zero means that the lists are there and nothing was found; where one is absent, nothing found is no data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph.gaps.heat import UNSTATED, Cells, Heat
from graph.gaps.patterns import Pattern, patterns
from graph.gaps.relations import Ties
from graph.gaps.report import GapReport, gap_report
from graph.memory import acyclic
from graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A pattern in a segment. `count` of its counted nodes, None for no data; `rows` behind them, sorted; `far` are the
    nodes at the other end of the ways, sorted."""

    pattern: Pattern
    count: int | None
    rows: tuple[str, ...]
    far: tuple[str, ...]

    @property
    def broken(self) -> bool | None:
        return None if self.count is None else self.count == 0


@dataclass(frozen=True, slots=True, eq=False)
class SegmentReport:
    """One segment with its pairs, in the order of the patterns, and its cells of the heat map."""

    key: str
    industry: str | None
    stage: str | None
    pairs: tuple[Pair, ...]
    cells: Cells


@dataclass(frozen=True, slots=True, eq=False)
class StageCells:
    """The cells of one industry at one stage; what a demand does not say is 未注明."""

    industry: str
    stage: str
    cells: Cells


@dataclass(eq=False)
class Completeness:
    """All segments that a registry or a row names, sorted by key."""

    report: GapReport

    @property
    def version(self) -> Snapshot:
        return self.report.version

    @cached_property
    def ties(self) -> Ties:
        return Ties.of(self.report)

    @cached_property
    def _heat(self) -> Heat:
        return Heat(self.ties)

    @cached_property
    def segments(self) -> tuple[SegmentReport, ...]:
        heat = self._heat
        return tuple(
            SegmentReport(
                key=segment,
                industry=heat.place_of(segment)[0],
                stage=heat.place_of(segment)[1],
                pairs=tuple(self.pair(pattern, segment) for pattern in patterns()),
                cells=heat.by_segment[segment],
            )
            for segment in sorted(heat.by_segment)
            if segment != UNSTATED
        )

    @cached_property
    def stages(self) -> tuple[StageCells, ...]:
        """Industries × stages, sorted; every demand in one of them."""
        by_stage = self._heat.by_stage
        return tuple(StageCells(*place, by_stage[place]) for place in sorted(by_stage))

    def pair(self, pattern: Pattern, segment: str) -> Pair:
        """Where a pattern is found in a segment."""
        ties = self.ties
        stations = ties.relations.matches(pattern, segment)
        counted = next(nodes for label, nodes in stations if label == pattern.counts)
        rows = {row for node in counted for row in ties.rows_of(pattern.counts, node)}
        label, far = next(one for one in reversed(stations) if one[0] != stations[0][0])
        if label == pattern.counts:
            far = stations[-2][1]  # it is the counted nodes that stand there: who they are joined with says more
        known = bool(counted) or all(ties.loaded(name) for name in pattern.lists)
        return Pair(pattern, len(counted) if known else None, tuple(sorted(rows)), tuple(sorted(far)))

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON values."""
        from graph.gaps.completeness_printing import completeness_json

        with acyclic():
            return completeness_json(self)


def completeness(version: Snapshot, year: int | None = None, kind: str | None = None) -> Completeness:
    """The broken chains of a version; `year` and `kind` are those of the gap report, which gives the unmet posts.

    Raises:
        BadArgument: no such kind.
    """
    report = gap_report(version, year, kind)
    known: Completeness = version.cache.setdefault(("completeness", id(report)), Completeness(report))
    return known
