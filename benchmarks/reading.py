"""What reading a file costs beside the barest way to read it: openpyxl's read-only mode, the csv module."""

from __future__ import annotations

import csv
import random
import resource
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.table import Measure, cpu_seconds, peak_rss_mb
from ingest.outgoing import write_csv, write_xlsx
from ingest.workbook import read_file

ROWS = 100_000
LARGEST = 400_000


def measures() -> Iterator[Measure]:
    with TemporaryDirectory() as directory:
        folder = Path(directory)
        yield _start(folder)
        yield _csv(folder)
        yield _flat(folder)
        yield _xlsx(folder)


def posts(rows: int, columns: int) -> Iterator[list[str | int | float]]:
    """A header and rows as planners write them; the same on every machine."""
    chance = random.Random(20240101)
    yield [f"列{column}" for column in range(columns)]
    for row in range(rows):
        cells: list[str | int | float] = [
            row + 1,
            chance.choice(["甲区", "乙区", "丙区"]),
            f"沟渠第{chance.randrange(400)}有限公司",
            f"91370100{chance.randrange(10**10):010d}",
            "新能源",
            f"工程师{chance.randrange(2_000)}",
            chance.randrange(1, 20),
            "本科及以上",
            "计算机类（0809）；软件工程（080902）",
            chance.randrange(20, 90) / 2,
            "2024年6月",
            f"第{row}号" if row % 2 else "",
        ]
        yield (cells + [f"值{chance.randrange(30)}" for _ in range(columns - len(cells))])[:columns]


def _count(path: Path) -> int:
    with read_file(path) as reading:
        return sum(1 for sheet in reading for _ in sheet.rows())


def _start(folder: Path) -> Measure:
    path = folder / "small.csv"
    write_csv(path, posts(10, 12))
    _count(path)
    with cpu_seconds(children=True) as watch:
        for _ in range(10):
            _count(path)
    each = watch.seconds / 10
    return Measure("a csv of 10 rows, child included", "≤ 0.1 CPU-s", f"{each:.3f} CPU-s", "", each <= 0.1)


def _csv(folder: Path) -> Measure:
    path = folder / "posts.csv"
    write_csv(path, posts(ROWS, 21))
    with cpu_seconds(children=True) as ours:
        _count(path)
    with cpu_seconds() as bare, path.open(encoding="utf-8-sig", newline="") as file:
        for _ in csv.reader(file):
            pass
    more = (ours.seconds - bare.seconds) / ROWS * 1e6
    return Measure(
        f"csv {ROWS:,} × 21, rows as cells",
        "≤ 10 µs a row more",
        f"{more:.1f} µs a row more, {ROWS / ours.seconds:,.0f} rows/s",
        f"csv module {ROWS / bare.seconds:,.0f} rows/s",
        more <= 10,
    )


def _flat(folder: Path) -> Measure:
    path = folder / "large.csv"
    write_csv(path, posts(LARGEST, 21))
    before = peak_rss_mb()
    _count(path)
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
    grown = peak_rss_mb() - before
    return Measure(
        f"csv {LARGEST:,} × 21, memory",
        "≤ 20 MB more here, ≤ 100 MB in the child",
        f"{grown:.0f} MB more, child {child:.0f} MB",
        f"file {path.stat().st_size / 1e6:.0f} MB",
        grown <= 20 and child <= 100,
    )


def _xlsx(folder: Path) -> Measure:
    from openpyxl import load_workbook

    path = folder / "posts.xlsx"
    write_xlsx(path, {"人才": posts(ROWS, 12)})
    with cpu_seconds(children=True) as ours:
        _count(path)
    with cpu_seconds() as bare:
        for _ in load_workbook(path, read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True):
            pass
    ratio = ours.seconds / bare.seconds
    return Measure(
        f"xlsx {ROWS:,} × 12, rows as cells",
        "≤ 1.3 × openpyxl read-only",
        f"{ratio:.2f} ×, {ROWS / ours.seconds:,.0f} rows/s",
        f"openpyxl {ROWS / bare.seconds:,.0f} rows/s",
        ratio <= 1.3,
    )
