"""Who works on what: the labs and talents of the registries, and the legal entities behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from graph.snapshot import Fact, Snapshot

WHOLE_POST = 1_000_000
"""The share of a full-time affiliation, in millionths."""

FULL_TIME, FLEXIBLE = "全职", "柔性"
BRIDGING = ("科技副总", "产业教授")
"""Modes of those who already stand between a university and a firm."""


@dataclass(frozen=True, slots=True, eq=False)
class Innovator:
    """A lab or a talent.

    `entities` are the legal entities that it belongs to: hosts of a lab, main affiliation of a talent (that of a lab is
    its hosts). `unit` is a talent's main affiliation, `units` and `modes` belong to all of them. `fields` are those
    stated and those of its technologies. `capacity` in projects a year. `here`: works for this city.
    """

    key: str
    entities: tuple[str, ...]
    technologies: frozenset[str]
    fields: tuple[str, ...]
    unit: str | None
    units: tuple[str, ...]
    modes: frozenset[str]
    level: str | None
    capacity: int
    here: bool
    flags: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def is_lab(self) -> bool:
        return self.key.startswith("lab:")

    @property
    def flexible(self) -> bool:
        return "flexible" in self.flags


@dataclass(eq=False)
class Innovators:
    """All labs and talents of a version, each sorted by key."""

    version: Snapshot

    @classmethod
    def of(cls, version: Snapshot) -> Innovators:
        """The innovators of a version; kept with it."""
        known: Innovators = version.cache.setdefault("innovators", cls(version))
        return known

    @cached_property
    def labs_known(self) -> bool:
        """Somebody sent a list of labs."""
        return any(one.list == "labs" for one in self.version.submissions)

    @cached_property
    def talents_known(self) -> bool:
        """Somebody sent a list of talents."""
        return any(one.list == "talents" for one in self.version.submissions)

    @property
    def known(self) -> bool:
        """Both lists are there: only then is nobody really nobody."""
        return self.labs_known and self.talents_known

    @cached_property
    def labs(self) -> tuple[Innovator, ...]:
        return tuple(self._lab(key, rows) for key, rows in _by_thing(self.version.records("labs")))

    @cached_property
    def talents(self) -> tuple[Innovator, ...]:
        return tuple(self._talent(key, rows) for key, rows in _by_thing(self.version.records("talents")))

    @cached_property
    def by_key(self) -> dict[str, Innovator]:
        return {one.key: one for one in (*self.labs, *self.talents)}

    @cached_property
    def working_on(self) -> dict[str, tuple[Innovator, ...]]:
        """Technology → the labs and talents here that work on it; labs first, each sorted by key."""
        found: dict[str, list[Innovator]] = {}
        for one in (*self.labs, *self.talents):
            for technology in one.technologies if one.here else ():
                found.setdefault(technology, []).append(one)
        return {technology: tuple(found[technology]) for technology in sorted(found)}

    @cached_property
    def hosted(self) -> dict[str, tuple[Innovator, ...]]:
        """Legal entity → its labs."""
        found: dict[str, list[Innovator]] = {}
        for lab in self.labs:
            for host in lab.entities:
                found.setdefault(host, []).append(lab)
        return {host: tuple(found[host]) for host in sorted(found)}

    @cached_property
    def _hosts(self) -> dict[str, frozenset[str]]:
        hosts: dict[str, set[str]] = {}
        for one in self.version.records("labs"):
            host = self.version.same_firm(one.links.get("host"))
            hosts.setdefault(one.links["thing"], set()).update([host] if host else [])
        return {lab: frozenset(some) for lab, some in hosts.items()}

    def entities_of(self, unit: str) -> tuple[str, ...]:
        """The legal entities behind a unit, sorted: those of a lab are its hosts, theirs if a host is a lab."""
        found: set[str] = set()
        seen, front = {unit}, [unit]
        while front:
            one = front.pop()
            hosts = self._hosts.get(one, frozenset())
            if not hosts:
                found.add(self.version.same_firm(one) or one)
            fresh = hosts - seen
            seen |= fresh
            front += sorted(fresh)
        return tuple(sorted(found)) or (min(seen),)  # labs that host each other

    def is_here(self, unit: str) -> bool:
        """Whether a unit lies in a district of the registry; what nobody places counts as here."""
        district = self._district_of(unit)
        if district is None and unit in self._hosts:
            districts = [self._district_of(host) for host in self.entities_of(unit)]
            return any(self._lies_here(one) for one in districts)
        return self._lies_here(district)

    def _district_of(self, unit: str) -> str | None:
        registered = self.version.registered.get(unit)
        return registered.links.get("district") if registered else None

    def _lies_here(self, district: str | None) -> bool:
        return district is None or not self.version.records("districts") or district in self.version.registered

    def _lab(self, key: str, rows: tuple[Fact, ...]) -> Innovator:
        technologies = frozenset(one for row in rows for one in row.links.get("technologies") or ())
        capacity = next((int(row.body["capacity"]) for row in rows if row.body.get("capacity") is not None), None)
        return Innovator(
            key=key,
            entities=self.entities_of(key),
            technologies=technologies,
            fields=self._fields((one for row in rows for one in row.links.get("fields") or ()), technologies),
            unit=None,
            units=(),
            modes=frozenset(),
            level=_first(rows, "level"),
            capacity=1 if capacity is None else capacity,
            here=self.is_here(key),
            flags=("capacity_default",) if capacity is None else (),
            sources=tuple(row.public_id for row in rows),
        )

    def _talent(self, key: str, rows: tuple[Fact, ...]) -> Innovator:
        expertise = {one for row in rows for one in row.links.get("expertise") or ()}
        technologies = frozenset(one for one in expertise if one.startswith("technology:"))
        main = min((row for row in rows if row.links.get("unit")), key=_main_first, default=None)
        modes = frozenset(str(row.body["mode"]) for row in rows if row.body.get("mode"))
        flags = {"capacity_default"}
        if main is None:
            flags.add("unit_unknown")
        elif main.body.get("mode") == FLEXIBLE or not self.is_here(main.links["unit"]):
            flags.add("flexible")
        units = tuple(sorted({row.links["unit"] for row in rows if row.links.get("unit")}))
        return Innovator(
            key=key,
            entities=self.entities_of(main.links["unit"]) if main else (key,),
            technologies=technologies,
            fields=self._fields((one for one in expertise if one.startswith("field:")), technologies),
            unit=main.links["unit"] if main else None,
            units=units,
            modes=modes,
            level=_first(rows, "level"),
            capacity=1,
            here=FLEXIBLE in modes or not units or any(self.is_here(unit) for unit in units),
            flags=tuple(sorted(flags)),
            sources=tuple(row.public_id for row in rows),
        )

    def _fields(self, stated: Iterable[str], technologies: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({*stated, *(field for one in technologies for field in self.fields_of(one))}))

    def fields_of(self, technology: str) -> tuple[str, ...]:
        """The fields that a technology draws on, by its registry."""
        registered = self.version.registered.get(technology)
        return tuple(registered.links.get("fields") or ()) if registered else ()


def _by_thing(rows: Iterable[Fact]) -> list[tuple[str, tuple[Fact, ...]]]:
    """Rows by the thing that they speak of; things sorted, rows by public id."""
    found: dict[str, list[Fact]] = {}
    for row in rows:
        found.setdefault(row.links["thing"], []).append(row)
    return [(key, tuple(sorted(found[key], key=lambda row: row.public_id))) for key in sorted(found)]


def _main_first(row: Fact) -> tuple[int, bool, str, str]:
    """The largest share, then full time, then the smallest unit. A full-time row without a share is a whole post."""
    full = row.body.get("mode") == FULL_TIME
    share = row.body.get("share_ppm")
    return -(share if share is not None else WHOLE_POST if full else 0), not full, row.links["unit"], row.public_id


def _first(rows: tuple[Fact, ...], column: str) -> str | None:
    return next((str(row.body[column]) for row in rows if row.body.get(column)), None)
