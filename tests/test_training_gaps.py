"""Training: requests against offers, programmes nobody asks for, and where two signals disagree."""

import pytest

from graph.gaps.report import gap_report
from graph.gaps.training import training_gaps
from tests.builders import accepts, field_key
from tests.innovation import InnovationCity


@pytest.fixture
def city():
    return InnovationCity()


def gaps_of(city):
    return training_gaps(gap_report(city.snapshot()))


def printed(city):
    return gaps_of(city).to_json()


# -- requests against offers -------------------------------------------------------------------------


def test_requests_that_compete_count_every_graduate_once(city):
    city.offer("沟渠大学", "080901", 100)
    city.request("080901", 80, sponsor="甲厂")
    city.request("080901", 80, sponsor="乙厂")
    found = printed(city)
    assert found["totals"]["short"] == 60
    assert [one["short"] for one in found["requests"]] == [30, 30]


def test_graduates_count_whole_before_they_leave(city):
    city.offer("沟渠大学", "080901", 100, retention_ppm=100_000, further_ppm=500_000)
    city.request("080901", 100)
    assert printed(city)["totals"]["short"] == 0


def test_a_programme_of_the_same_class_delivers_too(city):
    city.offer("沟渠大学", "080902", 30)
    city.request("080901", 30)
    assert printed(city)["requests"][0]["short"] == 0


def test_the_reasons_why_nobody_offers(city):
    city.offer("沟渠大学", "080901", 100)
    city.offer("沟渠大学", "020301K", 0)
    city.offer("沟渠大学", "081301", 20, reserved=("泊泰软件", 20), level="大专")
    city.request("080901", 10, sponsor="甲", level="博士")
    city.request(None, 10, sponsor="乙")
    city.request("020301K", 10, sponsor="丙")
    city.field("0101", "哲学类")
    city.request("0101", 10, sponsor="丁")
    reasons = {one["sponsor"]["name"]: one["reason"] for one in printed(city)["requests"]}
    assert reasons == {"甲": "other_level", "乙": "unlinked", "丙": "no_graduates", "丁": "no_programme"}


def test_reserved_seats_are_open_to_their_employer_alone(city):
    city.offer("沟渠大学", "080901", 20, reserved=("沟渠化学", 20))
    city.request("080901", 20, sponsor="沟渠化学")
    city.request("080901", 5, sponsor="泊泰软件")
    found = {one["sponsor"]["name"]: (one["short"], one["reason"]) for one in printed(city)["requests"]}
    assert found == {"沟渠化学": (0, None), "泊泰软件": (5, "reserved")}


def test_whether_a_wanted_university_offers_is_said_and_decides_nothing(city):
    city.offer("沟渠大学", "080901", 20)
    city.request("080901", 10, sponsor="甲", wants=("沟渠大学",))
    city.request("080901", 10, sponsor="乙", wants=("远方大学",))
    city.request("080901", 10, sponsor="丙")
    found = {one["sponsor"]["name"]: (one["at_wanted"], one["reason"]) for one in printed(city)["requests"]}
    assert found == {"甲": (True, None), "乙": (False, None), "丙": (None, None)}


def test_a_request_that_two_senders_report_is_one(city):
    city.offer("沟渠大学", "080901", 20)
    city.request("080901", 20, sender="甲区")
    city.request("080901", (25, None), sender="乙区")
    found = printed(city)
    assert [one["headcount"] for one in found["requests"]] == [[20, None]]
    assert found["totals"]["at_least"]


def test_requests_of_one_sender_add_up(city):
    city.offer("沟渠大学", "080901", 10)
    city.request("080901", 20)
    city.request("080901", 21)
    assert printed(city)["totals"]["requested"] == 41


def test_requests_for_another_year_are_named_and_not_counted(city):
    city.demand("甲", "080901")
    city.offer("沟渠大学", "080901", 10)
    city.request("080901", 20, year=2025)
    found = printed(city)
    assert found["requests"] == []
    assert found["notes"]["other_years"]["count"] == 1


