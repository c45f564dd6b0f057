"""fourchain log: every version with its lists, and what one reading of a list said."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import asdict

import orjson

from api.receipts import show_receipts
from api.terminal import console, print_json
from graph.errors import NotFound
from graph.store import Store, open_store
from graph.taxonomy import BUILTIN_SENDER
from ingest.columns import CHINESE
from ingest.receipt import Receipt
from ingest.receipt_markdown import to_markdown


def run(given: Namespace) -> int:
    store = open_store(given.store)
    if given.receipt:
        return _receipt(store, given.receipt, "json" if given.json else given.format)
    versions = store.versions()
    if given.json:
        print_json([asdict(one) for one in versions])
        return 0
    out = console()
    if not versions:
        out.print(f"{store.url} holds nothing yet → fourchain load FILES…, or fourchain demo")
        return 0
    before: dict[str, str] = {}
    for version in versions:
        held = {
            one.id: f"{CHINESE[one.submission.list]} {one.submission.sender} {one.submission.period}".rstrip()
            + f" · {one.rows:,} rows · revision {one.id}"
            for one in store.revisions(version.revisions)
            if one.submission.sender != BUILTIN_SENDER
        }
        said = (f"version {version.number}", version.at, version.actor, version.note, f"content {version.content_hash}")
        out.print(" · ".join(one for one in said if one), markup=False)
        for sign, some, others in (("+", held, before), ("-", before, held)):
            for one, called in some.items():
                if one not in others:
                    out.print(f"  {sign} {called}", markup=False)
        before = held
    return 0


def _receipt(store: Store, name: str, form: str) -> int:
    found = store.revisions([name])
    if not found:
        raise NotFound(f"there is no revision {name}", remedy="fourchain log lists the revisions")
    revision = found[0]
    receipt = Receipt.from_json(revision.submission, orjson.loads(revision.receipt))
    if form == "json":
        print_json({"revision": revision.id, "at": revision.at, "actor": revision.actor, **receipt.to_json()})
    elif form == "markdown":
        sys.stdout.write(to_markdown(receipt))
    else:
        out = console()
        out.print(f"revision {revision.id} · {revision.at} · {revision.actor}", markup=False)
        for file in receipt.files:
            out.print(f"{file.name} · {file.encoding or 'xlsx'} · SHA-256 {file.sha256}", markup=False)
        show_receipts([receipt], [""], out)
    return 0
