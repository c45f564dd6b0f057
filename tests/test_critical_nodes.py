"""Critical nodes: what is gone without one of them, each by an exact solution again."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.gaps.critical import critical
from graph.gaps.report import gap_report
from graph.gaps.technologies import technology_gaps
from graph.rows import Submission
from tests.innovation import InnovationCity


def tables(city):
    return critical(gap_report(city.snapshot())).to_json()


def named(table, column):
    return {one["name"]: one[column] for one in table}


@pytest.fixture
def city():
    city = InnovationCity()
    city.lab("空实验室", "空大学")
    city.talent("p0", "空大学")
    return city


# -- programmes and universities ---------------------------------------------------------------------


def test_a_programme_costs_what_nobody_else_can_fill():
    city = InnovationCity()
    city.offer("甲大学", "080901", 60)
    city.offer("乙大学", "080901", 60)
    city.demand("工程师", "080901", headcount=80)
    found = tables(city)
    assert [one["delta_joint_gap"] for one in found["programmes"]] == [20, 20]
    assert named(found["universities"], "delta_joint_gap") == {"甲大学": 20, "乙大学": 20}


def test_a_university_takes_all_its_programmes_and_the_seats_reserved_in_them():
    city = InnovationCity()
    city.offer("甲大学", "080901", 40, reserved=("沟渠化学", 10))
    city.offer("甲大学", "081301", 40)
    city.demand("工程师", "080901", headcount=40)
    city.demand("工艺师", "081301", headcount=40)
    found = tables(city)
    assert found["universities"][0]["delta_joint_gap"] == 80
    assert sorted(one["delta_joint_gap"] for one in found["programmes"]) == [40, 40]


CODES = ("080901", "080902", "081301", "020301K")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(CODES), st.integers(0, 9)), min_size=1, max_size=6),
    st.lists(
        st.tuples(st.sets(st.sampled_from(CODES), min_size=1, max_size=2), st.integers(1, 9)), min_size=1, max_size=5
    ),
)
def test_each_figure_is_the_gap_of_the_city_without_the_node(offers, demands):
    def gap(without=lambda school, code: False):
        city = InnovationCity()
        for school, code, graduates in offers:
            city.offer(f"{school}大学", code, 0 if without(school, code) else graduates)
        for number, (codes, posts) in enumerate(demands):
            city.demand(f"岗位{number}", *sorted(codes), headcount=posts)
        return gap_report(city.snapshot())

    report = gap()
    found, base = critical(report), report.totals["joint_gap"]
    for one in found.universities:
        alone = gap(lambda school, code, key=one.key: key == f"university:name:{school}大学")
        assert one.delta == alone.totals["joint_gap"] - base
    for one in found.programmes:
        alone = gap(lambda school, code, key=one.key: f":{school}大学|undergraduate:{code}|" in key)
        assert one.delta == alone.totals["joint_gap"] - base


# -- labs and talents --------------------------------------------------------------------------------


def turned(table, key):
    (one,) = [one for one in table if one["key"].endswith(key)]
    return {name: [demand["need"] for demand in some] for name, some in one["turned"].items()}


def test_the_last_lab_leaves_a_demand_uncovered_and_the_second_last_house_leaves_a_single_source(city):
    city.need("膜")
    city.need("泵")
    city.lab("一号", "甲大学", "膜")
    city.lab("二号", "乙大学", "膜", "泵")
    found = tables(city)
    assert turned(found["labs"], "一号") == {"uncovered": [], "single_source": ["膜"]}
    assert turned(found["labs"], "二号") == {"uncovered": ["泵"], "single_source": ["膜"]}
    assert [one["name"] for one in found["labs"]] == ["二号", "一号", "空实验室"]


def test_a_talent_who_is_alone_with_a_technology_is_critical(city):
    city.need("膜")
    city.talent("p1", "甲大学", "膜")
    assert turned(tables(city)["talents"], "p1") == {"uncovered": ["膜"], "single_source": []}


def test_of_three_houses_none_is_critical(city):
    city.need("膜")
    for school in ("甲大学", "乙大学", "丙大学"):
        city.lab(f"{school}实验室", school, "膜")
    found = tables(city)
    assert all(one["turned"] == {"uncovered": [], "single_source": []} for one in found["labs"])


def test_a_host_takes_its_labs_along_unless_another_host_stays_and_never_its_people(city):
    city.need("膜")
    city.need("泵")
    city.lab("一号", "甲大学", "膜")
    city.talent("p1", "甲大学", "膜")
    city.lab("二号", "甲大学", "泵")
    city.lab("二号", "乙大学", "泵", sender="乙大学")
    (first,) = [one for one in tables(city)["universities"] if one["name"] == "甲大学"]
    assert [lab["name"] for lab in first["labs"]] == ["一号"]
    assert turned([first], "甲大学") == {"uncovered": [], "single_source": []}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("甲乙"), st.sets(st.sampled_from("膜泵阀"), max_size=3)), max_size=5),
    st.integers(0, 4),
)
def test_what_turns_is_what_a_version_without_the_lab_says(labs, which):
    def gaps(without=None):
        city = InnovationCity()
        city.lab("空实验室", "空大学")
        city.talent("p0", "空大学")
        for need in "膜泵阀":
            city.need(need)
        for number, (school, technologies) in enumerate(labs):
            if number != without:
                city.lab(f"{number}号", f"{school}大学", *sorted(technologies))
        return city.snapshot()

    if which >= len(labs):
        return
    before, after = technology_gaps(gaps()), technology_gaps(gaps(which))
    (one,) = [one for one in critical(gap_report(gaps())).labs if one.key == f"lab:{which}号"]
    fallen = {
        demand.technology: after.coverage[demand.technology].name
        for demand in before.demands
        if after.coverage[demand.technology].name != before.coverage[demand.technology].name
    }
    assert {each.demand.technology: each.after for each in one.turned} == fallen


# -- firms -------------------------------------------------------------------------------------------


def test_a_firm_withdraws_its_posts_frees_its_seats_loses_its_labs_and_leaves_its_segments(city):
    city.segment("C1-01")
    city.segment("C1-02")
    city.firm("甲厂", "C1-01", "C1-02")
    city.firm("乙厂", "C1-02")
    city.offer("甲大学", "080901", 30, reserved=("甲厂", 10), retention_ppm=500_000)
    city.demand("工程师", "080901", firm="甲厂", headcount=40)
    city.lab("厂实验室", "甲厂", "膜")
    city.need("膜", "乙厂")
    city.need("膜", "甲厂")
    found = {one["name"]: one for one in tables(city)["firms"]}["甲厂"]
    assert (found["posts"], found["unmet"]) == (40, 25)
    assert (found["reserved_seats"], found["capacity"]) == (10, 5)
    assert [lab["name"] for lab in found["labs"]] == ["厂实验室"]
    assert [len(found["turned"][name]) for name in ("uncovered", "single_source")] == [1, 0]  # its own goes with it
    assert [one["key"] for one in found["segments_without_a_firm"]] == ["segment:C1-01"]


# -- what is absent, and order -----------------------------------------------------------------------


def test_what_rests_on_an_absent_list_is_null():
    city = InnovationCity()
    city.demand("工程师", "080901", firm="甲厂")
    found = tables(city)
    assert found["notes"]["absent"] == ["training", "technology", "labs", "talents", "firms"]
    assert found["labs"] is found["talents"] is None
    (firm,) = found["firms"]
    assert firm["posts"] == 1
    assert [firm[name] for name in ("unmet", "reserved_seats", "labs", "turned", "segments_without_a_firm")] == [
        None
    ] * 5


def test_without_posts_a_university_has_no_figure():
    city = InnovationCity()
    city.row("record", Submission("senders", "x", ""), {"sender": "x"}, {})
    city.offer("甲大学", "080901", 60)
    assert tables(city)["universities"][0]["delta_joint_gap"] is None


def test_the_order_of_rows_changes_nothing(city):
    for number, school in enumerate(("甲大学", "乙大学", "丙大学")):
        city.offer(school, "080901", 10)
        city.lab(f"{number}号", school, "膜")
        city.demand(f"工程师{number}", "080901", headcount=9)
    city.need("膜")
    before = json.dumps(tables(city))
    city.rows = {submission: rows[::-1] for submission, rows in reversed(city.rows.items())}
    assert json.dumps(tables(city)) == before
