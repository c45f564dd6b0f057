"""Where a demand stands: its employer, industry, segment and district. Both kinds of demand have them."""

from __future__ import annotations

from typing import Any

from graph.chains.picture import RowEdge, Voice
from graph.chains.vocabulary import chain_between

_PLACES = (
    ("firm", "POSTED_BY", "Firm"),
    ("industry", "IN_INDUSTRY", "Industry"),
    ("segment", "IN_SEGMENT", "Segment"),
    ("district", "IN_DISTRICT", "District"),
)


def placed_edges(label: str, links: dict[str, Any]) -> list[RowEdge]:
    """The edges of a demand with this label to the place where it stands."""
    return [RowEdge(kind, links[name], chain_between(label, end), {}) for name, kind, end in _PLACES if links.get(name)]


def place(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    """A demand names its place, and tells where its firm works and is, for the case that no registry does."""
    firm = links.get("firm")
    voice.thing(firm, {"name": body.get("firm"), "code": body.get("firm_code"), "tier": body.get("firm_tier")})
    for name in ("industry", "segment", "district"):
        voice.thing(links.get(name), {"name": body.get(name)})
    voice.edge(firm, "WORKS_IN", links.get("segment"), hearsay=True)
    voice.edge(firm, "LOCATED_IN", links.get("district"), hearsay=True)