# -- programmes nobody asks for ----------------------------------------------------------------------


def unasked(city):
    return {one["programme"]["name"]: one["unasked"] for one in printed(city)["programmes"]}


def test_a_programme_is_unasked_when_neither_posts_nor_requests_name_it(city):
    city.offer("沟渠大学", "080901", 10)
    city.offer("沟渠大学", "081301", 10)
    city.offer("沟渠大学", "020301K", 10)
    city.demand("工程师", "080901")
    city.request("081301", 5)
    assert unasked(city) == {"计算机科学与技术": False, "化学工程与工艺": False, "金融学": True}


def test_a_post_open_to_every_field_asks_for_nobody(city):
    city.offer("沟渠大学", "080901", 10)
    city.offer("沟渠大学", "081301", 10)
    city.demand("文员", "不限", headcount=7)
    either = [accepts("不限", degree=("博士", "博士")), accepts("081301")]
    city.demand("两可", headcount=2, alternatives=either)
    city.request("020301K", 1)
    found = {one["programme"]["name"]: one for one in printed(city)["programmes"]}
    assert [one["posts"] for one in found.values()] == [9, 7] or [one["posts"] for one in found.values()] == [7, 9]
    assert found["计算机科学与技术"]["posts_naming_a_field"] == 0
    assert found["化学工程与工艺"]["posts_naming_a_field"] == 2
    assert found["计算机科学与技术"]["unasked"]


def test_where_no_request_was_sent_silence_is_no_answer(city):
    city.offer("沟渠大学", "080901", 10)
    city.offer("沟渠大学", "081301", 10)
    city.demand("工程师", "080901")
    assert unasked(city) == {"计算机科学与技术": False, "化学工程与工艺": None}
    totals = printed(city)["totals"]
    assert totals["unasked_by_posts"] == 1
    assert totals["unasked"] is None
    assert totals["requests"] is None


# -- two signals -------------------------------------------------------------------------------------


def verdicts(city):
    return {(one.field, one.level): one.verdict for one in gaps_of(city).signals}


def test_the_two_signals_agree_or_one_stands_alone(city):
    city.offer("沟渠大学", "080901", 1)
    city.offer("沟渠大学", "020301K", 50)
    city.demand("工程师", "080901", headcount=9)  # short, and asked for
    city.demand("工艺师", "081301", headcount=9)  # short, and nobody asks
    city.demand("会计", "020301K", headcount=9)  # not short
    city.request("080902", 30)
    city.request("020301K", 30)
    assert verdicts(city) == {
        (field_key("0809"), "本科"): "agree",
        (field_key("0813"), "本科"): "short_only",
        (field_key("0203"), "本科"): "requested_only",
    }


def test_a_request_at_a_level_that_a_short_post_takes_agrees_with_it(city):
    city.offer("沟渠大学", "080901", 1)
    city.demand("工程师", "080901", headcount=9)  # bachelor to doctor
    city.request("080901", 30, level="硕士")
    assert verdicts(city) == {(field_key("0809"), "本科"): "agree", (field_key("0809"), "硕士"): "agree"}


def test_the_gaps_of_all_classes_add_up_to_the_joint_gap(city):
    city.offer("沟渠大学", "080901", 3)
    city.demand("甲", "080901", headcount=5)
    city.demand("乙", "080901", "081301", headcount=5)
    city.demand("丙", "不限", headcount=5)
    city.demand("丁", headcount=5)
    gaps = gaps_of(city)
    assert sum(one.gap for one in gaps.signals) == gaps.report.totals["joint_gap"]


def test_without_offers_nothing_is_short_and_nothing_disagrees(city):
    city.demand("甲", "080901")
    city.request("080901", 10)
    found = printed(city)
    assert found["notes"]["absent"] == ["offers"]
    assert found["totals"]["short"] is None
    assert found["requests"][0]["offered_by"] is None
    assert found["requests"][0]["reason"] is None
    assert [one["verdict"] for one in found["signals"]] == [None]
    assert found["totals"]["programmes"] is None
