"""Taking away what no version holds: rows of attempts that came to nothing, edges of rows that are no
longer published, things that nothing names. In batches, and never what somebody is working on."""

from __future__ import annotations

from graph.store.neo4j.connection import Connection, Transaction, run

_BATCH = 5_000

LOCK_HEAD = "MATCH (h:Fourchain {name: 'head'}) SET h.turn = coalesce(h.turn, 0) + 1 RETURN h.version"
"""Waits for whoever publishes; the number of the version that is published then."""

_STORED = "EXISTS { MATCH (v:Revision {id: l.revision}) WHERE v.load = l.id }"
_PUBLISHED = """EXISTS {
    MATCH (h:Fourchain {name: 'head'}) MATCH (v:Version {number: h.version})
    WHERE l.revision IN v.revisions }"""
_AT_REST = "coalesce(l.lease, 0) < timestamp() - $lease"

_LEFT_ROWS = f"MATCH (l:Load) WHERE NOT {_STORED} AND {_AT_REST} RETURN l.id ORDER BY l.id"
_LEFT_EDGES = f"""
MATCH (l:Load) WHERE l.edges <> 'none' AND {_STORED} AND NOT {_PUBLISHED} AND {_AT_REST}
RETURN l.id ORDER BY l.id
"""
_GIVE_UP = f"MATCH (l:Load {{id: $load}}) WHERE NOT {_STORED} AND {_AT_REST} SET l.clearing = true RETURN count(l)"
_DELETE_ROWS = f"MATCH (r:Row {{load: $load}}) WITH r LIMIT {_BATCH} DETACH DELETE r RETURN count(*)"
_DELETE_LOAD = "MATCH (l:Load {id: $load}) DELETE l"
_UNJOIN = (
    f"MATCH (l:Load {{id: $load}}) SET l.turn = 1 WITH l WHERE NOT {_PUBLISHED} AND {_AT_REST}"
    " SET l.edges = 'some' RETURN count(l)"
)
_DELETE_EDGES = f"""
MATCH (r:Row {{load: $load}}) WHERE r.public_id > $after
WITH r ORDER BY r.public_id LIMIT {_BATCH}
OPTIONAL MATCH (r)-[e]->()
DELETE e
RETURN max(r.public_id)
"""
_UNJOINED = "MATCH (l:Load {id: $load}) SET l.edges = 'none'"
_SWEEP = f"""
MATCH (t:Thing) WHERE size(labels(t)) = 1 AND NOT EXISTS {{ (t)--() }}
WITH t LIMIT {_BATCH} DELETE t RETURN count(*)
"""


def drop(connection: Connection, load: str, lease_seconds: float = -1) -> None:
    """Remove an attempt and its rows, unless a revision holds them or its lease still runs; a negative
    lease is over in any case."""
    lease = int(lease_seconds * 1000)

    def give_up(tx: Transaction) -> int:
        run(tx, LOCK_HEAD)
        return int(run(tx, _GIVE_UP, load=load, lease=lease)[0][0])

    if connection.write(give_up):
        while connection.write(lambda tx: run(tx, _DELETE_ROWS, load=load))[0][0]:
            pass
        connection.write(lambda tx: run(tx, _DELETE_LOAD, load=load))


def unjoin(connection: Connection, load: str, lease_seconds: float) -> None:
    """Remove the edges of rows that are stored but not published, unless they are being published again."""
    lease = int(lease_seconds * 1000)

    def up_to(tx: Transaction, after: str) -> str | None:
        if not run(tx, _UNJOIN, load=load, lease=lease)[0][0]:
            return None
        last: str | None = run(tx, _DELETE_EDGES, load=load, after=after)[0][0]
        if last is None:
            run(tx, _UNJOINED, load=load)
        return last

    after: str | None = ""
    while after is not None:
        after = connection.write(lambda tx, after=after: up_to(tx, after))  # type: ignore[misc]


def sweep(connection: Connection) -> None:
    """Remove things that neither the published version nor any row names."""

    def some(tx: Transaction) -> int:
        run(tx, LOCK_HEAD)
        return int(run(tx, _SWEEP)[0][0])

    while connection.write(some):
        pass


def clear_leftovers(connection: Connection, lease_seconds: float) -> int:
    """Remove what killed or broken imports left behind; the number of loads that were cleared."""
    lease = int(lease_seconds * 1000)
    rows = [one for (one,) in connection.read(_LEFT_ROWS, lease=lease)]
    edges = [one for (one,) in connection.read(_LEFT_EDGES, lease=lease)]
    for load in rows:
        drop(connection, load, lease_seconds)
    for load in edges:
        unjoin(connection, load, lease_seconds)
    if rows or edges:
        sweep(connection)
    return len(rows) + len(edges)
