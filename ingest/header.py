"""Where the table begins, which list it is, and which column means what.

Planners put titles, instructions and a second header row above the table. The header is the row among the
first ones whose cells name the most columns of one list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.errors import ListRefused
from ingest.columns import CHINESE, LISTS, bare_header, columns, header_index, header_key
from ingest.mapping import Mapping
from ingest.values import normalise, period, period_in_title
from ingest.workbook import SheetRow

LOOK_AT = 40
"""Rows at the top of a sheet among which the header is looked for."""

_SENDER = re.compile(r"(?:填报|报送|申报|上报|发布)(?:单位|部门|机构)(?:\(盖章\)|\(章\))?[:：]\s*([^\s:：,，;；]+)")
_PERIOD = re.compile(r"(?:填报|报送|统计)?(?:周期|年度|期间)[:：]\s*(\S+)")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of one sheet. `first` and `last` are its rows (1-based, equal unless it has two);
    `columns` maps cell indexes to column names; `units` holds the bracketed remark of a header."""

    list: str
    first: int
    last: int
    columns: dict[int, str]
    texts: dict[int, str]
    unknown: tuple[str, ...]
    sender: str | None = None
    period: str | None = None
    units: dict[str, str] = field(default_factory=dict)


def find_header(
    rows: Sequence[SheetRow],
    *,
    mapping: Mapping,
    only: str | None,
    file: str,
    sheet: str,
) -> Header | None:
    """The header among the first rows of a sheet, or None when there is nothing like one.

    Raises:
        ListRefused: two lists fit equally, or the list that fits best lacks a required column.
    """
    wanted = only or mapping.list
    best: list[tuple[tuple[int, int, int], str, int, int, dict[int, str]]] = []
    for position, row in enumerate(rows):
        candidates = [(row.number, row.number, _cells(row))]
        if position + 1 < len(rows):
            below = rows[position + 1]
            candidates.append((row.number, below.number, _two_rows(row, below)))
        for first, last, texts in candidates:
            for name in (wanted,) if wanted else LISTS:
                found = _matches(name, texts, mapping)
                if len(found) < 2 and len(found) < len(texts):
                    continue
                lacking = _lacking(name, found.values(), mapping)
                # The row that lacks least, names most and has the fewest rows is the header.
                best.append(((-len(lacking), len(found), -(last - first)), name, first, last, found))
    if not best:
        return None
    top = max(score for score, *_ in best)
    leaders = [one for one in best if one[0] == top]
    name, first, last, found = leaders[0][1:]
    names = {one[1] for one in leaders if one[2] == first}
    if top[0] < 0:
        if top[1] < 3 and top[1] <= -top[0]:
            return None
        named = "”, “".join(columns(name)[one].chinese for one in _lacking(name, found.values(), mapping))
        raise ListRefused(
            f"the list “{CHINESE[name]}” needs the column “{named}”",
            file=file,
            sheet=sheet,
            row=first,
            remedy="name the column in the header, or say in a mapping file which header it is (columns:)"
            " or that this sender does not have it (absent:)",
        )
    if len(names) > 1:
        raise ListRefused(
            f"the header fits several lists: {', '.join(sorted(names))}",
            file=file,
            sheet=sheet,
            row=first,
            remedy="say which one with --list",
        )
    by_number = {row.number: row for row in rows}
    texts = _cells(by_number[first]) if first == last else _two_rows(by_number[first], by_number[last])
    ignored = {header_key(one) for one in mapping.ignore}
    unknown = tuple(texts[i] for i in sorted(texts) if i not in found and header_key(texts[i]) not in ignored)
    above = [cell for row in rows if row.number < first for cell in dict.fromkeys(row.cells) if cell.strip()]
    return Header(
        list=name,
        first=first,
        last=last,
        columns=found,
        texts=texts,
        unknown=unknown,
        sender=_said(_SENDER, above),
        period=_period(above),
        units={found[i]: normalise(texts[i]) for i in found},
    )


def _cells(row: SheetRow) -> dict[int, str]:
    return {index: text for index, text in enumerate(row.cells) if text.strip()}


def _two_rows(upper: SheetRow, lower: SheetRow) -> dict[int, str]:
    """Two header rows as one: the lower name where there is one, else the upper."""
    return {**_cells(upper), **_cells(lower)}


def _matches(name: str, texts: dict[int, str], mapping: Mapping) -> dict[int, str]:
    index = header_index(name)
    foreign = mapping.header_index() if mapping.list in (None, name) else {}
    found: dict[int, str] = {}
    taken: set[str] = set()
    for position in sorted(texts):
        key = header_key(texts[position])
        column = foreign.get(key) or index.get(key) or index.get(bare_header(key))
        if column is not None and column not in taken and column not in mapping.constants:
            found[position] = column
            taken.add(column)
    return found


def _lacking(name: str, found: object, mapping: Mapping) -> list[str]:
    have = {*found, *mapping.constants, *mapping.absent}  # type: ignore[misc]  # any iterable of names
    return [one.name for one in columns(name).values() if one.required in ("yes", "column") and one.name not in have]


def _said(pattern: re.Pattern[str], titles: Sequence[str]) -> str | None:
    for text in titles:
        if match := pattern.search(normalise(text)):
            return match[1].strip()
    return None


def _period(titles: Sequence[str]) -> str | None:
    """What a labelled cell says, else the one period that the titles name."""
    said = _said(_PERIOD, titles)
    if said and (found := period(said)):
        return found
    named = {found for text in titles if (found := period_in_title(text))}
    return named.pop() if len(named) == 1 else None
