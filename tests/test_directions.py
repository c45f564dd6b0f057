"""仅限…: a field narrowed to directions, and programmes that state theirs, another one, or none."""

import pytest

from graph.gaps.report import gap_report
from graph.snapshot import Snapshot
from tests.builders import City, accepts
from tests.lists import TITLES, TRAINING, offer, post, store_with_dictionary, take, talent_file, write


def asked(city, *only, code="080901", headcount=10):
    """The report of a city in which one post accepts only these directions of a field."""
    city.demand("工程师", headcount=headcount, alternatives=[accepts(code, only=list(only))])
    return gap_report(city.snapshot()).to_json()


def taught(report):
    """Who is accepted: the supplies asked for, by school and direction."""
    return [(one["university"]["name"], one["direction"]) for one in report["supplies"] if one["asked_by"]]


@pytest.fixture
def three():
    """One programme with the direction asked for, one with another, one that states none."""
    city = City()
    city.offer("甲大学", "080901", 1, major="计算机科学与技术(智能方向)")
    city.offer("乙大学", "080901", 2, major="计算机科学与技术（网络方向）")
    city.offer("丙大学", "080901", 4)
    return city


def test_the_direction_asked_for_is_accepted_another_is_not_and_none_is_accepted_with_a_flag(three):
    report = asked(three, "智能方向")
    assert taught(report) == [("丙大学", None), ("甲大学", "智能")]
    (demand,) = report["demands"]
    assert demand["gap"] == 10 - 1 - 4
    assert "direction_not_stated" in demand["flags"]


def test_the_report_names_the_programmes_that_state_no_direction(three):
    three.demand("管理员", "080901", headcount=3)
    report = asked(three, "智能方向")
    note = report["notes"]["direction_not_stated"]
    assert (note["demands"], note["headcount"]) == (1, 10)
    assert note["supplies"] == [one["id"] for one in report["supplies"] if one["university"]["name"] == "丙大学"]
    flags = {one["post"]: "direction_not_stated" in one["flags"] for one in report["demands"]}
    assert flags == {"工程师": True, "管理员": False}


def test_nothing_is_flagged_where_every_programme_states_its_direction():
    city = City()
    city.offer("甲大学", "080901", 1, major="计算机科学与技术(智能方向)")
    report = asked(city, "智能")
    assert report["demands"][0]["flags"] == []
    assert report["notes"]["direction_not_stated"] == {"demands": 0, "headcount": 0, "supplies": []}


def test_without_a_restriction_every_direction_is_accepted(three):
    report = asked(three)
    assert len(taught(report)) == 3
    assert report["demands"][0]["flags"] == []


def test_two_directions_of_one_programme_are_two_supplies():
    city = City()
    for major, graduates in (("智能方向", 5), ("网络方向", 7)):
        city.offer("甲大学", "080901", graduates, major=f"计算机科学与技术（{major}）")
    report = asked(city, "网络")
    assert taught(report) == [("甲大学", "网络")]
    assert report["demands"][0]["gap"] == 3
    assert {one["graduates"] for one in report["supplies"]} == {5, 7}
    assert len({one["programme"]["key"] for one in report["supplies"]}) == 1


def test_one_sender_with_directions_and_one_without_are_an_interval_of_one_capacity():
    city = City()
    city.offer("甲大学", "080901", 5, major="计算机科学与技术（智能方向）", sender="东渠区")
    city.offer("甲大学", "080901", 7, major="计算机科学与技术（网络方向）", sender="东渠区")
    city.offer("甲大学", "080901", 9, sender="西渠区")
    supplies = asked(city)["supplies"]
    assert sum(one["capacity_interval"][1] for one in supplies) == 12
    assert sum(one["capacity_interval"][0] for one in supplies) == 9


def test_reserved_seats_belong_to_the_direction_of_their_row():
    city = City()
    city.offer("甲大学", "080901", 5, major="计算机科学与技术（智能方向）", reserved=("沟渠化学", 5))
    city.offer("甲大学", "080901", 7, major="计算机科学与技术（网络方向）")
    report = asked(city, "网络")
    assert report["demands"][0]["gap"] == 3


def test_a_finer_field_states_its_direction_by_its_name():
    city = City()
    city.offer("甲大学", "080901", 3)
    city.offer("甲大学", "080902", 4)
    report = asked(city, "软件工程", code="0809")
    assert [one["field"]["name"] for one in report["supplies"] if one["asked_by"]] == ["软件工程"]
    assert report["demands"][0]["flags"] == []


@pytest.mark.parametrize("how", ["师范类", "中外合作办学", "专升本", "4年制"])
def test_brackets_that_say_how_a_major_is_taught_are_no_direction(how):
    city = City()
    city.offer("甲大学", "080901", 3, major=f"计算机科学与技术（{how}）")
    report = asked(city, "智能")
    assert taught(report) == [("甲大学", None)]
    assert "direction_not_stated" in report["demands"][0]["flags"]


def test_another_alternative_may_accept_what_a_restriction_does_not(three):
    three.demand("工程师", alternatives=[accepts("080901", only=["智能"]), accepts("0809", degree=("博士", "博士"))])
    assert ("乙大学", "网络") not in taught(gap_report(three.snapshot()).to_json())
    three.demand("研究员", alternatives=[accepts("080901", only=["智能"]), accepts("0809")])
    report = gap_report(three.snapshot()).to_json()
    assert ("乙大学", "网络") in taught(report)
    flags = {one["post"]: one["flags"] for one in report["demands"]}
    assert flags == {"工程师": ["direction_not_stated"], "研究员": []}


def test_accepting_every_field_only_in_one_direction_still_narrows(three):
    three.demand("工程师", alternatives=[accepts("不限", only=["网络"])])
    assert taught(gap_report(three.snapshot()).to_json()) == [("丙大学", None), ("乙大学", "网络")]


def test_cells_as_planners_write_them_are_narrowed_too(tmp_path):
    store = store_with_dictionary(tmp_path)
    posts = [post(1, 专业要求="软件工程（080902，仅限智能方向）", 学历要求="本科", 需求人数=100)]
    majors = ("软件工程（智能方向）", "软件工程(网络方向)", "软件工程", "软件工程（师范类）")
    offers = [offer(k, 专业名称=major, 毕业生数=100) for k, major in enumerate(majors)]
    training = write(tmp_path / "offers.csv", [*TITLES[1:], TRAINING, *offers])
    assert take(store, talent_file(tmp_path / "posts.xlsx", posts), training).exit_code == 0
    report = gap_report(Snapshot.load(store)).to_json()
    store.close()
    assert [name for name, _ in taught(report)] == ["沟渠第0大学", "沟渠第2大学", "沟渠第3大学"]
    assert "direction_not_stated" in report["demands"][0]["flags"]
    assert len(report["notes"]["direction_not_stated"]["supplies"]) == 2
