"""fourchain doctor: is the store sound? Clears what broken loads left behind."""

from __future__ import annotations

from argparse import Namespace

from api.terminal import console, print_json
from graph.errors import StoreCorrupt
from graph.store import open_store


def run(given: Namespace) -> int:
    store = open_store(given.store)
    faults = store.check()
    head = store.head()
    if given.json:
        answer = {"store": store.url, "version": head.number if head else None, "faults": faults}
        print_json(answer)
    else:
        out = console()
        out.print(f"{store.url}: " + (f"version {head.number}" if head else "empty"))
        for fault in faults:
            out.print(fault, style="red")
        if not faults:
            out.print("all is well")
    return StoreCorrupt.exit_code if faults else 0
