"""Training gaps as JSON values: people as integers when whole, else with 3 decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.gaps.persons import persons
from graph.gaps.printed import Json, Listed
from graph.gaps.technology_printing import rows_json, thing_json

if TYPE_CHECKING:
    from graph.gaps.training import Programme, Signal, TrainingGaps

PEOPLE = ("requested", "short")


def training_json(gaps: TrainingGaps, listed: Listed) -> Json:
    report = gaps.report
    there = {"talent": report.demand.present, "offers": report.supply.present, "requests": gaps.asked}
    return {
        "version": report.version.number,
        "content_hash": report.version.content_hash,
        "year": report.year,
        "kind": report.kind,
        "totals": {
            name: persons(value) if name in PEOPLE and value is not None else value
            for name, value in gaps.totals.items()
        },
        "requests": listed(request_json(gaps, j) for j in range(len(gaps.requests))),
        "programmes": listed(programme_json(gaps, one) for one in gaps.programmes),
        "signals": listed(signal_json(gaps, one) for one in gaps.signals),
        "notes": {
            "absent": [name for name, present in there.items() if not present],
            "other_years": rows_json([row.public_id for row in gaps.other_years]),
        },
    }


def request_json(gaps: TrainingGaps, j: int) -> Json:
    """One request: what is asked for, who delivers it, what stays short, and why where nobody does."""
    version, one = gaps.version, gaps.requests[j]
    offered = [gaps.report.supplies[k] for k in gaps.offered_by[j]]
    programmes = sorted({supply.programme for supply in offered})
    known = gaps.report.supply.present
    return {
        "id": one.id,
        "sponsor": thing_json(version, one.sponsor),
        "field": thing_json(version, one.field),
        "major_as_written": one.row.body.get("major"),
        "level": one.level,
        "headcount": [one.lo, one.hi],
        "wants": [thing_json(version, university) for university in one.wants],
        "mode": one.row.body.get("training_mode"),
        "offered_by": [thing_json(version, programme) for programme in programmes] if known else None,
        "graduates": sum(supply.graduates for supply in offered) if known else None,
        "at_wanted": gaps.at_wanted(j),
        "short": persons(gaps.short[j]) if gaps.short is not None else None,
        "reason": gaps.reasons[j],
        "flags": list(one.flags),
        "sources": list(one.sources),
    }


def programme_json(gaps: TrainingGaps, one: Programme) -> Json:
    """Who asks for a programme: posts that would take its graduates, those that name a field, people requested."""
    version, first = gaps.version, one.supplies[0]
    return {
        "programme": thing_json(version, one.key),
        "university": thing_json(version, first.university),
        "field": thing_json(version, first.field),
        "level": first.level,
        "year": first.year,
        "graduates": one.graduates,
        "capacity": persons(sum(supply.capacity for supply in one.supplies)),
        "posts": one.posts,
        "posts_naming_a_field": one.naming,
        "requested": one.requested,
        "unasked": one.unasked,
        "sources": sorted({row for supply in one.supplies for row in supply.sources}),
    }


def signal_json(gaps: TrainingGaps, one: Signal) -> Json:
    """One class of fields and level: what requests say, what posts say, and whether it is the same."""
    field = thing_json(gaps.version, one.field) if one.field.startswith("field:") else None
    known = gaps.report.demand.present
    return {
        "field": field or {"key": one.field, "name": one.field},
        "level": one.level,
        "requested": sum(request.lo for request in one.requests) if gaps.asked else None,
        "posts": sum(demand.lo for demand in one.demands) if known else None,
        "gap": persons(one.gap) if one.gap is not None else None,
        "verdict": one.verdict,
        "request_rows": rows_json([row for request in one.requests for row in request.sources]),
        "post_rows": rows_json([row for demand in one.demands for row in demand.sources]),
    }
