"""Where the table begins, which list it is, and which column means what.

Planners put titles, instructions and a second header row above the table. The header is the row among the
first ones whose cells name the most columns of one list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from graph.errors import ListRefused
from ingest.columns import CHINESE, LISTS, bare_header, columns, header_index, header_key
from ingest.mapping import Mapping
from ingest.values import mask, normalise, period, period_in_title
from ingest.workbook import SheetRow

LOOK_AT = 40
"""Rows at the top of a sheet among which the header is looked for."""

_WHOSE = r"(?:填报|报送|申报|上报|发布)(?:单位|部门|机构)(?:\((?:盖章|公章|章)\))?"
_WHEN = r"(?:填报|报送|统计)?(?:周期|年度|期间)"
_LABEL = re.compile(rf"^({_WHOSE}|{_WHEN})$")
_SENDER = re.compile(rf"{_WHOSE}:\s*([^\t:,;]++)(:?)")
_BODY = re.compile(
    r".{2,}[局办部委]|.{3,}[院校厅处科站所团队厂会社司组室]|.{2,}(?:中心|集团|大学|园区|基地|平台|街道|专班|银行|政府)|[A-Za-z][A-Za-z.&'-]*"
)
_LABELS = re.compile(r"(?:填报|填表|制表|报送|上报|统计|审核|负责|联系|经办)")
"""A word behind a blank is of the sender's name where bodies are called so (甲区 人才办); a person is not kept."""
_STAMP = re.compile(r"\((?:盖章|公章|章)\)$")
_PERIOD = re.compile(rf"{_WHEN}:\s*(\S+)")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of one sheet. `first` and `last` are its rows (1-based, equal unless it has two);
    `columns` maps cell indexes to column names, `texts` to headers; `rows` are the header rows as they stand, for
    the pages on which they are repeated; `units` holds the bracketed remark of a header; `unknown_places` are the cell
    indexes of `unknown`."""

    list: str
    first: int
    last: int
    columns: dict[int, str]
    texts: dict[int, str]
    unknown: tuple[str, ...]
    rows: tuple[dict[int, str], ...] = ()
    sender: str | None = None
    period: str | None = None
    units: dict[str, str] = field(default_factory=dict)
    unknown_places: tuple[int, ...] = ()

    def position(self, named: str) -> int | None:
        """Where the column stands that a mapping file names by its header or by our name for it."""
        wanted = header_key(named)
        same = (index for index, text in self.texts.items() if header_key(text) == wanted)
        return next(same, next((index for index, name in self.columns.items() if name == named), None))


class _Candidate(NamedTuple):
    score: tuple[int, int, int, int]
    list: str
    first: int
    last: int
    found: dict[int, str]


def find_header(
    rows: Sequence[SheetRow],
    *,
    mapping: Mapping,
    only: str | None,
    file: str,
    sheet: str,
) -> Header | None:
    """The header among the first rows of a sheet, or None when there is nothing like one.

    The row that names the most columns of one list is the header; where two lists are named equally, the one that
    lacks less. So a list that misses a required column is not taken for a smaller list.

    Raises:
        ListRefused: two lists fit equally, or the list that fits best lacks a required column.
    """
    wanted = only or mapping.list
    best: list[_Candidate] = []
    for position, row in enumerate(rows):
        readings = [(row.number, row.number, _cells(row))]
        if position + 1 < len(rows):
            below = rows[position + 1]
            readings.append((row.number, below.number, _two_rows(row, below)))
        for first, last, texts in readings:
            for name in (wanted,) if wanted else LISTS:
                found = _matches(name, texts, mapping)
                if len(found) < 2 and len(found) < len(texts):
                    continue
                lacking = _lacking(name, found.values(), mapping)
                best.append(_Candidate((len(found), -len(lacking), first - last, -first), name, first, last, found))
    if not best:
        return None
    chosen = max(best, key=lambda one: one.score)
    first, last, found = chosen.first, chosen.last, chosen.found
    if lacking := _lacking(chosen.list, found.values(), mapping):
        if len(found) <= min(2, len(lacking)):
            return None
        named = "”, “".join(columns(chosen.list)[one].chinese for one in lacking)
        raise ListRefused(
            f"the list “{CHINESE[chosen.list]}” needs the column “{named}”",
            file=file,
            sheet=sheet,
            row=first,
            remedy="name the column in the header, or say in a mapping file which header it is (columns:)"
            " or that this sender does not have it (absent:)",
        )
    if len(names := sorted({one.list for one in best if one.score == chosen.score})) > 1:
        raise ListRefused(
            f"the header fits several lists: {', '.join(f'{CHINESE[name]} ({name})' for name in names)}",
            file=file,
            sheet=sheet,
            row=first,
            remedy=f"say which one it is: --list {names[0]}",
        )
    by_number = {row.number: _cells(row) for row in rows}
    texts = {**by_number[first], **by_number[last]}
    if (upper := by_number.get(first - 1)) and any(texts.get(index) == text for index, text in upper.items()):
        first -= 1  # cells merged over both rows fill the lower one, which then names every column by itself
    own = tuple(by_number[number] for number in dict.fromkeys((first, last)))
    ignored = {header_key(one) for one in mapping.ignore}
    unknown = {i: texts[i] for i in sorted(texts) if i not in found and header_key(texts[i]) not in ignored}
    above = [row for row in rows if row.number < first]
    titles = _titles(above)
    return Header(
        list=chosen.list,
        first=first,
        last=last,
        columns=found,
        texts={index: mask(text)[0] for index, text in texts.items()},
        unknown=tuple(mask(text)[0] for text in unknown.values()),
        unknown_places=tuple(unknown),
        rows=own,
        sender=_sender(titles),
        period=_period(titles, [cell for row in above for cell in _distinct(row)]),
        units={found[i]: normalise(texts[i]) for i in found},
    )


def _cells(row: SheetRow) -> dict[int, str]:
    return {index: text for index, text in enumerate(row.cells) if text.strip()}


def _two_rows(upper: SheetRow, lower: SheetRow) -> dict[int, str]:
    """Two header rows as one: the lower name where there is one, else the upper."""
    return {**_cells(upper), **_cells(lower)}


def _matches(name: str, texts: dict[int, str], mapping: Mapping) -> dict[int, str]:
    """Cell index → column. The mapping file goes first, then whole headers, then headers without their brackets; of
    two cells that mean one column the first has it."""
    index = header_index(name)
    foreign = mapping.header_index() if mapping.list in (None, name) else {}
    ignored = {header_key(one) for one in mapping.ignore}
    keys = {position: key for position in sorted(texts) if (key := header_key(texts[position])) not in ignored}
    found: dict[int, str] = {}
    taken: set[str] = set(mapping.constants)
    for known, spelling in ((foreign, str), (index, str), (index, bare_header)):
        for position, key in keys.items():
            column = known.get(spelling(key))
            if column is not None and column not in taken and position not in found:
                found[position] = column
                taken.add(column)
    return found


def _lacking(name: str, found: object, mapping: Mapping) -> list[str]:
    have = {*found, *mapping.constants, *mapping.absent}  # type: ignore[misc]  # any iterable of names
    return [one.name for one in columns(name).values() if one.required in ("yes", "column") and one.name not in have]


def _titles(rows: Sequence[SheetRow]) -> list[str]:
    """The rows above a header as texts. A label may stand in one cell and what it says in the next."""
    return ["\t".join(_LABEL.sub(r"\1:", normalise(cell)) for cell in _distinct(row)) for row in rows]


def _distinct(row: SheetRow) -> list[str]:
    return [cell for cell in dict.fromkeys(row.cells) if cell.strip()]


def _sender(titles: Sequence[str]) -> str | None:
    """What stands behind the label in its cell, blanks and all: 甲区 人才办 and 甲区 科技局 are two, 甲区人才办 王某 is
    甲区人才办. What is itself a label says nothing of the first one."""
    for match in (found for text in titles for found in _SENDER.finditer(text)):
        words = match[1].split()[: -1 if match[2] else None]
        name = list(takewhile(_is_of_a_body, words[1:]))
        if words and (said := _STAMP.sub("", " ".join([*words[:1], *name])).strip()):
            return said
    return None


def _is_of_a_body(word: str) -> bool:
    return _BODY.fullmatch(_STAMP.sub("", word)) is not None and not _LABELS.match(word)


def _period(titles: Sequence[str], cells: Sequence[str]) -> str | None:
    """What a labelled cell says, else the one period that the titles name."""
    said = next((match[1] for text in titles if (match := _PERIOD.search(text))), None)
    if said and (found := period(said)):
        return found
    named = {found for text in cells if (found := period_in_title(text))}
    return named.pop() if len(named) == 1 else None
