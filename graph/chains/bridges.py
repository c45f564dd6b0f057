"""The four chains together: what rows, read one by one, say is there and how it is joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from graph.chains import education, industry, innovation, talent
from graph.chains.picture import Collected, Edge, Picture, RowEdge, Thing, Value, Voice
from graph.chains.vocabulary import LABEL_CHAINS, RECORD_CHAINS, ROW_CHAINS, chain_between, label_of
from graph.rows import Row

_Body = dict[str, Any]

_EDGES: dict[str, Callable[[_Body, _Body], list[RowEdge]]] = {
    "talent_demand": talent.demand_edges,
    "technology_demand": innovation.demand_edges,
    "training_offer": education.offer_edges,
    "training_request": education.request_edges,
}

_TELL: dict[str, Callable[[Voice, _Body, _Body], None]] = {
    "talent_demand": talent.tell_demand,
    "technology_demand": innovation.tell_demand,
    "training_offer": education.tell_offer,
    "training_request": education.tell_request,
    "industries": industry.tell_industry,
    "districts": industry.tell_district,
    "firms": industry.tell_firm,
    "universities": education.tell_university,
    "fields": education.tell_field,
    "crosswalk": education.tell_crosswalk,
    "labs": innovation.tell_lab,
    "technologies": innovation.tell_technology,
    "talents": talent.tell_talent,
}


def row_chain(kind: str, list_id: str) -> str:
    """The chain that a row belongs to."""
    return RECORD_CHAINS[list_id] if kind == "record" else ROW_CHAINS[kind]


def row_edges(row: Row) -> list[RowEdge]:
    """The edges of one row to things, each only once, in a fixed order; a Record has none."""
    return edges_of(row.kind, row.values, row.linked) if row.kind in _EDGES else []


def edges_of(kind: str, body: _Body, links: _Body) -> list[RowEdge]:
    """`row_edges` for a row whose JSON is read already."""
    if kind not in _EDGES:
        return []
    edges: list[RowEdge] = []
    for edge in _EDGES[kind](body, links):
        if edge not in edges:
            edges.append(edge)
    return edges


def collect(collected: Collected, rows: Iterable[Row]) -> None:
    """Let rows speak; each may come only once."""
    for row in rows:
        listen(collected, row.kind, row.public_id, row.values, row.linked)


def listen(collected: Collected, kind: str, public_id: str, body: _Body, links: _Body) -> None:
    """`collect` for one row whose JSON is read already."""
    record = kind == "record"
    tell = _TELL.get(body.get("list", "") if record else kind)
    if tell is not None:
        tell(Voice(collected, public_id, str(body.get("period") or ""), registry=record), body, links)


def settle(collected: Collected) -> Picture:
    """Decide between what rows said. The same rows give the same picture, whatever their order."""
    things = {}
    for key in sorted(collected.things):
        told, label = collected.things[key], label_of(key)
        properties = _read_off(key) | told.settled()
        things[key] = Thing(key, label, LABEL_CHAINS[label], properties, tuple(told.sources), told.count)
    edges = {}
    for edge, told in sorted(collected.all_edges(), key=lambda one: one[0]):
        chain = chain_between(label_of(edge.source), label_of(edge.target))
        edges[edge] = Edge(edge, chain, told.settled(), tuple(told.sources), told.count)
    return Picture(things, edges)


def derive(rows: Iterable[Row]) -> Picture:
    """The things that rows name and the edges between them.

    >>> from graph.rows import canonical
    >>> body = canonical({"list": "districts", "name": "东渠区", "code": "990101"})
    >>> row = Row("r", "record", "a" * 16, "f.csv", "", 2, 0, body, canonical({"thing": "district:990101"}))
    >>> derive([row]).things["district:990101"].properties
    {'name': '东渠区', 'code': '990101'}
    """
    collected = Collected()
    collect(collected, rows)
    return settle(collected)


def _read_off(key: str) -> dict[str, Value]:
    """What the key itself says, believed when no row says better."""
    label, _, rest = key.partition(":")
    if label == "talent":
        return {}
    if label == "field":
        catalogue, _, code = rest.partition(":")
        return {"name": code, "code": code, "catalogue": catalogue}
    if label == "programme":
        university, _, field_and_level = rest.partition("|")
        field, _, level = field_and_level.rpartition("|")
        return {"name": _last_name(field), "university": f"university:{university}", "level": level}
    if label == "segment" and "|" in rest:
        return {"name": _last_name(rest), "industry": f"industry:{rest.partition('|')[0]}"}
    return {"name": _last_name(rest)}


def _last_name(text: str) -> str:
    """The name in a key without code, which may stand behind that of its owner."""
    return text.rpartition("name:")[2] if "name:" in text else text.rpartition("|")[2]
