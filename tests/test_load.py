"""One load: what happens to every row, to every sheet, and to what was there before."""

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from api.receipts import show_receipts
from api.terminal import console
from ingest.mapping import Mapping
from ingest.receipt_markdown import to_markdown
from tests.lists import (
    TALENT,
    TITLES,
    TRAINING,
    offer,
    post,
    rows_of,
    store_with_dictionary,
    take,
    talent_file,
    values_of,
    write,
    write_sheets,
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    store = store_with_dictionary(tmp_path)
    yield store
    store.close()


def sheet_of(outcome):
    (receipt,) = outcome.receipts
    return receipt.sheets[0]


# -- every row is accounted for ------------------------------------------------------------------


def test_rows_are_accepted_rejected_or_skipped_and_nothing_else(store, tmp_path):
    rows = [
        post(1),
        post(2, 需求人数="很多很多"),
        [],
        TALENT,
        post(3),
        ["一、新材料产业"],
        post(4, 单位名称=None),
        [5],
        ["合 计", None, None, None, None, 9],
        ["注：1.需求人数按自然人填报"],
        ["2.学历要求从严"],
        ["填表人：李四", None, None, None, "联系电话：138"],
        [],
        [],
    ]
    outcome = take(store, talent_file(tmp_path / "list.xlsx", rows))
    receipt = outcome.receipts[0]
    assert (receipt.rows, receipt.accepted, receipt.rejected) == (12, 2, 2)
    assert receipt.skipped == {
        "blank": 1, "header repeated": 1, "heading": 1, "only numbered": 1, "total": 1, "note": 3,
    }  # fmt: skip
    assert receipt.rows == receipt.accepted + receipt.rejected + receipt.skipped.total()
    assert outcome.exit_code == 3


def test_a_rejected_row_names_its_cell_and_what_to_do(store, tmp_path):
    path = talent_file(tmp_path / "list.xlsx", [post(1), post(2, 需求人数="很多很多", 单位名称=None)])
    outcome = take(store, path)
    found = {(one.file, one.sheet, one.row, one.column) for one in outcome.receipts[0].problems}
    assert found == {("list.xlsx", "Sheet1", 5, "需求人数"), ("list.xlsx", "Sheet1", 5, "单位名称")}
    assert all(one.reason and one.remedy for one in outcome.receipts[0].problems)


def test_blank_rows_at_the_end_are_not_rows_of_the_sheet(store, tmp_path):
    outcome = take(store, talent_file(tmp_path / "list.xlsx", [post(), [], [], [None, " "]]))
    assert (outcome.receipts[0].rows, outcome.receipts[0].skipped) == (1, {})


def test_hidden_rows_are_read_and_said(store, tmp_path):
    path = talent_file(tmp_path / "list.xlsx", [post(1), post(2), post(3)])
    book = openpyxl.load_workbook(path)
    book["Sheet1"].row_dimensions[5].hidden = True
    book["Sheet1"].column_dimensions["H"].hidden = True
    book.save(path)
    sheet = sheet_of(take(store, path))
    assert (sheet.accepted, sheet.hidden_rows, sheet.hidden_columns) == (3, 1, 1)


def test_what_is_hidden_is_said_in_every_form_of_the_receipt(store, tmp_path, capsys):
    path = write_sheets(
        tmp_path / "list.xlsx", {"今年": [*TITLES, TALENT, post(1), post(2)], "旧": [TALENT, post(3)], "说明": [["话"]]}
    )
    book = openpyxl.load_workbook(path)
    book["今年"].row_dimensions[5].hidden = True
    book["今年"].column_dimensions["H"].hidden = True
    for unused in range(len(TALENT) + 1, 200):  # all that is right of the table, as many do
        book["今年"].column_dimensions[get_column_letter(unused)].hidden = True
    book["旧"].sheet_state = "hidden"
    book.save(path)
    outcome = take(store, path)
    (receipt,) = outcome.receipts
    assert [(one.sheet, one.hidden, one.hidden_rows, one.hidden_columns) for one in receipt.sheets] == [
        ("今年", False, 1, 1), ("旧", True, 0, 0),
    ]  # fmt: skip
    show_receipts(outcome.receipts, outcome.outcomes, console())
    said = capsys.readouterr().out.replace("\n", " ")
    assert "sheet “今年”: hidden rows (1) and columns (1) were read" in said
    assert "sheet “旧”: the sheet is hidden; it was read" in said
    text = to_markdown(receipt)
    assert "今年：隐藏的 1 行、1 列也已读取" in text
    assert "旧：隐藏的整张工作表也已读取" in text
    assert "## 没有读取的工作表\n\n- list.xlsx：“说明”" in text


def test_a_column_without_a_header_is_said_where_rows_of_the_list_fill_it(store, tmp_path):
    empty = [None] * len(TALENT)
    rows = [[*empty, "标题"], *TITLES, TALENT, post(1), [*post(2), None, "李主任已核"], ["合计", *empty, None, "x"]]
    sheet = sheet_of(take(store, write(tmp_path / "list.xlsx", rows)))
    assert (sheet.headless_columns, sheet.accepted) == ([len(TALENT) + 1], 2)


def test_of_two_columns_with_one_meaning_the_second_is_said_to_be_one_more(store, tmp_path, capsys):
    path = write(tmp_path / "list.xlsx", [*TITLES, [*TALENT, "岗位名称", "星座"], [*post(), "技师", "狮子"]])
    outcome = take(store, path)
    assert sheet_of(outcome).unknown_places == [len(TALENT), len(TALENT) + 1]
    show_receipts(outcome.receipts, outcome.outcomes, console())
    said = capsys.readouterr().out.replace("\n", " ")
    assert "the header “岗位名称” is one more for the column “岗位名称”" in said
    assert "nobody knows the header “星座”" in said
    assert "“岗位名称”：与“岗位名称”重复，只读取了一列" in to_markdown(outcome.receipts[0])


def test_a_row_that_is_skipped_as_an_example_is_not_said_to_be_in(store, tmp_path, capsys):
    outcome = take(store, talent_file(tmp_path / "list.xlsx", [post(1, 序号="示例"), post(2)]))
    show_receipts(outcome.receipts, outcome.outcomes, console())
    assert "the rest of the row is in" not in capsys.readouterr().out
    text = to_markdown(outcome.receipts[0])
    assert "## 跳过的示例行" in text
    assert "未采用的单元格" not in text


def test_the_receipt_says_which_header_meant_what(store, tmp_path):
    path = write(tmp_path / "list.xlsx", [*TITLES, [*TALENT, "星座"], [*post(), "狮子"]])
    sheet = sheet_of(take(store, path))
    assert sheet.header_row == 3
    assert sheet.columns["岗位名称"] == "post"
    assert sheet.unknown_headers == ["星座"]


def test_a_receipt_names_the_bytes_and_their_encoding(store, tmp_path):
    path = talent_file(tmp_path / "list.csv", [post()])
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    (file,) = take(store, path).receipts[0].files
    assert (file.name, file.encoding, len(file.sha256)) == ("list.csv", "gb18030", 64)


# -- what rows become ----------------------------------------------------------------------------


def test_one_row_with_two_needs(store, tmp_path):
    outcome = take(store, talent_file(tmp_path / "list.xlsx", [post(需求人数="博士2、硕士5", 学历要求="硕士及以上")]))
    assert (sheet_of(outcome).accepted, sheet_of(outcome).needs) == (1, 2)
    rows = rows_of(store)
    assert [(row.row, row.need, row.values["level"], row.values["headcount"]) for row in rows] == [
        (4, 0, "博士", {"lo": 2, "hi": 2}),
        (4, 1, "硕士", {"lo": 5, "hi": 5}),
    ]
    assert len({row.public_id for row in rows}) == 2


def test_ditto_is_the_last_accepted_row_above(store, tmp_path):
    rows = [
        post(1, 单位名称="沟渠化学", 学历要求="博士"),
        post(2, 单位名称="坏的一行", 需求人数=-1),
        post(3, 单位名称="同上", 学历要求="〃"),
    ]
    take(store, talent_file(tmp_path / "list.xlsx", rows))
    assert [(one["firm"], one["level"]) for one in values_of(store)] == [("沟渠化学", "博士"), ("沟渠化学", "博士")]


def test_ditto_with_nothing_above_is_an_empty_cell(store, tmp_path):
    outcome = take(store, talent_file(tmp_path / "list.xlsx", [post(1, 单位名称="同上"), post(2)]))
    assert [one.column for one in outcome.receipts[0].problems] == ["单位名称"]


def test_equal_rows_are_rows_of_their_own(store, tmp_path):
    take(store, talent_file(tmp_path / "list.xlsx", [post(1), post(1), post(2)]))
    assert len({row.public_id for row in rows_of(store)}) == 3


def test_renumbering_changes_nothing(store, tmp_path):
    take(store, talent_file(tmp_path / "a.xlsx", [post(1, 序号=7)]))
    before = rows_of(store)[0].public_id
    take(store, talent_file(tmp_path / "b.xlsx", [post(1, 序号=1)]))
    assert rows_of(store)[0].public_id == before


def test_a_cell_merged_over_rows_holds_for_each_of_them(store, tmp_path):
    rows = [post(1), post(2, 单位名称=None), post(3, 单位名称=None)]
    take(store, talent_file(tmp_path / "list.xlsx", rows, merged=["C4:C6"]))
    assert {one["firm"] for one in values_of(store)} == {"沟渠第1化工有限公司"}


def test_units_stand_in_the_header(store, tmp_path):
    head = [*TALENT, "年薪(元)"]
    take(store, write(tmp_path / "list.xlsx", [*TITLES, head, [*post(), "200000-300000"]]))
    salary = values_of(store)[0]["salary"]
    assert (salary["lo_yuan"], salary["hi_yuan"]) == (200_000, 300_000)


def test_whether_a_bare_rate_is_a_share_is_told_by_its_whole_column(store, tmp_path):
    """0.6 and 60 mean the same; the rows that tell which stand far below."""
    head = [one.removesuffix("(%)") for one in TRAINING]
    rates = [{"升学率": "0.2", "本地留存率": "1"}] * 60 + [{"升学率": "0.3", "本地留存率": "45"}]
    rows = [[*offer(k)[:6], *one.values()] for k, one in enumerate(rates)]
    take(store, write(tmp_path / "list.csv", [head, *rows]), sender="市教育局", period="2026")
    found = values_of(store)
    assert {one["further_ppm"] for one in found} == {200_000, 300_000}
    assert {one.get("retention_ppm") for one in found} == {10_000, 450_000}


def test_required_columns_that_the_sender_does_not_have_may_be_blank(store, tmp_path):
    mapping = Mapping(list="talent", absent=("firm", "industry"))
    rows = [post(1, 单位名称=None), post(2)]
    outcome = take(store, talent_file(tmp_path / "list.xlsx", rows), mappings=[mapping])
    assert outcome.receipts[0].accepted == 2
    assert "firm" not in values_of(store)[0]


# -- several files and sheets --------------------------------------------------------------------


def test_a_number_merged_over_rows_counts_in_each_and_is_said(store, tmp_path, capsys):
    rows = [post(1, 需求人数=10), post(2, 需求人数=None), post(3, 需求人数=None), post(4, 单位名称=None)]
    path = talent_file(tmp_path / "a.xlsx", rows, merged=["F4:F6", "C6:C7"])
    outcome = take(store, path)
    assert [one["headcount"]["lo"] for one in values_of(store)] == [10, 10, 10, 2]
    assert ["headcount:merged_cell" in one["flags"] for one in values_of(store)] == [False, True, True, False]
    show_receipts(outcome.receipts, outcome.outcomes, console())
    assert "2 rows, column “需求人数”: a number merged over several rows counts in each" in capsys.readouterr().out


def test_graduates_that_do_not_add_up_are_said_and_kept(store, tmp_path, capsys):
    header = [*TRAINING, "升学人数", "就业人数", "未就业人数"]
    rows = [[*offer(1), 12, 40, 8], [*offer(2), 12, 40, 9]]
    outcome = take(store, write(tmp_path / "a.xlsx", [header, *rows]), sender="甲大学", period="2026")
    assert [one.get("flags") for one in values_of(store)] == [None, ["graduates_do_not_add_up"]]
    assert [one["graduates"] for one in values_of(store)] == [60, 60]
    show_receipts(outcome.receipts, outcome.outcomes, console())
    assert "1 row, column “毕业生数”: 毕业生数 is not 升学 + 就业 + 未就业" in capsys.readouterr().out


def test_all_files_of_a_load_are_one_version(store, tmp_path):
    a = talent_file(tmp_path / "a.xlsx", [post()], titles=[["填报单位：甲区", "2026年"]])
    b = talent_file(tmp_path / "b.csv", [post()], titles=[["填报单位：乙区", "2026年"]])
    c = write(tmp_path / "c.csv", [TRAINING, offer()])
    outcome = take(store, a, b, c, sender=None)
    assert outcome.version.number == 2
    assert len(outcome.receipts) == 2
    assert [one.file for one in outcome.unread] == ["c.csv"]
    assert outcome.exit_code == 3


def test_files_and_sheets_of_one_sender_and_period_add_up(store, tmp_path):
    a = write_sheets(tmp_path / "a.xlsx", {"一": [*TITLES, TALENT, post(1)], "二": [*TITLES, TALENT, post(2), post(3)]})
    b = talent_file(tmp_path / "b.csv", [post(4)])
    outcome = take(store, a, b)
    (receipt,) = outcome.receipts
    assert [(one.file, one.sheet, one.accepted) for one in receipt.sheets] == [
        ("a.xlsx", "一", 1), ("a.xlsx", "二", 2), ("b.csv", "", 1),
    ]  # fmt: skip
    assert len(rows_of(store)) == 4


def test_a_later_load_replaces_what_the_sender_sent_for_the_period(store, tmp_path):
    take(store, talent_file(tmp_path / "a.xlsx", [post(1), post(2)]))
    take(store, talent_file(tmp_path / "b.xlsx", [post(3)]))
    assert [one["firm"] for one in values_of(store)] == ["沟渠第3化工有限公司"]
    assert len(rows_of(store, store.version(2))) == 2


def test_another_period_stands_beside(store, tmp_path):
    path = talent_file(tmp_path / "a.xlsx", [post(1)])
    take(store, path)
    take(store, path, period="2027")
    assert [one["period"] for one in values_of(store)] == ["2026", "2027"]


def test_a_list_goes_on_over_sheets_without_a_title_of_their_own(store, tmp_path):
    sheets = {"第1页": [*TITLES, TALENT, post(1)], "第2页": [TALENT, post(2)], "第3页": [["续"], TALENT, post(3)]}
    (receipt,) = take(store, write_sheets(tmp_path / "list.xlsx", sheets)).receipts
    assert (receipt.submission.sender, receipt.accepted) == ("甲区工信局", 3)


def test_a_sheet_that_goes_on_without_a_header_is_named_and_not_read(store, tmp_path):
    sheets = {"一": [*TITLES, TALENT, post(1)], "二": [post(2), post(3)]}
    outcome = take(store, write_sheets(tmp_path / "list.xlsx", sheets))
    (error,) = outcome.unread
    assert (error.file, error.sheet, error.row) == ("list.xlsx", "二", 1)
    assert "header" in error.message
    assert (outcome.receipts[0].accepted, outcome.exit_code) == (1, 3)


def test_a_sheet_of_explanations_is_named_and_no_fault(store, tmp_path):
    words = [["填表说明"], ["1", "单位名称", "按公章填写"], ["2", "需求人数", "按自然人填写"]]
    sheets = {"目录": [*TITLES, TALENT, post(1)], "说明": words, "Sheet3": []}
    outcome = take(store, write_sheets(tmp_path / "list.xlsx", sheets))
    assert outcome.receipts[0].unread_sheets == [("list.xlsx", "说明")]
    assert outcome.exit_code == 0


def test_a_sheet_that_the_mapping_names_and_the_file_lacks_is_said(store, tmp_path):
    path = write_sheets(
        tmp_path / "list.xlsx", {"本年": [*TITLES, TALENT, post(1)], "往年": [*TITLES, TALENT, post(2)]}
    )
    outcome = take(store, path, mappings=[Mapping(sheets=("今年",))])
    assert (outcome.exit_code, outcome.receipts) == (2, [])
    assert "no sheet “今年”" in str(outcome.unread[0])
    outcome = take(store, path, mappings=[Mapping(sheets=("本年", "今年"))])
    assert (outcome.exit_code, outcome.receipts[0].accepted) == (3, 1)
    assert "no sheet “今年”" in str(outcome.unread[0])


def test_only_the_sheets_that_the_mapping_names(store, tmp_path):
    sheets = {"今年": [*TITLES, TALENT, post(1)], "去年": [*TITLES, TALENT, post(2)]}
    mapping = Mapping(sheets=("今年",))
    (receipt,) = take(store, write_sheets(tmp_path / "list.xlsx", sheets), mappings=[mapping]).receipts
    assert (receipt.accepted, receipt.unread_sheets) == (1, [("list.xlsx", "去年")])


def test_the_same_bytes_under_two_names_count_once(store, tmp_path):
    a = talent_file(tmp_path / "a.xlsx", [post()])
    (tmp_path / "b.xlsx").write_bytes(a.read_bytes())
    outcome = take(store, a, tmp_path / "b.xlsx")
    assert len(rows_of(store)) == 1
    assert outcome.unread[0].file == "b.xlsx"
