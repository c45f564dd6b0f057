"""Rows below the header that are none of the list: totals, notes, headings, headers repeated on each page, and the
numbers of the columns that many forms print below them."""

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
# How forms count their columns, besides 1, 2, 3.
_ORDERS = ("甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "一二三四五六七八九十", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_NUMBERS_FOLLOW = frozenset({"栏次", "列次", "栏号", "列号", "栏目"})
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
        if _numbers_the_columns(filled):
            return "column numbers"
        if len(filled) <= len(self._numbers) and not row.faults:
            saying = (cell for index, cell in enumerate(row.cells) if index not in self._numbers)
            if not any(cell.strip() for cell in saying):
                return "only numbered" if any(map(str.isnumeric, first)) else "heading"
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


def _numbers_the_columns(filled: Sequence[str]) -> bool:
    """Does a row count its own cells: 1, 2, 3, 4, or 甲, 乙, 1, 2? Not three alone: a firm 1 may want 2 posts 3."""
    places = [column_number(cell) for cell in filled[filled[0].strip() in _NUMBERS_FOLLOW :]]
    if len(places) < 4:
        return False
    before, ways = ("", 0), 0  # 甲 乙 1 2 3: words first, then figures. 1 甲 1 乙 counts nothing
    for one in places:
        if one is None or one[1] != (before[1] + 1 if one[0] == before[0] else 1):
            return False
        ways += one[0] != before[0]
        before = one
    return ways <= 2


def column_number(cell: str) -> tuple[str, int] | None:
    """The way of counting that a cell may number its column by, and the place in it.

    >>> column_number("(12)"), column_number("6=4+5"), column_number("乙"), column_number("工程师")
    (('1', 12), ('1', 6), ('甲乙丙丁戊己庚辛壬癸', 2), None)
    """
    bare = "".join(cell.split()).partition("=")[0].strip("()（）").upper()
    if len(bare) < 4 and bare.isdecimal():
        return "1", int(bare)
    return next(((order, order.index(bare) + 1) for order in _ORDERS if len(bare) == 1 and bare in order), None)


def _is_total(cell: str) -> bool:
    return _TOTAL_SIGN.search(cell) is not None and _TOTAL.fullmatch("".join(cell.split())) is not None
