"""The workbook back: remarks on the cells they concern, formatting kept, a summary in front, and nothing that runs."""

import json
import shutil
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from api.cli import main
from ingest.annotate import annotated, beside, free_place, original_of
from ingest.annotate_child import MOST_CELLS
from ingest.cell_remarks import REJECTED, CellRemark
from ingest.draft import LoadOptions
from ingest.mapping import read_mapping
from ingest.reading.limits import Limits
from ingest.sample_city import write_city
from ingest.submit import load
from ingest.survey import Saying
from tests.lists import PHONE, TALENT, TITLES, post, rows_of, store_with_dictionary, talent_file, write

FIRST = len(TITLES) + 2


@pytest.fixture
def store(tmp_path):
    return store_with_dictionary(tmp_path)


def give_back(store, path, *, check=False, mappings=(), **how):
    """Load a file and write its annotated copy; the copy, opened."""
    options = LoadOptions(
        saying=Saying(mappings=tuple(mappings)), check=check, no_builtin=True, remarks=True, actor="tests"
    )
    outcome = load(store, [path], options)
    remarks = [one for found in outcome.remarks for one in found]
    written = annotated(path, beside(path), outcome.receipts, remarks, status="已发布为第 2 版", **how)
    return written, openpyxl.load_workbook(written.path)


def comments(sheet):
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def texts(sheet):
    return [tuple("" if one is None else one for one in row) for row in sheet.iter_rows(values_only=True)]


def at(header, row):
    return f"{openpyxl.utils.get_column_letter(TALENT.index(header) + 1)}{row}"


def test_a_rejected_row_has_its_reason_on_the_cell_and_what_to_do(store, tmp_path):
    path = talent_file(tmp_path / "甲.xlsx", [post(1), post(2, 需求人数="三五个吧不一定")])
    _, book = give_back(store, path)
    said = comments(book["Sheet1"])[at("需求人数", FIRST + 1)]
    assert said.startswith("【退回】人数读不懂。")
    assert "3-5" in said
    assert book["Sheet1"][at("需求人数", FIRST + 1)].fill.fgColor.rgb == "00FFC7CE"


def test_a_value_that_was_assumed_says_how_it_was_taken(store, tmp_path):
    path = talent_file(tmp_path / "甲.xlsx", [post(1, 需求人数="若干", 紧缺程度=None)])
    _, book = give_back(store, path)
    said = comments(book["Sheet1"])
    assert said[at("需求人数", FIRST)].startswith("【说明】没有给出具体人数")
    assert said[at("紧缺程度", FIRST)] == "【说明】未填写，按“一般”计"


def test_a_name_for_review_says_which_ones_are_near(store, tmp_path):
    path = talent_file(tmp_path / "甲.xlsx", [post(1, 学历要求="本科", 专业要求="沟渠化学工程")])
    _, book = give_back(store, path)
    said = comments(book["Sheet1"])[at("专业要求", FIRST)]
    assert said.startswith("【待复核】“沟渠化学工程”（本科）在目录中没有找到")
    assert "相近的有：" in said
    assert "化学工程与工艺 081301" in said


def test_a_row_copied_from_the_last_round_says_so(store, tmp_path):
    options = {"titles": [["填报单位：甲区工信局"], ["填报周期：2025年"]]}
    give_back(store, talent_file(tmp_path / "去年.xlsx", [post(1), post(2)], **options))
    _, book = give_back(store, talent_file(tmp_path / "今年.xlsx", [post(1), post(3)]))
    said = comments(book["Sheet1"])
    assert said[f"A{FIRST}"] == "【请核对】与上一期（2025）完全相同，请确认仍然需要"
    assert f"A{FIRST + 1}" not in said


def test_the_summary_adds_up_and_leads_to_the_cells(store, tmp_path):
    rows = [post(1), post(2, 需求人数=0), post(3, 需求人数=0), ["合计"]]
    _, book = give_back(store, talent_file(tmp_path / "甲.xlsx", rows))
    assert book.sheetnames == ["回执", "Sheet1"]
    assert book.active.title == "回执"
    sheet = book["回执"]
    lines = texts(sheet)
    assert any("表中 4 行 = 采用 1 + 退回 2 + 跳过 1（合计行 1）" in line[0] for line in lines)
    assert any(str(line[0]).startswith("SHA-256 ") for line in lines)
    number, cause = next((n, line) for n, line in enumerate(lines, 1) if line[0] == "退回" and line[5] == 2)
    assert cause[2:5] == ("需求人数", "需求 0 人不是需求", "请删除该行，或填写需要的人数")
    assert sheet.cell(number, 7).value == f"{FIRST + 1}、{FIRST + 2}"
    assert sheet.cell(number, 7).hyperlink.location == f"'Sheet1'!{at('需求人数', FIRST + 1)}"


