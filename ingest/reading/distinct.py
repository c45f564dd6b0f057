"""The cells of a sheet by column, each distinct one once: what crosses the pipe, and what is read behind it.

The cells of a list recur: a city has thirteen districts, its firms stand in ten rows each. So a column is sent as the
cells that were not in it before ("new") and, for each row, the number of its cell among all that were sent ("at").
Whoever receives it looks at a cell once. A column whose cells do not recur is sent as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

REMEMBERED = 65_536
"""Distinct cells of a column."""
JUDGED_AFTER = 4_096
"""Rows. A column in which no cell came twice by then (row numbers) is sent as it is."""
KEPT_TEXT = 8 << 20
"""Characters of all distinct cells of a sheet, each counted with `OVERHEAD` more."""
OVERHEAD = 64


class Distinct:
    """The distinct cells of a sheet so far."""

    def __init__(self) -> None:
        self._known: list[dict[str, int] | None] = []  # None: the column is sent as it is from here on
        self._rows: list[int] = []
        self._left = KEPT_TEXT

    def frame(self, place: int, column: Sequence[str]) -> orjson.Fragment | dict[str, Any]:
        """The cells of one column as they are sent: a list, or {"new": …, "at": …}."""
        if place == len(self._known):
            self._known.append({})
            self._rows.append(0)
        known = self._known[place]
        if known is None:
            return orjson.Fragment(orjson.dumps(column))
        self._rows[place] += len(column)
        try:
            return {"new": (), "at": list(map(known.__getitem__, column))}
        except KeyError:
            new = [cell for cell in dict.fromkeys(column) if cell not in known]
        text = sum(map(len, new)) + OVERHEAD * len(new)
        none_twice = len(known) + len(new) == self._rows[place] >= JUDGED_AFTER
        if none_twice or len(known) + len(new) > REMEMBERED or text > self._left:
            self._known[place] = None
            return orjson.Fragment(orjson.dumps(column))
        self._left -= text
        known.update(zip(new, range(len(known), len(known) + len(new)), strict=True))
        return {"new": new, "at": list(map(known.__getitem__, column))}
