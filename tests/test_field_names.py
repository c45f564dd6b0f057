"""What a name of a field becomes: by code, by alias, by its spelling, by the company it is in; else review."""

import pytest

from graph.rows import Submission
from ingest.builtin import builtin_dictionary
from ingest.context import Context, weights
from ingest.dictionary import Dictionary
from ingest.link import Linker
from ingest.requirements import Requirements

DAY = "2024-01-01"


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
    """The keys of the fields of a cell, without their prefix."""

    def read(level, fields):
        meaning = post(level, fields)
        return sorted(key.removeprefix("field:") for one in meaning.alternatives for key in one["fields"])

    return read


def dictionary(*rows, sender="市人才办"):
    """A small dictionary: the level ladder and what the test says."""
    ladder = [
        {"list": "levels", "ladder": "学历", "name": "本科", "rank": 1, "catalogue": "undergraduate"},
        {"list": "levels", "ladder": "学历", "name": "硕士", "rank": 2, "catalogue": "postgraduate"},
    ]
    return Dictionary((Submission(row["list"], sender, ""), f"{k:016d}", row) for k, row in enumerate([*ladder, *rows]))


def field(code, name, catalogue="undergraduate", kind="major"):
    return {"list": "fields", "catalogue": catalogue, "code": code, "name": name, "kind": kind}


def decision(mention, canonical, kind="field", when="2024-05-01", **more):
    return {"list": "decisions", "kind": kind, "mention": mention, "canonical": canonical, "when": when, **more}


# ------------------------------------------------------------------ spelling


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("建筑", "postgraduate:0851"),
        ("建筑学", "postgraduate:0813"),
        ("工商管理", "postgraduate:1251"),
        ("工商管理学", "postgraduate:1202"),
        ("中药", "postgraduate:1056"),
        ("中药学", "postgraduate:1008"),
    ],
)
def test_the_exact_spelling_comes_before_the_folded_one(linked, name, key):
    assert linked("硕士", name) == [key]


@pytest.mark.parametrize(
    ("level", "name", "key"),
    [
        ("本科", "会计", "undergraduate:120203K"),
        ("本科", "材料成型与控制工程", "undergraduate:080203"),
        ("本科", "机 械 工 程 专业", "undergraduate:080201"),
        ("本科", "计算机科学与技术（智能方向）", "undergraduate:080901"),
        ("大专", "护理学", "vocational:520201"),
        ("大专", "机电一体化", "vocational:460301"),
    ],
)
def test_another_spelling_counts_where_no_name_is_printed_like_it(linked, level, name, key):
    assert linked(level, name) == [key]


def test_an_alias_of_an_earlier_edition_is_a_name(linked):
    assert linked("大专", "财务管理") == ["vocational:530301"]
    assert linked("本科", "热能与动力工程") == ["undergraduate:080501"]


def test_the_first_catalogue_of_a_level_is_not_given_up_for_a_spelling_of_the_second(linked):
    assert linked("本科", "电气工程及自动化") == ["undergraduate:080601"]
    assert linked("本科", "机械设计制造及自动化") == ["undergraduate:080202"]


def test_a_name_for_which_a_longer_one_may_be_meant_goes_to_review(post):
    (unlinked,) = post("本科", "金融类").unlinked
    assert unlinked["candidates"] == ["field:vocational_undergraduate:3302", "field:undergraduate:0203"]
    (unlinked,) = post("本科及以上", "电气工程").unlinked
    assert unlinked["candidates"][0] == "field:postgraduate:0808"
    assert "field:undergraduate:080601" in unlinked["candidates"]


def test_beside_the_longer_name_the_shorter_one_is_meant(linked):
    assert linked("本科", "金融类、金融学类") == ["undergraduate:0203", "vocational_undergraduate:3302"]


# ------------------------------------------------------------------ catalogues of a level


@pytest.mark.parametrize(
    ("level", "name", "key"),
    [
        ("大专", "动物医学", "vocational:410301"),
        ("硕士", "材料科学与工程", "postgraduate:0805"),
        ("本科", "材料科学与工程", "undergraduate:080401"),
        ("本科", "现代种业技术", "vocational_undergraduate:210101"),
        ("本科及以上", "化学工程与技术", "postgraduate:0817"),
        ("大专及以上", "软件工程", "undergraduate:080902"),
    ],
)
def test_the_catalogues_of_the_level_that_is_named_are_asked_first(linked, level, name, key):
    assert linked(level, name) == [key]


