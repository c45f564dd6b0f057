"""学科设置调整: which programmes to expand, hold, shrink or stop, and which to add.

Posts that are short and compete for graduates are shared out over the programmes that they accept, in proportion to
capacity, so that all expansions together close the gap once and not once for each programme:

    share_i = Σ_j u_j · cap_i / cap(N(j))        u_j posts short of demand j, over open programmes with capacity

    expand  a share of at least one post; the shadow price is above 0 there
    hold    signals disagree, or nobody asks and nothing else is known
    shrink  some are left over in every maximum flow, and retention, intake or status speak against it, too
    stop    the same, and no post and no request names the programme
    add     posts that are short ask for a class of fields and a level that no programme with graduates here has

Every item names at least two signals. What a seat is worth in posts stands in `graph.responses.seats`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from graph.gaps.market import LIMIT, Ints, sums_between
from graph.gaps.persons import people, persons
from graph.gaps.report import COMPETED, GapReport
from graph.gaps.supply import PERSON
from graph.responses.effects import Addition, effects
from graph.responses.items import DISCIPLINES, SEATS, BandPart, Effect, Item, Json
from graph.responses.new_programmes import new_programmes
from graph.responses.seats import Yield, completion, first_graduates, years_of_study
from graph.responses.signals import CLOSED, DOWN, UP, Programme, Signal, Signals, intake
from graph.responses.targets import names_of

ORDER = ("expand", "add", "hold", "shrink", "stop")
ENOUGH = 2
"""Signals that an item needs."""


@dataclass(frozen=True)
class Proposal:
    """What to do about a programme: seats more (expand) or fewer (shrink, stop), 0 for hold."""

    programme: Programme
    action: str
    seats: int | None
    signals: tuple[Signal, ...]
    bands: tuple[BandPart, ...]
    waiting: Ints


def disciplines(report: GapReport) -> tuple[Item, ...]:
    """The list: expand, add, hold, shrink, stop, the most seats first. Empty where a list is absent."""
    if not report.computed:
        return ()
    signals = Signals(report)
    proposals = _proposals(report, signals)
    additions = [Addition(one.waiting, _people(report, one)) for one in proposals]
    closes = effects(report.allocation.market, additions)
    items = [_item(report, one, fall) for one, fall in zip(proposals, closes, strict=True)]
    items += new_programmes(report, signals)
    return tuple(sorted(items, key=lambda one: (ORDER.index(one.action), -(one.quantity or 0), one.id)))


def shares(report: GapReport) -> dict[int, dict[int, int]]:
    """Supply → band → posts short (1/1000) that are its part, rounded down pair by pair.

    Only posts that compete have a part; those of seats reserved for an employer fall to the open supplies.
    """
    market = report.allocation.market
    is_open = np.array([one.reserved_for is None for one in report.supplies], np.bool_)
    capacity = np.where(is_open, market.capacity, 0)
    reach = sums_between(capacity[market.supply], market.start)
    short = np.array(
        [
            gap.numerator // gap.denominator if name == COMPETED else 0
            for gap, name in zip(report.gaps, report.classes, strict=True)
        ],
        np.int64,
    )
    pairs = np.flatnonzero((short[market.demand] > 0) & (capacity[market.supply] > 0))
    supply, demand = market.supply[pairs], market.demand[pairs]
    part = capacity[supply]
    if float(short.max(initial=0)) * float(capacity.max(initial=0)) >= LIMIT:
        part = part.astype(object)
    part = (short[demand] * part // reach[demand]).astype(np.int64)
    bands = report.split.band[demand]
    found: dict[int, dict[int, int]] = {}
    for i, band, posts in zip(supply.tolist(), bands.tolist(), part.tolist(), strict=True):
        of_supply = found.setdefault(i, {})
        of_supply[band] = of_supply.get(band, 0) + posts
    return found


def _proposals(report: GapReport, signals: Signals) -> list[Proposal]:
    parts = shares(report)
    short = np.array([gap > 0 for gap in report.gaps], np.bool_)
    found = []
    for one in signals.programmes:
        bands: dict[int, int] = {}
        for node in one.open:
            for band, posts in parts.get(node, {}).items():
                bands[band] = bands.get(band, 0) + posts
        waiting = signals.waiting_for(one)
        reasons = signals.of(one, waiting[short[waiting]], sum(bands.values()))
        action = chosen(reasons, sum(bands.values()), any(row.body.get("status") in CLOSED for row in one.rows))
        if action is None or len(reasons) < ENOUGH:
            continue
        seats = _seats(report, one, action, sum(bands.values()))
        where = tuple(BandPart(report.bands[b].id, b + 1, Fraction(bands[b])) for b in sorted(bands) if bands[b])
        found.append(Proposal(one, action, seats, tuple(reasons), where if action == "expand" else (), waiting))
    return found


def chosen(signals: list[Signal], posts: int, closed: bool) -> str | None:
    """What the signals of a programme come to; `posts` (1/1000) is its share of what is short.

    >>> price, request = (Signal(name, 1, "", ()) for name in ("shadow_price", "training_request"))
    >>> surplus, warned, nobody = (Signal(name, 1, "", ()) for name in ("surplus", "warned", "nobody_asks"))
    >>> chosen([price], 1000, False), chosen([price, warned], 1000, False)
    ('expand', 'hold')
    >>> chosen([surplus, warned], 0, False), chosen([surplus, nobody, warned], 0, False), chosen([surplus], 0, False)
    ('shrink', 'stop', None)
    >>> chosen([surplus, nobody], 0, False), chosen([surplus, warned, request], 0, False)
    ('hold', 'hold')
    """
    names = {one.name for one in signals}
    if posts >= PERSON:
        return "hold" if "warned" in names else "expand"
    if "surplus" not in names or closed:
        return None
    against = names & {"low_retention", "growing_intake", "warned"}
    if "training_request" in names or (not against and "nobody_asks" in names):
        return "hold"
    if not against:
        return None
    return "stop" if "nobody_asks" in names else "shrink"


def _yield(report: GapReport, one: Programme) -> Yield:
    return Yield(completion(report.version, one.first.level), one.stay or Fraction(0), ("completion",))


def _seats(report: GapReport, one: Programme, action: str, posts: int) -> int | None:
    if action == "expand":
        return _yield(report, one).seats_for(posts)
    if action == "hold":
        return 0
    seats = intake(one.rows)
    if action == "stop":
        return seats
    least = sum(int(report.allocation.surplus.least[k]) for k in one.nodes)
    exact = Fraction(least, PERSON) / (_yield(report, one).posts or 1)
    return min(seats, exact.numerator // exact.denominator)


def _people(report: GapReport, one: Proposal) -> int:
    """Who comes with the seats, 1/1000; nobody is lost with those who are left over in every maximum flow."""
    return _yield(report, one.programme).people_of(one.seats) if one.action == "expand" and one.seats else 0


def _item(report: GapReport, one: Proposal, closes: int) -> Item:
    programme, first = one.programme, one.programme.first
    version = report.version
    years = years_of_study(version, first.level, first.field, programme.rows)
    closing = max((int(report.allocation.closes_per_graduate[k]) for k in programme.open), default=0)
    surplus = report.allocation.surplus
    more: Json = {
        "programme": {"key": programme.key, "name": version.name_of(programme.key)},
        "university": {"key": first.university, "name": version.name_of(first.university)},
        "field": {"key": first.field, "name": version.name_of(first.field)} if first.field else None,
        "level": first.level,
        "graduates": programme.graduates,
        "capacity": persons(programme.capacity),
        "intake": intake(programme.rows),
        "shadow_price": people(max((report.shadow_prices[k] for k in programme.open), default=Fraction(0))),
        "closes_per_graduate": persons(closing),
        "surplus": [persons(sum(int(some[k]) for k in programme.nodes)) for some in (surplus.least, surplus.most)],
        "seat": _yield(report, programme).to_json(),
        "years_of_study": years,
        "first_intake": (report.year or 0) + 1,
        "signals": [signal.to_json() for signal in one.signals],
        "agree": len({signal.points for signal in one.signals} & {UP, DOWN}) == 1,
        "placed": _placed(programme),
    }
    evidence = [row.public_id for row in programme.rows] + [row for signal in one.signals for row in signal.rows]
    return Item(
        list=DISCIPLINES,
        action=one.action,
        target={"programme": programme.key},
        title=f"{more['university']['name']} · {more['programme']['name']} · {first.level or '层次不明'}",
        names=names_of(version, (programme.key, first.university, first.field)),
        quantity=one.seats,
        unit=SEATS,
        effect=Effect(closes, one.bands),
        first_year=first_graduates(report.year or 0, years),
        evidence=tuple(dict.fromkeys(evidence)),
        more=more,
    )


def _placed(one: Programme) -> Json:
    """去向落实率 as the rows give it: shown, and never a signal."""
    given = sorted({int(row.body["placed_ppm"]) for row in one.rows if row.body.get("placed_ppm") is not None})
    return {"rates": [people(Fraction(rate, 1_000_000)) for rate in given], "counts": False}
