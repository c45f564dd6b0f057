"""One transaction that makes a version the published one: readers see the old or the new, nothing between."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.chains.vocabulary import ROW_LABELS
from graph.errors import StoreCorrupt, StoreUnavailable, VersionMoved
from graph.rows import Revision, SourceFile, Submission, Version
from graph.store.neo4j.clearing import LOCK_HEAD
from graph.store.neo4j.connection import Connection, Transaction, run
from graph.store.neo4j.picture import Difference, apply

_TOKEN = "MATCH (v:Version {number: $number}) RETURN v.token"
_LOADS = """
UNWIND $loads AS id
MATCH (l:Load {id: id})
WITH l, coalesce(l.lease, 0) >= timestamp() - $lease AND NOT coalesce(l.clearing, false) AS held
SET l.lease = null, l.rejoined = null
RETURN l.id, held, l.edges
"""
_COUNT = "UNWIND $loads AS id OPTIONAL MATCH (r:Row {load: id}) RETURN id, count(r)"
_KINDS = "UNWIND $loads AS id MATCH (l:Load {id: id}) UNWIND l.kinds AS kind RETURN kind, collect(l.id) ORDER BY kind"
_SHOW = "UNWIND $loads AS id MATCH (r:Row {load: id}) WHERE r.row_kind = $kind SET r:%s"
_HIDE = "UNWIND $loads AS id MATCH (r:Row {load: id}) WHERE r.row_kind = $kind REMOVE r:%s"
_REVISION = "UNWIND $some AS one CREATE (v:Revision) SET v = one"
_VERSION = "CREATE (v:Version) SET v = $version"
_MOVE_HEAD = "MATCH (h:Fourchain {name: 'head'}) SET h.version = $number"


@dataclass(frozen=True, slots=True)
class Change:
    """What one publish does. Loads by revision: `new` are staged, `back` are stored and were joined
    again, `old` are published no longer. `token` tells this publish from every other."""

    token: str
    base: int
    version: Version
    revisions: Sequence[Revision]
    new: dict[str, str]
    back: dict[str, str]
    old: dict[str, str]
    picture: Difference
    lease_seconds: float


def publish(connection: Connection, change: Change) -> None:
    """Compare and swap the head. Called again after a lost answer it finds its own token and is content."""

    def work(tx: Transaction) -> None:
        [[head]] = run(tx, LOCK_HEAD) or [[None]]
        if head != change.base:
            token = run(tx, _TOKEN, number=change.version.number)
            if token and token[0][0] == change.token:
                return
            raise VersionMoved(f"version {head} was published meanwhile", remedy="load again")
        _take_loads(tx, change)
        _flip(tx, change)
        apply(tx, change.picture)
        stored = [revision_stored(one) | {"load": change.new[one.id]} for one in change.revisions]
        run(tx, _REVISION, some=stored)
        run(tx, _VERSION, version=version_stored(change.version) | {"token": change.token})
        run(tx, _MOVE_HEAD, number=change.version.number)

    connection.write(work)


def _take_loads(tx: Transaction, change: Change) -> None:
    revisions = {load: one for one, load in (change.new | change.back).items()}
    taken = run(tx, _LOADS, loads=list(revisions), lease=int(change.lease_seconds * 1000))
    for load, held, edges in taken:
        if not held or edges != "all":
            raise StoreUnavailable(
                f"revision {revisions[load]} was not published within the time that its rows are kept",
                remedy="load again",
            )
    if len(taken) != len(revisions):
        raise StoreUnavailable("rows that were to be published have been cleared away", remedy="load again")
    expected = {change.new[one.id]: one.rows for one in change.revisions}
    for load, count in run(tx, _COUNT, loads=list(expected)):
        if count != expected[load]:
            raise StoreCorrupt(
                f"revision {revisions[load]}: {count} rows staged, {expected[load]} counted", remedy="load again"
            )


def _flip(tx: Transaction, change: Change) -> None:
    """One label of each row, and nothing else of it: more would not fit into the server's memory."""
    for cypher, loads in ((_HIDE, change.old.values()), (_SHOW, (change.new | change.back).values())):
        for kind, some in run(tx, _KINDS, loads=list(loads)):
            run(tx, cypher % ROW_LABELS[kind], loads=some, kind=kind)


def revision_stored(one: Revision) -> dict[str, Any]:
    """A revision as properties of its node."""
    return {
        "id": one.id,
        "list": one.submission.list,
        "sender": one.submission.sender,
        "period": one.submission.period,
        "files": json.dumps([[f.name, f.sha256, f.encoding] for f in one.files], ensure_ascii=False),
        "mapping": one.mapping,
        "dictionary": one.dictionary,
        "reader": one.reader,
        "actor": one.actor,
        "at": one.at,
        "rows": one.rows,
        "content_hash": one.content_hash,
        "receipt": one.receipt,
    }


def revision_read(stored: dict[str, Any]) -> Revision:
    """The revision that `revision_stored` wrote."""
    values = {name: stored[name] for name in ("id", "mapping", "dictionary", "reader", "actor", "at", "rows")}
    return Revision(
        submission=Submission(stored["list"], stored["sender"], stored["period"]),
        files=tuple(SourceFile(*one) for one in json.loads(stored["files"])),
        content_hash=stored["content_hash"],
        receipt=stored["receipt"],
        **values,
    )


def version_stored(one: Version) -> dict[str, Any]:
    """A version as properties of its node."""
    return {
        "number": one.number,
        "at": one.at,
        "actor": one.actor,
        "note": one.note,
        "content_hash": one.content_hash,
        "dictionary": one.dictionary,
        "revisions": list(one.revisions),
    }


def version_read(stored: dict[str, Any]) -> Version:
    """The version that `version_stored` wrote."""
    values = {name: stored[name] for name in ("number", "at", "actor", "note", "content_hash", "dictionary")}
    return Version(**values, revisions=tuple(stored["revisions"]))


def missing(wanted: Iterable[str], known: Iterable[str]) -> StoreCorrupt | None:
    """The error for revisions that a version names and the store does not hold."""
    absent = sorted(set(wanted) - set(known))
    if not absent:
        return None
    return StoreCorrupt(f"revision {absent[0]} is not in the store", remedy="run fourchain doctor")
