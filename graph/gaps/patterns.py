"""Graph patterns as data: a way from a segment over labels and edges, read from patterns.csv, and where it is found.

    Segment <-WORKS_IN- Firm <-POSTED_BY- TalentDemand

Edges are those of the vocabulary, several types joined by |; a name in small letters is a property; ~ joins fields that
are near enough. A pattern that ends at a segment comes back to the one where it began.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise

import numpy as np

from graph.errors import BadArgument
from graph.gaps.market import Ints, distinct, ranges

Ends = Mapping[str, frozenset[str]]
"""Where an edge leads: node → nodes."""

_ARROW = re.compile(r"(<?)-([A-Za-z_|]+)-(>?)")
NEAR = "~"


@dataclass(frozen=True, slots=True)
class Hop:
    """From a label over one of some edge types to the next; `backward` against their direction."""

    source: str
    types: tuple[str, ...]
    backward: bool
    target: str

    @property
    def edges(self) -> tuple[tuple[str, str, str], ...]:
        """(label, type, label) in the direction of the edge."""
        ends = (self.target, self.source) if self.backward else (self.source, self.target)
        return tuple((ends[0], one, ends[1]) for one in self.types)


@dataclass(frozen=True)
class Pattern:
    """`lists` are those without which nothing found is no answer; `counts` the label whose nodes are counted."""

    id: str
    name: str
    lists: tuple[str, ...]
    counts: str
    text: str
    meaning: str

    @cached_property
    def hops(self) -> tuple[Hop, ...]:
        return parse(self.text)


def parse(text: str) -> tuple[Hop, ...]:
    """The hops of a pattern.

    >>> for hop in parse("Segment <-WORKS_IN- Firm <-RESERVED_FOR|RUN_WITH- TrainingOffer"):
    ...     print(hop.edges)
    (('Firm', 'WORKS_IN', 'Segment'),)
    (('TrainingOffer', 'RESERVED_FOR', 'Firm'), ('TrainingOffer', 'RUN_WITH', 'Firm'))

    Raises:
        BadArgument: it is no pattern.
    """
    words = text.split()
    hops = []
    for source, arrow, target in zip(words[::2], words[1::2], words[2::2], strict=False):
        found = _ARROW.fullmatch(arrow)
        if arrow == NEAR:
            hops.append(Hop(source, (NEAR,), False, target))
        elif found and bool(found[1]) != bool(found[3]):
            hops.append(Hop(source, tuple(found[2].split("|")), bool(found[1]), target))
        else:
            raise BadArgument(f"“{arrow}” is no edge of a pattern", remedy="write -TYPE->, <-TYPE- or ~")
    if not hops or len(words) != 2 * len(hops) + 1:
        raise BadArgument(f"“{text}” is no pattern", remedy="labels and edges in turn, from label to label")
    return tuple(hops)


@cache
def patterns() -> tuple[Pattern, ...]:
    """Those of patterns.csv, in its order."""
    text = files("graph.gaps").joinpath("patterns.csv").read_text(encoding="utf-8")
    return tuple(
        Pattern(row["id"], row["name"], tuple(row["lists"].split("；")), row["counts"], row["pattern"], row["meaning"])
        for row in csv.DictReader(text.splitlines())
    )


@dataclass(frozen=True, eq=False)
class Station:
    """Nodes of one label that lie on whole ways. `keys`: number of the start · nodes of the label + node, sorted."""

    label: str
    names: Sequence[str]
    starts: int
    keys: Ints

    @cached_property
    def nodes(self) -> list[list[str]]:
        """For each start its nodes, sorted."""
        start, node = np.divmod(self.keys, max(1, len(self.names)))
        found = [self.names[k] for k in node.tolist()]
        bounds = np.searchsorted(start, np.arange(self.starts + 1)).tolist()
        return [found[a:b] for a, b in pairwise(bounds)]


@dataclass(frozen=True)
class Relations:
    """Edges by (label, type, label), each from node to nodes."""

    forward: Mapping[tuple[str, str, str], Ends]

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """The nodes of each label, sorted."""
        names: dict[str, set[str]] = {}
        for (source, _, target), ends in self.forward.items():
            names.setdefault(source, set()).update(ends)
            names.setdefault(target, set()).update(*ends.values())
        return {label: sorted(some) for label, some in names.items()}

    @cached_property
    def _numbers(self) -> dict[str, dict[str, int]]:
        return {label: {name: k for k, name in enumerate(some)} for label, some in self._names.items()}

    @cached_property
    def _known(self) -> dict[tuple[str, str, str, bool], tuple[Ints, Ints]]:
        return {}

    def _edges(self, edge: tuple[str, str, str], backward: bool) -> tuple[Ints, Ints]:
        """Where the edges of each node begin, and the nodes across.

        Raises:
            KeyError: an edge that is not among the relations.
        """
        known = self._known.get((*edge, backward))
        if known is None:
            ends, near, far = self.forward[edge], self._numbers[edge[0]], self._numbers[edge[2]]
            source = np.repeat([near[one] for one in ends], [len(some) for some in ends.values()]).astype(np.int64)
            target = np.array([far[one] for some in ends.values() for one in some], np.int64)
            here, there = (target, source) if backward else (source, target)
            order, number = np.lexsort((there, here)), len(far if backward else near)
            start = np.searchsorted(here[order], np.arange(number + 1)).astype(np.int64)
            known = self._known[(*edge, backward)] = start, there[order]
        return known

    def matches(self, pattern: Pattern, starts: Sequence[str]) -> list[Station]:
        """Station by station the nodes that lie on a whole way from each start.

        >>> edges = {("Firm", "WORKS_IN", "Segment"): {"f": frozenset("s"), "g": frozenset("s")},
        ...          ("TalentDemand", "POSTED_BY", "Firm"): {"d": frozenset("f")}}
        >>> one = Pattern("", "", (), "", "Segment <-WORKS_IN- Firm <-POSTED_BY- TalentDemand", "")
        >>> [station.nodes for station in Relations(edges).matches(one, ["s", "t"])]
        [[['s'], []], [['f'], []], [['d'], []]]

        Raises:
            KeyError: an edge that is not among the relations.
        """
        labels = [pattern.hops[0].source, *(hop.target for hop in pattern.hops)]
        numbers = self._numbers[labels[0]]
        known = [(k, numbers[one]) for k, one in enumerate(starts) if one in numbers]
        first = np.array(known, np.int64).reshape(-1, 2) @ np.array([len(numbers), 1], np.int64)
        layers, ways = [first], []
        for hop in pattern.hops:
            ways.append(self._steps(hop, layers[-1]))
            layers.append(distinct(ways[-1][1]))
        if labels[-1] == labels[0]:
            layers[-1] = np.intersect1d(layers[-1], first)
        for k in range(len(ways) - 1, -1, -1):
            came, to = ways[k]
            layers[k] = distinct(came[np.isin(to, layers[k + 1])])
        return [
            Station(label, self._names[label], len(starts), layer) for label, layer in zip(labels, layers, strict=True)
        ]

    def _steps(self, hop: Hop, layer: Ints) -> tuple[Ints, Ints]:
        """(from, to) of all steps over a hop, as keys."""
        start, node = np.divmod(layer, max(1, len(self._names[hop.source])))
        came, to = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for edge in hop.edges:
            first, across = self._edges(edge, hop.backward)
            length = first[node + 1] - first[node]
            came.append(np.repeat(layer, length))
            far = across[ranges(first[node], length)]
            to.append(np.repeat(start, length) * len(self._names[hop.target]) + far)
        return np.concatenate(came), np.concatenate(to)
