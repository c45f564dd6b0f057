"""The pages a person reads: /, /gaps, /gaps/{id}, and the picture of a gap's neighbourhood."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse

from api.pages.gap_list import gap_list
from api.pages.one_gap import one_gap
from api.pages.overview import overview
from api.pages.screen import STATIC, Screen, context_of
from api.query import ListParameters, OneGapParameters, OverviewParameters, PageParameters
from api.routes.gaps import Held
from graph.draw import CONTENT_SECURITY_POLICY, draw_gap

router = APIRouter(include_in_schema=False)

KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FILES = {path.name: path for path in STATIC.iterdir() if path.suffix in KINDS}


@router.get("/")
def show_overview(request: Request, reports: Held, asked: Annotated[OverviewParameters, Query()]) -> Response:
    screen = Screen(request, asked)
    if reports.head() is None:
        return screen.render("empty.html", place="overview", context=None)
    report = reports.report(asked.v, asked.year, asked.kind)
    context = context_of(screen, report, reports)
    return screen.render("overview.html", place="overview", context=context, **overview(screen, report, asked))


@router.get("/gaps")
def show_gaps(request: Request, reports: Held, asked: Annotated[ListParameters, Query()]) -> Response:
    screen = Screen(request, asked)
    report = reports.report(asked.v, asked.year, asked.kind)
    context = context_of(screen, report, reports)
    return screen.render("gaps.html", place="gaps", context=context, **gap_list(screen, report, asked))


@router.get("/gaps/{id}")
def show_gap(request: Request, reports: Held, id: str, asked: Annotated[OneGapParameters, Query()]) -> Response:
    screen = Screen(request, asked)
    report, _ = reports.report_of(id, asked.v, asked.year, asked.kind)
    context = context_of(screen, report, reports)
    return screen.render("gap.html", place="gaps", context=context, **one_gap(screen, report, id, asked))


@router.get("/gaps/{id}/graph.html")
def picture(request: Request, reports: Held, id: str, asked: Annotated[PageParameters, Query()]) -> Response:
    """A file to take away. Its scripts stand inside it, so it is sent as a download and, should a browser open it
    all the same, into a sandbox that can reach neither this server nor any other."""
    report, _ = reports.report_of(id, asked.v, asked.year, asked.kind)
    text = draw_gap(report, id).html
    name = f"gap-{report.demands[report.position(id)].id}-v{report.version.number}.html"
    headers = {
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "content-disposition": f'attachment; filename="{name}"',
    }
    return Response(text.encode("utf-8"), 200, headers, "text/html; charset=utf-8")


@router.get("/static/{name}")
def static(name: str) -> Response:
    """Looked up among the files that were there at the start: no path is made of what a client sends."""
    path = FILES.get(name)
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type=KINDS[path.suffix], headers={"cache-control": "no-cache"})
