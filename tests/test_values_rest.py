"""Codes, names of firms, rates, metrics, missing words, contradictions."""

import pytest

from ingest.values import (
    Missing,
    ValueUnreadable,
    boolean,
    choice,
    consistency,
    credit_code,
    decimal,
    degree,
    duration,
    firm_key,
    institution_code,
    metrics,
    missing,
    normalise,
    percent,
    percent_scale,
    secret,
    stripped_firm,
    trl,
    year,
)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (None, "blank"),
        ("", "blank"),
        (" \u3000\u200b", "blank"),
        ("*", "none"),
        ("/", "none"),
        ("／", "none"),
        ("无", "none"),
        ("-", "none"),
        ("——", "none"),
        ("N/A", "none"),
        ("（无）", "none"),
        ("同上", "ditto"),
        ("〃", "ditto"),
        ("详见附件", "attached"),
        ("见附件1", "attached"),
        ("详见附表《岗位说明》", "attached"),
        ("不限", "unlimited"),
        ("无 要求", "unlimited"),
        ("面议", "negotiable"),
        ("一事一议", "negotiable"),
        ("若干", "unknown"),
        ("待定", "unknown"),
    ],
)
def test_every_word_for_nothing_has_its_kind(raw, kind):
    assert missing(raw) == Missing(kind)


@pytest.mark.parametrize("raw", ["0", "无锡", "不限速", "12", "无机化学", "见习"])
def test_a_value_is_not_missing(raw):
    assert missing(raw) is None


@pytest.mark.parametrize("raw", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?"])
def test_a_spreadsheet_error_is_unreadable(raw):
    with pytest.raises(ValueUnreadable, match="error"):
        missing(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("ＡＢＣ１２", "ABC12"),
        ("烟台\u200b大学\u202e", "烟台大学"),
        ("a\u00a0 \u3000b", "a b"),
        ("3—5", "3-5"),
        ("3——5", "3-5"),
        ("【智能】", "(智能)"),
        ("（一）", "(一)"),
        ("10⁻³", "10^-3"),
        ("120①", "120(1)"),
        ("①5人", "(1)5人"),
        ("m²", "m2"),
        ("\ufeff编号", "编号"),
    ],
)
def test_what_the_eye_takes_as_equal_is_equal(raw, expected):
    assert normalise(raw) == expected


def test_a_credit_code_keeps_its_check_digit():
    assert credit_code("91110000600037341L").value == "91110000600037341L"
    assert credit_code("统一社会信用代码：91110000600037341L。").value == "91110000600037341L"
    assert credit_code("(91110000600037341L)").value == "91110000600037341L"
    assert credit_code(" ９１１１００００ 600037341l ").value == "91110000600037341L"


@pytest.mark.parametrize("raw", ["91110000600037341M", "911100006000373", "9.111E+17", "91110000600037341O", "abc"])
def test_a_credit_code_that_fails_counts_as_none(raw):
    assert credit_code(raw)[:2] == (None, ("credit_code_invalid",))


def test_no_credit_code_is_no_fault():
    assert credit_code("无")[:2] == (None, ())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("11066", "11066"), ("4137011066", "11066"), ("11066.0", "11066"), ("４１３７011066", "11066")],
)
def test_the_two_codes_of_a_school_are_one(raw, expected):
    assert institution_code(raw).value == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("沟渠化学（集团）有限公司", "沟渠化学(集团)有限公司"),
        ("沟渠化学 有限公司", "沟渠化学有限公司"),
        ("沟渠ＡＢＣ科技", "沟渠abc科技"),
        ("沟渠化学有限公司（盖章）", "沟渠化学有限公司"),
    ],
)
def test_one_firm_spelled_twice_has_one_key(one, other):
    assert firm_key(one) == firm_key(other)


def test_the_form_of_company_can_be_stripped():
    forms = ["有限公司", "有限责任公司", "股份有限公司", "公司", ""]
    assert {stripped_firm(f"沟渠化学{form}") for form in forms} == {"沟渠化学"}


def test_a_group_is_not_its_subsidiary_and_a_city_in_brackets_stays():
    assert stripped_firm("沟渠化学集团有限公司") != stripped_firm("沟渠化学有限公司")
    assert stripped_firm("沟渠化学（宁波）有限公司") != stripped_firm("沟渠化学有限公司")
    assert firm_key("公司") == stripped_firm("公司")


@pytest.mark.parametrize(
    ("raw", "options", "expected"),
    [
        ("62%", {}, 620_000),
        ("62.5％", {}, 625_000),
        ("62%。", {}, 620_000),
        ("62", {"header_unit": "%"}, 620_000),
        ("62", {"evidence": "percent"}, 620_000),
        ("0.62", {"evidence": "fraction"}, 620_000),
        ("62%", {"evidence": "fraction"}, 620_000),
        ("百分之六十二", {}, 620_000),
        ("625‰", {}, 625_000),
        ("100", {"header_unit": "%"}, 1_000_000),
        ("1", {"evidence": "fraction"}, 1_000_000),
        ("0", {}, 0),
    ],
)
def test_a_rate_is_counted_in_millionths(raw, options, expected):
    assert percent(raw, **options).value == expected


