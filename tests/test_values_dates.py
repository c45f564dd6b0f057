"""Dates, and the period of a submission."""

import pytest

from ingest.values import (
    ValueUnreadable,
    date,
    day,
    period,
    period_end,
    period_in_title,
    period_rank,
    period_start,
)


def read(raw, year=None):
    value = date(raw, year).value
    return value["from"], value["to"], value["precision"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2023.6", ("2023-06-01", "2023-06-30", "month")),
        ("2023/6/30", ("2023-06-30", "2023-06-30", "day")),
        ("2023年6月底前", (None, "2023-06-30", "month")),
        ("45107", ("2023-06-30", "2023-06-30", "day")),
        ("“十四五”期间", ("2021-01-01", "2025-12-31", "period")),
        ("十五五期间", ("2026-01-01", "2030-12-31", "period")),
        ("2023年6月", ("2023-06-01", "2023-06-30", "month")),
        ("2023-06", ("2023-06-01", "2023-06-30", "month")),
        ("202306", ("2023-06-01", "2023-06-30", "month")),
        ("20230630", ("2023-06-30", "2023-06-30", "day")),
        ("2023-06-30 00:00:00", ("2023-06-30", "2023-06-30", "day")),
        ("２０２３．６．３０", ("2023-06-30", "2023-06-30", "day")),
        ("二〇二三年六月三十日", ("2023-06-30", "2023-06-30", "day")),
        ("二〇二三年六月", ("2023-06-01", "2023-06-30", "month")),
        ("2023年", ("2023-01-01", "2023-12-31", "year")),
        ("2023", ("2023-01-01", "2023-12-31", "year")),
        ("2023年上半年", ("2023-01-01", "2023-06-30", "half")),
        ("2023年第三季度", ("2023-07-01", "2023-09-30", "quarter")),
        ("2023Q3", ("2023-07-01", "2023-09-30", "quarter")),
        ("2023年底", ("2023-12-01", "2023-12-31", "month")),
        ("2023年底前完成", (None, "2023-12-31", "month")),
        ("2023年6月30日前", (None, "2023-06-30", "day")),
        ("2024年2月", ("2024-02-01", "2024-02-29", "month")),
        ("2023年7月到岗", ("2023-07-01", "2023-07-31", "month")),
        ("2023年6月以后", ("2023-06-01", None, "month")),
        ("2023年6月至2025年12月", ("2023-06-01", "2025-12-31", "month")),
        ("2023年年底", ("2023-12-01", "2023-12-31", "month")),
        ("2023年7、8月", ("2023-07-01", "2023-08-31", "month")),
        ("2023年6月-9月", ("2023-06-01", "2023-09-30", "month")),
        ("2023年6月下旬", ("2023-06-21", "2023-06-30", "month")),
        ("截止2023年12月31日", (None, "2023-12-31", "day")),
        ("2023.3-6", ("2023-03-01", "2023-06-30", "month")),
        ("2023年3-6月", ("2023-03-01", "2023-06-30", "month")),
        ("2023-03至2023-06", ("2023-03-01", "2023-06-30", "month")),
        ("2023-06-30至2023-12-31", ("2023-06-30", "2023-12-31", "day")),
        ("2023-06-30~2023-12-31", ("2023-06-30", "2023-12-31", "day")),
        ("到2030年", (None, "2030-12-31", "year")),
        ("2023年6月30日（含）前", (None, "2023-06-30", "day")),
        ("2023年7月毕业后", ("2023-07-01", None, "month")),
        ("自2023年6月起", ("2023-06-01", None, "month")),
    ],
)
def test_a_date_is_an_interval_with_its_precision(raw, expected):
    assert read(raw) == expected


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("即日起", "date_asap"),
        ("急聘", "date_asap"),
        ("长期有效", "date_open"),
        ("长期", "date_open"),
        ("尽快", "date_asap"),
        ("随时到岗", "date_asap"),
    ],
)
def test_an_open_date_has_no_ends(raw, flag):
    assert read(raw) == (None, None, "open")
    assert date(raw).flags == (flag,)


def test_a_number_cell_may_have_lost_the_zero_of_october():
    assert date("2023.1").flags == ("date_maybe_october",)
    assert read("2023.10") == ("2023-10-01", "2023-10-31", "month")


