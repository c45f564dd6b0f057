"""What a column adds to the reading of its cells: units in its header, codes, people, and why a row is not taken."""

import pytest

from ingest.column_readers import Circumstances, salary
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


def problems_of(name, cells):
    with pytest.raises(Rejected) as rejected:
        body(name, cells)
    return rejected.value.problems


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (None, "a required cell is empty"),
        (" ", "a required cell is empty"),
        ("无", "a required cell states nothing (无, /, 待定 and the like)"),
        ("——", "a required cell states nothing (无, /, 待定 and the like)"),
        ("同上", "同上, but no row above it was taken"),
    ],
)
def test_a_row_that_is_not_taken_says_what_its_required_cell_holds(raw, reason):
    ((column, said, _),) = problems_of("talent", POST | {"headcount": raw})
    assert (column, said) == ("headcount", reason)


def test_a_required_choice_that_is_none_of_the_words_is_told_the_words():
    offer = {"type": "学校", "school": "沟渠大学", "level": "本科", "major": "化学", "year": "2026", "graduates": "60"}
    (problem,) = problems_of("training", offer)
    assert problem == ("type", "this is none of the words to choose from", "write one of: 供给、需求")


def test_the_same_as_above_without_a_row_above_is_told_where_it_is_not_required_too():
    typing = typer("talent", names=[*POST, "level", "salary"])
    ((row,), problems) = typing.type(POST | {"level": "同上", "salary": "20"}, {})
    assert "level:unreadable" in row.body["flags"]
    assert [(one.column, one.reason) for one in problems] == [("level", "同上, but no row above it was taken")]
    ((row,), problems) = typing.type(POST | {"level": "本科", "salary": "同上"}, {})
    assert (row.body["salary"]["lo_yuan"], problems) == (200_000, [])


@pytest.mark.parametrize(("raw", "reason"), [("是", "marked 涉密"), ("否（公开）", "neither"), ("待定", "neither")])
def test_a_doubt_about_secrecy_is_not_said_to_be_a_secret(raw, reason):
    (problem,) = problems_of("technology", NEED | {"secret": raw})
    assert (problem.column, reason in problem.reason) == ("secret", True)


def test_a_formula_without_a_value_is_a_doubt_about_secrecy():
    typing = typer("technology", names=[*NEED, "secret"])
    with pytest.raises(Rejected) as rejected:
        typing.type(NEED | {"secret": ""}, {"secret": "a formula without a value"})
    assert [one.column for one in rejected.value.problems] == ["secret"]


@pytest.mark.parametrize(
    ("header", "basis"),
    [
        ("年薪(万元,含每月补贴)", "year"),
        ("年薪(万元,12个月)", "year"),
        ("薪酬(万元/月)", "month"),
        ("月薪(万元)", "month"),
    ],
)
def test_of_what_stands_in_the_brackets_of_a_header_only_a_rate_is_a_time(header, basis):
    assert salary("2" if basis == "month" else "20", header).value["basis"] == basis


def test_thousands_without_a_time_are_set_aside_wherever_the_k_stands():
    assert salary("20", "薪资(K)")[:2] == salary("20K", "薪资")[:2] == (None, ("salary_implausible",))
    assert salary("200", "年薪(千元)").value["lo_yuan"] == 200_000
