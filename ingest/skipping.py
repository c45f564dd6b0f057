"""Rows below the header that are none of the list: totals, notes, headings, headers repeated on each page."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ingest.batches import SheetRow
from ingest.examples import is_example

_TOTAL = re.compile(
    r"(?:本[页表]|全[市区县省]|各.{1,4})?(?:合计|总计|小计|共计|累计|总和|汇总)(?:数|人数)?[:：]?(?:[0-9.,]+[人名个条家项]?)?"
)
_TOTAL_SIGN = re.compile("[计总汇]")
_NOTES = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填表须知|填报要求)\d?[:：、.]|^(?:填表|填报|审核|制表|复核|报送|单位负责)人?.{0,6}[:：]"
)
_NUMBERED = re.compile(r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、.．:：)）]")
# What every example, note, heading and total begins with or holds: most cells are told from them by this alone.
_MAY_BE = re.compile(r"\s*[示样范举例【(（\[注备说填审制复报单一二三四五六七八九十\d]|.*[计总汇]", re.DOTALL)


def text_at(row: SheetRow, index: int) -> str:
    """The cell of a row, stripped; "" beyond its end."""
    return row.cells[index].strip() if index < len(row.cells) else ""


class Skipping:
    """Tells rows of one sheet that are none of the list. `numbers` are the columns that only number the rows."""

    def __init__(self, headers: Sequence[Mapping[int, str]], numbers: Collection[int]) -> None:
        self._headers = headers
        self._header_words = {text for row in headers for text in row.values()}
        self._numbers = numbers
        self.below = False
        """Are we in the notes below the table? Then a line of one cell is one of them."""

    def reason(self, row: SheetRow, filled: Sequence[str]) -> str | None:
        """Why the row is skipped; null where it is one of the list. `filled` are its cells that hold something."""
        if not filled:
            return None
        first = filled[0]
        if is_example(first):
            return "example"
        if any(_is_total(cell) for cell in filled[:4]):
            return "total"
        if _NOTES.match(first.strip()) and len(set(filled)) <= 4:
            self.below = True
            return "note"
        # One cell alone is no row of a list: a heading between the rows, or a line of the notes below them.
        if first == filled[-1] and len(set(filled)) == 1 and (self.below or _NUMBERED.match(first.strip())):
            return "note" if self.below else "heading"
        if not self._header_words.isdisjoint(filled):
            for header in self._headers:
                same = sum(1 for index, name in header.items() if text_at(row, index) == name.strip())
                if same >= 2 and same * 2 > len(set(filled)):
                    return "header repeated"
        if len(filled) <= len(self._numbers) and not row.faults:
            saying = (cell for index, cell in enumerate(row.cells) if index not in self._numbers)
            if not any(cell.strip() for cell in saying):
                return "only numbered"
        return None

    def is_suspect(self, cell: str) -> bool:
        """May a row that holds this cell be skipped? No row is, above the notes, that holds no such cell and fills
        more than its number."""
        if cell in self._header_words:
            return True
        if not _MAY_BE.match(cell):
            return False
        text = cell.strip()
        return (
            is_example(text) or _NOTES.match(text) is not None or _NUMBERED.match(text) is not None or _is_total(cell)
        )


def _is_total(cell: str) -> bool:
    return _TOTAL_SIGN.search(cell) is not None and _TOTAL.fullmatch("".join(cell.split())) is not None
