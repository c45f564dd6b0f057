"""fourchain log: every version with its lists."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from api.terminal import console, print_json
from graph.store import open_store
from graph.taxonomy import BUILTIN_SENDER


def run(given: Namespace) -> int:
    store = open_store(given.store)
    versions = store.versions()
    if given.json:
        print_json([asdict(one) for one in versions])
        return 0
    out = console()
    if not versions:
        out.print(f"{store.url} holds nothing yet → fourchain load FILES…, or fourchain demo")
        return 0
    before: set[str] = set()
    for version in versions:
        revisions = store.revisions(version.revisions)
        out.print(f"version {version.number} · {version.at} · {version.actor} · content {version.content_hash}")
        for revision in revisions:
            if revision.id not in before and revision.submission.sender != BUILTIN_SENDER:
                one = revision.submission
                out.print(f"  + {one.list} {one.sender} {one.period} · {revision.rows:,} rows · revision {revision.id}")
        for gone in sorted(before - set(version.revisions)):
            out.print(f"  - revision {gone}")
        before = set(version.revisions)
    return 0
