"""The sender's workbook back: remarks as comments on the cells they concern, formatting kept, a summary in front.

Above 300,000 cells, and for csv, a new workbook with the rows that need work and the summary.
"""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from ingest.annotate_child import AUTHOR, DONE, MOST_CELLS
from ingest.cell_remarks import ASSUMED, GRADES, CellRemark
from ingest.columns import CHINESE, columns
from ingest.guarded import IMPORT_ROOTS
from ingest.outgoing import Value, put
from ingest.reading.limits import Limits
from ingest.receipt import Receipt, SheetReceipt
from ingest.receipt_markdown import unread_columns
from ingest.receipt_sheet import Line, draw, lines
from ingest.values import mask
from ingest.workbook import read_file

if TYPE_CHECKING:
    from openpyxl.cell import Cell

ENDING = "回执"
_ENDS = re.compile(rf"{ENDING}(?:-[0-9]+)?")
MOST_REMARKS = 5_000
"""As many comments go into one workbook: a spreadsheet programme draws each of them. What needs work goes first."""
BOOT = (
    "import sys; sys.path[:0] = sys.argv[1].split('\\n'); "
    "from ingest.annotate_child import main; sys.exit(main(sys.argv[2]))"
)
BAD_ROWS = "需修改的行"
HEADER = "（表头）"
WITHOUT_NAMES = frozenset({"total", "header repeated", "column numbers", "only numbered", "example"})
"""Why a row may be skipped that names nobody outside its columns."""
MOST_BAD_ROWS = 10_000


class Annotated(NamedTuple):
    """What was written. `whole` is False where only the rows that need work could be given back."""

    path: Path
    whole: bool
    remarks: int


def beside(path: Path) -> Path:
    """Where the annotated copy of a file stands; of a copy that was corrected, where the next one does.

    >>> [beside(Path(name)).name for name in ("甲区.xlsx", "乙区.csv", "甲区.回执-2.xlsx")]
    ['甲区.回执.xlsx', '乙区.回执.xlsx', '甲区.回执.xlsx']
    """
    return path.with_name(f"{_plain_stem(path)}.{ENDING}.xlsx")


def _plain_stem(path: Path) -> str:
    stem, _, ending = path.stem.rpartition(".")
    return stem if stem and _ENDS.fullmatch(ending) else path.stem


def free_place(path: Path) -> Path:
    """Where to write it: an earlier copy is replaced, but not one that somebody has worked in since."""
    target, number = beside(path), 1
    while target == path or (target.exists() and not _untouched(target)):
        number += 1
        target = path.with_name(f"{_plain_stem(path)}.{ENDING}-{number}.xlsx")
    return target


def original_of(path: Path) -> Path | None:
    """The file beside this one of which it is the annotated copy; None where it is none, or the original is gone.

    A folder is loaded without such copies. One that comes alone was corrected and is a list like any other.
    """
    stem, dot, ending = path.stem.rpartition(".")
    if path.suffix.lower() != ".xlsx" or not dot or not _ENDS.fullmatch(ending):
        return None
    return next((one for kind in (".xlsx", ".csv") if (one := path.with_name(stem + kind)).is_file()), None)


