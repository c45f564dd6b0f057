"""What was done with every row of a list, for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from ingest.columns import CHINESE
from ingest.receipt import Receipt, RowProblem
from ingest.survey import OURS

PROBLEMS_SHOWN = 20


def show_receipts(receipts: Sequence[Receipt], outcomes: Sequence[str], out: Console) -> None:
    """A table of the submissions, then what was wrong, by cause."""
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


def _show_problems(receipt: Receipt, out: Console) -> None:
    name = CHINESE[receipt.submission.list]
    for reason, count in sorted(receipt.skipped.items()):
        out.print(f"{name} of {receipt.submission.sender}: {count:,} rows skipped, {reason}", markup=False)
    unknown = {(sheet.file, header) for sheet in receipt.sheets for header in sheet.unknown_headers}
    for file, header in sorted(unknown):
        out.print(
            f"{file}: nobody knows the header “{header}”, its cells were not read → name it in a mapping file"
            " (columns: or ignore:)",
            style="yellow",
            markup=False,
        )
    if receipt.stale:
        out.print(
            f"{name} of {receipt.submission.sender}: {receipt.stale:,} rows are word for word those of"
            f" {receipt.stale_since}: are they still wanted?",
            style="yellow",
            markup=False,
        )
    for file, sheet in receipt.unread_sheets:
        if sheet not in OURS:
            out.print(f"{file}, sheet “{sheet}”: holds no list, it was not read", markup=False)
    _show_causes(receipt.problems, "", out)
    _show_causes(receipt.warnings, "; the rest of the row is in", out)


def _show_causes(problems: Sequence[RowProblem], remark: str, out: Console) -> None:
    causes = Counter((one.file, one.sheet, one.column, one.reason, one.remedy) for one in problems)
    for (file, sheet, column, reason, remedy), count in causes.most_common(PROBLEMS_SHOWN):
        rows = [str(p.row) for p in problems if (p.file, p.sheet, p.column, p.reason) == (file, sheet, column, reason)]
        where = ", ".join(rows[:5]) + (f" and {count - 5} more" if count > 5 else "")
        place = f"{file}, sheet “{sheet}”" if sheet else file
        out.print(
            f"{place}, row {where}, column “{column}”: {reason}{remark} → {remedy}",
            style="yellow",
            markup=False,
        )
    if len(causes) > PROBLEMS_SHOWN:
        out.print(f"… and {len(causes) - PROBLEMS_SHOWN} more causes; --json lists all", style="yellow")
