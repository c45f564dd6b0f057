"""Rows of dictionary lists that say something of what is not there: they change nothing, and the receipt says so."""

from typing import Any

import pytest

from graph.rows import Submission
from ingest.dictionary import Dictionary
from ingest.requirements import Requirements
from ingest.wording import in_chinese
from tests.lists import links_of, post, store_with_dictionary, take, talent_file, write

DECISIONS = ["对象", "层次", "原文", "判定", "判定人", "判定时间", "理由"]
ALIASES = ["对象", "别名", "正名", "起始日期", "截止日期"]
DISTRICTS = [["区划代码", "区市名称", "别名"], ["370601", "甲区", None]]


@pytest.fixture
def store(tmp_path):
    store = store_with_dictionary(tmp_path)
    yield store
    store.close()


def decided(kind, mention, canonical, level=None):
    return [kind, level, mention, canonical, "王", "2026-05-01", None]


def warnings(outcome, of="decisions"):
    (receipt,) = [one for one in outcome.receipts if one.submission.list == of]
    return [(one.row, one.column) for one in receipt.warnings]


def decisions(folder, *rows):
    return write(folder / "decisions.csv", [DECISIONS, *rows])


def test_a_decision_for_what_is_not_there_is_taken_and_said(store, tmp_path):
    rows = [
        decided("district", "甲城", "district:zzz"),
        decided("district", "甲市", "district:370601"),
        decided("field", "会计学", "field:undergraduate:999999"),
        decided("field", "炼金术", "炼金学"),
        decided("field", "电脑", "计算机类"),
        decided("firm", "沟渠厂", "firm:name:沟渠化学"),
        decided("firm", "沟渠社", None),
    ]
    outcome = take(store, decisions(tmp_path, *rows), write(tmp_path / "districts.csv", DISTRICTS), sender="复核")
    assert warnings(outcome) == [(2, "判定"), (4, "判定"), (5, "判定")]
    assert [one.accepted for one in outcome.receipts if one.submission.list == "decisions"] == [7]
    said = [one for receipt in outcome.receipts for one in receipt.warnings]
    assert all(in_chinese(words) != words for one in said for words in (one.reason, one.remedy))


def test_such_a_decision_leaves_the_row_as_it_would_be_without_it(store, tmp_path):
    rows = [decided("district", "甲区", "district:zzz"), decided("field", "会计学", "field:undergraduate:999999")]
    districts = write(tmp_path / "districts.csv", DISTRICTS)
    posts = talent_file(tmp_path / "posts.xlsx", [post(专业要求="会计学", 学历要求="本科")])
    take(store, decisions(tmp_path, *rows), districts, sender="复核")
    take(store, posts)
    (links,) = links_of(store, "talent_demand")
    assert links["district"] == "district:370601"
    assert links["alternatives"][0]["fields"] == ["field:undergraduate:120203K"]


def test_it_holds_as_soon_as_the_registry_is_there(store, tmp_path):
    file = decisions(tmp_path, decided("district", "甲城", "district:370601"))
    posts = talent_file(tmp_path / "posts.xlsx", [post(区市="甲城")])
    assert warnings(take(store, file, sender="复核", check=True)) == [(2, "判定")]
    take(store, file, sender="复核")
    take(store, posts)
    take(store, write(tmp_path / "districts.csv", DISTRICTS), sender="市人才办")
    (links,) = links_of(store, "talent_demand")
    assert links["district"] == "district:370601"


def test_a_decision_under_a_level_that_nobody_knows_is_said(store, tmp_path):
    rows = [decided("field", "电脑", "计算机类", level) for level in ("研究生", "本科", None)]
    assert warnings(take(store, decisions(tmp_path, *rows), sender="复核")) == [(2, "层次")]


def test_an_alias_of_what_is_not_there_or_that_never_holds_is_said(store, tmp_path):
    rows = [
        ["district", "新区", "district:zzz", None, None],
        ["district", "老区", "370601", "2026-06-30", "2026-01-01"],
        ["district", "城区", "甲区", "2026-01-01", None],
        ["field", "炼金术", "field:undergraduate:9999", None, None],
    ]
    files = write(tmp_path / "aliases.csv", [ALIASES, *rows]), write(tmp_path / "districts.csv", DISTRICTS)
    outcome = take(store, *files, sender="市人才办")
    assert warnings(outcome, "aliases") == [(2, "正名"), (3, "截止日期"), (5, "正名")]


@pytest.mark.parametrize(
    "alias", ["甲城（2020-13-01起）", "甲城（2023-01-01至2022-01-01）", "老城；甲城（2022年40月起）"]
)
def test_days_of_an_alias_that_cannot_be_read_are_said(store, tmp_path, alias):
    rows = [*DISTRICTS, ["370602", "乙区", alias], ["370603", "丙区", "丙城（2022年6月起）；丙区（开发区）"]]
    outcome = take(store, write(tmp_path / "districts.csv", rows), sender="市人才办")
    assert warnings(outcome, "districts") == [(3, "别名")]


def test_a_decision_may_say_a_name_that_begins_with_a_digit():
    """It is no code, so nothing of a code can be wrong with it."""
    held: list[dict[str, Any]] = [
        {"list": "levels", "ladder": "学历", "name": "本科", "rank": 1, "catalogue": "a"},
        {"list": "fields", "catalogue": "a", "code": "0101", "name": "3D打印技术", "kind": "major"},
        {"list": "decisions", "kind": "field", "mention": "三维打印", "canonical": "3D打印技术", "when": "2026-05-01"},
    ]
    rows = ((Submission(str(row["list"]), "市人才办", ""), f"{k:016d}", row) for k, row in enumerate(held))
    meaning = Requirements(Dictionary(rows)).of_post("本科", "三维打印", None, None, "2026-06-01")
    assert meaning.alternatives[0]["fields"] == ["field:a:0101"]
