"""Most tasks, then least cost, then smallest ids: against every possible answer of tiny cases."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.gaps.assignment import assign


def answered(capacity, pairs):
    """`pairs`: {(task, taker): cost}, in any order."""
    keys = list(pairs)
    return assign(
        capacity,
        np.array([task for task, _ in keys], np.int64),
        np.array([taker for _, taker in keys], np.int64),
        np.array([pairs[key] for key in keys], np.int64),
    )


def best_of_all(capacity, pairs):
    nobody = len(capacity)
    tasks = 1 + max(task for task, _ in pairs)
    options = [[*(taker for task, taker in pairs if task == k), nobody] for k in range(tasks)]
    possible = [
        answer
        for answer in itertools.product(*options)
        if all(answer.count(taker) <= room for taker, room in enumerate(capacity))
    ]

    def rank(answer):
        cost = sum(pairs[task, taker] for task, taker in enumerate(answer) if taker != nobody)
        return answer.count(nobody), cost, answer

    return [None if one == nobody else one for one in min(possible, key=rank)]


@st.composite
def problems(draw):
    capacity = draw(st.lists(st.integers(0, 2), min_size=1, max_size=4))
    tasks = draw(st.integers(1, 5))
    costs = st.sampled_from((0, 100, 300, 300, 500))
    pairs = {
        (task, taker): draw(costs) for task in range(tasks) for taker in range(len(capacity)) if draw(st.booleans())
    }
    keys = draw(st.permutations(list(pairs)))
    return capacity, {key: pairs[key] for key in keys}


@given(problems())
def test_the_answer_is_the_first_of_the_best_whatever_the_order_of_the_pairs(problem):
    capacity, pairs = problem
    if pairs:
        assert answered(capacity, pairs) == best_of_all(capacity, pairs)


def test_a_task_more_is_worth_any_cost():
    assert answered([1, 1], {(0, 0): 0, (0, 1): 1000, (1, 0): 1000}) == [1, 0]


def test_a_taker_without_room_takes_nothing():
    assert answered([0], {(0, 0): 0}) == [None]


def test_no_pairs_need_no_answer():
    assert answered([1, 2], {}) == []


def test_a_chain_of_exchanges_brings_the_first_task_to_the_first_taker():
    # every answer costs the same: 0 takes the first, and the rest moves up
    pairs = {(0, 0): 5, (0, 2): 5, (1, 0): 5, (1, 1): 5, (2, 1): 5, (2, 2): 5}
    assert answered([1, 1, 1], pairs) == [0, 1, 2]


def test_five_hundred_equal_offers_are_settled_by_id():
    pairs = {(task, taker): 400 for task in range(100) for taker in range(30)}
    assert answered([2] * 30, pairs) == [task // 2 for task in range(60)] + [None] * 40
