"""Both sides of a proof as lines of a page: whoever adds up what is printed has checked the certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from api.pages.beside import title_of
from api.pages.figures import exact, tenth
from api.pages.screen import Screen, Tier, tiers_of
from api.pictures.bars import Part, bar, demand_bar
from api.query import OneGapParameters
from api.selection import values_of
from graph.gaps.report import BandReport, GapReport
from graph.gaps.supply import PERSON, Supply

OWN_SHOWN, OTHERS_SHOWN, SUPPLIES_SHOWN = 10, 3, 8
"""How many rows stand on the page, which prints on one sheet; the rest of a side is one line with its sum."""
OTHER_BANDS_SHOWN = 4


@dataclass(frozen=True)
class DemandLine:
    """One demand of the proof; amounts in 1/1000 person."""

    post: str
    href: str
    firm: str
    district: str
    tier: Tier
    headcount: int
    served: Fraction
    short: Fraction
    least: int
    most: int
    bar: Markup
    chosen: bool


@dataclass(frozen=True)
class Group:
    """Demands that play one part in the proof: `before` (more urgent), `own`, `worse` (short too, in another band)."""

    kind: str
    lines: tuple[DemandLine, ...]
    hidden: int
    hidden_headcount: int
    hidden_served: Fraction
    headcount: int
    served: Fraction
    demands: int

    @property
    def short(self) -> Fraction:
        return self.headcount - self.served

    @property
    def hidden_short(self) -> Fraction:
        return self.hidden_headcount - self.hidden_served


@dataclass(frozen=True)
class SupplyLine:
    """One programme; whole persons, except the capacity in 1/1000."""

    major: str
    level: str
    university: str
    year: int
    reserved_for: str
    graduates: int
    further: Fraction
    leaving: Fraction
    capacity: int
    least: int
    closes: int


def groups_of(
    screen: Screen, report: GapReport, demands: Sequence[int], members: Sequence[int], k: int, asked: OneGapParameters
) -> list[Group]:
    own, tier = set(members), report.demands[k].tier
    kinds: dict[str, list[int]] = {"before": [], "own": [], "worse": []}
    for one in demands:
        kind = "own" if one in own else "before" if report.demands[one].tier > tier else "worse"
        kinds[kind].append(one)
    most = max(report.demands[one].lo for one in demands)
    return [group_of(screen, report, kind, some, k, most, asked) for kind, some in kinds.items() if some]


def group_of(
    screen: Screen, report: GapReport, kind: str, some: list[int], k: int, most: int, asked: OneGapParameters
) -> Group:
    def served(one: int) -> Fraction:
        return PERSON * report.demands[one].lo - (report.gaps[one] if report.computed else Fraction(0))

    some.sort(key=lambda one: (one != k, -report.demands[one].tier, -report.demands[one].lo, report.demands[one].id))
    limit = len(some) if asked.all else OWN_SHOWN if kind == "own" else OTHERS_SHOWN
    if len(some) == limit + 1:  # a line for one hidden row would take its place
        limit += 1
    lines = []
    bounds = report.allocation.ranges if report.computed else None
    for one in some[:limit]:
        demand = report.demands[one]
        whole = PERSON * demand.lo
        ratio = served(one) / whole if whole else Fraction(1)
        said = screen.words.plain("served_of", served=tenth(served(one)), headcount=demand.lo)
        lines.append(
            DemandLine(
                post=str(demand.row.body.get("post") or demand.id),
                href=screen.url(f"/gaps/{demand.id}"),
                firm=report.version.name_of(demand.firm) if demand.firm else "",
                district=screen.name(report, values_of(report, "district")[one]),
                tier=tiers_of(report)[demand.tier],
                headcount=demand.lo,
                served=served(one),
                short=whole - served(one),
                least=int(bounds.least[one]) if bounds else 0,
                most=int(bounds.most[one]) if bounds else 0,
                bar=demand_bar(demand.lo, most, ratio, {"worse": "other"}.get(kind, kind), title=said),
                chosen=one == k,
            )
        )
    hidden = some[limit:]
    return Group(
        kind=kind,
        lines=tuple(lines),
        hidden=len(hidden),
        hidden_headcount=sum(PERSON * report.demands[one].lo for one in hidden),
        hidden_served=sum((served(one) for one in hidden), Fraction(0)),
        headcount=sum(PERSON * report.demands[one].lo for one in some),
        served=sum((served(one) for one in some), Fraction(0)),
        demands=len(some),
    )


def bars_of(
    screen: Screen,
    report: GapReport,
    band: BandReport | None,
    groups: Sequence[Group],
    headcount: int,
    capacity: int,
) -> dict[str, Any]:
    """The two bars and the addition, from what the page itself shows."""
    words = screen.words
    kinds = {"worse": "other"}
    asked_for = [
        Part(
            kinds.get(g.kind, g.kind),
            g.headcount,
            words.plain("bar_alone" if band is None else f"bar_{g.kind}", n=exact(g.headcount)),
        )
        for g in groups
    ]
    short = headcount - capacity
    offered = [
        Part("supply", capacity, words.plain("bar_supply", n=exact(capacity))),
        Part("short", short, words.plain("bar_short", n=exact(short))),
    ]
    others: list[tuple[str, str, Fraction]] = []
    if band is not None:
        for number, gap in band.certificate.others:
            other = report.bands[number - 1]
            others.append((title_of(screen, report, other, 0), screen.url(f"/gaps/{other.id}"), gap))
    unmet = sum((g.short for g in groups), Fraction(0))
    holds = short == unmet and (band is None or band.certificate.holds)
    return {
        "demand_bar": bar(asked_for, headcount, height=30, title="; ".join(part.label for part in asked_for)),
        "supply_bar": bar(offered, headcount, height=30, title="; ".join(part.label for part in offered)),
        "gap": short,
        "own": next(g.short for g in groups if g.kind == "own"),
        "others": others,
        "rest": sum((gap for _, _, gap in others[OTHER_BANDS_SHOWN:]), Fraction(0)),
        "holds": holds,
    }


def supply_lines(screen: Screen, report: GapReport, supplies: Sequence[int], asked: OneGapParameters) -> dict[str, Any]:
    ordered = sorted(supplies, key=lambda i: (-report.supplies[i].capacity, report.supplies[i].id))
    closes = report.allocation.closes_per_graduate
    limit = len(ordered) if asked.all else SUPPLIES_SHOWN
    if len(ordered) == limit + 1:
        limit += 1
    name_of = report.version.name_of
    lines = []
    for i in ordered[:limit]:
        one = report.supplies[i]
        lines.append(
            SupplyLine(
                major=one.major or name_of(one.field or one.programme),
                level=one.level or "",
                university=name_of(one.university),
                year=one.year,
                reserved_for=name_of(one.reserved_for) if one.reserved_for else "",
                graduates=one.graduates,
                further=one.further * PERSON,
                leaving=one.leaving * PERSON,
                capacity=one.capacity,
                least=one.capacity_lo,
                closes=int(closes[i]),
            )
        )
    rest = supply_sums([report.supplies[i] for i in ordered[limit:]])
    return {"lines": lines, "hidden": len(ordered) - len(lines), "hidden_sums": rest}


def supply_sums(some: Sequence[Supply]) -> dict[str, Any]:
    return {
        "graduates": sum(one.graduates for one in some),
        "further": sum((one.further * PERSON for one in some), Fraction(0)),
        "leaving": sum((one.leaving * PERSON for one in some), Fraction(0)),
        "capacity": sum(one.capacity for one in some),
    }
