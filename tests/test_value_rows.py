"""What cells of planners' lists really hold, one after another, through the reader of a row: the raw cell, another
spelling of it, and the typed value of both. What cannot be read is rejected or flagged; nothing is guessed or 0.

Cells that need a whole list or a dictionary are tested where these are: header rows in test_header.py, employers,
districts and posts sent twice in test_linking.py, last year's rows in test_load_again.py, files in test_guarded.py.
"""

import pytest

from ingest.builtin import builtin_dictionary
from ingest.column_readers import Circumstances
from ingest.columns import columns
from ingest.requirements import Requirements
from ingest.typed import Rejected, RowTyper

PLAIN = {
    "talent": {"firm": "沟渠甲厂", "industry": "高端装备", "post": "工程师", "headcount": "1", "fields": "不限"},
    "technology": {"firm": "沟渠甲厂", "industry": "高端装备", "need": "催化剂", "fields": "化学"},
    "training": {
        "type": "供给",
        "school": "沟渠大学",
        "level": "本科",
        "major": "化学",
        "year": "2026",
        "graduates": "60",
    },
}
UNITS = {"further_ppm": "升学率(%)"}


def typed(name, column, raw, units=None):
    """The needs of a row that is plain but for one cell, as (value, flags) of that column; raises Rejected."""
    circumstances = Circumstances(units or UNITS, {}, (), 100_000, 2026)
    typer = RowTyper(name, list(columns(name)), circumstances, lambda *_: "")
    cells = dict.fromkeys(typer.names) | PLAIN[name] | {"kind": "年度计划", "urgency": "一般"} | {column: raw}
    rows, problems = typer.type({one: cells.get(one) for one in typer.names}, {})
    flags = {flag.rpartition(":")[2] for flag in rows[0].body.get("flags", ())}
    assert bool(problems) is ("unreadable" in flags)
    return [row.body.get(column) for row in rows], flags


def heads(lo, hi, **about):
    return {"lo": lo, "hi": hi, **about}


def pay(lo, hi):
    return lo, hi


def span(first, last, precision):
    return {"from": first, "to": last, "precision": precision}


UNKNOWN = heads(1, None)
HEADCOUNTS = [
    (["若干", "不限名额", "多名", "批量", "长期招聘"], UNKNOWN, "headcount_unknown"),
    (["3-5", "３－５", "3至5名", "三到五人", "3/5", "3 — 5", "3--5人"], heads(3, 5), None),
    (["10人以上", "≥10", "10+", "至少10人", "10人起"], heads(10, None), None),
    (["3名以内", "不超过3人"], heads(1, 3), None),
    (["10名左右", "约10"], heads(10, 10, about="both"), "headcount_approx"),
    (["十五", "15人", "15.0", "１５", "15、", "15 人 "], heads(15, 15), None),
    (["1万", "10,000"], heads(10_000, 10_000), None),
    (["6 万名", "60000"], heads(60_000, 60_000), None),
    (["二十余", "20多人"], heads(20, 29), "headcount_approx"),
    (["百余", "100余人"], heads(100, 199), "headcount_approx"),
    (["男3女2", "男3人、女2人"], heads(5, 5), "headcount_by_sex"),
    (["每年5人", "5人/年"], heads(5, 5), "headcount_per_year"),
    (["3（急）", "3人（视情况）"], heads(3, 3), "headcount_note"),
]


@pytest.mark.parametrize(("raw", "value", "flag"), [(raw, *rest) for raws, *rest in HEADCOUNTS for raw in raws])
def test_a_headcount(raw, value, flag):
    found, flags = typed("talent", "headcount", raw)
    assert [{k: v for k, v in one.items() if k in value or k != "about"} for one in found] == [value]
    assert flags == ({flag} if flag else set())


@pytest.mark.parametrize(
    ("raw", "needs"),
    [
        ("博士2、硕士5", [("博士", 2), ("硕士", 5)]),
        ("博士2人 硕士5人", [("博士", 2), ("硕士", 5)]),
        ("本科3人，硕士2人，共5人", [("本科", 3), ("硕士", 2)]),
        ("2人（含硕士1人）", [("硕士", 1), (None, 1)]),
        ("5人（其中博士1人）", [("博士", 1), (None, 4)]),
    ],
)
def test_a_headcount_of_several_levels_is_as_many_needs(raw, needs):
    found, flags = typed("talent", "headcount", raw)
    assert [one["lo"] for one in found] == [count for _, count in needs]
    assert flags == {"headcount_split"}


@pytest.mark.parametrize(
    "raw",
    [
        "0",
        "-3",
        "0.5",
        "3000人次",
        "20人天",
        "10家",
        "A岗2人 B岗3人",
        "2+1",
        "3人，后续增加",
        "全年10人，上半年4人",
        "各1",
        "N",
        "半数",
        "本科3人，硕士2人，共6人",
        "100001",
        "#REF!",
        "——",
        "无",
        "",
    ],
)
def test_a_headcount_that_is_no_number_of_people_keeps_its_row_out(raw):
    with pytest.raises(Rejected) as rejected:
        typed("talent", "headcount", raw)
    (problem,) = rejected.value.problems
    assert problem.column == "headcount"
    assert problem.remedy


