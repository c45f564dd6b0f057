"""One version in memory: its rows with their links, and what its dictionary lists settle.

Everything is sorted by public id, so nothing computed from a snapshot depends on the order in which rows were sent or
stored. A snapshot never changes; what is computed from it may be kept beside it (`cache`).
"""

from __future__ import annotations

import gc
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson

from graph.errors import BadArgument, NotFound
from graph.firms import coded_firms
from graph.levels import Ladders
from graph.memory import acyclic
from graph.names import plain_name
from graph.parameters import Parameters, Urgency, urgency_of
from graph.periods import year_of
from graph.rows import KINDS, Revision, Row, Submission, Version
from graph.taxonomy import BUILTIN_SENDER

if TYPE_CHECKING:
    import networkx as nx

    from graph.gaps.fields import Fields
    from graph.store import Store


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A row with its JSON read. `list` and `sender` are those of its submission, `period` "" for dictionary lists."""

    public_id: str
    kind: str
    list: str
    sender: str
    period: str
    body: dict[str, Any]
    links: dict[str, Any]
    revision: str
    file: str
    sheet: str
    row: int
    need: int

    @property
    def year(self) -> int | None:
        """The year of the submission's period."""
        return year_of(self.period)

    @property
    def flags(self) -> tuple[str, ...]:
        """What reading and linking found noteworthy, sorted."""
        return tuple(sorted({*self.body.get("flags", ()), *self.links.get("flags", ())}))


