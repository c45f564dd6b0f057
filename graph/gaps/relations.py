"""The edges of one report on which patterns are looked for: its own demands and supplies, and what is local."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from graph.gaps.compatible import TAU
from graph.gaps.fields import Taught
from graph.gaps.innovators import Innovators
from graph.gaps.patterns import NEAR, Ends, Relations
from graph.gaps.report import GapReport
from graph.gaps.supply import Supply
from graph.gaps.technologies import TechnologyGaps, technology_gaps
from graph.snapshot import Fact

ANY_FIELD = "field:*"
"""不限 accepts this one, and every field that is taught is near it."""


class Ties:
    """What a gap report and its version say is joined. Who is not from here stays out."""

    def __init__(self, report: GapReport) -> None:
        self.report, self.version = report, report.version
        self.technologies: TechnologyGaps = technology_gaps(report.version, report.year)
        self.innovators = Innovators.of(report.version)

    def loaded(self, name: str) -> bool:
        """Whether a list is there; those of demands for the year of the report."""
        if name == "talent":
            return self.report.demand.present
        if name == "training":
            return self.report.supply.present
        if name == "technology":
            return self.technologies.present
        return any(one.list == name for one in self.version.submissions)

    @classmethod
    def of(cls, report: GapReport) -> Ties:
        """The ties of a report; kept with its version."""
        known: Ties = report.version.cache.setdefault(("ties", id(report)), cls(report))
        return known

    @cached_property
    def relations(self) -> Relations:
        demands, technology = self.report.demands, self.technologies.demands
        labs = [one for one in self.innovators.labs if one.here]
        talents = [one for one in self.innovators.talents if one.here]
        return Relations(
            {
                ("TalentDemand", "IN_SEGMENT", "Segment"): _ends(
                    (one.id, segment) for one in demands if (segment := one.row.links.get("segment"))
                ),
                ("TalentDemand", "POSTED_BY", "Firm"): _ends((one.id, one.firm) for one in demands if one.firm),
                ("TalentDemand", "ACCEPTS", "Field"): self._accepts,
                ("Field", NEAR, "Field"): self._near,
                ("Programme", "TEACHES", "Field"): _ends(
                    (one.programme, one.field) for one in self._taught_here if one.field
                ),
                ("University", "OFFERS", "Programme"): _ends(
                    (one.university, one.programme) for one in self._taught_here
                ),
                ("TrainingOffer", "RESERVED_FOR", "Firm"): _ends(
                    (one.public_id, firm) for one in self.offers if (firm := self._firm(one.links.get("reserved_for")))
                ),
                ("TrainingOffer", "RUN_WITH", "Firm"): _ends(
                    (one.public_id, firm)
                    for one in self.offers
                    for name in one.links.get("run_with") or ()
                    if (firm := self._firm(name))
                ),
                ("Firm", "WORKS_IN", "Segment"): self.works_in,
                ("Lab", "HOSTED_BY", "University"): _ends(
                    (lab.key, host) for lab in labs for host in lab.entities if host.startswith("university:")
                ),
                ("Lab", "WORKS_ON", "Technology"): {lab.key: lab.technologies for lab in labs},
                ("Talent", "EXPERT_IN", "Technology"): {one.key: one.technologies for one in talents},
                ("TechnologyDemand", "POSTED_BY", "Firm"): _ends((one.id, one.firm) for one in technology if one.firm),
                ("TechnologyDemand", "CONCERNS", "Technology"): _ends((one.id, one.technology) for one in technology),
                ("Technology", "segment", "Segment"): self._serves,
            }
        )

    @cached_property
    def offers(self) -> tuple[Fact, ...]:
        """The rows of offers that count in the report, sorted by public id."""
        counted = {row for one in self.report.supplies for row in one.sources}
        return tuple(self.version.by_id[row] for row in sorted(counted))

    def _firm(self, key: str | None) -> str | None:
        return self.version.same_firm(key)

    @cached_property
    def _taught_here(self) -> list[Supply]:
        return [one for one in self.report.supplies if self.innovators.is_here(one.university)]

    @cached_property
    def _least(self) -> int:
        tau = self.version.parameters.value("tau", TAU) * 1000
        return -(-tau.numerator // tau.denominator)

    @cached_property
    def _accepts(self) -> Ends:
        """Broad words whose similarity is capped below the threshold accept nothing, here as in the report."""
        accepted: dict[int, frozenset[str]] = {}
        found = {}
        for one in self.report.demands:
            known = accepted.get(id(one.requirement))
            if known is None:
                fields: set[str] = set()
                for alternative in one.requirement.alternatives:
                    if alternative.any:
                        fields.add(ANY_FIELD)
                    if alternative.sim_cap >= self._least:
                        fields.update(alternative.fields)
                known = accepted[id(one.requirement)] = frozenset(fields)
            found[one.id] = known
        return found

    @cached_property
    def _near(self) -> Ends:
        fields = {one.field for one in self._taught_here if one.field}
        taught = Taught(self.version.fields, fields, self._least)
        asked = {field for accepted in self._accepts.values() for field in accepted}
        near = {field: frozenset(taught.near(field)) for field in sorted(asked - {ANY_FIELD})}
        return {**near, ANY_FIELD: frozenset(fields)}

    @cached_property
    def works_in(self) -> Ends:
        """Local firms → segments: by their registry, for a firm in no registry by the demands that name it."""
        registered: dict[str, set[str]] = {}
        for row in self.version.records("firms"):
            firm = self._firm(row.links["thing"]) or row.links["thing"]
            registered.setdefault(firm, set()).update(row.links.get("segments") or ())
        told: dict[str, set[str]] = {}
        for kind in ("talent_demand", "technology_demand"):
            for row in self.version.facts[kind]:
                asking, segment = self._firm(row.links.get("firm")), row.links.get("segment")
                if asking and segment and asking not in registered:
                    told.setdefault(asking, set()).add(segment)
        every = {**registered, **told}
        return {firm: frozenset(every[firm]) for firm in sorted(every) if self.innovators.is_here(firm)}

    @cached_property
    def _serves(self) -> Ends:
        """Technologies → segments: by their registry, for one in no registry by the demands that name it."""
        registered: dict[str, set[str]] = {}
        for row in self.version.records("technologies"):
            segment = row.links.get("segment")
            registered.setdefault(row.links["thing"], set()).update([segment] if segment else [])
        told: dict[str, set[str]] = {}
        for row in self.version.facts["technology_demand"]:
            technology, segment = row.links.get("technology"), row.links.get("segment")
            if technology and segment and technology not in registered:
                told.setdefault(technology, set()).add(segment)
        every = {**registered, **told}
        return {technology: frozenset(every[technology]) for technology in sorted(every)}

    def rows_of(self, label: str) -> Callable[[str], tuple[str, ...]]:
        """From a node of a label that patterns count to the rows behind it."""
        if label == "TalentDemand":
            return self._talent_rows.__getitem__
        if label == "TechnologyDemand":
            return self._technology_rows.__getitem__
        if label in ("Lab", "Talent"):
            return lambda node: self.innovators.by_key[node].sources
        return lambda node: (node,)

    @cached_property
    def _talent_rows(self) -> dict[str, tuple[str, ...]]:
        return {one.id: one.sources for one in self.report.demands}

    @cached_property
    def _technology_rows(self) -> dict[str, tuple[str, ...]]:
        return {one.id: one.sources for one in self.technologies.demands}


def _ends(pairs: Iterable[tuple[str, str]]) -> Ends:
    found: dict[str, set[str]] = {}
    for source, target in pairs:
        found.setdefault(source, set()).add(target)
    return {source: frozenset(targets) for source, targets in found.items()}
