"""What is asked for: the posts of a year and kind, each counted once though several senders report it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from graph.errors import BadArgument
from graph.gaps.requirement import Requirement, Requirements
from graph.headcounts import TOLERANCE, interval
from graph.names import plain_name
from graph.periods import lateness, year_of
from graph.snapshot import Fact, Snapshot

VACANCY, PLAN = KINDS = ("现有空缺", "年度计划")
_ONE_SEX = re.compile(r"[限仅]?(男|女)(?:性|生|士)?")


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """A post, or equal posts of one row: `lo` to `hi` persons, `hi` None when nobody knows.

    `id` is the smallest public id of its rows; `row` speaks for them where they differ; `firm` is the legal entity.
    """

    id: str
    row: Fact
    rows: tuple[Fact, ...]
    lo: int
    hi: int | None
    tier: int
    requirement: Requirement
    unlinked: bool
    firm: str | None
    flags: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(one.public_id for one in self.rows)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Posts of the kind that the report is not about."""

    kind: str
    demands: int
    headcount: int


@dataclass(frozen=True)
class DemandSide:
    """All demands of a year and kind, sorted by id. `present`: somebody sent a talent list for the year."""

    year: int | None
    kind: str
    present: bool
    demands: tuple[Demand, ...]
    left_out: tuple[LeftOut, ...]
    missing_senders: tuple[tuple[str, str], ...]


def years_of(version: Snapshot) -> list[int]:
    """The years that talent lists were sent for, latest first."""
    periods = (one.period for one in version.submissions if one.list == "talent")
    return sorted({year for period in periods if (year := year_of(period)) is not None}, reverse=True)


def latest_year(version: Snapshot) -> int | None:
    """The year of the latest period of the talent demand; where there is none, of offers, then of anything sent."""
    talent = years_of(version)
    if talent:
        return talent[0]
    offered = [int(one.body["year"]) for one in version.facts["training_offer"]]
    if offered:
        return max(offered)
    return max((year for one in version.submissions if (year := year_of(one.period)) is not None), default=None)


def latest_of_each_sender(version: Snapshot, kind: str, year: int) -> list[Fact]:
    """The rows of a kind (`talent_demand`, `technology_demand`) whose period is in the year: of one sender's periods
    the latest."""
    rows = [one for one in version.facts[kind] if one.year == year]
    list_id = {"talent_demand": "talent", "technology_demand": "technology"}[kind]
    latest: dict[str, str] = {}
    for one in version.submissions:
        if one.list == list_id and year_of(one.period) == year:
            held = latest.get(one.sender)
            if held is None or lateness(one.period) > lateness(held):
                latest[one.sender] = one.period
    return [one for one in rows if latest[one.sender] == one.period]


def demand_side(version: Snapshot, year: int | None = None, kind: str | None = None) -> DemandSide:
    """The demands of `year` (default: the latest) and `kind` (default: the one that has rows, with both the plan).

    Raises:
        BadArgument: no such kind.
    """
    if kind is not None and kind not in KINDS:
        raise BadArgument(f"“{kind}” is no kind of demand", remedy=f"use {' or '.join(KINDS)}")
    year = latest_year(version) if year is None else year
    rows = [] if year is None else latest_of_each_sender(version, "talent_demand", year)
    if kind is None:
        kind = VACANCY if rows and all(_kind(one) == VACANCY for one in rows) else PLAN
    counted = _clustered(version, [one for one in rows if _kind(one) == kind])
    others = [one for one in rows if _kind(one) != kind]
    left_out = _clustered(version, others)
    return DemandSide(
        year=year,
        kind=kind,
        present=year is not None and year in years_of(version),
        demands=counted,
        left_out=(LeftOut(_kind(others[0]), len(left_out), sum(one.lo for one in left_out)),) if others else (),
        missing_senders=_missing(version, year),
    )


def _kind(row: Fact) -> str:
    kind = row.body.get("kind")
    return kind if kind in KINDS else PLAN


def _missing(version: Snapshot, year: int | None) -> tuple[tuple[str, str], ...]:
    """(list, sender) of those who sent the year before and not this one."""
    if year is None:
        return ()
    sent = {(one.list, one.sender, year_of(one.period)) for one in version.submissions}
    return tuple(sorted((name, who) for name, who, when in sent if when == year - 1 and (name, who, year) not in sent))


