"""GET /api/v1/versions: what was published, newest first."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.envelope import address, json_answer
from api.query import Nothing
from api.routes.gaps import Held
from graph.rows import Version

router = APIRouter(prefix="/api/v1", tags=["versions"])


@router.get("/versions", summary="All versions, newest first")
def versions(request: Request, reports: Held, asked: Nothing) -> Response:
    found = reports.store.versions()
    data = [version_json(request, one) for one in reversed(found)]
    return json_answer({"head": found[-1].number if found else None, "data": data, "links": _links(request)})


@router.get("/versions/{number}", summary="One version and what is in it")
def version(request: Request, reports: Held, number: int, asked: Nothing) -> Response:
    found = reports.store.version(number)
    revisions = reports.store.revisions(found.revisions)
    submissions = [
        {
            "list": one.submission.list,
            "sender": one.submission.sender,
            "period": one.submission.period,
            "revision": one.id,
            "rows": one.rows,
            "at": one.at,
            "files": [{"name": file.name, "sha256": file.sha256} for file in one.files],
        }
        for one in revisions
    ]
    return json_answer(version_json(request, found) | {"submissions": submissions})


def version_json(request: Request, one: Version) -> dict[str, Any]:
    return {
        "version": one.number,
        "content_hash": one.content_hash,
        "at": one.at,
        "actor": one.actor,
        "note": one.note,
        "submissions": len(one.revisions),
        "html": address(request, "/", {"v": one.number}),
        "gaps": address(request, "/api/v1/gaps", {"v": one.number}),
    }


def _links(request: Request) -> dict[str, str | None]:
    return {"self": address(request, "/api/v1/versions", {}), "next": None}
