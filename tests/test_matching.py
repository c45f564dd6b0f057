"""The illustration of who goes where agrees with the split it illustrates."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadArgument
from graph.gaps.fair import fair_split
from graph.gaps.matching import cheapest_matching


@st.composite
def splits(draw, most=9):
    supplies, demands = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    pairs = st.tuples(st.integers(0, supplies - 1), st.integers(0, demands - 1))
    edges = sorted(draw(st.sets(pairs)))
    return fair_split(
        draw(st.lists(st.integers(0, most), min_size=supplies, max_size=supplies)),
        draw(st.lists(st.integers(0, most), min_size=demands, max_size=demands)),
        draw(st.lists(st.integers(1, 3), min_size=demands, max_size=demands)),
        [i for i, _ in edges],
        [j for _, j in edges],
    )


def placed(matching, size):
    total = np.zeros(size, np.int64)
    np.add.at(total, matching.demand, matching.amount)
    return total.tolist()


@given(splits(), st.data())
def test_every_demand_gets_its_share_to_the_unit_and_nobody_is_lost(split, data):
    pairs = len(split.market.supply)
    cost = np.array(data.draw(st.lists(st.integers(0, 50), min_size=pairs, max_size=pairs)), np.int64)
    matching = cheapest_matching(split, cost)
    got = placed(matching, len(split.market.headcount))
    assert sum(got) == split.served_total
    assert all(abs(people - split.served(j)) < 1 for j, people in enumerate(got))
    used = np.zeros(len(split.market.capacity), np.int64)
    np.add.at(used, matching.supply, matching.amount)
    assert (used <= split.market.capacity).all()


@given(splits(most=2), st.data())
def test_no_cheaper_placement_of_the_same_shares_exists(split, data):
    market, pairs = split.market, len(split.market.supply)
    if pairs > 6:
        return
    cost = data.draw(st.lists(st.integers(0, 9), min_size=pairs, max_size=pairs))
    matching = cheapest_matching(split, np.array(cost, np.int64))
    cheapest = None
    for amounts in product(range(3), repeat=pairs):
        used, got = [0] * len(market.capacity), [0] * len(market.headcount)
        for i, j, amount in zip(market.supply.tolist(), market.demand.tolist(), amounts, strict=True):
            used[i] += amount
            got[j] += amount
        fits = all(u <= c for u, c in zip(used, market.capacity.tolist(), strict=True))
        shared = all(abs(people - split.served(j)) < 1 for j, people in enumerate(got))
        if fits and shared and sum(got) == split.served_total:
            total = sum(a * c for a, c in zip(amounts, cost, strict=True))
            cheapest = total if cheapest is None else min(cheapest, total)
    assert matching.cost == cheapest


def test_a_share_in_thousandths_is_placed_in_thousandths():
    split = fair_split([100_000], [80_000, 80_000, 80_000], [1, 1, 1], [0, 0, 0], [0, 1, 2])
    assert split.served(0) == Fraction(100_000, 3)
    assert sorted(cheapest_matching(split, np.zeros(3, np.int64)).amount.tolist()) == [33_333, 33_333, 33_334]


def test_costs_must_belong_to_the_pairs():
    split = fair_split([1], [1], [1], [0], [0])
    with pytest.raises(BadArgument, match="1 costs"):
        cheapest_matching(split, np.zeros(2, np.int64))
    with pytest.raises(BadArgument, match="0 or more"):
        cheapest_matching(split, np.array([-1]))
