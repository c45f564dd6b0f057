"""引才: how many people to bring in, of which field and level, how urgently, and where such people are.

An item is one kind of people: classes of fields asked for, lowest and highest level, tier. All posts that are short and
ask for just this make it up, in whatever band they stand: bands are cut along what they ask for, and two bands that ask
for the same are one item that names both. So its id outlives the numbers of bands. Over the items of a band the posts
add up to its gap; posts whose fields did not link are no item, their names go to review first.

    quantity = ⌈Σ posts short⌉        people are whole
    effect   = the exact fall of U* when so many people come who fit any of these posts
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from graph.gaps.market import Ints
from graph.gaps.persons import people, persons
from graph.gaps.report import COMPETED, EXPERIENCED, NO_PROGRAMME, BandReport, GapReport
from graph.gaps.supply import PERSON
from graph.responses.effects import Addition, effects
from graph.responses.items import PERSONS, RECRUITMENT, BandPart, Effect, Item, Json
from graph.responses.sources import Sources
from graph.responses.targets import Wanted, field_words, level_words, names_of, wanted_by

SHORT_OF_PEOPLE = (COMPETED, NO_PROGRAMME, EXPERIENCED)
"""Classes of demands that people from elsewhere can fill; where a name did not link, nobody knows whom to look for."""


@dataclass(frozen=True, eq=False)
class Wish:
    """The demands of one kind of people: positions in the report, sorted; `posts` short in 1/1000, exact."""

    wanted: Wanted
    tier: int
    demands: Ints
    posts: Fraction
    bands: tuple[BandPart, ...]

    @property
    def quantity(self) -> int:
        """Whole persons.

        >>> Wish(Wanted((), False, "学历", None), 1, np.zeros(0, np.int64), Fraction(100_000, 3), ()).quantity
        34
        """
        return -(-self.posts.numerator // (self.posts.denominator * PERSON))

    @property
    def addition(self) -> Addition:
        """The people who would come."""
        return Addition(self.demands, PERSON * self.quantity)


def wishes(report: GapReport) -> list[Wish]:
    """All kinds of people who are short: the most urgent first, then the most posts, then by target."""
    groups: dict[tuple[Wanted, int], list[int]] = {}
    for k, (one, name) in enumerate(zip(report.demands, report.classes, strict=True)):
        if name in SHORT_OF_PEOPLE:
            groups.setdefault((wanted_by(report.version, one), one.tier), []).append(k)
    found = [_wish(report, wanted, tier, members) for (wanted, tier), members in groups.items()]
    return sorted(found, key=lambda one: (-one.tier, -one.posts, str(one.wanted)))


def _wish(report: GapReport, wanted: Wanted, tier: int, members: list[int]) -> Wish:
    parts: dict[int, Fraction] = {}
    for k in members:
        band = int(report.split.band[k])
        parts[band] = parts.get(band, Fraction(0)) + report.gaps[k]
    bands = tuple(BandPart(report.bands[b].id, b + 1, parts[b]) for b in sorted(parts))
    return Wish(wanted, tier, np.array(members, np.int64), sum(parts.values(), Fraction(0)), bands)


def recruitment(report: GapReport) -> tuple[Item, ...]:
    """The list, most urgent first. Empty where a list is absent that a shortage rests on."""
    if not report.computed:
        return ()
    wanted = wishes(report)
    closes = effects(report.allocation.market, [one.addition for one in wanted])
    sources = Sources(report)
    proofs = [certificate_json(band) for band in report.bands]
    return tuple(_item(report, one, fall, sources, proofs) for one, fall in zip(wanted, closes, strict=True))


def _item(report: GapReport, wish: Wish, closes: int, sources: Sources, proofs: list[Json]) -> Item:
    version, wanted = report.version, wish.wanted
    demands = [report.demands[k] for k in wish.demands.tolist()]
    where = sources.of(wanted, wish.quantity)
    more: Json = {
        "posts": persons(wish.posts),
        "demands": len(demands),
        "firms": len({one.firm for one in demands if one.firm}),
        "at_least": any(one.hi is None for one in demands),
        "classes": {name: sum(report.classes[k] == name for k in wish.demands.tolist()) for name in SHORT_OF_PEOPLE},
        "urgency": {
            "tier": wish.tier,
            "weight": people(version.urgency.weight(wish.tier)),
            "labels": sorted({str(label) for one in demands if (label := one.row.body.get("urgency"))}),
        },
        "where": where.shown,
        "certificates": [proofs[part.number - 1] for part in wish.bands],
    }
    return Item(
        list=RECRUITMENT,
        action="recruit",
        target=wanted.to_json() | {"tier": wish.tier},
        title=f"{field_words(version, wanted)} · {level_words(wanted.levels)}",
        names=names_of(version, wanted.fields),
        quantity=wish.quantity,
        unit=PERSONS,
        effect=Effect(closes, wish.bands),
        first_year=report.year,
        evidence=tuple(dict.fromkeys([*(row for one in demands for row in one.sources), *where.rows])),
        more=more,
    )


def certificate_json(band: BandReport) -> Json:
    """The proof of a band, the reason why nobody here can fill these posts."""
    proof = band.certificate
    return {
        "band": band.id,
        "number": band.number,
        "band_gap": persons(band.gap),
        "headcount": persons(proof.headcount),
        "capacity": persons(proof.capacity),
        "gap": persons(proof.gap),
        "own": persons(proof.own),
        "others": [{"band": number, "gap": persons(gap)} for number, gap in proof.others],
        "holds": proof.holds,
    }
