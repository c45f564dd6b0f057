"""csv files: decoded strictly, cut into cells, every row as wide as the table."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from ingest.reading.decoding import find_encoding
from ingest.reading.limits import Limits
from ingest.reading.outlet import TABLE_CELLS, Outlet, check_row_number
from ingest.reading.refusal import Refused

BATCH = 1_000
QUOTES = "put cells that hold commas, quotation marks or line breaks in quotation marks, or send an .xlsx"


def read_csv(descriptor: int, limits: Limits, outlet: Outlet, encoding: str | None = None) -> None:
    """Send the whole file as one sheet without a name. `encoding`: what these very bytes were found to be before.

    Raises:
        Refused: it is in no one encoding, a row is ragged, a cell too long, a quotation mark never closed.
    """
    encoding = encoding or find_encoding(descriptor)
    outlet.send({"type": "opening", "kind": "csv", "encoding": encoding, "sheets": [""]})
    outlet.open_sheet("", rows=limits.rows_per_file)
    csv.field_size_limit(limits.cell_characters)
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(descriptor, encoding=encoding, errors="strict", newline="", closefd=False) as text:
        if encoding == "gb18030" and text.read(1) != "\ufeff":
            text.seek(0)
        reader = csv.reader(text, strict=True)
        table: Table | None = None
        first = 1
        while batch := _take(reader, first, limits):
            check_row_number(first + len(batch) - 1)
            if table is None:
                table = Table(batch, limits)
            numbers, cells = table.fit(batch, first)
            outlet.rows(numbers, cells)
            first += len(batch)
    outlet.close_sheet()


def _take(reader: Iterator[list[str]], first: int, limits: Limits) -> list[list[str]]:
    batch: list[list[str]] = []
    try:
        batch.extend(islice(reader, BATCH))  # keeps the rows before a broken one: they say where it stands
    except csv.Error as error:
        number = first + len(batch)
        if "field limit" in str(error):
            raise Refused(
                f"a cell has more than {limits.cell_characters:,} characters; "
                "perhaps a quotation mark is opened here and never closed",
                QUOTES,
                row=number,
            ) from None
        if "end of data" in str(error):
            raise Refused("a quotation mark is opened in this row and never closed", QUOTES, row=number) from None
        raise Refused("text stands behind a closing quotation mark", QUOTES, row=number) from None
    return batch


class Table:
    """How wide the table in a csv file is, and where it begins.

    The width is the most common one among the first rows; rows above the first of that width are titles and may be
    shorter. From there on every row has as many cells; a row with more or fewer has lost or won a comma, and nobody
    can say where.
    """

    def __init__(self, rows: list[list[str]], limits: Limits) -> None:
        widths = [len(row) for row in rows[:50] if any(row)]
        tabular = [width for width in widths if width >= TABLE_CELLS] or widths
        self.width = Counter(tabular).most_common(1)[0][0] if tabular else 0
        self._begun = False
        self._columns = limits.columns
        if self.width > limits.columns:
            raise Refused(f"the rows have {self.width:,} cells, at most {limits.columns} are read", QUOTES, row=1)
        if self.width == 1:
            _check_separator(rows)

    def fit(self, rows: list[list[str]], first: int) -> tuple[list[int] | range, list[list[str]]]:
        """Row numbers and cells of the rows that hold something; `first` is the number of the first row given.

        Raises:
            Refused: a row is ragged.
        """
        width = self.width
        if self._begun and set(map(len, rows)) == {width} and all(row[0] for row in rows):
            return range(first, first + len(rows)), rows
        numbers: list[int] = []
        cells: list[list[str]] = []
        for number, row in enumerate(rows, first):
            if not any(row):
                continue
            if len(row) > width and not any(row[width:]):
                row = row[:width]
            if len(row) != width:
                if self._begun or len(row) > width:
                    cells_here = "1 cell" if len(row) == 1 else f"{len(row)} cells"
                    raise Refused(f"this row has {cells_here}, the table has {width}", QUOTES, row=number)
                row = row + [""] * (width - len(row))
            else:
                self._begun = True
            numbers.append(number)
            cells.append(row)
        return numbers, cells


def _check_separator(rows: list[list[str]]) -> None:
    for separator, name in (("\t", "tabs"), (";", "semicolons"), ("，", "full-width commas “，”"), ("|", "bars")):
        filled = [row[0] for row in rows[:50] if any(row)]
        if filled and all(separator in text for text in filled[-2:]):
            raise Refused(
                f"the cells are separated by {name}, not by commas", "save it as “CSV UTF-8 (逗号分隔) (*.csv)”", row=1
            )