@dataclass(eq=False)
class Snapshot:
    """A version: `facts` by row kind, each sorted by public id; `revisions` by id."""

    version: Version
    revisions: dict[str, Revision]
    facts: dict[str, tuple[Fact, ...]]
    cache: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, store: Store, version: int | None = None) -> Snapshot:
        """Read a version, the published one by default.

        Raises:
            NotFound: there is no such version, or none yet.
        """
        found = store.head() if version is None else store.version(version)
        if found is None:
            raise NotFound("the store holds no version yet", remedy="load a list first: fourchain load FILES…")
        revisions = store.revisions(found.revisions)
        rows = (row for page in store.rows(found.revisions) for row in page)
        with acyclic():
            loaded = cls.of(found, revisions, rows)
            gc.freeze()
        return loaded

    @classmethod
    def of(cls, version: Version, revisions: Iterable[Revision], rows: Iterable[Row]) -> Snapshot:
        """From rows in any order; each row's revision must be among `revisions`."""
        by_id = {one.id: one for one in sorted(revisions, key=lambda revision: revision.submission)}
        sent: dict[str, Submission] = {one.id: one.submission for one in by_id.values()}
        facts: dict[str, list[Fact]] = {kind: [] for kind in KINDS}
        loads = orjson.loads
        for row in rows:
            submission = sent[row.revision]
            facts[row.kind].append(
                Fact(
                    row.public_id,
                    row.kind,
                    submission.list,
                    submission.sender,
                    submission.period,
                    loads(row.body),
                    loads(row.links),
                    row.revision,
                    row.file,
                    row.sheet,
                    row.row,
                    row.need,
                )
            )
        ordered = {kind: tuple(sorted(some, key=lambda fact: fact.public_id)) for kind, some in facts.items()}
        return cls(version, by_id, ordered)

    @property
    def number(self) -> int:
        return self.version.number

    @property
    def content_hash(self) -> str:
        return self.version.content_hash

    @cached_property
    def submissions(self) -> tuple[Submission, ...]:
        """What was sent, sorted; those without a row included."""
        return tuple(sorted(one.submission for one in self.revisions.values()))

    @cached_property
    def by_id(self) -> dict[str, Fact]:
        """All rows by public id."""
        return {fact.public_id: fact for some in self.facts.values() for fact in some}

    @cached_property
    def _records(self) -> dict[str, tuple[Fact, ...]]:
        lists: dict[str, list[Fact]] = {}
        for fact in self.facts["record"]:
            lists.setdefault(fact.list, []).append(fact)
        return {name: tuple(some) for name, some in lists.items()}

    def records(self, list_id: str) -> tuple[Fact, ...]:
        """The rows of a dictionary list, all senders, sorted by public id."""
        return self._records.get(list_id, ())

    def settled(self, list_id: str, *columns: str) -> tuple[Fact, ...]:
        """One row for each value of these columns: any other sender before the built-in one, then the smallest id."""
        chosen: dict[tuple[Any, ...], Fact] = {}
        for fact in sorted(self.records(list_id), key=_precedence):
            chosen.setdefault(tuple(fact.body.get(column) for column in columns), fact)
        return tuple(sorted(chosen.values(), key=lambda fact: fact.public_id))

    def to_networkx(self) -> nx.MultiDiGraph:
        """The version as a networkx graph: see `graph.as_networkx.to_networkx`."""
        from graph.as_networkx import to_networkx

        return to_networkx(self)

    # -- what the dictionary lists settle ------------------------------------------------------------

    @cached_property
    def parameters(self) -> Parameters:
        return Parameters.of((fact.body, fact.sender, fact.public_id) for fact in self.records("parameters"))

    @cached_property
    def urgency(self) -> Urgency:
        """The tier and the weight of every label."""
        return urgency_of(fact.body for fact in self.settled("urgency", "label"))

    @cached_property
    def ladders(self) -> Ladders:
        return Ladders.of(fact.body for fact in self.settled("levels", "ladder", "name"))

    @cached_property
    def fields(self) -> Fields:
        """All catalogues and the crosswalk between them."""
        from graph.gaps.fields import Fields

        return Fields.of(
            ((fact.links["thing"], fact.body, fact.links.get("parents", ())) for fact in self.settled_fields),
            (
                (fact.links["from"], fact.links["to"], fact.body["relation"])
                for fact in self.settled("crosswalk", "from_catalogue", "from_code", "to_catalogue", "to_code")
                if fact.links.get("from") and fact.links.get("to")
            ),
        )

    @cached_property
    def settled_fields(self) -> tuple[Fact, ...]:
        return self.settled("fields", "catalogue", "code")

    @cached_property
    def places(self) -> dict[str, tuple[int, int]]:
        """Longitude and latitude of districts in millionths of a degree, as far as they are known."""
        return {
            fact.links["thing"]: (fact.body["lon_ppm"], fact.body["lat_ppm"])
            for fact in self.settled("districts", "code")
            if fact.body.get("lon_ppm") is not None and fact.body.get("lat_ppm") is not None
        }

    @cached_property
    def registered(self) -> dict[str, Fact]:
        """The registry row of a thing, by its key."""
        chosen: dict[str, Fact] = {}
        for name in ("industries", "districts", "firms", "universities", "labs", "technologies", "talents", "fields"):
            for fact in sorted(self.records(name), key=_precedence):
                chosen.setdefault(fact.links["thing"], fact)
                if name == "industries" and fact.links.get("segment"):
                    chosen.setdefault(fact.links["segment"], fact)
        return chosen

    def name_of(self, key: str) -> str:
        """What a thing is called: by its registry, else by the first row that names it, else by its key."""
        return self._names.get(key) or key.rpartition("name:")[2].rpartition("|")[2].rpartition(":")[2]

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for key, fact in self.registered.items():
            column = "segment" if key.startswith("segment:") else "name"
            if fact.body.get(column):
                names[key] = str(fact.body[column])
        for fact in self.facts["talent_demand"] + self.facts["technology_demand"]:
            for column in ("firm", "district", "industry", "segment"):
                named: str | None = fact.links.get(column)
                if named and fact.body.get(column):
                    names.setdefault(named, str(fact.body[column]))
        for fact in self.facts["training_offer"]:
            for column, link in (("school", "university"), ("major", "programme")):
                named = fact.links.get(link)
                if named and fact.body.get(column):
                    names.setdefault(named, str(fact.body[column]))
        return names

    # -- who is who ----------------------------------------------------------------------------------

    @cached_property
    def _coded_firm(self) -> dict[str, str]:
        return coded_firms(
            (self.facts["talent_demand"] + self.facts["technology_demand"], "firm"),
            (self.facts["training_offer"], "reserved_for"),
            registry=self.records("firms"),
        )

    def same_firm(self, key: str | None) -> str | None:
        """The key of a legal entity: two keys are one firm when one side has no code, the names are equal, and that
        name has exactly one code in the version."""
        return None if key is None else self._coded_firm.get(key, key)

    def speaks_for(self, sender: str, key: str | None) -> bool:
        """Whether a sender is the firm or university itself."""
        if key is None:
            return False
        registered = self.registered.get(key)
        names = {self.name_of(key), key.rpartition(":")[2]}
        if registered is not None:
            names |= {str(registered.body.get("name") or ""), *str(registered.body.get("aliases") or "").split("；")}
        return plain_name(sender) in {plain_name(name) for name in names if name}


def version_of(G: Any) -> Snapshot:
    """The version behind what a notebook holds: a snapshot, or a graph made by `to_networkx`.

    Raises:
        BadArgument: it is neither.
    """
    found = G if isinstance(G, Snapshot) else getattr(G, "graph", {}).get("snapshot")
    if not isinstance(found, Snapshot):
        raise BadArgument(
            f"{type(G).__name__} is no version", remedy="give what open_graph() returned, or its to_networkx()"
        )
    return found


def _precedence(fact: Fact) -> tuple[bool, str]:
    return fact.sender == BUILTIN_SENDER, fact.public_id
