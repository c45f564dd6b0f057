"""What commands print: for people in lines that fit, for machines as JSON."""

from __future__ import annotations

import sys

import orjson
from rich.console import Console

from graph.rows import Submission
from ingest.columns import CHINESE

WIDE = 160


def console(*, errors: bool = False) -> Console:
    """A console; into a pipe or file it never folds lines."""
    stream = sys.stderr if errors else sys.stdout
    return Console(file=stream, highlight=False, width=None if stream.isatty() else WIDE, soft_wrap=True)


def print_json(answer: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.flush()


def called(submission: Submission) -> str:
    """急需紧缺人才 of 甲区人才办 2026."""
    return f"{CHINESE[submission.list]} of {submission.sender} {submission.period}".rstrip()
