"""Who has reported, for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from ingest.board import LATE, MISSING, OPEN, SENT, UNASKED, Board
from ingest.columns import CHINESE

COLOURS = {SENT: "green", LATE: "yellow", MISSING: "red", OPEN: "", UNASKED: "dim"}


def show_districts(one: Board, out: Console) -> None:
    """A line for every district, then who is missing, and who came though nobody expects it."""
    table = Table(box=None, pad_edge=False)
    for heading in ("district", "sent", "late", "missing", "not yet due", "rows", "accepted"):
        table.add_column(heading, justify="left" if heading == "district" else "right", no_wrap=True)
    for district in one.districts():
        counts = (str(district.states[state]) for state in (SENT, LATE, MISSING, OPEN))
        table.add_row(district.name or "—", *counts, f"{district.rows:,}", _share(district.share_ppm))
    out.print(table)
    _show_counts(one, out)
    for entry in one.entries:
        if entry.state == MISSING:
            out.print(f"missing since {entry.due}: {CHINESE[entry.list]} of {entry.sender}", style="red", markup=False)
    for entry in one.entries:
        if entry.state == UNASKED:
            out.print(
                f"nobody expects: {CHINESE[entry.list]} of {entry.sender} → if it is an expected sender under another"
                " name, load it with --sender and withdraw this one; else add it to the expected senders (应报单位)",
                style="yellow",
                markup=False,
            )


def show_board(one: Board, out: Console) -> None:
    """A line for every list of every expected sender, then the counts."""
    table = Table(box=None, pad_edge=False)
    for heading in ("district", "sender", "list", "period", "due", "", "sent", "rows", "accepted", "to review"):
        is_count = heading in ("rows", "accepted", "to review")
        table.add_column(heading, justify="right" if is_count else "left", no_wrap=True)
    for entry in one.entries:
        here = entry.state in (SENT, LATE, UNASKED)
        table.add_row(
            entry.district,
            entry.sender,
            CHINESE[entry.list],
            entry.period or "",
            entry.due or "",
            f"[{COLOURS[entry.state]}]{entry.state}[/]" if COLOURS[entry.state] else entry.state,
            entry.sent or "",
            f"{entry.rows:,}" if here else "",
            _share(entry.share_ppm),
            f"{entry.unlinked:,}" if here else "",
        )
    out.print(table)
    _show_counts(one, out)


def _share(ppm: int | None) -> str:
    """Rounded down: 100% is said of nothing less."""
    return "" if ppm is None else f"{ppm // 1_000 / 10:.1f}%"


def _show_counts(one: Board, out: Console) -> None:
    expected = len(one.entries) - one.count(UNASKED)
    out.print(
        f"of {expected} lists expected {one.count(SENT)} were sent in time, {one.count(LATE)} late,"
        f" {one.count(MISSING)} are missing, {one.count(OPEN)} not yet due; {one.count(UNASKED)} came unasked"
    )
