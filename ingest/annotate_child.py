"""The process that writes remarks into a copy of a stranger's workbook: takes limits upon itself, writes, goes.

Started with the workbook as standard input and two open files, what to write and where to write it; it knows no path
but that of an empty folder for its own scraps. openpyxl opens a workbook as a whole, which may cost a thousand times
its size: so never in the parent.
"""

from __future__ import annotations

import io
import os
import resource
from typing import TYPE_CHECKING, Any

import orjson

from ingest.cell_remarks import GRADES, UNREAD
from ingest.reading.archive import Archive
from ingest.reading.limits import MIB, Limits
from ingest.reading.refusal import Refused
from ingest.receipt_sheet import COLOURS, draw

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

DONE, TOO_MANY_CELLS, UNABLE = 0, 3, 4
MOST_CELLS = 300_000
AUTHOR = "fourchain"
WRITTEN_BYTES = 256 * MIB
LONGEST_COMMENT = 2_000


def main(settings: str) -> int:
    """Annotate; the exit status says how it went, for nothing else may be believed."""
    given = orjson.loads(settings)
    limits = Limits(**given["limits"])
    with os.fdopen(0, "rb") as file:
        data = file.read(limits.xlsx_bytes + 1)
    _restrain(limits, len(data))
    try:
        archive = Archive(data, limits)
        if _cells(archive) > given["most_cells"]:
            return TOO_MANY_CELLS
        with os.fdopen(given["job"], "rb") as job:
            work = orjson.loads(job.read())
        from openpyxl import load_workbook

        # Values, not formulas: nothing that leaves the house may run. Links to other workbooks are dropped.
        book = load_workbook(io.BytesIO(data), data_only=True, keep_links=False, rich_text=True)
        annotate(book, work)
        with os.fdopen(given["out"], "wb") as out:
            book.save(out)
    except (Refused, MemoryError):
        return UNABLE
    except Exception:
        return UNABLE  # its message may quote a cell
    return DONE


def _restrain(limits: Limits, size: int) -> None:
    seconds = 3 * limits.cpu_seconds_for(size) + 10
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN_BYTES, WRITTEN_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _cells(archive: Archive) -> int:
    """Cells in all worksheets, also those that only have a format: they cost memory as well."""
    found = 0
    for name in archive.names:
        if name.startswith("xl/worksheets/"):
            tail = b""
            for chunk in archive.chunks(name):
                joined = tail + chunk
                found += joined.count(b"<c ") + joined.count(b"<c>")
                tail = joined[-2:]
    return found


def annotate(book: Workbook, work: dict[str, Any]) -> None:
    """Write the remarks of a job into an open workbook, and the sheet 回执 in front.

    `work["sheets"]` maps sheet names to {"cells": [[row, column, grade, text]],
    "headers": [[row, column, header, text]], "blank_columns", "blank_rows", "first": the first row below the header,
    "title": what stands above it in a copy that is kept}; columns count from 0, rows from 1.
    """
    from openpyxl.worksheet.worksheet import Worksheet

    for name, todo in work["sheets"].items():
        sheet = book[name] if name in book.sheetnames else None
        if isinstance(sheet, Worksheet):
            _forget_own(sheet)
            if work["blank"]:
                _blank(sheet, todo)
            _remark(sheet, todo)
    if work["blank"]:
        for name in [one for one in book.sheetnames if one not in work["sheets"]]:
            book.remove(book[name])
        _forget_who(book)
    draw(book, work["summary"])
    book.properties.lastModifiedBy = AUTHOR


def _forget_own(sheet: Worksheet) -> None:
    """What an earlier round of remarks left in the file that now came back."""
    from openpyxl.cell import MergedCell
    from openpyxl.styles import PatternFill

    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell, MergedCell) and cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                if str(cell.fill.fgColor.rgb)[2:] in COLOURS.values():
                    cell.fill = PatternFill()


