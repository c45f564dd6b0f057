"""GET /api/v1/responses/{list}, one item of it with its rows, and POST …/{id}/decision: 采纳, 驳回, 完成."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response

from api.envelope import address, csv_answer, json_answer, tag, unchanged, wants_csv
from api.problems import Problem, ProblemError, problem_of
from api.query import DecisionBody, GapParameters, Parameters, ResponseParameters, cursor_of, position_in
from api.reports import Reports, kept
from api.response_tables import COLUMNS, ROW_COLUMNS, line, row_line
from api.routes.gaps import Held
from graph.errors import DecisionMoved, NotFound
from graph.gaps.detail import evidence
from graph.responses import Responses, responses
from graph.responses.decisions import new_decision, record, tag_of
from graph.responses.items import LISTS, Item, decision_json

router = APIRouter(prefix="/api/v1", tags=["responses"])
PATH = "/api/v1/responses"
Json = dict[str, Any]

NOTE = {
    "alone": "each effect is that of its item alone: effects overlap, never add them up",
    "proposal": "the system proposes, people decide",
    "stability": "stability is not computed: no uncertainty is drawn yet",
    "stock": "vacancies are filled once and seats graduate every year: do not build seats on vacancies alone",
}


@router.get("/responses/{name}", summary="One response list: recruitment, disciplines or projects")
def proposals(request: Request, reports: Held, name: str, asked: Annotated[ResponseParameters, Query()]) -> Response:
    _check(name)
    after = _after(asked)
    found = _found(reports, Parameters(v=after[0] if after else asked.v, year=asked.year, kind=asked.kind))
    etag = _tag(request, found)
    if (same := unchanged(request, etag)) is not None:
        return same
    items = [one for one in found.of(name) if _chosen(found, one, asked)]
    if wants_csv(request, asked.format):
        report = found.report
        lines = (line(_json(found, one)) for one in items)
        file = f"{name}-v{report.version.number}-{report.year}-{report.kind}.csv"
        return csv_answer(COLUMNS, lines, name=file, etag=etag, mark=asked.bom)
    start = after[1] if after else 0
    pinned = _pinned(found)
    filters = {"action": list(asked.action), "status": list(asked.status), "band": asked.band}
    more = start + asked.limit < len(items)
    following = {**filters, "limit": asked.limit, "cursor": cursor_of(found.report.version.number, start + asked.limit)}
    own = f"{PATH}/{name}"
    links = {
        "self": address(request, own, pinned | filters | {"limit": asked.limit, "cursor": asked.cursor}),
        "html": None,
        "csv": address(request, own, pinned | filters | {"format": "csv"}),
        "rows": address(request, own, pinned | filters | {"format": "csv"}),
        "next": address(request, own, pinned | following) if more else None,
    }
    body: Json = {"data": [_linked(request, found, one) for one in items[start : start + asked.limit]], "links": links}
    if after is None:
        body["totals"] = _totals(found, items)
        body["closed"] = [one.to_json() for one in found.closings(reports.store, name)]
    return json_answer(_head(found) | body | {"notes": _notes(found, name)}, etag)


@router.get("/responses/{name}/{id}", summary="One proposal with the rows that it rests on")
def proposal(request: Request, reports: Held, name: str, id: str, asked: Annotated[GapParameters, Query()]) -> Response:
    _check(name)
    found = _found(reports, asked)
    item = _item(found, name, id)
    etag = _tag(request, found)
    if (same := unchanged(request, etag)) is not None:
        return same
    rows = evidence(found.report, item.evidence)
    if wants_csv(request, asked.format):
        file = f"{item.id}-v{found.report.version.number}.csv"
        return csv_answer(ROW_COLUMNS, (row_line(one) for one in rows), name=file, etag=etag, mark=asked.bom)
    history = [decision_json(one) for one in found.log or () if one.item == item.id]
    shown = _linked(request, found, item)
    links = {"self": shown["self"], "html": shown["html"], "csv": shown["rows"], "rows": shown["rows"], "next": None}
    content = _head(found) | {"data": shown, "history": history, "rows": rows, "links": links}
    return json_answer(content | {"notes": _notes(found, name)}, etag)


@router.post("/responses/{name}/{id}/decision", summary="Decide on a proposal; If-Match names what was seen")
def decide(
    request: Request,
    reports: Held,
    name: str,
    id: str,
    asked: Annotated[Parameters, Query()],
    body: DecisionBody,
    if_match: Annotated[str | None, Header()] = None,
) -> Response:
    _check(name)
    found = _found(reports, asked)
    item = _item(found, name, id)
    last = found.decided.get(item.id)
    _matched(if_match, found, item)
    decision = new_decision(found.report, item, body.status, actor=body.author, why=body.reason)
    try:
        record(reports.store, decision, last.position if last else 0)
    except DecisionMoved as error:
        raise ProblemError(_decided(_found(reports, asked), item, error)) from error
    after = _found(reports, asked)
    answer = json_answer(_head(after) | {"data": _linked(request, after, item)}, status=201)
    answer.headers["etag"] = f'"{tag_of(item, after.decided[item.id])}"'
    return answer


def _check(name: str) -> None:
    if name not in LISTS:
        raise NotFound(f"there is no response list “{name}”", remedy=f"use {', '.join(LISTS)}")


def _found(reports: Reports, asked: Parameters) -> Responses:
    """The lists of a report under the log as it is now."""
    report = reports.report(asked.v, asked.year, asked.kind)
    kept(report.version, ("proposed", report.year, report.kind), lambda: responses(report))  # one thread computes
    return responses(report, reports.store.decisions())


def _item(found: Responses, name: str, id: str) -> Item:
    item = found.find(id)
    if item.list != name:
        raise NotFound(f"{id} is in the list {item.list}, not in {name}", remedy=f"ask for {PATH}/{item.list}/{id}")
    return item


def _matched(if_match: str | None, found: Responses, item: Item) -> None:
    """Whoever decides says what they saw: the quantity and the last decision. `*` names nothing."""
    given = [one.strip().removeprefix("W/").strip('"') for one in (if_match or "").split(",")]
    given = [one for one in given if one and one != "*"]
    if not given:
        raise ProblemError(Problem.of("precondition-required"))
    now = tag_of(item, found.decided.get(item.id))
    if now in given:
        return
    half = len(now) // 2
    if any(one[half:] == now[half:] for one in given) or item.id not in found.decided:
        detail = f"the proposal is {item.quantity} {item.unit} now"
        shown = {"quantity": item.quantity, "unit": item.unit, "etag": now}
        raise ProblemError(Problem("proposal-changed", detail, Problem.of("proposal-changed").remedy, (), shown))
    raise ProblemError(_decided(found, item, None))


def _decided(found: Responses, item: Item, error: DecisionMoved | None) -> Problem:
    """Who was first, and why."""
    last = found.decided.get(item.id)
    if last is None:
        return problem_of(error) if error else Problem.of("decided-meanwhile")
    detail = f"{last.actor} decided {last.status}: {last.why}"
    shown = {"decision": decision_json(last), "etag": tag_of(item, last)}
    return Problem("decided-meanwhile", detail, Problem.of("decided-meanwhile").remedy, (), shown)


def _after(asked: ResponseParameters) -> tuple[int, int] | None:
    if asked.cursor is None:
        return None
    found = position_in(asked.cursor)
    if found is None or (asked.v is not None and asked.v != found[0]):
        detail = "cursor: not one that this interface gave out for this version"
        remedy = ("follow links.next", "请沿 links.next 取下一页")
        raise ProblemError(Problem("bad-argument", detail, remedy, ({"parameter": "cursor", "detail": detail},)))
    return found


def _chosen(found: Responses, one: Item, asked: ResponseParameters) -> bool:
    decision = found.decided.get(one.id)
    bands = {part.id for part in one.effect.bands} if one.effect else set()
    return (
        (not asked.action or one.action in asked.action)
        and (not asked.status or (decision.status if decision else "建议") in asked.status)
        and (asked.band is None or asked.band in bands)
    )


def _tag(request: Request, found: Responses) -> str:
    version = found.report.version
    return tag(request, f"{version.content_hash}.{found.position}", version.number)


def _pinned(found: Responses) -> Json:
    report = found.report
    return {"v": report.version.number, "year": report.year, "kind": report.kind}


def _json(found: Responses, item: Item) -> Json:
    return item.to_json(found.report, found.decided.get(item.id))


def _linked(request: Request, found: Responses, item: Item) -> Json:
    """`etag` is what If-Match of a decision must name; `html` is the gap that the item is about."""
    pinned = _pinned(found)
    own = f"{PATH}/{item.list}/{item.id}"
    bands = item.effect.bands if item.effect else ()
    return _json(found, item) | {
        "etag": tag_of(item, found.decided.get(item.id)),
        "self": address(request, own, pinned),
        "html": address(request, f"/gaps/{bands[0].id}", pinned) if bands else None,
        "rows": address(request, own, pinned | {"format": "csv"}),
    }


def _head(found: Responses) -> Json:
    report = found.report
    return {
        "version": report.version.number,
        "content_hash": report.version.content_hash,
        "year": report.year,
        "kind": report.kind,
        "params": report.version.parameters.to_json(),
        "decision_position": found.position,
    }


def _totals(found: Responses, items: list[Item]) -> Json:
    statuses = Counter(found.decided[one.id].status if one.id in found.decided else "建议" for one in items)
    return {
        "items": len(items),
        "actions": dict(sorted(Counter(one.action for one in items).items())),
        "statuses": dict(sorted(statuses.items())),
    }


def _notes(found: Responses, name: str) -> list[str]:
    stock = [NOTE["stock"]] if name == "disciplines" and found.report.kind == "现有空缺" else []
    return [NOTE["proposal"], NOTE["alone"], NOTE["stability"], *stock]
