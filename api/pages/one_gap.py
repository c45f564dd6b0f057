"""One gap: the sentence, the proof as two bars that add up, both sides row by row, and the rows of the sheets."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from api.pages.beside import neighbour, queue_behind, rates_assumed, sender_remark, title_of
from api.pages.figures import per_ten
from api.pages.gap_list import mentions_of
from api.pages.proof import bars_of, groups_of, supply_lines, supply_sums
from api.pages.screen import Screen, tiers_of
from api.proofs import proof_of
from api.query import OneGapParameters
from api.selection import values_of
from graph.gaps.cuts import NOT_STATED
from graph.gaps.report import EXPERIENCED, MET, UNLINKED, GapReport

EVIDENCE_SHOWN = 6


def one_gap(screen: Screen, report: GapReport, id: str, asked: OneGapParameters) -> dict[str, Any]:
    """What the template shows of the gap that holds a demand.

    Raises:
        NotFound: no demand of the report has a row of this id.
    """
    k = report.position(id)
    one = report.demands[k]
    number = int(report.split.band[k]) if report.bands else -1
    # A shortage that nobody can serve is proved by the demand alone: its band is all such posts of the city.
    band = report.bands[number] if number >= 0 and int(report.allocation.acceptable[k]) else None
    demands, supplies = proof_of(report, k)
    members = band.members.tolist() if band else [k]
    groups = groups_of(screen, report, demands, members, k, asked)
    headcount, capacity = sum(g.headcount for g in groups), sum(report.supplies[i].capacity for i in supplies)
    name = report.classes[k] if report.computed else None
    return {
        "report": report,
        "asked": asked,
        "id": one.id,
        "demand": one,
        "post": one.row.body.get("post") or one.id,
        "firm": report.version.name_of(one.firm) if one.firm else "",
        "part": name,
        "band": band,
        "title": title_of(screen, report, band, k),
        "tier": tiers_of(report)[one.tier],
        "own": next(group for group in groups if group.kind == "own"),
        "groups": groups,
        "headcount": headcount,
        "capacity": capacity,
        "served": sum((g.served for g in groups), Fraction(0)),
        "short": sum((g.short for g in groups), Fraction(0)),
        "proof": bars_of(screen, report, band, groups, headcount, capacity) if name not in (MET, None) else None,
        "supplies": supply_lines(screen, report, supplies, asked),
        "supply_count": len(supplies),
        "supply_sums": supply_sums([report.supplies[i] for i in supplies]),
        "naive": band.naive if band else int(report.allocation.naive[k]),
        "per_ten": per_ten(band.ratio) if band else None,
        "members": len(members),
        "districts": len({values_of(report, "district")[m] for m in members} - {NOT_STATED}),
        "industries": len({values_of(report, "industry")[m] for m in members} - {NOT_STATED}),
        "queue": queue_behind(screen, report, demands, supplies) if band else [],
        "assumed": rates_assumed(report, supplies),
        "remark": sender_remark(report, members),
        "mentions": mentions_of(report.version, one) if name == UNLINKED else [],
        "experienced": name == EXPERIENCED,
        "evidence": _evidence(report, members, asked),
        "evidence_count": sum(len(report.demands[m].rows) for m in members),
        "previous": neighbour(screen, report, band, -1),
        "following": neighbour(screen, report, band, 1),
        "missing": report.demand.missing_senders,
    }


def _evidence(report: GapReport, members: Sequence[int], asked: OneGapParameters) -> list[dict[str, Any]]:
    rows = [(k, row) for k in members for row in report.demands[k].rows]
    limit = len(rows) if asked.all else EVIDENCE_SHOWN
    return [
        {
            "id": row.public_id,
            "post": row.body.get("post") or row.public_id,
            "firm": row.body.get("firm") or "",
            "sender": row.sender,
            "file": row.file,
            "sheet": row.sheet,
            "row": row.row,
            "fields": row.body.get("fields") or "",
            "level": row.body.get("level") or row.body.get("title") or row.body.get("skill") or "",
            "headcount": row.body.get("headcount") or {},
        }
        for _, row in rows[:limit]
    ]
