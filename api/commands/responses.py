"""fourchain responses: whom to bring in, which programmes to change, which problems to give to whom."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

from rich.console import Console
from rich.table import Table

from api.commands.gaps import figure
from api.response_tables import COLUMNS, line
from api.terminal import console, print_json
from graph.gaps.report import gap_report
from graph.responses import Responses, responses
from graph.responses.items import DISCIPLINES, LIST_NAMES, LISTS, PROJECTS, RECRUITMENT
from graph.snapshot import Snapshot
from graph.store import open_store
from ingest.outgoing import csv_line

SHOWN = 15
ORDERS = {
    RECRUITMENT: "the most urgent first",
    DISCIPLINES: "by action, the largest first",
    PROJECTS: "by action, the largest first",
}
Json = dict[str, Any]


def run(given: Namespace) -> int:
    store = open_store(given.store)
    log = store.decisions()
    found = responses(gap_report(Snapshot.load(store, given.version), given.year, given.kind), log)
    content = found.to_json(given.list)
    content["closed"] = [one.to_json() for one in found.closings(store, given.list)]
    lists = [given.list] if given.list else list(LISTS)
    form = "json" if given.json else given.format
    if form == "json":
        print_json(content)
    elif form == "csv":
        sys.stdout.buffer.write(csv_line(COLUMNS))
        for name in lists:
            sys.stdout.buffer.writelines(csv_line(line(item)) for item in content[name])
    else:
        _show(found, content, lists, console())
    return 0


def _show(found: Responses, content: Json, lists: list[str], out: Console) -> None:
    out.print(
        f"version {content['version']} · {content['year']} · {content['kind']} ·"
        f" {content['decision_position']} decisions in the log"
    )
    if not found.report.computed:
        out.print("no data about demand or supply, so nobody is proposed for a post")
    for name in lists:
        items = content[name]
        order = f", {ORDERS[name]}" if len(items) > 1 else ""
        out.print(f"{LIST_NAMES[name]} ({name}): {len(items)}{order}")
        if items:
            out.print(_table(items[:SHOWN]))
        if len(items) > SHOWN:
            out.print(f"… and {len(items) - SHOWN} more; fourchain responses {name} --format csv has all")
    if any(item["effect"] for name in lists for item in content[name]):
        out.print("each effect is that of its item alone: they overlap, never add them up")
    for one in content["closed"]:
        where = f"closed in version {one['closed_in']}" if one["closed_in"] else "no longer proposed"
        changed = ", ".join(f"{sent['list']} {sent['sender']} {sent['standing']}" for sent in one["closed_by"])
        out.print(f"{one['status']} {one['id']}: {where}{f' by {changed}' if changed else ''}", markup=False)


def _table(items: list[Json]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading, side in (
        ("id", "left"), ("action", "left"), ("what", "left"), ("quantity", "right"), ("closes", "right"),
        ("from", "right"), ("status", "left"),
    ):  # fmt: skip
        table.add_column(heading, justify="right" if side == "right" else "left", no_wrap=True)
    for one in items:
        quantity = "no data" if one["quantity"] is None else f"{one['quantity']:,} {one['unit']}"
        closes = "" if one["effect"] is None else figure(-one["effect"]["joint_gap"])
        first = "" if one["first_year"] is None else str(one["first_year"])
        title = str(one["title"])[:40].replace("[", "\\[")
        table.add_row(one["id"], one["action_zh"], title, quantity, closes, first, one["status"])
    return table
