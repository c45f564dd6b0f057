"""Where the table begins, which list it is, which column means what, and whose list it is."""

import pytest

from graph.errors import InputError, ListRefused
from graph.rows import Submission
from ingest.mapping import Mapping, read_mapping
from ingest.survey import Saying, survey
from tests.lists import TALENT, TECHNOLOGY, TITLES, TRAINING, need, offer, post, talent_file, write, write_sheets


def header_of(path, **saying):
    return plan_of(path, **saying).header


def plan_of(path, **saying):
    return survey(path, Saying(**saying)).sheets[0]


# -- where it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_header_is_found_below_title_rows(tmp_path, suffix):
    path = talent_file(tmp_path / f"list{suffix}", [post()])
    header = header_of(path)
    assert (header.list, header.first, header.last) == ("talent", 3, 3)


def test_a_header_in_the_first_row_needs_no_title(tmp_path):
    path = talent_file(tmp_path / "list.xlsx", [post()], titles=[])
    assert header_of(path, sender="甲区工信局", period="2026").first == 1


def test_a_header_below_many_lines_of_instructions(tmp_path):
    instructions = [[f"{number}、填写说明：单位名称、岗位名称须与公章一致"] for number in range(1, 21)]
    path = talent_file(tmp_path / "list.xlsx", [post()], titles=[*TITLES, *instructions])
    assert header_of(path).first == 23


def test_a_two_row_header_with_merged_cells(tmp_path):
    rows = [
        *TITLES,
        ["序号", "区市", "单位名称", "产业", "岗位需求", None, "资格条件", None],
        [None, None, None, None, "岗位名称", "需求人数", "学历要求", "专业要求"],
        [1, "甲区", "沟渠化学", "高端装备", "工程师", 2, "本科", "化学"],
    ]
    merged = ["A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3"]
    header = header_of(write(tmp_path / "list.xlsx", rows, merged=merged))
    assert (header.first, header.last) == (3, 4)
    assert list(header.columns.values()) == [
        "seq", "district", "firm", "industry", "post", "headcount", "level", "fields",
    ]  # fmt: skip
    assert header.unknown == ()


def test_the_row_below_a_header_is_not_a_second_header(tmp_path):
    header = header_of(talent_file(tmp_path / "list.xlsx", [post(岗位名称="岗位名称"), post()]))
    assert (header.first, header.last) == (3, 3)


def test_no_header(tmp_path):
    path = write(tmp_path / "letter.xlsx", [["各区市工信局："], ["请于月底前报送。"], ["张三", "李四"]])
    with pytest.raises(ListRefused, match=r"letter\.xlsx: no header of a list .*fourchain template"):
        survey(path, Saying())


# -- what the columns mean -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["需求数", "人数", "招聘人数", "计划引进数", "需求 人数(人)*", "需求人数（人）", "\n需求\n人数"]
)
def test_one_column_has_many_names(tmp_path, text):
    head = [text if one == "需求人数" else one for one in TALENT]
    header = header_of(write(tmp_path / "list.xlsx", [*TITLES, head, post()]))
    assert header.columns[TALENT.index("需求人数")] == "headcount"


def test_columns_may_stand_in_any_order(tmp_path):
    rows = [list(reversed(TALENT)), list(reversed(post()))]
    header = header_of(write(tmp_path / "list.xlsx", [*TITLES, *rows]))
    assert header.columns[len(TALENT) - 1] == "seq"
    assert not header.unknown


def test_english_names_are_headers_too(tmp_path):
    rows = [["firm", "industry", "post", "headcount", "fields"], ["沟渠化学", "化工", "工程师", 2, "化学"]]
    header = header_of(write(tmp_path / "list.csv", rows), sender="a", period="2026")
    assert list(header.columns.values()) == ["firm", "industry", "post", "headcount", "fields"]


def test_an_unknown_header_is_reported(tmp_path):
    path = write(tmp_path / "list.xlsx", [*TITLES, [*TALENT, "星座", "血型"], [*post(), "狮子", "A"]])
    assert header_of(path).unknown == ("星座", "血型")


def test_a_header_that_the_mapping_ignores_is_not_reported(tmp_path):
    path = write(tmp_path / "list.xlsx", [*TITLES, [*TALENT, "星座"], [*post(), "狮子"]])
    assert header_of(path, mappings=(Mapping(ignore=("星座",)),)).unknown == ()


def test_of_two_headers_for_one_column_the_exact_one_has_it(tmp_path):
    head = ["人数(备案)", *TALENT]
    header = header_of(write(tmp_path / "list.xlsx", [*TITLES, head, [1, *post()]]))
    assert header.columns[1 + TALENT.index("需求人数")] == "headcount"
    assert header.unknown == ("人数(备案)",)


