"""From training offers to capacity: rates, seats, years, senders."""

import pytest

from graph.gaps.report import gap_report
from graph.gaps.supply import supply_side
from tests.builders import City


def supplies(city, year=2024):
    return supply_side(city.snapshot(), year).supplies


def only(city, year=2024):
    (one,) = supplies(city, year)
    return one


def without_rates():
    """No rates in force."""
    city = City(dictionary=False)
    city.field("080901", "计算机科学与技术")
    return city


def test_capacity_is_graduates_less_further_study_times_retention():
    city = City()
    city.offer("沟渠大学", "080901", 100, further_ppm=200_000, retention_ppm=625_000)
    one = only(city)
    assert one.capacity == 50_000
    assert (one.further, one.leaving) == (20, 30)
    assert one.flags == ()


def test_capacity_is_rounded_half_up_to_a_thousandth():
    city = City()
    city.offer("沟渠大学", "080901", 1, further_ppm=0, retention_ppm=500_500)
    assert only(city).capacity == 501
    city = City()
    city.offer("沟渠大学", "080901", 1, further_ppm=0, retention_ppm=500_499)
    assert only(city).capacity == 500


def test_completion_is_no_factor_of_graduates():
    city = City()
    city.parameter("completion", "0.5")
    city.offer("沟渠大学", "080901", 10)
    assert only(city).capacity == 10_000


def test_a_missing_rate_comes_from_the_parameter_and_counts_the_graduates_it_touches():
    city = City()
    city.parameter("retention", "0.6")
    city.parameter("retention.硕士", "0.4")
    city.offer("沟渠大学", "080901", 100, further_ppm=0)
    city.offer("沟渠大学", "080902", 50, further_ppm=0, level="硕士")
    city.offer("沟渠大学", "081301", 7, further_ppm=0, retention_ppm=1_000_000)
    side = supply_side(city.snapshot(), 2024)
    assert {one.major: one.capacity for one in side.supplies} == {
        "计算机科学与技术": 60_000, "软件工程": 20_000, "化学工程与工艺": 7_000,
    }  # fmt: skip
    assert [(one.name, one.parameter.text, one.graduates) for one in side.defaults] == [
        ("retention", "0.6", 100), ("retention.硕士", "0.4", 50),
    ]  # fmt: skip
    assert "retention_default" in side.supplies[0].flags


def test_an_own_rate_for_all_levels_counts_more_than_a_built_in_one_for_the_level():
    city = City()
    city.parameter("retention.本科", "0.3", sender="fourchain")
    city.parameter("retention", "0.8")
    city.offer("沟渠大学", "080901", 10, further_ppm=0)
    assert only(city).capacity == 8_000


def test_of_two_values_the_later_date_counts():
    city = City()
    city.parameter("retention", "0.2", date="2024-01-01")
    city.parameter("retention", "0.4", sender="统计局", date="2025-01-01")
    city.offer("沟渠大学", "080901", 10, further_ppm=0)
    assert only(city).capacity == 4_000


def test_without_rate_and_parameter_the_capacity_is_an_interval():
    city = without_rates()
    city.offer("沟渠大学", "080901", 10)
    one = only(city)
    assert (one.capacity_lo, one.capacity) == (0, 10_000)
    assert one.flags == ("further_study_unknown", "retention_unknown")


def test_one_known_rate_alone_leaves_the_interval_whole():
    city = without_rates()
    city.offer("沟渠大学", "080901", 10, retention_ppm=500_000)
    one = only(city)
    assert (one.capacity_lo, one.capacity) == (0, 10_000)
    assert one.graduates - one.further - one.leaving == 10


def test_rows_of_one_programme_in_one_submission_add_up_before_rounding():
    city = City()
    for edition in ("2020", "2024"):
        city.offer("沟渠大学", "080901", 1, further_ppm=0, retention_ppm=333_400, edition=edition)
    one = only(city)
    assert (one.graduates, one.capacity, len(one.sources)) == (2, 667, 2)


# -- reserved seats ------------------------------------------------------------------------------------


def test_reserved_seats_are_a_supply_of_their_own_with_the_same_attrition():
    city = City()
    city.offer("沟渠大学", "080901", 100, reserved=("沟渠化学", 40), further_ppm=0, retention_ppm=500_000)
    free, seats = supplies(city)
    assert (free.reserved_for, free.graduates, free.capacity) == (None, 60, 30_000)
    assert (seats.reserved_for, seats.graduates, seats.capacity) == ("firm:name:沟渠化学", 40, 20_000)


def test_seats_beyond_the_graduates_are_cut_to_them():
    city = City()
    city.offer("沟渠大学", "080901", 10, reserved=("沟渠化学", 40))
    free, seats = supplies(city)
    assert (free.capacity, seats.capacity) == (0, 10_000)
    assert "reserved_seats_cut" in seats.flags


def test_reserved_seats_serve_their_employer_alone():
    city = City()
    city.offer("沟渠大学", "080901", 10, reserved=("沟渠化学", 10))
    city.demand("工程师", "080901", headcount=4, firm="沟渠化学")
    city.demand("工程师", "080901", headcount=4, firm="沟渠钢铁")
    report = gap_report(city.snapshot()).to_json()
    assert {one["firm"]["name"]: one["gap"] for one in report["demands"]} == {"沟渠化学": 0, "沟渠钢铁": 4}


