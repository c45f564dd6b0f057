"""From a version to its gaps: totals, classes, bands, proofs, cuts."""

import pytest

import graph
from graph.errors import BadArgument, NotFound
from graph.gaps.report import gap_report
from tests.builders import City, accepts
from tests.random_cities import exact


@pytest.fixture
def two_on_one():
    """100 graduates, two demands of 80 that accept them."""
    city = City()
    city.offer("沟渠大学", "080901", 100)
    city.demand("工程师", "080901", headcount=80)
    city.demand("研究员", "080901", headcount=80)
    return city


@pytest.fixture
def chain_of_two():
    """A: 100, B: 50. X wants 80 of A; Y wants 60 of A or B."""
    city = exact(City())
    city.offer("甲大学", "080901", 100)
    city.offer("乙大学", "020301K", 50)
    city.demand("岗位甲", "080901", headcount=80)
    city.demand("岗位乙", "080901", "020301K", headcount=60)
    return city


def test_a_graduate_counts_once(two_on_one):
    totals = gap_report(two_on_one.snapshot()).to_json()["totals"]
    assert (totals["naive_gap"], totals["joint_gap"], totals["proportional_gap"]) == (0, 60, 60)
    assert totals["competed"] == 60
    assert (totals["headcount"], totals["graduates"], totals["capacity"]) == (160, 100, 100)


def test_what_a_proportional_split_calls_short_may_be_none(chain_of_two):
    totals = gap_report(chain_of_two.snapshot()).to_json()["totals"]
    assert (totals["naive_gap"], totals["joint_gap"], totals["proportional_gap"]) == (0, 0, 20)


def test_both_compete_in_one_band_and_share_one_ratio(two_on_one):
    report = gap_report(two_on_one.snapshot()).to_json()
    (band,) = report["bands"]
    assert band["number"] == 1
    assert band["ratio"] == [5, 8]
    assert band["id"] == min(one["id"] for one in report["demands"]) == band["members"][0]
    proof = band["certificate"]
    assert (proof["headcount"], proof["capacity"], proof["gap"], proof["own"]) == (160, 100, 60, 60)
    assert (proof["others"], proof["holds"]) == ([], True)
    assert [one["served"] for one in report["demands"]] == [[5, 8], [5, 8]]
    assert [one["gap"] for one in report["demands"]] == [30, 30]


def test_more_urgent_posts_come_first_and_their_certificate_names_who_queues_behind():
    city = City()
    city.offer("沟渠大学", "080901", 50)
    city.demand("急", "080901", headcount=40, urgency="特别紧缺")
    city.demand("缓", "080901", headcount=40)
    report = gap_report(city.snapshot()).to_json()
    (band,) = report["bands"]
    assert (band["tier"], band["ratio"], band["gap"]) == (1, [1, 4], 30)
    assert band["certificate"]["headcount"] == 80
    assert band["certificate"]["gap"] == 30


def test_a_data_fault_does_not_look_like_a_shortage():
    city = City()
    city.offer("沟渠大学", "080901", 10)
    city.demand("竞争", "080901", headcount=13)
    city.demand("无专业点", "020301K", headcount=5)
    city.demand("未链接", headcount=7, unlinked=("云计算学",), alternatives=[accepts(unlinked=("云计算学",))])
    city.demand("未写专业", headcount=11, alternatives=[accepts()])
    city.demand("高级人才", headcount=2, alternatives=[accepts("080901", degree=None, title=["副高", "正高"])])
    city.demand("不限", "不限", headcount=1)
    report = gap_report(city.snapshot()).to_json()
    totals = report["totals"]
    assert totals["unlinked"] == 18
    assert totals["no_programme"] == 7
    assert totals["experienced"] == 2
    assert totals["competed"] == totals["joint_gap"] - 25 == 4
    classes = {one["post"]: one["class"] for one in report["demands"]}
    assert classes == {
        "竞争": "competed", "无专业点": "no_programme", "未链接": "unlinked", "未写专业": "unlinked",
        "高级人才": "experienced", "不限": "competed",
    }  # fmt: skip


def test_a_mention_that_did_not_link_beside_one_that_did_leaves_the_post_competed():
    city = City()
    city.offer("沟渠大学", "080901", 1)
    city.demand("工程师", "080901", headcount=3, unlinked=("云计算学",))
    totals = gap_report(city.snapshot()).to_json()["totals"]
    assert (totals["unlinked"], totals["competed"]) == (0, 2)


def test_a_degree_may_stand_in_for_a_title():
    city = City()
    city.offer("沟渠大学", "080901", 1, level="博士")
    either = [accepts("080901", degree=None, title=["副高", "正高"]), accepts("080901", degree=("博士", "博士"))]
    city.demand("首席", alternatives=either)
    assert gap_report(city.snapshot()).to_json()["totals"]["joint_gap"] == 0


