"""Four chains and the bridges between them, derived from rows by pure functions; no database here."""

from graph.chains.bridges import collect, derive, edges_of, listen, row_chain, row_edges, settle
from graph.chains.picture import Collected, Edge, EdgeId, Picture, RowEdge, Thing, Value
from graph.chains.showing import row_properties

__all__ = [
    "Collected",
    "Edge",
    "EdgeId",
    "Picture",
    "RowEdge",
    "Thing",
    "Value",
    "collect",
    "derive",
    "edges_of",
    "listen",
    "row_chain",
    "row_edges",
    "row_properties",
    "settle",
]
