"""Who could work on a technology: labs and talents by field and by name, each with the way that leads to them.

    score = 1000                                     for those who work on the technology itself
            w · field + (1 − w) · likeness           else, in thousandths, rounded down
    field    = the greatest similarity of a field asked for with one of theirs
    likeness = of the technology's name with the nearest name of what they work on (or, a lab, with its own)
    w        = parameter candidate_field_weight; 0 where the demand names no field

Below the parameter candidate_threshold nobody is named. A candidate is no coverage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graph.gaps.fields import SAME_FIELD, Taught
from graph.gaps.innovators import Innovator, Innovators
from graph.gaps.likeness import Alike, Names, best_by_owner
from graph.gaps.market import Ints, ranges
from graph.snapshot import Snapshot

Scores: TypeAlias = npt.NDArray[np.int16]
"""[innovators] in thousandths; small, for there is one for everything that is asked about."""

Question: TypeAlias = tuple[str, tuple[str, ...]]
"""A technology and the fields asked for."""

_AT_ONCE = 500

FIELD_WEIGHT, THRESHOLD = "0.6", "0.4"


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A station on the way from a demand to a talent: its type and key, and the rows that say so. `similarity` (in
    thousandths) of a field with the one that was asked for."""

    type: str
    key: str
    sources: tuple[str, ...]
    asked: str | None = None
    similarity: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """`score`, `similarity` and `likeness` in thousandths; `words` stand in both names."""

    innovator: Innovator
    score: int
    works_on_it: bool
    similarity: int
    likeness: int
    words: tuple[str, ...]
    path: tuple[Step, ...]


