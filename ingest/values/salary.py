"""年薪: what a post pays, as an interval of whole yuan a year."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from ingest.values.masking import mask
from ingest.values.money import YUAN, yuan
from ingest.values.numerals import NUMBER, number
from ingest.values.reading import Reading, ValueUnreadable, remembered
from ingest.values.text import compact, missing

LEAST_YUAN, MOST_YUAN = 20_000, 10_000_000
"""A year's pay outside this is taken for a wrong unit: 3000 under 万元 would be 30 million."""
LEAST_IN_THOUSANDS = 100_000
"""20K-30K is what people write of a month. Below this nobody knows of which time it is, unless the cell says so."""

_UNIT = r"(元|千元?|万元?|百万元?|w|k)?"
_EACH = r"(?:/?人)?"
_AMOUNT = rf"({NUMBER}){_UNIT}"
_RANGE = re.compile(rf"{_AMOUNT}(?:-|~|至|到|/){_AMOUNT}", re.IGNORECASE)
_ONE = re.compile(_AMOUNT, re.IGNORECASE)
_LEAST = re.compile(
    r"^(?:≥|>=|>|不低于|不少于|至少|最低|起薪|底薪|基本工资|保底|超过|高于)|(?:及其?以上|或以上|以上|起薪?|起步|\+|保底|"
    r"[,;]?(?:上不封顶|不封顶|不设上限))$"
)
_MOST = re.compile(
    r"^(?:≤|<=|<|不超过|不高于|至多|最高可?达?|上限|最多|低于|可达)|(?:及其?以下|或以下|以下|以内|封顶)$"
)
_ABOUT = re.compile(r"^(?:约为?|大约|大概|预计|平均)|(?:左右|上下|不等|之间)$")
_NAMED = re.compile(
    r"^(?:综合|税前|税后|合计|固定|基础|基本|实发|到手|人均|提供|参考|预期|薪[资酬水]|待遇|工资|收入|范围|区间|为|[::,])+(?=.)"
)
_YEARLY = re.compile(
    r"/(?:人)?/?年薪?|/年/人|每年|一年|年薪(?:为|制)?|年收入|年度?总?包|年综合|年$|p\.?a\.?$", re.IGNORECASE
)
_MONTHLY = re.compile(
    r"/(?:人)?/?每?个?月薪?|/月/人|每月|月薪(?:为)?|月工资|月收入|月基本|[月]$|/mo(?:nth)?", re.IGNORECASE
)
_OTHER_TIME = re.compile(r"/(?:天|日|小时|时|h|课时|次)|日薪|时薪|每[天日]|每小时|课时费", re.IGNORECASE)
_MONTHS = re.compile(r"[·*x×,(]?(1[0-9]|2[0-4])(?:[-~](1[0-9]|2[0-4]))?(?:薪|个月)\)?", re.IGNORECASE)
_TAX = re.compile(r"[(,]?(税前|税后)(?:到手|收入)?[),]?")
_NEGOTIABLE = re.compile(
    r"(?:[(,;/、或][^0-9,;]{0,12}?)?(?:可|具体)?(?:面议|面谈|一事一议|一人一议|一人一策|协商|可议|另议|可谈)[)]*"
)
_IN_THOUSANDS = re.compile(r"[0-9]k|千(?!元)", re.IGNORECASE)
_EXTRAS = re.compile(
    r"(?:[+,;、。(/]|另)(?:[^0-9]*(?:绩效|奖金?|提成|补[贴助]|安家|购?房|股权|期权|五险|六险|社保|公积金|福利|分红|津贴|双休|食宿|年终).*)$"
)
_SCALE = {"w": "万元", "k": "千元", "千": "千元", "万": "万元", "百万": "百万元"}


