"""One post that two senders report under two names of its firm: asked, where no registry knows the firm."""

from __future__ import annotations

import pytest

from ingest.review import Answer, decide, dictionary_of, questions, resolve
from tests.lists import links_of, post, store_with_dictionary, take, talent_file


@pytest.fixture
def store(tmp_path):
    return store_with_dictionary(tmp_path)


@pytest.fixture
def two_names(store, tmp_path):
    """Two senders report one post of a firm that no registry knows, spelt in two ways; a third firm is another."""
    for sender, name in (("甲", "沟渠明澈精密机械有限公司"), ("乙", "沟渠市明澈精密机械有限公司")):
        rows = [post(1, 单位名称=name), post(2, 单位名称="沟渠新区阀门厂", 岗位名称=f"{sender}的焊工")]
        take(store, talent_file(tmp_path / f"{sender}.xlsx", rows), sender=sender)
    return store


def firms_of(store):
    return [links["firm"] for links in links_of(store, "talent_demand")]


def test_one_post_of_two_senders_under_near_names_of_its_firm_is_asked_once(two_names):
    (question,) = questions(two_names)
    assert question.place.kind == "firm"
    assert {question.place.mention, question.candidates[0].name} == {
        "沟渠明澈精密机械有限公司",
        "沟渠市明澈精密机械有限公司",
    }
    assert "同一岗位" in question.candidates[0].reason


def test_two_names_of_a_firm_that_no_registry_knows_become_one_by_a_decision(two_names):
    before = set(firms_of(two_names))
    (question,) = questions(two_names)
    key = resolve(dictionary_of(two_names), question.place, question.candidates[0].key)
    decide(two_names, [Answer(question.place, key, "")], who="王")
    assert set(firms_of(two_names)) < before
    assert questions(two_names) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("沟渠明澈精密机械第一有限公司", "沟渠明澈精密机械第二有限公司"),
        ("沟渠明澈精密机械有限公司", "北岸果蔬冷链有限公司"),
    ],
)
def test_firms_that_differ_in_a_number_or_in_most_of_their_names_are_not_asked(store, tmp_path, first, second):
    for sender, name in (("甲", first), ("乙", second)):
        take(store, talent_file(tmp_path / f"{sender}.xlsx", [post(1, 单位名称=name)]), sender=sender)
    assert questions(store) == []


def test_who_reports_both_firms_tells_them_apart(store, tmp_path):
    names = ("沟渠明澈精密机械有限公司", "沟渠市明澈精密机械有限公司")
    take(
        store, talent_file(tmp_path / "甲.xlsx", [post(k, 单位名称=name) for k, name in enumerate(names)]), sender="甲"
    )
    take(store, talent_file(tmp_path / "乙.xlsx", [post(1, 单位名称=names[0])]), sender="乙")
    assert questions(store) == []
