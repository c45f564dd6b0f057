"""What changed between two versions, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from operator import eq

from rich.console import Console
from rich.table import Table

from graph.rows import Row
from graph.taxonomy import BUILTIN_SENDER
from ingest.columns import CHINESE, columns
from ingest.difference import RowChange, SubmissionDifference
from ingest.printed import column_name, printed, printed_link

ROWS_SHOWN = 20
LONGEST, PART = 60, 40
SHARED_SHOWN = 10
"""Characters of a shared beginning that are shown where the rest of it is left out."""
TOLD_TOO = ("name", "segment", "headcount", "graduates")
AS_WRITTEN = {"firm": "firm", "university": "school", "reserved_for": "reserved_for", "sponsor": "sponsor"}
"""By link the column that names the thing: what it is called where no registry holds its code."""
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
        *(("-", row) for row in sorted(one.removed, key=_at)),
        *(("+", row) for row in sorted(one.added, key=_at)),
        *(("~", change) for change in sorted(one.changed, key=lambda change: _at(change.after))),
    ]
    for sign, row in lines[:ROWS_SHOWN]:
        if isinstance(row, RowChange):
            out.print(f"~ {_place(row.after)}: {_title(row.after)}", markup=False)
            names = {**dict(_as_written(row)), **one.names}
            for change in row.changes:
                column = column_name(name.list, change.name, link=change.links)
                mark = "    → " if change.links else "      "
                before, after = _short_apart(
                    *(
                        printed_link(value, change.name, names) if change.links else printed(value, change.name)
                        for value in (change.before, change.after)
                    )
                )
                out.print(f"{mark}{column}: {before or '—'} ⇒ {after or '—'}", markup=False)
        else:
            out.print(f"{sign} {_place(row)}: {_title(row)}", markup=False)
    if len(lines) > ROWS_SHOWN:
        out.print(f"… and {len(lines) - ROWS_SHOWN:,} more rows; --json lists all")


def _at(row: Row) -> tuple[str, str, int, int]:
    return row.file, row.sheet, row.row, row.need


def _place(row: Row) -> str:
    sheet = f"“{row.sheet}” " if row.sheet else ""
    return f"{row.file} {sheet}row {row.row}"


def _title(row: Row) -> str:
    """What tells the row from others: its identifying columns, then what it counts."""
    body = row.values
    names = [one.name for one in columns(body["list"]).values() if one.identifying]
    names += (name for name in TOLD_TOO if name not in names)
    return " · ".join(_short(text, PART) for name in names if (text := printed(body.get(name), name)))


def _as_written(row: RowChange) -> Iterator[tuple[str, str]]:
    for side in (row.before, row.after):
        body, links = side.values, side.linked
        yield from (
            (links[link], body[column]) for link, column in AS_WRITTEN.items() if links.get(link) and body.get(column)
        )


def _short_apart(before: str, after: str) -> tuple[str, str]:
    """Both in short, so that what differs is seen: of long texts the beginning that they share is left out.

    >>> _short_apart("甲" * 70 + "乙", "甲" * 70 + "丙")
    ('…甲甲甲甲甲甲甲甲甲甲乙', '…甲甲甲甲甲甲甲甲甲甲丙')
    """
    shared = sum(takewhile(bool, map(eq, before, after))) - SHARED_SHOWN
    if shared > 0 and max(len(before), len(after)) > LONGEST:
        before, after = f"…{before[shared:]}", f"…{after[shared:]}"
    return _short(before), _short(after)


def _short(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
