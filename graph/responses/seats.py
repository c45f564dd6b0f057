"""From posts to seats and years: a seat is not a post, and it takes years.

posts of a seat = completion · (1 − further study) · retention
seats           = ⌈posts / posts of a seat⌉
first graduates = first intake that can change + years of study
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from graph.gaps.persons import people
from graph.gaps.supply import PERSON
from graph.responses.items import Json
from graph.snapshot import Fact, Snapshot

COMPLETION = "1"
YEARS_OF_STUDY = {"中专": "3", "大专": "3", "本科": "4", "硕士": "3", "博士": "4"}
"""Where no row and no parameter `years_of_study` of the level says otherwise."""
LONG_STUDY = "5"
LONG_FIELDS = frozenset({"field:undergraduate:10", "field:undergraduate:0828"})
"""医学 and 建筑类: parameter `years_of_study_long`."""


@dataclass(frozen=True, slots=True)
class Yield:
    """What one seat gives, in posts; `assumed` are parameters that stood in for what no row gives."""

    completion: Fraction
    stay: Fraction
    assumed: tuple[str, ...] = ()

    @property
    def posts(self) -> Fraction:
        return self.completion * self.stay

    def seats_for(self, thousandths: int) -> int | None:
        """Seats that give so many posts (1/1000); None where a seat gives none.

        With completion 0.97, further study 0.2 and retention 0.5 a seat is 0.388 posts, so 10 posts are 26 seats:

        >>> Yield(Fraction("0.97"), Fraction("0.8") * Fraction("0.5")).seats_for(10_000)
        26
        """
        if not self.posts:
            return None
        seats = Fraction(thousandths, PERSON) / self.posts
        return -(-seats.numerator // seats.denominator)

    def people_of(self, seats: int) -> int:
        """How many stay of so many seats, 1/1000, rounded down."""
        exact = seats * self.posts * PERSON
        return exact.numerator // exact.denominator

    def to_json(self) -> Json:
        return {
            "completion": people(self.completion),
            "stay": people(self.stay),
            "posts_per_seat": people(self.posts),
            "assumed": list(self.assumed),
        }


def completion(version: Snapshot, level: str | None) -> Fraction:
    found = version.parameters.find("completion", level)
    return Fraction(COMPLETION) if found is None else found.value


def assumed_yield(version: Snapshot, level: str | None) -> Yield | None:
    """For a programme that is not there yet; None where a rate has no parameter."""
    further = version.parameters.find("further_study", level)
    retention = version.parameters.find("retention", level)
    if further is None or retention is None:
        return None
    stay = (1 - further.value) * retention.value
    return Yield(completion(version, level), stay, ("completion", further.name, retention.name))


def years_of_study(version: Snapshot, level: str | None, field: str | None, rows: Iterable[Fact] = ()) -> int | None:
    """What the rows of a programme say (学制), else the parameter of its level; None where nobody knows."""
    stated = [int(row.body["duration"]) for row in rows if row.body.get("duration")]
    if stated:
        return max(stated)
    if level == "本科" and field and LONG_FIELDS & version.fields.lineage(field):
        return int(version.parameters.value("years_of_study_long", LONG_STUDY))
    found = version.parameters.find("years_of_study", level)
    if found is not None:
        return int(found.value)
    return int(YEARS_OF_STUDY[level]) if level in YEARS_OF_STUDY else None


def first_graduates(year: int, years: int | None) -> int | None:
    """The first year in which a decision of `year` shows: the intake of the year after is the first that can change.

    >>> first_graduates(2026, 4), first_graduates(2026, None)
    (2031, None)
    """
    return None if years is None else year + 1 + years
