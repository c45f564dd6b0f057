"""python -m tests.fuzzing [--minutes 5] [--only values headers rows csv]: any bytes through the readers.

Each target asks what the tests ask of random cells, led by the branches that a cell reaches. What breaks a promise,
or takes more than five seconds, is printed and kept in --found; put what it holds into the tests. Linux only (atheris).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ingest"]):
    from ingest.columns import LISTS, columns
    from ingest.reading.delimited import read_csv
    from ingest.reading.limits import Limits
    from ingest.reading.outlet import Outlet
    from ingest.reading.refusal import Refused
    from tests.test_header_fuzz import HEADERS, TITLES, finds_or_refuses, types_or_rejects
    from tests.test_values_fuzz import READERS, WORDS, reads_or_refuses

NAMES = sorted(READERS)
FULL = ("talent", "technology", "training")


def values(data: bytes) -> None:
    """One byte chooses the reader, the rest is the cell."""
    if data:
        reads_or_refuses(NAMES[data[0] % len(NAMES)], text_of(data[1:]))


def headers(data: bytes) -> None:
    """Lines are rows, tabs separate cells."""
    finds_or_refuses([line.split("\t") for line in text_of(data).split("\n")])


def rows(data: bytes) -> None:
    """One byte chooses the list, tabs separate cells."""
    if data:
        types_or_rejects(FULL[data[0] % len(FULL)], [cell or None for cell in text_of(data[1:]).split("\t")])


def csv(data: bytes) -> None:
    """A whole file, as the guarded child reads it."""
    file = os.memfd_create("list.csv")
    sink = os.open(os.devnull, os.O_WRONLY)
    limits = Limits()
    try:
        os.write(file, data)
        with contextlib.suppress(Refused):
            read_csv(file, limits, Outlet(sink, limits))
    finally:
        os.close(file)
        os.close(sink)


TARGETS: dict[str, Callable[[bytes], None]] = {"values": values, "headers": headers, "rows": rows, "csv": csv}


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def seeds(folder: Path) -> None:
    """What columns.csv says of its columns: examples of every kind of cell, headers of every list."""
    every = [one for name in LISTS for one in columns(name).values()]
    cells = {cell for one in every for cell in (one.example, one.guidance) if cell}
    for k, cell in enumerate(sorted(cells)):
        for j in range(len(NAMES)):
            (folder / f"cell-{k}-{j}").write_bytes(bytes([j]) + cell.encode())
    for k, name in enumerate(LISTS):
        own = columns(name).values()
        table = ["\t".join(one.chinese for one in own), "\t".join(one.example or "" for one in own)]
        (folder / f"list-{k}").write_text("\n".join(table), encoding="utf-8")
        (folder / f"row-{k}").write_bytes(bytes([k % len(FULL)]) + table[1].encode())
        (folder / f"csv-{k}").write_bytes("\n".join(table).replace("\t", ",").encode("gb18030"))


def words(path: Path) -> None:
    """Pieces to put together, in libFuzzer's format."""
    pieces = {one.encode("utf-8", "surrogatepass") for one in [*WORDS, *TITLES, *HEADERS, "\t", "\n"] if one}
    quoted = ("".join(f"\\x{byte:02x}" for byte in piece) for piece in sorted(pieces))
    path.write_text("".join(f'"{one}"\n' for one in quoted), encoding="ascii")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="for each target")
    parser.add_argument("--only", nargs="+", choices=TARGETS, default=list(TARGETS))
    parser.add_argument("--found", type=Path, default=Path("var/fuzzing"), help="where breaking inputs are kept")
    parser.add_argument("--child", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        name, *options = args.child
        atheris.Setup([sys.argv[0], *options], TARGETS[name])
        atheris.Fuzz()
    args.found.mkdir(parents=True, exist_ok=True)
    broken = []
    for name in args.only:
        with tempfile.TemporaryDirectory() as room:
            corpus, known = Path(room) / "corpus", Path(room) / "words"
            corpus.mkdir()
            seeds(corpus)
            words(known)
            options = [
                f"-max_total_time={round(args.minutes * 60)}",
                f"-dict={known}",
                f"-artifact_prefix={args.found}/{name}-",
                "-max_len=600",
                "-timeout=5",
                "-verbosity=0",
                "-print_final_stats=1",
            ]
            command = [sys.executable, "-m", "tests.fuzzing", "--child", name, *options, str(corpus)]
            broken += [name] if subprocess.run(command, check=False).returncode else []
    print(f"broken: {', '.join(broken)}; see {args.found}" if broken else "nothing broke")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
