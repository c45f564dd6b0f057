"""The dictionary: what links names. Built from the rows of the dictionary lists, whoever sent them.

Where two senders say different things of one code, any sender goes before the built-in data; then the smallest
public id. So a dictionary depends on what is loaded, never on when.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graph.rows import Row, Submission, digest
from graph.taxonomy import BUILTIN_SENDER
from ingest.catalogues import Catalogues
from ingest.validity import FOREVER, named
from ingest.values import Ladders, firm_key, normalise, stripped_firm

FIELD_LADDER = "学历"
REMEMBERED = 100_000
"""Names whose meaning is kept; beyond that they are looked up anew."""
_SEPARATORS = re.compile("[；;]")
_FIRM_OF_ITS_OWN = re.compile(r"firm:(?:name:\S+|[0-9A-Z]{18})")
_CODE = r"(?P<code>[0-9A-Za-z](?:[0-9A-Za-z.\-]*[0-9A-Za-z])?)"
_CODE_BESIDE = tuple(
    re.compile(one) for one in (rf"{_CODE}[ :、\-]*(?P<name>[\u4e00-\u9fff].*)", rf"(?P<name>.+?) ?\({_CODE}\)")
)


def names_in(cell: object) -> list[str]:
    """The names in a cell of a registry: separated by ； (、 may stand inside a name)."""
    return [part.strip() for part in _SEPARATORS.split(str(cell or "")) if part.strip()]


def name_key(name: str) -> str:
    """One spelling of the name of a place, a chain link, a school, a lab or a technology."""
    return normalise(name).replace(" ", "").lower()


def spelling(kind: str, name: str) -> str:
    """The spelling under which names of a kind are compared."""
    return firm_key(name) if kind == "firm" else name_key(name)


class Alias(NamedTuple):
    canonical: str
    valid_from: str
    valid_to: str


@dataclass(slots=True)
class Registry:
    """Names and codes of one kind of thing."""

    codes: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    titles: dict[str, str] = field(default_factory=dict)
    """The name by key, as the registry writes it."""

    def add(self, key: str, code: str | None, title: str, names: Iterable[str]) -> None:
        self.titles.setdefault(key, title)
        if code:
            self.codes.setdefault(code, key)
        for name in names:
            if name:
                self.names[name].add(key)

    def only(self, name: str) -> str | None:
        found = self.names.get(name)
        return next(iter(found)) if found is not None and len(found) == 1 else None


class Dictionary:
    """Answers what a name means. `hash` is equal for equal dictionary rows."""

    def __init__(self, rows: Iterable[tuple[Submission, str, Mapping[str, Any]]]) -> None:
        ordered = sorted(rows, key=lambda one: (one[0].sender == BUILTIN_SENDER, one[1], one[0].key))
        self.hash = digest(*sorted(f"{one[0].key}\0{one[1]}" for one in ordered), size=16)
        self.registries: dict[str, Registry] = defaultdict(Registry)
        self.fields = Catalogues()
        self.parameters: dict[str, str] = {}
        self.urgency: set[str] = set()
        """The labels of 紧缺程度 that have a tier."""
        self._aliases: dict[tuple[str, str], list[Alias]] = defaultdict(list)
        self._decisions: dict[tuple[str, str, str], tuple[str, str, str]] = {}
        self._things: dict[tuple[str, str, str, str | None], tuple[str, bool]] = {}
        self._parameter_dates: dict[str, str] = {}
        levels: dict[tuple[str, str], Mapping[str, Any]] = {}
        for submission, public_id, body in ordered:
            match body["list"]:
                case "levels":
                    levels.setdefault((body["ladder"], body["name"]), body)
                case "parameters":
                    self._parameter(submission, body)
                case "decisions":
                    self._decide(public_id, body)
                case name:
                    add = getattr(self, f"_add_{name}", None)
                    if add is not None:
                        add(body)
        # The rank of a sender's own level may repeat one of the built-in ladder: the first by precedence stands.
        self.ladders = Ladders.from_rows(levels.values())
        degrees = {str(one["name"]): one for one in levels.values() if one["ladder"] == FIELD_LADDER}
        names = self.ladders.names(FIELD_LADDER)
        self.fields.levels = [(name, names_in(degrees[name].get("catalogue"))) for name in names]
        self.fields.first_words = {name: names_in(degrees[name].get("aliases")) for name in names}
        self.fields.second_words = {
            name: words for name in names if (words := names_in(degrees[name].get("second_aliases")))
        }

    @classmethod
    def of(cls, pages: Iterable[Sequence[Row]], submissions: Mapping[str, Submission]) -> Dictionary:
        """From stored rows; `submissions` by revision id."""
        return cls((submissions[row.revision], row.public_id, row.values) for page in pages for row in page)

    # -- filling ---------------------------------------------------------------------------------

    def _parameter(self, submission: Submission, body: Mapping[str, Any]) -> None:
        name = str(body["name"])
        date = "" if submission.sender == BUILTIN_SENDER else str(body.get("date") or "-")
        if name not in self.parameters or date > self._parameter_dates[name]:
            self.parameters[name], self._parameter_dates[name] = str(body["value"]), date

    def _decide(self, public_id: str, body: Mapping[str, Any]) -> None:
        kind = str(body["kind"])
        place = (kind, name_key(str(body.get("level") or "")), spelling(kind, str(body["mention"])))
        latest = (str(body["when"]), public_id, str(body.get("canonical") or ""))
        self._decisions[place] = max(self._decisions.get(place, ("", "", "")), latest)

    def _add_aliases(self, body: Mapping[str, Any]) -> None:
        kind = str(body["kind"])
        alias = Alias(str(body["canonical"]), str(body.get("valid_from") or ""), str(body.get("valid_to") or FOREVER))
        self._aliases[kind, spelling(kind, str(body["alias"]))].append(alias)

    def _add_urgency(self, body: Mapping[str, Any]) -> None:
        self.urgency.add(str(body["label"]))

    def _add_broad(self, body: Mapping[str, Any]) -> None:
        for words in names_in(body["words"]):
            self.fields.add_broad(words, str(body["catalogue"]), names_in(body["codes"]))

    def _add_fields(self, body: Mapping[str, Any]) -> None:
        catalogue, code = str(body["catalogue"]), str(body["code"])
        spellings = [str(body["name"]), *names_in(body.get("aliases"))]
        self.fields.add(catalogue, code, str(body.get("kind") or ""), spellings, names_in(body.get("parents")))

    def _add_industries(self, body: Mapping[str, Any]) -> None:
        code, segment = str(body["code"]), body.get("segment_code")
        names = [name_key(one) for one in (str(body["name"]), *names_in(body.get("aliases")))]
        self.registries["industry"].add(f"industry:{code}", code, str(body["name"]), names)
        if segment:
            title = str(body.get("segment") or "")
            names = [name_key(one) for one in (title, *names_in(body.get("segment_aliases")))]
            for registry in ("segment", f"segment of industry:{code}"):
                self.registries[registry].add(f"segment:{segment}", str(segment), title, names)

    def _add_districts(self, body: Mapping[str, Any]) -> None:
        key, name = f"district:{body['code']}", str(body["name"])
        names = [name_key(name)]
        for alias in map(named, names_in(body.get("aliases"))):
            if alias.always:
                names.append(name_key(alias.name))
            else:
                self._aliases["district", name_key(alias.name)].append(Alias(key, alias.first, alias.last))
        self.registries["district"].add(key, str(body["code"]), name, names)

    def _add_firms(self, body: Mapping[str, Any]) -> None:
        code, name = body.get("code"), str(body["name"])
        key = f"firm:{code}" if code else f"firm:name:{firm_key(name)}"
        spellings = [name, *names_in(body.get("aliases"))]
        self.registries["firm"].add(key, code, name, [firm_key(one) for one in spellings])
        self.registries["firm without form"].add(key, None, name, [stripped_firm(one) for one in spellings])

    def _add_universities(self, body: Mapping[str, Any]) -> None:
        code, name = body.get("code"), str(body["name"])
        key = f"university:{code}" if code else f"university:name:{name_key(name)}"
        names = [name_key(one) for one in (name, *names_in(body.get("aliases")))]
        self.registries["university"].add(key, code, name, names)

    def _add_labs(self, body: Mapping[str, Any]) -> None:
        key = name_key(str(body["name"]))
        self.registries["lab"].add(f"lab:{key}", None, str(body["name"]), [key])

    def _add_technologies(self, body: Mapping[str, Any]) -> None:
        name = name_key(str(body["name"]))
        names = [name, *(name_key(one) for one in names_in(body.get("aliases")))]
        self.registries["technology"].add(f"technology:{name}", None, str(body["name"]), names)

    # -- answering -------------------------------------------------------------------------------

    def decided(self, kind: str, level: str, mention: str) -> str | None:
        """What a reviewer decided for a mention: under its level, else for all levels."""
        if not self._decisions:
            return None
        key = spelling(kind, mention)
        for place in ((kind, name_key(level), key), (kind, "", key)):
            if (found := self._decisions.get(place)) is not None and found[2]:
                return found[2] if self.holds(kind, found[2]) else None
        return None

    def holds(self, kind: str, said: str) -> bool:
        """Is there what a decision or an alias says? A name that no registry knows is a thing of its own; a key must be
        held, and a field must be one of a catalogue, or broad words."""
        if kind == "field":
            return self.fields.holds(said)
        return not said.startswith(f"{kind}:") or self.has_key(kind, said)

    def has_key(self, kind: str, key: str) -> bool:
        """Is this the key of a thing, or of a firm that only lists name?"""
        return key in self.registries[kind].titles or (kind == "firm" and _FIRM_OF_ITS_OWN.fullmatch(key) is not None)

    def alias(self, kind: str, name: str, day: str) -> str | None:
        """The canonical name, code or key that an alias stood for on a day (YYYY-MM-DD), when there is exactly one."""
        held = self._aliases.get((kind, spelling(kind, name)), ())
        standing = {one.canonical for one in held if one.valid_from <= day <= one.valid_to}
        found = {one for one in standing if self.holds(kind, one)}
        if len(found) > 1:  # one thing may be said by its name, its code and its key
            found = {self._registered(kind, one) or one for one in found}
        return found.pop() if len(found) == 1 else None

    def holders(self, kind: str, name: str) -> dict[str, Alias]:
        """The things that an alias ever stood for, by key."""
        held = sorted(self._aliases.get((kind, spelling(kind, name)), ()), key=lambda one: (one.valid_from, one))
        return {key: one for one in held if (key := self._registered(kind, one.canonical))}

    def _registered(self, kind: str, said: str) -> str | None:
        """The key of the one thing that a key, a code or a name says."""
        registry = self.registries[kind]
        return said if said in registry.titles else registry.codes.get(said) or registry.only(spelling(kind, said))

    def thing(self, kind: str, name: str, day: str, *, within: str | None = None) -> tuple[str, bool]:
        """The key of a thing by its name or code, and whether a registry knows it.

        Decision → alias → code → exact and unique name; a name nobody knows is its own thing. Decisions and aliases
        may say a name, a code or a whole key. `within` is the registry that is asked first.
        """
        asked = (kind, name, day, within)
        found = self._things.get(asked)
        if found is None:
            if len(self._things) > REMEMBERED:
                self._things.clear()
            found = self._things[asked] = self._thing(*asked)
        return found

    def _thing(self, kind: str, name: str, day: str, within: str | None) -> tuple[str, bool]:
        name = self.decided(kind, "", name) or name
        passed = {name}
        while (better := self.alias(kind, name, day)) is not None and better not in passed:
            name = better  # what a firm was renamed to may have been renamed since
            passed.add(name)
        if name.startswith(f"{kind}:"):
            return name, True
        key = spelling(kind, name)
        for registry in (self.registries.get(within or ""), self.registries[kind]):
            if registry is not None and (found := registry.codes.get(name.strip()) or registry.only(key)):
                return found, True
        if found := self._with_code_beside(kind, name):
            return found, True
        if kind == "firm" and (found := self.registries["firm without form"].only(stripped_firm(name))):
            return found, True
        if kind == "segment" and within:
            return f"segment:{within.partition('industry:')[2]}|name:{key}", False
        return (f"{kind}:{key}" if kind in ("lab", "technology") else f"{kind}:name:{key}"), False

    def _with_code_beside(self, kind: str, name: str) -> str | None:
        """C1 高端装备, 高端装备（C1）: by the code, unless the name beside it is that of another thing."""
        registry = self.registries[kind]
        for pattern in _CODE_BESIDE if registry.codes else ():
            if found := pattern.fullmatch(normalise(name)):
                key, named = registry.codes.get(found["code"]), registry.names.get(spelling(kind, found["name"]))
                if key is not None and (not named or key in named):
                    return key
        return None
