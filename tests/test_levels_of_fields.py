"""What a level beside the names of fields says: which catalogue is asked first, and for which names it is asked."""

from typing import Any

import pytest

from graph.rows import Submission
from graph.taxonomy import BUILTIN_SENDER
from ingest.builtin import builtin_dictionary
from ingest.dictionary import Dictionary
from ingest.link import Linker
from ingest.requirements import Requirements

DAY = "2024-01-01"
VOCATIONAL, PLAIN = "vocational_undergraduate", "undergraduate"


@pytest.fixture(scope="module")
def requirements():
    return Requirements(builtin_dictionary())


@pytest.fixture
def post(requirements):
    def read(level, fields):
        return requirements.of_post(level, fields, None, None, DAY)

    return read


@pytest.fixture
def linked(post):
    """The alternatives of a cell: the interval of degrees and the keys of its fields, without their prefix."""

    def read(level, fields):
        return [
            ("-".join(one["degree"] or ()), *(key.removeprefix("field:") for key in one["fields"]))
            for one in post(level, fields).alternatives
        ]

    return read


# ------------------------------------------------------------------ 职业本科


@pytest.mark.parametrize(
    "level",
    ["职业本科", "高职本科", "职教本科", "职业教育本科", "本科层次职业教育", "全日制职业本科", "本科（职业本科）"],
)
@pytest.mark.parametrize(("name", "code"), [("计算机类", "3102"), ("护理", "320201"), ("农业类", "2101")])
def test_the_vocational_kind_of_a_level_asks_its_own_catalogue_first(linked, level, name, code):
    assert linked(level, name) == [("本科-硕士", f"{VOCATIONAL}:{code}")]


@pytest.mark.parametrize("level", ["本科", "普通本科", "本科（含职业本科）", "职业本科、普通本科", "本科或职业本科"])
@pytest.mark.parametrize(("name", "code"), [("计算机类", "0809"), ("护理", "101101K")])
def test_the_plain_level_asks_as_ever(linked, level, name, code):
    assert linked(level, name) == [("本科-硕士", f"{PLAIN}:{code}")]


def test_a_heading_names_the_catalogue_of_its_section(linked):
    assert linked(None, "高职本科：计算机类；普通本科：计算机类；研究生：护理") == [
        ("本科-本科", f"{VOCATIONAL}:3102"),
        ("本科-本科", f"{PLAIN}:0809"),
        ("硕士-博士", "postgraduate:1054"),
    ]


def test_a_heading_of_the_level_is_of_the_kind_that_the_row_asks_for(linked):
    assert linked("职业本科", "本科：护理") == [("本科-本科", f"{VOCATIONAL}:320201")]


def test_what_only_the_other_catalogue_of_the_level_holds_is_still_found(linked):
    assert linked("职业本科", "哲学类") == [("本科-硕士", f"{PLAIN}:0101")]


def test_the_levels_above_stay_where_they_are(linked):
    assert linked("职业本科及以上", "护理、哲学类、光学工程") == [
        ("本科-博士", "postgraduate:0803", f"{PLAIN}:0101", f"{VOCATIONAL}:320201"),
    ]


@pytest.mark.parametrize(
    ("level", "cells", "key"),
    [
        ("职业本科", {"major": "护理"}, f"{VOCATIONAL}:320201"),
        ("职业本科", {"major": "计算机类", "major_code": "3102"}, f"{VOCATIONAL}:3102"),
        ("本科", {"major": "护理"}, f"{PLAIN}:101101K"),
    ],
)
def test_an_offer_of_the_vocational_kind_is_of_its_catalogue(level, cells, key):
    body = {"school": "沟渠职业技术大学", "level": level, "year": 2024, **cells}
    links = Linker(builtin_dictionary()).link("training_offer", body, "2024")
    assert (links["field"], links["level"]) == (f"field:{key}", "本科")


