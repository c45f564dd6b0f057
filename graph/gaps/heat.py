"""The cells of the heat map, each a share with its denominator:

人 talent      unmet posts                                       of all posts
教 education   unmet posts without a programme here              of all posts
产 industry    segments feeding it that have no local firm       of all segments feeding it
创 innovation  technology demands that nobody here works on      of all technology demands
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from graph.gaps.relations import Ties
from graph.gaps.report import EXPERIENCED, NO_PROGRAMME
from graph.gaps.supply import PERSON
from graph.gaps.technologies import UNCOVERED, TechnologyDemand
from graph.snapshot import Fact

UNSTATED = "未注明"
Place: TypeAlias = tuple[str, str]
"""(industry, stage), or (segment, "")."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` of `of`; posts in 1/1000, exact. None where a list that it rests on is absent. `things` are the ids of
    what `value` counts: demands, or segments; sorted."""

    value: Fraction | None
    of: int | None
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    talent: Cell
    education: Cell
    industry: Cell
    innovation: Cell


class Heat:
    """Cells by segment and by industry and stage. Demands count where their own row says; segments where the registry
    of industries puts them."""

    def __init__(self, ties: Ties) -> None:
        self._ties = ties

    @cached_property
    def _registry(self) -> dict[str, Fact]:
        rows = self._ties.version.settled("industries", "code", "segment_code")
        return {row.links["segment"]: row for row in rows if row.links.get("segment")}

    def place_of(self, segment: str) -> tuple[str | None, str | None]:
        """Industry and stage of a segment."""
        row = self._registry.get(segment)
        if row is None:
            return None, None
        return row.links["thing"], row.body.get("stage")

    @cached_property
    def by_segment(self) -> dict[str, Cells]:
        ties = self._ties
        every = {*self._registry, *(one for fed in self._fed_by.values() for one in fed)}
        every |= {segment for some in ties.works_in.values() for segment in some}
        found = self._cells(
            ((segment, "") for segment in every),
            lambda row: (row.links.get("segment") or UNSTATED, ""),
            lambda segment: (segment, ""),
        )
        return {place[0]: cells for place, cells in found.items()}

    @cached_property
    def by_stage(self) -> dict[Place, Cells]:
        def of_row(row: Fact) -> Place:
            stage = self.place_of(row.links.get("segment") or "")[1]
            return row.links.get("industry") or UNSTATED, stage or UNSTATED

        def of_segment(segment: str) -> Place:
            industry, stage = self.place_of(segment)
            return industry or UNSTATED, stage or UNSTATED

        return self._cells((of_segment(one) for one in self._registry), of_row, of_segment)

    def _cells(
        self, places: Iterable[Place], of_row: Callable[[Fact], Place], of_segment: Callable[[str], Place]
    ) -> dict[Place, Cells]:
        report, technologies = self._ties.report, self._ties.technologies.demands
        posts = [of_row(one.row) for one in report.demands]
        problems = [of_row(one.row) for one in technologies]
        every = sorted({*places, *posts, *problems})
        talent, education = self._posts(every, posts)
        industry = self._feeding(every, of_segment)
        innovation = self._problems(every, problems)
        return {one: Cells(talent[one], education[one], industry[one], innovation[one]) for one in every}

    # -- 人 and 教 -----------------------------------------------------------------------------------

    def _posts(self, every: list[Place], posts: list[Place]) -> tuple[dict[Place, Cell], dict[Place, Cell]]:
        report = self._ties.report
        headcount = dict.fromkeys(every, 0)
        for place, demand in zip(posts, report.demands, strict=True):
            headcount[place] += PERSON * demand.lo
        of = {place: headcount[place] if report.demand.present else None for place in every}
        if not report.computed:
            nothing = {place: Cell(None, of[place], ()) for place in every}
            return nothing, nothing
        ids: dict[tuple[Place, bool], list[str]] = {}
        without = (NO_PROGRAMME, EXPERIENCED)
        for place, demand, gap, name in zip(posts, report.demands, report.gaps, report.classes, strict=True):
            if gap:
                ids.setdefault((place, False), []).append(demand.id)
                if name in without:
                    ids.setdefault((place, True), []).append(demand.id)
        number = {place: str(k) for k, place in enumerate(every)}
        gaps: dict[tuple[str, bool], Fraction] = {}
        for (k, name), gap in report.short_by([number[place] for place in posts]).items():
            for one in (False, True) if name in without else (False,):
                gaps[k, one] = gaps.get((k, one), Fraction(0)) + gap

        def cells(without_programme: bool) -> dict[Place, Cell]:
            return {
                place: Cell(
                    gaps.get((number[place], without_programme), Fraction(0)),
                    of[place],
                    tuple(ids.get((place, without_programme), ())),
                )
                for place in every
            }

        return cells(False), cells(True)

    # -- 产 ------------------------------------------------------------------------------------------

    @cached_property
    def _fed_by(self) -> dict[str, set[str]]:
        """Segment → the segments that feed it."""
        found: dict[str, set[str]] = {}
        for segment, row in self._registry.items():
            for fed in row.links.get("feeds") or ():
                found.setdefault(fed, set()).add(segment)
        return found

    def _feeding(self, every: list[Place], of_segment: Callable[[str], Place]) -> dict[Place, Cell]:
        """Segments that feed one of a place's segments, each once."""
        ties = self._ties
        if not (ties.loaded("industries") and ties.loaded("firms")):
            return {place: Cell(None, None, ()) for place in every}
        worked = {segment for some in ties.works_in.values() for segment in some}
        feeding: dict[Place, set[str]] = {place: set() for place in every}
        for segment, fed_by in self._fed_by.items():
            feeding.setdefault(of_segment(segment), set()).update(fed_by)
        cells = {}
        for place in every:
            missing = tuple(sorted(feeding[place] - worked))
            cells[place] = Cell(Fraction(len(missing)), len(feeding[place]), missing)
        return cells

    # -- 创 ------------------------------------------------------------------------------------------

    def _problems(self, every: list[Place], problems: list[Place]) -> dict[Place, Cell]:
        gaps = self._ties.technologies
        by_place: dict[Place, list[TechnologyDemand]] = {place: [] for place in every}
        for place, demand in zip(problems, gaps.demands, strict=True):
            by_place[place].append(demand)
        cells = {}
        for place, some in by_place.items():
            names = [gaps.coverage_of(one).name for one in some]
            uncovered = tuple(one.id for one, name in zip(some, names, strict=True) if name == UNCOVERED)
            known = gaps.present and None not in names
            cells[place] = Cell(
                Fraction(len(uncovered)) if known else None, len(some) if gaps.present else None, uncovered
            )
        return cells
