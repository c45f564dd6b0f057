"""What was done with every row of a list, for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from rich.console import Console
from rich.table import Table

from ingest.columns import CHINESE, column_called, columns
from ingest.reading.refusal import column_letters
from ingest.receipt import MARKED_AS_EXAMPLE, OURS, Receipt, RowProblem, SheetReceipt
from ingest.wording import column_of

PROBLEMS_SHOWN = 20
TO_CHECK = {
    "merged_cell": "a number merged over several rows counts in each of them → split the cell if it is a total",
    "admitted_over_plan": "more were admitted (实际录取) than planned (招生计划) → check both",
    "admitted_over_enrolled": "more were admitted (实际录取) than are enrolled (在校生) → check both",
    "reserved_over_graduates": "more seats are reserved (定向人数) than graduate (毕业生数) → check both",
    "further_over_placed": "more study on (升学率) than are placed (去向落实率), which includes them → check both",
    "graduates_do_not_add_up": "毕业生数 is not 升学 + 就业 + 未就业 → check all four",
}
"""Flags that a figure of the report hangs on: the row is in as it stands, and its sender should look at it."""


def show_receipts(
    receipts: Sequence[Receipt],
    outcomes: Sequence[str],
    out: Console,
    said: Collection[tuple[str | None, str | None]] = (),
) -> None:
    """A table of the submissions, then what was wrong, by cause. `said` are (file, sheet) of which more is told."""
    table = Table(box=None, pad_edge=False)
    for heading in ("list", "sender", "period", "rows", "accepted", "rejected", "skipped", "to review", ""):
        is_count = heading not in ("list", "sender", "period", "")
        table.add_column(heading, justify="right" if is_count else "left", no_wrap=True)
    for receipt, what in zip(receipts, outcomes, strict=True):
        submission = receipt.submission
        skipped = receipt.skipped.total()
        counts = (receipt.rows, receipt.accepted, receipt.rejected, skipped, receipt.unlinked)
        table.add_row(
            CHINESE[submission.list], submission.sender, submission.period, *(f"{count:,}" for count in counts), what
        )
    if table.row_count:
        out.print(table)
    for receipt in receipts:
        _show_problems(receipt, out)
    for file, sheet in dict.fromkeys(one for receipt in receipts for one in receipt.unread_sheets):
        if sheet not in OURS and (file, sheet) not in said:
            out.print(f"{file}, sheet “{sheet}”: holds no list, it was not read", markup=False)


def _show_problems(receipt: Receipt, out: Console) -> None:
    name = CHINESE[receipt.submission.list]
    for reason, count in sorted(receipt.skipped.items()):
        out.print(f"{name} of {receipt.submission.sender}: {_rows(count)} skipped, {reason}", markup=False)
    for line in dict.fromkeys(line for sheet in receipt.sheets for line in _of_columns(receipt.submission.list, sheet)):
        out.print(line, style="yellow", markup=False)
    if receipt.stale:
        out.print(
            f"{name} of {receipt.submission.sender}: {_rows(receipt.stale)} word for word as in {receipt.stale_since}"
            " → are they still wanted?",
            style="yellow",
            markup=False,
        )
    for flag, count in sorted(receipt.flags.items()):
        if remark := TO_CHECK.get(flag.rpartition(":")[2]):
            column = column_of(flag, receipt.submission.list)
            where = f", column “{columns(receipt.submission.list)[column].chinese}”" if column else ""
            out.print(
                f"{name} of {receipt.submission.sender}: {_rows(count)}{where}: {remark}", style="yellow", markup=False
            )
    _show_causes(receipt.problems, "", out)
    _show_causes([one for one in receipt.warnings if one.reason == MARKED_AS_EXAMPLE], "", out)
    cells = [one for one in receipt.warnings if one.reason != MARKED_AS_EXAMPLE]
    _show_causes(cells, "; the rest of the row is in", out)


def _of_columns(list_name: str, sheet: SheetReceipt) -> Iterator[str]:
    """Columns that were not read, and what was read though it is hidden."""
    for header in sheet.unknown_headers:
        column = column_called(list_name, header)
        what, remedy = "nobody knows the header “{}”", "name it in a mapping file (columns: or ignore:)"
        if column is not None:
            what = f"the header “{{}}” is one more for the column “{column.chinese}”"
            remedy = "keep one of them, or say in a mapping file which one counts (columns:, ignore:)"
        yield f"{sheet.file}: {what.format(header)}, its cells were not read → {remedy}"
    place = f"{sheet.file}, sheet “{sheet.sheet}”" if sheet.sheet else sheet.file
    for one in sheet.headless_columns:
        yield f"{place}: column {column_letters(one)} has no header, its cells were not read → write one above it"
    if sheet.hidden or sheet.hidden_rows or sheet.hidden_columns:
        what = f"hidden rows ({sheet.hidden_rows}) and columns ({sheet.hidden_columns}) were read"
        hidden = "the sheet is hidden; it was read" if sheet.hidden else what
        yield f"{place}: {hidden} → delete what is not meant"


def _show_causes(problems: Sequence[RowProblem], remark: str, out: Console) -> None:
    causes = Counter((one.file, one.sheet, one.column, one.reason, one.remedy) for one in problems)
    for (file, sheet, column, reason, remedy), count in causes.most_common(PROBLEMS_SHOWN):
        rows = [str(p.row) for p in problems if (p.file, p.sheet, p.column, p.reason) == (file, sheet, column, reason)]
        where = ", ".join(rows[:5]) + (f" and {count - 5} more" if count > 5 else "")
        place = f"{file}, sheet “{sheet}”" if sheet else file
        out.print(
            f"{place}, {'row' if count == 1 else 'rows'} {where}, column “{column}”: {reason}{remark} → {remedy}",
            style="yellow",
            markup=False,
        )
    if len(causes) > PROBLEMS_SHOWN:
        out.print(f"… and {len(causes) - PROBLEMS_SHOWN} more causes; --json lists all", style="yellow")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
