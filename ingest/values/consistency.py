"""Figures of one training offer that contradict each other: warnings, never silent corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def consistency(offer: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(flag, message) for every contradiction among the typed values of a 供给 row.

    Looks at plan, admitted, enrolled, graduates, reserved_seats, further_study, employed, unemployed (people),
    further_ppm and placed_ppm (millionths).
    """
    found: list[tuple[str, str]] = []

    def warn(flag: str, message: str) -> None:
        found.append((flag, message))

    def value(name: str) -> int | None:
        number = offer.get(name)
        return number if isinstance(number, int) and not isinstance(number, bool) else None

    plan, admitted, enrolled, graduates = (value(n) for n in ("plan", "admitted", "enrolled", "graduates"))
    if plan is not None and admitted is not None and admitted > plan:
        warn("admitted_over_plan", f"实际录取 {admitted} exceeds 招生计划 {plan}")
    if enrolled is not None and admitted is not None and admitted > enrolled > 0:
        warn("admitted_over_enrolled", f"实际录取 {admitted} exceeds 在校生 {enrolled}")
    seats = value("reserved_seats")
    if graduates is not None and seats is not None and seats > graduates:
        warn("reserved_over_graduates", f"定向人数 {seats} exceeds 毕业生数 {graduates}")
    further, placed = value("further_ppm"), value("placed_ppm")
    if further is not None and placed is not None and further > placed:
        warn("further_over_placed", "升学率 exceeds 去向落实率, which includes it")
    parts = [value(name) for name in ("further_study", "employed", "unemployed")]
    known = [part for part in parts if part is not None]
    total = sum(known)
    if graduates is not None and (total > graduates or (len(known) == len(parts) and total != graduates)):
        warn("graduates_do_not_add_up", f"毕业生数 {graduates} is not 升学 + 就业 + 未就业 = {total}")
    return tuple(found)
