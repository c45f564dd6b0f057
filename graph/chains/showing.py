"""A row as people look at it: flat properties with the column names, for Cypher, drawings and networkx."""

from __future__ import annotations

from typing import Any

import orjson

from graph.chains.picture import Value


def row_properties(body: dict[str, Any], links: dict[str, Any]) -> dict[str, Value]:
    """The values of a row, nothing nested and nothing missing.

    Intervals and dates open up (`headcount_lo`, `deadline_to`), lists become lists of texts. `flags`
    holds those of the values and of the links, `unlinked` the mentions that found nothing, and
    `any_field` is true where an alternative takes every field.

    >>> row_properties({"post": "工艺师", "headcount": {"lo": 1, "hi": None}}, {"alternatives": [{"any": True}]})
    {'post': '工艺师', 'headcount_lo': 1, 'any_field': True}
    """
    shown: dict[str, Value] = {}
    for name, value in body.items():
        if isinstance(value, dict):
            shown |= {f"{name}_{part}": one for part, inner in value.items() if (one := _flat(inner)) is not None}
        elif name != "flags" and (one := _flat(value)) is not None:
            shown[name] = one
    if flags := sorted({*(body.get("flags") or ()), *(links.get("flags") or ())}):
        shown["flags"] = flags
    if unlinked := [str(one.get("mention", "")) for one in links.get("unlinked") or ()]:
        shown["unlinked"] = unlinked
    if any(one.get("any") for one in links.get("alternatives") or ()):
        shown["any_field"] = True
    return shown


def _flat(value: Any) -> Value | None:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list):
        return [one if isinstance(one, str) else orjson.dumps(one).decode() for one in value] or None
    return orjson.dumps(value).decode()
