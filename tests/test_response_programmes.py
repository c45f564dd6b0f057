"""学科设置调整: what is proposed for a programme, by which signals, with which seats, from which year."""

from typing import Any

import pytest

from graph.gaps.persons import persons
from graph.gaps.report import gap_report
from graph.responses import responses
from tests.builders import field_key
from tests.innovation import InnovationCity


def proposed(city):
    return responses(gap_report(city.snapshot()))


def only(items):
    (item,) = items
    return item


def signals(item):
    return [one["name"] for one in item.more["signals"]]


def the(found, action):
    return [one for one in found.disciplines if one.action == action]


def test_a_short_programme_is_to_expand_with_seats_years_and_two_signals():
    city = InnovationCity()
    city.parameter("completion", "0.97")
    city.parameter("retention", "0.5")
    city.offer("沟渠大学", "080901", 100, further_ppm=200_000, retention_ppm=500_000, duration=4)
    city.demand("程序员", "080901", headcount=50)
    found = proposed(city)
    item = only(found.disciplines)
    # 50 posts − 100 · 0.8 · 0.5 = 10 short; a seat is 0.97 · 0.8 · 0.5 = 0.388 posts; 10 / 0.388 = 25.8
    assert (item.action, item.quantity, item.unit) == ("expand", 26, "席")
    assert item.more["seat"]["posts_per_seat"] == 0.388
    assert item.effect.closes == 10_000
    assert signals(item) == ["shadow_price", "unmet_posts"]
    assert (item.more["shadow_price"], item.more["closes_per_graduate"]) == (1, 1)
    assert item.first_year == 2024 + 1 + 4
    assert item.target == {"programme": "programme:name:沟渠大学|undergraduate:080901|本科"}


def test_programmes_share_what_is_short_so_that_together_they_close_it_once():
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 30)
    city.offer("渠东学院", "080902", 10)
    city.demand("程序员", "0809", headcount=60)
    found = proposed(city)
    assert {one.more["university"]["name"]: one.quantity for one in found.disciplines} == {
        "沟渠大学": 15,
        "渠东学院": 5,
    }
    assert sum(one.effect.closes for one in found.disciplines) == found.report.split.gap_total == 20_000


def test_seats_reserved_for_another_employer_have_no_part_in_what_is_short():
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 30, reserved=("沟渠芯片", 20))
    city.demand("程序员", "080901", headcount=16)
    city.demand("算法", "080901", headcount=20, firm="沟渠芯片")
    assert only(the(proposed(city), "expand")).quantity == 6


def test_a_programme_that_its_university_warns_of_is_held_though_posts_are_short():
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 10, status="预警")
    city.demand("程序员", "080901", headcount=50)
    item = only(proposed(city).disciplines)
    assert (item.action, item.quantity, item.more["agree"]) == ("hold", 0, False)
    assert signals(item) == ["shadow_price", "unmet_posts", "warned"]


def left_over(**offer: Any):
    """100 graduates and one post."""
    city = InnovationCity()
    city.parameter("retention", "0.5")
    city.offer("沟渠大学", "080901", 100, **({"retention_ppm": 1_000_000} | offer))
    city.demand("会计", "0203", headcount=1)
    city.offer("渠东学院", "020301K", 1)
    return city


def test_who_is_left_over_is_one_signal_and_one_signal_is_no_item():
    city = left_over()
    city.demand("程序员", "080901", headcount=1)
    assert proposed(city).disciplines == ()


@pytest.mark.parametrize(
    ("offer", "signal"),
    [
        ({"retention_ppm": 400_000}, "low_retention"),
        ({"admitted": 150}, "growing_intake"),
        ({"status": "预警"}, "warned"),
    ],
)
def test_left_over_and_something_else_against_it_is_to_shrink(offer, signal):
    city = left_over(**offer)
    city.demand("程序员", "080901", headcount=1)
    item = only(proposed(city).disciplines)
    assert (item.action, signals(item)) == ("shrink", ["surplus", signal])
    assert item.effect.closes == 0
    stay = 0.4 if signal == "low_retention" else 1
    assert item.quantity == (100 * stay - 1) // stay


def test_asked_for_by_nobody_as_well_it_is_to_stop_with_all_its_seats():
    item = only(proposed(left_over(status="预警", admitted=90)).disciplines)
    assert (item.action, item.quantity) == ("stop", 90)
    assert signals(item) == ["surplus", "nobody_asks", "warned"]


def test_asked_for_by_nobody_and_nothing_else_known_it_is_held():
    assert only(proposed(left_over()).disciplines).action == "hold"


