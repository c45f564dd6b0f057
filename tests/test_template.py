"""fourchain template: workbooks that load without a mapping once filled in; columns.csv as page and as schema."""

import json

import openpyxl
import pytest
from pydantic import ValidationError

from api.cli import main
from graph.errors import BadArgument
from ingest.choices import Choices, builtin_choices
from ingest.column_docs import markdown
from ingest.columns import CHINESE, LISTS, columns
from ingest.examples import examples, is_example, is_ours
from ingest.outgoing import runs_as_formula
from ingest.sample_city import write_city
from ingest.schema import json_schema, row_model
from ingest.survey import Saying, survey
from ingest.template import HEADER_ROW, USUAL, write_templates
from tests.lists import rows_of, store_with_dictionary, take

REAL = {
    "talent": {
        "单位名称*": "沟渠化学有限公司",
        "产业*": "高端装备",
        "岗位名称*": "工艺工程师",
        "需求人数(人)*": "3-5",
        "学历要求": "本科及以上",
        "专业要求*": "化学工程与工艺",
        "年薪(万元)": "20-30",
        "电话": "13812345678",
    },
    "technology": {
        "需求单位*": "沟渠化学有限公司",
        "产业*": "高端装备",
        "需求名称*": "新催化剂",
        "技术领域/学科*": "化学工程与技术",
        "总投入(万元)": 800,
        "是否涉密": "否",
    },
    "training": {
        "类型*": "供给",
        "学校*": "沟渠大学",
        "层次*": "本科",
        "专业名称*": "化学工程与工艺",
        "专业代码": "081301",
        "年份*": 2026,
        "毕业生数(人)*": 60,
        "升学率(%)": 25,
    },
}


@pytest.fixture
def templates(tmp_path):
    paths = write_templates(tmp_path / "模板")
    return dict(zip(USUAL, paths, strict=True))


def fill(path, *rows, sender="沟渠化学有限公司", period="2026", below_example=True):
    """Type into a template as a planner does: sender and period above, rows under the example or over it."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["B2"] = sender
    if sheet["D2"].value:
        sheet["E2"] = period
    headers = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    first = HEADER_ROW + 1 + (len(examples(next(n for n, c in CHINESE.items() if c == sheet.title))) * below_example)
    for number, row in enumerate(rows, first):
        for header, value in row.items():
            sheet.cell(number, headers[header], value)
    book.save(path)
    return path


def rules(path):
    """Header → the data validation of its column, for the first row to fill in."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {
        sheet.cell(HEADER_ROW, next(iter(rule.sqref.ranges)).min_col).value: rule
        for rule in sheet.data_validations.dataValidation
    }


@pytest.mark.parametrize("name", list(REAL))
def test_a_filled_template_loads_without_a_mapping_or_a_word_more(templates, tmp_path, name):
    store = store_with_dictionary(tmp_path)
    outcome = take(store, fill(templates[name], REAL[name], REAL[name]))
    assert outcome.unread == []
    (receipt,) = outcome.receipts
    assert (receipt.submission.list, receipt.submission.sender) == (name, "沟渠化学有限公司")
    assert receipt.submission.period == "2026"
    assert (receipt.accepted, receipt.rejected) == (2, 0)
    assert receipt.skipped == {"example": len(examples(name))}
    assert receipt.warnings == []
    assert all(not sheet.unknown_headers for sheet in receipt.sheets)
    assert outcome.exit_code == 0


def test_what_is_typed_into_a_template_is_read_as_it_was_typed(templates, tmp_path):
    store = store_with_dictionary(tmp_path)
    take(store, *(fill(templates[name], row) for name, row in REAL.items()))
    talent, technology, offer = (
        next(row.values for row in rows_of(store) if row.values["list"] == name) for name in REAL
    )
    assert (talent["headcount"], talent["salary"]["hi_yuan"]) == ({"lo": 3, "hi": 5}, 300_000)
    assert "phone" not in talent
    assert technology["budget_yuan"] == 8_000_000
    assert (offer["major_code"], offer["further_ppm"], offer["year"]) == ("081301", 250_000, 2026)


