"""Technology gaps: which problems nobody here works on, and who could.

Coverage counts the labs and talents here that work on the technology itself:

    uncovered       none
    single_source   one, or several of one legal entity
    covered         two or more with different legal entities

A demand is vague when none of its metrics can be tested. People with a loose tie (柔性) count as here, flagged where
the answer rests on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.gaps.candidates import Candidate, Candidates, Scores
from graph.gaps.demand import latest_of_each_sender, latest_year
from graph.gaps.innovators import Innovator, Innovators
from graph.gaps.market import Ints
from graph.gaps.placements import Placements, place
from graph.gaps.printed import Json, Listed, Printed
from graph.names import plain_name
from graph.periods import year_of
from graph.snapshot import Fact, Snapshot

UNCOVERED, SINGLE_SOURCE, COVERED = COVERAGES = ("uncovered", "single_source", "covered")
CLOSED = "验收"
TAKEN = ("已揭榜", "攻关中")
CANDIDATES_SHOWN = 3


@dataclass(frozen=True, slots=True, eq=False)
class TechnologyDemand:
    """One firm and one name, whoever reported it. `id` is the smallest public id of its rows, `row` speaks for them:
    the firm's own before others. `taken`: somebody is at work already."""

    id: str
    row: Fact
    rows: tuple[Fact, ...]
    firm: str | None
    technology: str
    fields: tuple[str, ...]
    vague: bool
    taken: bool
    unlinked: bool
    flags: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(one.public_id for one in self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Who works on a technology here. `name` is one of COVERAGES, None where a list that decides it is absent."""

    name: str | None
    labs: tuple[Innovator, ...]
    talents: tuple[Innovator, ...]
    entities: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Proposals:
    """Candidates of a demand, the first few; `labs_found` and `talents_found` are all above the threshold. `best` is
    the greatest score of anybody, None where there is nobody to compare with."""

    labs: tuple[Candidate, ...]
    talents: tuple[Candidate, ...]
    labs_found: int
    talents_found: int
    best: int | None


def coverage_name(working: Iterable[Innovator]) -> str:
    """One of COVERAGES.

    Two labs of one host are one source; a lab with two hosts is one source, too.

    >>> from types import SimpleNamespace as Lab
    >>> one, same, other = Lab(entities=("甲大学",)), Lab(entities=("甲大学",)), Lab(entities=("甲大学", "乙公司"))
    >>> [coverage_name(some) for some in ((), [other], [one, same], [one, other])]
    ['uncovered', 'single_source', 'single_source', 'covered']
    """
    listed = list(working)
    if not listed:
        return UNCOVERED
    entities = {entity for one in listed for entity in one.entities}
    return COVERED if len(listed) > 1 and len(entities) > 1 else SINGLE_SOURCE


@dataclass(eq=False)
class TechnologyGaps(Printed):
    """Open technology demands of a version and year, sorted by id. Where nobody sent a list, figures are None."""

    version: Snapshot
    year: int | None
    present: bool
    demands: tuple[TechnologyDemand, ...]
    closed: tuple[Fact, ...]

    @cached_property
    def innovators(self) -> Innovators:
        return Innovators.of(self.version)

    @cached_property
    def coverage(self) -> dict[str, Coverage]:
        """Of every technology that is asked for."""
        return {one: self._coverage(one) for one in sorted({demand.technology for demand in self.demands})}

    def _coverage(self, technology: str) -> Coverage:
        known = self.innovators
        working = known.working_on.get(technology, ())
        name: str | None = coverage_name(working)
        flags = []
        if name != COVERED and not known.known:
            name = None
        if name and name != coverage_name(one for one in working if not one.flexible):
            flags.append("rests_on_flexible")
        return Coverage(
            name=name,
            labs=tuple(one for one in working if one.is_lab),
            talents=tuple(one for one in working if not one.is_lab),
            entities=tuple(sorted({entity for one in working for entity in one.entities})),
            flags=tuple(flags),
        )

    def coverage_of(self, demand: TechnologyDemand) -> Coverage:
        return self.coverage[demand.technology]

    def flags_of(self, demand: TechnologyDemand) -> tuple[str, ...]:
        """Those of the rows and of the coverage; own_only where nobody but the firm itself works on it."""
        coverage = self.coverage_of(demand)
        own = ("own_only",) if coverage.entities == (demand.firm,) else ()
        vague = ("vague",) if demand.vague else ()
        return tuple(sorted({*demand.flags, *coverage.flags, *own, *vague}))

    @cached_property
    def candidates(self) -> Candidates:
        return Candidates(self.version, ((one.technology, one.fields) for one in self.demands))

    def scores(self, demand: TechnologyDemand) -> Scores:
        """[innovators] score of everybody for a demand."""
        return self.candidates.scores(demand.technology, demand.fields)

    @cached_property
    def placements(self) -> tuple[Placements, ...]:
        """揭榜, 科技副总 and 产业教授: who could take which open demand."""
        return place(self)

    def proposals(self, demand: TechnologyDemand) -> Proposals:
        """Labs and talents that are not the firm's own, with the way to each; kept, for several lists name them."""
        known = self._proposed.get(demand.id)
        if known is None:
            known = self._proposed[demand.id] = self._proposals(demand)
        return known

    @cached_property
    def _proposed(self) -> dict[str, Proposals]:
        return {}

    def _proposals(self, demand: TechnologyDemand) -> Proposals:
        pool, scores = self.candidates, self.scores(demand)
        others = pool.near_enough(scores, demand.firm)
        first_talent = len(self.innovators.labs)
        border = np.searchsorted(others, first_talent)
        labs, talents = others[:border], others[border:]

        def shown(some: Ints) -> tuple[Candidate, ...]:
            best = pool.best(some, scores, CANDIDATES_SHOWN)
            return pool.describe(best, demand.id, demand.sources, demand.technology, demand.fields)

        best = int(scores.max()) if len(scores) else None
        return Proposals(shown(labs), shown(talents), len(labs), len(talents), best)

    @cached_property
    def totals(self) -> dict[str, int | None]:
        """Technology demands; None where a list is absent. `not_known` are those that an absent list leaves open."""
        names = [self.coverage_of(one).name for one in self.demands]
        known = self.innovators.labs_known or self.innovators.talents_known
        figures: dict[str, int | None] = {"demands": len(self.demands)}
        for name in COVERAGES:
            counted = self.innovators.known or (known and name == COVERED)
            figures[name] = names.count(name) if counted else None
        figures["not_known"] = names.count(None)
        figures["vague"] = sum(one.vague for one in self.demands)
        figures["taken"] = sum(one.taken for one in self.demands)
        figures["closed"] = len(self.closed)
        return figures if self.present else dict.fromkeys(figures)

    def values(self, listed: Listed) -> Json:
        from graph.gaps.technology_printing import technologies_json

        return technologies_json(self, listed)


def technology_gaps(version: Snapshot, year: int | None = None) -> TechnologyGaps:
    """The technology gaps of a version. `year`: default that of the gap report, the latest talent list's.

    Kept with the snapshot: asking twice computes once.
    """
    year = latest_year(version) if year is None else year
    known: TechnologyGaps | None = version.cache.get(("technology_gaps", year))
    if known is None:
        rows = [] if year is None else latest_of_each_sender(version, "technology_demand", year)
        known = version.cache["technology_gaps", year] = TechnologyGaps(
            version=version,
            year=year,
            present=any(one.list == "technology" and year_of(one.period) == year for one in version.submissions),
            demands=_clustered(version, (row for row in rows if row.body.get("status") != CLOSED)),
            closed=tuple(row for row in rows if row.body.get("status") == CLOSED),
        )
    return known


def _clustered(version: Snapshot, rows: Iterable[Fact]) -> tuple[TechnologyDemand, ...]:
    """Two rows are one demand only with the same firm and the same name."""
    groups: dict[object, list[Fact]] = {}
    for row in rows:
        firm, technology = version.same_firm(row.links.get("firm")), _technology(row)
        groups.setdefault((firm, technology) if firm else row.public_id, []).append(row)
    return tuple(sorted((_demand(version, some) for some in groups.values()), key=lambda one: one.id))


def _technology(row: Fact) -> str:
    linked = row.links.get("technology")
    return str(linked) if linked else f"technology:{plain_name(str(row.body.get('need') or row.public_id))}"


def _demand(version: Snapshot, rows: list[Fact]) -> TechnologyDemand:
    ordered = tuple(sorted(rows, key=lambda row: row.public_id))
    speaker = min(ordered, key=lambda row: (not version.speaks_for(row.sender, row.links.get("firm")), row.public_id))
    technology = _technology(speaker)
    fields = {field for row in ordered for field in row.links.get("fields") or ()}
    registered = version.registered.get(technology)
    fields.update(registered.links.get("fields") or () if registered else ())
    flags = {flag for row in ordered for flag in row.flags}
    if len(ordered) > 1:
        flags.add("several_senders" if len({row.sender for row in ordered}) > 1 else "equal_rows")
    return TechnologyDemand(
        id=ordered[0].public_id,
        row=speaker,
        rows=ordered,
        firm=version.same_firm(speaker.links.get("firm")),
        technology=technology,
        fields=tuple(sorted(fields)),
        vague=not any(_testable(row) for row in ordered),
        taken=speaker.body.get("status") in TAKEN,
        unlinked=any(row.links.get("unlinked") for row in ordered),
        flags=tuple(sorted(flags)),
    )


def _testable(row: Fact) -> bool:
    metrics = row.body.get("metrics")
    return isinstance(metrics, list) and any(isinstance(one, dict) and one.get("testable") for one in metrics)
