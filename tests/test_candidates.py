"""Candidates for review: five names with the reason for each; shown, never taken."""

import csv
from pathlib import Path

import pytest

from graph.rows import Submission
from ingest.builtin import builtin_dictionary
from ingest.candidates import Candidates, Nearest
from ingest.dictionary import Dictionary
from ingest.requirements import Requirements

DAY = "2024-01-01"
NAMES = Path(__file__).parent / "data" / "firm_typed_names.csv"


@pytest.fixture(scope="module")
def candidates():
    return Candidates(builtin_dictionary())


@pytest.fixture(scope="module")
def requirements():
    return Requirements(builtin_dictionary())


def registries(*rows):
    bodies = [(Submission(body["list"], "市科技局", ""), f"{k:016d}", body) for k, body in enumerate(rows)]
    return Dictionary(bodies)


def test_a_name_has_five_candidates_the_nearest_first(candidates):
    found = candidates.fields("机械设计", "本科")
    assert len(found) == 5
    assert "机械设计制造及其自动化" in [one.name for one in found]
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)


def test_each_candidate_says_why(candidates):
    reasons = {one.name: one.reason for one in candidates.fields("烹饪", "大专")}
    assert reasons["烹饪工艺与营养"].startswith("名称以“烹饪”开头")
    reasons = {one.name: one.reason for one in candidates.fields("机械制造", "本科")}
    assert "“机械”“制造”" in reasons["机械设计制造及其自动化"]


def test_candidates_stand_in_the_catalogues_of_the_level(candidates):
    assert {one.key.split(":")[1] for one in candidates.fields("机械工程师", "大专")} == {"vocational"}
    assert {one.key.split(":")[1] for one in candidates.fields("机械工程师", "硕士")} == {"postgraduate"}
    assert {one.key.split(":")[1] for one in candidates.fields("机械工程师", "")} >= {"undergraduate", "postgraduate"}


@pytest.mark.parametrize("level", ["本科", "博士"])
def test_where_the_level_has_too_few_the_other_catalogues_fill_up_and_say_so(candidates, level):
    found = candidates.fields("模具", level)
    meant = next(one for one in found if one.key == "field:vocational:460113")
    assert meant.reason == "同名（其他层次的目录）"
    own = [one.key.split(":")[1] for one in found if "层次的目录" not in one.reason]
    assert own == (["undergraduate", "vocational_undergraduate"] if level == "本科" else [])
    assert [one.key.split(":")[1] for one in found[: len(own)]] == own


def test_levels_above_the_named_one_are_asked_before_the_others(candidates):
    marks = [one.reason.partition("（")[2] for one in candidates.fields("模具", "大专")]
    assert marks == ["", "", "更高层次的目录）", "更高层次的目录）"]


def test_the_codes_between_which_linking_could_not_choose_come_first(candidates, requirements):
    (unlinked,) = requirements.of_post("本科", "法学", None, None, DAY).unlinked
    assert unlinked["reason"] == "ambiguous"
    first, second, *_ = candidates.of(unlinked)
    assert {first.key, second.key} == {"field:undergraduate:03", "field:undergraduate:030101K"}
    assert first.reason == second.reason == "同名的几个代码之一"


def test_what_a_name_may_be_short_for_is_among_them(candidates, requirements):
    (unlinked,) = requirements.of_post("本科", "金融类", None, None, DAY).unlinked
    reasons = {one.name: one.reason for one in candidates.of(unlinked)}
    assert reasons["金融学类"] == "“金融类”可能是它的简称"


def test_a_firm_has_candidates_in_its_registry():
    found = Candidates(
        registries(
            {"list": "firms", "name": "烟台沟渠化学股份有限公司", "code": "91370600000000001X"},
            {"list": "firms", "name": "烟台远山机械有限公司"},
            {"list": "universities", "name": "沟渠化学学院"},
        )
    ).things("firm", "烟台沟渠化学集团有限公司")
    assert [one.name for one in found] == ["烟台沟渠化学股份有限公司", "烟台远山机械有限公司"]
    assert found[0].key == "firm:91370600000000001X"


@pytest.mark.parametrize(
    ("kind", "written", "name"),
    [
        ("university", "滨海理工大学（烟台校区）", "滨海理工大学"),
        ("lab", "先进材料省重点实验室", "山东省先进材料重点实验室"),
        ("technology", "高强碳纤维的制备", "高强度碳纤维制备技术"),
    ],
)
def test_schools_labs_and_technologies_have_candidates_in_theirs(kind, written, name):
    lists = {"university": "universities", "lab": "labs", "technology": "technologies"}
    dictionary = registries({"list": lists[kind], "name": name}, {"list": lists[kind], "name": "别的"})
    assert Candidates(dictionary).things(kind, written)[0].name == name


def test_nothing_in_common_is_no_candidate():
    assert Nearest([("机械工程", "a")]).of("护理") == []


def test_a_strange_long_text_is_like_no_short_name():
    index = Nearest([("机械", "a"), ("机械工程", "b")])
    (_, _, short), *_ = index.of("机械")
    assert short == 1000
    assert all(likeness < 500 for _, _, likeness in index.of("机械厂里会开叉车的小伙子"))


def test_the_name_that_was_meant_is_mostly_among_the_five(candidates, requirements):
    with NAMES.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["expected"] != "review"]
    asked = hit = 0
    for row in rows:
        for one in requirements.of_post(row["level"] or None, row["mention"], None, None, DAY).unlinked:
            asked += 1
            key = "field:" + row["expected"].removeprefix("broad ")
            hit += key in [candidate.key for candidate in candidates.of(one)]
    print(f"\n{hit} of {asked} names that went to review have what was meant among their candidates")
    assert hit >= 0.9 * asked
