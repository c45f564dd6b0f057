"""Which certificate proves the gap of a demand."""

from __future__ import annotations

from graph.gaps.report import GapReport


def proof_of(report: GapReport, k: int) -> tuple[list[int], list[int]]:
    """The demands and supplies that prove the gap of demand k: its band's certificate; of one that nothing can serve,
    or that is met, itself and what it accepts."""
    number = int(report.split.band[k]) if report.bands else -1
    if number < 0 or not int(report.allocation.acceptable[k]):
        return [k], report.allocation.accepted(k).tolist()
    proof = report.bands[number].certificate
    return proof.demands.tolist(), proof.supplies.tolist()
