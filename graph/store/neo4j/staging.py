"""Rows on their way in: written in batches under a lease, seen by nobody until their label is flipped.

A load is one attempt to write a revision. It renews its lease with every batch, by the clock of the
server; when the lease has run out and no version holds the load, its rows are leftovers. `edges` says
whether 'all' edges of its rows are there, 'some' or 'none'.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from graph.chains import Collected
from graph.errors import StoreUnavailable
from graph.rows import EncodedRow, Row
from graph.store.neo4j.batch import Batch
from graph.store.neo4j.connection import Connection, Transaction, run

BATCH = 5_000
LEASE_SECONDS = 600

_TAKE_TURN = """
MERGE (l:Load {id: $load})
ON CREATE SET l.revision = $revision, l.batches = 0, l.rows = 0, l.kinds = [], l.edges = 'all'
SET l.lease = timestamp()
RETURN l.batches, coalesce(l.clearing, false)
"""
_REJOIN_TURN = "MATCH (l:Load {id: $load}) SET l.lease = timestamp() RETURN l.rejoined"
_BARE = "UNWIND $ids AS id MATCH (:Row {load: $load, public_id: id})-[e]->() DELETE e"
_END_TURN = "MATCH (l:Load {id: $load}) SET l.batches = $batches, l.rows = l.rows + $rows, l.kinds = $kinds"


class Staging:
    """The writing of one revision's rows: `load` names the attempt, `collected` what the rows say."""

    def __init__(self, connection: Connection, revision: str) -> None:
        self.load = f"{revision}-{secrets.token_hex(4)}"
        self.revision = revision
        self.collected = Collected()
        self.kinds: set[str] = set()
        self._connection = connection

    def write(self, rows: Iterable[Row] | Iterable[EncodedRow]) -> int:
        """Write all rows, the number of them. While the server writes one batch the next is made
        ready, so memory holds two."""
        stream = (row.decoded() if isinstance(row, EncodedRow) else row for row in rows)
        count = number = 0
        with ThreadPoolExecutor(1, "staging") as writer:
            writing: Future[None] | None = None
            while page := list(islice(stream, BATCH)):
                batch = Batch(self.load, page, self.collected)
                if writing is not None:
                    writing.result()
                self.kinds |= batch.kinds
                writing = writer.submit(self._write, number, batch)
                number += 1
                count += len(page)
            if writing is not None:
                writing.result()
        if not count:
            self._write(0, None)
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
            batch.create_rows(tx)
            batch.join(tx)
            kinds = sorted(self.kinds)
            run(tx, _END_TURN, load=self.load, batches=number + 1, rows=len(batch.ids), kinds=kinds)

        self._connection.write(work)
        if batch is not None:
            batch.let_go()


def rejoin(connection: Connection, load: str, pages: Iterable[list[Row]]) -> None:
    """Give a stored revision, which is to be published once more, the edges that were taken from it."""

    def begin(tx: Transaction) -> None:
        start = "MATCH (l:Load {id: $load}) SET l.lease = timestamp(), l.rejoined = 0, l.edges = 'some'"
        run(tx, start, load=load)

    def page_of(number: int, batch: Batch) -> None:
        def work(tx: Transaction) -> None:
            [[done]] = run(tx, _REJOIN_TURN, load=load)
            if done > number:
                return
            run(tx, _BARE, load=load, ids=batch.ids)
            batch.join(tx)
            run(tx, "MATCH (l:Load {id: $load}) SET l.rejoined = $done", load=load, done=number + 1)

        connection.write(work)

    def end(tx: Transaction) -> None:
        run(tx, "MATCH (l:Load {id: $load}) SET l.edges = 'all', l.lease = timestamp()", load=load)

    connection.write(begin)
    for number, page in enumerate(pages):
        page_of(number, Batch(load, page, Collected()))
    connection.write(end)


def renew(connection: Connection, loads: Sequence[str]) -> None:
    """Push the lease of loads that are still worked on."""
    cypher = "UNWIND $loads AS id MATCH (l:Load {id: id}) SET l.lease = timestamp()"
    connection.write(lambda tx: run(tx, cypher, loads=list(loads)))