def test_an_absent_supply_is_no_data_and_no_shortage():
    city = City()
    city.demand("工程师", "080901", headcount=9900)
    report = gap_report(city.snapshot()).to_json()
    totals = report["totals"]
    assert totals["headcount"] == 9900
    gaps = ("naive_gap", "proportional_gap", "joint_gap", "unlinked", "no_programme", "experienced", "competed")
    for name in (*gaps, "joint_gap_hi", "graduates", "capacity"):
        assert totals[name] is None, name
    (demand,) = report["demands"]
    assert all(demand[name] is None for name in ("served", "gap", "band", "class", "naive", "proportional"))
    assert report["bands"] == []
    assert report["cuts"]["industry"]["buckets"][0]["gap"] is None
    assert report["notes"]["absent"] == ["training"]


def test_an_absent_demand_is_no_data():
    city = City()
    city.offer("沟渠大学", "080901", 10)
    report = gap_report(city.snapshot()).to_json()
    assert report["year"] == 2024
    assert report["totals"]["headcount"] is None
    assert report["totals"]["joint_gap"] is None
    assert report["totals"]["graduates"] == 10


def test_an_empty_version_has_a_report_too():
    report = gap_report(City().snapshot()).to_json()
    assert report["year"] is None
    assert report["totals"]["headcount"] is None


def test_a_headcount_interval_gives_two_ends():
    city = City()
    city.offer("沟渠大学", "080901", 10)
    city.demand("工程师", "080901", headcount=(12, 15))
    totals = gap_report(city.snapshot()).to_json()["totals"]
    assert (totals["joint_gap"], totals["joint_gap_hi"], totals["at_least"]) == (2, 5, False)


def test_an_unknown_headcount_makes_every_total_at_least():
    city = City()
    city.offer("沟渠大学", "080901", 10)
    city.demand("工程师", "080901", headcount=(1, None))
    totals = gap_report(city.snapshot()).to_json()["totals"]
    assert (totals["joint_gap"], totals["joint_gap_hi"], totals["at_least"]) == (0, None, True)


def test_an_interval_of_capacity_is_met_at_lo_and_missed_at_hi():
    city = City(dictionary=False)
    city.field("080901", "计算机科学与技术")
    city.offer("沟渠大学", "080901", 10)
    city.demand("工程师", "080901", headcount=4)
    totals = gap_report(city.snapshot()).to_json()["totals"]
    assert (totals["joint_gap"], totals["joint_gap_hi"], totals["capacity"]) == (0, 4, 10)


def test_vacancies_and_plans_are_two_reports():
    city = City()
    city.offer("沟渠大学", "080901", 10)
    city.demand("工程师", "080901", headcount=12)
    city.demand("研究员", "080901", headcount=30, kind="现有空缺")
    version = city.snapshot()
    plan = gap_report(version).to_json()
    assert (plan["kind"], plan["totals"]["headcount"]) == ("年度计划", 12)
    assert plan["notes"]["left_out"] == [{"kind": "现有空缺", "demands": 1, "headcount": 30}]
    assert gap_report(version, kind="现有空缺").to_json()["totals"]["joint_gap"] == 20


def test_the_kind_that_has_rows_is_the_default():
    city = City()
    city.demand("研究员", "080901", kind="现有空缺")
    assert gap_report(city.snapshot()).kind == "现有空缺"


def test_an_unknown_kind_is_refused():
    with pytest.raises(BadArgument, match="现有空缺 or 年度计划"):
        gap_report(City().snapshot(), kind="空缺")


def test_the_latest_year_is_the_default_and_who_went_silent_is_named():
    city = City()
    city.demand("旧", "080901", period="2023", sender="东渠区")
    city.demand("新", "080901", period="2024", sender="西渠区")
    report = gap_report(city.snapshot()).to_json()
    assert report["year"] == 2024
    assert [one["post"] for one in report["demands"]] == ["新"]
    assert report["notes"]["missing_senders"] == [{"list": "talent", "sender": "东渠区"}]


def test_of_one_senders_periods_in_a_year_the_latest_counts():
    city = City()
    city.demand("上半年", "080901", period="2024-H1", sender="东渠区")
    city.demand("三季度", "080901", period="2024-Q3", sender="东渠区")
    city.demand("全年", "080901", period="2024", sender="西渠区")
    posts = {one["post"] for one in gap_report(city.snapshot()).to_json()["demands"]}
    assert posts == {"三季度", "全年"}


