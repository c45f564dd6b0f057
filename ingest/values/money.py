"""Sums of money → whole yuan, exact."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from ingest.values.numerals import NUMBER, number
from ingest.values.reading import Reading, ValueUnreadable, remembered
from ingest.values.text import compact, missing

YUAN = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
LARGEST_YUAN = 10**10
"""100 亿元: no project of one firm costs more; 20000000 in a column of 万元 was written in 元."""

_UNIT = r"(?:人民币|rmb|¥|￥|cny)?"
_SUM = re.compile(rf"{_UNIT}({NUMBER})(元|万元?|千元|百万元?|千万元?|亿元?|w|k)?(?:整|人民币|rmb)?", re.IGNORECASE)
_ROUGH = re.compile(r"^(?:约为?|近|大约|大概|预计|暂定|拟投入?|计划)|(?:左右|上下)$")
_BOUND = re.compile(
    r"^(?:≥|>=|不少于|不低于|至少|最低|超过?|>|≤|<=|不超过|最高|上限|至多|最多|不高于|<)|(?:及?以上|及?以下|以内|起|\+)$"
)
_UNIT_IN_BRACKETS = re.compile(r"\(([百千]?万元?|千?元|亿元?)\)$")
_NOTE = re.compile(r"\([㐀-鿿][^()]{0,20}\)$|/[项年]$")
FOREIGN = re.compile(r"美元|美金|欧元|日元|港[元币]|英镑|韩元|usd|eur|\$|€|£", re.IGNORECASE)
_HALF_WRITTEN = re.compile("[0-9.]+[百千]")
"""5千 below 万元: five thousand times the unit, or 5 千元? Nobody can tell."""
_SHORT = {"w": "万元", "k": "千元", "万": "万元", "百万": "百万元", "千万": "千万元", "亿": "亿元"}


def yuan(amount: Decimal, unit: str) -> int:
    """`amount` of `unit` as whole yuan, rounded half up."""
    return int((amount * YUAN[unit]).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@remembered()
def money(raw: str | None, unit: str = "万元") -> Reading[int]:
    """总投入, 榜额: one sum in yuan. `unit` is the header's, a unit in the cell goes before it.

    约500 is 500 and 500以上 is 500, both flagged. Raises ValueUnreadable for a range, another currency, a negative sum.

    >>> money("1.2亿").value, money("12.50").value
    (120000000, 125000)
    """
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    text = _UNIT_IN_BRACKETS.sub(r"\1", compact(raw).rstrip("。;").replace("(含)", ""))
    if len(text) > 60 or unit not in YUAN:
        raise _unreadable()
    if FOREIGN.search(text):
        raise ValueUnreadable("the sum is in another currency", "convert it, and write it in 万元")
    flags: list[str] = []
    if (bare := _NOTE.sub("", text)) != text and bare:
        flags.append("money_note")
        text = bare
    for pattern, flag in ((_ROUGH, "money_approx"), (_BOUND, "money_bound"), (_ROUGH, "money_approx")):
        bare = pattern.sub("", text)
        if bare != text and flag not in flags:
            flags.append(flag)
        text = bare
    found = _SUM.fullmatch(text)
    amount = number(found[1]) if found else None
    if found is None or amount is None or (not found[2] and _HALF_WRITTEN.fullmatch(found[1])):
        raise _unreadable()
    written = (found[2] or "").lower()
    value = yuan(amount, _SHORT.get(written, written) or _unit_of(found[1], unit))
    if value > LARGEST_YUAN:
        return Reading(None, (*flags, "money_implausible"), set_aside=text)
    return Reading(value, tuple(flags))


def _unit_of(digits: str, header: str) -> str:
    """A number that already says 万 or 亿 (1.2亿) counts yuan, whatever the header."""
    return "元" if digits[-1] in "万亿" else header


def _unreadable() -> ValueUnreadable:
    return ValueUnreadable("the sum cannot be read", "write one number; the header gives the unit (万元)")