def test_a_template_that_nobody_filled_in_holds_nothing_and_says_so(templates, tmp_path):
    store = store_with_dictionary(tmp_path)
    outcome = take(store, templates["talent"], sender="甲区", period="2026")
    assert outcome.exit_code == 2
    assert outcome.receipts[0].skipped == {"example": 1}


def test_a_row_typed_over_the_example_is_skipped_but_said(templates, tmp_path):
    store = store_with_dictionary(tmp_path)
    path = fill(templates["talent"], REAL["talent"], below_example=False)
    (receipt,) = take(store, path).receipts
    assert receipt.skipped == {"example": 1}
    (warning,) = receipt.warnings
    assert (warning.row, warning.column) == (HEADER_ROW + 1, "序号")
    assert "take the mark away" in warning.remedy


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_a_template_whose_header_is_read_back_whole(tmp_path, name):
    (path,) = write_templates(tmp_path, [name])
    plan = survey(path, Saying(sender="甲", period="2026"))
    (sheet,) = plan.sheets
    assert sheet.submission.list == name
    assert [name for _, name in sorted(sheet.header.columns.items())] == list(columns(name))
    assert sheet.header.first == HEADER_ROW
    assert sheet.header.unknown == ()


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_an_example_that_its_own_readers_take(tmp_path, name):
    (path,) = write_templates(tmp_path, [name])
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in range(HEADER_ROW + 1, HEADER_ROW + 1 + len(examples(name))):
        mark = next(cell for cell in sheet[row] if cell.value)
        assert is_example(str(mark.value))
        mark.value = str(mark.value).removeprefix("示例").removeprefix("：") or None
    book.save(path)
    store = store_with_dictionary(tmp_path)
    (receipt,) = take(store, path, sender="甲", period="2026").receipts
    assert (receipt.accepted, receipt.problems, receipt.warnings) == (len(examples(name)), [], [])
    assert not [flag for flag in receipt.flags if "unread" in flag or "unknown" in flag or "implausible" in flag]


def test_drop_downs_hold_the_choices_of_the_column(templates):
    found = rules(templates["talent"])
    assert found["单位层级"].formula1 == '"链主,单项冠军,专精特新,高企,规上"'
    assert found["紧缺程度"].formula1 == '"特别紧缺,紧缺,一般"'
    assert "本科及以上" in found["学历要求"].formula1
    assert not found["学历要求"].showErrorMessage  # 本科：…；研究生：… is right, too
    assert found["单位层级"].showErrorMessage
    assert "层次*" in rules(templates["training"])
    assert rules(templates["training"])["层次*"].formula1 == '"中专,大专,本科,硕士,博士"'


def test_a_long_choice_stands_in_a_sheet_of_its_own(templates):
    book = openpyxl.load_workbook(templates["talent"])
    rule = rules(templates["talent"])["产业链环节"]
    sheet, _, area = rule.formula1.partition("!")
    assert sheet == "'选项'"
    offered = [cell.value for (cell,) in book["选项"][area.replace("$", "")]]
    assert "工业母机与工业机器人" in offered


def test_a_city_is_offered_its_own_districts_and_industries(tmp_path):
    records: list[dict] = [
        {"list": "districts", "name": "甲区"},
        {"list": "industries", "name": "造船", "segment": "船台"},
        {"list": "urgency", "tier": 1, "label": "不急"},
        {"list": "urgency", "tier": 2, "label": "急"},
        {"list": "levels", "ladder": "学历", "rank": 1, "name": "本科"},
    ]
    (path,) = write_templates(tmp_path, ["talent"], Choices.of(records))
    found = rules(path)
    assert (found["区市"].formula1, found["产业*"].formula1, found["产业链环节"].formula1) == (
        '"甲区"',
        '"造船"',
        '"船台"',
    )
    assert found["紧缺程度"].formula1 == '"急,不急"'


def test_text_columns_are_text_so_that_no_range_becomes_a_date_and_no_code_loses_its_zero(templates):
    sheet = openpyxl.load_workbook(templates["training"]).worksheets[0]
    formats = {
        sheet.cell(HEADER_ROW, number).value: sheet.column_dimensions[
            openpyxl.utils.get_column_letter(number)
        ].number_format
        for number in range(1, sheet.max_column + 1)
    }
    assert formats["专业代码"] == "@"
    assert formats["毕业生数(人)*"] == "General"
    assert openpyxl.load_workbook(templates["talent"]).worksheets[0].column_dimensions["K"].number_format == "@"


