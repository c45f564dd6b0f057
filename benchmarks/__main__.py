"""python -m benchmarks [--only fair load] [--markdown]: run the modules, print one table; exit 1: a goal is missed."""

import argparse
import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from rich.console import Console

from benchmarks.table import Measure, as_markdown, print_table

NOT_A_BENCHMARK = {"__main__", "table"}


def modules() -> list[str]:
    """Names of the benchmark modules beside this one, in alphabetical order."""
    return sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if m.name not in NOT_A_BENCHMARK)


def run_apart(module: str) -> list[Measure]:
    """Run one module in a fresh process; what it prints itself is seen as it comes.

    A module that dies becomes one missed line instead of the end of the table.
    """
    with TemporaryDirectory() as directory:
        out = Path(directory) / "measures"
        done = subprocess.run([sys.executable, "-m", "benchmarks", "--child", module, str(out)], check=False)
        measured = [Measure(**orjson.loads(line)) for line in out.read_bytes().splitlines()] if out.exists() else []
    if done.returncode:
        measured.append(Measure(module, "runs to its end", f"exit code {done.returncode}", "", False))
    return measured


def write_measures(measures: Iterable[Measure], out: Path) -> None:
    """Write one JSON line per measure, at once, so that a later failure loses nothing."""
    with out.open("wb") as lines:
        for measure in measures:
            lines.write(orjson.dumps(asdict(measure)) + b"\n")
            lines.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=modules(), metavar="MODULE", help=", ".join(modules()))
    parser.add_argument("--markdown", action="store_true", help="the table as docs/benchmarks.md has it")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        module, out = args.child
        write_measures(importlib.import_module(f"benchmarks.{module}").measures(), Path(out))
        return 0
    console = Console(width=None if sys.stdout.isatty() else 160, stderr=args.markdown)
    measured: list[Measure] = []
    for module in args.only or modules():
        console.print(f"[dim]{module} …[/]")
        measured += run_apart(module)
    if args.markdown:
        sys.stdout.write(as_markdown(measured))
    else:
        print_table(measured, console)
    return 1 if any(m.ok is False for m in measured) else 0


if __name__ == "__main__":
    raise SystemExit(main())
