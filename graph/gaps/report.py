"""The gap report of a version: every graduate counted once, every shortage with its proof.

Three methods stand side by side, always naive ≤ joint ≤ proportional. The joint gap is what no allocation can fill;
it is unlinked + no programme + competed, so that a fault in the data does not look like a shortage of people.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from graph.errors import NotFound
from graph.gaps.cuts import Cut, cuts_of
from graph.gaps.demand import Demand, DemandSide, demand_side
from graph.gaps.fair import FairSplit
from graph.gaps.market import Ints
from graph.gaps.posts import Allocation, allocate
from graph.gaps.printed import Json, Listed, Printed
from graph.gaps.shadow import shadow_prices
from graph.gaps.supply import PERSON, Supply, SupplySide, supply_side
from graph.memory import acyclic
from graph.snapshot import Snapshot

MET, COMPETED, NO_PROGRAMME, UNLINKED, EXPERIENCED = CLASSES = (
    "met", "competed", "no_programme", "unlinked", "experienced",
)  # fmt: skip
"""What becomes of a demand. `experienced` is a part of `no_programme` that is named, for no graduate will do."""


@dataclass(frozen=True)
class Certificate:
    """The proof of a shortage: these demands ask for `headcount`, all that can serve them have `capacity`.

    `own` and `others` (band number, gap) are whose shortage it proves; together they are the gap. All in 1/1000
    person. `holds` was found by plain addition, with the supplies recomputed from the pairs.
    """

    demands: Ints
    supplies: Ints
    headcount: int
    capacity: int
    own: Fraction
    others: tuple[tuple[int, Fraction], ...]
    holds: bool

    @property
    def gap(self) -> int:
        return self.headcount - self.capacity


@dataclass(frozen=True)
class BandReport:
    """A band: demands that share one served ratio. `number` counts from 1, `id` is the smallest demand id."""

    number: int
    id: str
    tier: int
    ratio: Fraction
    members: Ints
    headcount: int
    naive: int
    certificate: Certificate

    @property
    def gap(self) -> Fraction:
        return self.headcount * (1 - self.ratio)


@dataclass(eq=False)
class GapReport(Printed):
    """Gaps of one version, year and kind. Arrays are in the order of `demands` and `supplies`, both sorted by id.

    Where nobody sent a talent list (`demand.present`) or an offer (`supply.present`), what rests on it is None.
    """

    version: Snapshot
    demand: DemandSide
    supply: SupplySide
    allocation: Allocation

    @property
    def year(self) -> int | None:
        return self.demand.year

    @property
    def kind(self) -> str:
        return self.demand.kind

    @property
    def demands(self) -> tuple[Demand, ...]:
        return self.demand.demands

    @property
    def supplies(self) -> tuple[Supply, ...]:
        return self.supply.supplies

    @property
    def computed(self) -> bool:
        """Both lists are there: only then is a shortage a shortage."""
        return self.demand.present and self.supply.present

    @cached_property
    def served(self) -> list[tuple[int, int]]:
        """[D] served ratio, lowest terms."""
        return list(zip(self.split.numerator.tolist(), self.split.denominator.tolist(), strict=True))

    @cached_property
    def band_numbers(self) -> list[int | None]:
        """[D] number of the band, counted from 1; None where nothing is short."""
        return [band + 1 if band >= 0 else None for band in self.split.band.tolist()]

    @property
    def split(self) -> FairSplit:
        return self.allocation.split

    @cached_property
    def gaps(self) -> list[Fraction]:
        """[D] posts short, 1/1000, exact."""
        headcount = self.allocation.market.headcount.tolist()
        return [Fraction(h * (d - n), d) for h, (n, d) in zip(headcount, self.served, strict=True)]

    @cached_property
    def classes(self) -> list[str]:
        """[D] one of CLASSES: what the gap of a demand is made of."""
        bands, reach = self.split.band.tolist(), self.allocation.acceptable.tolist()
        return [
            MET if band < 0 else COMPETED if some else _without_capacity(one)
            for one, band, some in zip(self.demands, bands, reach, strict=True)
        ]

    @cached_property
    def shadow_prices(self) -> list[Fraction]:
        """[P] the weight of the most urgent tier that one graduate more could serve; 0 for none."""
        urgency = self.version.urgency
        return shadow_prices(self.split, {band.tier: urgency.weight(band.tier) for band in self.split.bands})

    @cached_property
    def _short(self) -> list[tuple[int, int, int]]:
        """(position, band, headcount) of the demands that are short."""
        band = self.split.band
        some = np.flatnonzero(band >= 0)
        headcount = self.allocation.market.headcount[some].tolist()
        return list(zip(some.tolist(), band[some].tolist(), headcount, strict=True))

    def gap_of(self, demands: Iterable[int]) -> Fraction:
        """Posts short (1/1000, exact) of some demands, by position."""
        unit, short = self._band_units[0], self._short_units
        return Fraction(sum(short[k] for k in demands), unit)

    @cached_property
    def _short_units(self) -> list[int]:
        """[D] posts short in the least common unit of all bands."""
        _, per_post = self._band_units
        short = [0] * len(self.demands)
        for k, band, posts in self._short:
            short[k] = posts * per_post[band]
        return short

    def short_by(self, keys: Sequence[str]) -> dict[tuple[str, str], Fraction]:
        """Posts short (1/1000, exact) by (key, class), for one key a demand; what is 0 is left out.

        Added up as whole numbers of the least common unit of all bands.
        """
        unit, per_post = self._band_units
        classes, short = self.classes, dict[tuple[str, str], int]()
        for k, band, posts in self._short:
            at = keys[k], classes[k]
            short[at] = short.get(at, 0) + posts * per_post[band]
        return {at: Fraction(amount, unit) for at, amount in short.items()}

    @cached_property
    def _band_units(self) -> tuple[int, list[int]]:
        """The least common unit of the ratios, and by band how many units of a post are short."""
        ratios = [band.ratio for band in self.split.bands]
        unit = math.lcm(*(ratio.denominator for ratio in ratios))
        return unit, [unit // ratio.denominator * (ratio.denominator - ratio.numerator) for ratio in ratios]

    @cached_property
    def totals(self) -> dict[str, Any]:
        """1/1000 persons, exact (proportional: float); None where a list is absent."""
        parts = dict.fromkeys(CLASSES, Fraction(0))
        if self.computed:
            for (_, name), gap in self.short_by([""] * len(self.demands)).items():
                parts[name] += gap
        hi = self.allocation.joint_gap_hi if self.computed else None
        figures: dict[str, Any] = {
            "headcount": sum(PERSON * one.lo for one in self.demands) if self.demand.present else None,
            "graduates": PERSON * self.supply.graduates if self.supply.present else None,
            "capacity": self.supply.capacity if self.supply.present else None,
            "naive_gap": int(self.allocation.naive.sum()),
            "proportional_gap": self.allocation.proportional[0],
            "joint_gap": self.split.gap_total,
            "unlinked": parts[UNLINKED],
            "no_programme": parts[NO_PROGRAMME] + parts[EXPERIENCED],
            "experienced": parts[EXPERIENCED],
            "competed": parts[COMPETED],
            "joint_gap_hi": hi,
            "at_least": any(one.hi is None for one in self.demands),
        }
        if not self.computed:
            for name in ("naive_gap", "proportional_gap", "joint_gap", *CLASSES[1:]):
                figures[name] = None
        return figures

    @cached_property
    def bands(self) -> tuple[BandReport, ...]:
        """Highest tier first, then lowest ratio, then smallest id."""
        if not self.computed:
            return ()
        naive, headcount = self.allocation.naive, self.allocation.market.headcount
        return tuple(
            BandReport(
                number=k + 1,
                id=self.demands[int(band.members[0])].id,
                tier=band.tier,
                ratio=band.ratio,
                members=band.members,
                headcount=int(headcount[band.members].sum()),
                naive=int(naive[band.members].sum()),
                certificate=self._certificate(k),
            )
            for k, band in enumerate(self.split.bands)
        )

    def _certificate(self, k: int) -> Certificate:
        """Re-added from the pairs: the solver's word is not asked."""
        market, band = self.allocation.market, self.split.bands[k]
        demands = band.certificate_demands
        supplies = self.allocation.accepted_by_any(demands)
        headcount, capacity = int(market.headcount[demands].sum()), int(market.capacity[supplies].sum())
        short = self._short_by_band(demands)
        own = short.pop(k, Fraction(0))
        others = tuple((number + 1, short[number]) for number in sorted(short))
        inside = np.zeros(len(self.demands), np.bool_)
        inside[demands] = True
        holds = (
            np.array_equal(supplies, band.certificate_supplies)
            and bool(inside[band.members].all())
            and headcount - capacity == own + sum(gap for _, gap in others)
        )
        return Certificate(demands, supplies, headcount, capacity, own, others, holds)

    def _short_by_band(self, demands: Ints) -> dict[int, Fraction]:
        """Posts short among some demands, by band (counted from 0)."""
        bands = self.split.band[demands]
        some = bands >= 0
        headcount = np.zeros(len(self.split.bands), np.int64)
        np.add.at(headcount, bands[some], self.allocation.market.headcount[demands[some]])
        there = np.flatnonzero(np.bincount(bands[some])).tolist()
        return {k: int(headcount[k]) * (1 - self.split.bands[k].ratio) for k in there}

    @cached_property
    def cuts(self) -> dict[str, Cut]:
        """By dimension; every one adds up to the totals, exactly."""
        return cuts_of(self)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Public id of any demand row → position of its demand."""
        return {row: k for k, one in enumerate(self.demands) for row in one.sources}

    def position(self, demand_id: str) -> int:
        """Where a demand stands, by the id of any of its rows.

        Raises:
            NotFound: no demand of this report has such a row.
        """
        if demand_id not in self.positions:
            raise NotFound(
                f"no demand of {self.year} ({self.kind}) in version {self.version.number} has the id {demand_id}",
                remedy="ids stand in the gap report; another year or kind is another report",
            )
        return self.positions[demand_id]

    def values(self, listed: Listed) -> Json:
        from graph.gaps.printing import report_json

        return report_json(self, listed)


def _without_capacity(one: Demand) -> str:
    if one.unlinked or not one.requirement.states_a_field:
        return UNLINKED
    return EXPERIENCED if one.requirement.experienced else NO_PROGRAMME


def gap_report(version: Snapshot, year: int | None = None, kind: str | None = None) -> GapReport:
    """The gaps of a version.

    `year`: default the year of the latest talent list; `kind`: 现有空缺 or 年度计划, default the one that has rows, the
    plan where both have. Reports are kept with the snapshot: asking twice computes once.

    Raises:
        BadArgument: no such kind.
        SolverError: a maximum flow did not end as it must.
    """
    asked = "gap_report", year, kind
    if asked not in version.cache:
        with acyclic():
            demand = demand_side(version, year, kind)
            found = "gap_report", demand.year, demand.kind
            if found not in version.cache:
                version.cache[found] = _computed(version, demand)
        version.cache[asked] = version.cache[found]
    known: GapReport = version.cache[asked]
    return known


def _computed(version: Snapshot, demand: DemandSide) -> GapReport:
    absent = SupplySide(0, False, (), (), (), ())
    supply = absent if demand.year is None else supply_side(version, demand.year)
    allocation = allocate(version, demand.demands, supply.supplies)
    return GapReport(version, replace(demand, demands=allocation.demands), supply, allocation)
