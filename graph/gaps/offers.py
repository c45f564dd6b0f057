"""Which training offers count: of which year, of which submission, of which sender."""

from __future__ import annotations

from dataclasses import dataclass

from graph.periods import lateness
from graph.snapshot import Fact, Snapshot

YEARS_BACK = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """The offers of one programme in one year: those of each sender that counts, the smallest public id first."""

    programme: str
    year: int
    by_sender: tuple[tuple[Fact, ...], ...]


@dataclass(frozen=True, slots=True)
class Fallback:
    """A university of which nobody sent the year: the earlier year that stands in, and its graduates."""

    university: str
    year: int
    graduates: int


def offers_of(version: Snapshot, year: int) -> tuple[tuple[Choice, ...], tuple[Fallback, ...]]:
    """The offers of a year, programme by programme, and the universities that an earlier year stands in for.

    Of a university of which nobody sent the year, the latest of the two years before counts. Of one sender's periods
    the latest that holds (university, year) counts. Of several senders of one programme the university itself counts
    alone.
    """
    usable = [one for one in version.facts["training_offer"] if one.body.get("graduates") is not None]
    years: dict[str, int] = {}
    for offer in usable:
        university, when = offer.links["university"], int(offer.body["year"])
        if year - YEARS_BACK <= when <= year:
            years[university] = max(when, years.get(university, 0))
    latest: dict[tuple[str, str], str] = {}
    of_year = [one for one in usable if years.get(one.links["university"]) == int(one.body["year"])]
    for offer in of_year:
        key = offer.sender, offer.links["university"]
        if key not in latest or lateness(offer.period) > lateness(latest[key]):
            latest[key] = offer.period
    programmes: dict[str, dict[str, list[Fact]]] = {}
    for offer in of_year:
        if offer.period == latest[offer.sender, offer.links["university"]]:
            programmes.setdefault(offer.links["programme"], {}).setdefault(offer.sender, []).append(offer)
    choices = []
    for programme in sorted(programmes):
        university = next(iter(programmes[programme].values()))[0].links["university"]
        by_sender = sorted((tuple(some) for some in programmes[programme].values()), key=lambda some: some[0].public_id)
        if len(by_sender) > 1:
            own = [some for some in by_sender if version.speaks_for(some[0].sender, university)]
            by_sender = own[:1] or by_sender
        choices.append(Choice(programme, years[university], tuple(by_sender)))
    behind = {university: when for university, when in sorted(years.items()) if when < year}
    graduates = dict.fromkeys(behind, 0)
    for choice in choices:
        offers = choice.by_sender[0]
        university = offers[0].links["university"]
        if university in graduates:
            graduates[university] += sum(int(one.body["graduates"]) for one in offers)
    return tuple(choices), tuple(Fallback(name, when, graduates[name]) for name, when in behind.items())
