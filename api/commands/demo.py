"""fourchain demo: from nothing to a city's gaps on a page, with the synthetic city 沟渠市."""

from __future__ import annotations

import os
import time
from argparse import Namespace
from pathlib import Path

from api.commands.gaps import show as show_gaps
from api.commands.load import show as show_load
from api.commands.serve import serve
from api.settings import DEFAULT_STORE, Settings
from api.terminal import console, print_json
from graph import gap_report, open_graph
from graph.store import open_store
from ingest.sample_city import write_city
from ingest.submit import LoadOptions, load

FOLDER = Path("var/sample_city")
DEMO_STORE = "sqlite:///var/demo.sqlite"


def run(given: Namespace) -> int:
    out = console()
    # The sample city must not get among the lists of a real one: it has a store of its own unless told otherwise.
    url = DEMO_STORE if given.store == DEFAULT_STORE and "FOURCHAIN_STORE" not in os.environ else given.store
    began = time.monotonic()
    files = write_city(FOLDER)
    if not given.json:
        out.print(f"沟渠市, a synthetic city with invented people and firms: {len(files)} files in {FOLDER}/")
    store = open_store(url)
    outcome = load(store, files, LoadOptions(actor="demo", note="沟渠市（虚构示例数据）"))
    store.close()
    report = gap_report(open_graph(url))
    if given.json:
        print_json(report.to_json())
    else:
        show_load(outcome, out)
        show_gaps(report.to_json(), out)
        out.print(f"from workbooks to report in {time.monotonic() - began:.1f} s")
    return 0 if given.no_serve else serve(Settings.of(store=url, port=given.port))
