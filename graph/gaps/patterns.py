"""Graph patterns as data: a way from a segment over labels and edges, read from patterns.csv, and where it is found.

    Segment <-WORKS_IN- Firm <-POSTED_BY- TalentDemand

Edges are those of the vocabulary, several types joined by |; a name in small letters is a property; ~ joins fields that
are near enough. A pattern that ends at a segment comes back to the one where it began.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from graph.errors import BadArgument

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


@dataclass(frozen=True)
class Relations:
    """Edges by (label, type, label), each from node to nodes."""

    forward: Mapping[tuple[str, str, str], Ends]

    @cached_property
    def _backward(self) -> dict[tuple[str, str, str], Ends]:
        return {}

    def ends(self, hop: Hop) -> list[Ends]:
        """Where the hop leads, one for each of its edge types.

        Raises:
            KeyError: an edge that is not among the relations.
        """
        return [self._reversed(edge) if hop.backward else self.forward[edge] for edge in hop.edges]

    def _reversed(self, edge: tuple[str, str, str]) -> Ends:
        known = self._backward.get(edge)
        if known is None:
            turned: dict[str, set[str]] = {}
            for source, targets in self.forward[edge].items():
                for target in targets:
                    turned.setdefault(target, set()).add(source)
            known = self._backward[edge] = {target: frozenset(sources) for target, sources in turned.items()}
        return known

    def matches(self, pattern: Pattern, start: str) -> list[tuple[str, frozenset[str]]]:
        """(label, nodes) station by station: the nodes that lie on a whole way from `start`.

        >>> edges = {("Firm", "WORKS_IN", "Segment"): {"f": frozenset("s"), "g": frozenset("s")},
        ...          ("TalentDemand", "POSTED_BY", "Firm"): {"d": frozenset("f")}}
        >>> one = Pattern("", "", (), "", "Segment <-WORKS_IN- Firm <-POSTED_BY- TalentDemand", "")
        >>> [sorted(nodes) for _, nodes in Relations(edges).matches(one, "s")]
        [['s'], ['f'], ['d']]
        """
        nothing: frozenset[str] = frozenset()
        layers = [frozenset([start])]
        for hop in pattern.hops:
            ways = self.ends(hop)
            layers.append(nothing.union(*[way.get(node, nothing) for way in ways for node in layers[-1]]))
        if pattern.hops[-1].target == pattern.hops[0].source:
            layers[-1] &= layers[0]
        for k in range(len(pattern.hops) - 1, -1, -1):
            after = layers[k + 1]
            layers[k] = nothing.union(
                *(
                    [node for node in layers[k] if not after.isdisjoint(way.get(node, nothing))]
                    for way in self.ends(pattern.hops[k])
                )
            )
        labels = [pattern.hops[0].source, *(hop.target for hop in pattern.hops)]
        return list(zip(labels, layers, strict=True))
