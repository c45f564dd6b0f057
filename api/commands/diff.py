"""fourchain diff: what changed between two versions, field by field."""

from __future__ import annotations

from argparse import Namespace

from api.changes import show_differences
from api.terminal import console, print_json
from graph.errors import NotFound
from graph.store import Store, open_store
from ingest.columns import list_named
from ingest.difference import difference
from ingest.values import normalise


def run(given: Namespace) -> int:
    store = open_store(given.store)
    before, after = _numbers(store, given.before, given.after)
    sides = [store.version(number).revisions if number else () for number in (before, after)]
    wanted = given.list and list_named(given.list), given.sender and normalise(given.sender)
    found = (
        one
        for one in difference(store, *sides, whole=given.json)
        if wanted[0] in (None, one.submission.list) and wanted[1] in (None, one.submission.sender)
    )
    if given.json:
        print_json({"from": before, "to": after, "submissions": [one.to_json() for one in found]})
        return 0
    out = console()
    out.print(f"from version {before} to version {after}")
    if not show_differences(found, out):
        out.print("nothing differs")
    return 0


def _numbers(store: Store, before: int | None, after: int | None) -> tuple[int, int]:
    head = store.head()
    if head is None:
        raise NotFound("the store holds no version yet", remedy="load something first: fourchain load FILES…")
    last = head.number if after is None else after
    return (max(last - 1, 0) if before is None else before), last