def _forget_who(book: Workbook) -> None:
    """Who made the workbook, and names that may stand for people or for sheets that are gone."""
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.packaging.custom import CustomPropertyList

    book.properties = DocumentProperties()
    book.custom_doc_props = CustomPropertyList()  # type: ignore[attr-defined]  # the stubs lack it
    book.defined_names.clear()


def _blank(sheet: Worksheet, todo: dict[str, Any]) -> None:
    """Take out what may not be kept: columns of personal data, rows marked 涉密, titles and notes, in which people are
    named, and whatever looks like a telephone number, an address or an identity number elsewhere."""
    from openpyxl.cell import MergedCell
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.worksheet.datavalidation import DataValidationList
    from openpyxl.worksheet.filters import AutoFilter
    from openpyxl.worksheet.header_footer import HeaderFooter

    from ingest.values.masking import mask

    # What is printed around the table, offered or filtered by may name people too.
    sheet.HeaderFooter = HeaderFooter()
    sheet.data_validations = DataValidationList()
    sheet.conditional_formatting = ConditionalFormattingList()
    sheet.auto_filter = AutoFilter(ref=sheet.auto_filter.ref)
    header = todo["first"] - 1
    columns, rows = set(todo["blank_columns"]), {*todo["blank_rows"], *range(1, header)}
    for number, row in enumerate(sheet.iter_rows(), 1):
        for index, cell in enumerate(row):
            if isinstance(cell, MergedCell):
                continue
            cell.comment = None
            cell.hyperlink = None
            if number in rows or (number >= todo["first"] and index in columns):
                cell.value = None
            elif isinstance(cell.value, str):
                cell.value = mask(str(cell.value))[0]
                cell.data_type = "s"
            elif isinstance(cell.value, int) and cell.value > 10**10:
                cell.value = None
    if header > 1:
        sheet["A1"] = todo["title"]


def _remark(sheet: Worksheet, todo: dict[str, Any]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    said: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for row, column, grade, text in todo["cells"]:
        place = _anchor(sheet, row, column + 1)
        remark = text if place == (row, column + 1) else f"第 {row} 行：{text}"
        said.setdefault(place, []).append((grade, remark))
    for row, column, header, text in todo["headers"]:
        for place in _headed(sheet, row, column, header):
            said.setdefault(place, []).append((UNREAD, text))
    for (row, column), remarks in said.items():
        cell = sheet.cell(row, column)
        text = "\n".join(dict.fromkeys(one for _, one in remarks))[:LONGEST_COMMENT]
        if cell.comment is not None:
            text = f"{cell.comment.text}\n——\n{text}"
        lines = sum(1 + 2 * len(line) // 44 for line in text.split("\n"))
        cell.comment = Comment(text, AUTHOR, width=330, height=min(20 * lines + 14, 400))
        grades = {grade for grade, _ in remarks}
        colour = next((COLOURS[one] for one in GRADES if one in grades), None)
        if colour is not None and cell.fill.fill_type is None:  # a sender's own colour stays
            cell.fill = PatternFill("solid", fgColor=colour)


def _anchor(sheet: Worksheet, row: int, column: int) -> tuple[int, int]:
    """Where a remark on a cell goes: of merged cells only the first can hold one."""
    from openpyxl.cell import MergedCell

    if isinstance(sheet.cell(row, column), MergedCell):
        for one in sheet.merged_cells.ranges:
            if one.min_row <= row <= one.max_row and one.min_col <= column <= one.max_col:
                return one.min_row, one.min_col
    return row, column


def _headed(sheet: Worksheet, row: int, column: int | None, header: str) -> list[tuple[int, int]]:
    """The cell of a header row, or of the one below it, with this text; in this column, where it is known."""
    from openpyxl.cell import MergedCell

    for line in sheet.iter_rows(min_row=row, max_row=row + 1):
        for cell in line:
            text = str(cell.value or "").strip()
            here = column is None or cell.column == column + 1  # a header with personal data in it is masked by now
            there = here and (text == header.strip() if column is None else bool(text) == bool(header))
            if there and not isinstance(cell, MergedCell):
                return [(cell.row, cell.column)]
    return []
