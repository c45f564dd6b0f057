"""What holds of every city's report: sums, bounds, proofs, order."""

import itertools
import random
from fractions import Fraction

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.gaps.report import gap_report
from graph.gaps.supply import PERSON
from tests.builders import City
from tests.random_cities import cities


def short_by_brute_force(report):
    """max over sets of demands of h(T) − cap(N(T))."""
    market = report.allocation.market
    accepts_ = [set(report.allocation.accepted(j).tolist()) for j in range(len(report.demands))]
    best = 0
    for size in range(1, len(report.demands) + 1):
        for some in itertools.combinations(range(len(report.demands)), size):
            near = set().union(*(accepts_[j] for j in some))
            best = max(best, sum(int(market.headcount[j]) for j in some) - sum(int(market.capacity[i]) for i in near))
    return best


@settings(max_examples=150, deadline=None)
@given(cities())
def test_the_joint_gap_lies_between_naive_and_proportional_and_every_sum_is_exact(city):
    report = gap_report(city.snapshot())
    totals = report.totals
    if not report.computed:
        assert totals["joint_gap"] is None
        return
    joint = totals["joint_gap"]
    assert joint == short_by_brute_force(report)
    assert totals["naive_gap"] <= joint <= totals["proportional_gap"] + 1e-6
    assert joint == totals["unlinked"] + totals["no_programme"] + totals["competed"] == sum(report.gaps)
    assert joint == sum(band.gap for band in report.bands)
    assert totals["joint_gap_hi"] == joint
    assert sum(report.allocation.proportional[1]) == pytest.approx(totals["proportional_gap"])
    for cut in report.cuts.values():
        assert sum(one.gap for one in cut.buckets) == joint
        assert sum(one.headcount for one in cut.buckets) == totals["headcount"]
        assert sum(one.naive for one in cut.buckets) == totals["naive_gap"]
        assert sum(sum(one.parts.values()) for one in cut.buckets) == joint


@settings(max_examples=100, deadline=None)
@given(cities())
def test_every_certificate_adds_up_in_plain_python_from_the_report_alone(city):
    report = gap_report(city.snapshot())
    printed = orjson.loads(orjson.dumps(report.to_json()))
    demands = {one["id"]: one for one in printed["demands"]}
    supplies = {one["id"]: one for one in printed["supplies"]}
    short = {
        one["id"]: one["headcount"][0] * (1 - Fraction(*one["served"])) for one in printed["demands"] if one["served"]
    }
    for band in printed["bands"]:
        proof = band["certificate"]
        assert proof["holds"]
        assert set(band["members"]) <= set(proof["demands"])
        asked = sum(demands[one]["headcount"][0] for one in proof["demands"])
        there = sum(Fraction(str(supplies[one]["capacity"])) for one in proof["supplies"])
        assert asked - there == sum(short[one] for one in proof["demands"])
        others = sum(Fraction(str(one["gap"])) for one in proof["others"])
        assert abs(asked - there - Fraction(str(proof["own"])) - others) < Fraction(len(proof["others"]) + 1, PERSON)


@settings(max_examples=60, deadline=None)
@given(cities())
def test_the_fair_gap_lies_inside_its_range_and_a_graduate_more_closes_at_most_one_post(city):
    report = gap_report(city.snapshot())
    if not report.computed:
        return
    allocation, headcount = report.allocation, report.allocation.market.headcount
    for k, gap in enumerate(report.gaps):
        assert allocation.ranges.least[k] <= gap <= allocation.ranges.most[k] <= headcount[k]
    for k, one in enumerate(report.supplies):
        assert 0 <= allocation.surplus.least[k] <= allocation.surplus.most[k] <= one.capacity
        assert 0 <= allocation.closes_per_graduate[k] <= PERSON
        assert (report.shadow_prices[k] > 0) == (allocation.closes_per_graduate[k] > 0)


@settings(max_examples=60, deadline=None)
@given(cities(), st.integers(0, 1000))
def test_the_order_of_rows_changes_no_byte(city, seed):
    before = orjson.dumps(gap_report(city.snapshot()).to_json())
    shuffled = City(dictionary=False)
    chance = random.Random(seed)
    submissions = list(city.rows.items())
    chance.shuffle(submissions)
    for submission, rows in submissions:
        shuffled.rows[submission] = chance.sample(rows, len(rows))
    assert orjson.dumps(gap_report(shuffled.snapshot()).to_json()) == before


@settings(max_examples=60, deadline=None)
@given(cities())
def test_the_store_changes_no_byte(tmp_path_factory, city):
    folder = tmp_path_factory.mktemp("store")
    assert orjson.dumps(gap_report(city.snapshot(folder)).to_json()) == orjson.dumps(
        gap_report(city.snapshot()).to_json()
    )
