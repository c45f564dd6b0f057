"""What there is to fill posts with: the graduates of a year, programme by programme, as capacity.

    capacity = graduates · (1 − further study) · retention         in 1/1000 person, rounded half up

Seats reserved for an employer are a supply of their own with the same attrition, open to that employer alone; the
programme's open supply keeps the rest. Completion is no factor here: who is counted has graduated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from graph.gaps.directions import direction_of
from graph.gaps.offers import Choice, Fallback, offers_of
from graph.parameters import Parameter
from graph.snapshot import Fact, Snapshot

PERSON = 1000
"""Units of capacity and headcount in one person."""


@dataclass(frozen=True, slots=True)
class Supply:
    """Graduates of one programme in one year that are open to all, or reserved for one employer.

    A direction that rows state is a supply of its own; `direction` is "" where they state none.

    `capacity` and `capacity_lo` in 1/1000 person are the ends of what is known, equal where one sender gives it and
    every rate is known; `further` and `leaving` in persons: graduates − further − leaving = capacity.
    """

    id: str
    programme: str
    university: str
    field: str | None
    level: str | None
    year: int
    major: str
    direction: str
    reserved_for: str | None
    graduates: int
    further: Fraction
    capacity: int
    capacity_lo: int
    flags: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def leaving(self) -> Fraction:
        return self.graduates - self.further - Fraction(self.capacity, PERSON)


@dataclass(frozen=True, slots=True)
class DefaultUsed:
    """A rate that offers did not give, and how many graduates it was applied to; None where no parameter exists."""

    name: str
    parameter: Parameter | None
    graduates: int


@dataclass(frozen=True)
class SupplySide:
    """All supplies of a year, sorted by id. `present`: somebody sent offers that count."""

    year: int
    present: bool
    supplies: tuple[Supply, ...]
    defaults: tuple[DefaultUsed, ...]
    fallbacks: tuple[Fallback, ...]
    several_senders: tuple[str, ...]

    @property
    def graduates(self) -> int:
        return sum(one.graduates for one in self.supplies)

    @property
    def capacity(self) -> int:
        return sum(one.capacity for one in self.supplies)


def supply_side(version: Snapshot, year: int) -> SupplySide:
    """The supplies of `year`; of universities of which nobody sent it, those of one or two years before."""
    choices, fallbacks = offers_of(version, year)
    rates = Rates(version)
    supplies: list[Supply] = []
    for choice in choices:
        supplies += _supplies(version, choice, rates)
    return SupplySide(
        year=year,
        present=bool(choices),
        supplies=tuple(sorted(supplies, key=lambda one: one.id)),
        defaults=rates.used(),
        fallbacks=fallbacks,
        several_senders=tuple(sorted(one.programme for one in choices if len(one.by_sender) > 1)),
    )


@dataclass(frozen=True, slots=True)
class Attrition:
    """Rates of one offer; None is unknown, and no parameter fills it."""

    further: Fraction | None
    retention: Fraction | None
    flags: tuple[str, ...]

    def staying(self, people: int) -> tuple[Fraction, Fraction]:
        """The least and the most that stay of so many graduates."""
        if self.further is None or self.retention is None:
            return Fraction(0), Fraction(people)
        kept = people * (1 - self.further) * self.retention
        return kept, kept


class Rates:
    """Rates of offers with their defaults; remembers how many graduates each default was applied to."""

    def __init__(self, version: Snapshot) -> None:
        self._parameters = version.parameters
        self._touched: dict[str, int] = {}
        self._parameter: dict[str, Parameter | None] = {}

    def of(self, offer: Fact) -> Attrition:
        flags: list[str] = []
        further = self._rate(offer, "further_study", "further_ppm", flags)
        retention = self._rate(offer, "retention", "retention_ppm", flags)
        return Attrition(further, retention, tuple(flags))

    def _rate(self, offer: Fact, name: str, column: str, flags: list[str]) -> Fraction | None:
        given = offer.body.get(column)
        if given is not None:
            return Fraction(given, 1_000_000)
        found = self._parameters.find(name, offer.links.get("level"))
        flags.append(f"{name}_default" if found else f"{name}_unknown")
        return found.value if found else None

    def count(self, offer: Fact) -> None:
        """Remember that this offer's graduates are part of the answer."""
        for name, column in (("further_study", "further_ppm"), ("retention", "retention_ppm")):
            if offer.body.get(column) is None:
                found = self._parameters.find(name, offer.links.get("level"))
                key = found.name if found else name
                self._parameter[key] = found
                self._touched[key] = self._touched.get(key, 0) + int(offer.body["graduates"])

    def used(self) -> tuple[DefaultUsed, ...]:
        return tuple(DefaultUsed(name, self._parameter[name], self._touched[name]) for name in sorted(self._touched))