def _clustered(version: Snapshot, rows: Iterable[Fact]) -> tuple[Demand, ...]:
    """One demand a row; rows of several senders that mean one post become one."""
    requirements, tolerance = Requirements(), version.parameters.value("approx_tolerance", TOLERANCE)
    groups: dict[object, tuple[Requirement, list[Fact]]] = {}
    for row in rows:
        requirement = requirements.of(row.links.get("alternatives") or ())
        firm = version.same_firm(row.links.get("firm"))
        post = plain_name(str(row.body.get("post") or ""))
        key = (firm, post, id(requirement), _sex(row)) if firm and post else row.public_id
        groups.setdefault(key, (requirement, []))[1].append(row)
    demands: list[Demand] = []
    for requirement, alike in groups.values():
        for facts in _by_code(alike):
            if len({fact.sender for fact in facts}) > 1:
                demands.append(_one_post(version, facts, requirement, tolerance))
            else:
                equal = ("equal_rows",) if len(facts) > 1 else ()
                demands += (_demand(version, fact, requirement, tolerance, equal) for fact in facts)
    return tuple(sorted(demands, key=lambda one: one.id))


def _by_code(rows: list[Fact]) -> Iterable[list[Fact]]:
    """Posts with two codes are two posts. A row without one is the post of the one code that there is; where there are
    several, nobody can tell which, and it stays apart."""
    by_code: dict[str, list[Fact]] = {}
    for row in rows:
        by_code.setdefault(plain_name(str(row.body.get("post_code") or "")), []).append(row)
    return by_code.values() if len(by_code.keys() - {""}) > 1 else [rows]


def _sex(row: Fact) -> str:
    """The one sex that a post is open to, as the sheet says it; "" for both. Two sexes are two posts."""
    said = set(_ONE_SEX.findall(f"{row.body.get('post') or ''}\n{row.body.get('note') or ''}"))
    return said.pop() if len(said) == 1 else ""


def _demand(
    version: Snapshot, row: Fact, requirement: Requirement, tolerance: Fraction, flags: Sequence[str] = ()
) -> Demand:
    label = row.body.get("urgency")
    tier = version.urgency.tier(label)
    found = {*row.flags, *flags}
    if tier is None:
        found.add("urgency_unknown" if label else "urgency_blank")
    if requirement.level_unknown:
        found.add("level_unknown")
    lo, hi = interval(row.body["headcount"], tolerance)
    return Demand(
        id=row.public_id,
        row=row,
        rows=(row,),
        lo=lo,
        hi=hi,
        tier=version.urgency.lowest if tier is None else tier,
        requirement=requirement,
        unlinked=requirement.unlinked or any(one.get("kind") == "field" for one in row.links.get("unlinked") or ()),
        firm=version.same_firm(row.links.get("firm")),
        flags=tuple(sorted(found)),
    )


def _one_post(version: Snapshot, rows: list[Fact], requirement: Requirement, tolerance: Fraction) -> Demand:
    """Per sender the sum of its rows, then [least lo, greatest hi] over the senders. Other values are those of the
    firm's own row, else of the row with the highest urgency, then the smallest public id."""
    each = [_demand(version, row, requirement, tolerance) for row in rows]
    by_sender: dict[str, list[Demand]] = {}
    for one in each:
        by_sender.setdefault(one.row.sender, []).append(one)
    lows = [sum(one.lo for one in some) for some in by_sender.values()]
    highs = [
        None if any(one.hi is None for one in some) else sum(one.hi or 0 for one in some) for some in by_sender.values()
    ]
    speaker = min(
        each, key=lambda one: (not version.speaks_for(one.row.sender, one.row.links.get("firm")), -one.tier, one.id)
    )
    flags = {"several_senders", *(flag for one in each for flag in one.flags)}
    if len(each) > len(by_sender):
        flags.add("equal_rows")
    ordered = tuple(sorted(rows, key=lambda row: row.public_id))
    return replace(
        speaker,
        id=ordered[0].public_id,
        rows=ordered,
        lo=min(lows),
        hi=None if None in highs else max(high for high in highs if high is not None),
        unlinked=any(one.unlinked for one in each),
        flags=tuple(sorted(flags)),
    )
