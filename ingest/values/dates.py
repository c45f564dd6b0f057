"""Dates as planners write them → an interval of days with its precision."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Any

from ingest.values.numerals import chinese_date, number
from ingest.values.reading import Reading, ValueUnreadable, remembered
from ingest.values.text import compact, missing

FIRST_YEAR, LAST_YEAR = 1950, 2100
_EXCEL_DAY_0 = dt.date(1899, 12, 30)

_Y = r"(?P<y>(?:19|20)[0-9]{2})"
_M = r"(?P<m>1[0-2]|0?[1-9])"
_D = r"(?P<d>3[01]|[12][0-9]|0?[1-9])"
# A dash behind another sign is a span of months: 2026.3-6 is March to June.
_DAY = re.compile(
    rf"{_Y}(?:年|(?P<s>[-./])){_M}(?(s)(?:月|(?P=s))|[月./]){_D}[日号]?(?:[T ]?[0-9]{{1,2}}:[0-9]{{2}}.*)?"
)
_DAY_PACKED = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12][0-9]|3[01])")
_DAY_WESTERN = re.compile(rf"(?P<a>[0-9]{{1,2}})/(?P<b>[0-9]{{1,2}})/{_Y}")
_MONTH = re.compile(rf"{_Y}(?:年|[-./]){_M}(?:月份?)?(?P<third>上旬|中旬|下旬|初|中|底|末)?")
_MONTH_PACKED = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>0[1-9]|1[0-2])")
_QUARTER = re.compile(rf"{_Y}年?度?-?(?:第?(?P<q>[一二三四1-4])季度?|[Qq](?P<k>[1-4]))(?P<end>末|底)?")
_HALF = re.compile(rf"{_Y}年?度?-?(?:(?P<h>[上下前后])半年|[Hh](?P<k>[12]))")
_YEAR = re.compile(rf"{_Y}(?:年度?|届|\.0)?(?P<end>初|中|底|末)?(?:全年)?")
_PLAN = re.compile(
    r"[\"“”「]?(?P<n>十[一二三四五六七八九]|[一二]十)五[\"“”」]?(?:规划)?(?:期间|时期|期内|末期?|收官|规划期?|内|期)*"
)
_SERIAL = re.compile(r"(?P<n>[3-5][0-9]{4})(?:\.[0-9]{1,12})?")
_TO = re.compile("[至到~]|-|、")
_BEFORE = re.compile(
    r"(?:之?前|以前|以?内|截?止)(?:完成|到岗|入职|交付|投产)?$|"
    r"^(?:截至|截止(?:日期|时间)?到?|不晚于|不迟于|最迟|最晚|≤|[到至](?=[0-9]))"
)
_BEFORE_A_MONTH = re.compile("[0-9](?:月份?)?(?:之?前|以前)")
_BEFORE_A_PERIOD = re.compile("(?<![底末内])(?:之前|以前)|(?<![底末内之以])前")
_AFTER = re.compile(r"(?:毕业)?(?:之后|以后|后|起|开始)(?:到岗|入职)?$|^[自从](?=[0-9])")
_TAIL = re.compile(r"(?:完成|可?到岗|可?入职|交付|投产|期间|毕业)$")
_ROUGH = re.compile(r"^(?:大?约|大概|预计)(?=[0-9])|(?:左右|上下)(?:完成|到岗|入职)?$")
_INCLUDED = re.compile(r"\(含[^()]{0,4}\)")
_ASAP = re.compile(
    r"尽快|尽早|随时|立即|马上|即时|即可|即日起?|急[聘招]|立刻|越快越好|asap|急|急需|现在|近期|及时|优先", re.IGNORECASE
)
_ASAP_TAIL = re.compile(r"(?:到岗|入职|上岗|可到岗|可入职)$")
_OPEN = re.compile(
    r"长期(?:有效|招聘|招引|需求|合作|引进)?|常年(?:有效|招聘|需求)?|永久(?:有效)?|全年(?:招聘|有效)?|持续(?:招聘|有效)?|不限时?间?|无固定期限|[招满][满到员]即?为?止"
)
_DURATION = re.compile(
    r"(?:\D{0,6})?(?![0-9]{3,4}年)(?:[0-9.]{1,4}|[一二两三四五六七八九十半]{1,3})(?:-[0-9.]{1,4})?(?:个月|月(?=内|后|以内)|年半?|周|天|日|个工作日)(?:左右|以内|之内|内|后)?(?:到岗|入职|完成)?"
)
_SHORT_YEAR = re.compile(r"^['’]?([0-9]{2})(?=年)")
_RELATIVE = re.compile(
    r"^(?:今年|本年度?|当年|年内|年底|年末|年初|年中|上半年|下半年|第?[一二三四1-4]季度|[Qq][1-4]|(?:1[0-2]|0?[1-9])(?:月份?)?(?:[-~至到、](?:1[0-2]|0?[1-9]))?月)"
)


def _span(first: dt.date | None, last: dt.date | None, precision: str) -> dict[str, Any]:
    return {
        "from": None if first is None else first.isoformat(),
        "to": None if last is None else last.isoformat(),
        "precision": precision,
    }


@remembered()
def date(raw: str | None, year: int | None = None) -> Reading[dict[str, Any]]:
    """{"from", "to": YYYY-MM-DD or null, "precision": day, month, quarter, half, year, period or open}.

    A deadline (2023年6月底前) has no "from"; of 2023年6月前 the end of June counts, of 2030年前 that of the year,
    flagged.
    长期有效 and 尽快 have neither end, and a flag (date_open, date_asap).
    `year`, of the submission's period, stands in where the cell gives none (年底前), flagged.
    Raises ValueUnreadable for impossible and ambiguous dates.

    >>> date("45107").value
    {'from': '2023-06-30', 'to': '2023-06-30', 'precision': 'day'}
    """
    nothing = missing(raw)
    if nothing is not None or raw is None:
        if nothing is not None and nothing.kind == "unlimited":
            return Reading(_span(None, None, "open"), ("date_open",), nothing)
        return Reading(None, (), nothing)
    text = _INCLUDED.sub("", chinese_date(compact(raw)).rstrip("。;,")).replace("年年", "年").replace("月月", "月")
    if len(text) > 60:
        raise _unreadable()
    if _OPEN.fullmatch(text):
        return Reading(_span(None, None, "open"), ("date_open",))
    if _ASAP.fullmatch(_ASAP_TAIL.sub("", text)):
        return Reading(_span(None, None, "open"), ("date_asap",))
    flags: list[str] = []
    if (exact := _ROUGH.sub("", text)) != text and not _DURATION.fullmatch(text):
        text = exact
        flags.append("date_approx")
    if short := _SHORT_YEAR.match(text):
        text = f"20{short[1]}{text[short.end() :]}"
        flags.append("date_short_year")
    elif year is not None and _RELATIVE.match(text):
        text = _with_year(text, year)
        flags.append("date_year_from_period")
    elif _DURATION.fullmatch(text) and not text[:4].isdigit():
        return Reading(None, ("date_is_a_duration",), set_aside=text)
    return Reading(_interval(text, flags), tuple(flags))


def _with_year(text: str, year: int) -> str:
    text = re.sub(r"^(?:今年|本年度?|当年)(?=.)", "", text)
    if re.match(r"今年|本年|当年|年内", text):
        return f"{year}年" + ("内" if text.startswith("年内") else "")
    return f"{year}{'' if text.startswith('年') else '年'}{text}"


def _interval(text: str, flags: list[str]) -> dict[str, Any]:
    if (plain := _one(text, flags)) is not None:
        return _span(*plain)
    for pattern in (_BEFORE, _AFTER, _TAIL):
        bare = pattern.sub("", text).lstrip(":为")
        if bare == text or (plain := _one(bare, flags)) is None:
            continue
        first, last, precision = plain
        if pattern is _BEFORE:
            if precision == "month" and _BEFORE_A_MONTH.search(text):
                flags.append("date_before_or_in_month")
            elif precision in ("quarter", "half", "year") and _BEFORE_A_PERIOD.search(text):
                flags.append("date_before_or_within")
            return _span(None, last, precision)
        return _span(first, None if pattern is _AFTER else last, precision)
    for found in sorted(_TO.finditer(text), key=lambda one: one[0] == "-"):  # 2026-03至2026-06: the word goes first
        left, right = text[: found.start()], text[found.end() :]
        if not (4 <= len(left) <= 14 and 1 <= len(right) <= 14):
            continue
        begin = _one(left, flags) or _one(f"{left}月", flags)
        end = _one(right, flags) or (_one(f"{left[:4]}年{right}", flags) if left[:4].isdigit() and left[4:] else None)
        if begin and end and begin[0] <= end[1]:
            return _span(begin[0], end[1], end[2])
    raise _unreadable()


def _one(text: str, flags: list[str]) -> tuple[dt.date, dt.date, str] | None:
    """First day, last day and precision of one date, or null."""
    if found := _DAY.fullmatch(text) or _DAY_PACKED.fullmatch(text):
        day = _day(int(found["y"]), int(found["m"]), int(found["d"]))
        return day, day, "day"
    if found := _DAY_WESTERN.fullmatch(text):
        a, b = int(found["a"]), int(found["b"])
        if a <= 12 and b <= 12 and a != b:
            raise ValueUnreadable("day and month cannot be told apart", "write the year first: 2023-06-30")
        day = _day(int(found["y"]), *((b, a) if a > 12 else (a, b)))
        return day, day, "day"
    if found := _MONTH.fullmatch(text) or _MONTH_PACKED.fullmatch(text):
        if re.fullmatch(r"[0-9]{4}\.1", text):
            flags.append("date_maybe_october")  # a number cell loses the last zero of 2023.10
        return _month(int(found["y"]), int(found["m"]), found.groupdict().get("third"))
    if found := _QUARTER.fullmatch(text):
        quarter = int(found["k"] or {"一": 1, "二": 2, "三": 3, "四": 4}.get(found["q"]) or found["q"])
        return _months(int(found["y"]), 3 * quarter - 2, 3, "quarter")
    if found := _HALF.fullmatch(text):
        second = found["k"] == "2" or (found["h"] or "") in ("下", "后")
        return _months(int(found["y"]), 7 if second else 1, 6, "half")
    if found := _YEAR.fullmatch(text):
        month = {"初": 1, "中": 6, "底": 12, "末": 12}.get(found["end"] or "")
        return _months(int(found["y"]), month or 1, 1 if month else 12, "month" if month else "year")
    if found := _PLAN.fullmatch(text):
        plan = number(found["n"] + "五") if found["n"].endswith("十") else None
        which = int(plan or 0) or 10 + "一二三四五六七八九".index(found["n"][1]) + 1
        start = 1951 + 5 * which
        return dt.date(start, 1, 1), dt.date(start + 4, 12, 31), "period"
    if found := _SERIAL.fullmatch(text):
        day = _EXCEL_DAY_0 + dt.timedelta(days=int(found["n"]))
        return day, day, "day"
    return None


def _day(year: int, month: int, day: int) -> dt.date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _unreadable()
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ValueUnreadable("there is no such day", "check day and month") from None


def _month(year: int, month: int, third: str | None) -> tuple[dt.date, dt.date, str]:
    first, last, _ = _months(year, month, 1, "month")
    if third in ("上旬", "初"):
        last = first.replace(day=10)
    elif third in ("中旬", "中"):
        first, last = first.replace(day=11), first.replace(day=20)
    elif third in ("下旬",):
        first = first.replace(day=21)
    return first, last, "month"


def _months(year: int, month: int, length: int, precision: str) -> tuple[dt.date, dt.date, str]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _unreadable()
    last = month + length - 1
    return dt.date(year, month, 1), dt.date(year, last, calendar.monthrange(year, last)[1]), precision


def _unreadable() -> ValueUnreadable:
    return ValueUnreadable(
        "the date cannot be read", "write 2026-06-30, 2026年6月, 2026年底前, 2026年第三季度, 长期有效 or 尽快"
    )


@remembered()
def day(raw: str | None) -> Reading[str]:
    """One day, YYYY-MM-DD. Raises ValueUnreadable for anything less precise."""
    reading = date(raw)
    if reading.value is None:
        return Reading(None, reading.flags, reading.missing, reading.set_aside)
    if reading.value["precision"] != "day" or reading.value["from"] != reading.value["to"]:
        raise ValueUnreadable("this is not one day", "write 2026-06-30")
    return Reading(reading.value["from"], reading.flags)
