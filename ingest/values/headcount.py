"""How many people: posts of a demand (an interval, perhaps several needs), heads of a count (one number)."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.values.numerals import CHINESE_DIGITS, NUMBER, number, whole
from ingest.values.reading import Reading, ValueUnreadable, remembered
from ingest.values.text import compact, missing

MILLION = 1_000_000


class Need(NamedTuple):
    """Posts of one kind: `lo` to `hi` people (null: nobody said), of a level when the cell names one."""

    level_mention: str | None
    lo: int
    hi: int | None


class Headcount(NamedTuple):
    """The needs of one cell (博士2、硕士5 is two) and the unit that they count."""

    needs: tuple[Need, ...]
    unit: str = "人"


_PERSONS = r"(?:个?人|名|位|个?(?:工作)?岗位?|个|员|席)"
OTHER_UNIT = re.compile(r"人次|人·?[日天月年时]|场次|[家项场次套台件篇所处批班]$|万元|%")
VAGUE = re.compile(
    r"(?:人数|数量)?(?:若干|不限名额|名额不限|不限|多|数|几|一批|许多|大量|批量|长期招聘|长期|有多少要多少|待定|按需|视情况(?:而定)?)(?:人数)?(?:个|人|名|位)*"
)
PER_YEAR = re.compile(r"^(?:每年度?|年均|年)|/年$|每年$")
_UNIT_IN_BRACKETS = re.compile(r"\((?:人|名|个|位)\)$")
_DAY = re.compile("(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?:[T ]?[0-9:]+)?|[0-9]{1,2}月[0-9]{1,2}[日号]")
_BRACKET = re.compile(r"\(([^()]*)\)")
_UNITS = re.compile(rf"{_PERSONS}{{1,2}}(?:/年)?$")
_EDGE = re.compile(
    r"^(?:共计?|合计|总计|总共|计划?|拟?招聘?|拟引进|引进|急需|需要|需求?|招收?|要|新增|缺口?)+(?=[^,、]*[0-9一二两三四五六七八九十])[::]?"
)
_RANGE = re.compile(rf"({NUMBER}){_PERSONS}?(?:-|~|至|到|或|/)({NUMBER})")
_ABOUT_RANGE = re.compile(rf"约?({NUMBER}){_PERSONS}?(?:-|~|至|到)({NUMBER}){_PERSONS}?(?:左右|上下)?")
_SIDE = re.compile(f"([{CHINESE_DIGITS[3:]}])([{CHINESE_DIGITS[3:]}])(十)?")
_MORE = re.compile(
    rf"(?:≥|>=|=>|不少于|不低于|至少|最少|不小于|起码|高于等于)({NUMBER})|({NUMBER}){_PERSONS}?(?:及其?以上|或以上|以上|起|\+)"
)
_STRICTLY_MORE = re.compile(rf"(?:>|超过|多于|突破|大于)({NUMBER})")
_LESS = re.compile(
    rf"(?:≤|<=|不超过|不多于|至多|最多|不高于|上限)({NUMBER})|({NUMBER}){_PERSONS}?(?:及其?以下|或以下|以下|以内|之内)"
)
_STRICTLY_LESS = re.compile(rf"(?:<|少于|不足|不到|不满)({NUMBER})")
ABOUT = re.compile(
    rf"(?:约为?|大约|大概|大致|近似|≈|~|预计|约计|暂定)({NUMBER})(?:{_PERSONS}?(?:左右|上下))?|({NUMBER}){_PERSONS}?(?:左右|上下|前后|许)"
)
_NEARLY = re.compile(rf"(?:近|将近|接近)({NUMBER})")
_ODD = re.compile(rf"({NUMBER}|[百千万])(?:{_PERSONS})?(?:余|多|来|几)")
_IN_ALL = re.compile(rf"(.+?)[,、;](?:共计?|合计|总计|总共)({NUMBER}){_PERSONS}?")
_UPWARDS = re.compile(rf"上({NUMBER}|[百千万])")
_TENS = re.compile("(?:几|数)([十百千万])|十几")
_LEVEL = (
    r"(?:[^,、;:()0-9]{0,8}?(?:博士|硕士|研究生|本科|学士|大专|专科|高职|中专|中职|技校|高中|专升本|副?正?高级?|教授|副教授|"
    r"研究员|工程师|技师|高级工|中级工|初级工|技工|职称|中级|初级)[^,、;:()0-9一两三四五六七八九十]{0,8}?)"
)
_LEVEL_FIRST = re.compile(rf"({_LEVEL})[:(]?((?:约|≥|不少于|至少|近)?{NUMBER}.*?|若干名?|多名)\)?")
_LEVEL_LAST = re.compile(rf"({NUMBER}){_PERSONS}({_LEVEL})")
_LEVEL_EACH = re.compile(rf"((?:{_LEVEL}[、,和及与/])+{_LEVEL})各({NUMBER}){_PERSONS}?")
_PARTS = re.compile(
    r"[,、;。+]|(?<=[0-9人名位个])和|(?<=[人名位个])(?=[^0-9,、;()左上以及或起]{2,}[0-9])|(?<=[0-9])(?=[博硕本大专高])"
)
_TOTAL = re.compile(r"([^,:(、]+)[,:(](其中(?:包括|含)?|包括|内含|含)?:?(.+?)\)?")
_SEXES_EACH = re.compile(rf"男性?生?[、,和/]?女性?生?各({NUMBER}){_PERSONS}?")
_SEXES = re.compile(rf"男性?生?({NUMBER}){_PERSONS}?[,、;/+]?女性?生?({NUMBER}){_PERSONS}?")


def _unreadable() -> ValueUnreadable:
    return ValueUnreadable(
        "the number of people cannot be read",
        "write a whole number (3), a range (3-5), a lower bound (10人以上), 若干, or levels (博士2、硕士5)",
    )


@remembered()
def headcount(raw: str | None, tolerance_ppm: int = 200_000, maximum: int = 100_000) -> Reading[Headcount]:
    """需求人数: posts as intervals of whole people.

    `tolerance_ppm`: what 约 and 左右 stand for, in millionths of the number, outward to whole posts.
    `maximum`: more than this in one row is rejected. 若干 and its kin are lo 1, hi null, flagged.
    Raises ValueUnreadable for 0, negatives, fractions, other units (人次, 家) and what is no number.

    >>> headcount("3—5人").value
    Headcount(needs=(Need(level_mention=None, lo=3, hi=5),), unit='人')
    >>> headcount("博士2、硕士5").value.needs
    (Need(level_mention='博士', lo=2, hi=2), Need(level_mention='硕士', lo=5, hi=5))
    """
    if raw is not None and raw.isascii() and raw.isdigit() and len(raw) < 7:
        return Reading(Headcount((_checked(None, int(raw), int(raw), maximum),)))
    nothing = missing(raw)
    if nothing is not None and nothing.kind in ("blank", "none", "ditto"):
        return Reading(None, (), nothing)
    if nothing is not None or raw is None:
        return Reading(Headcount((Need(None, 1, None),)), ("headcount_unknown",), nothing)
    text = _UNIT_IN_BRACKETS.sub("", compact(raw).rstrip("。.;,、"))
    if len(text) > 100:
        raise _unreadable()
    if _DAY.fullmatch(text):
        raise ValueUnreadable(
            "this is a date; typed as 3-5, a range becomes one in Excel",
            "format the cell as text, then write 3-5 again",
        )
    flags: list[str] = []
    bare = PER_YEAR.sub("", text)
    if bare != text:
        flags.append("headcount_per_year")
    needs = _needs(bare, tolerance_ppm, flags)
    checked = tuple(_checked(need.level_mention, need.lo, need.hi, maximum) for need in needs)
    return Reading(Headcount(checked), tuple(flags))


def _checked(level: str | None, lo: int, hi: int | None, maximum: int) -> Need:
    if lo <= 0 or (hi is not None and hi <= 0):
        raise ValueUnreadable("a demand for 0 people is no demand", "delete the row, or write how many are needed")
    if max(lo, hi or 0) > maximum:
        raise ValueUnreadable(
            f"more than {maximum} people in one row",
            "check the number; if it is right, raise max_headcount in the mapping file",
        )
    if hi is not None and hi < lo:
        raise ValueUnreadable("the range of people runs backwards", "write the smaller number first: 3-5")
    return Need(level, lo, hi)


def _needs(text: str, tolerance: int, flags: list[str]) -> list[Need]:
    text = _EDGE.sub("", text)
    if each := _LEVEL_EACH.fullmatch(text):
        flags.append("headcount_split")
        heads = _positive(each[2])
        return [Need(level, heads, heads) for level in re.split("[、,和及与/]", each[1])]
    if sexes := _SEXES.fullmatch(text) or _SEXES_EACH.fullmatch(text):
        flags.append("headcount_by_sex")
        heads = _positive(sexes[1]) + _positive(sexes.groups()[-1])
        return [Need(None, heads, heads)]
    if (found := _TOTAL.fullmatch(text)) and (total := _interval(found[1], tolerance, [])) is not None:
        split_flags: list[str] = []
        try:
            needs = _split(found[3], tolerance, split_flags)
        except ValueUnreadable:
            pass  # the bracket is a note: 3人(急)
        else:
            flags.extend(split_flags)
            return _adding_up(needs, total, partly=found[2] is not None)
    if in_all := _IN_ALL.fullmatch(text):
        heads = _positive(in_all[2])
        return _adding_up(_split(in_all[1], tolerance, flags), (heads, heads), partly=False)
    interval = _interval(_BRACKET.sub("", text), tolerance, flags)
    if interval is None:
        return _split(text, tolerance, flags)
    if "(" in text:
        flags.append("headcount_note")
    return [Need(None, *interval)]


def _adding_up(needs: list[Need], total: tuple[int, int | None], partly: bool) -> list[Need]:
    """The needs of 7人(博士2、硕士5), which must add up. 10人(其中博士2), 10人(含博士2) leave 8 of no stated level."""
    if total[0] != total[1] or any(need.lo != need.hi for need in needs):
        return needs
    rest = total[0] - sum(need.lo for need in needs)
    if rest < 0 or (rest > 0 and not partly):
        raise ValueUnreadable("the parts do not add up to the total", "correct the total or the parts")
    return [*needs, Need(None, rest, rest)] if rest else needs


def _split(text: str, tolerance: int, flags: list[str]) -> list[Need]:
    needs: list[Need] = []
    for part in _PARTS.split(text):
        if not part:
            continue
        if last := _LEVEL_LAST.fullmatch(part):
            level, amount = last[2], last[1]
        elif first := _LEVEL_FIRST.fullmatch(part):
            level, amount = first[1], first[2]
        else:
            raise _unreadable()
        interval = _interval(amount, tolerance, flags)
        if interval is None:
            raise _unreadable()
        needs.append(Need(level.strip(":"), *interval))
    if not needs:
        raise _unreadable()
    flags.append("headcount_split")
    return needs


def _positive(text: str) -> int:
    value = whole(number(text))
    if value is None or value < 0:
        raise _unreadable()
    return value


def _interval(text: str, tolerance: int, flags: list[str]) -> tuple[int, int | None] | None:
    """[lo, hi] of a text that is one amount, or null when it is something else."""
    if VAGUE.fullmatch(text):
        flags.append("headcount_unknown")
        return 1, None
    if OTHER_UNIT.search(text):
        raise ValueUnreadable(
            "the unit is not people (人): visits (人次), organisations (家) and the like are never added to people",
            "give the number of people",
        )
    plain = _UNITS.sub("", text.removesuffix("不等"))
    if (value := number(plain)) is not None:
        heads = whole(value)
        if heads is None:
            raise ValueUnreadable("a number of people cannot have a fraction", "write a whole number")
        return heads, heads
    if re.fullmatch(r"-[0-9.]+", plain):
        raise ValueUnreadable("a number of people cannot be negative", "write how many are needed")
    if found := _RANGE.fullmatch(plain):
        return _range(found[1], found[2])
    if found := _SIDE.fullmatch(plain):
        lo, hi = (CHINESE_DIGITS.index(found[k]) for k in (1, 2))
        scale = 10 if found[3] else 1
        a, b = (number(found[1]), number(found[2]))
        if a is not None and b is not None and lo != hi:
            return int(a) * scale, int(b) * scale
    for pattern, lower in ((_MORE, 0), (_STRICTLY_MORE, 1)):
        if found := pattern.fullmatch(plain) or pattern.fullmatch(text):
            return _positive(next(group for group in found.groups() if group)) + lower, None
    for pattern, less in ((_LESS, 0), (_STRICTLY_LESS, 1)):
        if found := pattern.fullmatch(plain) or pattern.fullmatch(text):
            return 1, _positive(next(group for group in found.groups() if group)) - less
    return _roughly(plain, text, tolerance, flags)


def _range(first: str, second: str) -> tuple[int, int]:
    if second[-1] in "十百千万亿" and first[-1] not in "十百千万亿" and first.isascii():
        first += second.lstrip("0123456789.,")  # 1-2万 is 10,000 to 20,000
    return _positive(first), _positive(second)


def _roughly(plain: str, text: str, tolerance: int, flags: list[str]) -> tuple[int, int | None] | None:
    result: tuple[int, int | None] | None = None
    if (found := _ABOUT_RANGE.fullmatch(text)) and (text.startswith("约") or text.endswith(("左右", "上下"))):
        low, high = _range(found[1], found[2])
        result = max(1, low * (MILLION - tolerance) // MILLION), -(-high * (MILLION + tolerance) // MILLION)
    elif found := ABOUT.fullmatch(plain) or ABOUT.fullmatch(text):
        middle = _positive(found[1] or found[2])
        result = max(1, middle * (MILLION - tolerance) // MILLION), -(-middle * (MILLION + tolerance) // MILLION)
        if middle == 0:
            result = 0, 0
    elif found := _NEARLY.fullmatch(plain):
        top = _positive(found[1])
        result = max(1, top * (MILLION - tolerance) // MILLION), top
    elif (found := _ODD.fullmatch(plain)) and not _TENS.fullmatch(plain):
        base = _positive(found[1] if found[1] not in "百千万" else "一" + found[1])
        result = base, base + _last_place(base) - 1 if base >= 10 else None
    elif found := _UPWARDS.fullmatch(plain):
        result = _positive(found[1] if len(found[1]) > 1 or found[1] not in "百千万" else "一" + found[1]), None
    elif found := _TENS.fullmatch(plain):
        place = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}.get(found[1] or "", 1)
        result = (2 * place, 10 * place - 1) if found[1] else (11, 19)
    if result is not None:
        flags.append("headcount_approx")
    return result


def _last_place(value: int) -> int:
    """The place of the last digit that is not 0: 二十余 stays below 30, 120余 below 130."""
    place = 1
    while value % (place * 10) == 0:
        place *= 10
    return place


def quantity(text: str) -> tuple[int, int | None, tuple[str, ...]]:
    """[lo, hi] and flags of an amount without its unit: 10, 10以上, 约10, 3-5."""
    flags: list[str] = []
    interval = _interval(text, 200_000, flags)
    if interval is None:
        raise _unreadable()
    return (*interval, tuple(flags))