def test_without_a_level_a_name_in_several_catalogues_goes_to_review_with_all_of_them(post):
    (unlinked,) = post(None, "计算机类").unlinked
    assert (unlinked["reason"], unlinked["level"]) == ("ambiguous", "")
    assert sorted(unlinked["candidates"]) == [
        "field:undergraduate:0809",
        "field:vocational:5102",
        "field:vocational_undergraduate:3102",
    ]


def test_without_a_level_the_only_one_whose_catalogues_hold_all_names_is_meant(linked):
    assert linked(None, "机械工程、车辆工程") == ["undergraduate:080201", "undergraduate:080207"]
    assert linked(None, "机械工程、控制科学与工程") == ["postgraduate:0802", "postgraduate:0811"]


@pytest.mark.parametrize("cell", ["机械", "机械、电气", "机械、材料科学与工程"])
def test_without_a_level_the_name_of_a_professional_degree_is_the_broad_word_that_it_is_too(post, cell):
    (broad,) = [one for one in post(None, cell).alternatives if one["sim_cap"] == 700]
    assert {"field:undergraduate:0802", "field:postgraduate:0855"} <= set(broad["fields"])
    assert "field:postgraduate:0805" not in broad["fields"]  # 机械 says nothing of the level of what stands beside it


def test_without_a_level_a_name_that_only_a_professional_degree_has_goes_to_review(post):
    (unlinked,) = post(None, "税务").unlinked
    assert unlinked["candidates"] == ["field:postgraduate:0253"]


def test_a_cell_of_disciplines_may_name_a_professional_degree(requirements):
    assert requirements.of_disciplines("材料与化工、机械", DAY).keys == (
        "field:postgraduate:0855",
        "field:postgraduate:0856",
    )


def test_a_cell_of_disciplines_means_those_of_the_highest_level(requirements):
    assert requirements.of_disciplines("材料科学与工程", DAY).keys == ("field:postgraduate:0805",)
    assert requirements.of_disciplines("软件技术", DAY).keys == ("field:vocational:510203",)


def test_a_heading_that_cannot_be_read_takes_nothing_from_the_level_of_the_row(post):
    meaning = post("本科及以上", "本硕博连读：会计学")
    assert [(one["degree"], one["fields"]) for one in meaning.alternatives] == [
        (["本科", "博士"], ["field:undergraduate:120203K"])
    ]
    assert "level_unreadable" in meaning.flags


# ------------------------------------------------------------------ context


def test_neighbours_tell_a_discipline_from_a_class_and_a_major(linked):
    assert "postgraduate:0301" in linked("硕士", "法学、法律")
    assert "postgraduate:03" in linked("硕士", "经济学、法学、文学、历史学、管理学")
    teachers = "教育学、科学教育、人文教育、教育技术学、艺术教育、小学教育、特殊教育"
    assert "undergraduate:040101" in linked("本科", teachers)
    assert "undergraduate:04" in linked("本科", "哲学、法学、教育学、文学、理学、工学")


def test_what_the_neighbours_decided_is_flagged(post):
    assert "fields_by_context" in post("硕士", "法学、法律").flags
    assert "fields_by_context" not in post("硕士", "法律").flags


def test_what_they_leave_open_keeps_its_candidates(post):
    meaning = post("本科", "法学")
    assert meaning.alternatives[0]["unlinked"] == ["法学"]
    assert meaning.unlinked == [
        {
            "kind": "field",
            "level": "本科",
            "mention": "法学",
            "reason": "ambiguous",
            "candidates": ["field:undergraduate:03", "field:undergraduate:030101K"],
        }
    ]


def test_a_name_written_once_for_each_of_its_codes_takes_them_all(linked):
    assert linked("硕士", "临床医学、临床医学") == ["postgraduate:1002", "postgraduate:1051"]
    assert linked("本科", "计算机类，软件工程，计算机类") == [
        "undergraduate:0809",
        "undergraduate:080902",
        "vocational_undergraduate:3102",
    ]


def test_a_name_written_more_often_than_it_has_codes_goes_to_review(post):
    (unlinked,) = post("硕士", "临床医学、临床医学、临床医学").unlinked
    assert unlinked["candidates"] == ["field:postgraduate:1002", "field:postgraduate:1051"]


