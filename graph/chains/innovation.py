"""The innovation chain: technologies, the problems that firms pose, the labs that work on them."""

from __future__ import annotations

from typing import Any

from graph.chains.industry import names
from graph.chains.picture import RowEdge, Voice
from graph.chains.placing import place, placed_edges
from graph.chains.vocabulary import chain_between


def demand_edges(body: dict[str, Any], links: dict[str, Any]) -> list[RowEdge]:
    """Employer and place, the technology it concerns and the fields it needs."""
    edges = placed_edges("TechnologyDemand", links)
    if links.get("technology"):
        edges.append(RowEdge("CONCERNS", links["technology"], chain_between("TechnologyDemand", "Technology"), {}))
    chain = chain_between("TechnologyDemand", "Field")
    edges += (RowEdge("NEEDS", field, chain, {}) for field in links.get("fields") or ())
    return edges


def tell_demand(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    place(voice, body, links)
    technology = links.get("technology")
    voice.thing(technology, {"name": body.get("need")})
    for field in links.get("fields") or ():
        voice.thing(field)
        voice.edge(technology, "DRAWS_ON", field, hearsay=True)


def tell_lab(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    lab = links["thing"]
    voice.register(lab, {"name": body.get("name"), "level": body.get("level"), "capacity": body.get("capacity")})
    voice.thing(links.get("host"))
    voice.edge(lab, "HOSTED_BY", links.get("host"))
    voice.thing(links.get("district"))
    voice.edge(lab, "LOCATED_IN", links.get("district"))
    for technology in links.get("technologies") or ():
        voice.thing(technology)
        voice.edge(lab, "WORKS_ON", technology)
    for field in links.get("fields") or ():
        voice.thing(field)
        voice.edge(lab, "STUDIES", field)


def tell_technology(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    """A line of the registry of technologies. The segment it serves is a property: no edge of the
    vocabulary joins the two."""
    technology = links["thing"]
    voice.register(
        technology,
        {"name": body.get("name"), "aliases": names(body.get("aliases")), "segment": links.get("segment")},
    )
    voice.thing(links.get("segment"))
    for field in links.get("fields") or ():
        voice.thing(field)
        voice.edge(technology, "DRAWS_ON", field)