@pytest.mark.parametrize(
    ("raw", "to", "flag"),
    [
        ("2023年6月前", "2023-06-30", "date_before_or_in_month"),
        ("2030年前", "2030-12-31", "date_before_or_within"),
        ("2023年三季度以前", "2023-09-30", "date_before_or_within"),
        ("2023年上半年前", "2023-06-30", "date_before_or_within"),
        ("2023Q3前", "2023-09-30", "date_before_or_within"),
    ],
)
def test_before_a_time_may_or_may_not_be_within_it(raw, to, flag):
    assert (date(raw).value["to"], date(raw).flags) == (to, (flag,))


@pytest.mark.parametrize("raw", ["2023年底前", "2023年内", "2023年6月底前", "2023-6-1前"])
def test_the_end_of_a_time_leaves_no_doubt(raw):
    assert date(raw).flags == ()


@pytest.mark.parametrize("raw", ["2023年9月1日左右", "约2023年9月1日", "预计2023年9月1日到岗"])
def test_a_rough_date_is_flagged(raw):
    assert read(raw) == ("2023-09-01", "2023-09-01", "day")
    assert date(raw).flags == ("date_approx",)


def test_a_date_without_a_year_takes_that_of_the_period_and_says_so():
    assert read("年底前", 2026) == (None, "2026-12-31", "month")
    assert read("6月底前", 2026) == (None, "2026-06-30", "month")
    assert read("下半年", 2026) == ("2026-07-01", "2026-12-31", "half")
    assert date("年底前", 2026).flags == ("date_year_from_period",)
    with pytest.raises(ValueUnreadable):
        date("年底前")


@pytest.mark.parametrize("raw", ["18个月", "两年", "签约后6个月内", "1-2年", "3个月内到岗"])
def test_a_duration_is_no_date_and_is_set_aside(raw):
    assert date(raw).flags == ("date_is_a_duration",)
    assert date(raw).value is None


@pytest.mark.parametrize(
    "raw",
    [
        "2023-02-30",
        "8月",
        "2023年13月",
        "06/07/2023",
        "下周五",
        "1899-01-01",
        "99999",
        "20000",
        "202年",
        "2023-3.6",
        "#N/A",
    ],
)
def test_an_impossible_or_ambiguous_date_is_refused(raw):
    with pytest.raises(ValueUnreadable):
        date(raw)


def test_a_day_must_be_one_day():
    assert day("2026/6/30").value == "2026-06-30"
    with pytest.raises(ValueUnreadable):
        day("2026年6月")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026", "2026"),
        ("2026年度", "2026"),
        ("2026年", "2026"),
        ("2026年上半年", "2026-H1"),
        ("2026-H2", "2026-H2"),
        ("2026年下半年", "2026-H2"),
        ("2026年第一季度", "2026-Q1"),
        ("2026年4季度", "2026-Q4"),
        ("2026-Q3", "2026-Q3"),
        ("2026-03", "2026-03"),
        ("2026年3月", "2026-03"),
        ("２０２６年３月份", "2026-03"),
        ("2026.3", "2026-03"),
        ("二〇二六年度", "2026"),
        ("本年", None),
        ("2026年3月5日", None),
        ("2026-13", None),
        ("", None),
    ],
)
def test_a_period_has_one_normal_form(raw, expected):
    assert period(raw) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("沟渠市2026年上半年急需紧缺人才需求目录", "2026-H1"),
        ("沟渠市2026年度急需紧缺人才需求汇总表", "2026"),
        ("2026年第二季度关键核心技术需求表（填报日期：2026年3月5日）", "2026-Q2"),
        ("河南省2024年度统一考试录用公务员职位表", "2024"),
        ("填报时间：2026年3月", None),
        ("沟科〔2025〕12号附件：2026年人才需求表", "2026"),
        ("2024—2026年人才规划", None),
        ("2025年与2026年对照", None),
        ("人才需求表", None),
    ],
)
def test_a_title_row_names_the_period_or_nothing(title, expected):
    assert period_in_title(title) == expected


def test_the_latest_period_ends_last_and_with_the_same_end_is_the_longest():
    in_order = ["2026-Q1", "2026-H1", "2026-07", "2026-12", "2026-Q4", "2026-H2", "2026"]
    assert sorted(set(in_order), key=period_rank) == in_order


def test_a_period_has_a_first_and_a_last_day():
    assert (period_start("2026-H2"), period_end("2026-H2")) == ("2026-07-01", "2026-12-31")
    assert (period_start("2024-02"), period_end("2024-02")) == ("2024-02-01", "2024-02-29")