def test_a_choice_needs_a_lead_and_is_made_in_whole_numbers():
    context = Context(builtin_dictionary().fields)
    both = ["field:postgraduate:0301", "field:postgraduate:03"]
    values = context.features(both[0], [["field:postgraduate:0351"]], [])
    assert values[("near", "class", "professional")] == 1000
    assert all(isinstance(value, int) for value in values.values())
    assert context.choose(both, [["field:postgraduate:0351"]], []) == both[0]
    assert context.choose(both, [["field:postgraduate:0351"]], [], weights()._replace(margin=10**6)) is None


# ------------------------------------------------------------------ codes


@pytest.mark.parametrize(
    ("level", "written", "key", "flag"),
    [
        ("本科", "法学（030101）", "undergraduate:030101K", "code_suffix_restored"),
        ("本科", "软件工程（080902T）", "undergraduate:080902", "code_suffix_restored"),
        ("本科", "土木工程（81001）", "undergraduate:081001", "code_zero_restored"),
        ("本科", "计算机类（809）", "undergraduate:0809", "code_zero_restored"),
        ("本科", "未来计算（080999T）", "undergraduate:080999T", "code_of_sender"),
        ("硕士", "计算机科学与技术（080901）", "postgraduate:0812", "code_set_aside"),
        ("硕士", "会计（1202）", "postgraduate:1202", "code_contradicts_name"),
        ("硕士", "风景园林（0834）", "postgraduate:0862", "code_set_aside"),
        ("硕士", "机械工程（080200）", "postgraduate:0802", "code_set_aside"),
    ],
)
def test_a_code_is_mended_where_only_one_reading_is_left(post, linked, level, written, key, flag):
    assert linked(level, written) == [key]
    assert flag in post(level, written).flags


@pytest.mark.parametrize(
    ("level", "written", "key"),
    [
        ("硕士", "085501机械工程", "postgraduate:085501"),
        ("硕士", "会计学（120201）", "postgraduate:120201"),
        ("本科及以上", "软件工程（085405）", "postgraduate:085405"),
    ],
)
def test_where_a_catalogue_ends_at_its_classes_a_longer_code_goes_before_a_name_of_another_class(
    linked, level, written, key
):
    assert linked(level, written) == [key]


def test_a_code_that_had_to_be_mended_counts_for_nothing_against_a_name(post, linked):
    assert linked("本科", "080605计算机科学与技术") == ["undergraduate:080901"]
    assert "code_set_aside" in post("本科", "080605计算机科学与技术").flags


def test_the_name_says_in_which_catalogue_a_code_stands(linked):
    assert linked("本科及以上", "计算机科学与技术（0812）") == ["postgraduate:0812"]
    assert linked("本科及以上", "测绘类（0812）") == ["undergraduate:0812"]
    assert linked(None, "计算机类（0809）") == ["undergraduate:0809"]


def test_without_level_and_name_a_code_of_two_catalogues_goes_to_review(post):
    (unlinked,) = post(None, "（0809）").unlinked
    assert sorted(unlinked["candidates"]) == ["field:postgraduate:0809", "field:undergraduate:0809"]


# ------------------------------------------------------------------ broad words


@pytest.mark.parametrize(
    "words", ["机械相关专业", "机械类相关专业", "机械等相关专业", "机械及相关专业", "机械相关", "机械相近专业", "机械"]
)
def test_broad_words_have_one_spelling(post, words):
    (alternative,) = post("本科", words).alternatives
    assert "field:undergraduate:0802" in alternative["fields"]
    assert alternative["sim_cap"] == 700


def test_words_around_one_name_stand_for_its_class(post):
    (alternative,) = post("本科", "会计学相关专业").alternatives
    assert (alternative["fields"], alternative["sim_cap"]) == (["field:undergraduate:1202"], 700)


# ------------------------------------------------------------------ restrictions


def test_a_restriction_narrows_its_own_field_only(post):
    alternatives = post("硕士", "金融（仅限公司金融）、会计").alternatives
    assert [(one["fields"], one["only"]) for one in alternatives] == [
        (["field:postgraduate:0251"], ["公司金融"]),
        (["field:postgraduate:1253"], []),
    ]


# ------------------------------------------------------------------ what people decided


def test_a_decision_names_the_field_by_its_key_or_its_name():
    rows = field("080201", "机械工程"), field("080202", "机械设计")
    for canonical in ("field:undergraduate:080202", "机械设计", "080202"):
        requirements = Requirements(dictionary(*rows, decision("机制", canonical)))
        (one,) = requirements.of_post("本科", "机制", None, None, DAY).alternatives
        assert one["fields"] == ["field:undergraduate:080202"]


