"""The three response lists: what is proposed, why, and what it would do."""

import pytest

from graph.gaps.persons import persons
from graph.gaps.report import gap_report
from graph.responses import responses
from graph.responses.items import item_id
from tests.builders import accepts, field_key
from tests.innovation import InnovationCity

COMPUTING = field_key("0809")


def proposed(city):
    return responses(gap_report(city.snapshot()))


def only(items):
    (item,) = items
    return item


def printed(found, item):
    return item.to_json(found.report, None)


# -- every item --------------------------------------------------------------------------------------


@pytest.fixture
def short():
    """40 graduates, 100 posts of two firms."""
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 40)
    city.demand("程序员", "080901", headcount=60)
    city.demand("算法", "080901", headcount=40, firm="沟渠芯片")
    return city


def test_an_item_is_named_after_action_and_target_and_not_after_its_band(short):
    first = only(proposed(short).recruitment)
    assert first.id == item_id("recruit", first.target)
    # A more urgent band comes first and moves all numbers on.
    short.demand("化工", "081301", headcount=5, urgency="特别紧缺")
    again = [one for one in proposed(short).recruitment if one.target["tier"] == 1]
    assert only(again).id == first.id
    assert (first.effect.bands[0].number, only(again).effect.bands[0].number) == (1, 2)


def test_an_item_without_a_decision_is_a_proposal_and_its_stability_is_not_computed(short):
    found = proposed(short)
    shown = printed(found, found.recruitment[0])
    assert (shown["status"], shown["decision"]) == ("建议", None)
    assert shown["stability"] == {"value": None, "why": "not_computed"}


def test_nothing_is_proposed_where_a_list_is_absent():
    city = InnovationCity()
    city.demand("程序员", "080901", headcount=60)
    found = proposed(city)
    assert list(found) == []
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 40)
    assert list(proposed(city)) == []


def test_lists_are_computed_once_for_a_version(short):
    report = gap_report(short.snapshot())
    assert responses(report).recruitment is responses(report).recruitment


def test_items_do_not_depend_on_the_order_of_rows(short):
    report = gap_report(short.snapshot())
    turned = InnovationCity()
    for submission, rows in reversed(short.rows.items()):
        turned.rows[submission] = rows[::-1]
    assert responses(report).to_json() == responses(gap_report(turned.snapshot())).to_json()


# -- recruitment -------------------------------------------------------------------------------------


def test_posts_that_ask_for_the_same_people_are_one_item_with_proof_and_effect(short):
    found = proposed(short)
    item = only(found.recruitment)
    asked = {"fields": [COMPUTING], "any": False, "ladder": "学历", "levels": ["本科", "博士"]}
    assert item.target == asked | {"tier": 1}
    assert item.title == "计算机类 · 本科至博士"
    assert (item.quantity, item.unit, item.first_year) == (60, "人", 2024)
    assert printed(found, item)["effect"] == {
        "joint_gap": -60,
        "joint_gap_before": 60,
        "joint_gap_after": 0,
        "bands": [{"id": found.report.bands[0].id, "number": 1, "posts": 60}],
    }
    (proof,) = item.more["certificates"]
    assert (proof["headcount"], proof["capacity"], proof["gap"], proof["holds"]) == (100, 40, 60, True)
    assert set(item.evidence) == {one.id for one in found.report.demands}


def test_two_bands_that_ask_for_the_same_are_merged_and_both_are_named():
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 10)
    city.offer("渠东学院", "080902", 24, reserved=("沟渠芯片", 24))
    city.demand("程序员", "080901", headcount=20)
    city.demand("算法", "080901", headcount=30, firm="沟渠芯片")
    found = proposed(city)
    item = only(found.recruitment)
    assert len(found.report.bands) == len(item.effect.bands) == 2
    assert item.quantity == 16
    assert sum(one.posts for one in item.effect.bands) == found.report.split.gap_total


def test_a_band_is_cut_along_what_its_posts_ask_for_and_the_parts_add_up_to_its_gap():
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 10)
    city.demand("程序员", "080901", headcount=10)
    city.demand("程序员或化工", alternatives=[accepts("080901", "081301")], headcount=20)
    city.demand("硕士程序员或本科", "080901", degree=("本科", "硕士"), headcount=10)
    found = proposed(city)
    (band,) = found.report.bands
    assert len(found.recruitment) == 3
    assert sum(part.posts for one in found.recruitment for part in one.effect.bands) == band.gap
    assert {part.id for one in found.recruitment for part in one.effect.bands} == {band.id}


def test_people_are_whole_and_the_most_urgent_stand_first():
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 2)
    city.demand("程序员", "080901", headcount=3)
    city.demand("分析师", "080901", "081301", headcount=4)
    city.demand("会计", "0203", headcount=2, urgency="特别紧缺")
    found = proposed(city)
    assert found.recruitment[0].more["urgency"] == {"tier": 3, "weight": 5, "labels": ["特别紧缺"]}
    # 3 · 5/7 and 4 · 5/7 are short: 3 and 3 people, of whom only 15/7 and 20/7 are for these posts.
    assert {one.title.split(" · ")[0]: (one.quantity, one.more["posts"]) for one in found.recruitment[1:]} == {
        "计算机类": (3, 2.143),
        "计算机类、化工与制药类": (3, 2.857),
    }
    assert [persons(one.effect.closes) for one in found.recruitment] == [2, 3, 3]


