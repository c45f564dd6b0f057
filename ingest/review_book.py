"""The review as a workbook: names sorted by what is at stake, up to five candidates each, a column to decide in.

It goes out to be filled in by hand and comes back as decisions. What comes back is a stranger's file and is read like
one; it carries the keys of its candidates, so that a number still means what it meant when the sheet was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graph.errors import ListRefused
from ingest.candidates import MOST, Candidate
from ingest.dictionary import FIELD_LADDER, Dictionary
from ingest.outgoing import put
from ingest.review import KINDS, NONE_OF_THEM, UNDONE, Answer, Decision, Place, Question, resolve
from ingest.workbook import SheetRow, read_file

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "复核"
HEADER = {
    "对象": 8,
    "层次": 8,
    "原文": 28,
    "判定": 16,
    "理由": 24,
    "涉及岗位": 10,
    "毕业生": 10,
    "行数": 8,
    "出处": 34,
    "现判定": 24,
    **{f"候选{number}": 30 for number in range(1, MOST + 1)},
}
"""Columns and their widths."""
HOW_TO = (
    "“判定”一栏：填 1–5 选用该候选；或直接填目录中的代码、名称；填 0 表示都不是；填“撤销”取消现判定；空着不处理。",
    "“理由”可不填；选用候选时默认采用候选旁的理由。表按涉及岗位由多到少排列。",
)
WHO = "判定人："
_KEY = re.compile(r"\[((?:field|firm|university|lab|technology|segment|industry|district):[^\]]+)\]\s*$")
_NUMBER = re.compile(r"([0-9])(?:\.0+)?")


class Unclear(NamedTuple):
    """A row of the sheet that could not be taken, and what to do."""

    row: int
    mention: str
    reason: str
    remedy: str


class Taken(NamedTuple):
    """What a sheet that came back says. `who` is None where it does not say."""

    answers: list[Answer]
    unclear: list[Unclear]
    who: str | None


def write_review(path: Path, asked: Sequence[Question], standing: Iterable[Decision] = ()) -> None:
    """Write the workbook: names for review first, then the decisions that stand, to be undone."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = SHEET
    book.properties.creator = "fourchain"
    put(_cell(sheet, 1, 1), "名称复核")
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for number, line in enumerate(HOW_TO, 2):
        put(_cell(sheet, number, 1), line)
    head = len(HOW_TO) + 3
    put(_cell(sheet, head - 1, 1), WHO)
    sheet.cell(head - 1, 3).fill = PatternFill("solid", fgColor="FFF8E1")
    for index, (name, width) in enumerate(HEADER.items(), 1):
        cell = _cell(sheet, head, index)
        put(cell, name)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FCE4D6" if name in ("判定", "理由") else "E7EEF5")
        sheet.column_dimensions[get_column_letter(index)].width = width
    lines = [*map(_question_row, asked), *map(_decision_row, standing)]
    for row, values in enumerate(lines, head + 1):
        for index, value in enumerate(values, 1):
            cell = _cell(sheet, row, index)
            put(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, 4).fill = PatternFill("solid", fgColor="FFF8E1")
        sheet.row_dimensions[row].height = 64 if len(values) > len(HEADER) - MOST else 20
    if lines:
        column = get_column_letter(list(HEADER).index("判定") + 1)
        offered = ",".join([*map(str, range(1, MOST + 1)), "0", UNDONE])
        rule = DataValidation(type="list", formula1=f'"{offered}"', allow_blank=True, showErrorMessage=False)
        rule.add(f"{column}{head + 1}:{column}{head + len(lines)}")
        sheet.add_data_validation(rule)
    sheet.freeze_panes = _cell(sheet, head + 1, 5)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.save(path)


def _question_row(one: Question) -> list[str | int]:
    kind, level, mention = one.place
    file, sheet, row = one.where
    where = " ".join(part for part in (file, sheet, f"第 {row} 行") if part)
    seen = "" if one.decided is None else f"{one.decided.who} 看过：{one.decided.why or NONE_OF_THEM}"
    counts = [one.posts, one.graduates, one.rows]
    return [KINDS[kind], level, mention, "", "", *counts, where, seen, *map(_candidate, one.candidates)]


def _decision_row(one: Decision) -> list[str | int]:
    kind, level, mention = one.place
    return [KINDS.get(kind, kind), level, mention, "", "", "", "", "", "", f"{one.canonical}（{one.who}）"]


