"""What is listed: bands, demands and both sides of a proof as rows, the same for JSON, csv and pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from api.naming import band_name
from api.selection import Selection
from graph.gaps.persons import persons, ratio
from graph.gaps.printing import Names, demand_json, supply_json
from graph.gaps.report import BandReport, GapReport
from ingest.outgoing import Value

Json = dict[str, Any]

BAND_COLUMNS = (
    "number", "id", "fields", "more_fields", "levels", "tier", "headcount", "gap", "served_numerator",
    "served_denominator", "demands", "programmes", "capacity", "naive", "gap_here", "holds",
)  # fmt: skip
DEMAND_COLUMNS = (
    "id", "post", "firm", "district", "industry", "segment", "level", "fields_as_written", "urgency", "tier",
    "headcount_lo", "headcount_hi", "gap", "class", "band", "naive", "proportional", "file", "sheet", "row",
)  # fmt: skip
PROOF_COLUMNS = (
    "side", "id", "name", "of", "tier", "band", "headcount", "served", "short", "graduates", "further_study", "leaving",
    "capacity", "file", "sheet", "row", "level", "fields_as_written",
)  # fmt: skip


def bands_of(selection: Selection) -> list[BandReport]:
    """The bands that hold a selected demand, in their order."""
    report = selection.report
    if selection.everything:
        return list(report.bands)
    chosen = {int(report.split.band[k]) for k in selection.positions} if report.bands else set()
    return [band for band in report.bands if band.number - 1 in chosen]


def band_item(report: GapReport, band: BandReport, here: frozenset[int] | None = None) -> Json:
    """One band in a list. `gap_here` is the part of its gap that falls on the demands selected."""
    name = band_name(report, band)
    members = band.members.tolist()
    gap_here = band.gap if here is None else sum(report.gaps[k] for k in members if k in here)
    return {
        "number": band.number,
        "id": band.id,
        "fields": list(name.fields),
        "more_fields": name.more,
        "levels": list(name.levels),
        "tier": band.tier,
        "ratio": ratio(band.ratio),
        "headcount": persons(band.headcount),
        "gap": persons(band.gap),
        "gap_here": persons(gap_here),
        "naive": persons(band.naive),
        "demands": len(members),
        "programmes": len(report.allocation.accepted_by_any(band.members)),
        "capacity": persons(band.certificate.capacity),
        "holds": band.certificate.holds,
    }


def band_line(item: Json) -> list[Value]:
    flat = item | {"served_numerator": item["ratio"][0], "served_denominator": item["ratio"][1]}
    return [_cell(flat[name]) for name in BAND_COLUMNS]


def demand_item(report: GapReport, k: int, names: Names) -> Json:
    return demand_json(report, k, names)


def demand_line(report: GapReport, k: int, names: Names) -> list[Value]:
    item, row = demand_json(report, k, names), report.demands[k].row
    flat = item | {
        "headcount_lo": item["headcount"][0],
        "headcount_hi": item["headcount"][1],
        "file": row.file,
        "sheet": row.sheet,
        "row": row.row,
    }
    for name in ("firm", "district", "industry", "segment"):
        flat[name] = flat[name]["name"] if flat[name] else None
    return [_cell(flat[name]) for name in DEMAND_COLUMNS]


def proof_lines(report: GapReport, demands: Sequence[int], supplies: Sequence[int]) -> Iterator[list[Value]]:
    """Both sides of a certificate: whoever adds up `headcount` and `capacity` has checked it."""
    names = Names(report)
    for k in demands:
        item, row = demand_json(report, k, names), report.demands[k].row
        gap = report.gaps[k] if report.computed else 0
        yield _proof_line(
            side="demand", id=item["id"], name=item["post"], of=item["firm"] and item["firm"]["name"],
            tier=item["tier"], band=item["band"], headcount=report.demands[k].lo,
            served=persons(1000 * report.demands[k].lo - gap), short=persons(gap), file=row.file, sheet=row.sheet,
            row=row.row, level=item["level"], fields_as_written=item["fields_as_written"],
        )  # fmt: skip
    for i in supplies:
        item = supply_json(report, i, names)
        fact = report.version.by_id.get(item["sources"][0])
        yield _proof_line(
            side="supply", id=item["id"], name=item["programme"]["name"], of=item["university"]["name"],
            graduates=item["graduates"], further_study=item["further_study"], leaving=item["leaving"],
            capacity=item["capacity"], level=item["level"], file=fact and fact.file, sheet=fact and fact.sheet,
            row=fact and fact.row,
        )  # fmt: skip


def _proof_line(**values: Any) -> list[Value]:
    return [_cell(values.get(name)) for name in PROOF_COLUMNS]


def _cell(value: Any) -> Value:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "；".join(str(one) for one in value)
    return value  # type: ignore[no-any-return]
