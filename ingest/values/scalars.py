"""Small values: readiness levels, years, yes and no, durations, degrees, decimals, choices."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from ingest.values.numerals import chinese_date, number, whole
from ingest.values.reading import Reading, ValueUnreadable, remembered
from ingest.values.text import compact, missing

_TRL = re.compile(
    r"(?:TRL|技术(?:成熟|就绪)(?:度|水平)(?:等级)?|第)?[:\-]?(.{1,3}?)级?(?:(?:-|~|至|到)(?:TRL)?-?(.{1,3}?)级?)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:\.0+)?(?:年度?|届|届毕业生?)?")
_ACADEMIC = re.compile(r"((?:19|20)[0-9]{2})年?[-~至/]((?:19|20)?[0-9]{2})(?:学年度?|年|学年)?")
_YES = frozenset(["是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "对", "涉密", "属于", "需要"])
_NO = frozenset(
    [
        "否",
        "无",
        "没有",
        "不",
        "不是",
        "n",
        "no",
        "false",
        "f",
        "0",
        "不涉密",
        "非涉密",
        "非密",
        "公开",
        "不涉及",
        "无涉密",
        "未涉密",
        "不属于",
        "×",
        "x",
        "✗",
        "✕",
        "☐",
        "不需要",
        "可公开",
    ]
)
_NOT_YET = re.compile("[未不非待拟暂无没]|尚|准备|即将")
_SECRET = frozenset(["秘密", "机密", "绝密", "涉密", "部分涉密", "秘密级", "机密级", "绝密级", "内部", "涉及", "敏感"])


@remembered()
def trl(raw: str | None) -> Reading[int]:
    """现TRL, 目标TRL: 1 to 9. Of a range the lower, flagged trl_range. Raises ValueUnreadable for anything else."""
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    found = _TRL.fullmatch(compact(raw).strip("()"))
    lo = whole(number(found[1])) if found else None
    hi = whole(number(found[2])) if found and found[2] else lo
    if lo is None or hi is None or not 1 <= lo <= hi <= 9:
        raise ValueUnreadable("this is no technology readiness level (TRL)", "write a whole number from 1 to 9")
    return Reading(lo, ("trl_range",) if hi > lo else ())


@remembered()
def year(raw: str | None) -> Reading[int]:
    """年份: 2026, 2026年, 2026届; 2025-2026学年 is 2026, flagged. Raises ValueUnreadable for anything else."""
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    text = chinese_date(compact(raw))
    if found := _YEAR.fullmatch(text):
        return Reading(int(found[1]))
    if (found := _ACADEMIC.fullmatch(text)) is not None:
        first, last = int(found[1]), int(found[2]) + (0 if len(found[2]) == 4 else int(found[1]) // 100 * 100)
        if last == first + 1:
            return Reading(last, ("year_of_academic_year",))
    raise ValueUnreadable("this is no year", "write four digits: 2026")


@remembered()
def boolean(raw: str | None) -> Reading[bool]:
    """Yes or no. Raises ValueUnreadable for anything that is neither."""
    text = compact(raw or "").lower().strip("()。")
    if text in _YES:
        return Reading(True)
    if text in _NO:
        return Reading(False)
    nothing = missing(raw)
    if nothing is not None:
        return Reading(None, (), nothing)
    raise ValueUnreadable("neither yes nor no", "write 是 or 否")


@remembered()
def secret(raw: str | None) -> Reading[bool]:
    """是否涉密. Blank is no; every doubt is refused, so that nothing classified is stored by mistake."""
    text = compact(raw or "").strip("()。")
    if text in _SECRET:
        return Reading(True)
    try:
        reading = boolean(raw)
    except ValueUnreadable:
        reading = None
    if reading is not None and reading.value is not None:
        return Reading(reading.value)
    if reading is not None and reading.missing is not None and reading.missing.kind in ("blank", "none"):
        return Reading(False, (), reading.missing)
    raise ValueUnreadable("是否涉密 is neither 是 nor 否", "find out; write 否, or take the row out of the list")


@remembered()
def duration(raw: str | None) -> Reading[int]:
    """学制 in whole years; 2.5 is 3, flagged: the class leaves in the third year. Of 3-5 the longest, flagged."""
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    parts = re.split("[-~至到/]", re.sub(r"年?一贯制|年制?|学制|全日制|[:()]", "", compact(raw)))
    years = [_years(part) for part in parts]
    if len(years) > 2 or any(value is None or not 0 < value <= 12 for value in years):
        raise ValueUnreadable("this is no duration of a programme", "write years: 3, 4, 2.5")
    longest = max(value for value in years if value is not None)
    flags = ("duration_range",) if len(years) == 2 else ()
    if whole(longest) is None:
        flags = (*flags, "duration_rounded_up")
    return Reading(int(longest.to_integral_value(rounding=ROUND_CEILING)), flags)


def _years(text: str) -> Decimal | None:
    if not text.endswith("半"):
        return number(text)
    years = number(text[:-1])
    return None if years is None else years + Decimal("0.5")


@remembered()
def degree(raw: str | None) -> Reading[int]:
    """经度, 纬度 in millionths of a degree, -180 to 180. 37°27'36" is read, too."""
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    text = re.sub("[东经北纬eEnN:]", "", compact(raw)).strip("度")
    found = re.fullmatch(
        r"(-?)([0-9]{1,3}(?:\.[0-9]{1,15})?)(?:[°度](?:([0-9]{1,2}(?:\.[0-9]{1,9})?)['′分](?:([0-9]{1,2}(?:\.[0-9]{1,9})?)(?:[\"″秒]|''))?)?)?",
        text,
    )
    if found is None:
        raise ValueUnreadable("these are no degrees", "write decimal degrees: 121.391382")
    value = Decimal(found[2]) + Decimal(found[3] or 0) / 60 + Decimal(found[4] or 0) / 3600
    if value > 180:
        raise ValueUnreadable("more than 180 degrees", "write decimal degrees: 121.391382")
    ppm = int((value * 1_000_000).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return Reading(-ppm if found[1] else ppm)


@remembered()
def decimal(raw: str | None) -> Reading[str]:
    """A decimal number as text in one spelling: 0.70 is 0.7, 1,000 is 1000. Raises ValueUnreadable otherwise."""
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    text = compact(raw)
    value = number(text.lstrip("+-"))
    if value is None or text.startswith(("+-", "-+", "--", "++")):
        raise ValueUnreadable("this is no number", "write digits with a decimal point: 0.7")
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return Reading(f"-{plain}" if text.startswith("-") and value else plain)


@remembered()
def choice(raw: str | None, choices: tuple[str, ...], spellings: tuple[tuple[str, str], ...] = ()) -> Reading[str]:
    """One word of a list of words. A cell that holds exactly one of them (专精特新企业) is that one, flagged.
    `spellings`: (other word, the choice it means).

    A word that is not in the list is set aside, flagged choice_unknown: the row still counts. So is one that is denied
    or still to come (未验收, 待验收, 拟停招, 非卡脖子).
    """
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    text = compact(raw)
    for word, meant in spellings:
        text = text.replace(word, meant)
    if text in choices:
        return Reading(text)
    inside = [word for word in choices if word in text]
    if len(inside) == 1 and not _NOT_YET.search(text.partition(inside[0])[0]):
        return Reading(inside[0], ("choice_inside",))
    around = [word for word in choices if len(text) >= 2 and text in word]
    if not inside and len(around) == 1:
        return Reading(around[0], ("choice_inside",))
    return Reading(None, ("choice_unknown",), set_aside=text[:60])