def _untouched(path: Path) -> bool:
    """Did we save it last? Spreadsheet programmes write down who did."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("docProps/core.xml") as part:
            return f"<cp:lastModifiedBy>{AUTHOR}<".encode() in part.read(1 << 16)
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error):
        return False


def annotated(
    path: Path,
    target: Path,
    receipts: Sequence[Receipt],
    remarks: Iterable[CellRemark],
    *,
    name: str | None = None,
    status: str = "",
    blank: bool = False,
    most_cells: int = MOST_CELLS,
    limits: Limits | None = None,
) -> Annotated:
    """Write the annotated copy of `path` to `target`.

    `receipts` and `remarks` are those of the load that read the file under `name` (default: that of the path);
    `blank` takes out columns of personal data, columns nobody read, and rows marked 涉密. Above `most_cells` only the
    rows that need work go back.

    Raises:
        FileRefused: the file is gone, or cannot be read any more. OSError: the target cannot be written.
    """
    name = path.name if name is None else name
    limits = limits or Limits()
    mine = [one for one in receipts if any(sheet.file == name for sheet in one.sheets)]
    found = [one for one in remarks if one.file == name]
    summary = lines(name, mine, found, status)
    with tempfile.TemporaryDirectory(prefix="fourchain-") as room:
        copy = Path(room) / "copy.xlsx"
        work = _work(name, mine, found, summary, blank)
        whole = Path(name).suffix.lower() == ".xlsx" and _in_child(path, copy, work, Path(room), limits, most_cells)
        if not whole:
            _write_bad_rows(copy, _bad_rows(path, name, mine, found, blank, limits), summary)
        _put(copy, target)
    return Annotated(target, whole, len(found))


def _put(copy: Path, target: Path) -> None:
    """All of the file or nothing of it, also when the disk is full."""
    half = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        half.write_bytes(copy.read_bytes())
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


# -- the whole workbook ----------------------------------------------------------------------------


def _work(
    name: str, receipts: Sequence[Receipt], remarks: Sequence[CellRemark], summary: Sequence[Line], blank: bool
) -> dict[str, Any]:
    sheets: dict[str, dict[str, Any]] = {}
    for receipt in receipts:
        for sheet in receipt.sheets:
            if sheet.file == name:
                sheets[sheet.sheet] = _of_sheet(receipt, sheet)
    for one in sorted(remarks, key=lambda one: GRADES.index(one.grade))[:MOST_REMARKS]:
        sheets[one.sheet]["cells"].append([one.row, one.column or 0, one.grade, one.text])
    return {
        "sheets": sheets,
        "summary": [tuple(one) for one in summary],
        "blank": blank,
    }


def _of_sheet(receipt: Receipt, sheet: SheetReceipt) -> dict[str, Any]:
    known = columns(receipt.submission.list)
    unread = [
        *zip_longest(sheet.unknown_places[: len(sheet.unknown_headers)], sheet.unknown_headers),
        *((place, "") for place in sheet.headless_columns),
    ]
    read = {place for name, place in sheet.places.items() if not known[name].personal}
    return {
        "cells": [],
        "headers": [
            [sheet.header_row, place, header, f"【未采用】没有读取 {said}"]
            for (place, header), said in zip(unread, unread_columns(receipt.submission.list, sheet), strict=False)
        ],
        "first": sheet.header_row + 1,
        "blank_columns": [place for place in range(Limits().columns) if place not in read],
        "blank_rows": sorted(_secret_rows(receipt, sheet) | set(_rows_of_words(sheet))),
        "title": _title(receipt),
    }


def _title(receipt: Receipt) -> str:
    """What a copy says above its table, so that it can be corrected and sent again: whose list, and of when."""
    one = receipt.submission
    period = f"  填报周期：{one.period}" if one.period else ""
    return f"{CHINESE[one.list]}  填报单位：{one.sender}{period}"


def _rows_of_words(sheet: SheetReceipt) -> Iterator[int]:
    """Rows that were skipped and are neither sums nor headers: in notes people are named."""
    for reason, ranges in sheet.skipped_rows.items():
        if reason not in WITHOUT_NAMES:
            for first, last in ranges:
                yield from range(first, last + 1)


def _secret_rows(receipt: Receipt, sheet: SheetReceipt) -> set[int]:
    return {
        one.row
        for one in receipt.problems
        if (one.file, one.sheet) == (sheet.file, sheet.sheet) and sheet.columns.get(one.column) == "secret"
    }


def _in_child(path: Path, copy: Path, work: dict[str, Any], room: Path, limits: Limits, most_cells: int) -> bool:
    """Have the copy written by a child that lives under limits; False where it could not."""
    job = room / "job"
    job.write_bytes(orjson.dumps(work))
    scraps = room / "scraps"
    scraps.mkdir()
    with path.open("rb") as file, job.open("rb") as todo, copy.open("wb") as out:
        handles = {"job": todo.fileno(), "out": out.fileno()}
        settings = orjson.dumps({"limits": limits._asdict(), "most_cells": most_cells, **handles}).decode()
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", BOOT, IMPORT_ROOTS, settings],
            stdin=file,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"TMPDIR": str(scraps)},
            pass_fds=tuple(handles.values()),
        )
        try:
            return process.wait(timeout=limits.stall_seconds) == DONE
        except subprocess.TimeoutExpired:
            return False
        finally:
            process.kill()
            process.wait()


# -- the rows that need work -----------------------------------------------------------------------


def _write_bad_rows(target: Path, rows: Iterable[Sequence[Value]], summary: Sequence[Line]) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = BAD_ROWS
    for number, row in enumerate(islice(rows, MOST_BAD_ROWS), 1):
        for index, value in enumerate(row, 1):
            cell: Cell = sheet.cell(number, index)  # type: ignore[assignment]  # nothing is merged here
            put(cell, value)
            cell.alignment = Alignment(wrap_text=index == 3, vertical="top")
            if row[2] == HEADER or number == 1:
                cell.font = Font(bold=True)
    for letter, width in (("A", 16), ("B", 8), ("C", 60)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "D2"
    book.properties.lastModifiedBy = AUTHOR
    draw(book, [line._replace(link="") for line in summary])  # the cells they lead to are not here
    book.save(target)


def _bad_rows(
    path: Path, name: str, receipts: Sequence[Receipt], remarks: Sequence[CellRemark], blank: bool, limits: Limits
) -> Iterator[Sequence[Value]]:
    """Sheet, row and problem of every row that needs work, then its cells as they stand in the file."""
    wanted: dict[str, dict[int, list[CellRemark]]] = {}
    for one in remarks:
        if one.grade != ASSUMED:
            wanted.setdefault(one.sheet, {}).setdefault(one.row, []).append(one)
    sheets = {sheet.sheet: (receipt, sheet) for receipt in receipts for sheet in receipt.sheets if sheet.file == name}
    yield ("工作表", "行", "问题", "原表的一行")
    with read_file(path, limits, name=name) as reading:
        for sheet in reading:
            rows = wanted.get(sheet.name)
            if not rows:
                continue
            receipt, count = sheets[sheet.name]
            hidden = set(_of_sheet(receipt, count)["blank_columns"]) if blank else set()
            secret = _secret_rows(receipt, count) if blank else set()
            for row in sheet.rows():
                if row.number == count.header_row:
                    yield (sheet.name, row.number, HEADER, *(mask(cell)[0] if blank else cell for cell in row.cells))
                elif row.number in rows:
                    texts = "；".join(dict.fromkeys(f"{one.header}：{one.text}" for one in rows[row.number]))
                    shown = [
                        "" if index in hidden or row.number in secret else mask(cell)[0] if blank else cell
                        for index, cell in enumerate(row.cells)
                    ]
                    yield (sheet.name, row.number, texts, *shown)
