"""Where versions live: one narrow protocol, an embedded store (SQLite) and a server (Neo4j).

Nothing outside this package knows which store it is on. Rows are staged first, invisible to every
reader, and `publish` makes them a version in one transaction that compares and swaps the head.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from graph.errors import BadArgument
from graph.rows import Decision, EncodedRow, Revision, Row, Version

SCHEMA = 3
"""Raised with every change of the layout; a store says which one it was written with."""


@runtime_checkable
class Store(Protocol):
    """What a store does. Every method may raise a `StoreError` that says what to do."""

    url: str

    def head(self) -> Version | None:
        """The published version, or None when nothing was published yet."""

    def version(self, number: int) -> Version:
        """One version by its number; `NotFound` when there is none."""

    def versions(self) -> list[Version]:
        """All versions, oldest first."""

    def revisions(self, ids: Sequence[str]) -> list[Revision]:
        """The published revisions with these ids, in the order asked for; unknown ids are left out."""

    def rows(self, revisions: Sequence[str], kinds: Sequence[str] | None = None) -> Iterator[list[Row]]:
        """Rows of revisions (staged by this store object, or published), in pages, ordered by
        (public id, revision). `kinds` narrows to row kinds."""

    def find(self, revisions: Sequence[str], ids: Sequence[str]) -> list[Row]:
        """The rows with these public ids in these revisions, ordered by (public id, revision)."""

    def stage(self, revision: str, rows: Iterable[Row] | Iterable[EncodedRow]) -> int:
        """Write rows of a revision where no reader sees them; the number written. What an earlier,
        unpublished attempt left under this id is replaced. Streams: memory stays flat."""

    def publish(self, base: int, version: Version, new: Sequence[Revision]) -> Version:
        """Make `version` the head in one transaction. `base` is the number of the head that it was
        made from (0: none); raises `VersionMoved` when the head is another one by now. `new` are the
        staged revisions in it; a number of staged rows other than `Revision.rows` is `StoreCorrupt`.
        An outcome that a broken connection hides is found out by reading it back."""

    def discard(self, revisions: Sequence[str]) -> None:
        """Forget staged rows."""

    def decisions(self) -> list[Decision]:
        """What people decided about proposals, oldest first."""

    def decide(self, decision: Decision, expected_position: int) -> Decision:
        """Append a decision to the log; it comes back with its position. `expected_position` is how long
        the log was that it was made from (0: empty); raises `DecisionMoved` when it is longer by now.
        Nothing in the log is ever changed or taken out."""

    def check(self) -> list[str]:
        """What is wrong with the store, a sentence each; nothing when all is well. Clears leftovers."""

    def close(self) -> None: ...


def open_store(url: str) -> Store:
    """Open the store at `sqlite:///path`, `neo4j://host` or `bolt://host`.

    An SQLite file is made when it is not there; a Neo4j database must have its schema.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        from graph.store.sqlite import SqliteStore

        return SqliteStore(rest.removeprefix("/"))
    if separator and scheme in {"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"}:
        from graph.store.neo4j import Neo4jStore

        return Neo4jStore(url)
    raise BadArgument(
        f"“{url}” is no store",
        remedy="use sqlite:///path/to/file, neo4j://host:7687 or bolt://host:7687 (--store or FOURCHAIN_STORE)",
    )