def test_a_mapping_file_says_what_foreign_headers_mean(tmp_path):
    (tmp_path / "mapping.yaml").write_text(
        "list: talent\nsender: ohio\nperiod: 2021\ncolumns: {occupation: post, openings: headcount}\n"
        "constants: {kind: 年度计划}\nabsent: [firm, industry, fields]\n",
        encoding="utf-8",
    )
    path = write(tmp_path / "openings.csv", [["occupation", "openings", "wage"], ["Bakers", "12", "9"]])
    plan = plan_of(path, mappings=(read_mapping(tmp_path / "mapping.yaml"),))
    assert plan.submission == Submission("talent", "ohio", "2021")
    assert plan.header.columns == {0: "post", 1: "headcount"}
    assert plan.header.unknown == ("wage",)


def test_the_mapping_goes_before_our_own_names(tmp_path):
    mapping = Mapping(list="talent", columns={"其他要求": "note"}, ignore=("备注",))
    rows = [["备注", *TALENT, "其他要求"], ["x", *post(), "能出差"]]
    header = header_of(write(tmp_path / "list.xlsx", [*TITLES, *rows]), mappings=(mapping,))
    assert header.columns[len(TALENT) + 1] == "note"
    assert header.unknown == ()


def test_a_day_is_a_text_that_yaml_takes_for_a_date(tmp_path):
    (tmp_path / "mapping.yaml").write_text("period: 2026-03-01\n", encoding="utf-8")
    assert read_mapping(tmp_path / "mapping.yaml").period == "2026-03-01"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("list: talents\ncolumns: {a: post}", "talents has no column post"),
        ("list: nonsense", "“nonsense” is no list"),
        ("colums: {a: post}", "colums: a mapping file has no such entry"),
        ("skip: [{column: 分类, contains: 汇}]", "skip.0.contains: a mapping file has no such entry"),
        ("skip: [{column: 分类}]", "skip.0: the rule does not say which rows"),
        ("skip: [{column: 分类, ends_with: ''}]", "skip.0.ends_with: nothing stands here"),
        ("separators: {fields: ''}", "separators.fields: nothing stands here"),
        ("list: talent\ncolumns: {数: headcount}\nconstants: {headcount: 1}", "headcount stands under columns and"),
        ("sender: 甲\nsender: 乙", "row 2: “sender” stands twice"),
        ("columns: {a: post, a: firm}", "row 1: “a” stands twice"),
        ("columns: [", "row 2: the mapping file is no YAML"),
        ("- a list", "mapping.yaml"),
    ],
)
def test_a_mapping_file_with_a_fault_says_where(tmp_path, text, message):
    path = tmp_path / "mapping.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(ListRefused, match=message) as refusal:
        read_mapping(path)
    assert refusal.value.remedy


# -- which list it is ----------------------------------------------------------------------------


def test_each_list_is_known_by_its_header(tmp_path):
    path = write_sheets(
        tmp_path / "all.xlsx",
        {"人才": [TALENT, post()], "技术": [TECHNOLOGY, need()], "培养": [TRAINING, offer()]},
    )
    plan = survey(path, Saying(sender="甲区", period="2026"))
    assert [sheet.submission.list for sheet in plan.sheets] == ["talent", "technology", "training"]


@pytest.mark.parametrize("lost", ["单位名称", "产业", "岗位名称", "需求人数", "专业要求"])
def test_a_list_without_a_required_column_is_refused_and_not_taken_for_a_smaller_one(tmp_path, lost):
    """Without 岗位名称 all columns of the list of firms are still there."""
    keep = [k for k, name in enumerate(TALENT) if name != lost]
    path = write(tmp_path / "list.xlsx", [*TITLES, *([row[k] for k in keep] for row in (TALENT, post()))])
    with pytest.raises(ListRefused, match=f"急需紧缺人才.*needs the column “{lost}”") as refusal:
        survey(path, Saying())
    assert (refusal.value.file, refusal.value.sheet, refusal.value.row) == ("list.xlsx", "Sheet1", 3)
    assert "absent:" in refusal.value.remedy


def test_a_register_of_firms_is_no_demand_list(tmp_path):
    rows = [["单位名称", "统一社会信用代码", "区市", "单位层级", "产业链环节"], ["沟渠化学", "", "甲区", "链主", ""]]
    assert header_of(write(tmp_path / "firms.xlsx", rows), sender="甲区").list == "firms"