def test_an_unknown_header_is_said_at_the_header(store, tmp_path):
    rows = [*TITLES, [*TALENT, "是否已签约"], [*post(1), "是"]]
    _, book = give_back(store, write(tmp_path / "甲.xlsx", rows))
    header = openpyxl.utils.get_column_letter(len(TALENT) + 1) + str(FIRST - 1)
    assert "不认识这一列" in comments(book["Sheet1"])[header]


def test_a_column_that_was_not_read_is_remarked_at_its_own_header(store, tmp_path):
    """Not at the header of the same words whose column was read."""
    rows = [*TITLES, [*TALENT, "岗位名称"], [*post(1), "技师", "已核"], post(2, 序号="示例"), post(3, 需求人数=0)]
    _, book = give_back(store, write(tmp_path / "甲.xlsx", rows))
    said = comments(book["Sheet1"])
    second, third = (openpyxl.utils.get_column_letter(len(TALENT) + more) + str(FIRST - 1) for more in (1, 2))
    assert at("岗位名称", FIRST - 1) not in said
    assert "与“岗位名称”重复" in said[second]
    assert "列没有表头" in said[third]
    assert said[f"A{FIRST + 1}"].startswith("【跳过】该行标为示例")
    summary = "\n".join(str(line[0]) for line in texts(book["回执"]))
    assert "没有读取的列（Sheet1）：“岗位名称”：与“岗位名称”重复" in summary
    assert any(line[0] == "跳过" and "整行按示例跳过" in line[2] for line in texts(book["回执"]) if line[2])


def test_the_summary_says_what_became_of_this_file_and_not_of_the_load(store, tmp_path, capsys):
    good = talent_file(tmp_path / "甲.xlsx", [post(1), post(2, 需求人数=0)])
    bad = write(tmp_path / "乙.xlsx", [["填报单位：乙", "填报周期：2026"], TALENT, post(1, 需求人数=0)])
    (tmp_path / "s").mkdir()
    main(["load", str(good), str(bad), "--store", f"sqlite:///{tmp_path}/s/s.sqlite"])
    capsys.readouterr()
    states = [texts(openpyxl.load_workbook(beside(one))["回执"])[1][0] for one in (good, bad)]
    assert states == ["已发布为第 1 版", "没有一行被采用，没有载入"]


def test_formatting_is_kept(store, tmp_path):
    path = talent_file(tmp_path / "甲.xlsx", [post(1), post(2, 需求人数=0)])
    book = openpyxl.load_workbook(path)
    sheet = book["Sheet1"]
    sheet["A1"].font = Font(bold=True, size=20, color="FF0000")
    sheet[at("需求人数", FIRST + 1)].fill = PatternFill("solid", fgColor="00B050")
    sheet[at("产业", FIRST)].number_format = "@"
    sheet.column_dimensions["C"].width = 44
    sheet.row_dimensions[FIRST].hidden = True
    sheet.freeze_panes = "C4"
    sheet.merge_cells("A1:K1")
    sheet[at("产业", FIRST)].comment = Comment("请领导核定", "王")
    book.save(path)
    _, after = give_back(store, path)
    sheet = after["Sheet1"]
    assert (sheet["A1"].font.size, sheet["A1"].font.color.rgb) == (20, "00FF0000")
    assert sheet[at("需求人数", FIRST + 1)].fill.fgColor.rgb == "0000B050"
    assert at("需求人数", FIRST + 1) in comments(sheet)
    assert sheet.column_dimensions["C"].width == 44
    assert sheet.row_dimensions[FIRST].hidden
    assert sheet.freeze_panes == "C4"
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:K1"]
    assert sheet[at("产业", FIRST)].comment.text == "请领导核定"
    assert texts(sheet) == texts(openpyxl.load_workbook(path)["Sheet1"])


def test_a_remark_on_a_merged_cell_stands_on_its_first(store, tmp_path):
    rows = [post(1, 单位名称="*"), post(2, 单位名称=None), post(3)]
    path = talent_file(tmp_path / "甲.xlsx", rows, merged=[f"C{FIRST}:C{FIRST + 1}"])
    _, book = give_back(store, path)
    said = comments(book["Sheet1"])[f"C{FIRST}"]
    assert f"第 {FIRST + 1} 行：【退回】" in said


