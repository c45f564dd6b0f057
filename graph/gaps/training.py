"""Training gaps: what is asked of programmes against what they deliver, and whether posts say the same.

A request is offered by the programmes of its level (unknown on one side fits all) whose field is near enough (parameter
tau). Requests that compete for the same graduates are short together, every graduate counted once, as in the report:

    short = Σ asked − maximum flow            fairly split: those who compete share in the same proportion

One programme with 100 graduates, two requests for 80: together 60 are short, 30 each.

>>> split = split_market(Market.of([100_000], [80_000, 80_000], [0, 0], [0, 0], [0, 1]))
>>> split.gap_total, split.numerator.tolist(), split.denominator.tolist()
(60000, [5, 5], [8, 8])

Training delivers people, so graduates count whole here, before further study and leaving.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from graph.gaps.compatible import TAU
from graph.gaps.cuts import VALUES
from graph.gaps.demand import Demand
from graph.gaps.fair import FairSplit, split_market
from graph.gaps.fields import CLASS, Taught
from graph.gaps.market import Ints, Market
from graph.gaps.printed import Json, Listed, Printed
from graph.gaps.report import GapReport
from graph.gaps.requests import Accepted, Request, requests_of
from graph.gaps.supply import PERSON, Supply
from graph.snapshot import Fact, Snapshot

UNLINKED, NO_PROGRAMME, OTHER_LEVEL, RESERVED, NO_GRADUATES = REASONS = (
    "unlinked", "no_programme", "other_level", "reserved", "no_graduates",
)  # fmt: skip
"""Why nobody offers what is asked for: the field is not known here; nobody teaches it; it is taught at another level
only; all its seats are another employer's; its programmes have no graduates this year."""

AGREE, REQUESTED_ONLY, SHORT_ONLY = VERDICTS = ("agree", "requested_only", "short_only")


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """`posts` that would take its graduates, `naming` those of them that name a field (不限 asks for nobody), and
    people `requested`; persons. None where a list is absent."""

    key: str
    supplies: tuple[Supply, ...]
    posts: int | None
    naming: int | None
    requested: int | None

    @property
    def graduates(self) -> int:
        return sum(one.graduates for one in self.supplies)

    @property
    def unasked(self) -> bool | None:
        """Nobody names it, neither posts nor requests; None where one side is not known and the other is silent."""
        if self.naming or self.requested:
            return False
        return None if self.naming is None or self.requested is None else True


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """One class of fields (else a discipline, 跨类, 不限, 未注明) at one level. `gap` in 1/1000 post.

    `verdict`: agree, both a request and a shortage; requested_only, no post that is short would take those whom the
    requests ask for; short_only, posts are short and no request asks for anybody whom they would take. None where
    nothing is short or asked for, where the field is no single class, or where a list is absent.
    """

    field: str
    level: str
    requests: tuple[Request, ...]
    demands: tuple[Demand, ...]
    gap: Fraction | None
    verdict: str | None


