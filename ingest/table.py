"""One sheet below its header: every row is accepted, rejected with a reason, or skipped with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from graph.errors import FileRefused
from ingest.columns import columns
from ingest.examples import is_example, is_ours
from ingest.receipt import Receipt, RowProblem, SheetReceipt
from ingest.survey import FilePlan, SheetPlan
from ingest.typed import SEPARATOR, Circumstances, Problem, Rejected, RowTyper
from ingest.workbook import SheetRow, read_file

_TOTAL = re.compile(
    r"(?:本[页表]|全[市区县省]|各.{1,4})?(?:合计|总计|小计|共计|累计|总和|汇总)(?:数|人数)?[:：]?(?:[0-9.,]+[人名个条家项]?)?"
)
_TOTAL_SIGN = re.compile("[计总汇]")
_NOTES = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填表须知|填报要求)\d?[:：、.]|^(?:填表|填报|审核|制表|复核|报送|单位负责)人?.{0,6}[:：]"
)
_NUMBERED = re.compile(r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、.．:：)）]")


class TypedNeed(NamedTuple):
    """A typed row with its address; the body already holds period and year."""

    kind: str
    body: dict[str, Any]
    file: str
    sheet: str
    row: int
    need: int


def read_table(
    plan: FilePlan,
    wanted: Callable[[SheetPlan], bool],
    receipt: Receipt,
    person: Callable[..., str],
) -> Iterator[TypedNeed]:
    """The typed needs of those sheets of a file that are `wanted`; what happened to each row goes into the receipt.

    Raises:
        FileRefused: the file is broken or too large further down, or is another one by now.
    """
    plans = {sheet.sheet: sheet for sheet in plan.sheets if wanted(sheet)}
    with read_file(plan.path, name=plan.source.name) as reading:
        if reading.sha256 != plan.source.sha256:
            raise FileRefused(
                "the file changed while it was loaded",
                file=plan.source.name,
                remedy="wait until it is saved; load again",
            )
        for sheet in reading:
            if sheet.name in plans:
                table = _Table(plan, plans[sheet.name], receipt, person)
                yield from table.read(sheet.rows())


class _Table:
    def __init__(self, plan: FilePlan, sheet: SheetPlan, receipt: Receipt, person: Callable[..., str]) -> None:
        header, mapping = sheet.header, plan.mapping
        self._file, self._sheet, self._mapping, self._receipt = plan.source.name, sheet, mapping, receipt
        self._places = sorted(header.columns.items())
        self._header_texts = {index: text.strip() for index, text in header.texts.items()}
        year = int(sheet.submission.period[:4]) if sheet.submission.period else None
        self._stamp: dict[str, Any] = {"period": sheet.submission.period} if sheet.submission.period else {}
        if year is not None and header.list != "training":
            self._stamp["year"] = year
        self._typer = RowTyper(
            header.list,
            [*(name for _, name in self._places), *mapping.constants],
            Circumstances(header.units, sheet.scales, mapping.absent, mapping.max_headcount, year),
            person,
        )
        read = [(index, name) for index, name in self._places if name in self._typer.names]
        self._read_names = tuple(name for _, name in read)
        self._pick = _picker([index for index, _ in read])
        self._constants = {name: text for name, text in mapping.constants.items() if name in self._typer.names}
        self._header_words = {text for row in header.rows for text in row.values()}
        self._numbers = {index for index, name in self._places if columns(header.list)[name].type == "skip"}
        self._below = False  # are we in the notes below the table?
        self._rules = [(rule, self._rule_index(rule.column)) for rule in mapping.skip]
        self.count = SheetReceipt(
            file=self._file,
            sheet=sheet.sheet,
            header_row=header.first,
            columns={header.texts[index]: name for index, name in self._places},
            unknown_headers=list(header.unknown),
            hidden_columns=sheet.hidden_columns,
            places={name: index for index, name in self._places},
        )
        receipt.sheets.append(self.count)

    def _rule_index(self, column: str) -> int | None:
        for index, text in self._header_texts.items():
            if text == column or self._sheet.header.columns.get(index) == column:
                return index
        return None

    def read(self, rows: Iterator[SheetRow]) -> Iterator[TypedNeed]:
        count, last = self.count, self._sheet.header.last
        blank = 0
        for row in rows:
            if row.number <= self._sheet.header.last:
                continue
            filled = [cell for cell in row.cells if cell and not cell.isspace()]
            blank += row.number - last - 1
            last = row.number
            if not filled and not row.faults:
                blank += 1
                continue
            # Blank rows count once something follows: the sheet ends with its last row that is not empty.
            count.rows += blank + 1
            if blank:
                count.skipped["blank"] += blank
                blank = 0
            count.hidden_rows += row.hidden
            if reason := self._skip(row, filled):
                count.skip(reason, row.number)
            else:
                yield from self._take(row)

    def _skip(self, row: SheetRow, filled: Sequence[str]) -> str | None:
        for rule, index in self._rules:
            if index is not None and index < len(row.cells) and rule.holds(row.cells[index]):
                return rule.reason
        if not filled:
            return None
        first = filled[0]
        if is_example(first):
            self._example(row)
            return "example"
        if any(_TOTAL_SIGN.search(cell) and _TOTAL.fullmatch("".join(cell.split())) for cell in filled[:4]):
            return "total"
        if _NOTES.match(first.strip()) and len(set(filled)) <= 4:
            self._below = True
            return "note"
        # One cell alone is no row of a list: a heading between the rows, or a line of the notes below them.
        if first == filled[-1] and len(set(filled)) == 1 and (self._below or _NUMBERED.match(first.strip())):
            return "note" if self._below else "heading"
        if not self._header_words.isdisjoint(filled):
            for header in self._sheet.header.rows:
                same = sum(1 for index, name in header.items() if _at(row, index) == name.strip())
                if same >= 2 and same * 2 > len(set(filled)):
                    return "header repeated"
        if len(filled) <= len(self._numbers) and not row.faults:
            saying = (cell for index, cell in enumerate(row.cells) if index not in self._numbers)
            if not any(cell.strip() for cell in saying):
                return "only numbered"
        return None

    def _example(self, row: SheetRow) -> None:
        """Somebody may have typed a row of the list over the example and left the mark: that is said."""
        cells = {name: _at(row, index) for index, name in self._places}
        if not is_ours(self._sheet.header.list, cells):
            mark = next((name for name, cell in cells.items() if cell), self._places[0][1])
            reason, remedy = "the row is marked as an example, so it was skipped", "if it is meant, take the mark away"
            self._receipt.warnings += self._addressed(row, [Problem(mark, reason, remedy)])

    def _take(self, row: SheetRow) -> Iterator[TypedNeed]:
        cells: dict[str, str | None] = {
            **self._constants,
            **dict(zip(self._read_names, self._pick(row.cells), strict=True)),
        }
        for name, separator in self._mapping.separators.items():
            if (cell := cells.get(name)) is not None:
                cells[name] = cell.replace(separator, SEPARATOR)
        names = self._sheet.header.columns
        faults = {names[index]: fault for index, fault in row.faults.items() if index in names} if row.faults else {}
        try:
            typed, unread = self._typer.type(cells, faults)
        except Rejected as refusal:
            self.count.rejected += 1
            self._receipt.problems += self._addressed(row, refusal.problems)
            return
        if unread:
            self._receipt.warnings += self._addressed(row, unread)
        self.count.accepted += 1
        self.count.needs += len(typed)
        for need, one in enumerate(typed):
            one.body.update(self._stamp)
            for flag in one.body.get("flags", ()):
                self._receipt.flags[flag] += 1
            yield TypedNeed(one.kind, one.body, self._file, self._sheet.sheet, row.number, need)

    def _addressed(self, row: SheetRow, problems: Sequence[Problem]) -> Iterator[RowProblem]:
        known = columns(self._sheet.header.list)
        headers = {name: self._sheet.header.texts[index] for index, name in self._places}
        for one in problems:
            header = headers.get(one.column, known[one.column].chinese)
            yield RowProblem(self._file, self._sheet.sheet, row.number, header, one.reason, one.remedy)


def _picker(indexes: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Takes these cells of a row, which is never narrower than its header."""
    if len(indexes) > 1:
        return itemgetter(*indexes)
    return lambda cells: tuple(cells[index] for index in indexes)


def _at(row: SheetRow, index: int) -> str:
    return row.cells[index].strip() if index < len(row.cells) else ""
