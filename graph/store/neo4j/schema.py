"""schema.cypher: found, shown, applied, asked for."""

from __future__ import annotations

import re
from pathlib import Path

from graph.chains.vocabulary import LABEL_CHAINS
from graph.errors import StoreCorrupt, StoreUnavailable
from graph.store import SCHEMA
from graph.store.neo4j.connection import Connection, run
from graph.store.neo4j.trouble import OLDEST, too_old

_OUR_NODES = ("Row", "Thing", "Load", "Revision", "Version", "Decision")
_HERE = "CALL dbms.components() YIELD name, versions RETURN versions[0] LIMIT 1"
_NAMES = "SHOW INDEXES YIELD name, state RETURN name, state"
_MARKER = "MATCH (h:Fourchain {name: 'head'}) RETURN h.schema"
_FOREIGN = "MATCH (n:%s) WHERE NOT n:Row AND NOT n:Thing RETURN count(n)"
_ANY = "MATCH (n:%s) RETURN count(n)"


def statements() -> list[str]:
    """The statements of schema.cypher, without comments, in order."""
    package = Path(__file__).parents[2]
    file = next(f for f in (package.parent / "schema.cypher", package / "schema.cypher") if f.exists())
    lines = (line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("//"))
    return [one.strip() for one in "\n".join(lines).split(";") if one.strip()]


def names() -> list[str]:
    """The constraints and indexes that schema.cypher makes."""
    pattern = re.compile(r"CREATE (?:CONSTRAINT|(?:\w+ )?INDEX) (\w+) IF NOT EXISTS")
    return [found.group(1) for one in statements() if (found := pattern.match(one))]


def server_version(connection: Connection) -> str:
    """The version of the server; refuses one that is too old."""
    [[version]] = connection.read(_HERE)
    if too_old(version):
        oldest = ".".join(map(str, OLDEST))
        raise StoreUnavailable(
            f"{connection.url} runs Neo4j {version}; fourchain needs {oldest} or newer",
            remedy="update the server (the Community edition will do)",
        )
    return str(version)


def require(connection: Connection) -> int:
    """The number of the schema that is there; refuses a database that has none."""
    server_version(connection)
    marker = connection.read(_MARKER)
    present = dict(connection.read(_NAMES))
    absent = [name for name in names() if name not in present]
    if not marker or absent:
        lacking = "no fourchain schema" if not marker else f"no {absent[0]}"
        raise StoreUnavailable(
            f"the database at {connection.url} has {lacking}", remedy=f"run: fourchain schema --store {connection.url}"
        )
    if broken := [name for name in names() if present[name] == "FAILED"]:
        raise StoreCorrupt(
            f"the index {broken[0]} of {connection.url} has failed",
            remedy=f"DROP INDEX {broken[0]}, then run: fourchain schema --store {connection.url}",
        )
    return int(marker[0][0])


def apply_schema(url: str, *, dry_run: bool = False) -> list[str]:
    """Apply schema.cypher; the statements that changed something, or with `dry_run` would.

    Refuses a database that holds data of others under our labels.
    """
    connection = Connection(url)
    try:
        connection.greet()
        server_version(connection)
        marker = connection.read(_MARKER)
        if found := foreign(connection, ours=bool(marker)):
            [label, count] = found[0]
            raise StoreUnavailable(
                f"the database at {url} holds :{label} that are not fourchain's (nodes: {count})",
                remedy="give fourchain a database of its own",
            )
        present = dict(connection.read(_NAMES))
        todo = []
        for statement in statements():
            name = next((one for one in names() if f" {one} IF NOT EXISTS" in statement), None)
            # Statements without a name write the number of the layout, also over that of an older fourchain.
            older = not marker or int(marker[0][0]) < SCHEMA
            if older if name is None else name not in present:
                todo.append(statement)
        if not dry_run:
            for statement in todo:
                connection.write(lambda tx, one=statement: run(tx, one))  # type: ignore[misc]
            connection.write(lambda tx: run(tx, "CALL db.awaitIndexes(300)"))
        return todo
    finally:
        connection.close()


def foreign(connection: Connection, *, ours: bool) -> list[tuple[str, int]]:
    """(label, number) of the nodes of others under our labels. `ours`: our schema is there, and with it nodes that
    only we write."""
    questions = dict.fromkeys((*LABEL_CHAINS, "Record"), _FOREIGN)
    if not ours:
        questions |= dict.fromkeys(_OUR_NODES, _ANY)
    counted = ((label, connection.read(question % label)[0][0]) for label, question in questions.items())
    return [(label, count) for label, count in counted if count]
