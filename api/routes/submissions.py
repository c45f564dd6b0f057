"""POST /api/v1/submissions: a list comes in. GET: what the published version is made of."""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
import threading
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile

from api.description import LISTS
from api.envelope import address, json_answer
from api.given_back import Copies
from api.problems import Problem, ProblemError, both, place_of, problem_of
from api.query import Nothing, SubmissionParameters
from api.routes.gaps import Held
from api.routes.receipts import PATH, Kept, submission_json
from graph.errors import FourchainError, InputError
from graph.taxonomy import BUILTIN_SENDER
from ingest.mapping import Mapping, read_mapping
from ingest.submit import LoadOptions, LoadOutcome, load
from ingest.survey import Saying

router = APIRouter(prefix="/api/v1", tags=["submissions"])

MAPPING_BYTES = 1 << 20
LONGEST_NAME = 200
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")

log = logging.getLogger("fourchain.api")
# Reading a file takes a core and up to a gigabyte; more than two at once would starve the readers.
_loading = threading.BoundedSemaphore(2)


@router.get("/submissions", summary="What the published version is made of")
def submissions(request: Request, reports: Held, asked: Nothing) -> Response:
    head = reports.head()
    revisions = reports.store.revisions(head.revisions) if head else []
    data = [submission_json(request, one) for one in revisions]
    links = {"self": address(request, PATH, {}), "next": None}
    return json_answer({"version": head.number if head else None, "data": data, "links": links})


@router.post(
    "/submissions",
    summary="Load one file; ?check=1 publishes nothing",
    description=f"The lists, and the schemas that name their columns:\n\n{LISTS}",
    status_code=201,
)
def submit(
    request: Request,
    reports: Held,
    copies: Kept,
    asked: Annotated[SubmissionParameters, Query()],
    file: Annotated[UploadFile, File(description=".xlsx or .csv with one or more lists")],
    mapping: Annotated[UploadFile | None, File(description="a mapping file, YAML")] = None,
    list: Annotated[str | None, Form(description="which list, where the header does not say")] = None,
    sender: Annotated[str | None, Form(max_length=200)] = None,
    period: Annotated[str | None, Form(max_length=20)] = None,
    note: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    if not _loading.acquire(blocking=False):
        raise ProblemError(Problem.of("busy"))
    try:
        with tempfile.TemporaryDirectory(prefix="fourchain-") as folder:
            name = plain_name(file.filename)
            path = _kept(file.file, Path(folder) / "upload")
            said = Saying(
                list=list or None,
                sender=sender or None,
                period=period or None,
                name=name,
                mappings=_mappings(mapping, Path(folder) / "mapping"),
            )
            options = LoadOptions(saying=said, check=asked.check, yes=asked.yes, remarks=True, actor="http", note=note)
            outcome = load(reports.store, [path], options)
            copy = _copy(copies, path, name, outcome)
    finally:
        _loading.release()
    kept = None if copy is None else address(request, f"{PATH}/{copy}/annotated.xlsx", {})
    return _answer(request, outcome, name, kept)


def _copy(copies: Copies, path: Path, name: str, outcome: LoadOutcome) -> str | None:
    """The key under which the annotated copy is kept. What is loaded is loaded, with or without one."""
    try:
        return copies.keep(path, name, outcome)
    except (OSError, FourchainError) as error:
        log.warning("an annotated copy could not be kept: %s", type(error).__name__)
        return None


def plain_name(name: str | None) -> str:
    """What a receipt calls an upload: the last part of the client's name, as text only. No path is made of it.

    >>> plain_name("..\\\\..\\\\清单.xlsx"), plain_name("/etc/passwd"), plain_name(None), plain_name("..")
    ('清单.xlsx', 'passwd', 'upload', 'upload')
    """
    last = PureWindowsPath(PurePosixPath(_INVISIBLE.sub("", name or "")).name).name
    return last[-LONGEST_NAME:] if last.strip(". ") else "upload"


def _kept(upload: BinaryIO, path: Path) -> Path:
    """The bytes under a name of ours."""
    upload.seek(0)
    with path.open("wb") as file:
        shutil.copyfileobj(upload, file)
    return path


def _mappings(upload: UploadFile | None, path: Path) -> tuple[Mapping, ...]:
    if upload is None or (upload.size or 0) == 0:
        return ()
    if (upload.size or 0) > MAPPING_BYTES:
        raise ProblemError(Problem.of("too-large", limit="1 MiB"))
    try:
        return (read_mapping(_kept(upload.file, path)),)
    except InputError as error:
        error.file = plain_name(upload.filename)
        raise


def _answer(request: Request, outcome: LoadOutcome, name: str, annotated: str | None) -> Response:
    receipts = [receipt.to_json() for receipt in outcome.receipts if receipt.submission.sender != BUILTIN_SENDER]
    content: dict[str, Any] = {
        "check": outcome.check,
        "version": outcome.version.number if outcome.version and not outcome.check else None,
        "receipts": receipts,
        "outcomes": _outcomes(outcome),
        "relinked": [one.key for one in outcome.relinked],
        "annotated": annotated,
        "shrinking": outcome.shrinking,
        "differences": [one.to_json() for one in outcome.differences],
    }
    if outcome.exit_code == 2:
        raise ProblemError(_refusal(outcome, receipts, name, annotated))
    published = not outcome.check and "published" in outcome.outcomes
    content["html"] = address(request, "/", {"v": content["version"]}) if content["version"] else None
    answer = json_answer(content, status=201 if published else 200)
    if published and outcome.version:
        answer.headers["location"] = address(request, f"/api/v1/versions/{outcome.version.number}", {})
    return answer


def _outcomes(outcome: LoadOutcome) -> list[dict[str, str]]:
    pairs = zip(outcome.receipts, outcome.outcomes, strict=True)
    sent = ((receipt.submission, what) for receipt, what in pairs if receipt.submission.sender != BUILTIN_SENDER)
    return [{"submission": submission.key, "outcome": what} for submission, what in sent]


def _refusal(outcome: LoadOutcome, receipts: list[dict[str, Any]], name: str, annotated: str | None) -> Problem:
    """All faults of the file at once: why it was not read, or why every single row was rejected."""
    faults: list[dict[str, Any]] = [_fault(error) for error in outcome.unread]
    for receipt in receipts:
        faults += (
            {
                **{place: one[place] for place in ("file", "sheet", "row", "column")},
                **both("detail", one["reason"]),
                **both("remedy", one["remedy"]),
            }
            for one in receipt["problems"]
        )
    if len(outcome.unread) == 1 and not receipts:
        alone = problem_of(outcome.unread[0])
        return Problem(alone.name, alone.detail, alone.remedy, tuple(faults), alone.extra)
    remedy = ("correct the rows and send the file again", "改正这些行后重新报送")
    return Problem(
        "nothing-accepted",
        f"{name}: nothing was accepted",
        remedy,
        tuple(faults),
        {"receipts": receipts, "annotated": annotated},
    )


def _fault(error: FourchainError) -> dict[str, Any]:
    return {**place_of(error), **both("detail", error.message), **both("remedy", error.remedy)}
