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


@pytest.mark.parametrize(
    ("header", "cell", "yuan"),
    [
        ("薪酬(元/月)", "25000", (300_000, 300_000)),
        ("薪酬(万元/月)", "2-3", (240_000, 360_000)),
        ("薪资待遇(K/月)", "15-20", (180_000, 240_000)),
        ("月薪(元)", "8000-12000", (96_000, 144_000)),
        ("薪酬(元/月)", "年薪20万", (200_000, 200_000)),
        ("薪酬(元/月)", "15K-20K·14薪", (210_000, 280_000)),
        ("薪酬(元)", "25000", (25_000, 25_000)),
        ("年薪(万元)", "20-30", (200_000, 300_000)),
        ("年薪(税前,千元)", "200", (200_000, 200_000)),
    ],
)
def test_pay_is_counted_in_the_money_and_by_the_time_of_its_header(header, cell, yuan):
    salary = body("talent", POST | {"salary": cell}, {"salary": header})["salary"]
    assert (salary["lo_yuan"], salary["hi_yuan"]) == yuan


def test_pay_by_the_day_in_the_header_is_set_aside():
    row = body("talent", POST | {"salary": "30000"}, {"salary": "薪酬(元/天)"})
    assert ("salary" in row, row["flags"]) == (False, ["kind_blank", "salary_not_annual", "urgency_blank"])


NEED = {"firm": "沟渠甲厂", "industry": "高端装备", "need": "催化剂", "fields": "化学"}


@pytest.mark.parametrize(
    ("header", "yuan"),
    [
        ("总投入(亿元)", 150_000_000),
        ("总投入(亿)", 150_000_000),
        ("总投入(千万元)", 15_000_000),
        ("总投入(百万元)", 1_500_000),
        ("总投入(万元)", 15_000),
        ("总投入", 15_000),
        ("总投入(千元)", 1_500),
    ],
)
def test_a_sum_is_counted_in_the_unit_of_its_header(header, yuan):
    assert body("technology", NEED | {"budget_yuan": "1.5"}, {"budget_yuan": header})["budget_yuan"] == yuan


def test_a_sum_below_a_header_of_another_currency_is_not_taken_for_yuan():
    typing = typer("technology", {"budget_yuan": "总投入(万美元)"}, [*NEED, "budget_yuan"])
    ((row,), problems) = typing.type(NEED | {"budget_yuan": "500"}, {})
    assert ("budget_yuan" in row.body, row.body["flags"]) == (False, ["budget:unreadable"])
    assert [one.reason for one in problems] == ["the sum is in another currency"]


@pytest.mark.parametrize("header", ["需求人数(人次)", "需求人数(万人)", "需求数(家)"])
def test_what_the_header_does_not_count_in_people_is_no_number_of_people(header):
    with pytest.raises(Rejected) as rejected:
        body("talent", POST, {"headcount": header})
    assert [(one.column, one.reason) for one in rejected.value.problems] == [
        ("headcount", "the unit is not people (人)")
    ]


@pytest.mark.parametrize("header", ["需求人数(人)", "需求数(含储备)", "需求数量(名)"])
def test_a_remark_in_the_header_is_no_other_unit(header):
    assert body("talent", POST, {"headcount": header})["headcount"] == {"lo": 1, "hi": 1}
