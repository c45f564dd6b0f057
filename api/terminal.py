"""What commands print: for people in lines that fit, for machines as JSON."""

from __future__ import annotations

import sys

import orjson
from rich.console import Console

from graph.rows import Submission, Version
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


def would_be(version: Version, *, moves: bool, differs: bool) -> str:
    """What a check says of the version that publishing would make; the published one where it makes none."""
    if not moves:
        return f"nothing would change, it stays version {version.number}, {version.content_hash}"
    same = "" if differs else "no row would change, "
    return f"{same}it would be version {version.number}, {version.content_hash}"
