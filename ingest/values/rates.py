"""Shares and rates → millionths."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from ingest.values.numerals import number
from ingest.values.reading import Reading, ValueUnreadable, remembered
from ingest.values.text import compact, missing

MILLION = 1_000_000
_RATE = re.compile(r"(?:约|大约)?([0-9.,]{1,16})(%|‰|个?百分点)?(?:左右)?")
_IN_CHINESE = re.compile(r"(百分之|千分之)(.{1,12})")


def percent_scale(cells: Iterable[str | None]) -> str | None:
    """What the bare numbers of one column are: "percent" (62), "fraction" (0.62), or null where it cannot be told.

    Cells with their own % tell nothing about the bare ones, nor does 0 or 1. Nine of ten must agree.
    """
    above = below = 0
    for cell in cells:
        text = compact(cell) if cell else ""
        if (value := number(text)) is not None:
            above += value > 1
            below += 0 < value < 1
    if above and above >= 9 * below:
        return "percent"
    if below and below >= 9 * above:
        return "fraction"
    return None


@remembered()
def percent(raw: str | None, header_unit: str | None = None, evidence: str | None = None) -> Reading[int]:
    """升学率, 去向落实率, 本地留存率, 份额 in millionths.

    A sign in the cell (62%) goes first; else `header_unit` ("%", "‰" or "fraction"); else `evidence`, the
    `percent_scale` of the column. A bare cell that contradicts (0.62 under %, 62 in a column of fractions), exceeds
    100 %, or has nothing to tell its scale is null, flagged (percent_contradicts, percent_over_100, percent_unclear).

    >>> percent("62%").value, percent("0.62", evidence="fraction").value, percent("62", "%").value
    (620000, 620000, 620000)
    """
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    text = compact(raw).rstrip("。.;,、")
    if chinese := _IN_CHINESE.fullmatch(text):
        value, sign = number(chinese[2]), "%" if chinese[1] == "百分之" else "‰"
    elif found := _RATE.fullmatch(text):
        value, sign = number(found[1]), found[2]
    else:
        raise _unreadable()
    if value is None:
        raise _unreadable()
    scale = {"%": 100, "百分点": 100, "个百分点": 100, "‰": 1_000}.get(sign or "")
    if scale is None:
        if value == 0:
            return Reading(0)
        told = {"%": "percent", "‰": "permille"}.get(header_unit or "", header_unit) or evidence
        if told == "percent" and value < 1:
            return Reading(None, ("percent_contradicts",), set_aside=text)
        if told == "fraction" and value > 1:
            flag = "percent_contradicts" if value <= 100 else "percent_over_100"
            return Reading(None, (flag,), set_aside=text)
        if told not in ("percent", "fraction", "permille"):
            return Reading(None, ("percent_unclear",), set_aside=text)
        scale = {"percent": 100, "fraction": 1, "permille": 1_000}[told]
    if value > scale:
        return Reading(None, ("percent_over_100",), set_aside=text)
    flags = ("percent_approx",) if re.search("约|左右", text) else ()
    return Reading(int((value * MILLION / scale).quantize(Decimal(1), rounding=ROUND_HALF_UP)), flags)


def _unreadable() -> ValueUnreadable:
    return ValueUnreadable("the rate cannot be read", "write it with its sign: 62%")
