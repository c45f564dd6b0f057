"""A version as a networkx graph: rows and things as nodes, what rows and registries say as edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from graph.chains.bridges import edges_of, listen, row_chain, settle
from graph.chains.picture import Collected
from graph.chains.showing import row_properties
from graph.chains.vocabulary import ROW_LABELS

if TYPE_CHECKING:
    from graph.snapshot import Fact, Snapshot


def to_networkx(version: Snapshot) -> nx.MultiDiGraph:
    """A MultiDiGraph of a version, nodes and edges in the order of their keys.

    Nodes are demands, offers and requests (by public id) and the things that rows name (by thing key); rows of
    registries and taxonomies are no nodes but sources. Every node and edge has

        type     its label or edge type: TalentDemand, Field, ACCEPTS, …
        chain    talent, education, industry or innovation; of an edge between two chains the pair
        source   public ids of rows that say so, the ten smallest; `source_count` counts all

    and the properties that rows give it; a row node also has `file`, `sheet` and `row`. Edges are keyed by their type
    and what tells parallel ones apart. Functions that take a version take this graph, too.
    """
    collected = Collected()
    G = nx.MultiDiGraph(
        version=version.number, content_hash=version.content_hash, name=f"fourchain version {version.number}"
    )
    G.graph["snapshot"] = version
    nodes: list[Fact] = []
    for kind, facts in sorted(version.facts.items()):
        for fact in facts:
            listen(collected, kind, fact.public_id, fact.body, fact.links)
        if kind != "record":
            nodes += facts
    picture = settle(collected)
    for key, thing in picture.things.items():
        G.add_node(
            key,
            **thing.properties | {
                "type": thing.label, "chain": thing.chain, "source": list(thing.sources),
                "source_count": thing.source_count,
            },
        )  # fmt: skip
    for fact in nodes:
        G.add_node(
            fact.public_id,
            **row_properties(fact.body, fact.links) | {
                "type": ROW_LABELS[fact.kind], "chain": row_chain(fact.kind, fact.list), "source": [fact.public_id],
                "source_count": 1, "file": fact.file, "sheet": fact.sheet, "row": fact.row,
            },
        )  # fmt: skip
        for number, edge in enumerate(edges_of(fact.kind, fact.body, fact.links)):
            about = {"type": edge.type, "chain": edge.chain, "source": [fact.public_id], "source_count": 1}
            G.add_edge(fact.public_id, edge.target, key=(edge.type, str(number)), **edge.properties | about)
    for (source, kind, target, which), told in picture.edges.items():
        about = {"type": kind, "chain": told.chain, "source": list(told.sources), "source_count": told.source_count}
        G.add_edge(source, target, key=(kind, which), **told.properties | about)
    return G
