"""Critical nodes as JSON values: one table a kind, units beside it; null is no data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.gaps.innovators import Innovator
from graph.gaps.persons import persons
from graph.gaps.printed import Json, Listed
from graph.gaps.technologies import SINGLE_SOURCE, UNCOVERED
from graph.gaps.technology_printing import rows_json, thing_json

if TYPE_CHECKING:
    from graph.gaps.critical import Critical, CriticalFirm, CriticalInnovator, CriticalSupplier, Turned

UNITS = {
    "delta_joint_gap": "posts",
    "capacity": "persons",
    "graduates": "persons",
    "turned": "technology demands",
    "posts": "posts",
    "unmet": "posts",
    "reserved_seats": "persons",
}


def critical_json(found: Critical, listed: Listed) -> Json:
    report, known = found.report, found.ties.innovators
    there = {
        "talent": report.demand.present,
        "training": report.supply.present,
        "technology": found.technologies.present,
        "labs": known.labs_known,
        "talents": known.talents_known,
        "firms": found.ties.loaded("firms"),
    }
    labs, talents = found.labs, found.talents
    return {
        "version": report.version.number,
        "content_hash": report.version.content_hash,
        "year": report.year,
        "kind": report.kind,
        "units": UNITS,
        "universities": listed(_supplier(found, one, True) for one in found.universities),
        "programmes": listed(_supplier(found, one, False) for one in found.programmes),
        "labs": None if labs is None else listed(_innovator(found, one) for one in labs),
        "talents": None if talents is None else listed(_innovator(found, one) for one in talents),
        "firms": listed(_firm(found, one) for one in found.firms),
        "notes": {"absent": [name for name, present in there.items() if not present]},
    }


def _supplier(found: Critical, one: CriticalSupplier, university: bool) -> Json:
    offered = found.report.supply.present
    printed = {
        **(thing_json(found.version, one.key) or {}),
        "delta_joint_gap": None if one.delta is None else persons(one.delta),
        "capacity": persons(one.capacity) if offered else None,
        "graduates": one.graduates if offered else None,
    }
    if university:
        printed |= {"labs": _labs(found, one.labs), "turned": _turned(found, one.turned)}
    return printed | {"rows": rows_json(one.sources)}


def _innovator(found: Critical, one: CriticalInnovator) -> Json:
    return {
        **(thing_json(found.version, one.key) or {}),
        "technologies": one.technologies,
        "turned": _turned(found, one.turned),
        "rows": rows_json(one.sources),
    }


def _firm(found: Critical, one: CriticalFirm) -> Json:
    version = found.version
    return {
        **(thing_json(version, one.key) or {}),
        "posts": None if one.posts is None else persons(one.posts),
        "unmet": None if one.unmet is None else persons(one.unmet),
        "reserved_seats": one.seats,
        "capacity": None if one.capacity is None else persons(one.capacity),
        "labs": _labs(found, one.labs),
        "turned": _turned(found, one.turned),
        "segments_without_a_firm": None
        if one.segments is None
        else [thing_json(version, segment) for segment in one.segments],
        "rows": rows_json(one.sources),
    }


def _labs(found: Critical, labs: Sequence[Innovator]) -> list[Json | None] | None:
    return [thing_json(found.version, lab.key) for lab in labs] if found.ties.innovators.labs_known else None


def _turned(found: Critical, turned: tuple[Turned, ...] | None) -> Json | None:
    """Technology demands by what they turn, each with its name and what it was before."""
    if turned is None:
        return None
    return {
        name: [
            {"id": one.demand.id, "need": one.demand.row.body.get("need"), "before": one.before}
            for one in turned
            if one.after == name
        ]
        for name in (UNCOVERED, SINGLE_SOURCE)
    }
