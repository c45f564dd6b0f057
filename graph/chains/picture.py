"""What a version says about things: collected row by row, in any order, with the same result.

A thing belongs to nobody; it is there while a row names it. Where rows disagree about a property the
registry is believed before a list, then the later period, then the smallest public id.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from graph.periods import lateness

SOURCES_SHOWN = 10

Value = str | int | bool | list[str]
"""What a property may be; a list holds texts in the order of the row that gave it."""

Rank = tuple[int, int, int, str]
"""Smaller is believed: (0 registry, 1 list), −last month, −months, public id."""


class RowEdge(NamedTuple):
    """An edge of one row to a thing; several edges of a type may go to one thing."""

    type: str
    target: str
    chain: str
    properties: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Thing:
    """`sources` are the ten smallest public ids of the `source_count` rows that name it."""

    key: str
    label: str
    chain: str
    properties: dict[str, Value]
    sources: tuple[str, ...]
    source_count: int


class EdgeId(NamedTuple):
    """`which` tells edges of one type between the same two things apart; mostly empty."""

    source: str
    type: str
    target: str
    which: str


@dataclass(frozen=True, slots=True)
class Edge:
    """`chain` is one chain, or the pair of chains that the edge bridges."""

    id: EdgeId
    chain: str
    properties: dict[str, Value]
    sources: tuple[str, ...]
    source_count: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The things of a version and the edges between them, each in the order of its key."""

    things: dict[str, Thing]
    edges: dict[EdgeId, Edge]


@dataclass(slots=True)
class Told:
    """What rows said of one thing or edge."""

    properties: dict[str, tuple[Rank, Value]] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    count: int = 0

    def named_by(self, public_id: str) -> None:
        self.count += 1
        if len(self.sources) < SOURCES_SHOWN:
            insort(self.sources, public_id)
        elif public_id < self.sources[-1]:
            self.sources.pop()
            insort(self.sources, public_id)

    def say(self, rank: Rank, properties: dict[str, Value | None]) -> None:
        for name, value in properties.items():
            if value is None or value == "" or value == []:
                continue
            present = self.properties.get(name)
            if present is None or rank < present[0]:
                self.properties[name] = rank, value

    def join(self, other: Told) -> None:
        self.count += other.count
        self.sources = sorted(self.sources + other.sources)[:SOURCES_SHOWN]
        for name, (rank, value) in other.properties.items():
            self.say(rank, {name: value})

    def settled(self) -> dict[str, Value]:
        return {name: self.properties[name][1] for name in sorted(self.properties)}


@dataclass(slots=True)
class Collected:
    """Things and edges told so far. Memory grows with the things, not with the rows.

    Edges told by lists stand apart: they hold only for things that no registry knows, and that is
    certain only when all rows have been seen.
    """

    things: dict[str, Told] = field(default_factory=dict)
    edges: dict[EdgeId, Told] = field(default_factory=dict)
    hearsay: dict[EdgeId, Told] = field(default_factory=dict)
    registered: set[str] = field(default_factory=set)

    def join(self, other: Collected) -> None:
        """Add what another collection was told; the rows of the two must be different ones."""
        _join(self.things, other.things)
        _join(self.edges, other.edges)
        _join(self.hearsay, other.hearsay)
        self.registered |= other.registered

    def all_edges(self) -> Iterator[tuple[EdgeId, Told]]:
        for edge, told in self.edges.items():
            yield edge, told
        for edge, told in self.hearsay.items():
            if edge.source not in self.registered and edge not in self.edges:
                yield edge, told


K = TypeVar("K", str, EdgeId)


def _join(mine: dict[K, Told], theirs: dict[K, Told]) -> None:
    for key, told in theirs.items():
        mine.setdefault(key, Told()).join(told)


class Voice:
    """One row speaking: remembers what it named, so that it counts once as a source of each."""

    __slots__ = ("_collected", "_edges", "_rank", "_things", "public_id")

    def __init__(self, collected: Collected, public_id: str, period: str, registry: bool) -> None:
        self._collected = collected
        self.public_id = public_id
        last, months = lateness(period)
        self._rank: Rank = (0 if registry else 1, -last, -months, public_id)
        self._things: set[str] = set()
        self._edges: set[EdgeId] = set()

    def thing(self, key: str | None, properties: dict[str, Value | None] | None = None) -> None:
        """The row names this thing and says this of it."""
        if not key:
            return
        told = self._collected.things.get(key)
        if told is None:
            told = self._collected.things[key] = Told()
        if key not in self._things:
            self._things.add(key)
            told.named_by(self.public_id)
        if properties:
            told.say(self._rank, properties)

    def register(self, key: str, properties: dict[str, Value | None]) -> None:
        """The row is this thing's own line in its registry."""
        self._collected.registered.add(key)
        self.thing(key, properties)

    def edge(
        self,
        source: str | None,
        kind: str,
        target: str | None,
        properties: dict[str, Value | None] | None = None,
        *,
        which: str = "",
        hearsay: bool = False,
    ) -> None:
        """The row says that this edge is there; nothing when an end is missing. A hearsay edge gives
        way to what a registry says of its source."""
        if not source or not target:
            return
        edge = EdgeId(source, kind, target, which)
        edges = self._collected.hearsay if hearsay else self._collected.edges
        told = edges.get(edge)
        if told is None:
            told = edges[edge] = Told()
        if edge not in self._edges:
            self._edges.add(edge)
            told.named_by(self.public_id)
        if properties:
            told.say(self._rank, properties)
