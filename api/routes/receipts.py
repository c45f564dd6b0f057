"""GET /api/v1/submissions/{id}: one reading of a list, its receipt, and its workbook with remarks."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated, Any
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from api.envelope import address, json_answer
from api.given_back import Copies
from api.query import Nothing, ReceiptParameters
from api.reports import Reports
from api.routes.gaps import Held
from graph.errors import NotFound
from graph.rows import Revision
from ingest.receipt import Receipt
from ingest.receipt_markdown import to_markdown

router = APIRouter(prefix="/api/v1", tags=["submissions"])
PATH = "/api/v1/submissions"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARKDOWN = "text/markdown"


def copies_of(request: Request) -> Copies:
    found: Copies = request.app.state.copies
    return found


Kept = Annotated[Copies, Depends(copies_of)]


@router.get("/submissions/{id}", summary="One reading of a list, by the id of its revision")
def submission(request: Request, reports: Held, id: str, asked: Nothing) -> Response:
    return json_answer(submission_json(request, _revision(reports, id)))


@router.get("/submissions/{id}/receipt", summary="What was done with every row, as JSON or Markdown")
def receipt(request: Request, reports: Held, id: str, asked: Annotated[ReceiptParameters, Query()]) -> Response:
    revision = _revision(reports, id)
    content = orjson.loads(revision.receipt)
    if asked.format == "md" or (asked.format is None and MARKDOWN in request.headers.get("accept", "")):
        text = to_markdown(Receipt.from_json(revision.submission, content))
        return Response(text, media_type=f"{MARKDOWN}; charset=utf-8")
    return json_answer(content | {"revision": revision.id, "links": _links(request, revision)})


@router.get(
    "/submissions/{id}/annotated.xlsx",
    summary="The workbook back with remarks, for seven days; by the id of a revision or the SHA-256 of a file",
)
def annotated(request: Request, reports: Held, copies: Kept, id: str, asked: Nothing) -> Response:
    content, name = copies.of(id), ""
    if content is None:
        revision = _revision(reports, id)
        for file in revision.files:
            if content is None:
                content, name = copies.of(file.sha256), f"{PurePath(file.name).stem}."
    if content is None:
        raise NotFound(
            "no workbook with remarks is kept of this submission",
            remedy="copies are kept for seven days, of files with something to remark; send the file again, or read "
            "the receipt",
        )
    disposition = f"attachment; filename=\"annotated.xlsx\"; filename*=UTF-8''{quote(f'{name}回执.xlsx')}"
    return Response(content, headers={"content-disposition": disposition, "cache-control": "no-store"}, media_type=XLSX)


def submission_json(request: Request, one: Revision) -> dict[str, Any]:
    """A reading with the ways to what is said of it."""
    return {
        "list": one.submission.list,
        "sender": one.submission.sender,
        "period": one.submission.period,
        "rows": one.rows,
        "at": one.at,
        "actor": one.actor,
        "files": [{"name": file.name, "sha256": file.sha256, "encoding": file.encoding} for file in one.files],
        "revision": one.id,
        "content_hash": one.content_hash,
        "links": _links(request, one),
    }


def _links(request: Request, one: Revision) -> dict[str, str]:
    own = f"{PATH}/{one.id}"
    return {
        "self": address(request, own, {}),
        "receipt": address(request, f"{own}/receipt", {}),
        "annotated": address(request, f"{own}/annotated.xlsx", {}),
    }


def _revision(reports: Reports, id: str) -> Revision:
    found = reports.store.revisions([id])
    if not found:
        raise NotFound("no submission has this id", remedy="GET /api/v1/submissions lists them")
    return found[0]
