"""The talent chain: posts that are asked for, and the people who are already here."""

from __future__ import annotations

from typing import Any

from graph.chains.picture import RowEdge, Value, Voice
from graph.chains.placing import place, placed_edges
from graph.chains.vocabulary import chain_between

LADDERS = (("degree", "学历"), ("title", "职称"), ("skill", "技能等级"))


def demand_edges(body: dict[str, Any], links: dict[str, Any]) -> list[RowEdge]:
    """Employer and place, and one ACCEPTS for each field of each alternative.

    `ladder`, `level_from` and `level_to` are the first ladder that the alternative names; what it asks
    for on the others beside it stands in `title_from` … `skill_to`.
    """
    edges = placed_edges("TalentDemand", links)
    chain = chain_between("TalentDemand", "Field")
    for number, alternative in enumerate(links.get("alternatives") or ()):
        properties: dict[str, Value] = {"alternative": number}
        for name, chinese in LADDERS:
            interval = alternative.get(name)
            if not interval:
                continue
            if "ladder" not in properties:
                properties |= {"ladder": chinese, "level_from": interval[0], "level_to": interval[1]}
            else:
                properties |= {f"{name}_from": interval[0], f"{name}_to": interval[1]}
        if alternative.get("only"):
            properties["only"] = list(alternative["only"])
        if alternative.get("sim_cap", 1000) != 1000:
            properties["sim_cap"] = alternative["sim_cap"]
        edges += (RowEdge("ACCEPTS", field, chain, properties) for field in alternative.get("fields") or ())
    return edges


def tell_demand(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    place(voice, body, links)
    for alternative in links.get("alternatives") or ():
        for field in alternative.get("fields") or ():
            voice.thing(field)


def tell_talent(voice: Voice, body: dict[str, Any], links: dict[str, Any]) -> None:
    """A line of the registry of talents: where the person works, with which share, and on what."""
    talent = links["thing"]
    voice.register(talent, {"level": body.get("level")})
    if unit := links.get("unit"):
        voice.thing(unit)
        mode = body.get("mode") or ""
        share = {"share_ppm": body.get("share_ppm"), "mode": mode}
        # One person may work for one unit in two modes; each is an edge with its own share.
        voice.edge(talent, "AFFILIATED_WITH", unit, share, which=mode)
    for target in links.get("expertise") or ():
        voice.thing(target)
        voice.edge(talent, "EXPERT_IN", target)
