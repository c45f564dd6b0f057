"""The review at the keyboard: one name at a time, one key for an answer."""

from __future__ import annotations

import codecs
import os
import select
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from rich.console import Console
from rich.table import Table

from ingest.review import KINDS, NONE_OF_THEM, Answer, Question

ESCAPE = "\x1b"
KEYS = "1-5 takes a candidate · 0 none of them · Enter later · u back · q done"


def ask(asked: Sequence[Question], out: Console, read_key: Callable[[], str]) -> list[Answer]:
    """Ask one name after the other; the answers given, in order. `read_key` gives one key, "" at the end of input."""
    answers: dict[int, Answer | None] = {}
    order: list[int] = []
    position = 0
    while position < len(asked):
        one = asked[position]
        show_question(one, position + 1, len(asked), out)
        out.print(KEYS, style="dim")
        key = read_key()
        if key in ("q", "", "\x03", "\x04"):
            break
        if key == "u":
            if order:
                position = order.pop()
                answers.pop(position, None)
            continue
        if key == "0":
            answers[position] = Answer(one.place, "", NONE_OF_THEM)
        elif key.isascii() and key.isdigit() and 0 < int(key) <= len(one.candidates):
            chosen = one.candidates[int(key) - 1]
            answers[position] = Answer(one.place, chosen.key, chosen.reason)
        elif key in ("\r", "\n", " ", "s"):
            answers[position] = None
        else:
            pressed = f"“{key}”" if key.isprintable() else "this key"
            out.print(f"{pressed} is no answer here", style="yellow", markup=False)
            continue
        order.append(position)
        position += 1
    return [answer for _, answer in sorted(answers.items()) if answer is not None]


def show_question(one: Question, number: int, of: int, out: Console) -> None:
    kind, level, mention = one.place
    file, sheet, row = one.where
    stake = f"{one.posts:,} posts" if one.posts or not one.graduates else f"{one.graduates:,} graduates"
    out.print(f"\n{number}/{of}  {KINDS[kind]} “{mention}” {level}", style="bold", markup=False)
    first = " ".join(part for part in (file, sheet, f"row {row}") if part)
    out.print(f"{stake}, {one.rows:,} rows, first in {first}", markup=False)
    if one.decided is not None:
        out.print(f"seen by {one.decided.who}: {one.decided.why}", style="dim", markup=False)
    table = Table(box=None, pad_edge=False, show_header=False)
    for position, candidate in enumerate(one.candidates, 1):
        table.add_row(str(position), candidate.name, candidate.key, candidate.reason)
    if one.candidates:
        out.print(table)
    else:
        out.print("nothing is like it")


def one_key() -> str:
    """One key of the terminal, without Enter; a whole line where there is no such terminal. A key that sends several
    characters (Delete: ESC [ 3 ~) is ESC: its digits are no answers."""
    try:
        import termios
        import tty
    except ImportError:  # a system without them: Enter is needed
        return sys.stdin.readline()[:1]
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        return key_of(descriptor)
    finally:
        with suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def key_of(descriptor: int) -> str:
    """The next key of a terminal; "" at its end."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    key = ""
    while not key and (byte := os.read(descriptor, 1)):
        key = decoder.decode(byte)
    if key == ESCAPE and _is_ready(descriptor) and os.read(descriptor, 1) in (b"[", b"O"):
        while _is_ready(descriptor) and (byte := os.read(descriptor, 1)):
            if b"@" <= byte <= b"~":
                break
    return key


def _is_ready(descriptor: int) -> bool:
    """Does more follow at once?"""
    return bool(select.select([descriptor], [], [], 0.05)[0])
