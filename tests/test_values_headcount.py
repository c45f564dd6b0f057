"""人数: what planners write, and what it becomes."""

import pytest

from ingest.values import Need, ValueUnreadable, count, headcount, split_each


def interval(raw, **options):
    (need,) = headcount(raw, **options).value.needs
    assert need.level_mention is None
    return need.lo, need.hi


@pytest.mark.parametrize(
    "raw",
    [
        "若干",
        "不限",
        "多名",
        "若干名",
        "数名",
        "若干人",
        "不限人数",
        "详见附件",
        "待定",
        "一批",
        "人数不限",
        "不确定",
        "按需",
        "人数待定",
        "视情况而定",
    ],
)
def test_a_count_that_nobody_knows_is_at_least_one_and_flagged(raw):
    assert interval(raw) == (1, None)
    assert headcount(raw).flags == ("headcount_unknown",)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("3-5", (3, 5)),
        ("3—5人", (3, 5)),
        ("3~5", (3, 5)),
        ("3至5名", (3, 5)),
        ("３－５", (3, 5)),
        ("3——5 人", (3, 5)),
        ("3～5名", (3, 5)),
        ("三到五人", (3, 5)),
        ("3人-5人", (3, 5)),
        ("2或3人", (2, 3)),
        ("五六人", (5, 6)),
        ("两三名", (2, 3)),
        ("二三十人", (20, 30)),
        ("3-5人不等", (3, 5)),
        ("1-2万人", (10_000, 20_000)),
    ],
)
def test_a_range_becomes_an_interval(raw, expected):
    assert interval(raw) == expected
    assert headcount(raw).flags == ()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("10人以上", (10, None)),
        ("≥10", (10, None)),
        ("10+", (10, None)),
        ("不少于10人", (10, None)),
        ("10人及以上", (10, None)),
        ("至少十名", (10, None)),
        ("10名起", (10, None)),
        ("超过10人", (11, None)),
        ("＞10", (11, None)),
        ("10人以内", (1, 10)),
        ("不超过10人", (1, 10)),
        ("≤１０", (1, 10)),
        ("不足10人", (1, 9)),
    ],
)
def test_a_bound_leaves_the_other_side_open(raw, expected):
    assert interval(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("10名左右", (8, 12)),
        ("约10", (8, 12)),
        ("大约十人", (8, 12)),
        ("7人左右", (5, 9)),
        ("约1人", (1, 2)),
        ("近50人", (40, 50)),
        ("~10人", (8, 12)),
        ("约20-30人", (16, 36)),
        ("20-30人左右", (16, 36)),
    ],
)
def test_about_is_the_declared_tolerance_outward_to_whole_posts(raw, expected):
    assert interval(raw) == expected
    assert headcount(raw).flags == ("headcount_approx",)


def test_the_tolerance_is_an_argument():
    assert interval("约10", tolerance_ppm=100_000) == (9, 11)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("十五", 15),
        ("1万", 10_000),
        ("6 万名", 60_000),
        ("1", 1),
        ("１２", 12),
        ("3.0", 3),
        ("1,200", 1_200),
        ("一百二十", 120),
        ("两名", 2),
        ("0.5万", 5_000),
        ("12个", 12),
        ("5个岗位", 5),
        ("拟招聘3人", 3),
        ("需要3人", 3),
        ("计划招聘3人", 3),
        ("急需3人", 3),
        ("新增3名", 3),
        ("3（人）", 3),
        ("招3名", 3),
        ("3人（急）", 3),
    ],
)
def test_one_number_is_an_interval_of_one(raw, expected):
    assert interval(raw) == (expected, expected)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("二十余", (20, 29)),
        ("20余人", (20, 29)),
        ("120多人", (120, 129)),
        ("100余名", (100, 199)),
        ("十余人", (10, 19)),
        ("十几人", (11, 19)),
        ("几十人", (20, 99)),
        ("上百人", (100, None)),
    ],
)
def test_a_little_more_stays_below_the_next_step(raw, expected):
    assert interval(raw) == expected
    assert headcount(raw).flags == ("headcount_approx",)


@pytest.mark.parametrize(
    "raw",
    [
        "博士2、硕士5",
        "博士2人，硕士5人",
        "2名博士、5名硕士",
        "博士：2；硕士：5",
        "博士2人硕士5人",
        "共7人：博士2、硕士5",
        "博士2硕士5",
    ],
)
def test_two_levels_are_two_needs(raw):
    reading = headcount(raw)
    assert reading.value.needs == (Need("博士", 2, 2), Need("硕士", 5, 5))
    assert "headcount_split" in reading.flags


def test_each_gives_every_level_the_number():
    assert headcount("博士、硕士各2人").value.needs == (Need("博士", 2, 2), Need("硕士", 2, 2))


def test_a_need_of_one_level_keeps_its_bounds():
    assert headcount("博士3-5人、本科及以上10人以上").value.needs == (Need("博士", 3, 5), Need("本科及以上", 10, None))


def test_a_total_that_its_parts_contradict_is_refused():
    with pytest.raises(ValueUnreadable, match="add up"):
        headcount("共8人：博士2、硕士5")
    with pytest.raises(ValueUnreadable, match="add up"):
        headcount("8（博士2、硕士5）")
    assert headcount("7（博士2、硕士5）").value.needs == (Need("博士", 2, 2), Need("硕士", 5, 5))


