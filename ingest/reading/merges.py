"""Merged ranges: they stand behind the rows in a sheet's XML, and are needed before them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from ingest.reading.archive import Archive
from ingest.reading.limits import LAST_ROW, Limits
from ingest.reading.refusal import CLEAN_COPY, Refused, column_index
from ingest.reading.remarks import FILLED

END_OF_ROWS = re.compile(rb"</(?:[\w.-]{1,40}:)?sheetData\s*>")
LONGEST_END = 64
RANGE = re.compile(
    rb"""<(?:[\w.-]{1,40}:)?mergeCell\s[^<>]*?ref\s*=\s*["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']"""
)


class Merge(NamedTuple):
    """Rows 1-based, columns 0-based, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


def merged_ranges(archive: Archive, part: str, sheet: str, limits: Limits) -> list[Merge]:
    """The merged ranges of a worksheet, by their place.

    Raises:
        Refused: more than a list can need.
    """
    if not archive.mentions_merges(part):
        return []
    tail = _behind_the_rows(archive, part)
    if tail.count(b"mergeCell ") > limits.merged_ranges:
        what = f"the sheet has more than {limits.merged_ranges:,} merged ranges"
        raise Refused(what, CLEAN_COPY, sheet=sheet)
    ranges = []
    for left, top, right, bottom in RANGE.findall(tail):
        first, last = column_index(left.decode()), column_index(right.decode())
        merge = Merge(int(top), first or 0, int(bottom), last or 0)
        if 0 < merge.first_row <= merge.last_row <= LAST_ROW and merge.first_column <= merge.last_column:
            ranges.append(merge)
    return sorted(ranges)


def _behind_the_rows(archive: Archive, part: str) -> bytes:
    """What follows the rows, without parsing them: inflating is twenty times cheaper."""
    kept: list[bytes] = []
    tail = b""
    for chunk in archive.chunks(part):
        if kept:
            kept.append(chunk)
            continue
        joined = tail + chunk
        if found := END_OF_ROWS.search(joined):
            kept.append(joined[found.end() :])
        tail = joined[-LONGEST_END:]
    return b"".join(kept)


class VerticalFill:
    """Carries the text of a vertically merged cell into the rows below it that hold something of their own."""

    def __init__(self, merges: list[Merge]) -> None:
        self._starts: dict[int, list[Merge]] = defaultdict(list)
        for merge in merges:
            if merge.last_row > merge.first_row:
                self._starts[merge.first_row].append(merge)
        self._open: dict[int, tuple[int, str]] = {}

    def fill(self, number: int, cells: list[str], notes: list[tuple[int, int, str]]) -> None:
        """Fill one row in place; rows must come in order."""
        if self._open:
            for column, (last_row, text) in list(self._open.items()):
                if number > last_row:
                    del self._open[column]
                    continue
                if column >= len(cells):
                    cells.extend([""] * (column + 1 - len(cells)))
                if not cells[column]:
                    cells[column] = text
                    notes.append((number, column, FILLED))
        for merge in self._starts.get(number, ()):
            column = merge.first_column
            if column < len(cells) and cells[column]:
                self._open[column] = merge.last_row, cells[column]
