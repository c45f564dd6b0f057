# ruff: noqa: A005, modules here are named like the commands
"""fourchain copy: all versions of one store into another, the content hashes equal after it."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing

from api.terminal import console, print_json
from graph.rows import Version
from graph.store import open_store
from graph.store.copying import copy_store


def run(given: Namespace) -> int:
    with closing(open_store(given.source)) as source, closing(open_store(given.target)) as target:
        with console(errors=True).status("") as status:

            def show(version: Version, rows: int) -> None:
                status.update(f"version {version.number}: {rows} rows")

            copied = copy_store(source, target, show)
        head = target.head()
    answer = {
        "from": given.source,
        "to": given.target,
        "copied": [version.number for version in copied],
        "version": head.number if head else None,
        "content_hash": head.content_hash if head else None,
    }
    if given.json:
        print_json(answer)
        return 0
    out = console()
    if head is None:
        out.print(f"{given.source} is empty; there was nothing to copy")
        return 0
    out.print(f"{len(copied)} versions copied; {given.target} is at version {head.number}, content {head.content_hash}")
    out.print(
        "Pseudonyms of persons are made with a key (FOURCHAIN_SECRET, or var/secret): load into the copy with the same"
        " key, or the same person becomes two."
    )
    return 0
