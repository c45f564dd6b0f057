"""How near a field that is taught lies to a field that is asked for, in thousandths.

Within one catalogue, of the field asked for (d) and the field taught (s):

    1000  s is d, or lies inside it (a major of the class or discipline asked for)
     700  both lie in one class (also: taught under the name of the class, asked for by major)
     400  both lie in one discipline
       0  else

Between two catalogues: the same after mapping through the crosswalk, at most 700 unless every step is `same`. What is
taught may be mapped through anything it lies in (a major of 0809 is, over there, something inside 0812); what is asked
for only by its own name, because mapping its class would ask for more.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

SAME_FIELD, SAME_CLASS, SAME_DISCIPLINE = 1000, 700, 400
DISCIPLINE, CLASS, MAJOR = "discipline", "class", "major"


def catalogue_of(field: str) -> str:
    """The catalogue in the key of a field.

    >>> catalogue_of("field:undergraduate:080901")
    'undergraduate'
    """
    return field.split(":", 2)[1]


def code_of(field: str) -> str:
    """The code in the key of a field.

    >>> code_of("field:cip:01.0101")
    '01.0101'
    """
    return field.split(":", 2)[2]


def kind_by_length(code: str) -> str:
    """How deep a field stands, where its catalogue does not say: two digits, four, more.

    >>> [kind_by_length(code) for code in ("08", "0809", "080901K", "01.01")]
    ['discipline', 'class', 'major', 'class']
    """
    digits = sum(character.isdigit() for character in code)
    return DISCIPLINE if digits <= 2 else CLASS if digits <= 4 else MAJOR


class Fields:
    """Catalogues side by side and the crosswalk between them. Keys are those of things: `field:<catalogue>:<code>`.

    A field that no catalogue holds stands under the longest code of its catalogue that it begins with.
    """

    def __init__(
        self, kinds: dict[str, str], parents: dict[str, tuple[str, ...]], crosswalk: dict[str, dict[str, bool]]
    ) -> None:
        self._kinds = kinds
        self._parents = parents
        self._crosswalk = crosswalk
        self._lineages: dict[str, frozenset[str]] = {}

    @classmethod
    def of(
        cls, fields: Iterable[tuple[str, dict[str, Any], Iterable[str]]], crosswalk: Iterable[tuple[str, str, str]]
    ) -> Fields:
        """From (key, body, parent keys) of `fields` rows and (from, to, `same` or `near`) of `crosswalk` rows."""
        kinds: dict[str, str] = {}
        parents: dict[str, tuple[str, ...]] = {}
        for key, body, above in fields:
            kinds[key] = str(body.get("kind") or kind_by_length(code_of(key)))
            if above:
                parents[key] = tuple(sorted(above))
        steps: dict[str, dict[str, bool]] = {}
        for one, other, relation in crosswalk:
            for here, there in ((one, other), (other, one)):
                known = steps.setdefault(here, {})
                known[there] = known.get(there, False) or relation == "same"
        return cls(kinds, parents, steps)

    def __contains__(self, field: str) -> bool:
        return field in self._kinds

    def kind(self, field: str) -> str:
        return self._kinds.get(field) or kind_by_length(code_of(field))

    def parents(self, field: str) -> tuple[str, ...]:
        """The fields one step up, sorted; none for a discipline."""
        if field not in self._parents:
            self._parents[field] = self._by_prefix(field)
        return self._parents[field]

    def _by_prefix(self, field: str) -> tuple[str, ...]:
        code = code_of(field)
        for length in range(len(code) - 1, 0, -1):
            above = f"field:{catalogue_of(field)}:{code[:length]}"
            if above in self._kinds:
                return (above,)
        return ()

    def lineage(self, field: str) -> frozenset[str]:
        """The field itself and everything it lies in."""
        known = self._lineages.get(field)
        if known is None:
            found, front = {field}, [field]
            while front:
                fresh = [above for above in self.parents(front.pop()) if above not in found]
                found.update(fresh)
                front += fresh
            known = self._lineages[field] = frozenset(found)
        return known

    def of_kind(self, field: str, kind: str) -> frozenset[str]:
        """The classes (or disciplines) that a field lies in, itself included."""
        return frozenset(one for one in self.lineage(field) if self.kind(one) == kind)

    def within(self, demanded: str, supplied: str) -> int:
        """Similarity of two fields of one catalogue.

        >>> G = Fields.of((("field:u:08", {}, ()), ("field:u:0809", {}, ()), ("field:u:080901", {}, ())), ())
        >>> G.within("field:u:0809", "field:u:080901"), G.within("field:u:080901", "field:u:0809")
        (1000, 700)
        >>> G.within("field:u:0809", "field:u:08")
        400
        """
        if demanded in self.lineage(supplied):
            return SAME_FIELD
        if self.of_kind(demanded, CLASS) & self.of_kind(supplied, CLASS):
            return SAME_CLASS
        if self.of_kind(demanded, DISCIPLINE) & self.of_kind(supplied, DISCIPLINE):
            return SAME_DISCIPLINE
        return 0

    def seen_as(self, field: str, *, inside: bool) -> dict[str, int]:
        """Fields of other catalogues that a field is mapped to → the most that a similarity may be there.

        `inside`: also through what the field lies in, at every step. No catalogue is entered twice.
        """
        found: dict[str, int] = {}
        front = [(field, SAME_FIELD, frozenset({catalogue_of(field)}))]
        while front:
            here, most, visited = front.pop()
            for start in sorted(self.lineage(here) if inside else {here}):
                for there, same in sorted(self._crosswalk.get(start, {}).items()):
                    catalogue = catalogue_of(there)
                    cap = most if same else min(most, SAME_CLASS)
                    if catalogue in visited or found.get(there, 0) >= cap:
                        continue
                    found[there] = cap
                    front.append((there, cap, visited | {catalogue}))
        return found

    def similarity(self, demanded: str, supplied: str) -> int:
        """Similarity in thousandths, whatever the catalogues."""
        if catalogue_of(demanded) == catalogue_of(supplied):
            return self.within(demanded, supplied)
        best = 0
        for there, cap in self.seen_as(supplied, inside=True).items():
            if catalogue_of(there) == catalogue_of(demanded):
                best = max(best, min(cap, self.within(demanded, there)))
        for there, cap in self.seen_as(demanded, inside=False).items():
            if catalogue_of(there) == catalogue_of(supplied):
                best = max(best, min(cap, self.within(there, supplied)))
        return best


class Taught:
    """The fields that are taught, indexed so that a demanded field finds those near enough without trying them all."""

    def __init__(self, fields: Fields, supplied: Iterable[str], least: int) -> None:
        """`least`: similarities below it are left out (thousandths)."""
        self._fields = fields
        self._least = least
        self._matches: dict[str, dict[str, int]] = {}
        self._supplied = sorted(set(supplied))

    @cached_property
    def _catalogues(self) -> frozenset[str]:
        return frozenset(catalogue_of(one) for one in self._supplied)

    @cached_property
    def _positions(self) -> dict[str, list[tuple[str, int]]]:
        """Field → (taught field, cap) for each taught field that lies in it, in its own or another catalogue."""
        index: dict[str, list[tuple[str, int]]] = {}
        for taught in self._supplied:
            places = {taught: SAME_FIELD, **self._fields.seen_as(taught, inside=True)}
            for place, cap in places.items():
                for above in self._fields.lineage(place):
                    index.setdefault(above, []).append((taught, cap))
        return index

    def near(self, demanded: str) -> dict[str, int]:
        """Taught field → similarity, for those of at least the least similarity."""
        known = self._matches.get(demanded)
        if known is None:
            known = {}
            self._collect(known, demanded, SAME_FIELD, None)
            for there, cap in self._fields.seen_as(demanded, inside=False).items():
                if catalogue_of(there) in self._catalogues:
                    self._collect(known, there, cap, catalogue_of(there))
            known = self._matches[demanded] = {one: known[one] for one in sorted(known)}
        return known

    def _collect(self, found: dict[str, int], demanded: str, most: int, only: str | None) -> None:
        """Add what is near to `demanded`; `only` limits it to fields taught in that catalogue."""
        G = self._fields
        rings = (
            (SAME_FIELD, (demanded,)),
            (SAME_CLASS, tuple(G.of_kind(demanded, CLASS))),
            (SAME_DISCIPLINE, tuple(G.of_kind(demanded, DISCIPLINE))),
        )
        for similarity, circles in rings:
            if similarity < self._least:
                break
            for circle in circles:
                for taught, cap in self._positions.get(circle, ()):
                    if only is not None and catalogue_of(taught) != only:
                        continue
                    value = min(similarity, cap, most)
                    if value >= self._least and value > found.get(taught, 0):
                        found[taught] = value
