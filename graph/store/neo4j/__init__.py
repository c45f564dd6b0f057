"""The store of a city in production: a Neo4j server, 5.26 or newer, Community edition.

It holds the same rows as the embedded store. Beside them it holds what analysts query: plain labels on
the rows of the published version, their edges to things, and the edges between things. Rows are staged
in batches under a lease; publishing flips their labels, sets things and edges by difference and moves
the head, all in one transaction.
"""

from __future__ import annotations

import contextlib
import math
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock

from graph.chains import Collected, collect, settle
from graph.errors import NotFound, StoreCorrupt, StoreError, StoreTooNew
from graph.rows import Decision, EncodedRow, Revision, Row, Version
from graph.store import SCHEMA
from graph.store.neo4j import clearing, publishing, schema, staging
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.decisions import append_decision, read_decisions
from graph.store.neo4j.picture import difference
from graph.store.neo4j.reading import find_rows, read_rows

_TIDY_SECONDS = 60.0
"""How seldom one importer looks for what others left behind."""

_HEAD = "MATCH (h:Fourchain {name: 'head'}) OPTIONAL MATCH (v:Version {number: h.version}) RETURN properties(v)"
_VERSION = "MATCH (v:Version {number: $number}) RETURN properties(v)"
_VERSIONS = "MATCH (v:Version) RETURN properties(v) ORDER BY v.number"
_REVISIONS = "UNWIND $ids AS id MATCH (v:Revision {id: id}) RETURN properties(v)"
_LOADS = "UNWIND $ids AS id MATCH (v:Revision {id: id}) RETURN v.id, v.load"
_ALL_REVISIONS = "MATCH (v:Revision) RETURN v.id, v.load, v.rows ORDER BY v.id"
_EDGES_OF_LOADS = "UNWIND $loads AS id MATCH (l:Load {id: id}) RETURN l.id, l.edges"
_COUNT = "UNWIND $loads AS id OPTIONAL MATCH (r:Row {load: id}) RETURN id, count(r)"
_LABELLED = "MATCH (r:Row) WHERE size(labels(r)) > 1 RETURN r.load, count(*)"


