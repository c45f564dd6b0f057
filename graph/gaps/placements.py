"""Who could take which technology demand: labs by 揭榜, scholars as 科技副总, experts of firms as 产业教授.

The most demands first, then the least Σ round(1000 · (1 − score)), then the smallest ids. Nobody takes more than they
have room for, nobody is proposed for the problem of their own house, and who is left over is listed with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.gaps.assignment import assign
from graph.gaps.candidates import Scores
from graph.gaps.innovators import BRIDGING, Innovator
from graph.gaps.market import Ints

if TYPE_CHECKING:
    from graph.gaps.technologies import TechnologyDemand, TechnologyGaps

BOUNTY, VICE_PRESIDENT, PROFESSOR = "揭榜", *BRIDGING

TAKEN_UP = "capacity"
"""There are candidates, and all have their hands full with others."""
BELOW_THRESHOLD = "below_threshold"
"""Nobody is near enough to be named."""
OWN_ONLY = "own_only"
"""Only the firm's own people and labs are near enough."""
NO_FIELD = "unlinked"
"""Nobody is near enough, and the demand names no field that the catalogues know: it may be the data."""
NO_UNIVERSITY = "no_university"
"""No university here hosts a lab that is near enough."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A demand and who could take it; `score` in thousandths. `university`: where a 产业教授 would teach."""

    demand: str
    innovator: str
    score: int
    university: str | None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """`best` is the greatest score (thousandths) that anybody has who may take it, None where nobody may."""

    demand: str
    reason: str
    best: int | None


@dataclass(frozen=True)
class Placements:
    """One kind. `known` False: the list of those who could take something is absent. `cost` is Σ (1000 − score)."""

    name: str
    known: bool
    matched: tuple[Placement, ...]
    unmatched: tuple[Unmatched, ...]
    capacity_defaults: int

    @property
    def cost(self) -> int:
        return sum(1000 - one.score for one in self.matched)


def place(gaps: TechnologyGaps) -> tuple[Placements, ...]:
    """All three kinds, for the demands that nobody is at work on."""
    known = gaps.innovators
    return (
        _placed(gaps, BOUNTY, known.labs_known, _is_lab),
        _placed(gaps, VICE_PRESIDENT, known.talents_known, _is_scholar),
        _placed(gaps, PROFESSOR, known.talents_known and known.labs_known, _is_expert_of_a_firm),
    )


def _is_lab(one: Innovator) -> bool:
    return one.is_lab


def _is_scholar(one: Innovator) -> bool:
    """A person of a university or of its lab who does not stand between the two already."""
    return _is_free(one) and any(entity.startswith("university:") for entity in one.entities)


def _is_expert_of_a_firm(one: Innovator) -> bool:
    return _is_free(one) and all(entity.startswith("firm:") for entity in one.entities)


def _is_free(one: Innovator) -> bool:
    return not one.is_lab and not one.modes & set(BRIDGING)


def _placed(gaps: TechnologyGaps, name: str, known: bool, may: Callable[[Innovator], bool]) -> Placements:
    if not known:
        return Placements(name, False, (), (), 0)
    offered = _Offered(gaps, name, may)
    demands = [one for one in gaps.demands if not one.taken]
    pairs, reasons = [], []
    for task, demand in enumerate(demands):
        takers, scores, reason = offered.to(demand)
        reasons.append(Unmatched(demand.id, reason, int(scores.max()) if len(scores) else None))
        pairs.append((np.full(len(takers), task), takers, 1000 - scores[takers].astype(np.int64)))
    nothing = [(np.zeros(0, np.int64),) * 3]
    columns = (np.concatenate(column) for column in zip(*(nothing + pairs), strict=True))
    found = assign([one.capacity for one in offered.takers], *columns)
    found += [None] * (len(demands) - len(found))
    matched = []
    for demand, taker in zip(demands, found, strict=True):
        if taker is not None:
            score = int(gaps.scores(demand)[offered.position[taker]])
            matched.append(Placement(demand.id, offered.takers[taker].key, score, offered.university_for(demand)))
    return Placements(
        name=name,
        known=True,
        matched=tuple(matched),
        unmatched=tuple(one for one, taker in zip(reasons, found, strict=True) if taker is None),
        capacity_defaults=sum("capacity_default" in one.flags for one in offered.takers),
    )


class _Offered:
    """Those who may take something, numbered in the order of their keys, and which demands are for whom."""

    def __init__(self, gaps: TechnologyGaps, name: str, may: Callable[[Innovator], bool]) -> None:
        self._gaps, self._name = gaps, name
        innovators = gaps.candidates.innovators
        self.position = np.array([k for k, one in enumerate(innovators) if may(one)], np.int64)
        self.takers = [innovators[k] for k in self.position.tolist()]
        self._number = np.full(len(innovators), -1, np.int64)
        self._number[self.position] = np.arange(len(self.position))
        labs = gaps.innovators.labs
        self._taught_at = np.array([k for k, lab in enumerate(labs) if lab.here and _university(lab)], np.int64)

    def to(self, demand: TechnologyDemand) -> tuple[Ints, Scores, str]:
        """Takers near enough, [takers] scores of all, and why the demand stays alone if it does."""
        pool, scores = self._gaps.candidates, self._gaps.scores(demand)
        near = self._numbers(pool.near_enough(scores))
        allowed, reason = near, TAKEN_UP
        if self._name == PROFESSOR:  # he may come from the firm that asks: it is to the university that he goes
            if self.university_for(demand) is None:
                allowed, reason = near[:0], NO_UNIVERSITY
        elif len(near):
            allowed = self._numbers(pool.near_enough(scores, demand.firm))
        if not len(allowed) and reason == TAKEN_UP:
            reason = OWN_ONLY if len(near) else BELOW_THRESHOLD if demand.fields else NO_FIELD
        return allowed, scores[self.position], reason

    def _numbers(self, positions: Ints) -> Ints:
        numbers = self._number[positions]
        return numbers[numbers >= 0]

    def university_for(self, demand: TechnologyDemand) -> str | None:
        """The university here with the best lab for a demand; only a professor goes to one."""
        if self._name != PROFESSOR or not len(self._taught_at):
            return None
        scores = self._gaps.scores(demand)[self._taught_at]
        best = int(scores.argmax())  # the first of equals, in the order of keys
        lab = self._gaps.innovators.labs[int(self._taught_at[best])]
        return _university(lab) if int(scores[best]) >= self._gaps.candidates.threshold else None


def _university(lab: Innovator) -> str | None:
    return next((entity for entity in lab.entities if entity.startswith("university:")), None)
