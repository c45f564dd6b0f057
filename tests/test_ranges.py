"""Bounds over all maximum flows and N−1, against recorded instances and against solving again."""

import json
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.gaps.fair import fair_split
from graph.gaps.market import Market
from graph.gaps.ranges import Absence, gap_bounds, n_minus_one, surplus_bounds


def market_of(capacity, headcount, pairs, tier=None):
    tier = [1] * len(headcount) if tier is None else tier
    return Market.of(capacity, headcount, tier, [i for i, _ in pairs], [j for _, j in pairs])


def served(market, capacity=None, headcount=None):
    """The maximum flow, by a split of the changed market."""
    return fair_split(
        market.capacity if capacity is None else capacity, market.headcount if headcount is None else headcount,
        market.tier, market.supply, market.demand,
    ).served_total  # fmt: skip


def without(amounts, index):
    left = amounts.copy()
    left[index] = 0
    return left


def assert_bounds_are_those_of_solving_again(market):
    every = served(market)
    gaps, surplus, absence = gap_bounds(market), surplus_bounds(market), Absence.of(market)
    for j, h in enumerate(market.headcount.tolist()):
        others = served(market, headcount=without(market.headcount, j))
        assert gaps.most[j] == h - (every - others)
        acceptable = sum(market.capacity[market.supply[market.demand == j]].tolist())
        assert gaps.least[j] == max(0, h - acceptable)
    for i, c in enumerate(market.capacity.tolist()):
        loss = every - served(market, capacity=without(market.capacity, i))
        assert absence.each()[i] == loss
        assert surplus.most[i] == c - loss
        asked = sum(market.headcount[market.demand[market.supply == i]].tolist())
        assert surplus.least[i] == max(0, c - asked)


def wider_market(seed, fullness, programmes=25, demands=70):
    """Fields in a ring, so that exchanges run far; fullness 1 is a market in balance."""
    random = Random(seed)
    headcount = [random.randint(0, 30) for _ in range(demands)]
    capacity = [int(random.random() * 2 * fullness * sum(headcount) / programmes) for _ in range(programmes)]
    home = [random.randrange(programmes) for _ in range(demands)]
    pairs = [((home[j] + random.randrange(4)) % programmes, j) for j in range(demands) for _ in range(2)]
    return market_of(capacity, headcount, pairs)


@st.composite
def markets(draw):
    supplies, demands = draw(st.integers(0, 5)), draw(st.integers(1, 6))
    pairs = st.tuples(st.integers(0, max(0, supplies - 1)), st.integers(0, demands - 1))
    return market_of(
        draw(st.lists(st.integers(0, 9), min_size=supplies, max_size=supplies)),
        draw(st.lists(st.integers(0, 9), min_size=demands, max_size=demands)),
        sorted(draw(st.sets(pairs))) if supplies else [],
        draw(st.lists(st.integers(1, 3), min_size=demands, max_size=demands)),
    )


@pytest.mark.shared
def test_recorded_ranges_are_reproduced(shared_data):
    for name in ("fair_gap.jsonl", "fair_gap_tiered.jsonl"):
        for line in (shared_data / "oracle" / name).read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            bounds = gap_bounds(market_of(told["capacity"], told["headcount"], told["edges"], told["tier"]))
            assert np.stack([bounds.least, bounds.most], 1).tolist() == told["gap_range_untiered"], told["id"]


@given(markets())
def test_bounds_of_tiny_markets_are_those_of_solving_again(market):
    assert_bounds_are_those_of_solving_again(market)


@pytest.mark.parametrize("fullness", [0.6, 0.95, 1.0, 1.05, 1.4])
def test_bounds_of_a_wider_market_are_those_of_solving_again(fullness):
    for seed in range(3):
        assert_bounds_are_those_of_solving_again(wider_market(seed, fullness))


@pytest.mark.parametrize("fullness", [0.6, 1.0, 1.4])
def test_a_university_falls_away_with_all_its_programmes(fullness):
    for seed in range(6):
        market, random = wider_market(seed, fullness), Random(seed)
        every, absence = served(market), Absence.of(market)
        for size in (1, 3, 8, 25):
            programmes = np.array(random.sample(range(25), size))
            again = served(market, capacity=without(market.capacity, programmes))
            assert absence.together([programmes]) == [every - again]


@pytest.mark.parametrize("seed", range(6))
def test_programmes_that_the_same_demands_accept_answer_one_by_one_and_together(seed):
    random = Random(seed)
    one_each = wider_market(seed, random.choice((0.7, 1.0, 1.6)), programmes=12, demands=40)
    copies = [random.randint(1, 4) for _ in one_each.capacity]
    kind = [k for k, number in enumerate(copies) for _ in range(number)]
    capacity = [int(one_each.capacity[k]) // copies[k] * random.randint(0, 2) for k in kind]
    pairs = zip(one_each.supply.tolist(), one_each.demand.tolist(), strict=True)
    accepted = [(i, j) for k, j in pairs for i, other in enumerate(kind) if other == k]
    market = market_of(capacity, one_each.headcount.tolist(), accepted)
    assert_bounds_are_those_of_solving_again(market)
    every, absence = served(market), Absence.of(market)
    groups = [np.array(random.sample(range(len(kind)), random.randint(0, len(kind)))) for _ in range(20)]
    again = []
    for some in groups:
        left = market.capacity.copy()
        left[some.astype(int)] = 0
        again.append(every - served(market, capacity=left))
    assert absence.together([some.astype(np.int64) for some in groups]) == again


def test_a_university_without_programmes_is_no_loss():
    assert Absence.of(wider_market(1, 1.0)).together([np.zeros(0, np.int64)]) == [0]


@given(markets())
def test_the_fair_gap_lies_inside_its_bounds_when_urgency_plays_no_part(market):
    split = fair_split(market.capacity, market.headcount, [1] * len(market.headcount), market.supply, market.demand)
    bounds = gap_bounds(market)
    for j in range(len(market.headcount)):
        assert bounds.least[j] <= split.unmet(j) <= bounds.most[j]


@given(markets())
def test_the_tiered_gap_lies_inside_the_same_bounds(market):
    split = fair_split(market.capacity, market.headcount, market.tier, market.supply, market.demand)
    bounds = gap_bounds(market)
    for j in range(len(market.headcount)):
        assert bounds.least[j] <= split.unmet(j) <= bounds.most[j]


def test_n_minus_one_takes_the_bare_arrays():
    assert n_minus_one([60, 60, 5], [80], [0, 1], [0, 0]).tolist() == [20, 20, 0]


def test_bounds_hold_for_amounts_near_the_limit_of_the_solver():
    small = wider_market(4, 0.9)
    scale = 10**14
    large = market_of(
        small.capacity * scale, small.headcount * scale, list(zip(small.supply, small.demand, strict=True))
    )
    large.capacity[3] += 1
    assert_bounds_are_those_of_solving_again(large)
