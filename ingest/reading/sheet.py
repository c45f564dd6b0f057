"""A worksheet in one pass over its XML: values, the digits as written, hidden rows and columns, formulas, errors.

openpyxl's read-only mode tells neither the digits nor the hidden rows and takes five times as long; the tests compare
the values with it.
"""

from __future__ import annotations

from typing import NamedTuple

from ingest.reading.archive import Archive
from ingest.reading.cells import install
from ingest.reading.formats import Format
from ingest.reading.limits import Limits
from ingest.reading.merges import VerticalFill, merged_ranges
from ingest.reading.outlet import Outlet
from ingest.reading.refusal import SAVE_AGAIN, Refused
from ingest.reading.xml_events import feed, new_parser

BATCH_ROWS = 1_000
BATCH_TEXT = 1 << 20


class Book(NamedTuple):
    """What the sheets of a workbook share. `texts` by number, `formats` by the number a cell gives."""

    archive: Archive
    texts: list[str]
    formats: list[Format | None]
    epoch_1904: bool
    limits: Limits


class Batch:
    """Rows of a sheet until there are enough to send."""

    def __init__(self, book: Book, part: str, name: str, hidden: bool, outlet: Outlet) -> None:
        self._outlet = outlet
        self._limits = book.limits
        self._merges = merged_ranges(book.archive, part, name, book.limits)
        self._fill = VerticalFill(self._merges)
        self._name = name
        self._hidden_sheet = hidden
        self._opened = False
        self.hidden_columns: set[int] = set()
        self._width = 0
        self._start()

    def _start(self) -> None:
        self.numbers: list[int] = []
        self.cells: list[list[str]] = []
        self.hidden: list[int] = []
        self.faults: list[tuple[int, int, str]] = []
        self.notes: list[tuple[int, int, str]] = []
        self._text = 0

    def open(self) -> None:
        """Announce the sheet, once."""
        if not self._opened:
            self._opened = True
            self._outlet.open_sheet(
                self._name,
                rows=self._limits.rows_per_sheet,
                hidden=self._hidden_sheet,
                hidden_columns=sorted(self.hidden_columns),
                merged=[list(merge) for merge in self._merges],
            )

    def close(self) -> None:
        """Send what is left and end the sheet."""
        self.open()
        self.send()
        self._outlet.close_sheet()

    def add(self, number: int, cells: list[str], hidden: bool) -> None:
        """Take a row that holds something."""
        self._fill.fill(number, cells, self.notes)
        if len(cells) < self._width:
            cells += [""] * (self._width - len(cells))
        else:
            self._width = len(cells)
        text = sum(map(len, cells))
        if text > self._limits.cell_characters:
            self._check_lengths(number, cells)
        self.numbers.append(number)
        self.cells.append(cells)
        if hidden:
            self.hidden.append(number)
        self._text += text
        if self._text > BATCH_TEXT or len(self.cells) >= BATCH_ROWS:
            self.send()

    def _check_lengths(self, number: int, cells: list[str]) -> None:
        for column, text in enumerate(cells):
            if len(text) > self._limits.cell_characters:
                raise Refused(
                    f"the cell has more than {self._limits.cell_characters:,} characters",
                    "shorten its text; long texts belong in an annex",
                    row=number,
                    column=column,
                )

    def send(self) -> None:
        """Send the rows that are there."""
        self._outlet.rows(self.numbers, self.cells, self.hidden, self.faults, self.notes)
        self._start()


def read_sheet(book: Book, part: str, name: str, hidden: bool, outlet: Outlet) -> None:
    """Send one worksheet.

    Raises:
        Refused: it is no well-formed XML, its rows are out of order, a cell stands beyond the limits.
    """
    batch = Batch(book, part, name, hidden, outlet)
    parser = new_parser()

    def start(element: str, attributes: dict[str, str]) -> None:
        prefix, colon, local = element.rpartition(":")
        if local == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", "0")), int(attributes.get("max", "0"))
            batch.hidden_columns.update(range(max(first - 1, 0), min(last, book.limits.columns)))
        elif local == "sheetData":
            batch.open()
            install(parser, book, batch, prefix + colon)

    parser.StartElementHandler = start
    try:
        feed(parser, book.archive.chunks(part), part)
    except (ValueError, IndexError):
        row = batch.numbers[-1] if batch.numbers else None
        raise Refused("the sheet is damaged: a cell refers to what is not there", SAVE_AGAIN, row=row) from None
    batch.close()
