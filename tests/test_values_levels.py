"""学历, 职称, 技能等级: what is asked for, as intervals on three ladders that are data."""

import csv
from pathlib import Path

import pytest

from ingest.values import Ladders, ValueUnreadable, level, level_name

LEVELS = Path(__file__).parents[1] / "graph" / "taxonomy" / "levels.csv"


@pytest.fixture(scope="module")
def ladders():
    with LEVELS.open(encoding="utf-8-sig", newline="") as table:
        return Ladders.from_rows(csv.DictReader(table))


def ranges(raw, ladders, ladder="学历", **options):
    return [f"{r.ladder}:{r.lo}-{r.hi}" for r in level(raw, ladders, ladder, **options).value]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("本科及以上", "本科-博士"),
        ("本科以上", "本科-博士"),
        ("本科及以上学历", "本科-博士"),
        ("全日制本科及以上", "本科-博士"),
        ("高等学校本科及以上", "本科-博士"),
        ("≥本科", "本科-博士"),
        ("不低于硕士", "硕士-博士"),
        ("硕士研究生及以上", "硕士-博士"),
        ("大专及以上", "大专-博士"),
        ("仅限本科", "本科-本科"),
        ("仅限硕士研究生", "硕士-硕士"),
        ("仅限博士研究生", "博士-博士"),
        ("限研究生", "硕士-博士"),
        ("本科", "本科-硕士"),
        ("硕士", "硕士-博士"),
        ("研究生", "硕士-博士"),
        ("博士", "博士-博士"),
        ("大专", "大专-本科"),
        ("大专或本科", "大专-硕士"),
        ("本科/硕士", "本科-博士"),
        ("本科、硕士", "本科-博士"),
        ("本科至硕士", "本科-硕士"),
        ("大专及以下", "中专-大专"),
        ("本科（应届）", "本科-硕士"),
        ("本科及以上，硕士优先", "本科-博士"),
        ("学士学位", "本科-硕士"),
        ("本科(双一流)及以上", "本科-博士"),
        ("硕士及以上（条件优秀可放宽至本科）", "硕士-博士"),
        ("大专（含）及以上", "大专-博士"),
        ("大专及大专以上", "大专-博士"),
        ("本科起步", "本科-博士"),
        ("最低本科", "本科-博士"),
        ("最低学历：本科", "本科-博士"),
        ("最低本科及以上", "本科-博士"),
        ("本科及以上（学士学位）", "本科-博士"),
        ("本硕", "本科-硕士"),
        ("本硕博", "本科-博士"),
        ("工学硕士", "硕士-博士"),
        ("工学学士及以上", "本科-博士"),
    ],
)
def test_a_degree_asked_for_is_an_interval(ladders, raw, expected):
    assert ranges(raw, ladders) == [f"学历:{expected}"]


def test_a_section_heading_is_exact(ladders):
    assert ranges("本科", ladders, exact=True) == ["学历:本科-本科"]
    assert ranges("研究生", ladders, exact=True) == ["学历:硕士-博士"]
    assert ranges("硕士研究生", ladders, exact=True) == ["学历:硕士-硕士"]


@pytest.mark.parametrize(
    "raw", ["副高及以上或博士", "博士或副高及以上", "副高级及以上职称或博士学历", "副高及以上/博士"]
)
def test_two_ladders_are_two_alternatives(ladders, raw):
    assert ranges(raw, ladders, "职称") == ["学历:博士-博士", "职称:副高-正高"]


@pytest.mark.parametrize(
    ("raw", "ladder", "expected"),
    [
        ("副高及以上", "职称", "职称:副高-正高"),
        ("高级工程师及以上", "职称", "职称:副高-正高"),
        ("中级", "职称", "职称:中级-副高"),
        ("中级", "技能等级", "技能等级:中级工-高级工"),
        ("中级及以上职称", "职称", "职称:中级-正高"),
        ("高级工及以上", "技能等级", "技能等级:高级工-首席技师"),
        ("技师(二级)", "技能等级", "技能等级:技师-高级技师"),
        ("高级工（三级）", "技能等级", "技能等级:高级工-技师"),
        ("高级工（三级）及以上", "技能等级", "技能等级:高级工-首席技师"),
        ("三级/高级工", "技能等级", "技能等级:高级工-技师"),
        ("二级（技师）以上", "技能等级", "技能等级:技师-首席技师"),
        ("职业资格三级", "技能等级", "技能等级:高级工-技师"),
        ("职业技能等级三级（高级工）及以上", "技能等级", "技能等级:高级工-首席技师"),
        ("3级", "技能等级", "技能等级:高级工-技师"),
    ],
)
def test_titles_and_grades_stand_on_their_own_ladders(ladders, raw, ladder, expected):
    assert ranges(raw, ladders, ladder) == [expected]


@pytest.mark.parametrize("raw", ["技师(三级)", "高级工（二级）及以上", "高级技师(二级)"])
def test_two_notations_that_contradict_each_other_are_set_aside(ladders, raw):
    reading = level(raw, ladders, "技能等级")
    assert (reading.value, reading.flags) == (None, ("level_contradicts_itself",))


@pytest.mark.parametrize("raw", ["不限", "无要求", "不作要求", "不限（硕士优先）", "学历不限", "不限学历"])
def test_no_limit_is_no_interval(ladders, raw):
    reading = level(raw, ladders)
    assert (reading.value, reading.missing.kind) == ((), "unlimited")


def test_a_preference_is_no_requirement(ladders):
    assert "level_preference_ignored" in level("本科及以上，硕士优先", ladders).flags


@pytest.mark.parametrize("raw", ["优秀", "三年以上经验", "硕士优先", "全日制", "统招", "#REF!"])
def test_what_no_ladder_knows_is_refused(ladders, raw):
    with pytest.raises(ValueUnreadable):
        level(raw, ladders)


@pytest.mark.parametrize(
    ("raw", "expected", "flags"),
    [
        ("本科", "本科", ()),
        ("专科", "大专", ()),
        ("高职", "大专", ()),
        ("硕士研究生", "硕士", ()),
        ("博士", "博士", ()),
        ("研究生", "硕士", ("level_span",)),
        ("职业本科", "本科", ("level_vocational",)),
        ("本科层次", "本科", ()),
    ],
)
def test_a_programme_has_one_level(ladders, raw, expected, flags):
    assert level_name(raw, ladders)[:2] == (expected, flags)


@pytest.mark.parametrize("raw", ["本科、硕士", "本科及以上", "本硕", "副高"])
def test_a_programme_of_several_levels_is_refused(ladders, raw):
    with pytest.raises(ValueUnreadable):
        level_name(raw, ladders)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("高职/本科", "学历:大专-硕士"),
        ("硕/博", "学历:硕士-博士"),
        ("仅限五级/初级工", "技能等级:初级工-初级工"),
        ("五级初级工", "技能等级:初级工-中级工"),
    ],
)
def test_levels_beside_a_slash_are_two_unless_they_are_one(ladders, raw, expected):
    assert ranges(raw, ladders) == [expected]


def test_the_ladders_are_data():
    ladders = Ladders.from_rows(
        [
            {"ladder": "学历", "name": "甲", "rank": "1", "aliases": "A；两者"},
            {"ladder": "学历", "name": "乙", "rank": "2", "aliases": "两者"},
            {"ladder": "学历", "name": "丙", "rank": "3", "aliases": ""},
        ]
    )
    assert ranges("A及以上", ladders) == ["学历:甲-丙"]
    assert ranges("仅限两者", ladders) == ["学历:甲-乙"]
