"""fourchain explain: one gap in one paragraph, Chinese and English."""

from __future__ import annotations

from argparse import Namespace

from api.reports import TERMINAL, Reports
from api.terminal import console, print_json
from graph.gaps.explain import explain
from graph.store import open_store


def run(given: Namespace) -> int:
    reports = Reports(open_store(given.store), TERMINAL)
    report, _ = reports.report_of(given.gap, given.version, given.year, given.kind)
    told = explain(report, given.gap)
    texts = {"zh": told.zh, "en": told.en}
    chosen = {given.lang: texts[given.lang]} if given.lang else texts
    if given.json:
        head = {"version": report.version.number, "content_hash": report.version.content_hash}
        whole = {name: value for name, value in told.to_json().items() if name not in texts}
        print_json(head | {"year": report.year, "kind": report.kind} | whole | chosen)
        return 0
    out = console()
    for text in chosen.values():
        out.print(text, markup=False)
    return 0
