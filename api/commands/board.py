"""fourchain board: who has sent which list, late or in time, and how much of it could be used."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace

from api.boards import show_board
from api.terminal import console, print_json
from graph.errors import BadArgument
from graph.store import open_store
from ingest.board import UNASKED, board


def run(given: Namespace) -> int:
    found = board(open_store(given.store), given.year, _day(given.today))
    if given.json:
        print_json(found.to_json())
        return 0
    out = console()
    if found.count(UNASKED) == len(found.entries):
        out.print("nobody is expected: load the list of expected senders (应报单位; fourchain template writes it)")
    if found.entries:
        show_board(found, out)
    return 0


def _day(said: str | None) -> dt.date | None:
    try:
        return None if said is None else dt.date.fromisoformat(said)
    except ValueError:
        raise BadArgument(f"“{said}” is no day", remedy="write 2026-03-31") from None