def test_what_goes_back_holds_no_formula_and_leads_to_no_other_file(store, tmp_path):
    path = talent_file(tmp_path / "甲.xlsx", [post(1), post(2, 备注=None)])
    book = openpyxl.load_workbook(path)
    book["Sheet1"]["L5"] = '=WEBSERVICE("http://example.invalid/")'
    book["Sheet1"]["L6"] = "=[1]Sheet1!A1"
    cell = book["Sheet1"]["L4"]
    cell.value, cell.data_type = "=cmd|' /C calc'!A0", "s"
    book.save(path)
    _, after = give_back(store, path)
    for sheet in after:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert after["Sheet1"]["L4"].value == "=cmd|' /C calc'!A0"
    with zipfile.ZipFile(beside(path)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]


def test_the_copy_loads_as_the_file_that_it_was_made_of(store, tmp_path):
    path = talent_file(tmp_path / "甲.xlsx", [post(1), post(2, 需求人数="若干"), post(3, 需求人数=0), ["合计"]])
    give_back(store, path)
    before = [(row.public_id, row.row) for row in rows_of(store)]
    options = LoadOptions(no_builtin=True)
    outcome = load(store, [beside(path)], options)
    assert [(row.public_id, row.row) for row in rows_of(store)] == before
    assert (outcome.receipts[0].accepted, outcome.receipts[0].rejected) == (2, 1)


def test_a_copy_that_was_corrected_and_sent_again_loses_our_old_remarks(store, tmp_path):
    path = talent_file(tmp_path / "甲.xlsx", [post(1, 需求人数=0), post(2, 需求人数="若干")])
    give_back(store, path)
    book = openpyxl.load_workbook(beside(path))
    book["Sheet1"][at("需求人数", FIRST)] = 4
    again = tmp_path / "甲改.xlsx"
    book.save(again)
    _, after = give_back(store, again)
    assert after.sheetnames.count("回执") == 1
    assert at("需求人数", FIRST) not in comments(after["Sheet1"])
    assert after["Sheet1"][at("需求人数", FIRST)].fill.fill_type is None
    assert at("需求人数", FIRST + 1) in comments(after["Sheet1"])


def test_a_check_gives_it_back_too_and_publishes_nothing(store, tmp_path):
    path = talent_file(tmp_path / "甲.xlsx", [post(1, 需求人数="若干")])
    _, book = give_back(store, path, check=True)
    assert at("需求人数", FIRST) in comments(book["Sheet1"])
    assert rows_of(store) == []


def test_a_list_of_which_nothing_was_accepted_goes_back_with_every_reason(store, tmp_path):
    _, book = give_back(store, talent_file(tmp_path / "甲.xlsx", [post(1, 需求人数=0), post(2, 岗位名称=None)]))
    assert set(comments(book["Sheet1"])) == {at("需求人数", FIRST), at("岗位名称", FIRST + 1)}


def test_of_a_csv_file_the_rows_that_need_work_go_back(store, tmp_path):
    rows = [post(1), post(2, 需求人数=0), post(3, 需求人数="若干")]
    written, book = give_back(store, talent_file(tmp_path / "甲.csv", rows))
    assert not written.whole
    assert book.sheetnames == ["回执", "需修改的行"]
    header, row = texts(book["需修改的行"])[1:]
    assert header[:5] == ("", FIRST - 1, "（表头）", "序号", "区市")
    assert (row[1], row[3]) == (FIRST + 1, "2")
    assert row[2].startswith("需求人数：【退回】")


def test_above_so_many_cells_the_rows_that_need_work_go_back(store, tmp_path):
    path = talent_file(tmp_path / "甲.xlsx", [post(n, 需求人数=n % 50 and 2) for n in range(100)])
    with zipfile.ZipFile(path) as archive:
        cells = archive.read("xl/worksheets/sheet1.xml").count(b"<c ")
    assert give_back(store, path, most_cells=cells)[0].whole
    written, book = give_back(store, path, most_cells=cells - 1)
    assert not written.whole
    assert len(texts(book["需修改的行"])) == 2 + 2
    assert MOST_CELLS == 300_000


