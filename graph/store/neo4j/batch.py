"""Rows as the server is sent them: packed, and ordered so that writing them costs little."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from graph.chains import Collected, Value, edges_of, listen, row_chain, row_properties
from graph.errors import StoreCorrupt
from graph.rows import Row
from graph.store.neo4j.connection import AgainError, Transaction, run

_CREATE_ROWS = "UNWIND $rows AS one CREATE (:Row {%s})"
_MEET_THINGS = "UNWIND $keys AS key MERGE (:Thing {key: key})"
_CREATE_EDGES = """
UNWIND $edges AS one
MATCH (t:Thing {key: one[0]})
UNWIND one[2] AS public_id
MATCH (r:Row {load: $load, public_id: public_id})
CREATE (r)-[e:%s]->(t) SET e = one[1]
RETURN count(e)
"""

Named = list[Any]
"""[key of a thing, properties of the edge, public ids of the rows that have it]."""


class Batch:
    """Some rows and their edges, as parameters. `collected` hears what they say of things."""

    __slots__ = ("_names", "_rows", "edges", "ids", "keys", "kinds", "load")

    def __init__(self, load: str, rows: Sequence[Row], collected: Collected) -> None:
        self.load = load
        self.ids = [row.public_id for row in rows]
        self.kinds = {row.kind for row in rows}
        edges: dict[str, dict[tuple[Any, ...], Named]] = defaultdict(dict)
        nodes: list[dict[str, Any]] = []
        for row in rows:
            body, links = row.values, row.linked
            listen(collected, row.kind, row.public_id, body, links)
            chain = row_chain(row.kind, str(body.get("list", "")))
            nodes.append(_shown(row_properties(body, links)) | _own(row, load, chain))
            for edge in edges_of(row.kind, body, links):
                same = (edge.target, edge.chain, *map(str, edge.properties.items()))
                named = edges[edge.type].setdefault(same, [edge.target, {"chain": edge.chain} | edge.properties, []])
                named[2].append(row.public_id)
        # Lists of values are a third cheaper to send than maps; a property that is null is not set.
        self._names = sorted({name for node in nodes for name in node})
        self._rows = [[node.get(name) for name in self._names] for node in nodes]
        # Sorted: importers queue at a thing in one order instead of blocking each other.
        self.edges = {kind: [same[key] for key in sorted(same)] for kind, same in sorted(edges.items())}
        self.keys = sorted({one[0] for some in self.edges.values() for one in some})

    def create_rows(self, tx: Transaction) -> None:
        properties = ", ".join(f"`{name}`: one[{place}]" for place, name in enumerate(self._names))
        run(tx, _CREATE_ROWS % properties, rows=self._rows)

    def join(self, tx: Transaction) -> None:
        """Join the rows to their things, which are made when they are not there."""
        run(tx, _MEET_THINGS, keys=self.keys)
        for kind, some in self.edges.items():
            [[joined]] = run(tx, _CREATE_EDGES % kind, load=self.load, edges=some)
            if joined != sum(len(one[2]) for one in some):  # somebody removed a thing that nothing named just now
                raise AgainError

    def let_go(self) -> None:
        """Free what was written: the driver's own objects hold on to parameters until the next collection."""
        self._rows.clear()
        for some in self.edges.values():
            some.clear()


def pack(row: Row) -> bytes:
    """A row but for its revision, as one value. None of its texts holds a NUL: JSON escapes it."""
    texts = (row.kind, row.public_id, row.file, row.sheet, str(row.row), str(row.need), row.body, row.links)
    return "\0".join(texts).encode()


_DEFLATED = b"x"
"""How the rows begin that were written compressed, as all were at first. No kind of row begins so."""


def unpack(revision: str, facts: bytes) -> Row:
    """The row that `pack` packed.

    Raises:
        StoreCorrupt: these are not the bytes of a row.
    """
    try:
        if facts[:1] == _DEFLATED:
            facts = zlib.decompress(facts)
        kind, public_id, file, sheet, number, need, body, links = facts.decode().split("\0")
    except (ValueError, zlib.error) as error:
        raise StoreCorrupt(
            f"a row of revision {revision} can't be read: damaged, or in the layout of another fourchain",
            remedy="restore a backup of the database, or load the lists into an empty one",
        ) from error
    return Row(revision, kind, public_id, file, sheet, int(number), int(need), body, links)


def _shown(properties: dict[str, Value]) -> dict[str, Value]:
    """Names become text of a statement, so they must be plain names; columns are. Others stay in `facts`."""
    return {name: value for name, value in properties.items() if name.isidentifier() and name != "list"}


def _own(row: Row, load: str, chain: str) -> dict[str, Any]:
    """What makes a row a row, beside the values that analysts read.

    `facts` is the whole row for our readers, who need no other property; analysts read the values and
    follow the edges beside it. Every property has its price on the way in and out; this way a row is
    read as a single value, of bytes because the server need not look into them.
    """
    return {
        "load": load,
        "public_id": row.public_id,
        "row_kind": row.kind,
        "file": row.file,
        "sheet": row.sheet,
        "row": row.row,
        "need_number": row.need,
        "facts": pack(row),
        "chain": chain,
    }
