"""专业要求: which fields a cell names, under which level; and when two spellings are one name."""

import pytest

from ingest.values import MatchRules, field_code, match_key, mentions

NAMES = {
    "土木、水利与交通工程",
    "政治学、经济学与哲学",
    "会计学",
    "审计学",
    "材料类",
    "化学工程与技术",
    "材料科学与工程",
    "土木工程",
    "计算机科学与技术",
    "公共管理（MPA）",
    "公共管理(MPA)",
}


def known(name):
    return name in NAMES


def names(raw, is_name=known, **options):
    return [mention.name for section in mentions(raw, is_name, **options).value for mention in section.mentions]


def only(raw, is_name=known):
    ((section,), _, _, _) = mentions(raw, is_name)
    (mention,) = section.mentions
    return mention


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("化学工程与技术、材料类", ["化学工程与技术", "材料类"]),
        ("化学工程与技术，材料类", ["化学工程与技术", "材料类"]),
        ("化学工程与技术/材料类", ["化学工程与技术", "材料类"]),
        ("化学工程与技术或材料类", ["化学工程与技术", "材料类"]),
        ("化学工程与技术；材料类。", ["化学工程与技术", "材料类"]),
        ("化学工程与技术\n材料类", ["化学工程与技术", "材料类"]),
        ("1.化学工程与技术 2.材料类", ["化学工程与技术", "材料类"]),
        ("①化学工程与技术②材料类", ["化学工程与技术", "材料类"]),
        ("会计学 审计学", ["会计学", "审计学"]),
        ("会计学和审计学", ["会计学", "审计学"]),
        ("会计学专业", ["会计学"]),
        ("专业要求：会计学、审计学", ["会计学", "审计学"]),
        ("会计学、审计学专业", ["会计学", "审计学"]),
        ("土木、水利与交通工程", ["土木、水利与交通工程"]),
        ("会计学、土木、水利与交通工程、审计学", ["会计学", "土木、水利与交通工程", "审计学"]),
        ("材料科学与工程", ["材料科学与工程"]),
        ("机械和电子", ["机械和电子"]),
        ("会计学、审计学等材料类", ["会计学", "审计学", "材料类"]),
        ("审计学等管理类专业", ["审计学等管理类"]),
        ("仅限会计学、审计学专业", ["会计学", "审计学"]),
        ("会计学（120203K）、材料类（0804）一级学科", ["会计学", "材料类"]),
        ("会计学门类", ["会计学"]),
        ("会计学、审计学均可", ["会计学", "审计学"]),
    ],
)
def test_separators_separate_what_is_not_one_name(raw, expected):
    assert names(raw) == expected


def test_without_a_dictionary_every_separator_separates():
    assert names("土木、水利与交通工程", None) == ["土木", "水利与交通工程"]


def test_a_cell_that_prints_codes_is_cut_behind_brackets_only():
    raw = "土木、水利与交通工程（081010T）、会计学（120203K），应用经济学（0202）"
    assert names(raw, None) == ["土木、水利与交通工程", "会计学", "应用经济学"]


def test_a_coded_bracket_ends_a_name_even_without_a_separator():
    raw = "工商管理（1202，仅限财务管理、审计学）会计（1253）"
    ((section,), *_) = mentions(raw)
    assert [(m.name, m.code, m.only) for m in section.mentions] == [
        ("工商管理", "1202", ("财务管理", "审计学")),
        ("会计", "1253", ()),
    ]


def test_a_bracket_that_is_never_closed_does_not_swallow_the_next_name():
    reading = mentions("应用经济学（0202，仅限金融学，会计（1253）")
    assert [(m.name, m.code, m.only) for m in reading.value[0].mentions] == [
        ("应用经济学", "0202", ("金融学",)),
        ("会计", "1253", ()),
    ]
    assert reading.flags == ("fields_bracket_unclosed",)


def test_sections_pair_levels_with_their_own_fields():
    raw = "本科：金融学类（0203），法学类（0301）；研究生：金融（0251，仅限公司金融）；研究生：不限专业"
    sections = mentions(raw).value
    assert [(s.level, [(m.name, m.code) for m in s.mentions], s.any) for s in sections] == [
        ("本科", [("金融学类", "0203"), ("法学类", "0301")], False),
        ("研究生", [("金融", "0251")], False),
        ("研究生", [], True),
    ]
    assert sections[1].mentions[0].only == ("公司金融",)


@pytest.mark.parametrize(
    "raw",
    [
        "本科：会计学、审计学；硕士研究生：会计",
        "本科:会计学、审计学 硕士研究生:会计",
        "【本科】会计学、审计学；【硕士研究生】会计",
        "1.本科：会计学、审计学\n2.硕士研究生：会计",
        "（1）本科专业：会计学，审计学。（2）硕士研究生专业：会计",
        "本科阶段所学专业：会计学、审计学；硕士研究生专业要求：会计",
    ],
)
def test_a_heading_is_a_level_before_a_colon(raw):
    sections = mentions(raw, known).value
    assert [(s.level, [m.name for m in s.mentions]) for s in sections] == [
        ("本科", ["会计学", "审计学"]),
        ("硕士研究生", ["会计"]),
    ]


@pytest.mark.parametrize("raw", ["不限", "不限专业", "专业不限", "不限 专业", "无要求", "专业无限制", "所有专业均可"])
def test_no_limit_is_a_statement(raw):
    (section,) = mentions(raw).value
    assert (section.any, section.mentions) == (True, ())


def test_a_preference_is_no_requirement_of_a_field():
    reading = mentions("不限专业，计算机优先")
    assert (reading.value[0].any, reading.value[0].mentions) == (True, ())
    assert reading.flags == ("fields_preference_ignored",)


