"""The three response lists of a gap report: 引才, 学科设置调整, 科研项目布局. The system proposes, people decide.

    report = gap_report(G)
    found = responses(report, store.decisions())
    found.recruitment[0].title

Items are computed from the report alone and kept with its version; decisions are laid over them from the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graph.errors import NotFound
from graph.memory import acyclic

if TYPE_CHECKING:
    from graph.gaps.report import GapReport
    from graph.responses.decisions import Closing
    from graph.responses.items import Item
    from graph.rows import Decision
    from graph.store import Store


@dataclass(frozen=True, eq=False)
class Responses:
    """`log` is the log of decisions that was laid over the items, None where none was read."""

    report: GapReport
    recruitment: tuple[Item, ...]
    disciplines: tuple[Item, ...]
    projects: tuple[Item, ...]
    log: tuple[Decision, ...] | None

    @property
    def position(self) -> int | None:
        """How long the log of decisions was."""
        return None if self.log is None else len(self.log)

    def __iter__(self) -> Iterator[Item]:
        yield from (*self.recruitment, *self.disciplines, *self.projects)

    @cached_property
    def by_id(self) -> dict[str, Item]:
        return {one.id: one for one in self}

    def of(self, name: str) -> tuple[Item, ...]:
        """One list: recruitment, disciplines or projects."""
        lists: Mapping[str, tuple[Item, ...]] = {
            "recruitment": self.recruitment,
            "disciplines": self.disciplines,
            "projects": self.projects,
        }
        return lists[name]

    def find(self, id: str) -> Item:
        """An item by its id.

        Raises:
            NotFound: the report proposes no such thing.
        """
        if id not in self.by_id:
            raise NotFound(
                f"version {self.report.version.number} proposes nothing with the id {id}",
                remedy="fourchain responses lists what it proposes; another year or kind is another report",
            )
        return self.by_id[id]

    @cached_property
    def decided(self) -> dict[str, Decision]:
        """Item → what was decided last."""
        from graph.responses.decisions import latest

        return latest(self.log or ())

    def gone(self, name: str | None = None) -> list[Decision]:
        """The last decisions on items that this report no longer proposes, oldest first; of one list, or of all.
        What was decided for another kind of demand, or for a later year, is another report's."""
        report = self.report
        return [
            one
            for one in sorted(self.decided.values(), key=lambda one: one.position)
            if one.item not in self.by_id
            and name in (None, one.list)
            and one.kind == report.kind
            and (one.year or 0) <= (report.year or 0)
        ]

    def closings(self, store: Store, name: str | None = None) -> tuple[Closing, ...]:
        """What closed them. Loads versions between the decision and this one; kept with this version."""
        from graph.responses.decisions import closing

        report, kept = self.report, self.report.version.cache

        def ids_of(number: int) -> frozenset[str]:
            return _proposed(store, report, number)

        found = []
        for one in self.gone(name):
            key = "closing", one.position, report.year, report.kind
            if key not in kept:
                kept[key] = closing(store, one, report.version.number, ids_of)
            found.append(kept[key])
        return tuple(found)

    def to_json(self, name: str | None = None) -> dict[str, Any]:
        """The lists (or one) as JSON values, with the position in the log of decisions."""
        from graph.responses.items import LISTS

        report = self.report
        lists = LISTS if name is None else (name,)
        with acyclic():
            return {
                "version": report.version.number,
                "content_hash": report.version.content_hash,
                "year": report.year,
                "kind": report.kind,
                "decision_position": self.position,
                **{one: [item.to_json(report, self.decided.get(item.id)) for item in self.of(one)] for one in lists},
            }


def _proposed(store: Store, report: GapReport, number: int) -> frozenset[str]:
    """The ids of what an earlier version proposes for the kind of a report: for its own latest year, but none after
    that of the report."""
    from graph.gaps.demand import latest_year
    from graph.gaps.report import gap_report
    from graph.snapshot import Snapshot

    key, kept = ("proposed", number, report.year, report.kind), report.version.cache
    if key not in kept:
        version = Snapshot.load(store, number)
        years = [year for year in (latest_year(version), report.year) if year is not None]
        kept[key] = frozenset(responses(gap_report(version, min(years, default=None), report.kind)).by_id)
    found: frozenset[str] = kept[key]
    return found


def responses(report: GapReport, log: Sequence[Decision] | None = None) -> Responses:
    """The three lists of a report. `log`: the decisions of its store.

    Raises:
        SolverError: a maximum flow did not end as it must.
    """
    from graph.responses.disciplines import disciplines
    from graph.responses.projects import projects
    from graph.responses.recruitment import recruitment

    key = "responses", report.year, report.kind
    kept = report.version.cache
    if key not in kept:
        with acyclic():
            kept[key] = recruitment(report), disciplines(report), projects(report)
    people, programmes, research = kept[key]
    return Responses(report, people, programmes, research, None if log is None else tuple(log))
