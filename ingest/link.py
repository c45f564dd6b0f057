"""Link: what the names in a typed row mean, by one dictionary. Pure; reads bodies, never files.

Nothing is guessed: a code, an alias, an exact and unique name, or the review. A name that no registry knows is a
thing of its own; only fields can stay unlinked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any

import orjson

from graph.rows import canonical
from ingest.dictionary import FIELD_LADDER, Dictionary, name_key, names_in
from ingest.remembered import Remembered
from ingest.requirements import Requirements
from ingest.values import ValueUnreadable, firm_key, level, period_start

OPEN_END = "9998-12-31"
"""Dictionary lists have no period: of the aliases that have changed hands the last one holds, whatever the day is."""
NOT_STATED = "未注明"
_NAMES = re.compile("[；;、,，]")
Body = Mapping[str, Any]
Links = dict[str, Any]
REMEMBERED, FEWER = 65_536, 4_096  # of what recurs, of what may be a text of its own in every row
_PLACE = ("firm", "firm_code", "district", "industry", "segment")
ASKED = {
    "talent_demand": (*_PLACE, "level", "fields", "title", "skill", "urgency"),
    "technology_demand": (*_PLACE, "fields", "need"),
}
"""What the links of a demand depend on, of all its columns. Few of these recur in every row, so their links are kept
as fragments of JSON, in the order of their keys, and joined: see `ingest.fragments`."""


class Linker:
    """Links rows with one dictionary. Aliases must hold on the first day of a row's period."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self._requirements = Requirements(dictionary)
        self._firms = Remembered(self._employer, REMEMBERED)
        self._places = Remembered(self._place, REMEMBERED)
        self._posts = Remembered(self._post, REMEMBERED)
        self._urgencies = Remembered(self._has_no_tier, FEWER)
        self._technologies = Remembered(self._technology, FEWER)
        self._by_kind = {
            "training_offer": self._training_offer,
            "training_request": self._training_request,
            "record": self._record,
        }

    def text(self, kind: str, body: Body, period: str) -> str:
        """The links of a row of a submission for `period` ("" for dictionary lists), as canonical JSON."""
        if asked := ASKED.get(kind):
            return self.joined(kind, [[body.get(name)] for name in asked], period)[0].decode()
        return canonical(self.link(kind, body, period))

    def link(self, kind: str, body: Body, period: str) -> Links:
        """The links of a row that is no demand."""
        return self._by_kind[kind](body, _first_day(period))

    # -- demands ---------------------------------------------------------------------------------

    def joined(self, kind: str, mentions: Sequence[Sequence[Any]], period: str) -> list[bytes]:
        """The links of demands of one kind, each as canonical JSON in UTF-8, from their values of each of `ASKED`."""
        day = repeat(_first_day(period))
        names, codes, districts, industries, segments, *rest = mentions
        own: list[Iterable[Any]] = list(rest)
        firms = map(self._firms.__getitem__, zip(names, codes, day, strict=False))
        places = map(self._places.__getitem__, zip(districts, industries, segments, day, strict=False))
        in_districts, in_segments = zip(*places, strict=True)
        wanted = self._posts if kind == "talent_demand" else self._technologies
        if kind == "talent_demand":  # of an urgency only matters whether anybody knows it
            own[-1] = map(self._urgencies.__getitem__, zip(own[-1], strict=True))
        before, between, flags, behind = zip(*map(wanted.__getitem__, zip(*own, day, strict=False)), strict=True)
        parts = zip(before, in_districts, between, firms, flags, in_segments, behind, strict=True)
        return list(map(b"".join, parts))

    def _employer(self, name: object, code: object, day: str) -> bytes:
        return b',"firm":%b,' % _json(self._firm(name, code, day))

    def _place(self, district: object, industry: object, segment: object, day: str) -> tuple[bytes, bytes]:
        within = self._thing("industry", industry, day)
        inside = self._thing("segment", segment, day, within=within and f"segment of {within}")
        return (
            b'"district":%b' % _json(self._thing("district", district, day)),
            b',"industry":%b,"segment":%b' % (_json(within), _json(inside)),
        )

    def _has_no_tier(self, urgency: str | None) -> bool:
        return bool(urgency) and str(urgency).strip() not in self.dictionary.urgency

    def _post(
        self, level: str | None, fields: str | None, title: str | None, skill: str | None, no_tier: bool, day: str
    ) -> tuple[bytes, bytes, bytes, bytes]:
        """What stands before the district, between it and the firm, behind the firm, and at the end."""
        meaning = self._requirements.of_post(level, fields, title, skill, day)
        return (
            b'{"alternatives":%b,' % _json(meaning.alternatives),
            b"",
            b'"flags":%b' % _json(sorted({*meaning.flags, "urgency_unknown"}) if no_tier else meaning.flags),
            b',"unlinked":%b}' % _json(meaning.unlinked),
        )

    def _technology(self, fields: str | None, need: str | None, day: str) -> tuple[bytes, bytes, bytes, bytes]:
        """As `_post`."""
        found = self._requirements.of_disciplines(fields, day)
        technology = self._thing("technology", need, day)
        return (
            b"{",
            b',"fields":%b' % _json(sorted({*found.keys, *found.broad})),
            b'"flags":%b' % _json(found.flags),
            b',"technology":%b,"unlinked":%b}' % (_json(technology), _json(found.unlinked)),
        )

    # -- training --------------------------------------------------------------------------------

    def _training_offer(self, body: Body, day: str) -> Links:
        degree, flags = self._degree(body.get("level"))
        field, unlinked = self._major(body, degree, day)
        university = self._university(body, day)
        return {
            "university": university,
            "field": field,
            "level": degree,
            "programme": _programme(university, field, body, degree),
            "reserved_for": self._firm(body.get("reserved_for"), None, day),
            "run_with": sorted(
                {key for name in _NAMES.split(body.get("run_with") or "") if (key := self._firm(name, None, day))}
            ),
            "unlinked": unlinked,
            "flags": flags,
        }

    def _training_request(self, body: Body, day: str) -> Links:
        degree, flags = self._degree(body.get("level"))
        field, unlinked = self._major(body, degree, day)
        wants = sorted(
            {key for name in _NAMES.split(body.get("wants") or "") if (key := self._thing("university", name, day))}
        )
        district, known = self.dictionary.thing("district", str(body["sponsor"]), day)
        return {
            "sponsor": district if known else self._firm(body["sponsor"], None, day),
            "field": field,
            "level": degree,
            "wants": wants,
            "programme": _programme(wants[0], field, body, degree) if len(wants) == 1 else None,
            "unlinked": unlinked,
            "flags": flags,
        }

    def _degree(self, cell: str | None) -> tuple[str | None, list[str]]:
        if cell is None:
            return None, []
        try:
            ranges = level(cell, self.dictionary.ladders, FIELD_LADDER, True).value or ()
        except ValueUnreadable:
            return None, ["level_unreadable"]
        lowest = [one.lo for one in ranges if one.ladder == FIELD_LADDER]
        return (lowest[0], ["level_range"] if ranges[0].lo != ranges[0].hi else []) if lowest else (None, [])

    def _major(self, body: Body, degree: str | None, day: str) -> tuple[str | None, list[dict[str, Any]]]:
        code, name = str(body.get("major_code") or ""), str(body.get("major") or "")
        catalogue = self.dictionary.fields.second_in(body.get("level"))
        coded = self._requirements.of_code(code, name, degree, catalogue) if code else ()
        if len(coded) == 1:
            return coded[0], []
        found = self._requirements.of_fields(name, degree, day, catalogue)
        if len(found.keys) == 1 and not found.unlinked:
            return found.keys[0], []
        if found.unlinked or not (name or code):
            return None, list(found.unlinked)
        candidates = [*coded, *found.keys, *found.broad]
        reason = "ambiguous" if candidates else "unknown"
        unlinked = {"kind": "field", "level": degree or "", "mention": name or code, "reason": reason}
        return None, [{**unlinked, "candidates": candidates}]

    def _university(self, body: Body, day: str) -> str:
        code = body.get("school_code")
        known = self.dictionary.registries["university"].codes.get(str(code)) if code else None
        key, in_registry = self.dictionary.thing("university", str(body.get("school", NOT_STATED)), day)
        return known or (f"university:{code}" if code and not in_registry else key)

    # -- registries ------------------------------------------------------------------------------

    def _record(self, body: Body, day: str) -> Links:
        read = getattr(self, f"_record_{body['list']}", None)
        links: Links = {} if read is None else read(body, day)
        return links

    def _record_industries(self, body: Body, day: str) -> Links:
        segment = body.get("segment_code")
        return {
            "thing": f"industry:{body['code']}",
            "segment": f"segment:{segment}" if segment else None,
            "feeds": [f"segment:{code}" for code in names_in(body.get("feeds"))],
        }

    def _record_districts(self, body: Body, day: str) -> Links:
        return {"thing": f"district:{body['code']}"}

    def _record_firms(self, body: Body, day: str) -> Links:
        return {
            "thing": self._firm(body["name"], body.get("code"), day),
            "district": self._thing("district", body.get("district"), day),
            "segments": self._things("segment", body.get("segments"), day),
        }

    def _record_universities(self, body: Body, day: str) -> Links:
        key = body.get("code") or f"name:{name_key(str(body['name']))}"
        return {"thing": f"university:{key}", "district": self._thing("district", body.get("district"), day)}

    def _record_labs(self, body: Body, day: str) -> Links:
        found = self._requirements.of_disciplines(body.get("fields"), day)
        return {
            "thing": f"lab:{name_key(str(body['name']))}",
            "host": self._host(str(body["host"]), day),
            "fields": sorted({*found.keys, *found.broad}),
            "technologies": self._things("technology", body.get("technologies"), day),
            "district": self._thing("district", body.get("district"), day),
            "unlinked": list(found.unlinked),
        }

    def _record_technologies(self, body: Body, day: str) -> Links:
        found = self._requirements.of_disciplines(body.get("fields"), day)
        return {
            "thing": f"technology:{name_key(str(body['name']))}",
            "fields": sorted({*found.keys, *found.broad}),
            "segment": self._thing("segment", body.get("segment"), day),
            "unlinked": list(found.unlinked),
        }

    def _record_talents(self, body: Body, day: str) -> Links:
        expertise: set[str] = set()
        unlinked: list[dict[str, Any]] = []
        for name in names_in(body["expertise"]):
            technology, known = self.dictionary.thing("technology", name, day)
            found = None if known else self._requirements.of_disciplines(name, day)
            if found is not None and found.keys:
                expertise.update(found.keys)
            else:
                expertise.add(technology)
        return {
            "thing": f"talent:{body['person']}",
            "unit": self._host(str(body["unit"]), day),
            "expertise": sorted(expertise),
            "unlinked": unlinked,
        }

    def _record_fields(self, body: Body, day: str) -> Links:
        catalogue, code = str(body["catalogue"]), str(body["code"])
        parents = names_in(body.get("parents")) or self.dictionary.fields.parents(catalogue, code)
        return {
            "thing": f"field:{catalogue}:{code}",
            "parents": [f"field:{catalogue}:{parent}" for parent in parents],
        }

    def _record_crosswalk(self, body: Body, day: str) -> Links:
        return {
            "from": f"field:{body['from_catalogue']}:{body['from_code']}",
            "to": f"field:{body['to_catalogue']}:{body['to_code']}",
        }

    # -- things ----------------------------------------------------------------------------------

    def _thing(self, kind: str, name: object, day: str, within: str | None = None) -> str | None:
        if not name or not str(name).strip():
            return None
        return self.dictionary.thing(kind, str(name), day, within=within)[0]

    def _things(self, kind: str, cell: object, day: str) -> list[str]:
        return sorted({self.dictionary.thing(kind, name, day)[0] for name in names_in(cell)})

    def _firm(self, name: object, code: object, day: str) -> str | None:
        """Credit code first; then names. A code that no registry holds is a firm of its own."""
        if code:
            return self.dictionary.registries["firm"].codes.get(str(code), f"firm:{code}")
        return self._thing("firm", name, day) if name and firm_key(str(name)) else None

    def _host(self, name: str, day: str) -> str:
        """A lab's host, a talent's unit: the registry that knows the name says what it is; else a firm."""
        for kind in ("university", "lab", "firm"):
            key, known = self.dictionary.thing(kind, name, day)
            if known:
                return key
        return self._firm(name, None, day) or f"firm:name:{name}"


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


@cache
def _first_day(period: str) -> str:
    return str(period_start(period)) if period else OPEN_END


def _programme(university: str, field: str | None, body: Body, degree: str | None) -> str:
    major = (
        field.removeprefix("field:")
        if field
        else f"name:{name_key(str(body.get('major') or body.get('major_code') or ''))}"
    )
    return f"programme:{university.removeprefix('university:')}|{major}|{degree or ''}"
