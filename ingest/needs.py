"""Typed rows on their way to a store: one by one, and by column, as most of them travel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, repeat
from operator import attrgetter
from typing import Any, NamedTuple

import orjson

AT_ONCE = 250
"""So few rows that they are still in the cache of the processor from their first step to their last."""


class TypedNeed(NamedTuple):
    """A typed row with its address. `data` is its body as canonical JSON in UTF-8, with period and year; `mentions`
    are what the linker asks of a row of its kind (`ingest.link.ASKED`), null where it asks for the whole body."""

    kind: str
    data: bytes
    mentions: tuple[Any, ...] | None
    file: str
    sheet: str
    row: int
    need: int

    @property
    def body(self) -> dict[str, Any]:
        value: dict[str, Any] = orjson.loads(self.data)
        return value


class Needs(NamedTuple):
    """Typed rows of one kind from one sheet, by column: as `TypedNeed`, `mentions` too."""

    kind: str
    bodies: Sequence[bytes]
    mentions: Sequence[Sequence[Any]] | None
    file: str
    sheet: str
    rows: Sequence[int]
    needs: Sequence[int]

    def unpacked(self) -> Iterator[TypedNeed]:
        """The same rows one by one."""
        mentions = repeat(None) if self.mentions is None else zip(*self.mentions, strict=True)
        for body, asked, row, need in zip(self.bodies, mentions, self.rows, self.needs, strict=False):
            yield TypedNeed(self.kind, body, asked, self.file, self.sheet, row, need)


def packed(needs: Iterable[TypedNeed]) -> Iterator[Needs]:
    """The same rows by column, at most `AT_ONCE` in one go."""
    for (kind, file, sheet), same in groupby(needs, key=attrgetter("kind", "file", "sheet")):
        while some := list(islice(same, AT_ONCE)):
            _, bodies, mentions, _, _, rows, numbers = zip(*some, strict=True)
            by_column = None if mentions[0] is None else list(zip(*mentions, strict=True))
            yield Needs(kind, bodies, by_column, file, sheet, rows, numbers)