def test_a_file_that_breaks_the_writer_still_gets_its_rows_back(store, tmp_path):
    path = talent_file(tmp_path / "甲.xlsx", [post(1, 需求人数=0)])
    outcome = load(store, [path], LoadOptions(no_builtin=True, remarks=True))
    starved = Limits(memory_bytes=120 << 20)  # enough for the reader of a small file, not for openpyxl
    written = annotated(path, beside(path), outcome.receipts, outcome.remarks[0], limits=starved)
    assert not written.whole
    assert openpyxl.load_workbook(written.path).sheetnames == ["回执", "需修改的行"]


def test_for_the_server_personal_data_and_secret_rows_are_blank(store, tmp_path):
    header = ["区市", "需求单位", "产业", "需求名称", "技术领域/学科", "是否涉密", "备注", "联系人", "电话", "私人邮箱"]
    contact = ["王某某", PHONE, "wang@example.com"]
    rows = [
        ["甲区2026年关键核心技术需求", None, f"联系人 王 {PHONE}"],
        ["填报单位：甲区科技局"],
        header,
        ["甲区", "沟渠一厂", "高端装备", "公开课题", "机械工程", "否", f"电话{PHONE}", *contact],
        ["甲区", "沟渠二厂", "高端装备", "机密课题", "机械工程", "是", None, *contact],
        ["甲区", None, "高端装备", "缺单位", "机械工程", "否", None, *contact],
    ]
    path = write(tmp_path / "甲.xlsx", rows)
    book = openpyxl.load_workbook(path)
    book.create_sheet("通讯录")["A1"] = PHONE
    book.save(path)
    written, after = give_back(store, path, blank=True)
    assert written.whole
    kept = [str(cell) for sheet in after for row in texts(sheet) for cell in row]
    for gone in (PHONE, "王某某", "wang@example.com", "机密课题", "沟渠二厂"):
        assert not [cell for cell in kept if gone in cell]
    assert "公开课题" in kept
    assert after.sheetnames == ["回执", "Sheet1"]
    _, csv_book = give_back(store, write(tmp_path / "甲.csv", rows), blank=True)
    kept = [str(cell) for sheet in csv_book for row in texts(sheet) for cell in row]
    assert not [cell for cell in kept if PHONE in cell or "机密课题" in cell or "王某某" in cell]


def test_a_copy_that_was_corrected_is_given_back_under_another_name(tmp_path):
    original, corrected = tmp_path / "甲.xlsx", tmp_path / "甲.回执.xlsx"
    for path in (original, corrected):
        talent_file(path, [post(1, 需求人数="若干")])
    assert free_place(corrected) == tmp_path / "甲.回执-2.xlsx"
    assert free_place(free_place(corrected)) == tmp_path / "甲.回执-3.xlsx"


def test_the_command_writes_it_beside_the_file_unless_told_not_to(tmp_path, capsys):
    store_with_dictionary(tmp_path).close()
    path = talent_file(tmp_path / "甲.xlsx", [post(1, 需求人数="若干")])
    where = ("--store", f"sqlite:///{tmp_path / 'store.sqlite'}", "--json")
    assert main(["load", str(path), "--check", "--no-annotate", *where]) == 0
    assert not beside(path).exists()
    capsys.readouterr()
    assert main(["load", str(path), *where]) == 0
    assert json.loads(capsys.readouterr().out)["annotated"] == [str(beside(path))]
    assert "已发布为第 2 版" in [line[0] for line in texts(openpyxl.load_workbook(beside(path))["回执"])]


def test_a_file_of_which_there_is_nothing_to_say_gets_none(tmp_path, capsys):
    store_with_dictionary(tmp_path).close()
    path = talent_file(tmp_path / "甲.xlsx", [post(1, 学历要求="本科及以上", 专业要求="化学工程与工艺")])
    main(["load", str(path), "--store", f"sqlite:///{tmp_path / 'store.sqlite'}"])
    assert not beside(path).exists()
    capsys.readouterr()


def test_a_list_that_is_in_already_under_another_name_gets_its_remarks_too(tmp_path, capsys):
    store_with_dictionary(tmp_path).close()
    where = ("--store", f"sqlite:///{tmp_path / 'store.sqlite'}")
    path = talent_file(tmp_path / "甲.xlsx", [post(1, 需求人数="若干")])
    main(["load", str(path), "--no-annotate", *where])
    other = tmp_path / "乙.xlsx"
    shutil.copy(path, other)
    main(["load", str(other), *where])
    capsys.readouterr()
    assert at("需求人数", FIRST) in comments(openpyxl.load_workbook(beside(other))["Sheet1"])


