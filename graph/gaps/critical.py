"""Critical nodes: what would be gone without one of them, one table a kind, never one ranking.

    universities, programmes    ΔU*: by how much the joint gap grows without their graduates
    labs, talents               technology demands that turn single-source or uncovered
    firms                       posts withdrawn, reserved seats freed, labs lost, segments left without a firm

Two programmes with 60 graduates each and 80 posts open to both: without one of them 20 are short, without both 80.

>>> from graph.gaps.market import Market
>>> from graph.gaps.ranges import Absence
>>> absence = Absence.of(Market.of([60, 60], [80], [0], [0, 1], [0, 0]))
>>> absence.each().tolist(), absence.together([np.array([0, 1])])
([20, 20], [80])

Each is an exact solution without the node. A host takes its labs along unless another host stays; nobody takes people
along: who worked there still knows what they know. How many edges a node has says nothing and is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from graph.gaps.innovators import Innovator
from graph.gaps.printed import Json, Listed, Printed
from graph.gaps.relations import Ties
from graph.gaps.report import GapReport
from graph.gaps.supply import PERSON
from graph.gaps.technologies import COVERAGES, TechnologyDemand, TechnologyGaps, coverage_name
from graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """A technology demand whose coverage falls from one of COVERAGES to another."""

    demand: TechnologyDemand
    before: str
    after: str


@dataclass(frozen=True, slots=True, eq=False)
class CriticalSupplier:
    """A university or a programme. `delta` in 1/1000 post, `capacity` and `graduates` of its supplies (1/1000 person,
    persons). A university also takes along `labs`, and what they cover turns."""

    key: str
    delta: int | None
    capacity: int
    graduates: int
    labs: tuple[Innovator, ...]
    turned: tuple[Turned, ...] | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CriticalInnovator:
    """A lab or a talent. `turned` None where the lists that decide coverage are not both there."""

    key: str
    technologies: int
    turned: tuple[Turned, ...] | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CriticalFirm:
    """A firm. `posts` withdrawn and the unmet among them (1/1000, exact), None without talent list or offers; `seats`
    that were reserved for it and the `capacity` behind them; `labs` lost and what demands of others turn; `segments`
    left without a firm, None without a registry of firms."""

    key: str
    posts: int | None
    unmet: Fraction | None
    seats: int | None
    capacity: int | None
    labs: tuple[Innovator, ...]
    turned: tuple[Turned, ...] | None
    segments: tuple[str, ...] | None
    sources: tuple[str, ...]


@dataclass(eq=False)
class Critical(Printed):
    """All nodes of a gap report, those with the gravest consequences first; who has none comes last, by key."""

    report: GapReport

    @property
    def version(self) -> Snapshot:
        return self.report.version

    @cached_property
    def ties(self) -> Ties:
        return Ties.of(self.report)

    @property
    def technologies(self) -> TechnologyGaps:
        return self.ties.technologies

    # -- programmes and universities ------------------------------------------------------------------

    @cached_property
    def programmes(self) -> tuple[CriticalSupplier, ...]:
        return self._suppliers("programme")

    @cached_property
    def universities(self) -> tuple[CriticalSupplier, ...]:
        return self._suppliers("university")

    def _suppliers(self, column: str) -> tuple[CriticalSupplier, ...]:
        groups: dict[str, list[int]] = {}
        for k, one in enumerate(self.report.supplies):
            groups.setdefault(getattr(one, column), []).append(k)
        if column == "university":
            for host in self.ties.innovators.hosted:
                if host.startswith("university:"):
                    groups.setdefault(host, [])
        deltas = self._deltas(list(groups.values())) if self.report.computed else [None] * len(groups)
        found = [
            self._supplier(key, groups[key], delta, column == "university")
            for key, delta in zip(groups, deltas, strict=True)
        ]
        return tuple(sorted(found, key=lambda one: (-(one.delta or 0), -len(one.turned or ()), one.key)))

    def _supplier(self, key: str, supplies: list[int], delta: int | None, hosts: bool) -> CriticalSupplier:
        some = [self.report.supplies[k] for k in supplies]
        labs = self._labs_lost(key) if hosts else ()
        return CriticalSupplier(
            key=key,
            delta=delta,
            capacity=sum(one.capacity for one in some),
            graduates=sum(one.graduates for one in some),
            labs=labs,
            turned=self._turned_without(labs) if hosts else None,
            sources=_rows(*(one.sources for one in some), *(lab.sources for lab in labs)),
        )

    @cached_property
    def _each(self) -> list[int]:
        allocation = self.report.allocation
        # What a supply may have left over is what others would fill without it; the report has that already.
        each: list[int] = (allocation.market.capacity - allocation.surplus.most).tolist()
        return each

    def _deltas(self, groups: list[list[int]]) -> list[int]:
        """U* without some supplies − U*, group by group."""
        several = [np.array(some, np.int64) for some in groups if len(some) != 1]
        together = iter(self.report.allocation.absence.together(several))
        return [self._each[some[0]] if len(some) == 1 else next(together) for some in groups]

    # -- labs and talents ----------------------------------------------------------------------------

    @cached_property
    def labs(self) -> tuple[CriticalInnovator, ...] | None:
        """None where nobody sent a list of labs."""
        return self._innovators(self.ties.innovators.labs) if self.ties.innovators.labs_known else None

    @cached_property
    def talents(self) -> tuple[CriticalInnovator, ...] | None:
        """None where nobody sent a list of talents."""
        return self._innovators(self.ties.innovators.talents) if self.ties.innovators.talents_known else None

    def _innovators(self, some: Iterable[Innovator]) -> tuple[CriticalInnovator, ...]:
        found = [
            CriticalInnovator(one.key, len(one.technologies), self._turned_without((one,)), one.sources) for one in some
        ]
        return tuple(sorted(found, key=lambda one: (*_gravity(one.turned), one.key)))

    def _turned_without(self, gone: tuple[Innovator, ...]) -> tuple[Turned, ...] | None:
        """Demands whose coverage falls when some innovators are gone, sorted by id; None where it is not known."""
        if not (self.technologies.present and self.ties.innovators.known):
            return None
        keys = {one.key for one in gone}
        found = []
        for technology in sorted({each for one in gone for each in one.technologies if each in self._asked}):
            working = self.ties.innovators.working_on.get(technology, ())
            before = coverage_name(working)
            after = coverage_name(one for one in working if one.key not in keys)
            if COVERAGES.index(after) < COVERAGES.index(before):
                found += [Turned(demand, before, after) for demand in self._asked[technology]]
        return tuple(sorted(found, key=lambda one: one.demand.id))

    @cached_property
    def _asked(self) -> dict[str, list[TechnologyDemand]]:
        asked: dict[str, list[TechnologyDemand]] = {}
        for one in self.technologies.demands:
            asked.setdefault(one.technology, []).append(one)
        return asked

    def _labs_lost(self, host: str) -> tuple[Innovator, ...]:
        """The labs that a host takes along: those that no other host keeps."""
        return tuple(lab for lab in self.ties.innovators.hosted.get(host, ()) if lab.entities == (host,))

    # -- firms ---------------------------------------------------------------------------------------

    @cached_property
    def firms(self) -> tuple[CriticalFirm, ...]:
        """Every firm that posts, demands, hosts a lab, has seats reserved or works in a segment."""
        report = self.report
        posts: dict[str, list[int]] = {}
        for k, demand in enumerate(report.demands):
            if demand.firm:
                posts.setdefault(demand.firm, []).append(k)
        seats: dict[str, list[int]] = {}
        for k, supply in enumerate(report.supplies):
            if supply.reserved_for:
                seats.setdefault(supply.reserved_for, []).append(k)
        hosts = (host for host in self.ties.innovators.hosted if host.startswith("firm:"))
        technology = (one.firm for one in self.technologies.demands if one.firm)
        every = {*posts, *seats, *hosts, *technology, *self.ties.works_in}
        found = [self._firm(key, posts.get(key, []), seats.get(key, [])) for key in every]
        return tuple(sorted(found, key=lambda one: (-(one.posts or 0), *_gravity(one.turned), one.key)))

    def _firm(self, key: str, posts: list[int], seats: list[int]) -> CriticalFirm:
        report = self.report
        demands, supplies = [report.demands[k] for k in posts], [report.supplies[k] for k in seats]
        labs = self._labs_lost(key)
        offered = report.supply.present
        turned = self._turned_without(labs)
        return CriticalFirm(
            key=key,
            posts=PERSON * sum(one.lo for one in demands) if report.demand.present else None,
            unmet=report.gap_of(posts) if report.computed else None,
            seats=sum(one.graduates for one in supplies) if offered else None,
            capacity=sum(one.capacity for one in supplies) if offered else None,
            labs=labs,
            turned=None if turned is None else tuple(one for one in turned if one.demand.firm != key),
            segments=tuple(sorted(self._alone.get(key, ()))) if self.ties.loaded("firms") else None,
            sources=_rows(
                *(one.sources for one in demands), *(one.sources for one in supplies), *(lab.sources for lab in labs)
            ),
        )

    @cached_property
    def _alone(self) -> dict[str, list[str]]:
        """Firm → segments in which it is the only local one."""
        firms: dict[str, list[str]] = {}
        for firm, segments in self.ties.works_in.items():
            for segment in segments:
                firms.setdefault(segment, []).append(firm)
        alone: dict[str, list[str]] = {}
        for segment, some in firms.items():
            if len(some) == 1:
                alone.setdefault(some[0], []).append(segment)
        return alone

    def values(self, listed: Listed) -> Json:
        from graph.gaps.critical_printing import critical_json

        return critical_json(self, listed)


def _rows(*sources: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({row for some in sources for row in some}))


def _gravity(turned: tuple[Turned, ...] | None) -> tuple[int, int]:
    """Sorts by demands that turn uncovered, then by all that turn."""
    listed = turned or ()
    return -sum(one.after == COVERAGES[0] for one in listed), -len(listed)


def critical(report: GapReport) -> Critical:
    """The critical nodes of a gap report; kept with its version."""
    known: Critical = report.version.cache.setdefault(("critical", id(report)), Critical(report))
    return known
