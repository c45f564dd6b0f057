"""年薪 and sums of money: whole yuan, and nothing that nobody said."""

import pytest

from ingest.values import ValueUnreadable, money, salary


def pay(raw, unit="万元"):
    value = salary(raw, unit).value
    return value["lo_yuan"], value["hi_yuan"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("20-30万", (200_000, 300_000)),
        ("20—30万元/年", (200_000, 300_000)),
        ("20万-30万", (200_000, 300_000)),
        ("20-30", (200_000, 300_000)),
        ("20～30万/年", (200_000, 300_000)),
        ("20w-30w", (200_000, 300_000)),
        ("200K-300K/年", (200_000, 300_000)),
        ("年薪20至30万元", (200_000, 300_000)),
        ("20-30万元（税前）", (200_000, 300_000)),
        ("25", (250_000, 250_000)),
        ("12.50", (125_000, 125_000)),
        ("年薪25万", (250_000, 250_000)),
        ("200000元", (200_000, 200_000)),
        ("二十万", (200_000, 200_000)),
        ("200000元/年", (200_000, 200_000)),
        ("60000-80000元/年", (60_000, 80_000)),
        ("100-150K", (100_000, 150_000)),
    ],
)
def test_pay_is_an_interval_of_yuan_a_year(raw, expected):
    assert pay(raw) == expected
    assert salary(raw).value["basis"] == "year"


@pytest.mark.parametrize(
    ("raw", "expected", "months"),
    [
        ("1.5-2万/月", (180_000, 240_000), 12),
        ("15K-20K·14薪", (210_000, 280_000), 14),
        ("15-20K*13薪", (195_000, 260_000), 13),
        ("8000-12000元/月", (96_000, 144_000), 12),
        ("8000-12000/月", (96_000, 144_000), 12),
        ("8000-1万/月", (96_000, 120_000), 12),
        ("8000-1.2万元/月", (96_000, 144_000), 12),
        ("月薪8000元", (96_000, 96_000), 12),
        ("月薪1万以上", (120_000, None), 12),
        ("1-1.5万/月，13-15薪", (130_000, 225_000), 15),
    ],
)
def test_monthly_pay_is_counted_by_the_year(raw, expected, months):
    assert pay(raw) == expected
    assert (salary(raw).value["basis"], salary(raw).value["months"]) == ("month", months)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("年薪不低于50万", (500_000, None)),
        ("50万以上", (500_000, None)),
        ("≥50", (500_000, None)),
        ("30万起", (300_000, None)),
        ("年薪30万起步", (300_000, None)),
        ("20-30万以上", (200_000, None)),
        ("20万起，上不封顶", (200_000, None)),
        ("50万以内", (None, 500_000)),
        ("最高80万元", (None, 800_000)),
    ],
)
def test_a_bound_of_pay_leaves_the_other_side_open(raw, expected):
    assert pay(raw) == expected


@pytest.mark.parametrize("raw", ["面议", "一事一议", "薪资面议", "面 议", "一人一策", "(面议)"])
def test_negotiable_pay_is_null_and_not_zero(raw):
    reading = salary(raw)
    assert (reading.value, reading.missing.kind) == (None, "negotiable")


def test_tax_and_the_cell_itself_are_kept():
    value = salary("30-40万（税后）").value
    assert (value["tax"], value["raw"]) == ("after", "30-40万（税后）")
    assert salary("税前30万").value["tax"] == "before"
    assert "tax" not in salary("30万").value


def test_extras_are_flagged_and_not_added():
    assert pay("年薪30万+安家费50万") == (300_000, 300_000)
    assert salary("年薪30万+安家费50万").flags == ("salary_extras",)


def test_a_floor_that_includes_itself_is_a_floor():
    assert pay("20万元（含）以上") == (200_000, None)
    assert pay("￥200000", "元") == (200_000, 200_000)


def test_negotiable_above_a_floor_keeps_the_floor():
    assert pay("30万起，可面议") == (300_000, None)
    assert pay("30-50万，特别优秀者面议") == (300_000, 500_000)


@pytest.mark.parametrize(
    ("raw", "unit"),
    [("3000", "万元"), ("8000", "万元"), ("200000", "万元"), ("3000万", "万元"), ("20", "元"), ("1万-1.5万", "万元")],
)
def test_implausible_pay_is_set_aside_and_not_thirty_million(raw, unit):
    reading = salary(raw, unit)
    assert (reading.value, reading.flags, reading.set_aside) == (None, ("salary_implausible",), raw)


def test_the_unit_of_the_header_is_used_where_the_cell_has_none():
    assert pay("200000-300000", "元") == (200_000, 300_000)
    assert pay("20-30万", "元") == (200_000, 300_000)


@pytest.mark.parametrize("raw", ["20K-30K", "20-30k", "60k", "4-6千"])
def test_thousands_of_which_nobody_says_whether_by_the_month_or_the_year_are_set_aside(raw):
    assert salary(raw)[:2] == (None, ("salary_implausible",))


def test_pay_by_the_day_is_set_aside():
    assert salary("500元/天").flags == ("salary_not_annual",)


@pytest.mark.parametrize("raw", ["按公司标准", "30-20", "高薪", "#VALUE!", "13800001234"])
def test_what_is_no_pay_is_refused(raw):
    if raw.isdigit():
        assert salary(raw).value is None
    else:
        with pytest.raises(ValueUnreadable):
            salary(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("500", 5_000_000),
        ("500万元", 5_000_000),
        ("1.2亿", 120_000_000),
        ("1.2亿元", 120_000_000),
        ("12.50", 125_000),
        ("3,000", 30_000_000),
        ("50000元", 50_000),
        ("人民币300万元整", 3_000_000),
        ("三百万", 3_000_000),
        ("0", 0),
        ("50(元)", 50),
        ("500(万元)", 5_000_000),
    ],
)
def test_money_is_whole_yuan(raw, expected):
    assert money(raw).value == expected


def test_money_of_another_header():
    assert money("1.5", "亿元").value == 150_000_000
    assert money("800", "元").value == 800


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("500万元（含税）", "money_note"),
        ("500万元/年", "money_note"),
        ("500万（其中自筹200万）", "money_note"),
        ("约500万", "money_approx"),
        ("近500万", "money_approx"),
        ("500万元左右", "money_approx"),
        ("不低于500", "money_bound"),
        ("500万元（含）以上", "money_bound"),
    ],
)
def test_a_rough_sum_is_flagged(raw, flag):
    assert money(raw)[:2] == (5_000_000, (flag,))


@pytest.mark.parametrize("raw", ["300-500", "500(800)", "100万美元", "自筹", "-5", "5千"])
def test_what_is_no_single_sum_is_refused(raw):
    with pytest.raises(ValueUnreadable):
        money(raw)


def test_a_sum_to_be_agreed_is_null():
    assert money("面议").missing.kind == "negotiable"
