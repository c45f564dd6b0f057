"""A name with several codes, told apart by the other names in its cell.

Each candidate gets a score from the kinds of what stands around it; the best one is taken when it leads by `margin`,
else the name goes to review. The weights are data (context.csv); all arithmetic is in integers, so a result does not
depend on the machine.

    score(c) = w[kind(c)] + w[same]·same + Σ w[near, kind(c), k]·near_k + Σ w[other, kind(c), k]·other_k

same      share of the neighbours that are of the candidate's kind
near_k    neighbours of kind k in the candidate's catalogue and discipline, at most 1
other_k   share of kind k in the cell's other sections (本科：…；研究生：…)

A neighbour with n codes counts 1/n for each. Values and weights are thousandths.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ingest.catalogues import Catalogues, split_key

Feature = tuple[str, str, str]
"""(feature, kind of the candidate, kind of the neighbour); "" where the feature has none."""
Keys = Sequence[str]
"""The keys that one name may mean."""
PROFESSIONAL = "professional"
_PROFESSIONAL = re.compile("[0-9]{2}[5-9][0-9]")


class Weights(NamedTuple):
    """`margin` and weights in thousandths."""

    margin: int
    of: dict[Feature, int]


@cache
def weights() -> Weights:
    """Those of context.csv, whose first lines say how they were made."""
    text = (files(__package__) / "context.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    found = {(row["feature"], row["candidate"], row["neighbour"]): int(row["weight"]) for row in rows}
    return Weights(found.pop(("margin", "", "")), found)


class Context:
    """Features and choices over one set of catalogues."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._catalogues = catalogues
        self._second = {one for _, own in catalogues.levels for one in own[1:]}
        self._kinds: dict[str, str] = {}

    def kind(self, key: str) -> str:
        """discipline, class, major, professional (a professional degree), or one of these in a level's second
        catalogue: "second class"."""
        known = self._kinds.get(key)
        if known is None:
            catalogue, code = split_key(key)
            held = self._catalogues.held[catalogue].get(code)
            known = held.kind if held else "major"
            if catalogue == "postgraduate" and known == "class" and _PROFESSIONAL.fullmatch(code):
                known = PROFESSIONAL
            if catalogue in self._second:
                known = f"second {known}"
            self._kinds[key] = known
        return known

    def features(
        self, candidate: str, neighbours: Sequence[Keys], others: Sequence[Sequence[Keys]]
    ) -> dict[Feature, int]:
        """Values in thousandths. `neighbours`: the section's other names; `others`: the names of each other section."""
        kind = self.kind(candidate)
        catalogue, code = split_key(candidate)
        values: dict[Feature, int] = {("kind", kind, ""): 1000}
        same = 0
        for keys in neighbours:
            for key in keys:
                its_kind = self.kind(key)
                same += 1000 // len(keys) if its_kind == kind else 0
                its_catalogue, its_code = split_key(key)
                if its_catalogue == catalogue and its_code[:2] == code[:2]:
                    near = ("near", kind, its_kind)
                    values[near] = min(1000, values.get(near, 0) + 1000 // len(keys))
        if neighbours:
            values["same", "", ""] = same // len(neighbours)
        for section in others:
            for keys in section:
                for key in keys:
                    other = ("other", kind, self.kind(key))
                    values[other] = values.get(other, 0) + 1000 // (len(keys) * len(section))
        return values

    def choose(
        self, candidates: Keys, neighbours: Sequence[Keys], others: Sequence[Sequence[Keys]], by: Weights | None = None
    ) -> str | None:
        """The candidate that leads by the margin, or null."""
        margin, weight = by or weights()
        scored = sorted(
            ((_score(self.features(one, neighbours, others).items(), weight), one) for one in candidates), reverse=True
        )
        return scored[0][1] if scored[0][0] - scored[1][0] >= margin * 1000 else None


def _score(values: Iterable[tuple[Feature, int]], weight: dict[Feature, int]) -> int:
    """In millionths."""
    return sum(weight.get(feature, 0) * value for feature, value in values)
