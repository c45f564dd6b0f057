"""Errors as problem+json (RFC 9457): what is wrong, where, what to do, in English and Chinese. Never a stack trace."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from graph.errors import (
    BadArgument,
    DecisionMoved,
    FileRefused,
    FourchainError,
    ListRefused,
    NotFound,
    SolverError,
    StoreCorrupt,
    StoreError,
    StoreTooNew,
    StoreUnavailable,
    VersionMoved,
)
from ingest.wording import in_chinese

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5

KINDS: dict[str, tuple[int, str, str]] = {
    "bad-argument": (422, "A parameter cannot be used", "参数不可用"),
    "unknown-parameter": (422, "Unknown parameter", "没有这个参数"),
    "unknown-value": (422, "Nothing has this name", "没有这个名称"),
    "file-refused": (422, "The file cannot be read", "文件读不了"),
    "list-refused": (422, "The file holds no list that can be loaded", "文件里没有可以载入的清单"),
    "nothing-accepted": (422, "No row was accepted", "没有一行被接收"),
    "not-found": (404, "Not found", "没有找到"),
    "method-not-allowed": (405, "Method not allowed", "不支持这种请求"),
    "wrong-host": (421, "This server answers to localhost only", "本服务只以 localhost 应答"),
    "foreign-origin": (403, "Another web site may not write here", "其他网站不能向这里写入"),
    "length-required": (411, "Say how long the body is", "请给出正文长度"),
    "too-large": (413, "The body is too large", "正文太大"),
    "precondition-required": (428, "Say what you have seen", "请说明所依据的内容"),
    "decided-meanwhile": (409, "Somebody decided meanwhile", "其间已有人作出决定"),
    "proposal-changed": (412, "The proposal has changed", "建议的数量已变"),
    "busy": (503, "Too much is being loaded at once", "同时载入的文件太多"),
    "store-unavailable": (503, "The store cannot serve now", "数据库暂时不可用"),
    "store-too-new": (503, "The store was written by a newer fourchain", "数据库由更新的版本写成"),
    "version-moved": (503, "Somebody published meanwhile", "其间有人发布了新版次"),
    "store-corrupt": (500, "The store contradicts itself", "数据库内容自相矛盾"),
    "computation-failed": (500, "A computation did not end as it must", "计算没有正常结束"),
    "error": (500, "An error of ours", "程序出错"),
}
"""Name of a problem → status, English title, Chinese title."""

REMEDIES: dict[str, tuple[str, str]] = {
    "bad-argument": ("correct it and ask again", "改正后再请求"),
    "unknown-parameter": ("use one of the names given", "请用所列名称之一"),
    "unknown-value": ("use one of the names given", "请用所列名称之一"),
    "wrong-host": ("open it as http://127.0.0.1 with its port", "请用 http://127.0.0.1 加端口打开"),
    "length-required": ("send Content-Length", "请发送 Content-Length"),
    "too-large": ("send at most {limit}", "至多 {limit}"),
    "precondition-required": (
        "send If-Match with the etag of the item, as its list gives it",
        "请在 If-Match 中给出清单里该条目的 etag",
    ),
    "decided-meanwhile": ("look at it, then decide again", "请先看对方的决定，再作决定"),
    "proposal-changed": ("look at it, then decide again", "请先看新的建议，再作决定"),
    "busy": ("try again in a few seconds", "请过几秒再试"),
    "store-unavailable": (
        "try again in a few seconds; fourchain doctor says more",
        "请过几秒再试；fourchain doctor 可检查",
    ),
    "version-moved": ("try again", "请再试一次"),
    "store-corrupt": ("run fourchain doctor", "请运行 fourchain doctor"),
    "error": ("look for this id in the log of the server", "请凭此编号查看服务日志"),
}

BY_CLASS: tuple[tuple[type[FourchainError], str], ...] = (
    (FileRefused, "file-refused"),
    (ListRefused, "list-refused"),
    (NotFound, "not-found"),
    (BadArgument, "bad-argument"),
    (VersionMoved, "version-moved"),
    (DecisionMoved, "decided-meanwhile"),
    (StoreTooNew, "store-too-new"),
    (StoreCorrupt, "store-corrupt"),
    (StoreUnavailable, "store-unavailable"),
    (StoreError, "store-unavailable"),
    (SolverError, "computation-failed"),
)

log = logging.getLogger("fourchain.api")


@dataclass(frozen=True, slots=True)
class Problem:
    """One answer that is an error. `problems` holds every single fault of a request, each with its place."""

    name: str
    detail: str = ""
    remedy: tuple[str, str] = ("", "")
    problems: tuple[Mapping[str, Any], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, detail: str = "", **values: str) -> Problem:
        english, chinese = REMEDIES.get(name, ("", ""))
        return cls(name, detail, (english.format(**values), chinese.format(**values)))

    @property
    def status(self) -> int:
        return KINDS[self.name][0]

    def to_json(self) -> dict[str, Any]:
        status, english, chinese = KINDS[self.name]
        content: dict[str, Any] = {
            "type": f"urn:fourchain:problem:{self.name}",
            "title": english,
            "title_zh": chinese,
            "status": status,
        }
        if self.detail:
            content |= both("detail", self.detail)
        if any(self.remedy):
            content["remedy"], content["remedy_zh"] = self.remedy
        if self.problems:
            content["problems"] = list(self.problems)
        return content | dict(self.extra)

    def response(self) -> Response:
        headers = {"retry-after": str(RETRY_SECONDS)} if self.status == 503 else {}
        return Response(orjson.dumps(self.to_json()), self.status, headers, MEDIA_TYPE)


class ProblemError(Exception):
    """Raised where a route finds a problem of its own."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.name)
        self.problem = problem


