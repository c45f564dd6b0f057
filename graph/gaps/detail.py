"""One gap: the demand, who competes with it, the proof row by row, and the rows of the sheets behind it."""

from __future__ import annotations

from collections.abc import Iterable

from graph.gaps.persons import persons
from graph.gaps.printed import Json
from graph.gaps.printing import Names, band_json, demand_json, supply_json, totals_json
from graph.gaps.report import GapReport
from graph.gaps.supply import PERSON
from graph.snapshot import Fact


def gap_detail(report: GapReport, demand_id: str) -> Json:
    """Everything about the gap of one demand, by the id of any of its rows.

    `certificate_rows` are both sides of the proof: demands with posts served and short, the most urgent first and the
    band's own before others; supplies with graduates − further study − leaving = capacity. Both add up to the
    certificate. `evidence` are the rows of the sheets, of the demand and of every supply that it accepts.

    Raises:
        NotFound: no demand of the report has such a row.
    """
    k = report.position(demand_id)
    names = Names(report)
    one = report.demands[k]
    demand = demand_json(report, k, names)
    accepted = report.allocation.accepted(k).tolist()
    number = demand["band"]
    band = report.bands[number - 1] if number else None
    proof = None if band is None else band.certificate
    rows = [*one.sources, *(row for i in accepted for row in report.supplies[i].sources)]
    return {
        "version": report.version.number,
        "content_hash": report.version.content_hash,
        "year": report.year,
        "kind": report.kind,
        "id": one.id,
        "demand": demand,
        "methods": {name: demand[name] for name in ("naive", "proportional")} | {"joint": demand["gap"]},
        "accepts": [supply_json(report, i, names) for i in accepted],
        "accepted_capacity": persons(int(report.allocation.acceptable[k])) if report.supply.present else None,
        "band": None if band is None else band_json(report, band),
        "certificate_rows": None
        if band is None or proof is None
        else {
            "demands": _demand_rows(report, proof.demands.tolist(), band.number, names),
            "supplies": [supply_json(report, i, names) for i in proof.supplies.tolist()],
        },
        "totals": totals_json(report),
        "evidence": evidence(report, dict.fromkeys(rows)),
    }


def _demand_rows(report: GapReport, demands: Iterable[int], own: int, names: Names) -> list[Json]:
    """One line a demand: posts asked for, served and short."""

    def line(k: int) -> Json:
        one, band = report.demands[k], int(report.split.band[k]) + 1
        headcount = PERSON * one.lo
        return {
            "id": one.id,
            "firm": names.thing(one.firm),
            "post": one.row.body.get("post"),
            "tier": one.tier,
            "urgency": one.row.body.get("urgency"),
            "headcount": one.lo,
            "served": persons(headcount - report.gaps[k]),
            "short": persons(report.gaps[k]),
            "band": band or None,
            "own": band == own,
        }

    return sorted(
        (line(k) for k in demands), key=lambda row: (-row["tier"], not row["own"], row["band"] or 0, row["id"])
    )


def evidence(report: GapReport, ids: Iterable[str]) -> list[Json]:
    """Where rows stand: file, sheet, row, who sent them when, and what the cells say. In the order asked for."""
    facts = report.version.by_id
    return [_source(report, facts[one]) for one in ids if one in facts]


def _source(report: GapReport, fact: Fact) -> Json:
    revision = report.version.revisions[fact.revision]
    hashes = [one.sha256 for one in revision.files if one.name == fact.file]
    return {
        "id": fact.public_id,
        "kind": fact.kind,
        "list": fact.list,
        "sender": fact.sender,
        "period": fact.period,
        "file": fact.file,
        "sheet": fact.sheet,
        "row": fact.row,
        "need": fact.need,
        "sha256": hashes[0] if hashes else None,
        "revision": fact.revision,
        "actor": revision.actor,
        "at": revision.at,
        "values": {name: value for name, value in fact.body.items() if name not in {"list", "flags"}},
        "flags": list(fact.flags),
    }
