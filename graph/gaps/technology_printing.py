"""Technology gaps as JSON values. Scores and similarities are thousandths, money is in yuan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.gaps.candidates import Candidate, Step
from graph.gaps.innovators import Innovator
from graph.gaps.placements import Placements
from graph.gaps.printed import Json, Listed
from graph.snapshot import Snapshot

if TYPE_CHECKING:
    from graph.gaps.technologies import TechnologyDemand, TechnologyGaps

ROWS_SHOWN = 10


def thing_json(version: Snapshot, key: str | None) -> Json | None:
    """A thing as {"key", "name"}; one object for each key, however often it is printed."""
    if not key:
        return None
    known: dict[str, Json] = version.cache.setdefault("things", {})
    if key not in known:
        known[key] = {"key": key, "name": version.name_of(key)}
    return known[key]


def rows_json(ids: tuple[str, ...] | list[str]) -> Json:
    """The ten smallest row ids, and how many there are."""
    ordered = sorted(set(ids))
    return {"ids": ordered[:ROWS_SHOWN], "count": len(ordered)}


def technologies_json(gaps: TechnologyGaps, listed: Listed) -> Json:
    known = gaps.innovators
    there = {"technology": gaps.present, "labs": known.labs_known, "talents": known.talents_known}
    return {
        "version": gaps.version.number,
        "content_hash": gaps.version.content_hash,
        "year": gaps.year,
        "params": {
            "candidate_threshold": gaps.candidates.threshold,
            "candidate_field_weight": gaps.candidates.field_weight,
        },
        "totals": gaps.totals,
        "demands": listed(demand_json(gaps, one) for one in gaps.demands),
        "placements": [placements_json(gaps, one) for one in gaps.placements] if gaps.present else None,
        "closed": [one.public_id for one in gaps.closed],
        "notes": {"absent": [name for name, present in there.items() if not present]},
    }


def demand_json(gaps: TechnologyGaps, one: TechnologyDemand) -> Json:
    """One demand with its coverage and its candidates; labs or talents are null where their list is absent."""
    version, known, row = gaps.version, gaps.innovators, one.row
    coverage, proposals = gaps.coverage_of(one), gaps.proposals(one)
    return {
        "id": one.id,
        "firm": thing_json(version, one.firm),
        "need": row.body.get("need"),
        "technology": thing_json(version, one.technology),
        "district": thing_json(version, row.links.get("district")),
        "industry": thing_json(version, row.links.get("industry")),
        "segment": thing_json(version, row.links.get("segment")),
        "fields": [thing_json(version, field) for field in one.fields],
        "need_type": row.body.get("need_type"),
        "status": row.body.get("status"),
        "taken": one.taken,
        "trl": [row.body.get("trl_now"), row.body.get("trl_target")],
        "deadline": row.body.get("deadline"),
        "budget_yuan": row.body.get("budget_yuan"),
        "bounty_yuan": row.body.get("bounty_yuan"),
        "metrics": row.body.get("metrics"),
        "vague": one.vague,
        "coverage": coverage.name,
        "labs": [_innovator(version, lab) for lab in coverage.labs] if known.labs_known else None,
        "talents": [_innovator(version, talent) for talent in coverage.talents] if known.talents_known else None,
        "entities": [thing_json(version, entity) for entity in coverage.entities],
        "candidates": {
            "labs": [candidate_json(version, each) for each in proposals.labs] if known.labs_known else None,
            "talents": [candidate_json(version, each) for each in proposals.talents] if known.talents_known else None,
            "labs_found": proposals.labs_found if known.labs_known else None,
            "talents_found": proposals.talents_found if known.talents_known else None,
            "abstained": not (proposals.labs_found or proposals.talents_found),
            "best_score": proposals.best,
        },
        "flags": list(gaps.flags_of(one)),
        "sources": list(one.sources),
    }


def _innovator(version: Snapshot, one: Innovator) -> Json:
    """One object for each, however many demands it is named for."""
    known: dict[Innovator, Json] = version.cache.setdefault("innovators printed", {})
    printed = known.get(one)
    if printed is None:
        printed = known[one] = {
            "key": one.key,
            "name": version.name_of(one.key),
            "level": one.level,
            "entities": [thing_json(version, entity) for entity in one.entities],
            "flags": list(one.flags),
            "sources": list(one.sources),
        }
    return printed


def candidate_json(version: Snapshot, one: Candidate) -> Json:
    return {
        **_innovator(version, one.innovator),
        "here": one.innovator.here,
        "score": one.score,
        "works_on_it": one.works_on_it,
        "field_similarity": one.similarity,
        "name_likeness": one.likeness,
        "words": list(one.words),
        "path": [_step(version, step) for step in one.path],
    }


def _step(version: Snapshot, step: Step) -> Json:
    """One object for each step that many ways share."""
    known: dict[Step, Json] = version.cache.setdefault("steps", {})
    if (again := known.get(step)) is not None:
        return again
    printed: Json = {"type": step.type, "key": step.key, "rows": list(step.sources)}
    if step.type == "demand":  # stands in the ways of one demand alone
        return printed
    printed["name"] = version.name_of(step.key)
    if step.asked:
        printed |= {"asked": thing_json(version, step.asked), "similarity": step.similarity}
    known[step] = printed
    return printed


def placements_json(gaps: TechnologyGaps, one: Placements) -> Json:
    """One kind of placing; null lists where nobody sent those who could take something."""
    version = gaps.version
    return {
        "name": one.name,
        "matched": [
            {
                "demand": each.demand,
                "innovator": thing_json(version, each.innovator),
                "university": thing_json(version, each.university),
                "score": each.score,
            }
            for each in one.matched
        ]
        if one.known
        else None,
        "unmatched": [{"demand": each.demand, "reason": each.reason, "best_score": each.best} for each in one.unmatched]
        if one.known
        else None,
        "cost": one.cost if one.known else None,
        "capacity_defaults": one.capacity_defaults if one.known else None,
    }
