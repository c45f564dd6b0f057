"""What a planner may choose from in a template: drop-downs, from columns.csv and from the dictionaries."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.store import Store
from graph.taxonomy import builtin_files
from ingest.columns import CHINESE, DEMANDS, Column
from ingest.dictionary import FIELD_LADDER

LADDER_OF = {"level": FIELD_LADDER, "title": "职称", "skill": "技能等级"}
NAMED_IN = ("industries", "districts", "levels", "urgency")
OTHER_ONES = frozenset({"text", "level", "lists"})
"""Types of columns whose drop-down only suggests: something else may be typed."""


@dataclass(slots=True)
class Choices:
    """Names by kind, in the order of the dictionaries; `ladders` hold level names, lowest first."""

    industries: dict[str, None] = field(default_factory=dict)
    segments: dict[str, None] = field(default_factory=dict)
    districts: dict[str, None] = field(default_factory=dict)
    urgency: dict[int, str] = field(default_factory=dict)
    ladders: dict[str, dict[int, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[Mapping[str, Any]]) -> Choices:
        """From the bodies of dictionary rows; of several labels of one tier the first is offered."""
        found = cls()
        for one in records:
            match one["list"]:
                case "industries":
                    found.industries[str(one["name"])] = None
                    if one.get("segment"):
                        found.segments[str(one["segment"])] = None
                case "districts":
                    found.districts[str(one["name"])] = None
                case "urgency":
                    found.urgency.setdefault(int(one["tier"]), str(one["label"]))
                case "levels":
                    found.ladders.setdefault(str(one["ladder"]), {}).setdefault(int(one["rank"]), str(one["name"]))
        return found

    def for_column(self, column: Column) -> list[str]:
        """What the drop-down of a column holds; nothing where the column has none."""
        if column.choices:
            return list(column.choices)
        if column.type == "secret":
            return ["否", "是"]
        if column.name == "urgency" and column.list == "talent":
            return [label for _, label in sorted(self.urgency.items(), reverse=True)]
        if column.type == "level" or (column.list, column.name) == ("universities", "level"):
            return self._levels(column)
        if (column.list, column.name) == ("senders", "lists"):
            return [CHINESE[one] for one in DEMANDS]
        named = {"industry": self.industries, "segment": self.segments, "district": self.districts}.get(column.name)
        return [] if named is None or (column.list, column.name) == ("industries", "segment") else list(named)

    def _levels(self, column: Column) -> list[str]:
        """Of a demand the lowest level that will do; of a programme or a school its own."""
        ranks = self.ladders.get(LADDER_OF[column.name], {})
        names = [ranks[rank] for rank in sorted(ranks)]
        if column.list != "talent":
            return names
        above = ["不限", *(f"{name}及以上" for name in names[:-1]), *names[-1:]]
        return above + [f"仅限{name}" for name in names[:-1]] if column.name == "level" else above


def builtin_choices() -> Choices:
    """Of the dictionaries that come with the program."""
    return Choices.of(_builtin())


def choices_of(store: Store) -> Choices:
    """Of the published version; of the built-in dictionaries where it holds nothing."""
    head = store.head()
    if head is None:
        return builtin_choices()
    wanted = [one.id for one in store.revisions(head.revisions) if one.submission.list in NAMED_IN]
    # Rows come ordered by their hash: back into the order in which somebody wrote them.
    rows = sorted(
        (row for page in store.rows(wanted, ["record"]) for row in page), key=lambda row: (row.file, row.sheet, row.row)
    )
    return Choices.of(row.values for row in rows)


def _builtin() -> Iterator[dict[str, Any]]:
    for name, path in builtin_files():
        if name in NAMED_IN:
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from ({"list": name, **row} for row in csv.DictReader(file))
