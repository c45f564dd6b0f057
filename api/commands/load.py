"""fourchain load: files and folders in, a version out, and what was done with every row."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from api.boards import show_districts
from api.changes import show_differences
from api.given_back import give_back, is_worth_it, name_in, sha256_of
from api.receipts import show_receipts
from api.terminal import called, console, print_json, would_be
from graph.errors import BadArgument, FourchainError
from graph.store import Store, open_store
from graph.taxonomy import BUILTIN_SENDER
from ingest.annotate import free_place
from ingest.board import board
from ingest.folder import files_in
from ingest.mapping import read_mapping
from ingest.submit import LoadOptions, LoadOutcome, load
from ingest.survey import Saying


def run(given: Namespace) -> int:
    saying = Saying(
        list=given.list,
        sender=given.sender,
        period=given.period,
        mappings=tuple(read_mapping(Path(one)) for one in given.mapping),
    )
    options = LoadOptions(
        saying=saying,
        check=given.check,
        yes=given.yes,
        builtin=given.builtin,
        no_builtin=given.no_builtin,
        remarks=not given.no_annotate,
        actor=given.actor,
    )
    if not given.files and not given.builtin:
        raise BadArgument("there is nothing to load", remedy="name files or folders: fourchain load 报送2026/")
    found = files_in(Path(one) for one in given.files)
    paths = list(found.names)
    options = replace(options, names=found.names)
    store = open_store(given.store)
    errors = console(errors=True)
    outcome = _load(store, paths, options, errors, quiet=given.json or not errors.is_terminal)
    written = [] if given.no_annotate else write_back(found.names, outcome, errors)
    folder = any(Path(one).is_dir() for one in given.files)
    reported = board(store) if folder and not given.check else None
    if given.json:
        answer = as_json(outcome) | {"annotated": [str(path) for path in written]}
        answer["ignored"] = [str(path) for path in found.ignored]
        print_json(answer | ({"board": reported.to_json()} if reported else {}))
        return outcome.exit_code
    out = console()
    show(outcome, out)
    for path in found.ignored:
        out.print(f"not looked at, no list is kept in such a file: {path}", markup=False)
    for path in written:
        out.print(f"given back with remarks: {path}", markup=False)
    if reported is not None and reported.districts():
        show_districts(reported, out)
    return outcome.exit_code


def _load(store: Store, paths: Sequence[Path], options: LoadOptions, errors: Console, *, quiet: bool) -> LoadOutcome:
    """Load with a bar that counts files twice: once they are looked at, once their rows are taken."""
    looked, taken = set[str](), set[str]()
    with Progress(
        SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), console=errors, transient=True, disable=quiet
    ) as bar:
        task = bar.add_task("reading", total=2 * len(paths))
        names = {path.name for path in paths}

        def show_progress(what: str, rows: int) -> None:
            (looked if what in names and not rows else taken).add(what)
            done = min(len(looked), len(paths)) + min(len(taken), len(paths))
            bar.update(task, completed=done, description=f"{what} {rows or ''}")

        return load(store, paths, options, show_progress)


def write_back(names: Mapping[Path, str], outcome: LoadOutcome, errors: Console) -> list[Path]:
    """The annotated workbook beside every file of which there is something to say."""
    written = []
    for path, given in names.items():
        if not path.is_file():
            continue
        name = name_in(sha256_of(path), given, outcome.receipts)
        if not is_worth_it(name, outcome):
            continue
        target = free_place(path)
        try:
            give_back(path, target, name, outcome)
        except (OSError, FourchainError) as error:
            errors.print(f"{target} could not be written: {error}", style="yellow", markup=False)
        else:
            written.append(target)
    return written


def as_json(outcome: LoadOutcome) -> dict[str, object]:
    version = outcome.version
    return {
        "published": "published" in outcome.outcomes,
        "version": version.number if version and not outcome.check else None,
        "content_hash": version.content_hash if version else None,
        "check": outcome.check,
        "receipts": [
            {"outcome": what, **receipt.to_json()}
            for receipt, what in zip(outcome.receipts, outcome.outcomes, strict=True)
        ],
        "left_out": [
            {"file": one.file, "sheet": one.sheet, "row": one.row, "column": one.column}
            | {"message": one.message, "remedy": one.remedy}
            for one in outcome.unread
        ],
        "relinked": [one.key for one in outcome.relinked],
        "differences": [one.to_json() for one in outcome.differences],
        "shrinking": outcome.shrinking,
    }


def show(outcome: LoadOutcome, out: Console) -> None:
    show_receipts(outcome.receipts, outcome.outcomes, out, {(error.file, error.sheet) for error in outcome.unread})
    for error in outcome.unread:
        out.print(f"left out: {error}", style="red", markup=False)
    version = outcome.version
    if version is None or not outcome.accepted:
        out.print("nothing was accepted; the published version stays as it is", style="red")
    elif outcome.check:
        show_differences([one for one in outcome.differences if one.submission.sender != BUILTIN_SENDER], out)
        for one in outcome.shrinking:
            out.print(
                f"would shrink to less than half: {one} → if that is right, load it with --yes",
                style="yellow",
                markup=False,
            )
        would = would_be(version, moves="checked" in outcome.outcomes, differs=bool(outcome.differences))
        out.print(f"checked only, nothing published; {would}")
    elif "published" in outcome.outcomes:
        out.print(f"version {version.number} published, content {version.content_hash}")
    else:
        out.print(f"nothing changed; version {version.number} stays, content {version.content_hash}")
    again = "would be linked again" if outcome.check else "linked again"
    for submission in outcome.relinked:
        out.print(f"{again} with the new dictionary: {called(submission)}", markup=False)
