"""The three ladders: degrees (学历), professional titles (职称) and skill grades (技能等级)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

DEGREE, TITLE, SKILL = "学历", "职称", "技能等级"


@dataclass(frozen=True, slots=True)
class Level:
    """A rung. `rank` counts from the lowest of its ladder; `equivalent` is the rank on the scale common to all."""

    ladder: str
    name: str
    rank: int
    equivalent: int | None
    catalogue: str | None


class Ladders:
    """What stands above what. A level that no ladder knows is unknown, and unknown never excludes."""

    def __init__(self, levels: Iterable[Level]) -> None:
        self._by_name = {(one.ladder, one.name): one for one in levels}
        self._names: dict[str, list[str]] = {}
        for one in sorted(self._by_name.values(), key=lambda level: (level.ladder, level.rank, level.name)):
            self._names.setdefault(one.ladder, []).append(one.name)

    @classmethod
    def of(cls, bodies: Iterable[dict[str, Any]]) -> Ladders:
        """From the bodies of `levels` rows, one for each level."""
        return cls(
            Level(one["ladder"], one["name"], int(one["rank"]), one.get("equivalent"), one.get("catalogue"))
            for one in bodies
        )

    def names(self, ladder: str = DEGREE) -> list[str]:
        """The levels of a ladder, lowest first."""
        return list(self._names.get(ladder, ()))

    def find(self, name: str | None, ladder: str = DEGREE) -> Level | None:
        return None if name is None else self._by_name.get((ladder, name))

    def within(self, level: str | None, interval: tuple[str, str] | None, ladder: str = DEGREE) -> bool | None:
        """Whether a level lies in a closed interval; None when either side is unknown.

        >>> names = "大专", "本科", "硕士", "博士"
        >>> ladders = Ladders(Level("学历", name, rank, None, None) for rank, name in enumerate(names))
        >>> ladders.within("硕士", ("本科", "硕士")), ladders.within("博士", ("本科", "硕士"))
        (True, False)
        >>> ladders.within(None, ("本科", "硕士")), ladders.within("大专", None)
        (None, None)
        """
        here = self.find(level, ladder)
        if here is None or interval is None:
            return None
        low, high = self.find(interval[0], ladder), self.find(interval[1], ladder)
        if low is None or high is None:
            return None
        return low.rank <= here.rank <= high.rank

    def steps_over(self, level: str | None, interval: tuple[str, str] | None) -> int:
        """How many degrees a level lies above the lowest that is asked for; 0 where that is unknown."""
        here, low = self.find(level), self.find(interval[0]) if interval else None
        return 0 if here is None or low is None else max(0, here.rank - low.rank)
