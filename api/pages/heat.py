"""The table of the overview: industries × stages (districts, levels); posts short large, their share as colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from api.pages.figures import per_cent, whole
from api.selection import Sums, add_up, values_of
from graph.gaps.cuts import NOT_STATED
from graph.gaps.report import GapReport
from graph.levels import DEGREE
from graph.snapshot import Snapshot

STEPS = (10, 25, 40, 60)
"""From how many per cent short a cell takes the next colour."""

POSTS, PROGRAMMES = "posts", "programmes"


@dataclass(frozen=True)
class Cell:
    """One cell. `short` is what the measure counts, `share` its part of the headcount in per cent, `grade` the colour.

    `mostly_no_programme`: more than half of the gap is posts for which there is no programme in the city.
    """

    row: str
    column: str
    sums: Sums
    short: Fraction
    share: int
    grade: int
    mostly_no_programme: bool

    @property
    def key(self) -> str:
        return f"{self.row}|{self.column}"


@dataclass(frozen=True)
class Line:
    key: str
    cells: tuple[Cell | None, ...]
    sums: Sums
    short: Fraction


@dataclass(frozen=True)
class Table:
    """Rows by posts short. Cells are rounded one by one; `cells_total` + `rounding` is the rounded total."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    column_sums: tuple[tuple[Sums, Fraction], ...]
    sums: Sums
    short: Fraction
    cells_total: int
    rounding: int

    @property
    def worst(self) -> Cell | None:
        """The cell that is shorter of posts than any other; the first where several are."""
        cells = [cell for line in self.lines for cell in line.cells if cell is not None]
        return max(cells, key=lambda cell: (cell.short, cell.sums.headcount), default=None)

    def cell(self, key: str) -> Cell | None:
        cells = (cell for line in self.lines for cell in line.cells if cell is not None)
        return next((cell for cell in cells if cell.key == key), None)


def heat_table(report: GapReport, columns: str, measure: str) -> Table:
    """The table of a report, by the columns `stage`, `district` or `level`."""
    across, down = values_of(report, columns), values_of(report, "industry")
    places: dict[tuple[str, str], list[int]] = {}
    for k, place in enumerate(zip(down, across, strict=True)):
        places.setdefault(place, []).append(k)
    names = _in_order(report, columns, {column for _, column in places})
    cells = {place: _cell(report, place, positions, measure) for place, positions in places.items()}
    lines = [_line(row, names, cells, measure) for row in {row for row, _ in places}]
    lines.sort(key=lambda line: (line.key == NOT_STATED, -line.short, -line.sums.headcount, line.key))
    totals = [_together([cell for cell in cells.values() if cell.column == name], measure) for name in names]
    everything, short = _together(list(cells.values()), measure)
    rounded = sum(whole(cell.short) for cell in cells.values())
    return Table(names, tuple(lines), tuple(totals), everything, short, rounded, whole(short) - rounded)


def stages_in_order(version: Snapshot) -> list[str]:
    """Stages along the chain: by the mean place of their segments among the codes of the industry."""
    industries: dict[str, list[tuple[str, str]]] = {}
    for fact in version.records("industries"):
        code, stage = fact.body.get("segment_code"), fact.body.get("stage")
        if code and stage:
            industries.setdefault(str(fact.body.get("code")), []).append((str(code), str(stage)))
    places: dict[str, list[Fraction]] = {}
    for segments in industries.values():
        ordered = sorted(set(segments))
        for number, (_, stage) in enumerate(ordered):
            places.setdefault(stage, []).append(Fraction(number, len(ordered)))
    return sorted(places, key=lambda stage: (sum(places[stage]) / len(places[stage]), stage))


def _in_order(report: GapReport, columns: str, found: set[str]) -> tuple[str, ...]:
    version = report.version
    known: Sequence[str]
    if columns == "stage":
        known = stages_in_order(version)
        found = found | set(known)
    elif columns == "level":
        known = list(reversed(version.ladders.names(DEGREE)))
    else:
        known = sorted(found, key=lambda key: (":name:" in key, key))
    place = {name: number for number, name in enumerate(known)}
    return tuple(sorted(found, key=lambda name: (name == NOT_STATED, place.get(name, len(place)), name)))


def _short(sums: Sums, measure: str) -> Fraction:
    return sums.gap if measure == POSTS else sums.no_programme


def _cell(report: GapReport, place: tuple[str, str], positions: Sequence[int], measure: str) -> Cell:
    sums = add_up(report, positions)
    short = _short(sums, measure)
    share = Fraction(short) * 100 / sums.headcount if sums.headcount else Fraction(0)
    return Cell(
        *place,
        sums=sums,
        short=short,
        share=per_cent(short, sums.headcount),
        grade=sum(share >= step for step in STEPS),
        mostly_no_programme=bool(sums.gap) and 2 * sums.no_programme > sums.gap,
    )


def _line(row: str, names: Sequence[str], cells: dict[tuple[str, str], Cell], measure: str) -> Line:
    mine = tuple(cells.get((row, name)) for name in names)
    return Line(row, mine, *_together([cell for cell in mine if cell is not None], measure))


def _together(cells: Sequence[Cell], measure: str) -> tuple[Sums, Fraction]:
    sums = Sums()
    for cell in cells:
        sums.demands += cell.sums.demands
        sums.headcount += cell.sums.headcount
        sums.gap += cell.sums.gap
        sums.naive += cell.sums.naive
        sums.at_least = sums.at_least or cell.sums.at_least
        for name, amount in cell.sums.parts.items():
            sums.parts[name] = sums.parts.get(name, Fraction(0)) + amount
    return sums, _short(sums, measure)
