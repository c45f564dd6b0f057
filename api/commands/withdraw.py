"""fourchain withdraw: take a submission out of the published version, or bring an earlier reading of one back."""

from __future__ import annotations

from argparse import Namespace

from api.changes import show_differences
from api.terminal import called, console, print_json, would_be
from graph.errors import BadArgument
from graph.rows import Submission
from graph.store import open_store
from ingest.columns import list_named
from ingest.draft import LoadOptions
from ingest.values import normalise, period
from ingest.withdraw import Withdrawal, restore, withdraw


def run(given: Namespace) -> int:
    options = LoadOptions(check=given.check, actor=given.actor, note=given.note)
    store = open_store(given.store)
    if given.to is not None:
        if given.list or given.sender or given.period:
            raise BadArgument("--to names a whole revision", remedy="leave out --list, --sender and --period")
        done = restore(store, given.to, options)
    else:
        done = withdraw(store, _submission(given), options)
    if given.json:
        print_json(_as_json(done, check=given.check))
        return 0
    out = console()
    show_differences(done.differences, out)
    version = done.version
    if given.check:
        would = would_be(version, moves=done.moves, differs=bool(done.differences))
        out.print(f"checked only, nothing published; {would}")
    elif done.published:
        out.print(f"version {version.number} published, content {version.content_hash}")
    else:
        out.print(f"nothing changed; version {version.number} stays, content {version.content_hash}")
    for submission in done.relinked:
        again = "would be linked again" if given.check else "linked again"
        out.print(f"{again} with the dictionary as it is now: {called(submission)}", markup=False)
    return 0


def _submission(given: Namespace) -> Submission:
    if not given.list or not given.sender:
        raise BadArgument(
            "a submission is a list, a sender and a period",
            remedy="say --list, --sender and --period (fourchain log shows them), or --to REVISION",
        )
    said = "" if given.period is None else period(given.period)
    if said is None:
        raise BadArgument(f"“{given.period}” is no period", remedy="write 2026, 2026-H1, 2026-Q1 or 2026-03")
    return Submission(list_named(given.list), normalise(given.sender), said)


def _as_json(done: Withdrawal, *, check: bool) -> dict[str, object]:
    return {
        "published": done.published,
        "check": check,
        "version": done.version.number if not check else None,
        "content_hash": done.version.content_hash,
        "relinked": [one.key for one in done.relinked],
        "differences": [one.to_json() for one in done.differences],
    }
