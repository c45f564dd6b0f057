"""The child's end of the pipe: frames out, rows in batches, and the counting of what goes out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

import orjson

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
        data = orjson.dumps(cells)
        if len(data) > FRAME_TEXT and len(cells) > 1:
            half = len(cells) // 2
            for part in (slice(0, half), slice(half, None)):
                self._ship(numbers[part], cells[part], orjson.dumps(cells[part]), hidden, faults, notes)
        else:
            self._ship(numbers, cells, data, hidden, faults, notes)

    def _ship(
        self,
        numbers: list[int] | range,
        cells: list[list[str]],
        data: bytes,
        hidden: Sequence[int],
        faults: Sequence[tuple[int, int, str]],
        notes: Sequence[tuple[int, int, str]],
    ) -> None:
        self._text_left -= len(data)
        if self._text_left < 0:
            raise Refused(
                f"its cells add up to more than {self._limits.inflated_bytes >> 20} MiB of text", SPLIT, row=numbers[0]
            )
        if b'"#' in data:  # once in a batch is cheaper than once in a cell
            found = _take_errors(numbers, cells)
            if found:
                faults = [*faults, *found]
                data = orjson.dumps(cells)
        frame: dict[str, Any] = {
            "type": "rows",
            "numbers": numbers[0] if isinstance(numbers, range) else numbers,
            "cells": orjson.Fragment(data),
        }
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


def _take_errors(numbers: Sequence[int], cells: list[list[str]]) -> list[tuple[int, int, str]]:
    """Empty the cells that show an error value, as text or as the trace of a column too narrow, and name them."""
    found = []
    for number, row in zip(numbers, cells, strict=True):
        for column, text in enumerate(row):
            if text.startswith("#") and ERROR.fullmatch(text):
                found.append((number, column, text))
                row[column] = ""
    return found


def check_row_number(number: int) -> None:
    """Refuse a row that no spreadsheet can show."""
    if number > LAST_ROW:
        raise Refused(f"there are more than {LAST_ROW:,} rows, most of them empty", CLEAN_COPY, row=LAST_ROW)
