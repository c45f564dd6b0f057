"""The gap report as JSON values. File addresses, times and authors stay out: they stand in the evidence of one gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.gaps.cuts import Bucket, Cut
from graph.gaps.persons import people, persons, ratio, tenths
from graph.gaps.posts import DIRECTION_NOT_STATED
from graph.gaps.printed import Json, Listed
from graph.gaps.ranges import Bounds

if TYPE_CHECKING:
    from graph.gaps.report import BandReport, Certificate, GapReport


class Names:
    """Things as {"key", "name"}; one object for each key, however often it is printed."""

    def __init__(self, report: GapReport) -> None:
        self._version = report.version
        self._known: dict[str, Json] = {}

    def thing(self, key: str | None) -> Json | None:
        if not key:
            return None
        if key not in self._known:
            self._known[key] = {"key": key, "name": self._version.name_of(key)}
        return self._known[key]


def report_json(report: GapReport, listed: Listed) -> Json:
    """All of it, in the order in which a reader wants it."""
    names = Names(report)
    return {
        "version": report.version.number,
        "content_hash": report.version.content_hash,
        "year": report.year,
        "kind": report.kind,
        "params": report.version.parameters.to_json(),
        "totals": totals_json(report),
        "demands": listed(demand_json(report, k, names) for k in range(len(report.demands))),
        "bands": listed(band_json(report, band) for band in report.bands),
        "supplies": listed(supply_json(report, k, names) for k in range(len(report.supplies))),
        "cuts": {dimension: cut_json(report, cut) for dimension, cut in report.cuts.items()},
        "notes": notes_json(report, names),
    }


def totals_json(report: GapReport) -> Json:
    return {name: _figure(name, value) for name, value in report.totals.items()}


def _figure(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    return tenths(value) if name == "proportional_gap" else persons(value)


def demand_json(report: GapReport, k: int, names: Names) -> Json:
    """One demand; what rests on an absent list is null."""
    one, known = report.demands[k], report.computed
    row = one.row
    return {
        "id": one.id,
        "firm": names.thing(one.firm),
        "post": row.body.get("post"),
        "district": names.thing(row.links.get("district")),
        "industry": names.thing(row.links.get("industry")),
        "segment": names.thing(row.links.get("segment")),
        "level": row.body.get("level"),
        "fields": [names.thing(field) for field in one.requirement.fields],
        "fields_as_written": row.body.get("fields"),
        "headcount": [one.lo, one.hi],
        "served": list(report.served[k]) if known else None,
        "gap": persons(report.gaps[k]) if known else None,
        "range": _interval(report.allocation.ranges, k) if known else None,
        "band": report.band_numbers[k] if known else None,
        "class": report.classes[k] if known else None,
        "naive": persons(int(report.allocation.naive[k])) if known else None,
        "proportional": tenths(report.allocation.proportional[1][k]) if known else None,
        "sources": list(one.sources),
        "tier": one.tier,
        "urgency": row.body.get("urgency"),
        "flags": list(one.flags),
    }


def _interval(bounds: Bounds, k: int) -> list[int | float]:
    return [persons(int(bounds.least[k])), persons(int(bounds.most[k]))]


def band_json(report: GapReport, band: BandReport) -> Json:
    return {
        "number": band.number,
        "id": band.id,
        "tier": band.tier,
        "ratio": ratio(band.ratio),
        "members": [report.demands[k].id for k in band.members.tolist()],
        "headcount": persons(band.headcount),
        "gap": persons(band.gap),
        "naive": persons(band.naive),
        "certificate": certificate_json(report, band.certificate),
    }


def certificate_json(report: GapReport, proof: Certificate) -> Json:
    return {
        "demands": [report.demands[k].id for k in proof.demands.tolist()],
        "supplies": [report.supplies[k].id for k in proof.supplies.tolist()],
        "headcount": persons(proof.headcount),
        "capacity": persons(proof.capacity),
        "gap": persons(proof.gap),
        "own": persons(proof.own),
        "others": [{"band": number, "gap": persons(gap)} for number, gap in proof.others],
        "holds": proof.holds,
    }


def supply_json(report: GapReport, k: int, names: Names) -> Json:
    """graduates − further study − leaving = capacity; what one graduate more would close, and what may be left over."""
    one, known = report.supplies[k], report.computed
    return {
        "id": one.id,
        "programme": names.thing(one.programme),
        "university": names.thing(one.university),
        "field": names.thing(one.field),
        "level": one.level,
        "direction": one.direction or None,
        "year": one.year,
        "reserved_for": names.thing(one.reserved_for),
        "graduates": one.graduates,
        "further_study": people(one.further),
        "leaving": people(one.leaving),
        "capacity": persons(one.capacity),
        "capacity_interval": [persons(one.capacity_lo), persons(one.capacity)],
        "asked_by": persons(int(report.allocation.asked[k])) if report.demand.present else None,
        "surplus": _interval(report.allocation.surplus, k) if known else None,
        "shadow_price": people(report.shadow_prices[k]) if known else None,
        "closes_per_graduate": persons(int(report.allocation.closes_per_graduate[k])) if known else None,
        "flags": list(one.flags),
        "sources": list(one.sources),
    }


def cut_json(report: GapReport, cut: Cut) -> Json:
    """Buckets, and what rounding them has cost: rows + rounding = total."""
    rows = [_bucket_json(report, one) for one in cut.buckets]
    total = report.totals["joint_gap"]
    rounding = None
    if total is not None:
        rounding = round(float(persons(total)) - sum(float(row["gap"]) for row in rows), 3) + 0.0
        rounding = int(rounding) if rounding == int(rounding) else rounding
    return {"buckets": rows, "rounding": rounding}


def _bucket_json(report: GapReport, one: Bucket) -> Json:
    known = report.computed

    def part(*classes: str) -> int | float | None:
        return persons(sum(one.parts.get(name, 0) for name in classes)) if known else None

    return {
        "key": one.key,
        "name": report.version.name_of(one.key) if ":" in one.key else one.key,
        "demands": one.demands,
        "headcount": persons(one.headcount),
        "gap": persons(one.gap) if known else None,
        "naive": persons(one.naive) if known else None,
        "competed": part("competed"),
        "no_programme": part("no_programme", "experienced"),
        "unlinked": part("unlinked"),
    }


def notes_json(report: GapReport, names: Names) -> Json:
    """What a reader must know beside the figures."""
    supply = report.supply
    loose = [one for one in report.demands if DIRECTION_NOT_STATED in one.flags]
    return {
        "missing_senders": [{"list": name, "sender": sender} for name, sender in report.demand.missing_senders],
        "left_out": [
            {"kind": one.kind, "demands": one.demands, "headcount": one.headcount} for one in report.demand.left_out
        ],
        "defaults": [
            {
                "parameter": one.name,
                **(one.parameter.to_json() if one.parameter else dict.fromkeys(("value", "unit", "date", "source"))),
                "graduates": one.graduates,
            }
            for one in supply.defaults
        ],
        "fallback_years": [
            {"university": names.thing(one.university), "year": one.year, "graduates": one.graduates}
            for one in supply.fallbacks
        ],
        "several_senders": [names.thing(one) for one in supply.several_senders],
        "direction_not_stated": {
            "demands": len(loose),
            "headcount": sum(one.lo for one in loose),
            "supplies": [report.supplies[i].id for i in report.allocation.undirected.tolist()],
        },
        "absent": [
            name for name, there in (("talent", report.demand.present), ("training", supply.present)) if not there
        ],
    }
