"""Rows on their way out: in collected pages with keyset cursors, never record by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graph.rows import Row
from graph.store.neo4j.batch import unpack
from graph.store.neo4j.connection import Connection

PAGE = 5_000
_HELD = 50_000
"""Rows in memory at once, where many revisions are read side by side."""

_NEXT = """
UNWIND $cursors AS one
CALL (one) {
    MATCH (r:Row {load: one[0]}) WHERE r.public_id > one[1] AND ($kinds IS NULL OR r.row_kind IN $kinds)
    WITH r ORDER BY r.public_id LIMIT $page
    RETURN collect(r.facts) AS found
}
RETURN one[0], found
"""
_FIND = """
UNWIND $loads AS load UNWIND $ids AS id
MATCH (r:Row {load: load, public_id: id})
RETURN collect([load, r.facts])
"""


def read_rows(
    connection: Connection, loads: Mapping[str, str], kinds: Sequence[str] | None = None
) -> Iterator[list[Row]]:
    """Rows of loads ({load: revision}) in pages, ordered by (public id, revision).

    Each load is read in its own order; a row is passed on once no load can hold a smaller one.
    """
    size = max(1, min(PAGE, _HELD // max(1, len(loads))))
    held: dict[str, list[Row]] = {}
    cursors = dict.fromkeys(loads, "")
    while cursors or held:
        if cursors:
            wanted = [[load, after] for load, after in cursors.items() if load not in held]
            for load, found in connection.read(_NEXT, cursors=wanted, page=size, kinds=kinds):
                revision = loads[load]
                if found:
                    held[load] = [unpack(revision, one) for one in found]
                if len(found) < size:
                    del cursors[load]
                else:
                    cursors[load] = held[load][-1].public_id
        # Up to here every load that goes on is known.
        edge = min((held[load][-1].public_id for load in cursors), default=None)
        page: list[Row] = []
        for load in list(held):
            rows = held[load]
            if edge is None or rows[-1].public_id <= edge:
                page += held.pop(load)
            else:
                stop = next(n for n, row in enumerate(rows) if row.public_id > edge)
                page += rows[:stop]
                held[load] = rows[stop:]
        if page:
            yield sorted(page, key=_order)


def find_rows(connection: Connection, loads: Mapping[str, str], ids: Sequence[str]) -> list[Row]:
    """The rows with these public ids, ordered by (public id, revision)."""
    rows: list[Row] = []
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        [[found]] = connection.read(_FIND, loads=list(loads), ids=list(dict.fromkeys(some)))
        rows += (unpack(loads[load], one) for load, one in found)
    return sorted(set(rows), key=_order)


def _order(row: Row) -> tuple[str, str]:
    return row.public_id, row.revision