def test_reserved_seats_fill_only_posts_whose_field_and_level_fit():
    city = City()
    city.offer("沟渠大学", "080901", 10, reserved=("沟渠化学", 10))
    city.demand("会计", "020301K", headcount=4, firm="沟渠化学")
    city.demand("博士", "080901", headcount=1, firm="沟渠化学", degree=("博士", "博士"))
    assert gap_report(city.snapshot()).to_json()["totals"]["joint_gap"] == 5


def test_seats_reserved_under_a_name_are_those_of_the_firm_with_the_one_code():
    city = City()
    city.offer("沟渠大学", "080901", 10, reserved=("沟渠化学", 10))
    city.demand("工程师", "080901", headcount=4, links={"firm": "firm:91990000MA00000001"})
    assert gap_report(city.snapshot()).to_json()["totals"]["joint_gap"] == 0


# -- years and senders ---------------------------------------------------------------------------------


def test_of_a_university_that_nobody_sent_the_latest_of_two_years_before_counts():
    city = City()
    city.offer("甲大学", "080901", 1, year=2024)
    city.offer("甲大学", "080902", 9, year=2023)
    city.offer("乙大学", "080901", 2, year=2023)
    city.offer("乙大学", "080901", 3, year=2022)
    city.offer("丙大学", "080901", 4, year=2021)
    side = supply_side(city.snapshot(), 2024)
    assert {(one.university, one.year): one.graduates for one in side.supplies} == {
        ("university:name:甲大学", 2024): 1, ("university:name:乙大学", 2023): 2,
    }  # fmt: skip
    assert [(one.university, one.year, one.graduates) for one in side.fallbacks] == [
        ("university:name:乙大学", 2023, 2)
    ]


def test_a_later_year_is_never_used():
    city = City()
    city.offer("甲大学", "080901", 1, year=2025)
    assert not supply_side(city.snapshot(), 2024).present


def test_of_one_senders_periods_the_latest_that_holds_university_and_year_counts():
    city = City()
    city.offer("甲大学", "080901", 5, period="2024-H1")
    city.offer("甲大学", "080902", 6, period="2024-H1")
    city.offer("甲大学", "080901", 7, period="2024")
    city.offer("乙大学", "080901", 8, period="2024-H1")
    assert {one.university[-3:]: one.graduates for one in supplies(city)} == {"甲大学": 7, "乙大学": 8}


def test_of_several_senders_the_university_itself_counts():
    city = City()
    city.offer("甲大学", "080901", 50, sender="市教育局")
    city.offer("甲大学", "080901", 30, sender="甲大学")
    one = only(city)
    assert (one.capacity_lo, one.capacity) == (30_000, 30_000)


def test_else_the_larger_capacity_stands_at_lo_and_the_smaller_at_hi():
    city = City()
    city.offer("甲大学", "080901", 50, sender="市教育局")
    city.offer("甲大学", "080901", 30, sender="市统计局")
    city.demand("工程师", "080901", headcount=60)
    version = city.snapshot()
    (one,) = supply_side(version, 2024).supplies
    assert (one.graduates, one.capacity_lo, one.capacity) == (50, 30_000, 50_000)
    assert "several_senders" in one.flags
    totals = gap_report(version).to_json()["totals"]
    assert (totals["joint_gap"], totals["joint_gap_hi"], totals["graduates"]) == (10, 30, 50)


def test_an_offer_whose_field_did_not_link_serves_posts_open_to_every_field():
    city = City()
    city.offer("甲大学", None, 5, major="云计算学")
    city.demand("综合岗", "不限", headcount=4)
    city.demand("工程师", "080901", headcount=4)
    assert {one["post"]: one["gap"] for one in gap_report(city.snapshot()).to_json()["demands"]} == {
        "综合岗": 0,
        "工程师": 4,
    }


@pytest.mark.parametrize(("level", "served"), [("大专", 0), ("本科", 1), ("硕士", 1), ("博士", 0), (None, 1)])
def test_the_level_lies_in_the_interval_and_unknown_fits_all(level, served):
    city = City()
    city.offer("甲大学", "080901", 5, level=level)
    city.demand("工程师", "080901", degree=("本科", "硕士"))
    assert gap_report(city.snapshot()).to_json()["totals"]["joint_gap"] == 1 - served


def test_a_restriction_narrows_where_the_programme_states_a_direction():
    city = City()
    only_finance = {"degree": ["本科", "博士"], "fields": ["field:undergraduate:020301K"], "only": ["公司金融"]}
    city.offer("甲大学", "020301K", 5, major="金融学（公司金融）")
    city.offer("乙大学", "020301K", 6, major="金融学（保险）")
    city.offer("丙大学", "020301K", 7, major="金融学")
    city.demand("会计", headcount=20, alternatives=[only_finance])
    assert gap_report(city.snapshot()).to_json()["totals"]["joint_gap"] == 20 - 5 - 7


def test_broad_words_reach_no_further_than_similarity_seven_tenths():
    broad = {"degree": ["本科", "博士"], "fields": ["field:undergraduate:08"], "sim_cap": 700}
    city = City()
    city.offer("甲大学", "080901", 5)
    city.demand("工程师", headcount=5, alternatives=[broad])
    assert gap_report(city.snapshot()).to_json()["totals"]["joint_gap"] == 0
    city.parameter("tau", "0.8")
    assert gap_report(city.snapshot()).to_json()["totals"]["joint_gap"] == 5
