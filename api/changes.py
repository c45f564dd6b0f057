"""What changed between two versions, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from graph.rows import Row
from graph.taxonomy import BUILTIN_SENDER
from ingest.columns import CHINESE
from ingest.difference import RowChange, SubmissionDifference
from ingest.printed import column_name, printed

ROWS_SHOWN = 20
LONGEST = 60
STANDING = {"new": "new", "gone": "withdrawn", "both": ""}


def show_differences(differences: Iterable[SubmissionDifference], out: Console) -> int:
    """Print a table of all submissions that differ, then row by row what changed; the number of submissions."""
    found = list(differences)
    table = Table(box=None, pad_edge=False)
    for heading in ("list", "sender", "period", "added", "removed", "changed", "as last period", ""):
        is_count = heading in ("added", "removed", "changed", "as last period")
        table.add_column(heading, justify="right" if is_count else "left", no_wrap=True)
    for one in found:
        name = one.submission
        remark = "only what names link to" if one.only_links else STANDING[one.standing]
        counts = (f"{count:,}" for count in (one.added_rows, one.removed_rows, len(one.changed)))
        stale = "" if one.stale is None else f"{one.stale:,}"
        table.add_row(CHINESE[name.list], name.sender, name.period, *counts, stale, remark)
    if found:
        out.print(table)
    for one in found:
        if one.submission.sender != BUILTIN_SENDER and one.standing == "both":
            _show_rows(one, out)
    return len(found)


def _show_rows(one: SubmissionDifference, out: Console) -> None:
    name = one.submission
    out.print(f"\n{CHINESE[name.list]} {name.sender} {name.period}", markup=False, style="bold")
    lines: list[tuple[str, Row | RowChange]] = [
        *(("-", row) for row in one.removed),
        *(("+", row) for row in one.added),
        *(("~", change) for change in one.changed),
    ]
    for sign, row in lines[:ROWS_SHOWN]:
        if isinstance(row, RowChange):
            out.print(f"~ {_place(row.after)}: {_title(row.after)}", markup=False)
            for change in row.changes:
                column = column_name(name.list, change.name, link=change.links)
                mark = "    → " if change.links else "      "
                before, after = (_short(printed(value, change.name)) for value in (change.before, change.after))
                out.print(f"{mark}{column}: {before or '—'} ⇒ {after or '—'}", markup=False)
        else:
            out.print(f"{sign} {_place(row)}: {_title(row)}", markup=False)
    if len(lines) > ROWS_SHOWN:
        out.print(f"… and {len(lines) - ROWS_SHOWN:,} more rows; --json lists all")


def _place(row: Row) -> str:
    sheet = f"“{row.sheet}” " if row.sheet else ""
    return f"{row.file} {sheet}row {row.row}"


def _title(row: Row) -> str:
    """What tells the row from others, in a few words."""
    body = row.values
    names = ("firm", "school", "sponsor", "post", "need", "name", "alias", "mention", "major", "headcount", "graduates")
    return _short(" · ".join(printed(body[name], name) for name in names if name in body))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
