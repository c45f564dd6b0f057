"""fourchain decide: 采纳, 驳回 or 完成 for one proposal, with who and why."""

from __future__ import annotations

from argparse import Namespace

from api.terminal import console, print_json
from graph.gaps.report import gap_report
from graph.responses import responses
from graph.responses.decisions import new_decision, record
from graph.responses.items import decision_json
from graph.snapshot import Snapshot
from graph.store import open_store


def run(given: Namespace) -> int:
    store = open_store(given.store)
    log = store.decisions()
    report = gap_report(Snapshot.load(store, given.version), given.year, given.kind)
    found = responses(report, log)
    item = found.find(given.item)
    last = found.decided.get(item.id)
    decision = new_decision(report, item, given.status, actor=given.actor, why=given.why)
    made = record(store, decision, last.position if last else 0)
    if given.json:
        print_json({"id": item.id, "list": item.list, "action": item.action} | decision_json(made))
        return 0
    out = console()
    quantity = "" if made.quantity is None else f" · {made.quantity:,} {made.unit}"
    out.print(f"{made.status}: {item.title}{quantity} · decision {made.position} by {made.actor}", markup=False)
    if last is not None:
        out.print(f"before: {last.status} by {last.actor}, {last.why}", markup=False)
    return 0