@dataclass(slots=True)
class _Pool:
    """Graduates being added up, open or for one employer. `least` and `most` are what stays of them."""

    graduates: int = 0
    further: Fraction = Fraction(0)
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(0)

    def add(self, people: int, rates: Attrition) -> None:
        least, most = rates.staying(people)
        self.graduates += people
        self.further += people * (rates.further or 0) if rates.retention is not None else 0
        self.least += least
        self.most += most


def _supplies(version: Snapshot, choice: Choice, rates: Rates) -> list[Supply]:
    """The open supply of a programme and one for each employer with reserved seats.

    Where several senders speak of the programme, what the one with the larger capacity says is the upper end, and what
    the one with the smallest says the lower.
    """
    counted = [
        [one for some in _by_direction(version, offers) for one in _counted(version, choice, *some, rates)]
        for offers in choice.by_sender
    ]
    most = max(range(len(counted)), key=lambda k: (sum(one.capacity for one in counted[k]), -k))
    for offer in choice.by_sender[most]:
        rates.count(offer)
    if len(counted) == 1:
        return counted[0]
    least = min(range(len(counted)), key=lambda k: (sum(one.capacity_lo for one in counted[k]), k))
    upper, lower = ({one.id: one for one in counted[k]} for k in (most, least))
    sources = tuple(sorted({row for some in counted for one in some for row in one.sources}))
    supplies = []
    for name in sorted({*upper, *lower}):
        one = upper.get(name) or replace(lower[name], graduates=0, further=Fraction(0), capacity=0)
        floor = lower[name].capacity_lo if name in lower else 0
        flags = tuple(sorted({*one.flags, "several_senders"}))
        supplies.append(replace(one, capacity_lo=floor, flags=flags, sources=sources))
    return supplies


def _by_direction(version: Snapshot, offers: tuple[Fact, ...]) -> list[tuple[str, str, list[Fact]]]:
    """(what the id of the supply ends with, direction, offers)."""
    stated: dict[str, list[Fact]] = {}
    for offer in offers:
        field = offer.links.get("field")
        name = version.name_of(field) if field else ""
        stated.setdefault(direction_of(str(offer.body.get("major") or ""), name), []).append(offer)
    return [(f"({one})" if one else "", one, stated[one]) for one in sorted(stated)]


def _counted(
    version: Snapshot, choice: Choice, ending: str, direction: str, offers: list[Fact], rates: Rates
) -> list[Supply]:
    whole = _Pool()
    seats: dict[str, _Pool] = {}
    flags: set[str] = set()
    for offer in offers:
        graduates, attrition = int(offer.body["graduates"]), rates.of(offer)
        whole.add(graduates, attrition)
        flags |= {*attrition.flags, *offer.flags}
        employer, reserved = version.same_firm(offer.links.get("reserved_for")), offer.body.get("reserved_seats")
        if employer and reserved is None:
            flags.add("reserved_seats_unknown")
        if reserved and not employer:
            flags.add("reserved_for_nobody")
        if employer and reserved:
            if reserved > graduates:
                flags.add("reserved_seats_cut")
            seats.setdefault(employer, _Pool()).add(min(reserved, graduates), attrition)
    first = offers[0]
    if first.links.get("level") is None:
        flags.add("level_unknown")
    if first.links.get("field") is None:
        flags.add("field_unlinked")
    sources = tuple(sorted(offer.public_id for offer in offers))
    taken = _Pool()
    supplies = []

    def supply(name: str, employer: str | None, pool: _Pool, capacity: tuple[int, int]) -> Supply:
        return Supply(
            id=name,
            programme=choice.programme,
            university=first.links["university"],
            field=first.links.get("field"),
            level=first.links.get("level"),
            year=choice.year,
            major=str(first.body.get("major") or ""),
            direction=direction,
            reserved_for=employer,
            graduates=pool.graduates,
            further=pool.further,
            capacity=capacity[1],
            capacity_lo=capacity[0],
            flags=tuple(sorted(flags)),
            sources=sources,
        )

    kept = [0, 0]
    for employer in sorted(seats):
        pool = seats[employer]
        capacity = half_up(pool.least), half_up(pool.most)
        supplies.append(supply(f"{choice.programme}{ending}#{employer}", employer, pool, capacity))
        kept = [kept[0] + capacity[0], kept[1] + capacity[1]]
        taken.graduates += pool.graduates
        taken.further += pool.further
    rest = _Pool(whole.graduates - taken.graduates, whole.further - taken.further)
    left = max(0, half_up(whole.least) - kept[0]), max(0, half_up(whole.most) - kept[1])
    supplies.append(supply(f"{choice.programme}{ending}", None, rest, left))
    return supplies


def half_up(people: Fraction) -> int:
    """Persons in thousandths, rounded half up.

    >>> half_up(Fraction(1, 2000)), half_up(Fraction(1, 3))
    (1, 333)
    """
    return (2 * PERSON * people.numerator + people.denominator) // (2 * people.denominator)
