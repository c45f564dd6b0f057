"""Rows on their way in: written in batches under a lease, seen by nobody until their label is flipped.

A load is one attempt to write a revision. It renews its lease with every batch, by the clock of the
server; when the lease has run out and no version holds the load, its rows are leftovers. `edges` says
whether 'all' edges of its rows are there, 'some' or 'none'.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from graph.chains import Collected, Value, edges_of, listen, row_chain, row_properties
from graph.errors import StoreUnavailable
from graph.rows import Row
from graph.store.neo4j.connection import AgainError, Connection, Transaction, run

BATCH = 5_000
LEASE_SECONDS = 600

Named = tuple[str, str, dict[str, Value]]
"""An edge on its way in: public id of the row, key of the thing, properties."""

_TAKE_TURN = """
MERGE (l:Load {id: $load})
ON CREATE SET l.revision = $revision, l.batches = 0, l.rows = 0, l.edges = 'all'
SET l.lease = timestamp()
RETURN l.batches, coalesce(l.clearing, false)
"""
_WRITE_ROWS = "UNWIND $rows AS one CREATE (r:Row) SET r = one"
_MEET_THINGS = "UNWIND $keys AS key MERGE (:Thing {key: key})"
_WRITE_EDGES = """
UNWIND $edges AS one
MATCH (r:Row {load: $load, public_id: one[0]})
MATCH (t:Thing {key: one[1]})
CREATE (r)-[e:%s]->(t) SET e = one[2]
RETURN count(e)
"""
_REJOIN_TURN = "MATCH (l:Load {id: $load}) SET l.lease = timestamp() RETURN l.rejoined"
_BARE = "UNWIND $ids AS id MATCH (:Row {load: $load, public_id: id})-[e]->() DELETE e"
_END_TURN = "MATCH (l:Load {id: $load}) SET l.batches = $batches, l.rows = l.rows + $rows"


class Batch:
    """Rows and their edges, as parameters of the statements that write them."""

    __slots__ = ("edges", "keys", "rows")

    def __init__(self, load: str, revision: str, rows: Sequence[Row], collected: Collected) -> None:
        self.rows: list[dict[str, Value]] = []
        self.edges: dict[str, list[Named]] = defaultdict(list)
        for row in rows:
            body, links = row.values, row.linked
            listen(collected, row.kind, row.public_id, body, links)
            chain = row_chain(row.kind, str(body.get("list", "")))
            self.rows.append(row_properties(body, links) | own_properties(row, load, revision, chain))
            for edge in edges_of(row.kind, body, links):
                self.edges[edge.type].append((row.public_id, edge.target, {"chain": edge.chain} | edge.properties))
        # In one order for everybody, so that importers queue at a thing instead of blocking each other.
        self.keys = sorted({key for edges in self.edges.values() for _, key, _ in edges})
        for edges in self.edges.values():
            edges.sort(key=lambda one: one[1])


def own_properties(row: Row, load: str, revision: str, chain: str) -> dict[str, Value]:
    """What makes a row a row, beside the values that analysts read."""
    return {
        "load": load,
        "revision": revision,
        "public_id": row.public_id,
        "row_kind": row.kind,
        "file": row.file,
        "sheet": row.sheet,
        "row": row.row,
        "need_number": row.need,
        "body": row.body,
        "links": row.links,
        "chain": chain,
    }


class Staging:
    """The writing of one revision's rows: `load` names the attempt, `collected` what the rows say."""

    def __init__(self, connection: Connection, revision: str) -> None:
        self.load = f"{revision}-{secrets.token_hex(4)}"
        self.revision = revision
        self.collected = Collected()
        self._connection = connection

    def write(self, rows: Iterable[Row]) -> int:
        """Write all rows, the number of them. While the server writes one batch the next is made
        ready, so memory holds two."""
        self._write(0, None)
        stream = iter(rows)
        count = number = 0
        with ThreadPoolExecutor(1, "staging") as writer:
            writing: Future[None] | None = None
            while page := list(islice(stream, BATCH)):
                batch = Batch(self.load, self.revision, page, self.collected)
                if writing is not None:
                    writing.result()
                writing = writer.submit(self._write, number, batch)
                number += 1
                count += len(page)
            if writing is not None:
                writing.result()
        return count

    def _write(self, number: int, batch: Batch | None) -> None:
        def work(tx: Transaction) -> None:
            [[done, clearing]] = run(tx, _TAKE_TURN, load=self.load, revision=self.revision)
            if clearing:
                raise StoreUnavailable(
                    f"the rows of revision {self.revision} were cleared away: no batch came for too long",
                    remedy="load again",
                )
            if batch is None or done > number:  # written already by a call whose answer was lost
                return
            run(tx, _WRITE_ROWS, rows=batch.rows)
            _join(tx, self.load, batch)
            run(tx, _END_TURN, load=self.load, batches=number + 1, rows=len(batch.rows))

        self._connection.write(work)


def rejoin(connection: Connection, load: str, revision: str, pages: Iterable[list[Row]]) -> None:
    """Give a stored revision, which is to be published once more, the edges that were taken from it."""

    def begin(tx: Transaction) -> None:
        start = "MATCH (l:Load {id: $load}) SET l.lease = timestamp(), l.rejoined = 0, l.edges = 'some'"
        run(tx, start, load=load)

    def page_of(number: int, batch: Batch) -> None:
        def work(tx: Transaction) -> None:
            [[done]] = run(tx, _REJOIN_TURN, load=load)
            if done > number:
                return
            run(tx, _BARE, load=load, ids=[one["public_id"] for one in batch.rows])
            _join(tx, load, batch)
            run(tx, "MATCH (l:Load {id: $load}) SET l.rejoined = $done", load=load, done=number + 1)

        connection.write(work)

    def end(tx: Transaction) -> None:
        run(tx, "MATCH (l:Load {id: $load}) SET l.edges = 'all', l.lease = timestamp()", load=load)

    connection.write(begin)
    for number, page in enumerate(pages):
        page_of(number, Batch(load, revision, page, Collected()))
    connection.write(end)


def renew(connection: Connection, loads: Sequence[str]) -> None:
    """Push the lease of loads that are still worked on."""
    cypher = "UNWIND $loads AS id MATCH (l:Load {id: id}) SET l.lease = timestamp()"
    connection.write(lambda tx: run(tx, cypher, loads=list(loads)))


def _join(tx: Transaction, load: str, batch: Batch) -> None:
    """Join rows that are there to things, which are made when they are not."""
    run(tx, _MEET_THINGS, keys=batch.keys)
    for kind, named in batch.edges.items():
        [[joined]] = run(tx, _WRITE_EDGES % kind, load=load, edges=named)
        if joined != len(named):  # somebody removed a thing that nothing named a moment ago
            raise AgainError