def test_a_copy_is_known_by_the_original_beside_it(tmp_path):
    original, copy = tmp_path / "甲.csv", tmp_path / "甲.回执.xlsx"
    assert original_of(copy) is None  # alone it is a list that somebody corrected
    original.touch()
    assert original_of(copy) == original == original_of(tmp_path / "甲.回执-2.xlsx")
    assert original_of(original) is None


def test_a_copy_that_somebody_works_in_is_never_written_over(store, tmp_path):
    path = talent_file(tmp_path / "甲.xlsx", [post(1, 需求人数=0)])
    give_back(store, path)
    assert free_place(path) == beside(path)
    book = openpyxl.load_workbook(beside(path))
    book.properties.lastModifiedBy = "王某某"
    book.save(beside(path))
    assert free_place(path).name == "甲.回执-2.xlsx"
    beside(path).write_bytes(b"no workbook")
    assert free_place(path).name == "甲.回执-2.xlsx"


def test_a_remark_reads_as_a_sentence():
    one = CellRemark("a.xlsx", "S", 4, 2, "需求人数", REJECTED, "人数读不懂", "请填写整数")
    assert one.text == "【退回】人数读不懂。请填写整数"


def test_every_workbook_of_the_sample_city_goes_back_whole_with_remarks_where_the_receipt_has_them(tmp_path):
    files = write_city(tmp_path / "city")
    store = store_with_dictionary(tmp_path)
    outcome = load(store, files, LoadOptions(no_builtin=True, remarks=True))
    by_name = {path.name: path for path in files}
    remarks = [one for found in outcome.remarks for one in found]
    assert not [one.reason for one in remarks if one.reason.isascii()], "reasons without a Chinese wording"
    rejected = {(one.file, one.row) for one in remarks if one.grade == REJECTED}
    assert len(rejected) == sum(receipt.rejected for receipt in outcome.receipts) > 5
    some = sorted({file for file, _ in rejected})[:4]
    for name in some:
        written = annotated(by_name[name], tmp_path / f"{name}.回执.xlsx", outcome.receipts, remarks)
        book = openpyxl.load_workbook(written.path)
        assert written.whole == name.endswith(".xlsx")
        if written.whole:
            there = {
                cell.row for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment is not None
            }
            assert {row for file, row in rejected if file == name} <= there


def test_the_posts_of_henan_go_back_with_every_row_as_it_was(shared_data, root, tmp_path):
    path = tmp_path / "henan.xlsx"
    shutil.copy(shared_data / "data" / "real" / "henan_2024_posts.xlsx", path)
    mapping = read_mapping(root / "examples" / "henan" / "mapping.yaml")
    store = store_with_dictionary(tmp_path)
    options = LoadOptions(saying=Saying(mappings=(mapping,), period="2024"), check=True, no_builtin=True, remarks=True)
    outcome = load(store, [path], options)
    (receipt,) = outcome.receipts
    assert receipt.rows == receipt.accepted + receipt.rejected + receipt.skipped.total() == 6_231
    written = annotated(path, beside(path), outcome.receipts, outcome.remarks[0])
    assert written.whole
    after, before = openpyxl.load_workbook(written.path), openpyxl.load_workbook(path)
    for sheet in before:
        assert texts(after[sheet.title]) == texts(sheet)
        assert after[sheet.title].column_dimensions["B"].width == sheet.column_dimensions["B"].width
    assert any("表中 6231 行" in str(line[0]) for line in texts(after["回执"]))


@pytest.mark.parametrize(
    ("header", "raw", "grade"),
    [
        ("年薪(万元)", "3000", "未采用"),
        ("职称要求", "七级", "未采用"),
        ("信用代码", "91370600MA3C0000X1", "未采用"),
        ("到岗时间", "2026年9月前", "请核对"),
        ("到岗时间", "尽快", "说明"),
    ],
)
def test_a_remark_says_whether_there_is_something_to_do(store, tmp_path, header, raw, grade):
    path = write(tmp_path / "甲.xlsx", [[*TALENT, header], [*post(1), raw]])
    outcome = load(store, [path], LoadOptions(saying=Saying(sender="甲", period="2026"), remarks=True, no_builtin=True))
    (remarks,) = outcome.remarks
    assert [one.grade for one in remarks if one.header == header] == [grade]
