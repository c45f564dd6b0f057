"""Broken chains: which pairs of the four chains are joined in a segment, and the cells of the heat map.

Each pair is a graph pattern of patterns.csv. What is counted are the nodes of one label that lie on a whole way from
the segment. Zero means that the lists are there and nothing was found; where one is absent, nothing found is no data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.gaps.heat import UNSTATED, Cells, Heat
from graph.gaps.patterns import Pattern, patterns
from graph.gaps.printed import Json, Listed, Printed
from graph.gaps.relations import Ties
from graph.gaps.report import GapReport, gap_report
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
class Completeness(Printed):
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
                pairs=self._pairs[segment],
                cells=heat.by_segment[segment],
            )
            for segment in self._pairs
        )

    @cached_property
    def stages(self) -> tuple[StageCells, ...]:
        """Industries × stages, sorted; every demand in one of them."""
        by_stage = self._heat.by_stage
        return tuple(StageCells(*place, by_stage[place]) for place in sorted(by_stage))

    @cached_property
    def _pairs(self) -> dict[str, tuple[Pair, ...]]:
        """Segment → its pairs, in the order of the patterns."""
        segments = sorted(one for one in self._heat.by_segment if one != UNSTATED)
        by_pattern = [self._found(pattern, segments) for pattern in patterns()]
        return dict(zip(segments, zip(*by_pattern, strict=True), strict=True))

    def _found(self, pattern: Pattern, segments: Sequence[str]) -> list[Pair]:
        """[segments] where a pattern is found."""
        ties = self.ties
        stations = ties.relations.matches(pattern, segments)
        counted = next(one for one in stations if one.label == pattern.counts).nodes
        far = next(one for one in reversed(stations) if one.label != stations[0].label)
        if far.label == pattern.counts:
            far = stations[-2]  # it is the counted nodes that stand there: who they are joined with says more
        complete = all(ties.loaded(name) for name in pattern.lists)
        rows_of = ties.rows_of(pattern.counts)
        found = []
        for some, others in zip(counted, far.nodes, strict=True):
            rows = sorted({row for node in some for row in rows_of(node)})
            found.append(Pair(pattern, len(some) if some or complete else None, tuple(rows), tuple(others)))
        return found

    def values(self, listed: Listed) -> Json:
        from graph.gaps.completeness_printing import completeness_json

        return completeness_json(self, listed)


def completeness(version: Snapshot, year: int | None = None, kind: str | None = None) -> Completeness:
    """The broken chains of a version; `year` and `kind` are those of the gap report, which gives the unmet posts.

    Raises:
        BadArgument: no such kind.
    """
    report = gap_report(version, year, kind)
    known: Completeness = version.cache.setdefault(("completeness", id(report)), Completeness(report))
    return known