@pytest.mark.parametrize(
    ("raw", "options", "flag"),
    [
        ("0.62", {"header_unit": "%"}, "percent_contradicts"),
        ("0.62", {"evidence": "percent"}, "percent_contradicts"),
        ("62", {"evidence": "fraction"}, "percent_contradicts"),
        ("162%", {}, "percent_over_100"),
        ("162", {"header_unit": "%"}, "percent_over_100"),
        ("0.62", {}, "percent_unclear"),
        ("62", {}, "percent_unclear"),
    ],
)
def test_a_rate_that_contradicts_its_column_is_null_and_flagged(raw, options, flag):
    reading = percent(raw, **options)
    assert (reading.value, reading.flags, reading.set_aside) == (None, (flag,), raw)


def test_the_column_tells_what_its_bare_numbers_are():
    assert percent_scale(["62", "71.5", "80", None, "无", "100"]) == "percent"
    assert percent_scale(["0.62", "0.7", "1", "0"]) == "fraction"
    assert percent_scale(["62", "0.71"]) is None
    assert percent_scale(["1", "0", "62%"]) is None
    assert percent_scale([]) is None


@pytest.mark.parametrize("raw", ["高", "-5%", "六成"])
def test_what_is_no_rate_is_refused(raw):
    with pytest.raises(ValueUnreadable):
        percent(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("强度≥800MPa", ("强度", "≥", "800", "MPa", None, None)),
        ("抗拉强度不低于800MPa", ("抗拉强度", "≥", "800", "MPa", None, None)),
        ("良率由92%提升至98%", ("良率", "≥", "98", "%", "92", "+")),
        ("能耗从30kWh降低到25kWh", ("能耗", "≤", "25", "kWh", "30", "-")),
        ("成本下降15%左右", ("成本", "≈", "15", "%", None, "-")),
        ("效率提高20%以上", ("效率", "≥", "20", "%", None, "+")),
        ("误差≤0.01mm", ("误差", "≤", "0.01", "mm", None, None)),
        ("工作温度-40~85℃", ("工作温度", "in", "-40-85", "°C", None, None)),
        ("使用寿命10年以上", ("使用寿命", "≥", "10", "年", None, None)),
        ("纯度达到99.999%", ("纯度", "≥", "99.999", "%", None, None)),
        ("寿命≥10⁶次", ("寿命", "≥", "10^6", "次", None, None)),
        ("密度≤10⁻³g/cm³", ("密度", "≤", "10^-3", "g/cm3", None, None)),
        ("转速≥12,000r/min", ("转速", "≥", "12000", "r/min", None, None)),
        ("良率提升至98%", ("良率", "≥", "98", "%", None, None)),
        ("成本降低15%-20%", ("成本", "in", "15-20", "%", None, "-")),
        ("成本100元降到80元", ("成本", "≤", "80", "元", "100", "-")),
        ("粒径50±5nm", ("粒径", "≈", "50", "nm", None, None)),
        ("电压3.3V±10%", ("电压", "≈", "3.3", "V", None, None)),
        ("精度达±0.01mm", ("精度", "≈", "±0.01", "mm", None, None)),
        ("噪声≤60dB（满载）", ("噪声", "≤", "60", "dB", None, None)),
    ],
)
def test_a_metric_says_what_is_measured_and_how_much(raw, expected):
    (metric,) = metrics(raw).value
    assert metric[:6] == expected
    assert metric.testable


@pytest.mark.parametrize(
    "raw",
    ["达到国际先进水平", "国内领先", "性能优异，填补空白", "符合GB/T 1234-2020", "达到ISO9001标准", "真空度10-5Pa"],
)
def test_what_cannot_be_tested_is_flagged(raw):
    reading = metrics(raw)
    assert not any(metric.testable for metric in reading.value)
    assert reading.flags == ("metrics_untestable",)


def test_a_telephone_number_among_the_metrics_is_not_kept():
    reading = metrics("强度≥800MPa；详询138-0000-1234")
    assert reading.flags == ("masked",)
    assert "138" not in str(reading.value)


def test_several_metrics_in_one_cell():
    found = metrics("①强度≥800②成本下降15%").value
    assert [(m.name, m.value) for m in found] == [("强度", "800"), ("成本", "15")]
    found = metrics("1.强度≥800MPa；2.成本下降15%左右；3.达到国际先进水平").value
    assert [(m.name, m.testable) for m in found] == [("强度", True), ("成本", True), ("达到国际先进水平", False)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("6", 6), ("TRL6", 6), ("TRL 6级", 6), ("６级", 6), ("六级", 6), ("第6级", 6), ("6.0", 6), ("技术就绪度6级", 6)],
)
def test_a_readiness_level_is_one_to_nine(raw, expected):
    assert trl(raw).value == expected


def test_of_two_readiness_levels_the_lower_counts():
    assert trl("4-5级")[:2] == (4, ("trl_range",))