def test_a_training_request_speaks_against_closing():
    city = left_over(status="预警")
    city.request("080901", 30)
    item = only(proposed(city).disciplines)
    assert (item.action, signals(item)) == ("hold", ["training_request", "surplus", "warned"])


def test_what_is_closed_already_is_not_closed_again():
    assert proposed(left_over(status="停招", retention_ppm=100_000)).disciplines == ()


def test_the_share_of_graduates_placed_is_shown_and_never_a_signal():
    city = left_over(placed_ppm=100_000)
    city.demand("程序员", "080901", headcount=1)
    assert proposed(city).disciplines == ()
    item = only(proposed(left_over(placed_ppm=100_000, status="预警")).disciplines)
    assert item.more["placed"] == {"rates": [0.1], "counts": False}
    assert "placed" not in signals(item)


def test_a_default_rate_is_no_signal():
    city = left_over(retention_ppm=None)
    city.demand("程序员", "080901", headcount=1)
    assert proposed(city).disciplines == ()


def missing(firms=("沟渠化学", "沟渠芯片")):
    """Posts in a class that nobody teaches."""
    city = InnovationCity()
    city.parameter("retention", "0.5")
    city.offer("沟渠大学", "080901", 10)
    for firm in firms:
        city.demand("工艺", "081301", headcount=5, firm=firm)
    return city


def test_a_class_that_several_firms_ask_for_and_nobody_teaches_is_to_add():
    found = proposed(missing())
    item = only(the(found, "add"))
    assert item.target == {"field": field_key("0813"), "level": "本科"}
    assert signals(item) == ["unmet_posts", "several_employers"]
    assert (item.quantity, persons(item.effect.closes), item.first_year) == (20, 10, 2029)
    assert item.more["hosts"] == [{"key": "university:name:沟渠大学", "name": "沟渠大学", "similarity": 400}]


def test_one_firm_alone_is_no_reason_for_a_programme_and_a_request_makes_it_one():
    city = missing(firms=("沟渠化学",))
    assert the(proposed(city), "add") == []
    city.request("081301", 30)
    assert signals(only(the(proposed(city), "add"))) == ["unmet_posts", "training_request"]


def test_posts_of_last_year_are_a_signal():
    city = missing(firms=("沟渠化学",))
    city.demand("工艺", "081301", headcount=5, period="2023")
    assert signals(only(the(proposed(city), "add"))) == ["unmet_posts", "asked_before"]


def test_a_post_that_names_several_classes_is_counted_in_the_one_that_most_posts_name():
    city = missing()
    city.demand("金融或工艺", "081301", "020301K", headcount=7, firm="沟渠银行")
    found = proposed(city)
    assert [(one.title, one.more["posts"]) for one in the(found, "add")] == [("化工与制药类 · 本科", 17)]


def test_seats_are_not_said_where_a_rate_has_no_parameter():
    city = InnovationCity(dictionary=False)
    for rank, name in enumerate(("本科", "硕士", "博士"), 1):
        city.record("levels", sender="fourchain", ladder="学历", name=name, rank=rank)
    for code, name in (("0813", "化工与制药类"), ("081301", "化学工程与工艺"), ("0203", "金融学类")):
        city.field(code, name)
    city.offer("沟渠大学", "0203", 10, further_ppm=0, retention_ppm=1_000_000)
    for firm in ("甲", "乙"):
        city.demand("工艺", "081301", headcount=5, firm=firm)
    found = proposed(city)
    item = only(the(found, "add"))
    assert (item.quantity, item.effect, item.to_json(found.report, None)["effect_why"]) == (None, None, "no_data")


@pytest.mark.parametrize(
    ("level", "code", "years"), [("大专", "0813", 3), ("本科", "0813", 4), ("本科", "1002", 5), ("硕士", "0813", 3)]
)
def test_years_of_study_go_by_level_and_field(level, code, years):
    city = InnovationCity()
    for number, name in (("10", "医学"), ("1002", "临床医学类")):
        city.field(number, name)
    city.offer("沟渠大学", "080901", 10)
    for firm in ("甲", "乙"):
        city.demand("岗", code, headcount=5, firm=firm, degree=(level, level))
    item = only(the(proposed(city), "add"))
    assert (item.more["years_of_study"], item.first_year) == (years, 2025 + years)


def test_the_years_of_study_that_rows_state_come_first():
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 10, duration=5)
    city.demand("程序员", "080901", headcount=50)
    assert only(proposed(city).disciplines).first_year == 2030
