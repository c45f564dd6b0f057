"""fourchain review: names that did not link. As a workbook out and back, or one after the other at the keyboard."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from api.asking import ask, one_key
from api.changes import show_differences
from api.terminal import called, console, print_json
from graph.errors import BadArgument
from graph.store import Store, open_store
from ingest.review import KINDS, Answer, Question, decide, dictionary_of, questions, standing
from ingest.review_book import Taken, Unclear, read_review, write_review
from ingest.submit import LoadOutcome

SHOWN = 30


def run(given: Namespace) -> int:
    if given.export and given.take:
        raise BadArgument("--export and --take at once", remedy="export first, fill in 判定, then take it back")
    store = open_store(given.store)
    if given.take:
        return _take(store, given)
    asked = [one for one in questions(store) if given.kind in (None, one.place.kind)]
    if given.export:
        return _export(store, asked, given)
    if given.json:
        print_json({"questions": [one.to_json() for one in asked]})
        return 0
    out = console()
    if sys.stdin.isatty() and sys.stdout.isatty():
        return _interactive(store, asked, given, out)
    _list(asked, out)
    return 0


def _export(store: Store, asked: list[Question], given: Namespace) -> int:
    path = Path(given.export)
    if path.exists():
        raise BadArgument(f"{path} is there already", remedy="it may be filled in: take it back, or name another file")
    write_review(path, asked, standing(store))
    if given.json:
        print_json({"file": str(path), "names": len(asked)})
        return 0
    posts = sum(one.posts for one in asked)
    out = console()
    out.print(f"{len(asked)} names, {posts:,} posts at stake: {path}", markup=False)
    out.print(f"fill in the column 判定 and give it back: fourchain review --take {path} --check", markup=False)
    return 0


def _take(store: Store, given: Namespace) -> int:
    taken = read_review(Path(given.take), dictionary_of(store))
    if not taken.answers and taken.unclear:
        _answer(given, taken, None)
        return 2
    who = given.who or taken.who or given.actor
    outcome = decide(store, taken.answers, who=who, sender=given.sender, check=given.check, note=given.note)
    _answer(given, taken, outcome)
    return 3 if taken.unclear else outcome.exit_code


def _answer(given: Namespace, taken: Taken, outcome: LoadOutcome | None) -> None:
    if given.json:
        print_json(
            {
                "decisions": [
                    {**one.place._asdict(), "canonical": one.canonical, "why": one.why} for one in taken.answers
                ],
                "unclear": [one._asdict() for one in taken.unclear],
                "check": given.check,
                "version": outcome.version.number if outcome and outcome.version and not given.check else None,
                "content_hash": outcome.version.content_hash if outcome and outcome.version else None,
                "relinked": [one.key for one in outcome.relinked] if outcome else [],
                "differences": [one.to_json() for one in outcome.differences] if outcome else [],
            }
        )
        return
    out = console()
    _show_unclear(taken.unclear, out)
    if outcome is not None:
        _show_outcome(taken.answers, outcome, out)


def _interactive(store: Store, asked: list[Question], given: Namespace, out: Console) -> int:
    who = given.who or given.actor
    if not who.strip() and not given.check:  # said before the first question, not after the last
        raise BadArgument("nobody says who decides", remedy="say it with --who")
    answers = ask(asked, out, one_key)
    if not answers:
        out.print("nothing was decided")
        return 0
    checked = decide(store, answers, who=who, sender=given.sender, check=True)
    _show_outcome(answers, checked, out)
    if given.check:
        return 0
    out.print(f"publish {len(answers)} decisions as {who}? y/n", markup=False)
    if one_key() != "y":
        out.print("nothing was published")
        return 0
    outcome = decide(store, answers, who=who, sender=given.sender, note=given.note)
    if outcome.version is not None:
        out.print(f"version {outcome.version.number} published, content {outcome.version.content_hash}")
    return outcome.exit_code


def _show_outcome(answers: list[Answer], outcome: LoadOutcome, out: Console) -> None:
    show_differences((one for one in outcome.differences if one.submission.list != "decisions"), out)
    version = outcome.version
    if version is None:
        return
    if outcome.check:
        out.print(f"{len(answers)} decisions checked, nothing published; it would be version {version.number}")
    else:
        out.print(f"{len(answers)} decisions; version {version.number} published, content {version.content_hash}")
    for submission in outcome.relinked:
        out.print(f"linked again: {called(submission)}", markup=False)


def _show_unclear(unclear: list[Unclear], out: Console) -> None:
    for one in unclear:
        out.print(f"row {one.row}, “{one.mention}”: {one.reason} → {one.remedy}", style="yellow", markup=False)


def _list(asked: list[Question], out: Console) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("", "name", "level", "posts", "graduates", "rows", "nearest"):
        is_count = heading in ("posts", "graduates", "rows")
        table.add_column(heading, justify="right" if is_count else "left", no_wrap=True)
    for one in asked[:SHOWN]:
        kind, level, mention = one.place
        near = "、".join(f"{each.name} {each.key.rpartition(':')[2]}" for each in one.candidates[:2])
        counts = (f"{count:,}" for count in (one.posts, one.graduates, one.rows))
        table.add_row(KINDS[kind], mention, level, *counts, near)
    out.print(table)
    if len(asked) > SHOWN:
        out.print(f"… and {len(asked) - SHOWN:,} more; --json lists all, --export FILE writes a workbook to fill in")
