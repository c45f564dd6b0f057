"""The child's end of the pipe: frames out, rows in batches by column, and the counting of what goes out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import orjson

from ingest.reading.distinct import Distinct
from ingest.reading.limits import LAST_ROW, Limits
from ingest.reading.refusal import CLEAN_COPY, Refused, column_letters

FRAME_TEXT = 16 << 20
SPLIT = "split the list into several files; files of one list and sender add up in one load"
TABLE_CELLS = 3
"""A row with so many filled cells is the header or stands below it; what stands above is a title."""

ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|GETTING_DATA"
    r"|#{2,})"
)


class Outlet:
    """Writes frames to a file descriptor: four bytes of length, then JSON."""

    def __init__(self, descriptor: int, limits: Limits) -> None:
        self._descriptor = descriptor
        self._limits = limits
        self._rows_left = limits.rows_per_file
        self._text_left = limits.inflated_bytes
        self._sheet: str | None = None
        self._sheet_rows_left = 0
        self._below_titles = False
        self._distinct = Distinct()

    def send(self, frame: dict[str, Any]) -> None:
        """Send one frame."""
        data = orjson.dumps(frame)
        rest = memoryview(len(data).to_bytes(4, "big") + data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def refuse(self, refused: Refused) -> None:
        """Send the last frame of a file that is not read on."""
        self.send(
            {
                "type": "refused",
                "message": refused.message,
                "remedy": refused.remedy,
                "sheet": refused.sheet if refused.sheet is not None else self._sheet,
                "row": refused.row,
                "column": None if refused.column is None else column_letters(refused.column),
            }
        )

    def open_sheet(
        self,
        name: str,
        *,
        rows: int,
        hidden: bool = False,
        hidden_columns: Sequence[int] = (),
        merged: Sequence[Sequence[int]] = (),
    ) -> None:
        """Say which sheet the next rows belong to; it may have `rows` of them."""
        self._sheet = name
        self._sheet_rows_left = rows
        self._below_titles = False
        self._distinct = Distinct()
        self.send({"type": "sheet", "name": name, "hidden": hidden, "hidden_columns": hidden_columns, "merged": merged})

    def close_sheet(self) -> None:
        """Say that the sheet has no more rows."""
        self._sheet = None
        self.send({"type": "sheet end"})

    def rows(
        self,
        numbers: list[int] | range,
        cells: list[list[str]],
        hidden: Sequence[int] = (),
        faults: Sequence[tuple[int, int, str]] = (),
        notes: Sequence[tuple[int, int, str]] = (),
    ) -> None:
        """Send rows; `faults` and `notes` are (row number, column, text).

        Raises:
            Refused: with this batch the sheet or the file has too many rows or too much text.
        """
        if not cells:
            return
        self._count(numbers, cells)
        self._ship(numbers, cells, hidden, faults, notes)

    def _ship(
        self,
        numbers: list[int] | range,
        cells: list[list[str]],
        hidden: Sequence[int],
        faults: Sequence[tuple[int, int, str]],
        notes: Sequence[tuple[int, int, str]],
    ) -> None:
        widths = list(map(len, cells))
        width = max(widths)
        ragged = min(widths) < width
        columns = list(zip_longest(*cells, fillvalue="") if ragged else zip(*cells, strict=True))
        texts = list(map("".join, columns))
        size = sum(len(text) * (1 if text.isascii() else 3) + 3 * len(cells) for text in texts)
        if size > FRAME_TEXT and len(cells) > 1:
            half = len(cells) // 2
            self._ship(numbers[:half], cells[:half], hidden, faults, notes)
            self._ship(numbers[half:], cells[half:], hidden, faults, notes)
            return
        self._text_left -= size
        if self._text_left < 0:
            raise Refused(
                f"its cells add up to more than {self._limits.inflated_bytes >> 20} MiB of text", SPLIT, row=numbers[0]
            )
        for place, text in enumerate(texts):
            if "#" in text and (found := _errors(numbers, columns[place], place)):
                faults = [*faults, *found]
                bad = {error for _, _, error in found}
                columns[place] = tuple("" if cell in bad else cell for cell in columns[place])
        frame: dict[str, Any] = {
            "type": "rows",
            "numbers": numbers[0] if isinstance(numbers, range) else numbers,
            "columns": [self._distinct.frame(place, column) for place, column in enumerate(columns)],
        }
        if ragged:
            frame["widths"] = widths
        if hidden or faults or notes:
            frame |= {"hidden": hidden, "faults": faults, "notes": notes}
        self.send(frame)

    def _count(self, numbers: list[int] | range, cells: list[list[str]]) -> None:
        counted = len(cells)
        if not self._below_titles:
            for position, row in enumerate(cells):
                if len(row) - row.count("") >= TABLE_CELLS:
                    self._below_titles = True
                    counted -= position + 1
                    break
            else:
                return
        self._sheet_rows_left -= counted
        self._rows_left -= counted
        if self._sheet_rows_left < 0 or self._rows_left < 0:
            over = -min(self._sheet_rows_left, self._rows_left)
            most, where = (
                (self._limits.rows_per_file, "the file")
                if self._rows_left <= self._sheet_rows_left
                else (self._limits.rows_per_sheet, "the sheet")
            )
            raise Refused(f"{where} has more than {most:,} rows", SPLIT, row=numbers[len(numbers) - over])


def _errors(numbers: Sequence[int], column: Sequence[str], place: int) -> list[tuple[int, int, str]]:
    """The cells of a column that show an error value, as text or as the trace of a column too narrow."""
    return [
        (number, place, text)
        for number, text in zip(numbers, column, strict=True)
        if text.startswith("#") and ERROR.fullmatch(text)
    ]


def check_row_number(number: int) -> None:
    """Refuse a row that no spreadsheet can show."""
    if number > LAST_ROW:
        raise Refused(f"there are more than {LAST_ROW:,} rows, most of them empty", CLEAN_COPY, row=LAST_ROW)
