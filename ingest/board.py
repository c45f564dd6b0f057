"""Who has reported, against the list of expected senders: sent, late, missing, and how much of it could be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson

from graph.rows import Revision, Submission
from graph.store import Store
from graph.taxonomy import BUILTIN_SENDER
from ingest.columns import CHINESE, DEMANDS
from ingest.dictionary import names_in
from ingest.values import normalise, period_rank

DAY_OF = dt.timezone(dt.timedelta(hours=8))
"""A due date is a day in China; versions carry UTC."""
SENT, LATE, MISSING, OPEN, UNASKED = "sent", "late", "missing", "open", "unasked"
STATES = (SENT, LATE, MISSING, OPEN, UNASKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One list of one sender. `state` is sent, late (first sent after the due date), missing (due and not here), open
    (not here, not yet due or without a due date), or unasked (here though nobody expects it). Counts are rows of the
    sheets, of the reading that stands in the version; `sent` is the day on which the list first came."""

    district: str
    sender: str
    list: str
    due: str | None
    state: str
    period: str | None = None
    sent: str | None = None
    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    unlinked: int = 0

    @property
    def share_ppm(self) -> int | None:
        """Accepted rows of those that were accepted or rejected, in millionths; null where there are none."""
        counted = self.accepted + self.rejected
        return None if not counted else self.accepted * 1_000_000 // counted

    def to_json(self) -> dict[str, Any]:
        return {
            "district": self.district,
            "sender": self.sender,
            "list": self.list,
            "list_chinese": CHINESE[self.list],
            "due": self.due,
            "state": self.state,
            "period": self.period,
            "sent": self.sent,
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "share_ppm": self.share_ppm,
            "unlinked": self.unlinked,
        }


@dataclass(frozen=True, slots=True)
class District:
    """The expected lists of one district by state, and the rows of those that are here."""

    name: str
    states: Mapping[str, int]
    rows: int
    share_ppm: int | None

    def to_json(self) -> dict[str, Any]:
        return {"district": self.name, **self.states, "rows": self.rows, "share_ppm": self.share_ppm}


@dataclass(frozen=True, slots=True)
class Board:
    """All entries, by district, sender and list. `year` is that of the periods that count."""

    version: int | None
    year: int | None
    today: str
    entries: tuple[Entry, ...]

    def count(self, *states: str) -> int:
        return sum(1 for one in self.entries if one.state in states)

    def districts(self) -> list[District]:
        """A line for each district of the expected senders, in the order of their names."""
        found: list[District] = []
        for name, some in groupby((one for one in self.entries if one.state != UNASKED), key=lambda one: one.district):
            mine = list(some)
            states = {state: sum(1 for one in mine if one.state == state) for state in STATES if state != UNASKED}
            accepted, rejected = sum(one.accepted for one in mine), sum(one.rejected for one in mine)
            share = accepted * 1_000_000 // (accepted + rejected) if accepted + rejected else None
            found.append(District(name, states, sum(one.rows for one in mine), share))
        return found

    def to_json(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "year": self.year,
            "today": self.today,
            "counts": {state: self.count(state) for state in STATES},
            "districts": [one.to_json() for one in self.districts()],
            "entries": [one.to_json() for one in self.entries],
        }


@dataclass(frozen=True, slots=True)
class _Expected:
    sender: str
    list: str
    due: str | None
    district: str


def board(store: Store, year: int | None = None, today: dt.date | None = None) -> Board:
    """The board of the published version. `year` is by default the latest that any demand list is for; `today`
    decides what is overdue (default: the day it is in China)."""
    today = today or dt.datetime.now(DAY_OF).date()
    head = store.head()
    revisions = store.revisions(head.revisions) if head else []
    years = [int(one.submission.period[:4]) for one in revisions if one.submission.list in DEMANDS]
    chosen = year if year is not None else max(years, default=None)
    held = _latest(revisions, chosen)
    first = _first_sent(store) if held else {}
    expected = list(_expected(store, revisions))
    entries = [_entry(one, held.get((one.list, normalise(one.sender))), first, today) for one in expected]
    asked = {(one.list, normalise(one.sender)) for one in expected}
    entries += (
        _entry(_Expected(one.submission.sender, one.submission.list, None, ""), one, first, today, asked=False)
        for place, one in held.items()
        if place not in asked and one.submission.list in DEMANDS
    )
    ordered = sorted(entries, key=lambda one: (one.state == UNASKED, one.district, one.sender, one.list))
    return Board(head.number if head else None, chosen, today.isoformat(), tuple(ordered))


def _latest(revisions: Iterable[Revision], year: int | None) -> dict[tuple[str, str], Revision]:
    """By list and sender the reading that counts: of the periods in the year the latest."""
    found: dict[tuple[str, str], Revision] = {}
    for one in revisions:
        submission = one.submission
        if submission.sender == BUILTIN_SENDER or (submission.period and int(submission.period[:4]) != year):
            continue
        place = submission.list, submission.sender
        if place not in found or _rank(submission) > _rank(found[place].submission):
            found[place] = one
    return found


def _rank(submission: Submission) -> Any:
    return period_rank(submission.period) if submission.period else ()


def _first_sent(store: Store) -> dict[Submission, str]:
    """The moment of the first version that held each submission: a correction sent later makes nobody late."""
    found: dict[Submission, str] = {}
    known: set[str] = set()
    for version in store.versions():
        new = [one for one in version.revisions if one not in known]
        known.update(new)
        for revision in store.revisions(new):
            found.setdefault(revision.submission, version.at)
    return found


def _expected(store: Store, revisions: Iterable[Revision]) -> Iterator[_Expected]:
    ids = [one.id for one in revisions if one.submission.list == "senders"]
    names = {chinese: name for name, chinese in CHINESE.items()}
    seen: set[tuple[str, str]] = set()
    for page in store.rows(ids, ["record"]) if ids else ():
        for row in page:
            body: Mapping[str, Any] = row.values
            for said in names_in(body["lists"]):
                name = names.get(said, said)
                place = name, normalise(str(body["sender"]))
                if name in CHINESE and place not in seen:
                    seen.add(place)
                    yield _Expected(str(body["sender"]), name, body.get("due"), str(body.get("district") or ""))


def _entry(
    one: _Expected, revision: Revision | None, first: Mapping[Submission, str], today: dt.date, *, asked: bool = True
) -> Entry:
    if revision is None:
        overdue = one.due is not None and one.due < today.isoformat()
        state = MISSING if overdue else OPEN
        return Entry(district=one.district, sender=one.sender, list=one.list, due=one.due, state=state)
    at = dt.datetime.fromisoformat(first.get(revision.submission, revision.at))
    sent = at.astimezone(DAY_OF).date().isoformat()
    receipt = orjson.loads(revision.receipt)
    return Entry(
        district=one.district,
        sender=one.sender,
        list=one.list,
        due=one.due,
        state=UNASKED if not asked else LATE if one.due is not None and sent > one.due else SENT,
        period=revision.submission.period or None,
        sent=sent,
        rows=receipt["rows"],
        accepted=receipt["accepted"],
        rejected=receipt["rejected"],
        unlinked=receipt["unlinked"],
    )
