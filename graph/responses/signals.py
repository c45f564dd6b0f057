"""What speaks for more of a programme, and what for less. Every item about a programme rests on two of these at least.

The share of graduates whose next step is known (去向落实率) is none of them: it is printed beside, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from graph.gaps.compatible import TAU
from graph.gaps.fields import SAME_FIELD, Taught
from graph.gaps.market import Ints, distinct
from graph.gaps.persons import people, persons
from graph.gaps.report import GapReport
from graph.gaps.supply import PERSON, Supply
from graph.gaps.technologies import COVERED, TechnologyDemand, technology_gaps
from graph.gaps.training import TrainingGaps, training_gaps
from graph.responses.items import Json
from graph.responses.seats import completion
from graph.snapshot import Fact

UP, DOWN = "up", "down"

SIGNALS = {
    "shadow_price": (UP, "影子价格为正"),
    "unmet_posts": (UP, "对口岗位未满足"),
    "several_employers": (UP, "多家单位都要"),
    "asked_before": (UP, "上年已有需求"),
    "training_request": (UP, "有培养需求"),
    "technology_demand": (UP, "有技术攻关需求"),
    "surplus": (DOWN, "必有富余"),
    "nobody_asks": (DOWN, "无岗位点名要"),
    "low_retention": (DOWN, "留存率偏低"),
    "growing_intake": (DOWN, "招生多于毕业"),
    "warned": (DOWN, "专业状态预警"),
}
"""Name → which way it points, and what it is called."""

WARNED, CLOSED = "预警", ("停招", "撤销")


@dataclass(frozen=True)
class Signal:
    """One reason: `value` as it is printed, with `unit`; `rows` that it rests on."""

    name: str
    value: Any
    unit: str
    rows: tuple[str, ...]

    @property
    def points(self) -> str:
        return SIGNALS[self.name][0]

    def to_json(self) -> Json:
        points, called = SIGNALS[self.name]
        return {"name": self.name, "name_zh": called, "points": points, "value": self.value, "unit": self.unit}


@dataclass(frozen=True, eq=False)
class Programme:
    """One programme of the report: positions of its supplies, all and those open to everybody; rows of its offers."""

    key: str
    nodes: tuple[int, ...]
    open: tuple[int, ...]
    first: Supply
    rows: tuple[Fact, ...]
    graduates: int
    capacity: int

    @property
    def stay(self) -> Fraction | None:
        """(1 − further study) · retention, as the report counts it; None without graduates."""
        return Fraction(self.capacity, PERSON * self.graduates) if self.graduates else None


class Signals:
    """All signals of a report, programme by programme."""

    def __init__(self, report: GapReport) -> None:
        self.report = report
        self.version = report.version
        self.training: TrainingGaps = training_gaps(report)
        self._asked = {one.key: one for one in self.training.programmes}
        self._research: dict[tuple[str, ...], Signal | None] = {}

    @cached_property
    def programmes(self) -> tuple[Programme, ...]:
        """Sorted by key."""
        groups: dict[str, list[int]] = {}
        for k, one in enumerate(self.report.supplies):
            groups.setdefault(one.programme, []).append(k)
        return tuple(self._programme(key, groups[key]) for key in sorted(groups))

    def _programme(self, key: str, nodes: list[int]) -> Programme:
        supplies = [self.report.supplies[k] for k in nodes]
        facts = self.version.by_id
        rows = sorted({row for one in supplies for row in one.sources})
        return Programme(
            key=key,
            nodes=tuple(nodes),
            open=tuple(k for k in nodes if self.report.supplies[k].reserved_for is None),
            first=supplies[0],
            rows=tuple(facts[row] for row in rows),
            graduates=sum(one.graduates for one in supplies),
            capacity=sum(one.capacity for one in supplies),
        )

    # -- one programme -------------------------------------------------------------------------------

    def of(self, one: Programme, short: Ints, posts: int) -> list[Signal]:
        """Of a programme that `posts` (1/1000) of the `short` demands (positions) wait for."""
        found = [*self._price(one), *self._unmet(short, posts), *self._requested(one), *self._researched(one)]
        return [*found, *self._surplus(one), *self._retention(one), *self._intake(one), *self._status(one)]

    def _price(self, one: Programme) -> list[Signal]:
        price = max((self.report.shadow_prices[k] for k in one.open), default=Fraction(0))
        return [Signal("shadow_price", people(price), "紧缺权重", _ids(one.rows))] if price else []

    def _unmet(self, short: Ints, posts: int) -> list[Signal]:
        if posts <= 0:
            return []
        rows = [row for k in short.tolist() for row in self.report.demands[k].sources]
        return [Signal("unmet_posts", persons(posts), "岗", tuple(rows))]

    def _requested(self, one: Programme) -> list[Signal]:
        offered = sorted({j for node in one.nodes for j in self._requests_of.get(node, ())})
        every = (self.training.requests[j] for j in offered)
        asking = [request for request in every if not request.wants or one.first.university in request.wants]
        if not asking:
            return []
        rows = sorted({row for request in asking for row in request.sources})
        return [Signal("training_request", sum(request.lo for request in asking), "人", tuple(rows))]

    @cached_property
    def _requests_of(self) -> dict[int, list[int]]:
        """Supply → positions of the requests that it delivers."""
        found: dict[int, list[int]] = {}
        for j, offered in enumerate(self.training.offered_by):
            for node in offered:
                found.setdefault(node, []).append(j)
        return found

    def _researched(self, one: Programme) -> list[Signal]:
        return self.researched([one.first.field] if one.first.field else [])

    def _surplus(self, one: Programme) -> list[Signal]:
        least = sum(int(self.report.allocation.surplus.least[k]) for k in one.nodes)
        if least <= 0:
            return []
        found = [Signal("surplus", persons(least), "人", _ids(one.rows))]
        asked = self._asked[one.key]
        if asked.naming == 0 and not asked.requested:
            found.append(Signal("nobody_asks", asked.naming, "岗", _ids(one.rows)))
        return found

    def _retention(self, one: Programme) -> list[Signal]:
        """What rows give, never a default, against what is assumed of the level."""
        assumed = self.version.parameters.find("retention", one.first.level)
        given = [row for row in one.rows if row.body.get("retention_ppm") is not None and row.body.get("graduates")]
        if assumed is None or not given:
            return []
        graduates = sum(int(row.body["graduates"]) for row in given)
        staying = sum(int(row.body["graduates"]) * int(row.body["retention_ppm"]) for row in given)
        rate = Fraction(staying, 1_000_000 * graduates)
        return [Signal("low_retention", people(rate), "比例", _ids(given))] if rate < assumed.value else []

    def _intake(self, one: Programme) -> list[Signal]:
        """More will graduate than do: intake · completion > graduates."""
        entering = intake(one.rows)
        grows = entering * completion(self.version, one.first.level) > one.graduates
        return [Signal("growing_intake", entering - one.graduates, "人", _ids(one.rows))] if grows else []

    def _status(self, one: Programme) -> list[Signal]:
        rows = [row for row in one.rows if row.body.get("status") == WARNED]
        return [Signal("warned", WARNED, "", _ids(rows))] if rows else []

    # -- a field and a level -------------------------------------------------------------------------

    def requested_in(self, field: str, level: str) -> list[Signal]:
        """Requests for a field or anything inside it, at a level."""
        asking = [
            one
            for one in self.training.requests
            if one.field and one.level in (None, level) and field in self.version.fields.lineage(one.field)
        ]
        rows = sorted({row for one in asking for row in one.sources})
        return [Signal("training_request", sum(one.lo for one in asking), "人", tuple(rows))] if asking else []

    def researched(self, fields: Sequence[str]) -> list[Signal]:
        """Open technology demands that need one of the fields and that not two houses here work on."""
        key = tuple(fields)
        if key not in self._research:
            found = {one.id: one for field in key for one in self._open_by_field(field)}
            rows = sorted({row for one in found.values() for row in one.sources})
            self._research[key] = Signal("technology_demand", len(found), "项", tuple(rows)) if found else None
        signal = self._research[key]
        return [signal] if signal else []

    def _open_by_field(self, field: str) -> list[TechnologyDemand]:
        return [one for taught in self._needed.near(field) for one in self._open_demands[taught]]

    @cached_property
    def _open_demands(self) -> dict[str, list[TechnologyDemand]]:
        gaps = technology_gaps(self.version, self.report.year)
        found: dict[str, list[TechnologyDemand]] = {}
        for one in gaps.demands:
            if not one.taken and gaps.coverage_of(one).name != COVERED:
                for field in one.fields:
                    found.setdefault(field, []).append(one)
        return found

    @cached_property
    def _needed(self) -> Taught:
        tau = self.version.parameters.value("tau", TAU) * SAME_FIELD
        return Taught(self.version.fields, self._open_demands, -(-tau.numerator // tau.denominator))

    def waiting_for(self, one: Programme) -> Ints:
        """Demands that accept its open graduates, sorted."""
        start, demands = self._waiting
        return distinct(np.concatenate([demands[start[k] : start[k + 1]] for k in one.open] or [demands[:0]]))

    @cached_property
    def _waiting(self) -> tuple[Ints, Ints]:
        """The demands that accept supply k are demands[start[k]:start[k + 1]]."""
        market = self.report.allocation.market
        order = np.argsort(market.supply, kind="stable")
        start = np.searchsorted(market.supply[order], np.arange(len(market.capacity) + 1)).astype(np.int64)
        return start, market.demand[order]


def intake(rows: Iterable[Fact]) -> int:
    """Students admitted, else seats planned, else graduates, row by row; of several senders the largest sum."""
    by_sender: dict[str, int] = {}
    for row in rows:
        given = [int(row.body[name]) for name in ("admitted", "plan", "graduates") if row.body.get(name) is not None]
        by_sender[row.sender] = by_sender.get(row.sender, 0) + (given[0] if given else 0)
    return max(by_sender.values(), default=0)


def _ids(rows: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(row.public_id for row in rows)
