"""GET /api/v1/technologies, /training, /completeness, /critical: what stands beside the gap of people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.envelope import address, json_answer, tag, unchanged
from api.query import Parameters
from api.reports import kept
from api.routes.gaps import Held
from graph.gaps.completeness import completeness
from graph.gaps.critical import critical
from graph.gaps.report import GapReport
from graph.gaps.technologies import technology_gaps
from graph.gaps.training import training_gaps

router = APIRouter(prefix="/api/v1", tags=["analyses"])
Asked = Annotated[Parameters, Query()]


@router.get("/technologies", summary="Technology demands: who works on what here, who could, and who takes which")
def technologies(request: Request, reports: Held, asked: Asked) -> Response:
    return _answer(request, reports, asked, lambda report: technology_gaps(report.version, report.year).as_fragments)


@router.get("/training", summary="Training requests against offers, and where requests and shortages disagree")
def training(request: Request, reports: Held, asked: Asked) -> Response:
    return _answer(request, reports, asked, lambda report: training_gaps(report).as_fragments)


@router.get("/completeness", summary="Broken chains: six pairs of chains per segment, and the cells of the heat map")
def chains(request: Request, reports: Held, asked: Asked) -> Response:
    return _answer(
        request, reports, asked, lambda report: completeness(report.version, report.year, report.kind).as_fragments
    )


@router.get("/critical", summary="What the city would lose with each university, programme, lab, talent and firm")
def losses(request: Request, reports: Held, asked: Asked) -> Response:
    return _answer(request, reports, asked, lambda report: critical(report).as_fragments)


def _answer(request: Request, reports: Held, asked: Parameters, of: Callable[[GapReport], dict[str, Any]]) -> Response:
    report = reports.report(asked.v, asked.year, asked.kind)
    etag = tag(request, report.version.content_hash, report.version.number)
    if (same := unchanged(request, etag)) is not None:
        return same
    path = request.url.path
    pinned = {"v": report.version.number, "year": report.year, "kind": report.kind}
    head = {
        "version": report.version.number,
        "content_hash": report.version.content_hash,
        "year": report.year,
        "kind": report.kind,
        "params": report.version.parameters.to_json(),
        "links": {"self": address(request, path, pinned), "next": None},
    }
    content = kept(report.version, ("answer", path, report.year, report.kind), lambda: of(report))
    return json_answer({**head, **content}, etag)
