"""fourchain template: empty workbooks to fill in, with drop-downs, units, an example row and every column explained."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from api.terminal import console, print_json
from graph.store import open_store
from ingest.choices import Choices, builtin_choices, choices_of
from ingest.template import USUAL, write_templates

SQLITE = "sqlite:///"


def run(given: Namespace) -> int:
    paths = write_templates(Path(given.folder), given.list or USUAL, _choices(given.store))
    if given.json:
        print_json({"files": [str(path) for path in paths]})
        return 0
    out = console()
    for path in paths:
        out.print(str(path), markup=False)
    one = len(paths) == 1
    what = "1 workbook; fill it in and load it" if one else f"{len(paths)} workbooks; fill them in and load them"
    out.print(f"{what}: fourchain load {given.folder}", markup=False)
    return 0


def _choices(url: str) -> Choices:
    """The city's own districts and industries, where there is a store; templates must not make one."""
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
        return builtin_choices()
    return choices_of(open_store(url))