@remembered()
def salary(raw: str | None, unit: str = "万元", basis: str = "") -> Reading[dict[str, Any]]:
    """Pay a year: {"lo_yuan", "hi_yuan", "basis", "raw"}, with "months" and "tax" where the cell says so.

    `unit` (元, 千元, 万元) and `basis` (year, month, or another time, of which no year can be made) are the header's,
    for cells without their own. The basis of a value is year, or month with "months" paid a year (12 where none is
    said). A bound that nobody gave is null. 面议 is null and missing, never 0.
    An implausible pay is set aside, flagged. Raises ValueUnreadable where no pay can be read.

    >>> salary("15K-20K·14薪").value["hi_yuan"]
    280000
    >>> salary("3000").value, salary("3000").flags
    (None, ('salary_implausible',))
    """
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    text = compact(raw).rstrip("。;").replace("(含)", "").replace("¥", "")
    if len(text) > 120 or unit not in YUAN:
        raise _unreadable()
    result: dict[str, Any] = {"lo_yuan": None, "hi_yuan": None, "basis": "year", "raw": mask(raw.strip())[0]}
    flags: list[str] = []
    if tax := _TAX.search(text):
        result["tax"] = "before" if tax[1] == "税前" else "after"
        text = _TAX.sub("", text)
    for pattern, flag in ((_NEGOTIABLE, "salary_negotiable"), (_EXTRAS, "salary_extras")):
        bare = pattern.sub("", text)
        if bare != text:
            flags.append(flag)
            text = bare
    if _OTHER_TIME.search(text):
        return Reading(None, (*flags, "salary_not_annual"), set_aside=result["raw"])
    least_months, most_months, text = _months(text)
    yearly = bool(_YEARLY.search(text))
    monthly = bool(_MONTHLY.search(text)) or (not yearly and (most_months > 0 or basis == "month"))
    if basis == "other" and not yearly and not monthly:
        return Reading(None, (*flags, "salary_not_annual"), set_aside=result["raw"])
    text = _YEARLY.sub("", _MONTHLY.sub("", text))
    if monthly:
        result["basis"] = "month"
        result["months"] = most_months or 12
    lo, hi = _interval(text.strip("()/,:"), unit, flags, monthly)
    if monthly:
        lo = None if lo is None else lo * (least_months or 12)
        hi = None if hi is None else hi * (most_months or 12)
    in_thousands = _IN_THOUSANDS.search(text) is not None or (unit == "千元" and basis != "year")
    least = LEAST_IN_THOUSANDS if in_thousands and not (monthly or yearly) else LEAST_YUAN
    if any(bound is not None and not least <= bound <= MOST_YUAN for bound in (lo, hi)):
        return Reading(None, (*flags, "salary_implausible"), set_aside=result["raw"])
    if lo is not None and hi is not None and hi < lo:
        raise ValueUnreadable("the range of pay runs backwards", "write the smaller number first: 20-30")
    result["lo_yuan"], result["hi_yuan"] = lo, hi
    return Reading(result, tuple(flags))


def _months(text: str) -> tuple[int, int, str]:
    found = _MONTHS.search(text)
    if not found:
        return 0, 0, text
    return int(found[1]), int(found[2] or found[1]), (text[: found.start()] + text[found.end() :])


def _interval(text: str, unit: str, flags: list[str], monthly: bool) -> tuple[int | None, int | None]:
    least = most = False
    for _ in range(3):  # the words come in any order: 年薪不低于约50万以上
        text = _NAMED.sub("", text)
        for pattern in (_LEAST, _MOST, _ABOUT):
            bare = pattern.sub("", text)
            if bare != text:
                least, most = least or pattern is _LEAST, most or pattern is _MOST
                if pattern is _ABOUT:
                    flags.append("salary_approx")
                text = bare
    text = re.sub(rf"{_EACH}$", "", text)
    if found := _RANGE.fullmatch(text):
        first, first_unit, second, second_unit = found.groups()
        shared = second_unit or first_unit
        hi = _yuan(second, shared, unit, monthly)
        if not first_unit and second[-1] in "十百千万亿" and first[-1] not in "十百千万亿":
            plain, first = number(first), first + second.lstrip("0123456789.,")
            if plain is not None and plain >= 1_000 and plain <= hi < _yuan(first, shared, unit, monthly):
                return int(plain), hi  # 8000-1万: only the second number counts tens of thousands
        lo = _yuan(first, first_unit or (shared if number(first) is not None else None), unit, monthly)
        return lo, None if least else hi
    if (found := _ONE.fullmatch(text)) is None or (least and most):
        raise _unreadable()
    value = _yuan(found[1], found[2], unit, monthly)
    return (None if most else value), (None if least else value)


def _yuan(digits: str, written: str | None, header: str, monthly: bool) -> int:
    amount = number(digits)
    if amount is None:
        raise _unreadable()
    if written:
        return yuan(amount, _SCALE.get(written.lower(), written))
    if digits[-1] in "千万亿":
        return yuan(amount, "元")
    if monthly and header == "万元" and amount >= Decimal(1_000):
        return yuan(amount, "元")  # 8000-12000/月: nobody earns 80 million a month
    return yuan(amount, header)


def _unreadable() -> ValueUnreadable:
    return ValueUnreadable("the pay cannot be read", "write 万元 a year: 20-30, 50以上, or 面议")