class Candidates:
    """All innovators of a version, the labs first, ready to be compared with technologies."""

    def __init__(self, version: Snapshot, questions: Iterable[Question]) -> None:
        """`questions`: all that will be asked; how rare a word is depends on their technologies."""
        self._version = version
        self._known = Innovators.of(version)
        self.innovators = (*self._known.labs, *self._known.talents)
        weight = version.parameters.value("candidate_field_weight", FIELD_WEIGHT)
        threshold = version.parameters.value("candidate_threshold", THRESHOLD)
        self.field_weight, self.threshold = int(1000 * weight), int(1000 * threshold)
        self.questions = {one: k for k, one in enumerate(sorted(set(questions)))}
        worked = {one for innovator in self.innovators for one in innovator.technologies}
        listed = {one.links["thing"] for one in version.records("technologies")}
        names = {self._name(one) for one in {*worked, *listed, *(technology for technology, _ in self.questions)}}
        self._names = Names(names | {self._name(lab.key) for lab in self._known.labs})
        self._similarities: dict[str, Scores] = {}
        self._steps: dict[tuple[str, str | None, int | None], Step] = {}

    def _name(self, key: str) -> str:
        return self._version.name_of(key)

    # -- scores --------------------------------------------------------------------------------------

    def scores(self, technology: str, fields: tuple[str, ...]) -> Scores:
        """[innovators] in thousandths.

        Raises:
            KeyError: not one of the questions.
        """
        scores: Scores = self.matrix[self.questions[technology, fields]]
        return scores

    @cached_property
    def matrix(self) -> Scores:
        """[questions, innovators] in thousandths."""
        scores = np.zeros((len(self.questions), len(self.innovators)), np.int16)
        asked = list(self.questions)
        for first in range(0, len(asked), _AT_ONCE):
            self._score(asked[first : first + _AT_ONCE], first, scores[first : first + _AT_ONCE])
        return scores

    def _score(self, asked: list[Question], first: int, scores: Scores) -> None:
        """Fill in the scores of some questions that begin with the `first`."""
        start, owner = self._owners
        bounds = self._alike.start[first : first + len(asked) + 1]
        some = slice(int(bounds[0]), int(bounds[-1]))
        name, row = self._alike.name[some], np.repeat(np.arange(len(asked)), np.diff(bounds))
        owned = start[name + 1] - start[name]
        at = np.repeat(row, owned), owner[ranges(start[name], owned)]
        likeness = np.zeros(scores.shape, np.int16)
        np.maximum.at(likeness, at, np.repeat(self._alike.likeness[some], owned).astype(np.int16))
        near = np.zeros(scores.shape, np.int16)
        for k, (_, fields) in enumerate(asked):
            for field in fields:
                np.maximum(near[k], self._similarity(field), out=near[k])
        weight = np.array([self.field_weight if fields else 0 for _, fields in asked], np.int64)
        # Few names are alike: by field alone it is a look into a table.
        by_field = (self.field_weight * np.arange(SAME_FIELD + 1) // 1000).astype(np.int16)
        np.take(by_field, near, out=scores)
        weight = weight[at[0]]
        scores[at] = (weight * near[at] + (1000 - weight) * likeness[at]) // 1000
        for k, (technology, _) in enumerate(asked):
            scores[k, self._working_on(technology)] = 1000

    @cached_property
    def _alike(self) -> Alike:
        """Names of technologies beside all names, question by question."""
        return self._names.alike([self._name(technology) for technology, _ in self.questions])

    def _working_on(self, technology: str) -> Ints:
        return self._positions.get(technology, np.zeros(0, np.int64))

    @cached_property
    def _positions(self) -> dict[str, Ints]:
        """Technology → the innovators that work on it."""
        found: dict[str, list[int]] = {}
        for k, one in enumerate(self.innovators):
            for technology in sorted(one.technologies):
                found.setdefault(technology, []).append(k)
        return {technology: np.array(some, np.int64) for technology, some in found.items()}

    @cached_property
    def _own_names(self) -> list[list[str]]:
        """[innovators] names of what they work on, of a lab its own, too; sorted."""
        labs = [{self._name(one.key)} if one.is_lab else set() for one in self.innovators]
        worked = [{self._name(each) for each in one.technologies} for one in self.innovators]
        return [sorted(own | names) for own, names in zip(labs, worked, strict=True)]

    @cached_property
    def _own_positions(self) -> list[list[int]]:
        """[innovators] the same as positions among all names."""
        return [[self._names.position[name] for name in names] for names in self._own_names]

    @cached_property
    def _owners(self) -> tuple[Ints, Ints]:
        """Name → the innovators whose it is: where each name's begin, and all of them."""
        owners: list[list[int]] = [[] for _ in self._names.names]
        for k, positions in enumerate(self._own_positions):
            for position in positions:
                owners[position].append(k)
        return _grouped(owners)

    @cached_property
    def _taught(self) -> Taught:
        return Taught(self._version.fields, (field for one in self.innovators for field in one.fields), 1)

    @cached_property
    def _fields(self) -> dict[str, int]:
        every = sorted({field for one in self.innovators for field in one.fields})
        return {field: k for k, field in enumerate(every)}

    @cached_property
    def _field_members(self) -> tuple[Ints, Ints]:
        return _grouped([self._fields[field] for field in one.fields] for one in self.innovators)

    def _similarity(self, field: str) -> Scores:
        """[innovators] greatest similarity of one of theirs with a field asked for."""
        known = self._similarities.get(field)
        if known is None:
            nearest = np.zeros(len(self._fields), np.int64)
            for one, similarity in self._taught.near(field).items():
                nearest[self._fields[one]] = similarity
            known = best_by_owner(nearest, *self._field_members).astype(np.int16)
            self._similarities[field] = known
        return known

    # -- the way to a candidate ----------------------------------------------------------------------

    @cached_property
    def _elsewhere(self) -> Scores:
        return np.array([not one.here for one in self.innovators], np.int16)

    @cached_property
    def _belonging(self) -> dict[str, Ints]:
        found: dict[str, list[int]] = {}
        for k, one in enumerate(self.innovators):
            for entity in one.entities:
                found.setdefault(entity, []).append(k)
        return {entity: np.array(some, np.int64) for entity, some in found.items()}

    def near_enough(self, scores: Scores, firm: str | None = None) -> Ints:
        """Positions of those above the threshold, without those that belong to a firm."""
        near = scores >= self.threshold
        if firm is not None and firm in self._belonging:
            near[self._belonging[firm]] = False
        return np.flatnonzero(near)

    def best(self, found: Ints, scores: Scores, most: int) -> list[int]:
        """Positions of the first candidates: local ones first, then the best score, then the smallest key."""
        last = 1000 - scores[found] + 1001 * self._elsewhere[found]
        first: list[int] = found[np.argsort(last, kind="stable")[:most]].tolist()
        return first

    def describe(
        self, found: Iterable[int], demand: str, sources: tuple[str, ...], technology: str, fields: tuple[str, ...]
    ) -> tuple[Candidate, ...]:
        """Some innovators as candidates for a demand."""
        question = self.questions[technology, fields]
        alike, name, scores = self._alike.of(question), self._name(technology), self.matrix[question]
        steps = (Step("demand", demand, sources), self._step("technology", technology))
        return tuple(self._candidate(k, technology, fields, name, alike, scores, steps) for k in found)

    def _candidate(
        self, k: int, technology: str, fields: tuple[str, ...], name: str, alike: dict[int, int], scores: Scores,
        steps: tuple[Step, ...],
    ) -> Candidate:  # fmt: skip
        one = self.innovators[k]
        similarity, asked, own = self._field_pair(one, fields)
        likeness, near = self._nearest_name(k, alike)
        field = (self._step("field", own, asked, similarity),) if own else ()
        return Candidate(
            innovator=one,
            score=scores.item(k),
            works_on_it=technology in one.technologies,
            similarity=similarity,
            likeness=likeness,
            words=self._names.shared(name, self._names.names[near]) if near in alike else (),
            path=(*steps, *field, *self._ends(k, scores)),
        )

    def _step(self, type: str, key: str, asked: str | None = None, similarity: int | None = None) -> Step:
        """One object for each station that many ways share."""
        known = self._steps.get((key, asked, similarity))
        if known is None:
            step = Step(type, key, self._rows(key), asked, similarity)
            known = self._steps[key, asked, similarity] = step
        return known

    def _nearest_name(self, k: int, alike: dict[int, int]) -> tuple[int, int | None]:
        """(likeness, own name by position), the most alike and then the smallest; None for who has no name."""
        best, near = -1, None
        for position in self._own_positions[k]:
            likeness = alike.get(position, 0)
            if likeness > best:
                best, near = likeness, position
        return max(best, 0), near

    def _field_pair(self, one: Innovator, fields: tuple[str, ...]) -> tuple[int, str | None, str | None]:
        """(similarity, field asked for, own field), the most similar and then the smallest."""
        best: tuple[int, str | None, str | None] = 0, None, None
        for asked in fields:
            near = self._taught.near(asked)
            for own in one.fields:
                similarity = near.get(own, 0)
                if similarity > best[0]:
                    best = similarity, asked, own
        return best

    def _ends(self, k: int, scores: Scores) -> tuple[Step, ...]:
        """Of a lab: itself, its hosts, and its best person. Of a talent: its unit, whose that is, and itself.

        A host leads nowhere: that two work for one university proves nothing.
        """
        best: tuple[bool, int, int] | None = None
        for person in self._people[k]:
            score = scores.item(person)
            if score >= self.threshold:
                one = (not self.innovators[person].here, -score, person)
                best = one if best is None else min(best, one)
        return self._own_steps[k] if best is None else (*self._own_steps[k], self._own_steps[best[2]][-1])

    @cached_property
    def _own_steps(self) -> list[tuple[Step, ...]]:
        """[innovators] the way from a lab to its hosts, from its unit to a talent."""
        return [(*self._unit(one), *self._hosts(one), *self._self(one)) for one in self.innovators]

    def _unit(self, one: Innovator) -> tuple[Step, ...]:
        if one.is_lab:
            return (Step("lab", one.key, one.sources),)
        inside = one.unit is not None and one.unit.startswith("lab:")
        return (Step("lab", str(one.unit), self._rows(str(one.unit))),) if inside else ()

    def _hosts(self, one: Innovator) -> list[Step]:
        hosts = [entity for entity in one.entities if entity != one.key]
        return [Step(host.partition(":")[0], host, self._rows(host)) for host in hosts]

    def _self(self, one: Innovator) -> tuple[Step, ...]:
        return () if one.is_lab else (Step("talent", one.key, one.sources),)

    @cached_property
    def _people(self) -> list[list[int]]:
        """[innovators] those who work for a lab."""
        working: dict[str, list[int]] = {}
        for k, one in enumerate(self.innovators):
            for unit in one.units:
                working.setdefault(unit, []).append(k)
        return [working.get(one.key, []) if one.is_lab else [] for one in self.innovators]

    def _rows(self, key: str) -> tuple[str, ...]:
        registered = self._version.registered.get(key)
        return (registered.public_id,) if registered else ()


def _grouped(groups: Iterable[list[int]]) -> tuple[Ints, Ints]:
    """Where each group starts, and all members."""
    listed = list(groups)
    start = np.concatenate([[0], np.cumsum([len(some) for some in listed], dtype=np.int64)]).astype(np.int64)
    return start, np.array([one for some in listed for one in some], np.int64)
