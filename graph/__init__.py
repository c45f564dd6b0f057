"""The knowledge graph of the four chains and all that is computed on it.

    from graph import gap_report, open_graph
    G = open_graph("sqlite:///var/city.sqlite")
    report = gap_report(G)

What is heavy is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

    from graph.gaps.completeness import Completeness
    from graph.gaps.critical import Critical
    from graph.gaps.explain import Explanation
    from graph.gaps.report import GapReport
    from graph.gaps.technologies import TechnologyGaps
    from graph.gaps.training import TrainingGaps
    from graph.responses import Responses
    from graph.rows import Decision
    from graph.snapshot import Snapshot

__all__ = [
    "completeness",
    "critical",
    "explain",
    "gap_detail",
    "gap_report",
    "open_graph",
    "response_lists",
    "technology_gaps",
    "training_gaps",
]


def open_graph(url: str, version: int | None = None) -> Snapshot:
    """One version of the store at `url` in memory; the published one by default.

    Raises:
        NotFound: there is no such version, or none yet.
        StoreError: the store cannot serve.
    """
    from graph.snapshot import Snapshot
    from graph.store import open_store

    store = open_store(url)
    try:
        return Snapshot.load(store, version)
    finally:
        store.close()


def gap_report(version: Snapshot | nx.MultiDiGraph, year: int | None = None, kind: str | None = None) -> GapReport:
    """The gaps of a version, or of its networkx graph: see `graph.gaps.report.gap_report`."""
    from graph.gaps.report import gap_report as compute
    from graph.snapshot import version_of

    return compute(version_of(version), year, kind)


def gap_detail(report: GapReport, demand_id: str) -> dict[str, Any]:
    """One gap by the id of any of its rows: see `graph.gaps.detail.gap_detail`."""
    from graph.gaps.detail import gap_detail as compute

    return compute(report, demand_id)


def explain(report: GapReport, demand_id: str) -> Explanation:
    """Why one gap is there, in a paragraph of Chinese and of English: see `graph.gaps.explain.explain`."""
    from graph.gaps.explain import explain as compute

    return compute(report, demand_id)


def technology_gaps(version: Snapshot | nx.MultiDiGraph, year: int | None = None) -> TechnologyGaps:
    """Which problems nobody here works on, and who could: see `graph.gaps.technologies.technology_gaps`."""
    from graph.gaps.technologies import technology_gaps as compute
    from graph.snapshot import version_of

    return compute(version_of(version), year)


def training_gaps(report: GapReport) -> TrainingGaps:
    """What is asked of programmes against what they deliver: see `graph.gaps.training.training_gaps`."""
    from graph.gaps.training import training_gaps as compute

    return compute(report)


def completeness(version: Snapshot | nx.MultiDiGraph, year: int | None = None, kind: str | None = None) -> Completeness:
    """Broken chains and the cells of the heat map: see `graph.gaps.completeness.completeness`."""
    from graph.gaps.completeness import completeness as compute
    from graph.snapshot import version_of

    return compute(version_of(version), year, kind)


def critical(report: GapReport) -> Critical:
    """What would be gone without one node, one table a kind: see `graph.gaps.critical.critical`."""
    from graph.gaps.critical import critical as compute

    return compute(report)


def response_lists(report: GapReport, log: Sequence[Decision] | None = None) -> Responses:
    """Whom to bring in, which programmes to change, which problems to give to whom: see `graph.responses`. `log`: the
    decisions of the store, where their state is wanted."""
    from graph.responses import responses as compute

    return compute(report, log)