class Neo4jStore:
    """A store on the server at `url`; its schema must be there. Safe between threads.

    `lease_seconds` is how long staged rows are kept after their last sign of life.
    """

    def __init__(self, url: str, *, lease_seconds: float = staging.LEASE_SECONDS) -> None:
        self.url = url
        self._lease = lease_seconds
        self._connection = Connection(url)
        self._guard = Lock()
        self._staged: dict[str, staging.Staging] = {}
        self._tidied = -math.inf
        try:
            self._connection.greet()
            number = schema.require(self._connection)
        except BaseException:
            self._connection.close()
            raise
        if number > SCHEMA:
            self._connection.close()
            raise StoreTooNew(
                f"{url} was written by a newer fourchain (schema {number}, this one knows {SCHEMA})",
                remedy="update fourchain, or open another store with --store",
            )

    # -- reading ---------------------------------------------------------------------------------

    def head(self) -> Version | None:
        [[stored]] = self._connection.read(_HEAD)
        return publishing.version_read(stored) if stored else None

    def version(self, number: int) -> Version:
        found = self._connection.read(_VERSION, number=number)
        if not found:
            raise NotFound(f"there is no version {number}", remedy="fourchain log lists the versions")
        return publishing.version_read(found[0][0])

    def versions(self) -> list[Version]:
        return [publishing.version_read(one) for (one,) in self._connection.read(_VERSIONS)]

    def revisions(self, ids: Sequence[str]) -> list[Revision]:
        return [publishing.revision_read(one) for (one,) in self._connection.read(_REVISIONS, ids=list(ids))]

    def rows(self, revisions: Sequence[str], kinds: Sequence[str] | None = None) -> Iterator[list[Row]]:
        loads = self._loads(revisions)
        return read_rows(self._connection, loads, None if kinds is None else list(kinds))

    def find(self, revisions: Sequence[str], ids: Sequence[str]) -> list[Row]:
        return find_rows(self._connection, self._loads(revisions), ids)

    def decisions(self) -> list[Decision]:
        return read_decisions(self._connection)

    # -- writing ---------------------------------------------------------------------------------

    def stage(self, revision: str, rows: Iterable[Row] | Iterable[EncodedRow]) -> int:
        if time.monotonic() - self._tidied > _TIDY_SECONDS:
            self._tidied = time.monotonic()
            clearing.clear_leftovers(self._connection, self._lease)
        self.discard([revision])
        attempt = staging.Staging(self._connection, revision)
        try:
            count = attempt.write(rows)
        except BaseException:
            with contextlib.suppress(StoreError):  # the lease runs out if this fails, too
                clearing.drop(self._connection, attempt.load)
            raise
        with self._guard:
            self._staged[revision] = attempt
        return count

    def publish(self, base: int, version: Version, new: Sequence[Revision]) -> Version:
        with self._guard:
            staged = {one.id: self._staged[one.id] for one in new if one.id in self._staged}
        for one in new:
            if one.id not in staged:
                raise StoreCorrupt(f"revision {one.id} was not staged", remedy="load again")
        stored = self._stored(version.revisions)
        fresh = [one for one in new if one.id not in stored]
        if fault := publishing.missing(version.revisions, {*stored, *(one.id for one in fresh)}):
            raise fault
        head = self.head()
        shown = set(head.revisions) if head else set()
        back = {one: load for one, load in stored.items() if one not in shown}
        self._rejoin(back)
        attempts = [staged[one.id] for one in fresh]
        todo = difference(self._connection, settle(self._told(list(stored), attempts)))
        if attempts or back:
            staging.renew(self._connection, [*(one.load for one in attempts), *back.values()])
        change = publishing.Change(
            token=secrets.token_hex(8),
            base=base,
            version=version,
            revisions=fresh,
            new={one.revision: one.load for one in attempts},
            back=back,
            old=self._stored(sorted(shown - set(version.revisions))),
            picture=todo,
            lease_seconds=self._lease,
        )
        publishing.publish(self._connection, change)
        with self._guard:
            for one in fresh:
                self._staged.pop(one.id, None)
        with contextlib.suppress(StoreError):  # published it is; what stays behind is cleared by the next import
            self.discard([one.id for one in new])
            for load in change.old.values():
                clearing.unjoin(self._connection, load, self._lease)
            clearing.sweep(self._connection)
        return version

    def decide(self, decision: Decision, expected_position: int) -> Decision:
        return append_decision(self._connection, decision, expected_position)

    def discard(self, revisions: Sequence[str]) -> None:
        with self._guard:
            attempts = [self._staged.pop(one) for one in revisions if one in self._staged]
        for attempt in attempts:
            clearing.drop(self._connection, attempt.load)
        if attempts:
            clearing.sweep(self._connection)

    def check(self) -> list[str]:
        clearing.clear_leftovers(self._connection, self._lease)
        faults = []
        stored = {load: (one, rows) for one, load, rows in self._connection.read(_ALL_REVISIONS)}
        for load, held in self._connection.read(_COUNT, loads=list(stored)):
            one, rows = stored[load]
            if held != rows:
                faults.append(f"revision {one} holds {held} rows and should hold {rows}")
        head = self.head()
        shown = set(head.revisions) if head else set()
        labelled = dict(self._connection.read(_LABELLED))
        for load, (one, rows) in stored.items():
            seen, wanted = labelled.pop(load, 0), rows if one in shown else 0
            if seen != wanted:
                faults.append(f"revision {one} shows {seen} rows with their label and should show {wanted}")
        faults += [f"{count} rows of the unpublished load {load} carry a label" for load, count in labelled.items()]
        for label, count in schema.foreign(self._connection, ours=True):
            faults.append(f"{label}: nodes that are not fourchain's stand under this label ({count})")
        return faults + difference(self._connection, settle(self._told(sorted(shown), []))).sentences()

    def close(self) -> None:
        with contextlib.suppress(StoreError):
            self.discard(list(self._staged))
        self._connection.close()

    # -- inside ----------------------------------------------------------------------------------

    def _stored(self, revisions: Sequence[str]) -> dict[str, str]:
        """The loads that hold those of these revisions that were ever published."""
        return dict(self._connection.read(_LOADS, ids=list(revisions)))

    def _loads(self, revisions: Sequence[str]) -> dict[str, str]:
        """{load: revision}, staged here or stored."""
        with self._guard:
            staged = {self._staged[one].load: one for one in revisions if one in self._staged}
        rest = [one for one in revisions if one not in staged.values()]
        return staged | {load: one for one, load in self._stored(rest).items()}

    def _rejoin(self, back: dict[str, str]) -> None:
        edges = dict(self._connection.read(_EDGES_OF_LOADS, loads=list(back.values())))
        for one, load in back.items():
            if edges.get(load) == "all":
                staging.renew(self._connection, [load])
            else:
                staging.rejoin(self._connection, load, read_rows(self._connection, {load: one}))

    def _told(self, stored: Sequence[str], attempts: Sequence[staging.Staging]) -> Collected:
        """What the rows of these revisions say; staged rows were listened to while they were written."""
        told = Collected()
        for attempt in attempts:
            told.join(attempt.collected)
        for page in self.rows(stored):
            collect(told, page)
        return told