PAYS = [
    (
        ["20-30万", "20—30万元/年", "20~30", "20万-30万", "年薪20-30", "二十至三十万", "20-30w/年"],
        pay(200_000, 300_000),
        None,
    ),
    (["1.5-2万/月", "月薪1.5-2万", "15000-20000元/月"], pay(180_000, 240_000), None),
    (["15K-20K·14薪", "1.5-2万/月×14薪"], pay(210_000, 280_000), None),
    (["年薪不低于50万", "50万起", "50w+", "≥50"], pay(500_000, None), None),
    (["100万以内", "最高100万"], pay(None, 1_000_000), None),
    (["20-30（税前）", "税后20-30万"], pay(200_000, 300_000), None),
    (["20-30万+股权", "年薪20-30w，五险一金"], pay(200_000, 300_000), "salary_extras"),
    (["面议（不低于30万）", "面议，30万以上"], pay(300_000, None), "salary_negotiable"),
]


@pytest.mark.parametrize(("raw", "value", "flag"), [(raw, *rest) for raws, *rest in PAYS for raw in raws])
def test_pay(raw, value, flag):
    (found,), flags = typed("talent", "salary", raw)
    assert (found["lo_yuan"], found["hi_yuan"]) == value
    assert flags == ({flag} if flag else set())


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        *[(raw, None) for raw in ("面议", "一事一议", "待遇从优", "电议")],
        *[(raw, "salary_implausible") for raw in ("3000", "300000", "6000-8000", "8k-12k", "0.8-1.2")],
        *[(raw, "salary_not_annual") for raw in ("200元/天", "80元/小时")],
        *[(raw, "unreadable") for raw in ("2万5", "按公司制度", "$50000", "上不封顶", "20万-")],
    ],
)
def test_pay_that_nobody_can_count_is_null_and_never_zero(raw, flag):
    found, flags = typed("talent", "salary", raw)
    assert found == [None]
    assert flag is None or flag in flags


DATES = [
    (["2026.9", "2026年9月", "2026-09", "二〇二六年九月", "202609"], span("2026-09-01", "2026-09-30", "month"), None),
    (["9月", "9月份", "今年9月"], span("2026-09-01", "2026-09-30", "month"), "date_year_from_period"),
    (["26年9月"], span("2026-09-01", "2026-09-30", "month"), "date_short_year"),
    (["9-10月", "9月-10月"], span("2026-09-01", "2026-10-31", "month"), "date_year_from_period"),
    (["2023/6/30", "45107", "20230630", "2023年6月30日"], span("2023-06-30", "2023-06-30", "day"), None),
    (["2023年6月底前", "不晚于2023年6月", "2023年6月底之前"], span(None, "2023-06-30", "month"), None),
    (["2023年6月前", "2023.6以前"], span(None, "2023-06-30", "month"), "date_before_or_in_month"),
    (["Q3", "三季度"], span("2026-07-01", "2026-09-30", "quarter"), "date_year_from_period"),
    (["长期有效", "常年"], span(None, None, "open"), "date_open"),
    (["尽快", "随时到岗", "越快越好"], span(None, None, "open"), "date_asap"),
    (["“十四五”期间", "十四五"], span("2021-01-01", "2025-12-31", "period"), None),
]


@pytest.mark.parametrize(("raw", "value", "flag"), [(raw, *rest) for raws, *rest in DATES for raw in raws])
def test_a_date(raw, value, flag):
    found, flags = typed("talent", "start", raw)
    assert found == [value]
    assert flags == ({flag} if flag else set())


@pytest.mark.parametrize("raw", ["9.1", "26.9", "2026.9.31", "明年", "春节后", "毕业后", "3/4/2026", "2026年9月中下旬"])
def test_a_date_that_says_no_day_is_left_out_and_told(raw):
    found, flags = typed("talent", "start", raw)
    assert found == [None]
    assert "unreadable" in flags


@pytest.mark.parametrize(
    ("raw", "ppm", "flag"),
    [
        ("62", 620_000, None),
        ("62%", 620_000, None),
        ("62.0", 620_000, None),
        ("百分之六十二", 620_000, None),
        ("约62%", 620_000, "percent_approx"),
        ("0.62", None, "percent_contradicts"),
        ("105", None, "percent_over_100"),
        ("六成", None, "unreadable"),
        ("60-70%", None, "unreadable"),
        ("60%以上", None, "unreadable"),
    ],
)
def test_a_rate_under_a_header_of_percent(raw, ppm, flag):
    found, flags = typed("training", "further_ppm", raw)
    assert found == [ppm]
    assert flags == ({flag} if flag else set())


