"""Writing tables as planners leave them: title rows, merged cells, totals, hidden rows, two header rows, odd encodings.

The bytes of a file depend on its cells alone, never on the clock.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ingest.sample_city.wording import Cell

WRITTEN = datetime(2026, 3, 20, 9, 0)  # noqa: DTZ001  the time in a workbook has no zone
_STAMP = (2026, 3, 20, 9, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One worksheet. Rows hold one cell per header.

    `groups` is an upper header row (equal neighbours are merged, blanks merge downwards with the header below);
    `merge` are columns whose equal neighbours become one tall cell; `total` is the column to add up;
    `hidden` are rows (0-based among `rows`) to hide; `repeat_every` prints the header again, as on each page.
    """

    sheet: str
    titles: Sequence[str]
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    groups: Sequence[str] | None = None
    merge: Sequence[int] = ()
    total: int | None = None
    hidden: Sequence[int] = ()
    repeat_every: int | None = None
    footers: Sequence[str] = ()
    formats: dict[int, str] = field(default_factory=dict)


def write_workbook(path: Path, tables: Sequence[Table]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _fill(book.create_sheet(table.sheet), table)
    book.properties.created = WRITTEN
    book.properties.creator = "沟渠市虚构示例数据"
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(_without_clock(buffer))
    return path


def write_csv(path: Path, table: Table, encoding: str) -> Path:
    """As a spreadsheet program exports it: every line as wide as the header."""
    width = len(table.headers)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for title in table.titles:
        writer.writerow([title, *[""] * (width - 1)])
    writer.writerow(table.headers)
    for row in table.rows:
        writer.writerow([_printed(cell) for cell in row])
    if table.total is not None:
        writer.writerow([_printed(cell) for cell in _totals(table, table.total)])
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def _printed(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    return "" if cell is None else str(cell)


def _fill(sheet: Worksheet, table: Table) -> None:
    width = len(table.headers)
    line = 0
    for title in table.titles:
        line += 1
        sheet.cell(line, 1, title)
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=width)
    if table.titles:
        sheet.cell(1, 1).font = Font(bold=True, size=14)
        sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    line = _head(sheet, table, line)
    hidden = set(table.hidden)
    place: dict[int, int] = {}
    for number, row in enumerate(table.rows):
        if table.repeat_every and number and number % table.repeat_every == 0:
            line += 1
            _put(sheet, line, table.headers)
        line += 1
        place[number] = line
        _put(sheet, line, row)
        for column, shape in table.formats.items():
            if isinstance(row[column], float):
                sheet.cell(line, column + 1).number_format = shape
        if number in hidden:
            sheet.row_dimensions[line].hidden = True
    for column in table.merge:
        _merge_down(sheet, table, column, place)
    if table.total is not None:
        line += 1
        _put(sheet, line, _totals(table, table.total))
    for footer in table.footers:
        line += 1
        sheet.cell(line, 1, footer)
    for column in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 16


def _head(sheet: Worksheet, table: Table, line: int) -> int:
    if table.groups is not None:
        line += 1
        _put(sheet, line, [group or header for group, header in zip(table.groups, table.headers, strict=True)])
        _put(sheet, line + 1, table.headers)
        for first, last, group in _runs(table.groups):
            if group:
                sheet.merge_cells(start_row=line, start_column=first + 1, end_row=line, end_column=last + 1)
            else:
                for column in range(first + 1, last + 2):
                    sheet.merge_cells(start_row=line, start_column=column, end_row=line + 1, end_column=column)
        return line + 1
    _put(sheet, line + 1, table.headers)
    return line + 1


def _put(sheet: Worksheet, line: int, cells: Sequence[Cell]) -> None:
    for column, cell in enumerate(cells, 1):
        if cell is not None:
            sheet.cell(line, column, cell)


def _merge_down(sheet: Worksheet, table: Table, column: int, place: dict[int, int]) -> None:
    """Equal neighbours become one cell; what the lower ones held is gone, as a spreadsheet program does it."""
    for first, last, value in _runs([row[column] for row in table.rows]):
        if value is not None and last > first and place[last] - place[first] == last - first:
            sheet.merge_cells(
                start_row=place[first], start_column=column + 1, end_row=place[last], end_column=column + 1
            )


def _runs(cells: Sequence[Cell]) -> Iterator[tuple[int, int, Cell]]:
    first = 0
    for position in range(1, len(cells) + 1):
        if position == len(cells) or cells[position] != cells[first]:
            yield first, position - 1, cells[first]
            first = position


def _totals(table: Table, column: int) -> list[Cell]:
    line: list[Cell] = [None] * len(table.headers)
    line[0] = "合计"
    line[column] = sum(cell for row in table.rows if isinstance(cell := row[column], int) and cell > 0)
    return line


def _without_clock(buffer: io.BytesIO) -> bytes:
    """The same archive with fixed times."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>2026-03-20T09:00:00Z\g<2>", data)
            info = zipfile.ZipInfo(entry.filename, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return fixed.getvalue()
