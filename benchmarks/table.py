"""What a benchmark module says, and what it measures with.

A module of this package exposes ``measures() -> Iterator[Measure]`` and, when its parts can be asked for one by one,
does the cheap ones first. It runs in a process of its own, so memory figures are its own too.
"""

import resource
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import process_time

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table. All texts carry their unit; ``ok`` is None where there is a figure but no goal."""

    name: str
    goal: str
    figure: str
    compared_with: str
    ok: bool | None


@dataclass(slots=True)
class Stopwatch:
    """CPU seconds of this process and of the children it has waited for; 0.0 until the block ends."""

    seconds: float = 0.0


def _cpu_now(children: bool) -> float:
    now = process_time()
    if children:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        now += usage.ru_utime + usage.ru_stime
    return now


@contextmanager
def cpu_seconds(*, children: bool = False) -> Iterator[Stopwatch]:
    """Time a block in CPU seconds, user and system: a busy neighbour on the machine does not count.

    ``children=True`` adds the subprocesses that ended inside the block.
    """
    watch = Stopwatch()
    start = _cpu_now(children)
    try:
        yield watch
    finally:
        watch.seconds = _cpu_now(children) - start


def peak_rss_mb() -> float:
    """Peak resident memory of this process since it started, in MB (10^6 bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6  # Linux counts in KiB, macOS in bytes


MET = {True: "yes", False: "no", None: "–"}


def as_markdown(measures: Sequence[Measure]) -> str:
    """The table as it stands in docs/benchmarks.md."""
    rows = [("measure", "goal", "figure", "compared with", "met"), ("---",) * 5]
    rows += [(one.name, one.goal, one.figure, one.compared_with, MET[one.ok]) for one in measures]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def print_table(measures: Sequence[Measure], console: Console) -> None:
    """Print one line per measure, whole texts, wrapped rather than cut."""
    table = Table(title="fourchain benchmarks", title_justify="left")
    for column in ("measure", "goal", "figure", "compared with"):
        table.add_column(column, overflow="fold")
    table.add_column("met")
    for m in measures:
        met = f"[bold red]{MET[m.ok]}[/]" if m.ok is False else MET[m.ok]
        table.add_row(m.name, m.goal, m.figure, m.compared_with, met)
    console.print(table)