@dataclass(eq=False)
class TrainingGaps(Printed):
    """Requests for the year of a gap report, against its supplies and its gaps."""

    report: GapReport
    requests: tuple[Request, ...]
    other_years: tuple[Fact, ...]

    @property
    def version(self) -> Snapshot:
        return self.report.version

    @property
    def asked(self) -> bool:
        """Somebody sent a request for the year; a training list of offers alone says nothing about requests."""
        return bool(self.requests)

    @property
    def computed(self) -> bool:
        return self.asked and self.report.supply.present

    @cached_property
    def _least(self) -> int:
        tau = self.version.parameters.value("tau", TAU) * 1000
        return -(-tau.numerator // tau.denominator)

    @cached_property
    def _near(self) -> list[list[int]]:
        """[R] supplies whose field is near enough, whatever the level."""
        by_field: dict[str, list[int]] = {}
        for k, one in enumerate(self.report.supplies):
            if one.field:
                by_field.setdefault(one.field, []).append(k)
        taught = Taught(self.version.fields, by_field, self._least)
        return [
            sorted(k for near in taught.near(one.field) for k in by_field[near]) if one.field else []
            for one in self.requests
        ]

    def _fits(self, request: Request, supply: Supply) -> bool:
        same_level = request.level is None or supply.level is None or request.level == supply.level
        return same_level and supply.reserved_for in (None, request.sponsor)

    @cached_property
    def offered_by(self) -> list[list[int]]:
        """[R] supplies that deliver what a request asks for, sorted; those without graduates included."""
        supplies = self.report.supplies
        return [
            [k for k in near if self._fits(one, supplies[k])]
            for one, near in zip(self.requests, self._near, strict=True)
        ]

    @cached_property
    def market(self) -> Market:
        """Requests against graduates, 1/1000 person; no request is more urgent than another."""
        return Market.of(
            [PERSON * one.graduates for one in self.report.supplies],
            [PERSON * one.lo for one in self.requests],
            [0] * len(self.requests),
            [k for some in self.offered_by for k in some],
            [j for j, some in enumerate(self.offered_by) for _ in some],
        )

    @cached_property
    def split(self) -> FairSplit:
        return split_market(self.market)

    @cached_property
    def short(self) -> list[Fraction] | None:
        """[R] people short, 1/1000, exact."""
        if not self.computed:
            return None
        split, asked = self.split, self.market.headcount.tolist()
        ratios = zip(asked, split.numerator.tolist(), split.denominator.tolist(), strict=True)
        return [Fraction(people * (d - n), d) for people, n, d in ratios]

    @cached_property
    def reasons(self) -> list[str | None]:
        """[R] why nobody offers what is asked for; None where somebody does."""
        if not self.computed:
            return [None] * len(self.requests)
        acceptable = self.market.acceptable_capacity().tolist()
        return [None if some else self._reason(j) for j, some in enumerate(acceptable)]

    def _reason(self, j: int) -> str:
        one, supplies = self.requests[j], self.report.supplies
        if one.field is None:
            return UNLINKED
        at_level = [k for k in self._near[j] if one.level is None or supplies[k].level in (None, one.level)]
        if any(supplies[k].graduates for k in at_level):
            return RESERVED
        return NO_GRADUATES if at_level else OTHER_LEVEL if self._near[j] else NO_PROGRAMME

    def at_wanted(self, j: int) -> bool | None:
        """Whether a university that the sponsor would like offers it; None where it names none."""
        wants = self.requests[j].wants
        if not wants or not self.report.supply.present:
            return None
        return any(self.report.supplies[k].university in wants for k in self.offered_by[j])

    @cached_property
    def programmes(self) -> tuple[Programme, ...]:
        """Every programme with who asks for it, sorted by key."""
        posts = self.report.allocation.asked if self.report.demand.present else None
        naming = self._naming() if self.report.demand.present else None
        requested = self.market.asking_headcount() if self.asked else None
        groups: dict[str, list[int]] = {}
        for k, one in enumerate(self.report.supplies):
            groups.setdefault(one.programme, []).append(k)

        def most(counts: Ints | None, some: list[int]) -> int | None:
            # Seats reserved for one employer and open ones are asked for by the same posts.
            return None if counts is None else max(int(counts[k]) for k in some) // PERSON

        return tuple(
            Programme(
                key=key,
                supplies=tuple(self.report.supplies[k] for k in groups[key]),
                posts=most(posts, groups[key]),
                naming=most(naming, groups[key]),
                requested=most(requested, groups[key]),
            )
            for key in sorted(groups)
        )

    def _naming(self) -> Ints:
        """[P] posts that may take graduates of a supply and name a field."""
        report, market = self.report, self.report.allocation.market
        taught = Taught(self.version.fields, (one.field for one in report.supplies if one.field), self._least)
        counts = np.ones(len(market.supply), np.bool_)
        for j, one in enumerate(report.demands):
            if any(alternative.any for alternative in one.requirement.alternatives):
                near = {name for field in one.requirement.fields for name in taught.near(field)}
                for e in range(int(market.start[j]), int(market.start[j + 1])):
                    counts[e] = report.supplies[int(market.supply[e])].field in near
        asked = np.zeros(len(market.capacity), np.int64)
        np.add.at(asked, market.supply[counts], market.headcount[market.demand[counts]])
        return asked

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """Every class of fields and level that a post or a request names; gaps add up to the joint gap."""
        report, version = self.report, self.version
        requests: dict[tuple[str, str], list[Request]] = {}
        demands: dict[tuple[str, str], list[int]] = {}
        for one in self.requests:
            key = self._class_of(one.field or UNSTATED), one.level or UNSTATED
            requests.setdefault(key, []).append(one)
        for k, demand in enumerate(report.demands):
            key = self._class_of(VALUES["field"](version, demand)), VALUES["level"](version, demand)
            demands.setdefault(key, []).append(k)
        gaps = report.gaps if report.computed else None
        confirmed: set[str] = set()
        if gaps is not None:
            short = (demand for demand, gap in zip(report.demands, gaps, strict=True) if gap)
            confirmed.update(*(self._accepted.by(demand.requirement) for demand in short))
        found = []
        for key in sorted({*requests, *demands}):
            asking, posts = requests.get(key, []), demands.get(key, [])
            gap = None if gaps is None else report.gap_of(posts)
            found.append(
                Signal(
                    field=key[0],
                    level=key[1],
                    requests=tuple(asking),
                    demands=tuple(report.demands[k] for k in posts),
                    gap=gap,
                    verdict=self._verdict(key[0], asking, posts, gap, confirmed),
                )
            )
        return tuple(found)

    @cached_property
    def _accepted(self) -> Accepted:
        return Accepted(self.version, self.requests, self._least)

    def _verdict(
        self, field: str, asking: list[Request], posts: list[int], gap: Fraction | None, confirmed: set[str]
    ) -> str | None:
        if gap is None or not self.asked or not field.startswith("field:"):
            return None
        if asking:
            return AGREE if gap or any(one.id in confirmed for one in asking) else REQUESTED_ONLY
        if not gap:
            return None
        report = self.report
        heard = any(report.gaps[k] and self._accepted.by(report.demands[k].requirement) for k in posts)
        return AGREE if heard else SHORT_ONLY

    def _class_of(self, field: str) -> str:
        """The class that a field lies in, else the field itself (a discipline, or a word for no field)."""
        if not field.startswith("field:"):
            return field
        return min(self.version.fields.of_kind(field, CLASS), default=field)

    @cached_property
    def totals(self) -> dict[str, Any]:
        """Requests and programmes counted; people in 1/1000, exact. None where a list is absent."""
        asked, offered = self.asked, self.report.supply.present
        unasked = [one.unasked for one in self.programmes]
        verdicts = [one.verdict for one in self.signals]
        judged = self.computed and self.report.computed
        return {
            "requests": len(self.requests) if asked else None,
            "requested": PERSON * sum(one.lo for one in self.requests) if asked else None,
            "at_least": any(one.hi is None for one in self.requests) if asked else None,
            "short": sum(self.short, Fraction(0)) if self.short is not None else None,
            "not_offered": sum(one is not None for one in self.reasons) if self.computed else None,
            "programmes": len(self.programmes) if offered else None,
            "unasked": unasked.count(True) if offered and None not in unasked else None,
            "unasked_by_posts": self._silent("naming"),
            "unasked_by_requests": self._silent("requested"),
            **{name: verdicts.count(name) if judged else None for name in VERDICTS},
        }

    def _silent(self, side: str) -> int | None:
        """Programmes that one side does not ask for."""
        counts = [getattr(one, side) for one in self.programmes]
        return counts.count(0) if counts and None not in counts else None

    def values(self, listed: Listed) -> Json:
        from graph.gaps.training_printing import training_json

        return training_json(self, listed)


UNSTATED = "未注明"


def training_gaps(report: GapReport) -> TrainingGaps:
    """The training gaps beside a gap report; kept with its version."""
    known: TrainingGaps | None = report.version.cache.get(("training_gaps", id(report)))
    if known is None:
        requests, others = requests_of(report.version, report.year)
        known = report.version.cache["training_gaps", id(report)] = TrainingGaps(report, requests, others)
    return known
