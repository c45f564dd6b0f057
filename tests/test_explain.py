"""A gap in one paragraph: every number in it is a figure of the report."""

import re

import pytest
from hypothesis import given, settings

from graph.errors import NotFound
from graph.gaps.explain import explain
from graph.gaps.report import gap_report
from tests.builders import City, accepts
from tests.random_cities import cities


def numbers(text):
    """The numbers of a text; what stands in quotation marks comes from rows."""
    return re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", re.sub("“[^”]*”", "", text))


def explained(city, post):
    report = gap_report(city.snapshot())
    return explain(report, next(one.id for one in report.demands if one.row.body["post"] == post))


@pytest.fixture
def queue():
    city = City()
    city.offer("沟渠大学", "080901", 100, further_ppm=200_000, retention_ppm=625_000)
    city.demand("急", "080901", headcount=40, urgency="特别紧缺")
    city.demand("缓", "080901", headcount=30, firm="沟渠钢铁")
    city.demand("也缓", "080901", headcount=10, firm="沟渠食品")
    return city


def test_a_competed_gap_tells_who_competes_and_what_would_close_it(queue):
    told = explained(queue, "缓")
    assert told.zh == (
        "“沟渠钢铁”2024 年的岗位“缓”要 30 人。"
        "能得 7.5 人（25%），缺 22.5 人；逐岗相减说缺 0 人，按比例分摊说缺 11.2 人。"
        "另有 1 条需求（共 10 人，如“沟渠食品”）同等急需，争的是同一批毕业生，按同一比例分。"
        "更急需的 1 条需求先得，占去 40 人。"
        "凭证：3 条需求共要 80 人，能满足它们的 1 处毕业生 100 人，升学 20 人、离开 30 人，只剩 50 人，"
        "所以至少缺 30 人，全在本组。"
        "要补上本组，需多留下或引进 30 个符合条件的人；"
        "例如“计算机科学与技术”（“沟渠大学”）每多一个留下的毕业生，总缺口减少 1 人。"
        "依据：“list.xlsx”“Sheet1”第 3 行（“市工信局”报送）。"
    )
    assert told.en == (
        "In 2024 the post “缓” at “沟渠钢铁” asks for 30 people. "
        "It gets 7.5 (25%) and is 22.5 short; subtraction row by row says 0, a proportional split 11.2. "
        "Others as urgent compete for the same graduates and get the same share: 1 demand with 10 posts, among them "
        "“沟渠食品”. More urgent ones come first: 1 demand takes 40. "
        "The proof: 3 demands ask for 80; in the 1 supply that can serve any of them: 100 graduates, of whom 20 study "
        "on and 30 leave, so 50 remain and at least 30 are missing, all of them in this band. "
        "To close the band 30 more people who fit must stay or come; each further graduate who stays from "
        "“计算机科学与技术” (“沟渠大学”) closes 1 of the total gap. "
        "Source: “list.xlsx”, “Sheet1”, row 3, sent by “市工信局”."
    )


def test_a_met_demand_says_so(queue):
    assert "全部可以满足" in explained(queue, "急").zh


def test_orphans_tell_what_they_are():
    city = City()
    city.offer("沟渠大学", "080901", 1)
    city.demand("甲", "020301K", headcount=3, level="本科及以上")
    city.demand("乙", headcount=4, alternatives=[accepts(unlinked=("云计算学",))], fields="云计算学")
    city.demand("丙", headcount=5, alternatives=[accepts()])
    city.demand("丁", headcount=6, alternatives=[accepts("080901", degree=None, title=["副高", "正高"])])
    assert "金融学，本科及以上" in explained(city, "甲").zh
    assert "“云计算学”没有链接" in explained(city, "乙").zh
    assert "没有写明专业要求" in explained(city, "丙").zh
    assert "职称或技能等级" in explained(city, "丁").zh


def test_without_supply_nothing_is_claimed():
    city = City()
    city.demand("甲", "020301K", headcount=(3, None))
    told = explained(city, "甲")
    assert "至少 3 人" in told.zh
    assert "无法判断" in told.zh


def test_an_unknown_gap_is_not_found(queue):
    with pytest.raises(NotFound):
        explain(gap_report(queue.snapshot()), "nosuchgap")


@settings(max_examples=80, deadline=None)
@given(cities())
def test_every_number_of_both_texts_is_a_figure_and_every_figure_is_of_the_report(city):
    report = gap_report(city.snapshot())
    printed = report.to_json()
    demands = {one["id"]: one for one in printed["demands"]}
    for one in report.demands:
        told = explain(report, one.id)
        shown = {str(value) for value in told.figures.values()}
        for text in (told.zh, told.en):
            assert set(numbers(text)) == shown
            assert "{" not in text
        assert not re.search(r"\b1 (?:demands|posts|people|supplies|graduates|others)\b| [.,;]", told.en)
        line = demands[one.id]
        assert told.figures["headcount"] == line["headcount"][0]
        assert told.figures["year"] == printed["year"]
        assert set(told.rows) <= set(report.version.by_id)
        if line["class"] == "competed":
            band = printed["bands"][line["band"] - 1]
            proof = band["certificate"]
            assert told.figures["short"] == line["gap"]
            assert (told.figures["naive"], told.figures["proportional"]) == (line["naive"], line["proportional"])
            assert told.figures["band_gap"] == band["gap"]
            for name in ("headcount", "capacity", "gap"):
                assert told.figures[f"proof_{name}"] == proof[name]
            assert told.figures["proof_demands"] == len(proof["demands"])
            assert told.figures["proof_supplies"] == len(proof["supplies"])
            assert told.figures.get("rivals", 0) == len(band["members"]) - 1
            supplies = [s for s in printed["supplies"] if s["id"] in proof["supplies"]]
            assert told.figures["graduates"] == sum(s["graduates"] for s in supplies)