def test_a_decision_for_the_level_takes_no_name_from_the_catalogue_that_is_named():
    held: list[dict[str, Any]] = [
        {
            "list": "levels",
            "ladder": "学历",
            "name": "本科",
            "rank": 1,
            "catalogue": "a；b",
            "second_aliases": "职业本科",
        },
        {"list": "fields", "catalogue": "a", "code": "0101", "name": "护理学", "kind": "class"},
        {"list": "fields", "catalogue": "b", "code": "3101", "name": "护理", "kind": "class"},
        {"list": "decisions", "kind": "field", "level": "本科", "when": "2024-05-01"}
        | {"mention": "护理", "canonical": "field:a:0101"},
    ]
    rows = ((Submission(row["list"], BUILTIN_SENDER, ""), f"{k:016d}", row) for k, row in enumerate(held))
    read = Requirements(Dictionary(rows)).of_post
    assert read("职业本科", "护理", None, None, DAY).alternatives[0]["fields"] == ["field:b:3101"]
    assert read("本科", "护理", None, None, DAY).alternatives[0]["fields"] == ["field:a:0101"]


# ------------------------------------------------------------------ a level in brackets behind a name


def test_a_level_in_brackets_is_the_level_of_the_names_it_stands_behind(linked):
    expected = [
        ("本科-硕士", f"{PLAIN}:120203K"),
        ("本科-本科", f"{PLAIN}:080201"),
        ("硕士-硕士", "postgraduate:0855"),
    ]
    assert linked("本科", "机械工程（本科）、机械（硕士）、会计学") == expected
    assert linked(None, "机械工程（本科）、机械（硕士）") == expected[1:]


@pytest.mark.parametrize(
    ("level", "cell", "expected"),
    [
        (None, "计算机科学与技术(研究生)", ("硕士-博士", "postgraduate:0812")),
        (None, "会计学（本科及以上）", ("本科-博士", f"{PLAIN}:120203K")),
        ("本科", "护理（职业本科）", ("本科-本科", f"{VOCATIONAL}:320201")),
        (None, "会计学（120203K，本科）", ("本科-本科", f"{PLAIN}:120203K")),
        (None, "本科及以上：金融（硕士）", ("硕士-硕士", "postgraduate:0251")),
    ],
)
def test_such_a_level_is_read_as_a_heading_is(linked, level, cell, expected):
    assert linked(level, cell) == [expected]


def test_names_of_one_level_in_brackets_tell_each_other_apart(post):
    """法学 is a major beside majors, written under one heading or with the level behind each."""
    behind, heading = post(None, "法学（本科）、会计学（本科）"), post(None, "本科：法学、会计学")
    assert behind.alternatives == heading.alternatives
    assert f"field:{PLAIN}:030101K" in behind.alternatives[0]["fields"]


@pytest.mark.parametrize("words", ["专业硕士", "本科5年制"])
def test_a_bracket_that_speaks_of_a_level_and_cannot_be_read_is_flagged(post, words):
    meaning = post("本科", f"会计学（{words}）")
    assert meaning.alternatives[0]["degree"] == ["本科", "硕士"]
    assert "level_unreadable" in meaning.flags


@pytest.mark.parametrize("words", ["智能方向", "注册会计师", "中级", "助产", "MBA"])
def test_any_other_bracket_says_no_level(post, words):
    meaning = post("本科", f"会计学（{words}）")
    assert [one["degree"] for one in meaning.alternatives] == [["本科", "硕士"]]
    assert not meaning.flags


@pytest.mark.parametrize(
    "words", ["研究生，仅限公司金融", "研究生；仅限公司金融", "智能方向，仅限公司金融", " 仅限公司金融"]
)
def test_what_narrows_a_name_is_read_behind_whatever_else_stands_in_its_bracket(post, words):
    (one,) = post("研究生", f"金融（{words}）").alternatives
    assert (one["fields"], one["only"]) == (["field:postgraduate:0251"], ["公司金融"])


@pytest.mark.parametrize("cell", ["会计学（智能 方向）", "会计学（ 智能方向）"])
def test_a_blank_inside_a_bracket_cuts_no_name(post, cell):
    meaning = post("本科", cell)
    assert (meaning.alternatives[0]["fields"], meaning.unlinked) == ([f"field:{PLAIN}:120203K"], [])


@pytest.mark.parametrize("cell", ["不含职业本科", "非职业本科", "职业本科除外", "学士或职业本科"])
def test_a_vocational_bachelor_that_is_denied_or_one_of_two_names_no_catalogue(cell):
    assert builtin_dictionary().fields.second_in(cell) == ""
