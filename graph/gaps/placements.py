"""Who could take which technology demand: labs by 揭榜, scholars as 科技副总, experts of firms as 产业教授.

The most demands first, then the least Σ round(1000 · (1 − score)), then the smallest ids. Nobody takes more than they
have room for, nobody is proposed for the problem of their own house, and who is left over is listed with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.gaps.assignment import assign
from graph.gaps.candidates import Scores
from graph.gaps.innovators import BRIDGING, Innovator
from graph.gaps.market import Flags

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
    known, pool = gaps.innovators, gaps.candidates
    demands = [one for one in gaps.demands if not one.taken]
    scores: Scores = pool.matrix[[pool.questions[one.technology, one.fields] for one in demands]]
    kinds = (
        (BOUNTY, known.labs_known, _is_lab),
        (VICE_PRESIDENT, known.talents_known, _is_scholar),
        (PROFESSOR, known.talents_known and known.labs_known, _is_expert_of_a_firm),
    )
    return tuple(
        _placed(gaps, name, demands, scores, may) if there else Placements(name, False, (), (), 0)
        for name, there, may in kinds
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


def _placed(
    gaps: TechnologyGaps,
    name: str,
    demands: Sequence[TechnologyDemand],
    every: Scores,
    may: Callable[[Innovator], bool],
) -> Placements:
    """`every`: [demands, innovators] scores."""
    takers = np.array([k for k, one in enumerate(gaps.candidates.innovators) if may(one)], np.int64)
    innovators = [gaps.candidates.innovators[k] for k in takers.tolist()]
    scores = every.take(takers, axis=1)
    near = scores >= gaps.candidates.threshold
    universities: list[str | None] = [None] * len(demands)
    if name == PROFESSOR:  # he may come from the firm that asks: it is to the university that he goes
        universities = _universities(gaps, every)
        allowed = near & np.array([one is not None for one in universities], np.bool_)[:, np.newaxis]
    else:
        allowed = near & ~_own(demands, innovators)
    task, taker = np.nonzero(allowed)
    found = assign([one.capacity for one in innovators], task, taker, 1000 - scores[task, taker].astype(np.int64))
    found += [None] * (len(demands) - len(found))
    best: list[int | None] = scores.max(axis=1).tolist() if len(takers) else [None] * len(demands)
    matched, unmatched = [], []
    for k, (demand, who) in enumerate(zip(demands, found, strict=True)):
        if who is not None:
            matched.append(Placement(demand.id, innovators[who].key, int(scores[k, who]), universities[k]))
        elif allowed[k].any():
            unmatched.append(Unmatched(demand.id, TAKEN_UP, best[k]))
        elif name == PROFESSOR and universities[k] is None:
            unmatched.append(Unmatched(demand.id, NO_UNIVERSITY, best[k]))
        else:
            reason = OWN_ONLY if near[k].any() else BELOW_THRESHOLD if demand.fields else NO_FIELD
            unmatched.append(Unmatched(demand.id, reason, best[k]))
    return Placements(
        name=name,
        known=True,
        matched=tuple(matched),
        unmatched=tuple(unmatched),
        capacity_defaults=sum("capacity_default" in one.flags for one in innovators),
    )


def _own(demands: Sequence[TechnologyDemand], innovators: Sequence[Innovator]) -> Flags:
    """[demands, innovators] who belongs to the firm that asks."""
    belonging: dict[str, list[int]] = {}
    for k, one in enumerate(innovators):
        for entity in one.entities:
            belonging.setdefault(entity, []).append(k)
    own = np.zeros((len(demands), len(innovators)), np.bool_)
    for k, demand in enumerate(demands):
        if demand.firm in belonging:
            own[k, belonging[demand.firm]] = True
    return own


def _universities(gaps: TechnologyGaps, every: Scores) -> list[str | None]:
    """[demands] the university here with the best lab near enough."""
    labs = gaps.innovators.labs
    taught_at = [k for k, lab in enumerate(labs) if lab.here and _university(lab)]
    if not taught_at or not len(every):
        return [None] * len(every)
    scores = every.take(taught_at, axis=1)
    best = scores.argmax(axis=1)  # the first of equals, in the order of keys
    enough = (scores[np.arange(len(best)), best] >= gaps.candidates.threshold).tolist()
    return [_university(labs[taught_at[k]]) if near else None for k, near in zip(best.tolist(), enough, strict=True)]


def _university(lab: Innovator) -> str | None:
    return next((entity for entity in lab.entities if entity.startswith("university:")), None)