def test_every_column_is_explained_in_the_workbook(templates):
    sheet = openpyxl.load_workbook(templates["technology"])["填表说明"]
    explained = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows()}
    assert {one.chinese for one in columns("technology").values()} <= explained.keys()
    assert explained["需求名称"][1] == "必填"
    assert explained["电话"][1] == "不入库"
    assert explained["总投入(万元)"][2] == "万元"


def test_a_template_holds_no_formula(templates):
    for path in templates.values():
        for sheet in openpyxl.load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f"
                    assert not runs_as_formula(str(cell.value or ""))


def test_a_template_never_writes_over_a_file(templates, tmp_path):
    before = templates["talent"].read_bytes()
    with pytest.raises(BadArgument, match="is there already"):
        write_templates(tmp_path / "模板", ["labs", "talent"])
    assert templates["talent"].read_bytes() == before


def test_the_command_writes_them_and_names_them(tmp_path, capsys):
    arguments = ["template", str(tmp_path / "t"), "--list", "labs", "--list", "talent", "--json"]
    assert main([*arguments, "--store", f"sqlite:///{tmp_path / 'none.sqlite'}"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert [file.rpartition("/")[2] for file in files] == ["创新平台.xlsx", "急需紧缺人才.xlsx"]
    assert not (tmp_path / "none.sqlite").exists()
    assert main(["template", str(tmp_path / "u"), "--list", "posts"]) == 2


def test_the_command_offers_what_the_store_holds(tmp_path, capsys):
    store = store_with_dictionary(tmp_path)
    districts = tmp_path / "districts.csv"
    districts.write_text("区划代码,区市名称\n990001,乙县\n", encoding="utf-8")
    take(store, districts, list="districts", sender="市人才办")
    store.close()
    main(["template", str(tmp_path / "t"), "--list", "talent", "--store", f"sqlite:///{tmp_path / 'store.sqlite'}"])
    assert rules(tmp_path / "t" / "急需紧缺人才.xlsx")["区市"].formula1 == '"乙县"'


@pytest.mark.parametrize("name", LISTS)
def test_every_column_says_what_to_write(name):
    assert all(one.guidance and one.description for one in columns(name).values())


def test_the_example_is_told_from_a_row_that_begins_alike():
    assert is_ours("universities", {"name": "沟渠大学", "code": "示例：99001"})
    assert not is_ours("universities", {"name": "渠外大学", "code": "示例：99001"})
    assert not is_example("示例人才001")
    assert not is_example("")


def test_the_page_of_columns_is_that_of_the_table(root):
    page = (root / "docs" / "columns.md").read_text(encoding="utf-8")
    assert page == markdown(), "run: python -m ingest.column_docs > docs/columns.md"


def test_the_schema_of_a_list_holds_for_every_row_of_a_city(tmp_path):
    store = store_with_dictionary(tmp_path)
    take(store, *write_city(tmp_path / "city"))
    rows = rows_of(store)
    assert len(rows) > 1_000
    for row in rows:
        row_model(row.values["list"]).model_validate(row.values)


def test_the_schema_names_unit_choices_and_what_must_be_there():
    schema = json_schema("talent")
    assert schema["properties"]["firm_tier"]["enum"] == ["链主", "单项冠军", "专精特新", "高企", "规上"]
    assert schema["properties"]["headcount"]["title"] == "需求人数"
    assert {"firm", "post", "period", "year"} <= set(schema["required"])
    assert "phone" not in schema["properties"]
    assert json_schema("training")["properties"]["further_ppm"]["unit"] == "ppm"
    assert "person" in json_schema("talents")["required"]
    with pytest.raises(ValidationError):
        row_model("talent").model_validate({"list": "talent", "nonsense": 1})


def test_built_in_choices_come_without_a_store():
    found = builtin_choices()
    assert len(found.industries) >= 9
    assert found.ladders["学历"][3] == "本科"
