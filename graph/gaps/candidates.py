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

from graph.gaps.fields import Taught
from graph.gaps.innovators import Innovator, Innovators
from graph.gaps.likeness import Names, best_by_owner
from graph.gaps.market import Flags, Ints
from graph.snapshot import Snapshot

Scores: TypeAlias = npt.NDArray[np.int16]
"""[innovators] in thousandths; small, for there is one for every technology that is asked about."""

FIELD_WEIGHT, THRESHOLD = "0.6", "0.4"


@dataclass(frozen=True, slots=True)
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

    def __init__(self, version: Snapshot, technologies: Iterable[str]) -> None:
        """`technologies`: all that will be asked about; how rare a word is depends on them."""
        self._version = version
        self._known = Innovators.of(version)
        self.innovators = (*self._known.labs, *self._known.talents)
        weight = version.parameters.value("candidate_field_weight", FIELD_WEIGHT)
        threshold = version.parameters.value("candidate_threshold", THRESHOLD)
        self.field_weight, self.threshold = int(1000 * weight), int(1000 * threshold)
        worked = {one for innovator in self.innovators for one in innovator.technologies}
        listed = {one.links["thing"] for one in version.records("technologies")}
        names = {self._name(one) for one in {*worked, *listed, *technologies}}
        self._names = Names(names | {self._name(lab.key) for lab in self._known.labs})
        self._by_field: dict[str, Ints] = {}
        self._by_fields: dict[tuple[str, ...], Ints] = {}
        self._scores: dict[tuple[str, tuple[str, ...]], Scores] = {}

    def _name(self, key: str) -> str:
        return self._version.name_of(key)

    # -- scores --------------------------------------------------------------------------------------

    def scores(self, technology: str, fields: tuple[str, ...]) -> Scores:
        """[innovators] in thousandths."""
        known = self._scores.get((technology, fields))
        if known is None:
            score = self._likeness_of(technology)
            if fields:
                near = self._similarity_of(fields)
                score = (self.field_weight * near + (1000 - self.field_weight) * score) // 1000
            score[self._working_on(technology)] = 1000
            known = self._scores[technology, fields] = score.astype(np.int16)
        return known

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
    def _name_members(self) -> tuple[Ints, Ints]:
        return _grouped([self._names.position[name] for name in names] for names in self._own_names)

    def _likeness_of(self, technology: str) -> Ints:
        return best_by_owner(self._names.likeness(self._name(technology)), *self._name_members)

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

    def _similarity_of(self, fields: tuple[str, ...]) -> Ints:
        known = self._by_fields.get(fields)
        if known is None:
            nearest = np.zeros(len(self._fields), np.int64)
            for field in fields:
                nearest = np.maximum(nearest, self._nearest(field))
            known = self._by_fields[fields] = best_by_owner(nearest, *self._field_members)
        return known

    def _nearest(self, asked: str) -> Ints:
        """[fields of innovators] similarity with a field asked for."""
        known = self._by_field.get(asked)
        if known is None:
            known = self._by_field[asked] = np.zeros(len(self._fields), np.int64)
            for field, similarity in self._taught.near(asked).items():
                known[self._fields[field]] = similarity
        return known

    # -- the way to a candidate ----------------------------------------------------------------------

    @cached_property
    def _elsewhere(self) -> Flags:
        return np.array([not one.here for one in self.innovators], np.bool_)

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
        first: list[int] = found[np.lexsort((found, -scores[found], self._elsewhere[found]))[:most]].tolist()
        return first

    def describe(
        self, k: int, demand: str, sources: tuple[str, ...], technology: str, fields: tuple[str, ...]
    ) -> Candidate:
        """An innovator as a candidate for a demand."""
        one = self.innovators[k]
        similarity, asked, own = self._field_pair(one, fields)
        name = self._name(technology)
        likeness, near = self._nearest_name(k, name)
        path = [Step("demand", demand, sources), Step("technology", technology, self._rows(technology))]
        if own:
            path.append(Step("field", own, self._rows(own), asked, similarity))
        path += self._ends(k, technology, fields)
        return Candidate(
            innovator=one,
            score=int(self.scores(technology, fields)[k]),
            works_on_it=technology in one.technologies,
            similarity=similarity,
            likeness=likeness,
            words=self._names.shared(name, near) if near else (),
            path=tuple(path),
        )

    def _nearest_name(self, k: int, name: str) -> tuple[int, str]:
        """(likeness, own name), the most alike and then the smallest."""
        own = self._own_names[k]
        likeness = self._names.likeness_to_each(name, own)
        best = min(((-like, each) for like, each in zip(likeness, own, strict=True)), default=(0, ""))
        return -best[0], best[1]

    def _field_pair(self, one: Innovator, fields: tuple[str, ...]) -> tuple[int, str | None, str | None]:
        """(similarity, field asked for, own field), the most similar and then the smallest."""
        own_fields = [(own, self._fields[own]) for own in one.fields]
        every = []
        for asked in fields:
            nearest = self._nearest(asked)
            every += [(-int(nearest[at]), asked, own) for own, at in own_fields]
        best = min(every, default=(0, None, None))
        return (-best[0], best[1], best[2]) if best[0] else (0, None, None)

    def _ends(self, k: int, technology: str, fields: tuple[str, ...]) -> list[Step]:
        """Of a lab: itself, its hosts, and its best person. Of a talent: its unit, whose that is, and itself.

        A host leads nowhere: that two work for one university proves nothing.
        """
        one = self.innovators[k]
        if one.is_lab:
            steps = [Step("lab", one.key, one.sources), *self._hosts(one)]
            scores = self.scores(technology, fields)
            people = self._people.get(one.key, np.zeros(0, np.int64))
            people = people[scores[people] >= self.threshold]
            best = [self.innovators[j] for j in self.best(people, scores, 1)]
            return [*steps, *(Step("talent", person.key, person.sources) for person in best)]
        steps = []
        if one.unit and one.unit.startswith("lab:"):
            steps.append(Step("lab", one.unit, self._rows(one.unit)))
        return [*steps, *self._hosts(one), Step("talent", one.key, one.sources)]

    def _hosts(self, one: Innovator) -> list[Step]:
        hosts = [entity for entity in one.entities if entity != one.key]
        return [Step(host.partition(":")[0], host, self._rows(host)) for host in hosts]

    @cached_property
    def _people(self) -> dict[str, Ints]:
        """Lab → those who work for it."""
        found: dict[str, list[int]] = {}
        for k, one in enumerate(self.innovators):
            for unit in one.units:
                found.setdefault(unit, []).append(k)
        return {unit: np.array(some, np.int64) for unit, some in found.items()}

    def _rows(self, key: str) -> tuple[str, ...]:
        registered = self._version.registered.get(key)
        return (registered.public_id,) if registered else ()


def _grouped(groups: Iterable[list[int]]) -> tuple[Ints, Ints]:
    """Where each group starts, and all members."""
    listed = list(groups)
    start = np.concatenate([[0], np.cumsum([len(some) for some in listed], dtype=np.int64)]).astype(np.int64)
    return start, np.array([one for some in listed for one in some], np.int64)
