"""What there is to say of single cells: rejected rows, cells left out, names for review, values that were assumed.

What a sender should see beside the cell it concerns, in Chinese: it stands in the workbook that goes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from graph.rows import Row
from ingest.columns import columns
from ingest.receipt import MARKED_AS_EXAMPLE, Receipt, RowProblem, SheetReceipt
from ingest.stale import Round
from ingest.wording import column_of, flag_in_chinese, in_chinese

REJECTED, SKIPPED, UNREAD, REVIEW, CHECK, ASSUMED = "退回", "跳过", "未采用", "待复核", "请核对", "说明"
GRADES = (REJECTED, SKIPPED, UNREAD, REVIEW, CHECK, ASSUMED)
"""From what must be done to what is only said."""
NAMED_IN = {"talent": "fields", "training": "major", "talents": "expertise"}
"""The column that field names of a list stand in, where it is not 学科."""
SET_ASIDE = frozenset(
    [
        "salary_implausible",
        "salary_not_annual",
        "money_implausible",
        "date_is_a_duration",
        "percent_contradicts",
        "percent_unclear",
        "percent_over_100",
        "choice_unknown",
        "level_contradicts_itself",
        "level_unreadable",
        "title_unreadable",
        "skill_unreadable",
        "code_unknown",
        "credit_code_invalid",
    ]
)
"""Flags of cells that were read and not taken."""
ALREADY_SAID = frozenset({"unreadable", "broken_cell"})
"""Flags of cells of which the receipt's warnings tell more."""
MOST_LOOKED_UP = 1_000
"""Of so many distinct mentions near names are looked for; a list with more has another trouble."""
Near = Callable[[Mapping[str, Any]], Sequence[tuple[Any, ...]]]
"""An entry of `unlinked` → candidates as (key, name, …), the best first."""
_SPEAKS = ('"flags":["', '"mention":')


class CellRemark(NamedTuple):
    """`column` is the 0-based place in the sheet, None where the sheet has no such column; `row` is 1-based."""

    file: str
    sheet: str
    row: int
    column: int | None
    header: str
    grade: str
    reason: str
    remedy: str

    @property
    def text(self) -> str:
        return f"【{self.grade}】{self.reason}" + (f"。{self.remedy}" if self.remedy else "")


def remarks_of(
    receipt: Receipt, rows: Iterable[Row], near: Near | None = None, last: Round | None = None
) -> list[CellRemark]:
    """Remarks on every cell of a submission, in the order of its sheets; `rows` are those that were taken, `near`
    names what an unlinked mention may mean, `last` are the rows of the sender's previous period."""
    names = _Names(near)
    sheets = {(one.file, one.sheet): one for one in receipt.sheets}
    found: dict[CellRemark, None] = {}
    for grade, problems in ((REJECTED, receipt.problems), (UNREAD, receipt.warnings)):
        found.update(dict.fromkeys(_of_problem(grade, one, sheets.get((one.file, one.sheet))) for one in problems))
    for row in rows:
        sheet = sheets.get((row.file, row.sheet))
        if sheet is not None and last is not None and last.recognises(row):
            said = f"与上一期（{receipt.stale_since}）完全相同，请确认仍然需要"
            found[_at(row, sheet, receipt.submission.list, None, CHECK, said, "")] = None
        if sheet is not None and any(sign in row.body or sign in row.links for sign in _SPEAKS):
            found.update(dict.fromkeys(_of_row(row, receipt.submission.list, sheet, names)))
    return sorted(found, key=lambda one: (one.file, one.sheet, one.row, -1 if one.column is None else one.column))


def _of_problem(grade: str, one: RowProblem, sheet: SheetReceipt | None) -> CellRemark:
    name = sheet.columns.get(one.column) if sheet else None
    column = sheet.places.get(name) if sheet and name else None
    reason, remedy = in_chinese(one.reason), in_chinese(one.remedy)
    grade = SKIPPED if one.reason == MARKED_AS_EXAMPLE else grade
    return CellRemark(one.file, one.sheet, one.row, column, one.column, grade, reason, remedy)


def _of_row(row: Row, list_name: str, sheet: SheetReceipt, names: _Names) -> Iterator[CellRemark]:
    links = row.linked
    for flag in (*row.values.get("flags", ()), *links.get("flags", ())):
        name = column_of(flag, list_name)
        # Of a column that the sheet does not have there is no cell to speak of; the receipt counts its flags.
        if flag.rpartition(":")[2] not in ALREADY_SAID and (name is None or name in sheet.places):
            said = flag_in_chinese(flag)
            grade = _grade(flag.rpartition(":")[2], said)
            remedy = "请更正这一格后重新报送" if grade == UNREAD and "请" not in said else ""
            yield _at(row, sheet, list_name, name, grade, said, remedy)
    for one in links.get("unlinked", ()):
        name = NAMED_IN.get(list_name, "fields")
        yield _at(row, sheet, list_name, name, REVIEW, names.said(one), "请核对写法，或注明目录中的专业代码")


def _grade(flag: str, said: str) -> str:
    if flag in SET_ASIDE:
        return UNREAD
    return CHECK if "请" in said else ASSUMED  # what asks something of the sender says 请


def _at(
    row: Row, sheet: SheetReceipt, list_name: str, name: str | None, grade: str, reason: str, remedy: str
) -> CellRemark:
    # As it stands in the sheet: there its sender looks for it.
    headers = (text for text, one in sheet.columns.items() if one == name)
    header = next(headers, columns(list_name)[name].chinese) if name else ""
    column = sheet.places.get(name) if name else None
    return CellRemark(row.file, row.sheet, row.row, column, header, grade, reason, remedy)


class _Names:
    """What to say of unlinked mentions; equal ones are looked up once."""

    def __init__(self, near: Near | None) -> None:
        self._near = near
        self._said: dict[tuple[str, str], str] = {}

    def said(self, one: dict[str, Any]) -> str:
        place = str(one.get("level") or ""), str(one["mention"])
        if place not in self._said:
            self._said[place] = self._sentence(one, len(self._said) < MOST_LOOKED_UP)
        return self._said[place]

    def _sentence(self, one: dict[str, Any], look: bool) -> str:
        level = f"（{one['level']}）" if one.get("level") else ""
        many = "在目录中有几个代码" if one.get("reason") == "ambiguous" else "在目录中没有找到"
        found = self._near(one)[:3] if self._near and look else []
        named = "、".join(f"{name} {key.rpartition(':')[2]}" for key, name, *_ in found)
        return f"“{one['mention']}”{level}{many}，已列入复核" + (f"；相近的有：{named}" if named else "")