@pytest.mark.parametrize(
    ("raw", "kind"), [("无", "none"), ("／", "none"), ("—", "none"), ("", "blank"), (None, "blank")]
)
def test_nothing_stated_is_not_the_same_as_no_limit(raw, kind):
    reading = mentions(raw)
    assert (reading.value, reading.missing.kind) == ((), kind)


@pytest.mark.parametrize("raw", ["化工相关专业", "理工类", "机械相近专业", "理工科", "电子信息类相关专业"])
def test_a_broad_set_is_marked_as_one(raw):
    mention = only(raw)
    assert (mention.name, mention.broad) == (raw, True)


def test_and_the_like_leaves_the_names_and_a_flag():
    reading = mentions("会计学、审计学等相关专业", known)
    assert [m.name for m in reading.value[0].mentions] == ["会计学", "审计学"]
    assert reading.flags == ("fields_open_ended",)


@pytest.mark.parametrize(
    ("raw", "direction"),
    [
        ("计算机科学与技术(智能方向)", "智能方向"),
        ("计算机科学与技术【智能】", "智能"),
        ("计算机科学与技术（智能、安全方向）", "智能、安全方向"),
    ],
)
def test_a_direction_in_brackets_is_kept_aside(raw, direction):
    mention = only(raw)
    assert (mention.name, mention.direction) == ("计算机科学与技术", direction)


def test_a_name_that_the_dictionary_knows_keeps_its_bracket():
    assert names("公共管理（MPA）") == ["公共管理(MPA)"]


def test_a_restriction_without_a_code_narrows_too():
    assert only("应用经济学（仅限金融学、统计学）").only == ("金融学", "统计学")
    assert only("教育（0451，仅限学科教学（英语））").only == ("学科教学(英语)",)


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        ("法学（030101K）", "法学", "030101K"),
        ("法学[030101k]", "法学", "030101K"),
        ("030101K法学", "法学", "030101K"),
        ("030101K", "", "030101K"),
        ("法学030101K", "法学", "030101K"),
        ("法学（专业代码：0301）", "法学", "0301"),
        ("11.0701 Computer Science", "Computer Science", "11.0701"),
        ("艺术学(含音乐、舞蹈)（1301）", "艺术学", "1301"),
    ],
)
def test_a_code_is_read_wherever_it_stands(raw, name, code):
    mention = only(raw)
    assert (mention.name, mention.code) == (name, code)


@pytest.mark.parametrize(
    "raw",
    [
        "会计学 120203K 审计学 120207",
        "会计学120203K审计学120207",
        "120203K会计学 120207 审计学",
        "120203K会计学120207审计学",
    ],
)
def test_of_names_and_codes_in_a_row_none_swallows_the_others(raw):
    ((section,), *_) = mentions(raw, known)
    assert [(m.name, m.code) for m in section.mentions] == [("会计学", "120203K"), ("审计学", "120207")]


def test_codes_with_a_blank_between_them_are_several():
    ((section,), _, _, _) = mentions("080202 080801\n0812", known)
    assert [one.code for one in section.mentions] == ["080202", "080801", "0812"]


def test_a_heading_may_say_that_it_is_of_fields():
    sections = mentions("本科专业：会计学；研究生专业要求：审计学", known).value
    assert [one.level for one in sections] == ["本科", "研究生"]


def test_a_sender_may_have_its_own_separators():
    assert [m.code for m in mentions("11.0701|11.0801", separators="|").value[0].mentions] == ["11.0701", "11.0801"]


def test_the_rule_set_says_what_a_conjunction_is_worth():
    a, b, c = "计算机及信息管理", "计算机与信息管理", "计算机信息管理"
    assert match_key(a) == match_key(b) != match_key(c)
    dropped = MatchRules(conjunctions="dropped")
    assert match_key(a, dropped) == match_key(b, dropped) == match_key(c, dropped)
    strict = MatchRules(conjunctions="strict")
    assert len({match_key(name, strict) for name in (a, b, c)}) == 3


@pytest.mark.parametrize(
    ("one", "other"), [("会计", "会计学"), ("金融", "金融学"), ("软件工程专业", "软件工程"), ("ＭＢＡ", "mba")]
)
def test_two_spellings_of_one_name(one, other):
    assert match_key(one) == match_key(other)


def test_a_name_of_two_characters_keeps_its_suffix():
    assert match_key("法学") != match_key("法")
    assert match_key("会计", MatchRules(suffix_xue=False)) != match_key("会计学", MatchRules(suffix_xue=False))


def test_a_direction_counts_for_nothing_unless_the_rules_say_so():
    assert match_key("计算机科学与技术（智能方向）") == match_key("计算机科学与技术")
    strict = MatchRules(direction=False)
    assert match_key("计算机科学与技术（智能方向）", strict) != match_key("计算机科学与技术", strict)


@pytest.mark.parametrize("raw", ["080901", "0809", "08", "010103K", "010104T", "020311TK", "11.0701", "0812Z1"])
def test_a_code_stays_as_its_catalogue_prints_it(raw):
    assert field_code(raw)[:2] == (raw, ())
    assert field_code(f" {raw.lower()} ").value == raw


def test_a_lost_zero_is_restored_only_with_evidence():
    catalogue = {"081001", "0810"}.__contains__
    assert field_code("81001", catalogue)[:2] == ("081001", ("code_zero_restored",))
    assert field_code("81001.0", catalogue).value == "081001"
    assert field_code("81001")[:2] == ("81001", ("code_incomplete",))
    assert field_code("81009", catalogue)[:2] == ("81009", ("code_incomplete",))
