"""What is printed as JSON: as values, or as bytes whose long lists are written element by element.

A report of a large city is tens of megabytes. Written piece by piece its values are gone as soon as they are text, and
the text is kept: asking again costs a copy.
"""

from __future__ import annotations

import gc
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeAlias

import orjson

from graph.memory import acyclic

Json: TypeAlias = dict[str, Any]
Listed: TypeAlias = Callable[[Iterable[Json]], list[Any]]
"""How a long list is made of its elements: `list`, or `fragments`."""


def fragments(elements: Iterable[Json]) -> list[Any]:
    """Elements as JSON text.

    >>> orjson.dumps({"demands": fragments([{"id": "a"}, {"id": "b"}])})
    b'{"demands":[{"id":"a"},{"id":"b"}]}'
    """
    return [orjson.Fragment(orjson.dumps(one)) for one in elements]


class Printed(ABC):
    """Something with a form in JSON."""

    @abstractmethod
    def values(self, listed: Listed) -> Json:
        """JSON values; long lists as `listed` makes them."""

    def to_json(self) -> Json:
        """All of it as JSON values."""
        with acyclic():
            return self.values(list)

    @cached_property
    def as_fragments(self) -> Json:
        """The same for orjson alone, long lists already text; made once."""
        with acyclic():
            made = self.values(fragments)
            gc.freeze()  # it stays with its version, as the version does: the collector need not look at it
        return made

    def to_bytes(self) -> bytes:
        """The same as JSON text; made once, then a copy."""
        return orjson.dumps(self.as_fragments)