def _candidate(one: Candidate) -> str:
    code = one.key.rpartition(":")[2]
    head = one.name if code == one.name else f"{one.name} {code}"
    return f"{head}\n{one.reason}\n[{one.key}]"


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell: Cell = sheet.cell(row, column)  # type: ignore[assignment]  # nothing is merged here
    return cell


# -- back again ------------------------------------------------------------------------------------


def read_review(path: Path, dictionary: Dictionary, *, name: str | None = None) -> Taken:
    """The decisions of a sheet that was filled in.

    Raises:
        FileRefused: the file cannot be read. ListRefused: it is no review sheet.
    """
    who: str | None = None
    places: dict[str, int] | None = None
    answers: list[tuple[int, Answer]] = []
    unclear: list[Unclear] = []
    with read_file(path, name=name) as reading:
        for sheet in reading:
            for row in sheet.rows():
                if places is None:
                    who = _who(row) or who
                    places = _header(row)
                    continue
                found = _answer(row, places, dictionary)
                if isinstance(found, Answer):
                    answers.append((row.number, found))
                elif found is not None:
                    unclear.append(found)
            if places is not None:
                break
    if places is None:
        raise ListRefused(
            "this is no review sheet: it has no header with 原文 and 判定",
            file=name or path.name,
            remedy="write one with fourchain review --export FILE, fill in 判定 and give it back",
        )
    agreed, contradicted = _agreed(answers)
    return Taken(agreed, sorted([*unclear, *contradicted]), who)


def _agreed(answers: Sequence[tuple[int, Answer]]) -> tuple[list[Answer], list[Unclear]]:
    """One answer for each name, and the rows that say two things of one: which of them is meant nobody can tell."""
    of_name: dict[tuple[str, str, str], list[tuple[int, Answer]]] = {}
    for number, answer in answers:
        of_name.setdefault(answer.place.key, []).append((number, answer))
    agreed, contradicted = [], []
    for said in of_name.values():
        if len({answer.canonical for _, answer in said}) == 1:
            agreed.append(said[0][1])
            continue
        contradicted += [
            Unclear(number, answer.place.mention, "the sheet decides this name in two ways", "leave one of the rows")
            for number, answer in said
        ]
    return agreed, contradicted


def _header(row: SheetRow) -> dict[str, int] | None:
    places = {cell.strip(): index for index, cell in enumerate(row.cells) if cell.strip()}
    return places if {"对象", "原文", "判定"} <= places.keys() else None


def _who(row: SheetRow) -> str | None:
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    if not filled or not filled[0].startswith(WHO.rstrip("：")):
        return None
    said = " ".join([filled[0].partition("：")[2], *filled[1:]]).strip()
    return said or None


def _answer(row: SheetRow, places: dict[str, int], dictionary: Dictionary) -> Answer | Unclear | None:
    """What one row decides; None where it decides nothing."""

    def said(column: str) -> str:
        index = places.get(column, len(row.cells))
        return row.cells[index].strip() if index < len(row.cells) else ""

    decided, mention = said("判定"), said("原文")
    if mention and places["判定"] in row.faults:
        return Unclear(row.number, mention, "the cell 判定 holds a formula or an error", "type the value itself")
    if not decided or not mention:
        return None
    kind = next((one for one, chinese in KINDS.items() if said("对象") in (one, chinese)), None)
    if kind is None:
        return Unclear(row.number, mention, "nobody knows this kind of thing (对象)", "leave the column as it was")
    place = Place(kind, said("层次"), mention)
    if decided in ("0", NONE_OF_THEM, UNDONE):
        return Answer(place, "", said("理由") or (UNDONE if decided == UNDONE else NONE_OF_THEM))
    if place.level and place.level not in dictionary.ladders.names(FIELD_LADDER):
        return Unclear(row.number, mention, "nobody knows this level (层次)", "leave the column as it was")
    if number := _NUMBER.fullmatch(decided):
        candidate = said(f"候选{number[1]}")
        key = _KEY.search(candidate)
        if key is None or resolve(dictionary, place, key[1]) is None:
            return Unclear(
                row.number, mention, f"there is no candidate {number[1]}", "write the number of one, or a code"
            )
        reason = candidate.split("\n")[1].strip() if candidate.count("\n") > 1 else ""
        return Answer(place, key[1], said("理由") or reason)
    key_of = resolve(dictionary, place, decided)
    if key_of is None:
        remedy = "write a code of the catalogue" if kind == "field" else "write a name or a code of the registry"
        return Unclear(row.number, mention, "none or several have this name or code", f"{remedy}, or a number 1-5")
    return Answer(place, key_of, said("理由"))
