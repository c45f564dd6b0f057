"""What a column adds to the reading of its cells: units in its header, codes, people, and why a row is not taken."""

import pytest

from ingest.column_readers import Circumstances
from ingest.columns import columns
from ingest.typed import Rejected, RowTyper


def typer(name, units=None, names=None):
    circumstances = Circumstances(units or {}, {}, (), 100_000, 2026)
    return RowTyper(name, names or list(columns(name)), circumstances, lambda *who: repr(who))


def body(name, cells, units=None):
    typing = typer(name, units, list(cells))
    ((row,), _) = typing.type(cells, {})
    return row.body


PERSON = {"code": "SY0001", "name": "张三", "expertise": "数控", "unit": "沟渠大学", "share_ppm": "60%"}


@pytest.mark.parametrize("code", ["370602199001011234", "37060219900101123X", "13800001234"])
def test_people_numbered_by_personal_numbers_stay_different_people(code):
    other = "1" + code[1:-2] + "88"
    assert body("talents", PERSON | {"code": code})["person"] != body("talents", PERSON | {"code": other})["person"]
    assert body("talents", PERSON | {"code": code}).get("flags") is None


def test_people_whose_number_nobody_knows_are_told_apart_by_name():
    assert body("talents", PERSON | {"code": "待定"})["person"] == body("talents", PERSON | {"code": None})["person"]


POST = {"firm": "沟渠甲厂", "industry": "高端装备", "post": "工程师", "headcount": "1", "fields": "不限"}


@pytest.mark.parametrize("code", ["13001001001", "370602001010001", "A-13001001001"])
def test_the_code_of_a_post_is_kept_though_it_looks_like_a_telephone_number(code):
    assert body("talent", POST | {"post_code": code})["post_code"] == code


def test_words_in_the_place_of_a_code_are_masked():
    assert body("talent", POST | {"post_code": "问张三 13800001234"})["post_code"] == "问张三 █"
    assert "post_code" not in body("talent", POST | {"post_code": "无"})