def test_names_that_did_not_link_are_for_review_and_not_for_recruitment():
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 10)
    city.demand("某岗", headcount=20, unlinked=("不知名专业",))
    assert proposed(city).recruitment == ()


def test_posts_for_experienced_people_ask_for_the_title():
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 10)
    title = accepts("080901", degree=None, title=["副高", "正高"])
    city.demand("首席", alternatives=[title], headcount=2)
    for rank, name in enumerate(("中级", "副高", "正高"), 1):
        city.record("levels", ladder="职称", name=name, rank=rank)
    item = only(proposed(city).recruitment)
    assert (item.target["ladder"], item.target["levels"]) == ("职称", ["副高", "正高"])
    assert item.more["classes"]["experienced"] == 1
    assert item.more["where"]["local_surplus"]["count"] == item.more["where"]["retrainable"]["count"] == 0


def test_it_says_where_such_people_are():
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 10, level="博士")
    city.offer("渠西学院", "080902", 9, level="大专")  # the field, below the level
    city.offer("渠东学院", "081301", 8)  # the discipline, level enough
    city.offer("渠南学院", "020301K", 7)  # neither
    city.demand("程序员", "080901", headcount=50)
    city.lab("软件实验室", "沟渠大学", fields=("0809",))
    city.talent("p1", "沟渠大学", fields=("080901",))
    city.talent("p2", "沟渠大学", fields=("020301K",))
    where = only(proposed(city).recruitment).more["where"]
    assert [(one["university"]["name"], one["why"], one["surplus"]) for one in where["local_surplus"]["first"]] == [
        ("渠西学院", "another_level", [9, 9])
    ]
    assert [(one["university"]["name"], one["why"], one["similarity"]) for one in where["retrainable"]["first"]] == [
        ("渠东学院", "neighbouring_field", 400)
    ]
    assert where["labs"] == {"count": 1, "first": [{"key": "lab:软件实验室", "name": "软件实验室"}]}
    assert where["talents"] == {
        "count": 1,
        "first": [{"key": "university:name:沟渠大学", "name": "沟渠大学", "people": 1}],
    }
    assert where["outside_at_least"] == 40 - 9 - 8


def test_labs_and_talents_that_nobody_sent_are_no_data_and_not_none(short):
    where = only(proposed(short).recruitment).more["where"]
    assert (where["labs"], where["talents"]) == (None, None)


# -- projects ----------------------------------------------------------------------------------------


def posed():
    """Both registries are there; nobody works on anything near."""
    city = InnovationCity()
    city.lab("空实验室", "沟渠大学", "别的技术甲乙丙丁")
    city.talent("p0", "沟渠大学")
    return city


def test_nobody_near_is_to_recruit_a_team():
    city = posed()
    city.need("膜分离")
    item = only(proposed(city).projects)
    assert (item.action, item.more["coverage"], item.more["coverage_after"]) == (
        "recruit_team", "uncovered", "single_source",
    )  # fmt: skip
    assert item.target == {"technology": "technology:膜分离"}
    assert (item.quantity, item.unit, item.effect) == (1, "项", None)


def test_one_house_is_commissioned_and_its_being_alone_is_said():
    city = posed()
    city.need("膜分离")
    city.lab("膜实验室", "沟渠大学", "膜分离")
    item = only(proposed(city).projects)
    assert (item.action, item.more["single_source"], item.more["coverage_after"]) == (
        "commission",
        True,
        "single_source",
    )
    assert [one["name"] for one in item.more["candidates"]] == ["膜实验室"]


def test_two_houses_compete():
    city = posed()
    city.need("膜分离")
    city.lab("膜实验室", "沟渠大学", "膜分离")
    city.lab("渠西膜实验室", "渠西大学", "膜分离")
    item = only(proposed(city).projects)
    assert (item.action, item.more["single_source"]) == ("announce", False)


def test_a_firm_that_works_on_its_own_problem_is_no_house_to_turn_to():
    city = posed()
    city.need("膜分离", firm="沟渠化学")
    city.lab("厂内实验室", "沟渠化学", "膜分离")
    assert only(proposed(city).projects).action == "recruit_team"


def test_two_firms_with_uncovered_demands_in_one_class_are_worth_a_joint_lab():
    city = posed()
    city.need("膜分离", firm="沟渠化学", fields=("081301",), deadline={"from": None, "to": "2026-12-31"})
    city.need("催化剂", firm="沟渠芯片", fields=("081301",), deadline={"from": None, "to": "2025-06-30"})
    found = proposed(city)
    (item,) = [one for one in found.projects if one.action == "joint_lab"]
    assert item.target == {"field": field_key("0813")}
    assert (item.quantity, item.first_year) == (2, 2025)
    assert printed(found, item)["effect_why"] == "fills_no_post"


def test_what_somebody_has_taken_up_or_finished_is_left_alone():
    city = posed()
    city.need("膜分离", status="攻关中")
    city.need("催化剂", status="验收")
    assert proposed(city).projects == ()


def test_without_registries_of_labs_and_talents_nothing_is_proposed():
    city = InnovationCity()
    city.need("膜分离")
    assert proposed(city).projects == ()
