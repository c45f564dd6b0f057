"""A thousand tiny cities through their rows: every figure of the report against its definition by brute force.

Tiers, reserved seats, levels, classes, rates and programmes in several rows included.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import orjson
import pytest

from graph.gaps.report import gap_report
from tests.cities import City, bands_by_definition, ratios_by_definition
from tests.tiny_markets import most_served, random_plan

CITIES, BLOCKS = 1_000, 10


def without(amounts, index):
    return (*amounts[:index], 0, *amounts[index + 1 :])


def expected_ranges(city, most):
    """(least, most) of every demand and of every supply."""
    demands, supplies = [], []
    for j, h in enumerate(city.headcount):
        others = City(city.capacity, without(city.headcount, j), city.tier, city.pairs)
        demands.append([max(0, h - city.cap(city.accepts({j}))), h - (most - most_served(others))])
    for i, c in enumerate(city.capacity):
        others = City(without(city.capacity, i), city.headcount, city.tier, city.pairs)
        asked = city.posts({j for k, j in city.pairs if k == i})
        supplies.append([max(0, c - asked), c - (most - most_served(others))])
    return demands, supplies


def expected_proportional(city):
    """In all, and by demand."""
    reach = [city.cap(city.accepts({j})) for j in range(len(city.headcount))]
    share = {
        (i, j): Fraction(city.headcount[j] * city.capacity[i], reach[j])
        for i, j in city.pairs
        if reach[j] > 0
    }  # fmt: skip
    asked = [sum((x for (k, _), x in share.items() if k == i), Fraction(0)) for i in range(len(city.capacity))]
    over = [max(Fraction(0), d - c) for d, c in zip(asked, city.capacity, strict=True)]
    each = [
        sum((x * over[i] / asked[i] for (i, k), x in share.items() if k == j and asked[i]), Fraction(0))
        if reach[j]
        else Fraction(h)
        for j, h in enumerate(city.headcount)
    ]
    return sum(over) + sum(h for h, r in zip(city.headcount, reach, strict=True) if r == 0), each


def thousandths(values):
    return [round(1000 * value) for value in values]


@pytest.mark.parametrize("block", range(BLOCKS))
def test_a_thousand_tiny_cities_are_reported_as_the_definition_says(block):
    for seed in range(block * CITIES // BLOCKS, (block + 1) * CITIES // BLOCKS):
        plan = random_plan(seed)
        printed = orjson.loads(orjson.dumps(gap_report(plan.rows().snapshot()).to_json()))
        demands, supplies = printed["demands"], printed["supplies"]
        city = plan.market([one["id"] for one in supplies], [one["post"] for one in demands])
        names, ids = [one["id"] for one in demands], [one["id"] for one in supplies]

        assert thousandths(one["capacity"] for one in supplies) == list(city.capacity), seed
        assert {*plan.supplies()} == set(ids), seed
        ratio = ratios_by_definition(city)
        assert [Fraction(*one["served"]) for one in demands] == ratio, seed

        most = most_served(city)
        short = sum(city.headcount) - most
        naive = [max(0, h - city.cap(city.accepts({j}))) for j, h in enumerate(city.headcount)]
        total, each = expected_proportional(city)
        totals = printed["totals"]
        assert thousandths([totals["joint_gap"], totals["naive_gap"]]) == [short, sum(naive)], seed
        assert totals["proportional_gap"] == pytest.approx(float(total / 1000), abs=0.0501), seed
        assert thousandths(one["naive"] for one in demands) == naive, seed
        assert [one["proportional"] for one in demands] == pytest.approx([float(x / 1000) for x in each], abs=0.0501)

        bands = bands_by_definition(city, ratio)
        assert [
            (one["tier"], Fraction(*one["ratio"]), one["members"], one["certificate"]["demands"],
             one["certificate"]["supplies"])
            for one in printed["bands"]
        ] == [
            (tier, r, [names[j] for j in members], [names[j] for j in proof], [ids[i] for i in near])
            for tier, r, members, proof, near in bands
        ], seed  # fmt: skip

        of_demand, of_supply = expected_ranges(city, most)
        assert [thousandths(one["range"]) for one in demands] == of_demand, seed
        assert [thousandths(one["surplus"]) for one in supplies] == of_supply, seed
        for one, (least, greatest), h, r in zip(demands, of_demand, city.headcount, ratio, strict=True):
            assert least <= h * (1 - r) <= greatest, (seed, one["id"])


@pytest.mark.parametrize("block", range(4))
def test_one_graduate_more_and_a_programme_less_are_the_report_of_other_rows(block):
    for seed in range(5_000 + 25 * block, 5_025 + 25 * block):
        plan = random_plan(seed)
        report = gap_report(plan.rows().snapshot())
        gap = report.totals["joint_gap"]
        for i, one in enumerate(report.supplies):
            offers = [offer for offer in plan.offers if offer.programme == one.programme]
            if not offers:
                continue  # the programme of nobody
            employer = (one.reserved_for or "").removeprefix("firm:name:")
            reserved = (employer, 1) if employer else None
            more = replace(offers[0], graduates=1, reserved=reserved, further_ppm=0, retention_ppm=10**6)
            after = gap_report(replace(plan, offers=(*plan.offers, more)).rows().snapshot()).totals["joint_gap"]
            assert gap - after == report.allocation.closes_per_graduate[i], (seed, one.id)
        for school in sorted({offer.school for offer in plan.offers}):
            left = tuple(offer for offer in plan.offers if offer.school != school)
            gone = [i for i, one in enumerate(report.supplies) if one.university == f"university:name:{school}"]
            after = gap_report(replace(plan, offers=left).rows().snapshot()).totals["joint_gap"]
            assert [after - gap] == report.allocation.absence.together([np.array(gone, np.int64)]), (seed, school)
        for programme in sorted({offer.programme for offer in plan.offers}):
            left = tuple(offer for offer in plan.offers if offer.programme != programme)
            gone = [i for i, one in enumerate(report.supplies) if one.programme == programme]
            after = gap_report(replace(plan, offers=left).rows().snapshot()).totals["joint_gap"]
            assert [after - gap] == report.allocation.absence.together([np.array(gone, np.int64)]), (seed, programme)