@pytest.mark.parametrize("raw", ["0", "10", "高", "成熟"])
def test_what_is_no_readiness_level_is_refused(raw):
    with pytest.raises(ValueUnreadable):
        trl(raw)


@pytest.mark.parametrize(
    ("raw", "expected"), [("2026", 2026), ("2026年", 2026), ("2026届", 2026), ("2026.0", 2026), ("二〇二六年", 2026)]
)
def test_a_year_has_four_digits(raw, expected):
    assert year(raw)[:2] == (expected, ())


def test_an_academic_year_counts_for_its_graduates():
    assert year("2025-2026学年")[:2] == (2026, ("year_of_academic_year",))


@pytest.mark.parametrize("raw", ["26", "2026级", "45107", "今年", "2024-2026"])
def test_what_is_no_year_is_refused(raw):
    with pytest.raises(ValueUnreadable):
        year(raw)


@pytest.mark.parametrize(
    ("raw", "expected"), [("是", True), ("否", False), ("√", True), ("×", False), ("Ｙ", True), ("", None)]
)
def test_yes_and_no(raw, expected):
    assert boolean(raw).value is expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("是", True),
        ("涉密", True),
        ("机密", True),
        ("内部", True),
        ("否", False),
        ("不涉密", False),
        ("", False),
        ("/", False),
    ],
)
def test_secrecy_is_yes_or_no(raw, expected):
    assert secret(raw).value is expected


@pytest.mark.parametrize("raw", ["待定", "同上", "核密中", "?", "不限"])
def test_a_doubt_about_secrecy_is_refused(raw):
    with pytest.raises(ValueUnreadable):
        secret(raw)


@pytest.mark.parametrize(
    ("raw", "expected", "flags"),
    [
        ("4", 4, ()),
        ("四年", 4, ()),
        ("3年制", 3, ()),
        ("2.5", 3, ("duration_rounded_up",)),
        ("两年半", 3, ("duration_rounded_up",)),
        ("3-5年", 5, ("duration_range",)),
        ("五年一贯制", 5, ()),
    ],
)
def test_a_duration_is_whole_years(raw, expected, flags):
    assert duration(raw)[:2] == (expected, flags)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("121.391382", 121_391_382), ("东经121.5°", 121_500_000), ("37°30′", 37_500_000), ("-0.5", -500_000)],
)
def test_degrees_are_counted_in_millionths(raw, expected):
    assert degree(raw).value == expected


@pytest.mark.parametrize(
    ("raw", "expected"), [("0.70", "0.7"), ("1,000", "1000"), ("５", "5"), ("-0", "0"), ("-1.50", "-1.5")]
)
def test_a_decimal_has_one_spelling(raw, expected):
    assert decimal(raw).value == expected


def test_a_choice_is_one_of_its_words():
    tiers = ("链主", "单项冠军", "专精特新", "高企", "规上")
    assert choice("链主", tiers)[:2] == ("链主", ())
    assert choice("专精特新企业", tiers)[:2] == ("专精特新", ("choice_inside",))
    words = (("高新技术企业", "高企"), ("规模以上", "规上"))
    assert choice("高新技术企业", tiers, words)[:2] == ("高企", ())
    assert choice("国家高新技术企业", tiers, words)[:2] == ("高企", ("choice_inside",))
    assert choice("规模以上工业企业", tiers, words)[:2] == ("规上", ("choice_inside",))
    assert choice("上市公司", tiers) == (None, ("choice_unknown",), None, "上市公司")
    assert choice("", tiers).missing.kind == "blank"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        *[(raw, ("攻关中", "验收", "流标")) for raw in ("未验收", "待验收", "未流标", "暂未验收")],
        *[(raw, ("在招", "停招", "撤销")) for raw in ("不在招", "拟停招", "拟撤销", "未停招")],
        ("非卡脖子", ("卡脖子", "共性")),
    ],
)
def test_a_word_that_is_denied_or_still_to_come_is_not_that_word(raw, words):
    assert choice(raw, words)[:2] == (None, ("choice_unknown",))


@pytest.mark.parametrize(
    ("offer", "flags"),
    [
        ({"graduates": 100, "further_study": 20, "employed": 70, "unemployed": 15}, ["graduates_do_not_add_up"]),
        ({"graduates": 105, "further_study": 20, "employed": 70, "unemployed": 15}, []),
        ({"graduates": 100, "further_study": 40, "employed": 80}, ["graduates_do_not_add_up"]),
        ({"graduates": 100, "further_study": 20, "employed": 70}, []),
        ({"plan": 100, "admitted": 103}, ["admitted_over_plan"]),
        ({"graduates": 30, "reserved_seats": 40}, ["reserved_over_graduates"]),
        ({"further_ppm": 600_000, "placed_ppm": 500_000}, ["further_over_placed"]),
        ({"plan": 100, "admitted": 98, "enrolled": 400, "graduates": 95, "placed_ppm": 950_000}, []),
        ({}, []),
    ],
)
def test_figures_that_contradict_each_other_are_warned_about(offer, flags):
    assert [flag for flag, _ in consistency(offer)] == flags
