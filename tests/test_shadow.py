"""What one graduate more is worth, against reachability by definition and against solving again."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.gaps.fair import fair_split
from graph.gaps.market import Market
from graph.gaps.shadow import closes_per_graduate, shadow_prices

WEIGHTS = {1: Fraction(1), 2: Fraction(3, 2), 3: Fraction(4)}


@st.composite
def markets(draw):
    supplies, demands = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    pairs = st.tuples(st.integers(0, supplies - 1), st.integers(0, demands - 1))
    edges = sorted(draw(st.sets(pairs)))
    return Market.of(
        draw(st.lists(st.integers(0, 9), min_size=supplies, max_size=supplies)),
        draw(st.lists(st.integers(0, 9), min_size=demands, max_size=demands)),
        draw(st.lists(st.integers(1, 3), min_size=demands, max_size=demands)),
        [i for i, _ in edges],
        [j for _, j in edges],
    )


def split_with(market, capacity):
    return fair_split(capacity, market.headcount, market.tier, market.supply, market.demand)


def raised(market, programme, people):
    capacity = market.capacity.copy()
    capacity[programme] += people
    return capacity


@given(markets(), st.integers(1, 12))
def test_closes_per_graduate_is_solving_again(market, person):
    before = split_with(market, market.capacity).gap_total
    closes = closes_per_graduate(market, person)
    for i in range(len(market.capacity)):
        assert closes[i] == before - split_with(market, raised(market, i, person)).gap_total


@given(markets())
def test_the_price_is_the_weight_of_the_tier_that_would_gain(market):
    # Scaled up, so that one unit more is too little to fill any demand and go on to the next tier.
    scaled = Market.of(market.capacity * 10**6, market.headcount * 10**6, market.tier, market.supply, market.demand)
    split = split_with(scaled, scaled.capacity)
    prices = shadow_prices(split, WEIGHTS)
    for i, price in enumerate(prices):
        after = split_with(scaled, raised(scaled, i, 1))
        gained = {
            int(scaled.tier[j])
            for j in range(len(scaled.headcount))
            if after.unmet(j) < split.unmet(j)
        }  # fmt: skip
        assert price == (WEIGHTS[max(gained)] if gained else 0)


@given(markets())
def test_a_price_stands_where_and_only_where_a_graduate_would_close_something(market):
    split = split_with(market, market.capacity)
    closes = closes_per_graduate(market, 1)
    assert [price > 0 for price in shadow_prices(split, WEIGHTS)] == (closes > 0).tolist()


def test_a_programme_without_graduates_has_a_price_when_its_field_is_short():
    split = fair_split([0, 7], [5, 5], [3, 1], [0, 1], [0, 1])
    assert shadow_prices(split, WEIGHTS) == [WEIGHTS[3], 0]
    assert closes_per_graduate(split.market, 2).tolist() == [2, 0]


def test_a_tier_without_a_weight_is_an_error():
    with pytest.raises(KeyError):
        shadow_prices(fair_split([1], [5], [9], [0], [0]), WEIGHTS)


def test_a_graduate_closes_no_more_than_is_short():
    market = Market.of([1000], [1300], [1], [0], [0])
    assert closes_per_graduate(market).tolist() == [300]
    assert np.array_equal(closes_per_graduate(market, 100), [100])