def test_a_part_of_the_total_leaves_the_rest_without_a_level():
    assert headcount("10人（其中博士2人）").value.needs == (Need("博士", 2, 2), Need(None, 8, 8))
    assert headcount("共10人，其中博士2人、硕士8人").value.needs == (Need("博士", 2, 2), Need("硕士", 8, 8))


def test_men_and_women_are_counted_together_and_flagged():
    assert interval("男2、女3") == (5, 5)
    assert headcount("男2女3").flags == ("headcount_by_sex",)
    assert interval("男女各2人") == (4, 4)
    assert headcount("男、女各2名").flags == ("headcount_by_sex",)


@pytest.mark.parametrize("raw", ["2026-03-05", "2026-03-05 00:00:00", "3月5日"])
def test_a_range_that_became_a_date_is_told_as_such(raw):
    with pytest.raises(ValueUnreadable, match="date"):
        headcount(raw)


@pytest.mark.parametrize("raw", ["120人次", "20场次", "3个班"])
def test_a_count_of_something_else_is_told_as_such(raw):
    with pytest.raises(ValueUnreadable, match="unit"):
        count(raw)


@pytest.mark.parametrize("raw", ["3000人次", "3000 人次", "10家", "3项", "60场次", "20%", "5人月"])
def test_another_unit_is_refused_and_never_mixed_with_people(raw):
    with pytest.raises(ValueUnreadable, match="unit"):
        headcount(raw)


@pytest.mark.parametrize("raw", ["0", "零", "0人", "0-0", "-3", "约0", "2.5", "1.5人"])
def test_nothing_less_than_one_whole_person_is_a_demand(raw):
    with pytest.raises(ValueUnreadable):
        headcount(raw)


def test_more_than_the_maximum_is_refused_unless_the_mapping_raises_it():
    with pytest.raises(ValueUnreadable, match="100000"):
        headcount("100001")
    assert interval("100000") == (100_000, 100_000)
    assert interval("20万", maximum=300_000) == (200_000, 200_000)


@pytest.mark.parametrize(
    "raw", ["5-3", "abc", "2024-06-30", "张三", "机械工程师2、电工3", "3、5人", "#REF!", "1e5", "٣"]
)
def test_what_is_no_number_of_people_is_refused(raw):
    with pytest.raises(ValueUnreadable):
        headcount(raw)


@pytest.mark.parametrize(
    ("raw", "kind"), [(None, "blank"), ("  ", "blank"), ("无", "none"), ("/", "none"), ("同上", "ditto")]
)
def test_an_empty_headcount_is_missing_and_not_zero(raw, kind):
    reading = headcount(raw)
    assert (reading.value, reading.missing.kind) == (None, kind)


def test_a_refusal_never_repeats_the_cell():
    with pytest.raises(ValueUnreadable) as refused:
        headcount("联系人张三13800001234")
    assert "张三" not in str(refused.value)
    assert "138" not in str(refused.value)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("120人", 120),
        ("0", 0),
        ("1,234", 1234),
        ("１２０", 120),
        ("一百二十", 120),
        ("120.0", 120),
        ("2项/年", 2),
        ("120（人）", 120),
    ],
)
def test_a_count_is_one_whole_number_and_may_be_zero(raw, expected):
    assert count(raw).value == expected


def test_a_count_that_is_rough_is_flagged_and_an_unknown_one_is_null():
    assert count("约120人")[:2] == (120, ("count_approx",))
    assert count("若干")[:2] == (None, ("count_unknown",))
    assert count("").missing.kind == "blank"


def test_the_mark_of_a_footnote_is_no_digit():
    assert headcount("5①").value.needs == (Need(None, 5, 5),)
    assert headcount("5①").flags == ("headcount_note",)
    for raw in ("120①", "120²", "①120"):
        with pytest.raises(ValueUnreadable):
            count(raw)


@pytest.mark.parametrize("raw", ["-1", "1.5", "3-5", "3000人次", "很多人", "99999999"])
def test_what_is_no_count_is_refused(raw):
    with pytest.raises(ValueUnreadable):
        count(raw)


@pytest.mark.parametrize(
    ("raw", "names", "bounds", "unit"),
    [
        ("A、B各10家", ["A", "B"], (10, 10), "家"),
        (
            "国家企业技术中心、国家地方联合工程研究中心各 1 家",
            ["国家企业技术中心", "国家地方联合工程研究中心"],
            (1, 1),
            "家",
        ),
        ("省级企业技术中心、省级工程研究中心各10家以上", ["省级企业技术中心", "省级工程研究中心"], (10, None), "家"),
        ("博士和硕士各五名", ["博士", "硕士"], (5, 5), "名"),
    ],
)
def test_each_is_one_record_for_every_name(raw, names, bounds, unit):
    shares = split_each(raw).value
    assert [share.name for share in shares] == names
    assert {(share.lo, share.hi) for share in shares} == {bounds}
    assert {share.unit for share in shares} == {unit}


def test_without_each_the_number_is_one_joint_total():
    reading = split_each("博士后科研工作站、博士后创新实践基地10家以上")
    assert [(share.lo, share.hi) for share in reading.value] == [(10, None)]
    assert reading.flags == ("joint_total",)
