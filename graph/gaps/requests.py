"""Training requests: what employers and districts ask programmes to deliver, each counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.gaps.fields import Taught
from graph.gaps.requirement import Requirement
from graph.names import plain_name
from graph.periods import lateness
from graph.snapshot import Fact, Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """`lo` to `hi` people (`hi` None when nobody knows) of a field and level, asked for by `sponsor`. `id` is the
    smallest public id of its rows, `row` the one with that id."""

    id: str
    row: Fact
    rows: tuple[Fact, ...]
    sponsor: str | None
    field: str | None
    level: str | None
    lo: int
    hi: int | None
    wants: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(one.public_id for one in self.rows)


def requests_of(version: Snapshot, year: int | None) -> tuple[tuple[Request, ...], tuple[Fact, ...]]:
    """The requests for graduates of a year, sorted by id, and the rows that ask for another year.

    Of one sender's periods the latest that holds the year counts. Rows of several senders with one sponsor, field and
    level are one request: per sender the sum, then [least lo, greatest hi].
    """
    every = version.facts["training_request"]
    of_year = [row for row in every if row.body.get("year") == year]
    latest: dict[str, str] = {}
    for row in of_year:
        if row.sender not in latest or lateness(row.period) > lateness(latest[row.sender]):
            latest[row.sender] = row.period
    groups: dict[object, list[Fact]] = {}
    for row in of_year:
        if row.period == latest[row.sender]:
            what = row.links.get("field") or plain_name(str(row.body.get("major") or ""))
            sponsor = version.same_firm(row.links.get("sponsor"))
            known = sponsor and what
            groups.setdefault((sponsor, what, row.links.get("level")) if known else row.public_id, []).append(row)
    found = [one for rows in groups.values() for one in _requests(version, rows)]
    others = tuple(row for row in every if row.body.get("year") != year)
    return tuple(sorted(found, key=lambda one: one.id)), others


def _requests(version: Snapshot, rows: list[Fact]) -> list[Request]:
    """One request for rows of several senders, else one a row."""
    senders = {row.sender for row in rows}
    if len(senders) == 1:
        return [_request(version, [row], ()) for row in rows]
    return [_request(version, rows, ("several_senders",))]


def _request(version: Snapshot, rows: list[Fact], flags: tuple[str, ...]) -> Request:
    ordered = tuple(sorted(rows, key=lambda row: row.public_id))
    by_sender: dict[str, list[tuple[int, int | None]]] = {}
    for row in ordered:
        said = row.body.get("headcount") or {"lo": 1, "hi": None}
        by_sender.setdefault(row.sender, []).append((int(said["lo"]), said["hi"]))
    highs = ([hi for _, hi in some] for some in by_sender.values())
    most = [None if None in some else sum(hi or 0 for hi in some) for some in highs]
    first = ordered[0]
    return Request(
        id=first.public_id,
        row=first,
        rows=ordered,
        sponsor=version.same_firm(first.links.get("sponsor")),
        field=first.links.get("field"),
        level=first.links.get("level"),
        lo=min(sum(lo for lo, _ in some) for some in by_sender.values()),
        hi=None if None in most else max(one for one in most if one is not None),
        wants=tuple(sorted({university for row in ordered for university in row.links.get("wants") or ()})),
        flags=tuple(sorted({*flags, *(flag for row in ordered for flag in row.flags)})),
    )


class Accepted:
    """Which requests a post would take graduates of: the level lies in an alternative, the field is near enough."""

    def __init__(self, version: Snapshot, requests: Iterable[Request], least: int) -> None:
        """`least`: similarity in thousandths."""
        self._version = version
        self._by_field: dict[str, list[Request]] = {}
        for one in requests:
            if one.field:
                self._by_field.setdefault(one.field, []).append(one)
        self._taught = Taught(version.fields, self._by_field, least)
        self._known: dict[int, frozenset[str]] = {}
        self._least = least

    def by(self, requirement: Requirement) -> frozenset[str]:
        """Ids of the requests. Posts open to every field name none, so they confirm none."""
        known = self._known.get(id(requirement))
        if known is None:
            within = self._version.ladders.within
            known = self._known[id(requirement)] = frozenset(
                one.id
                for alternative in requirement.alternatives
                if alternative.open_to_graduates and alternative.sim_cap >= self._least
                for field in alternative.fields
                for near in self._taught.near(field)
                for one in self._by_field[near]
                if within(one.level, alternative.degree) is not False
            )
        return known
