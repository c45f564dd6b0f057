"""What a reader gives back: a typed value, or a typed nothing, with flags; or it refuses.

ValueUnreadable    the cell says something that cannot become this type: reason and what to do
Missing            the cell says nothing, and in which words it says so
Reading            everything else: the value, flags for what was assumed, what was set aside
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, NamedTuple, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

MISSING_KINDS = ("blank", "none", "unlimited", "negotiable", "ditto", "attached", "unknown")


class Missing(NamedTuple):
    """A cell without a value. `kind` is one of MISSING_KINDS:

    blank (empty), none (无, /, —, *), unlimited (不限, 无要求), negotiable (面议, 一事一议),
    ditto (同上), attached (详见附件), unknown (若干, 待定).
    """

    kind: str


class Reading(NamedTuple, Generic[T]):
    """One cell, read. `value` is null when `missing` is set or the value was `set_aside` as implausible."""

    value: T | None
    flags: tuple[str, ...] = ()
    missing: Missing | None = None
    set_aside: str | None = None


class ValueUnreadable(ValueError):
    """A cell that cannot be read. Neither text repeats the cell: it may hold personal data."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} → {remedy}")
        self.reason = reason
        self.remedy = remedy


def remembered(size: int = 16_384, longest: int = 120) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Cache a reader per distinct cell. Long cells are read each time: they are rarely equal, and
    a cache of 32,767-character cells would be a way to fill the memory from outside."""

    def decorate(read: Callable[P, T]) -> Callable[P, T]:
        cached = lru_cache(maxsize=size)(read)

        @wraps(read)
        def reader(*args: P.args, **kwargs: P.kwargs) -> T:
            raw = args[0] if args else None
            if isinstance(raw, str) and len(raw) > longest:
                return read(*args, **kwargs)
            return cached(*args, **kwargs)  # type: ignore[arg-type]  # every argument of a reader is hashable

        return reader

    return decorate