def test_one_post_reported_by_two_senders_counts_once():
    city = City()
    city.offer("沟渠大学", "080901", 10)
    city.demand("工程师", "080901", headcount=3, sender="东渠区", urgency="紧缺")
    city.demand("工程师", "080901", headcount=5, sender="市工信局")
    city.demand("工程师", "080901", headcount=4, sender="沟渠化学")
    report = gap_report(city.snapshot())
    (demand,) = report.to_json()["demands"]
    assert demand["headcount"] == [3, 5]
    assert (demand["tier"], demand["urgency"]) == (1, "一般"), "the firm's own row speaks"
    assert len(demand["sources"]) == 3
    assert demand["id"] == min(demand["sources"])
    assert {report.position(row) for row in demand["sources"]} == {0}


def test_without_the_firms_own_row_the_most_urgent_one_speaks():
    city = City()
    city.demand("工程师", "080901", sender="东渠区", urgency="紧缺")
    city.demand("工程师", "080901", sender="市工信局")
    (demand,) = gap_report(city.snapshot()).to_json()["demands"]
    assert demand["tier"] == 2


def test_equal_rows_of_one_sender_stay_two_posts():
    city = City()
    city.demand("工程师", "080901")
    city.demand("工程师", "080901")
    report = gap_report(city.snapshot()).to_json()
    assert [one["flags"] for one in report["demands"]] == [["equal_rows"], ["equal_rows"]]


@pytest.mark.parametrize("other", [{"post": "工程师2"}, {"note": "限女性"}, {"firm": "沟渠钢铁"}])
def test_posts_that_differ_are_two_posts(other):
    city = City()
    city.demand("工程师", "080901", sender="东渠区", note="限男性")
    city.demand(**{"post": "工程师", "sender": "西渠区", "note": "限男性"} | other, alternatives=[accepts("080901")])
    assert len(gap_report(city.snapshot()).demands) == 2


@pytest.mark.parametrize(
    ("codes", "posts"),
    [(("A1", "A1", "a1"), 1), (("A1", None, "A1"), 1), (("A1", "A2", "A1"), 2), (("A1", "A2", None), 3)],
)
def test_posts_with_two_codes_are_two_posts_and_one_without_is_not_guessed(codes, posts):
    city = City()
    for sender, code in zip(("东渠区", "西渠区", "南渠区"), codes, strict=True):
        city.demand("工程师", "080901", sender=sender, **({"post_code": code} if code else {}))
    assert len(gap_report(city.snapshot()).demands) == posts


def test_rows_of_one_sender_with_codes_of_their_own_are_not_equal():
    city = City()
    for code in ("A1", "A2"):
        city.demand("工程师", "080901", post_code=code)
    assert [one.flags for one in gap_report(city.snapshot()).demands] == [(), ()]


def test_a_firm_with_and_without_its_code_is_one_firm():
    city = City()
    city.demand("工程师", "080901", sender="东渠区", firm="沟渠化学有限公司")
    coded = {"firm": "firm:91990000MA00000001"}
    city.demand("工程师", "080901", sender="西渠区", firm="沟渠化学（有限）公司", links=coded)
    assert len(gap_report(city.snapshot()).demands) == 1


def test_two_codes_under_one_name_are_nobodys_twin():
    city = City()
    city.demand("工程师", "080901", sender="东渠区", firm="沟渠化学")
    for sender, code in (("西渠区", "1"), ("南渠区", "2")):
        links = {"firm": f"firm:91990000MA0000000{code}"}
        city.demand("工程师", "080901", sender=sender, firm="沟渠化学", links=links)
    assert len(gap_report(city.snapshot()).demands) == 3


def test_an_unknown_gap_is_not_found():
    with pytest.raises(NotFound):
        gap_report(City().snapshot()).position("nosuchgap")


def test_the_package_opens_a_store_and_reports(tmp_path):
    city = City()
    city.offer("沟渠大学", "080901", 100)
    city.demand("工程师", "080901", headcount=101)
    city.snapshot(tmp_path)
    G = graph.open_graph(f"sqlite:///{tmp_path / 'city.sqlite'}")
    assert graph.gap_report(G).to_json()["totals"]["joint_gap"] == 1


def test_a_programme_tells_what_one_graduate_more_would_close(two_on_one):
    two_on_one.offer("乙大学", "020301K", 7)
    short, idle = sorted(gap_report(two_on_one.snapshot()).to_json()["supplies"], key=lambda one: one["graduates"])[
        ::-1
    ]
    assert (short["closes_per_graduate"], short["shadow_price"], short["surplus"]) == (1, 1, [0, 0])
    assert (idle["closes_per_graduate"], idle["shadow_price"], idle["surplus"]) == (0, 0, [7, 7])


def test_each_demand_tells_between_which_bounds_its_gap_lies(two_on_one):
    report = gap_report(two_on_one.snapshot()).to_json()
    assert [one["range"] for one in report["demands"]] == [[0, 60], [0, 60]]
