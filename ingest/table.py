"""One sheet below its header: every row is accepted, rejected with a reason, or skipped with a reason."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from graph.errors import FileRefused
from graph.rows import canonical
from ingest.column_readers import Circumstances
from ingest.columns import columns
from ingest.examples import is_ours
from ingest.fragments import RowFragments, ShortRows
from ingest.link import ASKED
from ingest.needs import AT_ONCE, Needs, TypedNeed, packed
from ingest.receipt import MARKED_AS_EXAMPLE, Receipt, RowProblem, SheetReceipt
from ingest.skipping import Skipping, column_number, text_at
from ingest.survey import FilePlan, SheetPlan
from ingest.typed import SEPARATOR, Problem, Rejected, RowTyper, kind_of
from ingest.workbook import FILLED, Batch, SheetRow, read_file


def read_table(
    plan: FilePlan,
    wanted: Callable[[SheetPlan], bool],
    receipt: Receipt,
    person: Callable[..., str],
) -> Iterator[Needs]:
    """The typed needs of those sheets of a file that are `wanted`; what happened to each row goes into the receipt.

    Raises:
        FileRefused: the file is broken or too large further down, or is another one by now.
    """
    plans = {sheet.sheet: sheet for sheet in plan.sheets if wanted(sheet)}
    with read_file(plan.path, name=plan.source.name, known=plan.source) as reading:
        if reading.sha256 != plan.source.sha256:
            raise FileRefused(
                "the file changed while it was loaded",
                file=plan.source.name,
                remedy="wait until it is saved; load again",
            )
        for sheet in reading:
            if sheet.name in plans:
                table = _Table(plan, plans[sheet.name], receipt, person)
                yield from table.read(sheet.batches())


class _Table:
    def __init__(self, plan: FilePlan, sheet: SheetPlan, receipt: Receipt, person: Callable[..., str]) -> None:
        header, mapping = sheet.header, plan.mapping
        self._file, self._sheet, self._mapping, self._receipt = plan.source.name, sheet, mapping, receipt
        self._places = sorted(header.columns.items())
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
        self._read = [(index, name) for index, name in self._places if name in self._typer.names]
        self._constants = {name: text for name, text in mapping.constants.items() if name in self._typer.names}
        types = {name: column.type for name, column in columns(header.list).items()}
        self._counted = {i for i, name in self._read if types[name] in ("headcount", "count")}
        self._words = {i for i, name in self._read if name in self._typer.required and types[name] == "text"}
        numbers = {index for index, name in self._places if types[name] == "skip"}
        self._skipping = Skipping(header.rows, numbers)
        self._rules = [(rule, header.position(rule.column)) for rule in mapping.skip]
        self.count = SheetReceipt(
            file=self._file,
            sheet=sheet.sheet,
            header_row=header.first,
            columns={header.texts[index]: name for index, name in self._places},
            unknown_headers=list(header.unknown),
            unknown_places=list(header.unknown_places),
            hidden=sheet.hidden,
            hidden_columns=sheet.hidden_columns,
            places={name: index for index, name in self._places},
        )
        receipt.sheets.append(self.count)
        self._kind = kind_of(header.list, None)
        self._short = RowFragments(
            self._typer,
            self._read,
            self._constants,
            self._stamp,
            ASKED.get(self._kind),
            self._separated,
            self._is_suspect,
            {index for _, index in self._rules if index is not None},
        )
        self._blank, self._last = 0, header.last  # rows of nothing since the last row that counts; the last row
        self._taken: tuple[Batch, int] | None = None  # the last row that was taken, when it went the short way

    def read(self, batches: Iterator[Batch]) -> Iterator[Needs]:
        """Runs of rows."""
        for batch in batches:
            if self._short.is_open and not self._skipping.below:  # among the notes every row is looked at
                yield from self._both_ways(batch)
            else:
                yield from packed(chain.from_iterable(map(self._row, batch.rows())))

    def _both_ways(self, batch: Batch) -> Iterator[Needs]:
        short, done, size = self._short.rows(batch), 0, len(batch.numbers)
        header = bisect_right(batch.numbers, self._sheet.header.last)
        for place in sorted(short.long.union(range(header), self._merged(batch))):
            yield from self._runs(batch, short, done, place)
            next(short.bodies)
            yield from packed(self._row(batch.row(place)))
            done = place + 1
            if self._skipping.below:
                yield from packed(chain.from_iterable(self._row(batch.row(rest)) for rest in range(done, size)))
                return
        yield from self._runs(batch, short, done, size)

    def _merged(self, batch: Batch) -> Iterator[int]:
        """Places of rows that have a number from a merged cell above."""
        if batch.notes:
            for place, number in enumerate(batch.numbers):
                if not self._counted.isdisjoint(_filled(batch.notes.get(number, {}))):
                    yield place

    def _runs(self, batch: Batch, short: ShortRows, start: int, end: int) -> Iterator[Needs]:
        """Rows that went the short way, from one place in the batch to before another."""
        if start == end:
            return
        size = end - start
        self._blank += batch.numbers[end - 1] - self._last - size
        self._last = batch.numbers[end - 1]
        self._count_blank(size)
        if batch.hidden:
            self.count.hidden_rows += sum(number in batch.hidden for number in batch.numbers[start:end])
        self.count.accepted += size
        self.count.needs += size
        for flags, times in Counter(short.flags[start:end]).items():
            for flag in flags:
                self._receipt.flags[flag] += times
        self._look_beside(batch.columns, start, end)
        self._taken = batch, end - 1
        for first in range(start, end, AT_ONCE):
            behind = min(first + AT_ONCE, end)
            yield Needs(
                self._kind,
                list(islice(short.bodies, behind - first)),
                None if short.mentions is None else [column[first:behind] for column in short.mentions],
                self._file,
                self._sheet.sheet,
                batch.numbers[first:behind],
                [0] * (behind - first),
            )

    def _look_beside(self, columns_there: Iterable[tuple[list[str], list[int] | None]], start: int, end: int) -> None:
        """Cells in columns without a header are not read: that is said, once for each column."""
        for place, (texts, at) in enumerate(columns_there):
            if place not in self._sheet.header.texts and place not in self.count.headless_columns:
                cells = texts[start:end] if at is None else map(texts.__getitem__, at[start:end])
                if any(cell and not cell.isspace() for cell in cells):
                    self.count.headless_columns.append(place)

    def _row(self, row: SheetRow) -> Iterator[TypedNeed]:
        """One row the long way."""
        if row.number <= self._sheet.header.last:
            return
        filled = [cell for cell in row.cells if cell and not cell.isspace()]
        self._blank += row.number - self._last - 1
        self._last = row.number
        if not filled and not row.faults:
            self._blank += 1
            return
        self._count_blank(1)
        self.count.hidden_rows += row.hidden
        reason = self._ruled_out(row) or self._skipping.reason(row, filled)
        if reason == "example":
            self._example(row)
        if reason:
            self.count.skip(reason, row.number)
        else:
            yield from self._take(row)

    def _count_blank(self, rows: int) -> None:
        """Blank rows count once something follows: the sheet ends with its last row that is not empty."""
        self.count.rows += self._blank + rows
        if self._blank:
            self.count.skipped["blank"] += self._blank
            self._blank = 0

    def _ruled_out(self, row: SheetRow) -> str | None:
        for rule, index in self._rules:
            if index is not None and index < len(row.cells) and rule.holds(row.cells[index]):
                return rule.reason
        return None

    def _is_suspect(self, index: int, cell: str) -> bool:
        # A row that numbers the columns numbers those of words as well, where such a cell is rare otherwise.
        if self._skipping.is_suspect(cell) or (index in self._words and column_number(cell) is not None):
            return True
        return bool(self._rules) and any(at == index and rule.holds(cell) for rule, at in self._rules)

    def _example(self, row: SheetRow) -> None:
        """Somebody may have typed a row of the list over the example and left the mark: that is said."""
        cells = {name: text_at(row, index) for index, name in self._places}
        if not is_ours(self._sheet.header.list, cells):
            mark = next((name for name, cell in cells.items() if cell), self._places[0][1])
            problem = Problem(mark, MARKED_AS_EXAMPLE, "if it is meant, take the mark away")
            self._receipt.warnings += self._addressed(row, [problem])

    def _take(self, row: SheetRow) -> Iterator[TypedNeed]:
        self._look_beside((([cell], None) for cell in row.cells), 0, 1)
        if self._taken is not None:
            batch, place = self._taken
            self._typer.above, self._taken = self._cells(batch.row(place)), None
        cells = self._cells(row)
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
        merged = {f"{names[index]}:merged_cell" for index in self._counted.intersection(_filled(row.notes))}
        for need, one in enumerate(typed):
            body = {**one.body, **self._stamp}
            if merged:  # a number over three rows is counted three times: its sender may have meant it once
                body["flags"] = sorted(merged.union(body.get("flags", ())))
            for flag in body.get("flags", ()):
                self._receipt.flags[flag] += 1
            mentions = tuple(map(body.get, ASKED[one.kind])) if one.kind in ASKED else None
            yield TypedNeed(
                one.kind, canonical(body).encode(), mentions, self._file, self._sheet.sheet, row.number, need
            )

    def _cells(self, row: SheetRow) -> dict[str, str | None]:
        """The cells of a row that are read, by column. A row is never narrower than its header."""
        cells = {**self._constants, **{name: row.cells[index] for index, name in self._read}}
        return {name: self._separated(name, cell) for name, cell in cells.items()}

    def _separated(self, name: str, cell: str) -> str:
        """A cell with ； where its sender writes another separator."""
        separator = self._mapping.separators.get(name)
        return cell if separator is None else cell.replace(separator, SEPARATOR)

    def _addressed(self, row: SheetRow, problems: Sequence[Problem]) -> Iterator[RowProblem]:
        known = columns(self._sheet.header.list)
        headers = {name: self._sheet.header.texts[index] for index, name in self._places}
        for one in problems:
            header = headers.get(one.column, known[one.column].chinese)
            yield RowProblem(self._file, self._sheet.sheet, row.number, header, one.reason, one.remedy)


def _filled(notes: Mapping[int, str]) -> Iterator[int]:
    return (index for index, note in notes.items() if note == FILLED)
