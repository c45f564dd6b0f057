"""The sheet 回执 of a workbook that goes back: figures of the receipt, then every problem by its cause."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ingest.cell_remarks import ASSUMED, CHECK, GRADES, REJECTED, REVIEW, SKIPPED, UNREAD, CellRemark
from ingest.columns import CHINESE
from ingest.outgoing import put
from ingest.receipt import OURS, Receipt
from ingest.receipt_markdown import account, hidden_parts, unread_columns

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "回执"
WIDTHS = (10, 20, 16, 60, 42, 8, 40)
COUNTS = 6
TITLE, BOLD, HEAD, PLAIN = "title", "bold", "head", "plain"
ROWS_NAMED = 12
COLOURS = {
    REJECTED: "FFC7CE",
    SKIPPED: "E4DFEC",
    UNREAD: "FFEB9C",
    REVIEW: "DDEBF7",
    CHECK: "FCE4D6",
    ASSUMED: "FFF8E1",
}
MEANING = {
    REJECTED: "整行没有采用：请改正后重新报送",
    SKIPPED: "整行按示例跳过：如果是要报送的内容，请改正后重新报送",
    UNREAD: "该单元格没有采用，该行其余内容已采用",
    REVIEW: "名称没有对应上，已列入复核；改成目录中的名称或代码可免复核",
    CHECK: "已按所写采用，但可能不是本意，请核对",
    ASSUMED: "已采用；写明是怎样理解的，无须处理",
}


class Line(NamedTuple):
    """One row of the sheet. `grade` colours it; `link` is the cell that its last column leads to."""

    style: str
    cells: tuple[str | int, ...]
    grade: str = ""
    link: str = ""


def lines(file: str, receipts: Sequence[Receipt], remarks: Sequence[CellRemark], status: str) -> list[Line]:
    """The sheet for one file; `remarks` are those on its cells."""
    return list(_lines(file, receipts, remarks, status))


def _lines(file: str, receipts: Sequence[Receipt], remarks: Sequence[CellRemark], status: str) -> Iterator[Line]:
    yield Line(TITLE, (f"回执：{file}",))
    yield Line(PLAIN, (status,))
    for source in {one for receipt in receipts for one in receipt.files if one.name == file}:
        yield Line(PLAIN, (f"SHA-256 {source.sha256}" + (f"，编码 {source.encoding}" if source.encoding else ""),))
    for receipt in receipts:
        submission = receipt.submission
        yield Line(PLAIN, ("",))
        yield Line(BOLD, (f"{CHINESE[submission.list]} · {submission.sender} {submission.period}".rstrip(),))
        yield Line(PLAIN, (account(receipt),))
        for sheet in receipt.sheets:
            if sheet.file == file:
                for said in unread_columns(submission.list, sheet):
                    yield Line(PLAIN, (f"没有读取的列（{sheet.sheet or '整个文件'}）：{said}",), UNREAD)
                if said := hidden_parts(sheet):
                    yield Line(PLAIN, (f"{sheet.sheet}：{said}",), CHECK)
    for title in dict.fromkeys(title for one in receipts for name, title in one.unread_sheets if name == file):
        if title not in OURS:
            yield Line(PLAIN, (f"没有读取的工作表：“{title}”",))
    yield Line(PLAIN, ("",))
    if not remarks:
        yield Line(PLAIN, ("没有需要说明的单元格。",))
        return
    for grade in GRADES:
        if count := sum(1 for one in remarks if one.grade == grade):
            yield Line(PLAIN, (grade, f"{count} 处", MEANING[grade]), grade)
    yield Line(PLAIN, ("",))
    yield Line(HEAD, ("类别", "工作表", "列", "原因", "怎么办", "处数", "所在行"))
    causes: dict[tuple[str, str, str, str, str], list[CellRemark]] = {}
    for one in remarks:
        causes.setdefault((one.grade, one.sheet, one.header, one.reason, one.remedy), []).append(one)
    for cause, found in sorted(causes.items(), key=lambda one: (GRADES.index(one[0][0]), -len(one[1]), one[0])):
        rows = list(dict.fromkeys(one.row for one in found))
        named = "、".join(map(str, rows[:ROWS_NAMED])) + (" 等" if len(rows) > ROWS_NAMED else "")
        yield Line(PLAIN, (*cause, len(found), named), cause[0], _cell(found[0]))


def _cell(one: CellRemark) -> str:
    """The address that a click leads to: 'Sheet'!C12."""
    from ingest.reading.refusal import column_letters

    return f"'{one.sheet.replace(chr(39), chr(39) * 2)}'!{column_letters(one.column or 0)}{one.row}"


def draw(book: Workbook, summary: Sequence[Sequence[object]]) -> None:
    """Put the sheet in front of a workbook; `summary` are lines (plain lists where they came through a pipe)."""
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    if SHEET in book.sheetnames:
        book.remove(book[SHEET])
    sheet: Worksheet = book.create_sheet(SHEET, 0)
    for index, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for number, one in enumerate(summary, 1):
        line = Line(*one)  # type: ignore[arg-type]  # as this module made it
        table = len(line.cells) == len(WIDTHS)
        for index, value in enumerate(line.cells, 1):
            cell: Cell = sheet.cell(number, index)  # type: ignore[assignment]  # nothing is merged here
            _write(cell, value, line.style, line.link if index == len(WIDTHS) else "")
            if table:
                counts = index == COUNTS or isinstance(value, int)
                cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if counts else None)
        if line.grade in COLOURS:
            sheet.cell(number, 1).fill = PatternFill("solid", fgColor=COLOURS[line.grade])
        if table:
            heights = (-(-wide(str(value)) // width) for value, width in zip(line.cells, WIDTHS, strict=True))
            sheet.row_dimensions[number].height = 15 * max(1, *heights) + 3
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _write(cell: Cell, value: str | int, style: str, link: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    put(cell, value)
    if style == TITLE:
        cell.font = Font(bold=True, size=14)
    elif style in (BOLD, HEAD):
        cell.font = Font(bold=True)
    if link:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=link)
        cell.font = Font(underline="single", color="0563C1")


def wide(text: str) -> int:
    """How many narrow letters a text is wide: a Chinese character takes the place of two.

    >>> wide("采用 ab")
    7
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
