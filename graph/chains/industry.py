"""The industry chain: industries and their segments, districts, firms. All told by registries."""

from __future__ import annotations

from typing import Any

from graph.chains.picture import Voice


def names(cell: Any) -> list[str]:
    """The names in a cell of aliases: separated by a semicolon of either width."""
    return [one for one in (part.strip() for part in str(cell or "").replace(";", "；").split("；")) if one]


def tell_industry(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    """A line of the registry of industries: the industry, and one of its segments."""
    industry, segment = links["thing"], links.get("segment")
    voice.register(
        industry,
        {
            "name": body.get("name"),
            "code": body.get("code"),
            "aliases": names(body.get("aliases")),
            "cluster": body.get("cluster"),
        },
    )
    if not segment:
        return
    voice.register(
        segment,
        {
            "name": body.get("segment"),
            "code": body.get("segment_code"),
            "aliases": names(body.get("segment_aliases")),
            "stage": body.get("stage"),
            "industry": industry,
        },
    )
    voice.edge(industry, "HAS_SEGMENT", segment)
    for fed in links.get("feeds") or ():
        voice.thing(fed)
        voice.edge(segment, "FEEDS", fed)


def tell_district(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    voice.register(
        links["thing"],
        {
            "name": body.get("name"),
            "code": body.get("code"),
            "aliases": names(body.get("aliases")),
            "lon_ppm": body.get("lon_ppm"),
            "lat_ppm": body.get("lat_ppm"),
        },
    )


def tell_firm(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    firm = links["thing"]
    voice.register(
        firm,
        {
            "name": body.get("name"),
            "code": body.get("code"),
            "aliases": names(body.get("aliases")),
            "tier": body.get("tier"),
        },
    )
    voice.thing(links.get("district"))
    voice.edge(firm, "LOCATED_IN", links.get("district"))
    for segment in links.get("segments") or ():
        voice.thing(segment)
        voice.edge(firm, "WORKS_IN", segment)