def test_a_decision_about_an_ambiguous_name_ends_the_doubt():
    rows = field("03", "法学", kind="discipline"), field("030101K", "法学")
    assert Requirements(dictionary(*rows)).of_post("本科", "法学", None, None, DAY).unlinked
    decided = dictionary(*rows, decision("法学", "field:undergraduate:030101K", level="本科"))
    (one,) = Requirements(decided).of_post("本科", "法学", None, None, DAY).alternatives
    assert one["fields"] == ["field:undergraduate:030101K"]


def test_a_decision_between_the_codes_of_a_name_leaves_alone_what_its_cell_tells():
    disciplines = {"01": "哲学", "03": "法学", "04": "教育学", "05": "文学", "07": "理学", "08": "工学"}
    rows = [field(code, name, kind="discipline") for code, name in disciplines.items()]
    law = decision("法学", "field:undergraduate:030101K", level="本科")
    decided = Requirements(dictionary(*rows, field("030101K", "法学"), law))
    (alone,) = decided.of_post("本科", "法学", None, None, DAY).alternatives
    assert alone["fields"] == ["field:undergraduate:030101K"]
    (beside,) = decided.of_post("本科", "哲学、法学、教育学、文学、理学、工学", None, None, DAY).alternatives
    assert "field:undergraduate:03" in beside["fields"]


def test_a_decision_for_a_field_that_the_name_does_not_name_holds_in_every_cell():
    rows = field("03", "法学", kind="discipline"), field("030101K", "法学"), field("0301", "法学类", kind="class")
    decided = Requirements(dictionary(*rows, decision("法学", "field:undergraduate:0301", level="本科")))
    (one,) = decided.of_post("本科", "法学、法学类", None, None, DAY).alternatives
    assert one["fields"] == ["field:undergraduate:0301"]


def test_an_alias_stays_inside_the_catalogues_of_the_level(linked, post):
    assert linked("硕士", "MBA") == ["postgraduate:1251"]
    assert post("大专", "MBA").unlinked[0]["reason"] == "unknown"


def test_a_decision_may_name_a_thing_by_its_key():
    firms = {"list": "firms", "name": "烟台沟渠化学股份有限公司", "code": "91370600000000001X"}
    known = dictionary(firms, decision("沟渠", "firm:91370600000000001X", kind="firm"))
    assert known.thing("firm", "沟渠", DAY) == ("firm:91370600000000001X", True)


# ------------------------------------------------------------------ aliases of things


def alias(name, canonical, kind="firm", **days):
    return {"list": "aliases", "kind": kind, "alias": name, "canonical": canonical, **days}


def test_what_a_firm_was_renamed_to_may_have_been_renamed_since():
    rows = {"list": "firms", "name": "沟渠三厂"}, alias("沟渠一厂", "沟渠二厂"), alias("沟渠二厂", "沟渠三厂")
    assert dictionary(*rows).thing("firm", "沟渠一厂", DAY) == ("firm:name:沟渠三厂", True)
    decided = dictionary(*rows, decision("老厂", "沟渠二厂", kind="firm"))
    assert decided.thing("firm", "老厂", DAY) == ("firm:name:沟渠三厂", True)


def test_two_names_that_stand_for_each_other_are_followed_once():
    known = dictionary(alias("甲厂", "乙厂"), alias("乙厂", "甲厂"))
    assert known.thing("firm", "甲厂", DAY) == ("firm:name:乙厂", False)


def test_senders_who_say_one_thing_by_name_code_and_key_agree():
    district = {"list": "districts", "code": "370601", "name": "甲区"}
    says = (alias("新城", said, kind="district") for said in ("甲区", "370601", "district:370601"))
    assert dictionary(district, *says).thing("district", "新城", DAY) == ("district:370601", True)


# ------------------------------------------------------------------ majors that are offered


def offer(**body):
    return {"school": "滨海学院", "year": 2024, **body}


def test_an_offered_major_that_may_be_several_keeps_them_for_review():
    links = Linker(builtin_dictionary()).link("training_offer", offer(level="本科", major="法学"), "2024")
    assert links["field"] is None
    assert links["unlinked"][0]["candidates"] == ["field:undergraduate:03", "field:undergraduate:030101K"]


def test_an_offered_major_is_found_by_its_code_first():
    body = offer(level="本科", major="法学", major_code="030101K")
    links = Linker(builtin_dictionary()).link("training_offer", body, "2024")
    assert (links["field"], links["unlinked"]) == ("field:undergraduate:030101K", [])