def test_where_two_lists_fit_somebody_must_say_which(tmp_path):
    path = write(tmp_path / "codes.csv", [["code", "name"], ["11066", "沟渠大学"]])
    with pytest.raises(ListRefused, match=r"fits several lists: .*\(firms\).* → say which one it is: --list"):
        survey(path, Saying(sender="a"))
    assert header_of(path, sender="a", list="universities").list == "universities"


def test_a_list_that_nobody_knows(tmp_path):
    path = talent_file(tmp_path / "list.xlsx", [post()])
    with pytest.raises(InputError, match="“talnet” is no list"):
        survey(path, Saying(list="talnet"))


# -- whose it is, and for when -------------------------------------------------------------------


def test_sender_and_period_stand_in_the_title_rows(tmp_path):
    plan = plan_of(talent_file(tmp_path / "list.xlsx", [post()]))
    assert plan.submission == Submission("talent", "甲区工信局", "2026")


@pytest.mark.parametrize(
    ("titles", "sender", "period"),
    [
        ([["2026年上半年人才"], ["填报单位（盖章）：甲区工信局   填报日期：2026年3月5日"]], "甲区工信局", "2026-H1"),
        ([["填报单位：", "甲区工信局", "填报周期：", "2026年第一季度"]], "甲区工信局", "2026-Q1"),
        ([["填报单位", "甲区工信局"], ["年度", 2026]], "甲区工信局", "2026"),
        ([["报送部门:甲区 人社局"], ["统计期间：2026-03"]], "甲区 人社局", "2026-03"),
        ([["填报单位：甲区 人社局（盖章）  填报人 王某某"], ["统计期间：2026-03"]], "甲区 人社局", "2026-03"),
        ([["填报单位：甲区人社局 （盖章） 2026年3月5日", "年度：2026"]], "甲区人社局", "2026"),
        ([["填报单位：甲区人才办 王某某 13800001234", "年度：2026"]], "甲区人才办", "2026"),
        ([["填报单位：Ditch Chemical Ltd", "联系人：王某某"], ["2026年"]], "Ditch Chemical Ltd", "2026"),
    ],
)  # fmt: skip
def test_how_title_rows_say_it(tmp_path, titles, sender, period):
    plan = plan_of(talent_file(tmp_path / "list.xlsx", [post()], titles=titles))
    assert plan.submission == Submission("talent", sender, period)


def test_a_label_without_an_answer_is_no_sender(tmp_path):
    path = talent_file(tmp_path / "list.xlsx", [post()], titles=[["填报单位：", None, "填报周期：2026年"]])
    with pytest.raises(ListRefused, match="nobody says who sends"):
        survey(path, Saying())


def test_arguments_go_before_the_mapping_and_the_mapping_before_the_titles(tmp_path):
    path = talent_file(tmp_path / "list.xlsx", [post()])
    mapping = Mapping(sender="市人才办", period="2025")
    assert plan_of(path, mappings=(mapping,)).submission == Submission("talent", "市人才办", "2025")
    said = plan_of(path, mappings=(mapping,), sender="省厅", period="2024-H2").submission
    assert said == Submission("talent", "省厅", "2024-H2")


@pytest.mark.parametrize(("said", "normal"), [("2026年上半年", "2026-H1"), ("2026.3", "2026-03"), ("２０２６", "2026")])
def test_a_period_has_one_spelling(tmp_path, said, normal):
    path = talent_file(tmp_path / "list.xlsx", [post()])
    assert plan_of(path, period=said).submission.period == normal


def test_a_dictionary_list_has_no_period(tmp_path):
    path = write(tmp_path / "urgency.csv", [["紧缺程度", "等级", "权重"], ["火急", "4", "9"]])
    assert plan_of(path, sender="甲区", period="2026").submission == Submission("urgency", "甲区", "")


def test_several_mappings_each_find_their_own_file(tmp_path):
    posts = Mapping(
        list="talent", columns={"job": "post", "openings": "headcount"}, absent=("firm", "industry", "fields")
    )
    schools = Mapping(list="training", columns={"college": "school", "graduates": "graduates", "program": "major"},
                      constants={"type": "供给", "level": "本科", "year": "2026"})  # fmt: skip
    write(tmp_path / "a.csv", [["job", "openings"], ["Bakers", "3"]])
    write(tmp_path / "b.csv", [["college", "program", "graduates"], ["X", "Baking", "3"]])
    found = [
        plan_of(tmp_path / name, sender="s", period="2026", mappings=(schools, posts)) for name in ("a.csv", "b.csv")
    ]
    assert [one.submission.list for one in found] == ["talent", "training"]
