"""A certificate added up again in plain Python: sets and fractions, no array of the engine but the pairs themselves."""

from fractions import Fraction

from graph.gaps.report import GapReport


def every_certificate_adds_up(report: GapReport) -> int:
    """Check all bands against the pairs; how many there were."""
    accepted: dict[int, set[int]] = {}
    market = report.allocation.market
    for i, j in zip(market.supply.tolist(), market.demand.tolist(), strict=True):
        accepted.setdefault(j, set()).add(i)
    short = [1000 * one.lo * (1 - Fraction(*ratio)) for one, ratio in zip(report.demands, report.served, strict=True)]
    for band in report.bands:
        T = set(band.certificate.demands.tolist())
        S = {i for j in T for i in accepted.get(j, ())}
        asked = sum(1000 * report.demands[j].lo for j in T)
        there = sum(report.supplies[i].capacity for i in S)
        assert set(band.members.tolist()) <= T
        assert set(band.certificate.supplies.tolist()) == S
        assert (band.certificate.headcount, band.certificate.capacity) == (asked, there)
        assert asked - there == sum(short[j] for j in T)
    assert sum(short) == report.totals["joint_gap"]
    return len(report.bands)