def problem_of(error: FourchainError) -> Problem:
    """An error of the inner rooms as a problem."""
    name = next((name for kind, name in BY_CLASS if isinstance(error, kind)), "error")
    english, chinese = REMEDIES.get(name, ("", ""))
    remedy = (error.remedy, in_chinese(error.remedy)) if error.remedy else (english, chinese)
    return Problem(name, error.message, remedy, (), place_of(error))


def both(name: str, text: str) -> dict[str, str]:
    """A sentence under its name, and in Chinese beside it where the table of wordings has it."""
    chinese = in_chinese(text)
    return {name: text} | ({f"{name}_zh": chinese} if chinese != text else {})


def place_of(error: FourchainError) -> dict[str, Any]:
    """File, sheet, row and column of an error, as far as they are known."""
    place = {"file": error.file, "sheet": error.sheet, "row": error.row, "column": error.column}
    return {name: value for name, value in place.items() if value is not None}


def problem_of_request(error: RequestValidationError, known: frozenset[str]) -> Problem:
    """Parameters and fields that do not fit, all at once; an unknown name with the nearest that exist."""
    from api.query import nearest

    problems: list[dict[str, Any]] = []
    for one in error.errors():
        where = [str(part) for part in one["loc"]]
        unknown = one["type"] == "extra_forbidden"
        place = {"parameter": where[-1]} if where[0] == "query" else {"pointer": "/" + "/".join(where[1:])}
        said = "there is no such parameter" if unknown else str(one["msg"])
        problems.append({**place, "detail": said, **({"nearest": nearest(where[-1], known)} if unknown else {})})
    name = "unknown-parameter" if any("nearest" in one for one in problems) else "bad-argument"
    details = (f"{one.get('parameter', one.get('pointer'))}: {one['detail']}" for one in problems)
    return Problem(name, "; ".join(details), REMEDIES[name], tuple(problems))


def install(app: FastAPI) -> None:
    """Every way in which a request can fail ends in a problem; pages answer with a page of their own."""
    from api.pages.trouble import answer
    from api.query import known_parameters

    @app.exception_handler(ProblemError)
    async def _problem(request: Request, error: ProblemError) -> Response:
        return answer(request, error.problem)

    @app.exception_handler(FourchainError)
    async def _fourchain(request: Request, error: FourchainError) -> Response:
        return answer(request, problem_of(error))

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> Response:
        return answer(request, problem_of_request(error, known_parameters(request.scope.get("route"))))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        names = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}
        response = answer(request, Problem(names.get(error.status_code, "bad-argument")))
        response.headers.update(error.headers or {})
        return response


def unexpected(request: Request, error: Exception) -> Response:
    """An error that nobody foresaw: its kind and place go into the log, never its message or values, for they may be
    what stood in a cell. Whoever asked gets a number by which to find it."""
    from api.pages.trouble import answer

    number = secrets.token_hex(4)
    steps = [
        f"{Path(step.filename).name}:{step.lineno} {step.name}" for step in traceback.extract_tb(error.__traceback__)
    ]
    log.error("request %s failed: %s at %s", number, type(error).__name__, " < ".join(reversed(steps[-8:])))
    return answer(request, Problem("error", f"request {number}", REMEDIES["error"]))
