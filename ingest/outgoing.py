"""Spreadsheets going out: receipts, templates, exports. None holds a formula, whatever a sender wrote into a cell.

A cell that begins like a formula would be run by the spreadsheet programme of whoever opens the file. In a workbook
texts are stored as texts; csv knows no texts, so there such a cell gets an apostrophe in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | float | Decimal | date | None

BOM = "\ufeff".encode()
LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31
WIDEST_COLUMN = 60

# The marks and their full-width twins, also behind spaces and characters nobody sees: programmes drop those.
_RUNS = re.compile("[\\s\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u00ad]*[=+\\-@＝＋－＠﹦﹢﹣﹫]|[\t\r]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_QUOTED = re.compile('[",;|\t\r\n]')  # all that some edition of some programme takes for a separator
_SHEET_NAME = re.compile(r"[\[\]*?:/\\]")


def runs_as_formula(text: str) -> bool:
    """Whether a spreadsheet programme might run the text when it is typed or opened as csv.

    >>> runs_as_formula("=1+1"), runs_as_formula("＝1+1"), runs_as_formula("3-5"), runs_as_formula("-5")
    (True, True, False, True)
    """
    return _RUNS.match(text) is not None


def safe_csv_cell(value: Value) -> str:
    """The text of a csv cell, not yet quoted: numbers as they are, texts that would run behind an apostrophe.

    >>> safe_csv_cell("=HYPERLINK(1)"), safe_csv_cell(-5), safe_csv_cell("-5"), safe_csv_cell(None)
    ("'=HYPERLINK(1)", '-5', "'-5", '')
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    text = clean(value)
    return f"'{text}" if runs_as_formula(text) else text


def csv_line(values: Iterable[Value]) -> bytes:
    """One row with its line end, in UTF-8.

    >>> csv_line(["甲,乙", 3, None]).decode()
    '"甲,乙",3,\\r\\n'
    """
    cells = (safe_csv_cell(value) for value in values)
    quoted = ('"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell for cell in cells)
    return (",".join(quoted) + "\r\n").encode()


def csv_lines(rows: Iterable[Iterable[Value]]) -> Iterator[bytes]:
    """A whole csv file piece by piece, for a stream: byte order mark first, so that spreadsheets see UTF-8."""
    yield BOM
    for row in rows:
        yield csv_line(row)


def write_csv(path: Path, rows: Iterable[Iterable[Value]]) -> None:
    """Write a csv file."""
    with path.open("wb") as file:
        file.writelines(csv_lines(rows))


def write_xlsx(target: Path | BinaryIO, sheets: Mapping[str, Iterable[Sequence[Value]]]) -> None:
    """Write a workbook: sheet name → rows, the first of which is the header. Rows are streamed, never all in memory."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    taken: set[str] = set()
    for name, rows in sheets.items():
        _write_sheet(book.create_sheet(sheet_name(name, taken)), rows)
    if not sheets:
        book.create_sheet("Sheet1")
    book.save(target)


def _write_sheet(sheet: WriteOnlyWorksheet, rows: Iterable[Sequence[Value]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    widths = sheet.column_dimensions  # type: ignore[attr-defined]  # the published types forget it
    for number, row in enumerate(rows):
        cells = [new_cell(sheet, value) for value in row]
        if number == 0:
            for column, cell in enumerate(cells, 1):
                cell.font = Font(bold=True)
                width = min(2 * len(str(cell.value or "")) + 4, WIDEST_COLUMN)  # a Chinese character is two wide
                widths[get_column_letter(column)].width = width
        sheet.append(cells)


def new_cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    """A cell for a write-only sheet that holds exactly this value: numbers as numbers, every text as text."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    put(cell, value)
    return cell


def put(cell: Cell, value: Value) -> None:
    """Set a cell of any sheet without letting the text become a formula or an error value."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = clean(value)
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - 1] + "…"
    cell.value = text
    cell.data_type = "s"
    if runs_as_formula(text):
        cell.quotePrefix = True  # it stays a text also when somebody edits the cell


def clean(text: str) -> str:
    """Text without the characters that neither XML nor UTF-8 can hold."""
    return _CONTROL.sub("", text)


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that a spreadsheet programme accepts, unlike those `taken` (to which it is added).

    >>> taken = set()
    >>> sheet_name("人才/技术", taken), sheet_name("人才-技术", taken)
    ('人才-技术', '人才-技术 2')
    """
    plain = _SHEET_NAME.sub("-", clean(name)).strip("' \t\r\n")[:LONGEST_SHEET_NAME] or "Sheet"
    found, count = plain, 1
    while found.lower() in taken:
        count += 1
        ending = f" {count}"
        found = plain[: LONGEST_SHEET_NAME - len(ending)] + ending
    taken.add(found.lower())
    return found
