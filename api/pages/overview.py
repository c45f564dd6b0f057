"""总览: how short is the city, where, and is it the data or the people?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from api.pages.beside import called
from api.pages.figures import grouped, per_ten, tenth, whole
from api.pages.heat import Cell, heat_table
from api.pages.screen import Screen, Tier, tiers_of
from api.pictures.bars import Part, served_bar, split_bar
from api.query import OverviewParameters
from api.selection import Sums, add_up, values_of
from graph.gaps.cuts import NOT_STATED
from graph.gaps.report import BandReport, GapReport

WORST = 5
BANDS_IN_PANEL = 3
FIRMS_IN_PANEL = 3
FIELDS_SHOWN = 12


@dataclass(frozen=True)
class Remainder:
    """One part of the headcount: whole posts, chosen so that the parts add up to the whole that is printed."""

    kind: str
    posts: int
    href: str


@dataclass(frozen=True)
class BandLine:
    """A band in a list."""

    band: BandReport
    name: str
    href: str
    tier: Tier
    bar: Markup
    said: str
    demands: int
    industries: int
    programmes: int
    here: Fraction


def overview(screen: Screen, report: GapReport, asked: OverviewParameters) -> dict[str, Any]:
    """What the template shows."""
    sums = add_up(report, range(len(report.demands)))
    with_industry = any(one.row.links.get("industry") for one in report.demands)
    table = heat_table(report, asked.columns, asked.measure) if with_industry else None
    cell = None
    if table is not None:
        cell = (table.cell(asked.cell) if asked.cell else None) or table.worst
    return {
        "report": report,
        "totals": report.totals,
        "sums": sums,
        "parts": parts_of(screen, sums) if report.computed else [],
        "bar": parts_bar(screen, sums, 18) if report.computed else None,
        "graduates": report.supply.graduates,
        "capacity": report.supply.capacity,
        "assumed": sum(_touched(report).values()) if report.supply.present else 0,
        "defaults": report.supply.defaults,
        "table": table,
        "cell": cell,
        "panel": panel(screen, report, cell, asked.columns) if cell is not None else None,
        "fields": _fields(screen, report) if table is None else [],
        "rounding": signed(table.rounding) if table is not None else "",
        "competing": len(worst_bands(report)),
        "worst": [band_line(screen, report, band) for band in worst_bands(report)[:WORST]],
        "asked": asked,
    }


def _touched(report: GapReport) -> Counter[str]:
    """Graduates whose capacity rests on some default, by supply: each counts once."""
    touched: Counter[str] = Counter()
    for one in report.supplies:
        if any(flag.startswith(("retention_", "further_study_")) for flag in one.flags):
            touched[one.id] += one.graduates
    return touched


def parts_of(screen: Screen, sums: Sums) -> list[Remainder]:
    """Met, competed, no programme, unlinked in whole posts; together they are the headcount as printed."""
    gap, unlinked, missing = whole(sums.gap), whole(sums.unlinked), whole(sums.no_programme)
    posts = {
        "met": whole(sums.headcount) - gap,
        "competed": gap - unlinked - missing,
        "no_programme": missing,
        "unlinked": unlinked,
    }
    tabs: dict[str, dict[str, str]] = {
        "met": {"tab": "rows", "part": "met"},
        "competed": {},
        "no_programme": {"tab": "no_programme"},
        "unlinked": {"tab": "unlinked"},
    }
    return [Remainder(name, count, screen.url("/gaps", **tabs[name])) for name, count in posts.items()]


def parts_bar(screen: Screen, sums: Sums, height: int) -> Markup:
    amounts = (("competed", sums.competed), ("no_programme", sums.no_programme), ("unlinked", sums.unlinked))
    words = screen.words
    said = [f"{words.plain('part_met')} {grouped(whole(sums.headcount) - whole(sums.gap))}"]
    said += [f"{words.plain(f'part_{name}')} {grouped(whole(amount))}" for name, amount in amounts]
    parts = [Part(name, amount) for name, amount in amounts]
    return split_bar(sums.headcount - sums.gap, parts, height=height, title="; ".join(said))


def worst_bands(report: GapReport) -> list[BandReport]:
    """Bands that compete for somebody, by posts short × weight of their urgency. Those that nobody can serve stand in
    the two lists of work instead."""
    weight = report.version.urgency.weight
    competing = (band for band in report.bands if band.certificate.capacity)
    return sorted(competing, key=lambda band: (-band.gap * weight(band.tier), band.number))


def band_line(screen: Screen, report: GapReport, band: BandReport, here: Fraction | None = None) -> BandLine:
    members = band.members.tolist()
    industries = {values_of(report, "industry")[k] for k in members} - {NOT_STATED}
    if band.ratio:
        said = screen.words.plain("per_ten_filled", n=per_ten(band.ratio))
    else:
        said = screen.words.plain("none_filled")
    return BandLine(
        band=band,
        name=called(screen, report, band),
        href=screen.url(f"/gaps/{band.id}"),
        tier=tiers_of(report)[band.tier],
        bar=served_bar(band.ratio, title=said),
        said=said,
        demands=len(members),
        industries=len(industries),
        programmes=len(report.allocation.accepted_by_any(band.members)),
        here=band.gap if here is None else here,
    )


def panel(screen: Screen, report: GapReport, cell: Cell, columns: str) -> dict[str, Any]:
    """What stands beside the table about one cell."""
    across, down = values_of(report, columns), values_of(report, "industry")
    inside = [k for k in range(len(report.demands)) if down[k] == cell.row and across[k] == cell.column]
    bands: dict[int, Fraction] = {}
    firms: Counter[str] = Counter()
    if report.computed:
        for k in inside:
            number = int(report.split.band[k])
            if number >= 0 and int(report.allocation.acceptable[k]):
                bands[number] = bands.get(number, Fraction(0)) + report.gaps[k]
            if report.gaps[k] and report.demands[k].firm:
                firms[str(report.demands[k].firm)] += int(report.gaps[k])
    ordered = sorted(bands, key=lambda number: (-bands[number], number))
    filters = {"industry": cell.row, columns: cell.column}
    return {
        "title": f"{screen.name(report, cell.row)} · {screen.name(report, cell.column)}",
        "bar": parts_bar(screen, cell.sums, 16) if report.computed else None,
        "bands": [band_line(screen, report, report.bands[n], bands[n]) for n in ordered[:BANDS_IN_PANEL]],
        "more_bands": max(0, len(ordered) - BANDS_IN_PANEL),
        "bands_href": screen.url("/gaps", **filters),
        "firms": [
            (report.version.name_of(key), tenth(amount))
            for key, amount in sorted(firms.items(), key=lambda one: (-one[1], one[0]))[:FIRMS_IN_PANEL]
        ],
        "rows_href": screen.url("/gaps", tab="rows", **filters),
        "csv_href": screen.url("/api/v1/gaps", lang=None, view="demands", format="csv", **filters),
    }


def _fields(screen: Screen, report: GapReport) -> Sequence[dict[str, Any]]:
    """Where rows name no industry: the fields that are shortest, and the rest in one line."""
    positions: dict[str, list[int]] = {}
    for k, key in enumerate(values_of(report, "field")):
        positions.setdefault(key, []).append(k)
    lines = [(screen.name(report, key), some, screen.url("/gaps", field=key), key) for key, some in positions.items()]
    sums = {key: add_up(report, some) for key, some in positions.items()}
    lines.sort(key=lambda line: (-sums[line[3]].gap, -sums[line[3]].headcount, line[0]))
    shown, rest = lines[:FIELDS_SHOWN], lines[FIELDS_SHOWN:]
    if rest:
        together = [k for _, some, _, _ in rest for k in some]
        shown.append((screen.words.plain("other_fields", n=len(rest)), together, screen.url("/gaps", tab="rows"), ""))
    found = [(name, add_up(report, some), href) for name, some, href, _ in shown]
    return [
        {"name": name, "sums": sums, "href": href, "bar": parts_bar(screen, sums, 10)} for name, sums, href in found
    ]


def signed(number: int) -> str:
    """With its sign.

    >>> signed(2), signed(-3), signed(0)
    ('+2', '−3', '0')
    """
    return f"+{grouped(number)}" if number > 0 else grouped(number)
