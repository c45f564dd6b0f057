"""Tiny cities as plans in plain Python, from which both come: the rows of a report, and the answer by definition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from random import Random

from tests.builders import City as Rows
from tests.builders import accepts
from tests.cities import City, servable
from tests.random_cities import exact

MAJORS = ("080901", "080902", "081301")
LADDER = ("中专", "大专", "本科", "硕士", "博士")
TIERS = {"特别紧缺": 3, "紧缺": 2, "一般": 1, None: 1}
FIRMS = ("甲公司", "乙公司")


@dataclass(frozen=True)
class Offer:
    """One row: graduates of a programme, and seats of them that are reserved."""

    school: str
    code: str | None
    level: str | None
    graduates: int
    further_ppm: int
    retention_ppm: int
    reserved: tuple[str, int] | None = None

    @property
    def programme(self) -> str:
        last = f"undergraduate:{self.code}" if self.code else "name:某专业"
        return f"programme:name:{self.school}|{last}|{self.level or ''}"

    def staying(self, people: int) -> Fraction:
        return people * (1 - Fraction(self.further_ppm, 10**6)) * Fraction(self.retention_ppm, 10**6)


NOBODY = Offer("无人大学", "020301K", "本科", 0, 0, 10**6)


@dataclass(frozen=True)
class Post:
    """One row: what it accepts is codes (a class of four digits holds its majors; 不限 all) and an interval."""

    name: str
    firm: str
    codes: tuple[str, ...]
    degree: tuple[str, str] | None
    headcount: int
    urgency: str | None

    def takes(self, offer: Offer) -> bool:
        if self.degree and offer.level:
            low, high = map(LADDER.index, self.degree)
            if not low <= LADDER.index(offer.level) <= high:
                return False
        return "不限" in self.codes or any(offer.code and offer.code.startswith(one) for one in self.codes)


@dataclass(frozen=True)
class Plan:
    offers: tuple[Offer, ...]
    posts: tuple[Post, ...]

    @property
    def every_offer(self) -> tuple[Offer, ...]:
        """With a programme without graduates, so that there is always a list of offers."""
        return (NOBODY, *self.offers)

    def rows(self) -> Rows:
        """τ = 1: only a field itself and what lies in it."""
        city = exact(Rows())
        for one in self.every_offer:
            city.offer(
                one.school, one.code, one.graduates, level=one.level, reserved=one.reserved,
                further_ppm=one.further_ppm, retention_ppm=one.retention_ppm,
            )  # fmt: skip
        for post in self.posts:
            wanted = [accepts(*post.codes, degree=post.degree)]
            city.demand(post.name, firm=post.firm, headcount=post.headcount, urgency=post.urgency, alternatives=wanted)
        return city

    def supplies(self) -> dict[str, int]:
        """Capacity in thousandths by id: reserved seats first, the open supply keeps the rest."""
        pools: dict[str, Fraction] = {}
        for one in self.every_offer:
            pools[one.programme] = pools.get(one.programme, Fraction(0)) + one.staying(one.graduates)
            if one.reserved:
                firm, seats = one.reserved
                name = f"{one.programme}#firm:name:{firm}"
                pools[name] = pools.get(name, Fraction(0)) + one.staying(min(seats, one.graduates))
        found = {name: floor(1000 * people + Fraction(1, 2)) for name, people in pools.items()}
        for name in pools:
            if "#" in name:
                found[name.partition("#")[0]] -= found[name]
        return found

    def market(self, supplies: list[str], posts: list[str]) -> City:
        """The arrays by definition, in the order in which a report names supplies and posts."""
        capacity = self.supplies()
        by_name = {one.name: one for one in self.posts}
        offers = {one.programme: one for one in self.every_offer}
        pairs = []
        for i, name in enumerate(supplies):
            programme, _, employer = name.partition("#firm:name:")
            for j, post in enumerate(by_name[one] for one in posts):
                if post.takes(offers[programme]) and employer in ("", post.firm):
                    pairs.append((i, j))
        return City(
            tuple(capacity[name] for name in supplies),
            tuple(1000 * by_name[one].headcount for one in posts),
            tuple(TIERS[by_name[one].urgency] for one in posts),
            tuple(pairs),
        )


def random_plan(seed: int) -> Plan:
    """Up to four programmes of two schools, some rows of one programme; up to five posts in three tiers."""
    chance = Random(seed)
    offers = [
        Offer(
            chance.choice(("东大学", "西大学")),
            chance.choice((*MAJORS, None)),
            chance.choice(("本科", "硕士", None)),
            chance.randint(0, 9),
            chance.choice((0, 125_000)),
            chance.choice((10**6, 333_333, 700_000)),
            (chance.choice(FIRMS), chance.randint(1, 6)) if chance.random() < 0.4 else None,
        )
        for _ in range(chance.randint(0, 4))
    ]
    if offers and chance.random() < 0.2:  # a programme in two rows
        offers[-1] = replace(offers[0], graduates=chance.randint(0, 9), reserved=None)
    posts = [
        Post(
            f"岗位{number}",
            chance.choice(FIRMS),
            tuple(chance.sample((*MAJORS, "0809", "不限"), chance.randint(0, 2))),
            chance.choice((("本科", "博士"), ("本科", "硕士"), ("硕士", "硕士"), None)),
            chance.randint(1, 7),
            chance.choice(tuple(TIERS)),
        )
        for number in range(chance.randint(1, 5))
    ]
    return Plan(tuple(offers), tuple(posts))


def most_served(city: City) -> int:
    """The maximum flow, by min cut over subsets of the demands."""
    return servable(city)[frozenset(range(len(city.headcount)))]
