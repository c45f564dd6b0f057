"""What stands beside a proof: who waits behind, what was assumed, and a remark on how the lists were filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from api.naming import band_name
from api.pages.figures import per_cent
from api.pages.screen import Screen, tiers_of
from graph.gaps.report import BandReport, GapReport


def title_of(screen: Screen, report: GapReport, band: BandReport | None, k: int) -> str:
    if band is None:
        return str(report.demands[k].row.body.get("post") or report.demands[k].id)
    return called(screen, report, band)


def called(screen: Screen, report: GapReport, band: BandReport) -> str:
    """The name of a band on this page: 自动化类 · 本科/硕士."""
    name = band_name(report, band)
    fields = screen.words.plain("comma").join(screen.name(report, field) for field in name.fields)
    fields += screen.words.plain("and_others") if name.more else ""
    return " · ".join(part for part in (fields, "/".join(name.levels)) if part) or screen.words.plain("not_stated")


def queue_behind(
    screen: Screen, report: GapReport, demands: Sequence[int], supplies: Sequence[int]
) -> list[dict[str, Any]]:
    """Bands outside the proof that wait for the same graduates, the shortest of posts first."""
    wanted, inside = set(supplies), set(demands)
    behind = {
        int(report.split.band[k])
        for k in range(len(report.demands))
        if int(report.split.band[k]) >= 0
        and k not in inside
        and not wanted.isdisjoint(report.allocation.accepted(k).tolist())
    }
    found = sorted((report.bands[number] for number in behind), key=lambda band: (-band.gap, band.number))
    return [
        {
            "name": title_of(screen, report, band, 0),
            "href": screen.url(f"/gaps/{band.id}"),
            "tier": tiers_of(report)[band.tier],
            "demands": len(band.members),
            "headcount": band.headcount,
            "gap": band.gap,
        }
        for band in found
    ]


def rates_assumed(report: GapReport, supplies: Sequence[int]) -> list[dict[str, Any]]:
    """Rates that no offer gave: the parameter that stands in, and how many graduates here it touches."""
    found: dict[str, dict[str, Any]] = {}
    for i in supplies:
        one = report.supplies[i]
        for name in ("further_study", "retention"):
            if not {f"{name}_default", f"{name}_unknown"} & set(one.flags):
                continue
            parameter = report.version.parameters.find(name, one.level)
            key = parameter.name if parameter else name
            line = found.setdefault(key, {"name": name, "level": key.partition(".")[2], "parameter": parameter})
            line["graduates"] = line.get("graduates", 0) + one.graduates
    return [found[key] for key in sorted(found)]


def sender_remark(report: GapReport, members: Sequence[int]) -> dict[str, Any] | None:
    """The sender among the band's that calls far more of its posts most urgent than the city does, if there is one."""
    top = max((one.tier for one in report.demands), default=0)
    everybody, urgent = Counter[str](), Counter[str]()
    for one in report.demands:
        everybody[one.row.sender] += one.lo
        urgent[one.row.sender] += one.lo if one.tier == top else 0
    if len(everybody) < 2 or not sum(urgent.values()):
        return None
    city = per_cent(sum(urgent.values()), sum(everybody.values()))
    here = {report.demands[k].row.sender for k in members}
    shares = {sender: per_cent(urgent[sender], everybody[sender]) for sender in here}
    most = max(sorted(shares), key=lambda sender: shares[sender])
    if shares[most] < 2 * city or shares[most] < 50:
        return None
    return {"sender": most, "share": shares[most], "city": city, "label": tiers_of(report)[top].label}


def neighbour(screen: Screen, report: GapReport, band: BandReport | None, step: int) -> str | None:
    """The band before or after, in the order of their numbers."""
    if band is None:
        return None
    number = band.number - 1 + step
    while 0 <= number < len(report.bands):
        other = report.bands[number]
        if other.certificate.capacity:
            return screen.url(f"/gaps/{other.id}")
        number += step
    return None
