"""The education chain: fields, universities, programmes, what they offer and what is asked of them."""

from __future__ import annotations

from typing import Any

from graph.chains.industry import names
from graph.chains.picture import RowEdge, Voice
from graph.chains.vocabulary import chain_between, label_of


def offer_edges(body: dict[str, Any], links: dict[str, Any]) -> list[RowEdge]:
    """The programme that the offer is of, and the firms that it is reserved for or run with."""
    edges = []
    if links.get("programme"):
        edges.append(RowEdge("OF", links["programme"], chain_between("TrainingOffer", "Programme"), {}))
    bridge = chain_between("TrainingOffer", "Firm")
    if links.get("reserved_for"):
        seats = body.get("reserved_seats")
        edges.append(RowEdge("RESERVED_FOR", links["reserved_for"], bridge, {} if seats is None else {"seats": seats}))
    edges += (RowEdge("RUN_WITH", firm, bridge, {}) for firm in links.get("run_with") or ())
    return edges


def request_edges(body: dict[str, Any], links: dict[str, Any]) -> list[RowEdge]:
    """What is asked for (a programme, else a field), by whom, and of which universities."""
    edges = []
    wanted = links.get("programme") or links.get("field")
    if wanted:
        edges.append(RowEdge("FOR", wanted, chain_between("TrainingRequest", label_of(wanted)), {}))
    if sponsor := links.get("sponsor"):
        edges.append(RowEdge("ASKED_BY", sponsor, chain_between("TrainingRequest", label_of(sponsor)), {}))
    chain = chain_between("TrainingRequest", "University")
    edges += (RowEdge("WANTS", university, chain, {}) for university in links.get("wants") or ())
    return edges


def tell_offer(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    """An offer tells of its university and programme; no registry has programmes."""
    university, programme, field = links.get("university"), links.get("programme"), links.get("field")
    voice.thing(university, {"name": body.get("school"), "code": body.get("school_code")})
    voice.thing(field)
    voice.thing(programme, {"name": body.get("major"), "level": links.get("level") or body.get("level")})
    voice.edge(university, "OFFERS", programme)
    voice.edge(programme, "TEACHES", field)
    voice.thing(links.get("reserved_for"))
    for firm in links.get("run_with") or ():
        voice.thing(firm)


def tell_request(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    voice.thing(links.get("sponsor"), {"name": body.get("sponsor")})
    voice.thing(links.get("field"))
    voice.thing(links.get("programme"), {"name": body.get("major"), "level": links.get("level") or body.get("level")})
    for university in links.get("wants") or ():
        voice.thing(university)


def tell_university(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    university = links["thing"]
    voice.register(
        university,
        {
            "name": body.get("name"),
            "code": body.get("code"),
            "aliases": names(body.get("aliases")),
            "level": body.get("level"),
        },
    )
    voice.thing(links.get("district"))
    voice.edge(university, "LOCATED_IN", links.get("district"))


def tell_field(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    field = links["thing"]
    voice.register(
        field,
        {
            "name": body.get("name"),
            "code": body.get("code"),
            "catalogue": body.get("catalogue"),
            "kind": body.get("kind"),
            "edition": body.get("edition"),
            "aliases": names(body.get("aliases")),
        },
    )
    for parent in links.get("parents") or ():
        voice.thing(parent)
        voice.edge(field, "PART_OF", parent)


def tell_crosswalk(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    voice.thing(links.get("from"))
    voice.thing(links.get("to"))
    voice.edge(links.get("from"), "CORRESPONDS_TO", links.get("to"), {"relation": body.get("relation")})
