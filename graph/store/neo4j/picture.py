"""Things and the edges between them, as they stand in the database, and the way to what they should be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from graph.chains import Edge, EdgeId, Picture, Thing
from graph.chains.vocabulary import label_of
from graph.store.neo4j.connection import Connection, Transaction, run

_PAGE = 5_000
_SLICE = 10_000

_THINGS = """
MATCH (t:Thing) WHERE t.key > $after
WITH t ORDER BY t.key LIMIT $page
RETURN collect([t.key, size(labels(t)) > 1, properties(t)])
"""
_EDGES = """
MATCH (t:Thing) WHERE t.key > $after
WITH t ORDER BY t.key LIMIT $page
OPTIONAL MATCH (t)-[e]->(other:Thing)
RETURN collect([t.key, type(e), other.key, properties(e)])
"""
_SET_THINGS = "UNWIND $some AS one MERGE (t:Thing {key: one.key}) SET t = one SET t:%s"
_HIDE_THINGS = "UNWIND $some AS key MATCH (t:Thing {key: key}) REMOVE t:%s SET t = {key: key}"
_FIND_EDGE = """
UNWIND $some AS one
MATCH (:Thing {key: one[0]})-[e:%s]->(:Thing {key: one[1]}) WHERE coalesce(e.which, '') = one[2]
"""
_DELETE_EDGES = _FIND_EDGE + "DELETE e"
_CHANGE_EDGES = _FIND_EDGE + "SET e = one[3]"
_CREATE_EDGES = """
UNWIND $some AS one
MATCH (a:Thing {key: one[0]}) MATCH (b:Thing {key: one[1]})
CREATE (a)-[e:%s]->(b) SET e = one[3]
"""

Shown = dict[str, Any]
"""Properties as the database holds them."""


@dataclass(slots=True)
class Difference:
    """What has to be done, by label or type, each a list of parameters."""

    shown: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    hidden: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    deleted: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    created: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def sentences(self) -> list[str]:
        """The difference as faults of a store that should have none."""
        named: tuple[tuple[dict[str, list[Any]], str], ...] = (
            (self.shown, "things are missing or differ from what the published rows say"),
            (self.hidden, "things are there that no published row names"),
            (self.deleted, "edges are there that no published row tells"),
            (self.changed, "edges differ from what the published rows say"),
            (self.created, "edges are missing"),
        )
        return [f"{label}: {len(some)} {what}" for group, what in named for label, some in sorted(group.items())]


def thing_shown(thing: Thing) -> Shown:
    return {
        **thing.properties,
        "key": thing.key,
        "chain": thing.chain,
        "sources": list(thing.sources),
        "source_count": thing.source_count,
    }


def edge_shown(edge: Edge) -> Shown:
    shown = {
        **edge.properties,
        "chain": edge.chain,
        "sources": list(edge.sources),
        "source_count": edge.source_count,
    }
    return shown | {"which": edge.id.which} if edge.id.which else shown


def difference(connection: Connection, wanted: Picture) -> Difference:
    """From what the database shows to the picture that is wanted."""
    todo = Difference()
    missing = dict(wanted.things)
    for key, published, properties in _pages(connection, _THINGS):
        thing = missing.pop(key, None)
        if thing is None:
            if published:
                todo.hidden[label_of(key)].append(key)
        elif not published or properties != thing_shown(thing):
            todo.shown[thing.label].append(thing_shown(thing))
    for thing in missing.values():
        todo.shown[thing.label].append(thing_shown(thing))

    absent = dict(wanted.edges)
    for source, kind, target, properties in _pages(connection, _EDGES):
        if kind is None:
            continue
        id = EdgeId(source, kind, target, properties.get("which", ""))
        edge = absent.pop(id, None)
        if edge is None:
            todo.deleted[kind].append((source, target, id.which))
        elif properties != edge_shown(edge):
            todo.changed[kind].append((source, target, id.which, edge_shown(edge)))
    for id, edge in absent.items():
        todo.created[id.type].append((id.source, id.target, id.which, edge_shown(edge)))
    return todo


def apply(tx: Transaction, todo: Difference) -> None:
    """Make the database show what is wanted; part of the transaction that publishes."""
    steps: tuple[tuple[str, dict[str, list[Any]]], ...] = (
        (_DELETE_EDGES, todo.deleted),
        (_HIDE_THINGS, todo.hidden),
        (_SET_THINGS, todo.shown),
        (_CHANGE_EDGES, todo.changed),
        (_CREATE_EDGES, todo.created),
    )
    for cypher, group in steps:
        for name, some in sorted(group.items()):
            for part in _slices(some):
                run(tx, cypher % name, some=part)


def _slices(some: Sequence[Any]) -> Iterator[list[Any]]:
    stream = iter(some)
    while part := list(islice(stream, _SLICE)):
        yield part


def _pages(connection: Connection, cypher: str) -> Iterator[list[Any]]:
    """Things or their edges, in the order of keys, in collected pages."""
    after = ""
    while True:
        [[page]] = connection.read(cypher, after=after, page=_PAGE)
        yield from page
        if not page:
            return
        after = page[-1][0]
