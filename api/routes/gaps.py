"""GET /api/v1/gaps and /api/v1/gaps/{id}."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api import tables
from api.description import EVIDENCE
from api.envelope import address, csv_answer, json_answer, tag, unchanged, wants_csv
from api.problems import Problem, ProblemError
from api.proofs import proof_of
from api.query import ApiParameters, GapParameters, cursor_of, position_in
from api.reports import Reports, kept
from api.selection import Selection, add_up
from graph.gaps.detail import gap_detail
from graph.gaps.explain import explain
from graph.gaps.printing import Names
from graph.gaps.report import GapReport

router = APIRouter(prefix="/api/v1", tags=["gaps"])
PATH = "/api/v1/gaps"

NOTE = {
    "overlap": "certificates overlap, never add them up",
    "split": "posts that compete for the same graduates share them in the same proportion; more urgent posts first",
    "filter": "a filter chooses demands; the allocation is always that of the whole city",
}


def reports_of(request: Request) -> Reports:
    found: Reports = request.app.state.reports
    return found


Held = Annotated[Reports, Depends(reports_of)]


@router.get("/gaps", summary="The gap report: totals, demands, bands, and a page of either")
def gaps(request: Request, reports: Held, asked: Annotated[ApiParameters, Query()]) -> Response:
    after = _after(asked)
    number = asked.v if after is None else after[0]
    report = reports.report(number, asked.year, asked.kind)
    etag = tag(request, report.version.content_hash, report.version.number)
    if (same := unchanged(request, etag)) is not None:
        return same
    selection = Selection.of(report, asked.filters)
    if wants_csv(request, asked.format):
        return _csv(asked, report, selection, etag)
    return json_answer(_envelope(request, asked, report, selection, after), etag)


@router.get("/gaps/{id}", summary="One gap by the id of any demand row, or of its band", responses=EVIDENCE)
def gap(request: Request, reports: Held, id: str, asked: Annotated[GapParameters, Query()]) -> Response:
    report, k = reports.report_of(id, asked.v, asked.year, asked.kind)
    etag = tag(request, report.version.content_hash, report.version.number)
    if (same := unchanged(request, etag)) is not None:
        return same
    pinned = {"v": report.version.number, "year": report.year, "kind": report.kind}
    if wants_csv(request, asked.format):
        demands, supplies = proof_of(report, k)
        rows = tables.proof_lines(report, demands, supplies)
        name = f"gap-{report.demands[k].id}-v{report.version.number}-{report.year}.csv"
        return csv_answer(tables.PROOF_COLUMNS, rows, name=name, etag=etag, mark=asked.bom)
    own = f"{PATH}/{report.demands[k].id}"
    links = {
        "self": address(request, own, pinned),
        "html": address(request, f"/gaps/{report.demands[k].id}", pinned),
        "csv": address(request, own, pinned | {"format": "csv"}),
        "rows": address(request, own, pinned | {"format": "csv"}),
        "next": None,
    }
    content = gap_detail(report, id) | {"explanation": explain(report, id).to_json()}
    content |= {"params": report.version.parameters.to_json(), "links": links}
    return json_answer(content | {"notes": [NOTE["split"], NOTE["overlap"]]}, etag)


def _after(asked: ApiParameters) -> tuple[int, int] | None:
    if asked.cursor is None:
        return None
    found = position_in(asked.cursor)
    if found is None or (asked.v is not None and asked.v != found[0]):
        detail = "cursor: not one that this interface gave out for this version"
        remedy = ("follow links.next", "请沿 links.next 取下一页")
        raise ProblemError(Problem("bad-argument", detail, remedy, ({"parameter": "cursor", "detail": detail},)))
    return found


def _csv(asked: ApiParameters, report: GapReport, selection: Selection, etag: str) -> Response:
    parts = [f"{name}-{'-'.join(values)}" for name, values in asked.filters.items()]
    name = "-".join([asked.view, f"v{report.version.number}", str(report.year), report.kind, *parts]) + ".csv"
    if asked.view == "bands":
        here = None if selection.everything else frozenset(selection.positions)
        items = (tables.band_item(report, band, here) for band in tables.bands_of(selection))
        lines = (tables.band_line(item) for item in items)
        return csv_answer(tables.BAND_COLUMNS, lines, name=name, etag=etag, mark=asked.bom)
    names = Names(report)
    rows = (tables.demand_line(report, k, names) for k in selection.positions)
    return csv_answer(tables.DEMAND_COLUMNS, rows, name=name, etag=etag, mark=asked.bom)


def _envelope(
    request: Request, asked: ApiParameters, report: GapReport, selection: Selection, after: tuple[int, int] | None
) -> dict[str, Any]:
    """The first page holds the whole report; a page that a cursor asked for only its items."""
    version = report.version
    whole = kept(version, ("json", report.year, report.kind), report.to_json)
    pinned = {"v": version.number, "year": report.year, "kind": report.kind} | asked.filters
    start = after[1] if after else 0
    items, more = _page(request, asked, selection, pinned, start)
    paging = {"view": asked.view, "limit": asked.limit}
    following = {**pinned, **paging, "cursor": cursor_of(version.number, start + asked.limit)}
    links = {
        "self": address(request, PATH, pinned | paging | {"cursor": asked.cursor}),
        "html": address(request, "/gaps", pinned),
        "csv": address(request, PATH, pinned | {"view": asked.view, "format": "csv"}),
        "rows": address(request, PATH, pinned | {"view": "demands", "format": "csv"}),
        "next": address(request, PATH, following) if more else None,
    }
    head = {name: whole[name] for name in ("version", "content_hash", "year", "kind", "params")}
    body: dict[str, Any] = {"data": items, "links": links, "notes": _notes(selection), "basis": whole["notes"]}
    if after is not None:
        return head | body
    shown = {name: whole[name] for name in ("totals", "demands", "bands", "supplies", "cuts")}
    if not selection.everything:
        chosen = {report.demands[k].id for k in selection.positions}
        numbers = {band.number for band in tables.bands_of(selection)}
        shown["demands"] = [one for one in whole["demands"] if one["id"] in chosen]
        shown["bands"] = [one for one in whole["bands"] if one["number"] in numbers]
        shown["selection"] = add_up(report, selection.positions).to_json(report.computed)
    return head | shown | body


def _page(
    request: Request, asked: ApiParameters, selection: Selection, pinned: dict[str, Any], start: int
) -> tuple[list[dict[str, Any]], bool]:
    report = selection.report
    base = {name: pinned[name] for name in ("v", "year", "kind")}

    def linked(item: dict[str, Any]) -> dict[str, Any]:
        own = {"html": address(request, f"/gaps/{item['id']}", base)}
        return item | own | {"rows": address(request, f"{PATH}/{item['id']}", base | {"format": "csv"})}

    if asked.view == "bands":
        here = None if selection.everything else frozenset(selection.positions)
        bands = tables.bands_of(selection)
        page = [tables.band_item(report, band, here) for band in bands[start : start + asked.limit]]
        return [linked(one) for one in page], start + asked.limit < len(bands)
    names = Names(report)
    some = selection.positions[start : start + asked.limit]
    return [linked(tables.demand_item(report, k, names)) for k in some], start + asked.limit < len(selection.positions)


def _notes(selection: Selection) -> list[str]:
    notes = [NOTE["split"], NOTE["overlap"]]
    return notes if selection.everything else [*notes, NOTE["filter"]]
