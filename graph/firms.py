"""Which keys of firms mean one legal entity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph.names import bare_firm_name

if TYPE_CHECKING:
    from graph.snapshot import Fact

BY_NAME = "firm:name:"


def coded_firms(*spoken: tuple[Iterable[Fact], str], registry: Iterable[Fact]) -> dict[str, str]:
    """Key of a firm known by name only → its key by code, where exactly one code of the version goes with the name.

    `spoken`: rows, and the column (in body and links) in which they speak of a firm. The registry's aliases are names.
    """
    names: dict[str, set[str]] = {}
    for facts, column in spoken:
        for fact in facts:
            key, name = fact.links.get(column), fact.body.get(column)
            if key and name:
                names.setdefault(key, set()).add(bare_firm_name(name))
    for fact in registry:
        aliases = str(fact.body.get("aliases") or "").split("；")
        known = names.setdefault(fact.links["thing"], set())
        known.update(bare_firm_name(one) for one in (fact.body["name"], *aliases) if one)
    codes: dict[str, set[str]] = {}
    for key, called in names.items():
        if not key.startswith(BY_NAME):
            for name in called:
                codes.setdefault(name, set()).add(key)
    coded = {}
    for key, called in names.items():
        if key.startswith(BY_NAME):
            candidates = set().union(*(codes.get(name, set()) for name in called))
            if len(candidates) == 1:
                coded[key] = candidates.pop()
    return coded
