"""fourchain load: files in, a version out, and what was done with every row."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from api.terminal import console, print_json
from graph.store import open_store
from ingest.columns import CHINESE
from ingest.mapping import read_mapping
from ingest.receipt import Receipt, RowProblem
from ingest.submit import LoadOptions, LoadOutcome, load
from ingest.survey import Saying

PROBLEMS_SHOWN = 20


def run(given: Namespace) -> int:
    saying = Saying(
        list=given.list,
        sender=given.sender,
        period=given.period,
        mappings=tuple(read_mapping(Path(one)) for one in given.mapping),
    )
    options = LoadOptions(
        saying=saying,
        check=given.check,
        yes=given.yes,
        builtin=given.builtin,
        no_builtin=given.no_builtin,
        actor=given.actor,
    )
    store = open_store(given.store)
    errors = console(errors=True)
    quiet = given.json or not errors.is_terminal
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), console=errors, transient=True, disable=quiet
    ) as bar:
        task = bar.add_task("reading", total=None)
        outcome = load(
            store,
            [Path(one) for one in given.files],
            options,
            lambda what, rows: bar.update(task, description=f"{what} {rows or ''}"),
        )
    if given.json:
        print_json(as_json(outcome))
    else:
        show(outcome, console())
    return outcome.exit_code


def as_json(outcome: LoadOutcome) -> dict[str, object]:
    version = outcome.version
    return {
        "published": "published" in outcome.outcomes,
        "version": version.number if version and not outcome.check else None,
        "content_hash": version.content_hash if version else None,
        "check": outcome.check,
        "receipts": [
            {"outcome": what, **receipt.to_json()}
            for receipt, what in zip(outcome.receipts, outcome.outcomes, strict=True)
        ],
        "left_out": [
            {"file": one.file, "sheet": one.sheet, "row": one.row, "column": one.column}
            | {"message": one.message, "remedy": one.remedy}
            for one in outcome.unread
        ],
        "relinked": [one.key for one in outcome.relinked],
    }


def show(outcome: LoadOutcome, out: Console) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("list", "sender", "period", "rows", "accepted", "rejected", "skipped", "to review", ""):
        is_count = heading not in ("list", "sender", "period", "")
        table.add_column(heading, justify="right" if is_count else "left", no_wrap=True)
    for receipt, what in zip(outcome.receipts, outcome.outcomes, strict=True):
        submission = receipt.submission
        skipped = receipt.skipped.total()
        counts = (receipt.rows, receipt.accepted, receipt.rejected, skipped, receipt.unlinked)
        table.add_row(
            CHINESE[submission.list], submission.sender, submission.period, *(f"{count:,}" for count in counts), what
        )
    if table.row_count:
        out.print(table)
    for receipt in outcome.receipts:
        _show_problems(receipt, out)
    for error in outcome.unread:
        out.print(f"left out: {error}", style="red", markup=False)
    version = outcome.version
    if version is None or not outcome.accepted:
        out.print("nothing was accepted; the published version stays as it is", style="red")
    elif outcome.check:
        out.print(f"checked only, nothing published; it would be version {version.number}, {version.content_hash}")
    elif "published" in outcome.outcomes:
        out.print(f"version {version.number} published, content {version.content_hash}")
    else:
        out.print(f"nothing changed; version {version.number} stays, content {version.content_hash}")
    for submission in outcome.relinked:
        out.print(f"linked again with the new dictionary: {submission.key}", markup=False)


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
    _show_causes(receipt.problems, "", out)
    _show_causes(receipt.warnings, "; the rest of the row is in", out)


def _show_causes(problems: Sequence[RowProblem], remark: str, out: Console) -> None:
    causes = Counter((one.file, one.sheet, one.column, one.reason, one.remedy) for one in problems)
    for (file, sheet, column, reason, remedy), count in causes.most_common(PROBLEMS_SHOWN):
        rows = [
            str(p.row)
            for p in problems
            if (p.file, p.sheet, p.column, p.reason) == (file, sheet, column, reason)
        ]
        where = ", ".join(rows[:5]) + (f" and {count - 5} more" if count > 5 else "")
        place = f"{file}, sheet “{sheet}”" if sheet else file
        out.print(
            f"{place}, row {where}, column “{column}”: {reason}{remark} → {remedy}",
            style="yellow",
            markup=False,
        )
    if len(causes) > PROBLEMS_SHOWN:
        out.print(f"… and {len(causes) - PROBLEMS_SHOWN} more causes; --json lists all", style="yellow")