@pytest.mark.parametrize(
    ("raw", "yuan", "flag"),
    [
        ("500", 5_000_000, None),
        ("￥500万", 5_000_000, None),
        ("五百万", 5_000_000, None),
        ("0.05亿", 5_000_000, None),
        ("约500", 5_000_000, "money_approx"),
        ("不超过500万", 5_000_000, "money_bound"),
        ("500万(自筹)", 5_000_000, "money_note"),
        ("20000000", None, "money_implausible"),
        ("500-800", None, "unreadable"),
        ("自筹", None, "unreadable"),
        ("面议", None, None),
    ],
)
def test_a_sum_in_a_column_of_wan(raw, yuan, flag):
    found, flags = typed("technology", "budget_yuan", raw)
    assert found == [yuan]
    assert flags == ({flag} if flag else set())


@pytest.mark.parametrize("raw", ["是", "√", "秘密", "商业秘密", "待定", "不清楚", "非涉密项目", "○"])
def test_a_row_that_may_be_secret_is_not_taken(raw):
    with pytest.raises(Rejected) as rejected:
        typed("technology", "secret", raw)
    assert [one.column for one in rejected.value.problems] == ["secret"]


@pytest.mark.parametrize(
    ("raw", "metric"),
    [
        ("强度≥800MPa", ("强度", "≥", "800", "MPa")),
        ("抗拉强度不低于800MPa", ("抗拉强度", "≥", "800", "MPa")),
        ("良率由92%提升至98%", ("良率", "≥", "98", "%")),
        ("成本下降15%左右", ("成本", "≈", "15", "%")),
        ("误差≤±0.01mm", ("误差", "≤", "0.01", "mm")),
        ("达到国际先进水平", ("达到国际先进水平", None, None, None)),
        ("填补国内空白", ("填补国内空白", None, None, None)),
    ],
)
def test_a_metric(raw, metric):
    ((found,),), flags = typed("technology", "metrics", raw)
    assert tuple(found[one] for one in ("name", "operator", "value", "unit")) == metric
    assert flags == (set() if metric[1] else {"metrics_untestable"})


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("91370600MA3C0XXXXX", "credit_code_invalid"),
        ("办理中", "credit_code_invalid"),
        ("无", None),
    ],
)
def test_a_credit_code_that_is_none_leaves_the_name(raw, flag):
    found, flags = typed("talent", "firm_code", raw)
    assert found == [None]
    assert flags == ({flag} if flag else set())


@pytest.fixture(scope="module")
def requirements():
    return Requirements(builtin_dictionary())


UP = ["本科", "博士"]


@pytest.mark.parametrize(
    ("level", "raw", "fields", "unlinked", "flags"),
    [
        ("硕士", "化学工程与技术、材料类", {"0817"}, {"材料类"}, set()),
        ("本科", "化学工程与工艺、材料类", {"081301", "0804"}, set(), set()),
        ("本科", "1.机械工程 2.自动化", {"080201", "080801"}, set(), set()),
        ("本科", "机械工程及车辆工程", {"080201", "080207"}, set(), set()),
        ("本科", "计算机科学与技术(智能方向)", {"080901"}, set(), set()),
        ("本科", "会计", {"120203K"}, set(), set()),
        ("本科", "会计学（120203K）", {"120203K"}, set(), set()),
        ("本科", "080202机械设计制造及其自动化", {"080202"}, set(), set()),
        ("本科", "机械设计制造和自动化", {"080202"}, set(), set()),
        ("本科", "化学工程与工艺 等", {"081301"}, set(), {"fields_open_ended"}),
        ("本科", "会计学、财务管理或相关专业", {"120203K", "120204"}, set(), {"fields_open_ended"}),
        ("本科", "会计学、财务管理优先", {"120203K"}, set(), {"fields_preference_ignored"}),
        ("本科", "会计学（除会计电算化方向）", {"120203K"}, set(), {"fields_exception_ignored"}),
        ("本科", "见岗位说明", set(), {"见岗位说明"}, set()),
        ("本科", "机械类，男性", {"0802"}, {"男性"}, set()),
    ],
)
def test_names_of_fields_in_a_cell(requirements, level, raw, fields, unlinked, flags):
    meaning = requirements.of_post(level, raw, None, None, "2026-01-01")
    exact = {key.rpartition(":")[2] for one in meaning.alternatives for key in one["fields"] if one["sim_cap"] == 1000}
    assert exact == fields
    assert {one["mention"] for one in meaning.unlinked} == unlinked
    assert flags <= {*meaning.flags}


@pytest.mark.parametrize(
    ("raw", "degree"),
    [
        *[(raw, UP) for raw in ("本科及以上学历", "本科以上", "≥本科", "本科+", "学士及以上", "全日制普通本科以上")],
        *[(raw, ["硕士", "博士"]) for raw in ("研究生（硕士）", "硕士生", "硕博", "985/211硕士", "硕士或博士")],
        *[(raw, ["本科", "硕士"]) for raw in ("本科生", "统招本科", "本科（硕士优先）", "双一流本科")],
        *[(raw, None) for raw in ("不限", "大学", "高中", "MBA", "博士优先")],
    ],
)
def test_a_degree_asked_for(requirements, raw, degree):
    meaning = requirements.of_post(raw, "会计学（120203K）", None, None, "2026-01-01")
    assert [one["degree"] for one in meaning.alternatives] == [degree]
    assert ("level_unreadable" in meaning.flags) is (degree is None and raw != "不限")
