"""技术指标: sentences → (name, operator, value, unit) where something can be measured, a flag where nothing can."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.values.masking import mask
from ingest.values.reading import Reading, remembered
from ingest.values.text import missing, normalise


class Metric(NamedTuple):
    """One sentence. `operator` is ≥ > ≤ < = ≈ or in (value "lo-hi"); `change` is + or - for 提高, 下降 by `value`.

    Numbers are decimal text as written. What cannot be tested has no operator.
    """

    name: str
    operator: str | None
    value: str | None
    unit: str | None
    baseline: str | None
    change: str | None
    testable: bool
    raw: str


_SENTENCES = re.compile(r"[;。\n,、](?![^()]*\))|(?:^|(?<=[\s;。]))\(?[0-9]{1,2}[.)、](?![0-9])")
_NUM = r"[-+±]?(?:10\^-?[0-9]{1,3}|[0-9]{1,15}(?:\.[0-9]{1,9})?(?:[eE][-+]?[0-9]{1,3})?(?:×10\^?-?[0-9]{1,3})?)"
_THOUSANDS = re.compile("(?<=[≥≤<>=＞＜于过达为约])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])")
_CIRCLED = re.compile("[①-⑳]")
_STANDARD = re.compile(
    r"(?:GB|ISO|IEC|IEEE|ASTM|DIN|JIS|EN|YY|QB|HG|JB|SJ|YB|DB[0-9]{0,4}|T/[A-Z]{2,8})(?:/[A-Z]{1,3})? ?[0-9][0-9.:\-]*",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\([^()]{1,30}\)$")
_UNIT = r"(?:[%‰℃°Ωμµa-zA-ZΑ-ω/·^²³⁰-⁹0-9\-]{0,14}|个?百分点|[万亿千百]?[㐀-鿿]{0,4}?(?:/[㐀-鿿a-zA-Z]{1,4})?)"
_TAIL = r"(?P<tail>左右|上下|及?以上|以上|及?以下|以下|以内|之内)?"
_FROM_TO = re.compile(
    rf"(?P<name>.*?)(?:由|从)(?:目前的?|现有的?|原来的?)?(?P<base>{_NUM})(?P<u1>{_UNIT}?)(?:左右)?(?P<verb>提[升高]|增[加长至]|上升|降低?|下降|减少|缩短|压缩)?(?:至|到|为)(?P<value>{_NUM})(?P<unit>{_UNIT}){_TAIL}"
)
_VERB = "提[升高]|增[加长]|上升|延长|扩大|降低?|下降|减少|缩短|压缩"
_FROM_TO_UNSAID = re.compile(
    rf"(?P<name>[^0-9]*?)(?P<base>{_NUM})(?P<u1>{_UNIT}?)(?P<verb>{_VERB})(?:至|到|为)(?P<value>{_NUM})(?P<unit>{_UNIT}){_TAIL}"
)
_TO = re.compile(rf"(?P<name>[^0-9]*?)(?P<verb>{_VERB})(?:至|到|为)(?P<value>{_NUM})(?P<unit>{_UNIT}){_TAIL}")
_PLUS_MINUS = re.compile(
    rf"(?P<name>[^0-9]*?)(?:为|:|=)?(?P<value>[0-9][0-9.]{{0,15}})(?P<unit>{_UNIT}?)±{_NUM}(?:%|(?P<u1>{_UNIT}))"
)
_CHANGE = re.compile(
    rf"(?P<name>.*?)(?P<verb>提[升高]|增[加长]|上升|延长|扩大|降低|下降|减少|缩短|压缩|减小|节约|节省|减轻)(?:了|约|不少于|不低于|超过|至少|≥|>|达|幅度)*(?P<value>{_NUM})(?:(?P<u1>{_UNIT}?)(?:-|~|至|到)(?P<high>{_NUM}))?(?P<unit>{_UNIT}){_TAIL}"
)
_OPERATOR = (
    r"(?P<op>≥|>=|≤|<=|>|<|=|≈|±|不低于|不小于|不少于|大于等于|至少|不高于|不大于|不超过|小于等于|至多|大于|高于|超过|优于|突破|小于|低于|少于|"
    r"等于|约为?|达到?了?|为|控制在|在|可达|[:：])"
)
_COMPARE = re.compile(
    rf"(?P<name>.*?)(?:要求|应|需|须|指标)?{_OPERATOR}+?(?P<value>{_NUM})(?:(?P<u1>{_UNIT}?)(?:-|~|至|到)(?P<high>{_NUM}))?(?P<unit>{_UNIT}){_TAIL}"
)
_BARE = re.compile(
    rf"(?P<name>[^0-9]{{2,40}}?)(?P<value>{_NUM})(?:(?P<u1>{_UNIT}?)(?:-|~|至|到)(?P<high>{_NUM}))?(?P<unit>{_UNIT}){_TAIL}"
)
_AT_LEAST = {"≥", ">=", "不低于", "不小于", "不少于", "大于等于", "至少", "达", "达到", "达到了", "达了", "可达"}
_AT_MOST = {"≤", "<=", "不高于", "不大于", "不超过", "小于等于", "至多", "控制在"}
_OVER, _UNDER = {">", "大于", "高于", "超过", "优于", "突破"}, {"<", "小于", "低于", "少于"}
_UP = re.compile("提|增|上升|延长|扩大")
LONGEST = 8_000


@remembered(size=4_096)
def metrics(raw: str | None) -> Reading[tuple[Metric, ...]]:
    """Every sentence of 技术指标. 达到国际先进水平 has nothing to test: testable false; if no sentence can be tested
    the reading is flagged metrics_untestable.

    >>> m = metrics("强度≥800MPa；达到国际先进水平").value
    >>> (m[0].name, m[0].operator, m[0].value, m[0].unit), m[1].testable
    (('强度', '≥', '800', 'MPa'), False)
    """
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    clean, personal = mask(raw)  # the sentences are stored
    text = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), _CIRCLED.sub(";", clean.replace("\n", ";")))
    text = normalise(text)
    flags = ["masked"] if personal else []
    if len(text) > LONGEST:
        text = text[:LONGEST]
        flags.append("metrics_cut")
    found = tuple(_metric(part.strip()) for part in _SENTENCES.split(text) if part and part.strip(" :()."))
    if not any(metric.testable for metric in found):
        flags.append("metrics_untestable")
    return Reading(found, tuple(flags))


def _metric(sentence: str) -> Metric:
    plain = _STANDARD.sub("", sentence).replace(" ", "") if len(sentence) <= 200 else ""
    return (
        _measured(plain, sentence)
        or _measured(_NOTE.sub("", plain), sentence)
        or Metric(sentence[:200], None, None, None, None, None, False, sentence)
    )


def _measured(plain: str, sentence: str) -> Metric | None:
    if found := _FROM_TO.fullmatch(plain) or _FROM_TO_UNSAID.fullmatch(plain):
        if found["verb"]:
            change = "+" if _UP.match(found["verb"]) else "-"
        else:
            change = "+" if _size(found["value"]) >= _size(found["base"]) else "-"
        operator = "≥" if change == "+" else "≤"
        return _made(found, operator, sentence, baseline=found["base"], change=change)
    if found := _TO.fullmatch(plain):
        return _made(found, "≥" if _UP.match(found["verb"]) else "≤", sentence)
    if found := _CHANGE.fullmatch(plain):
        operator = "≈" if found["tail"] in ("左右", "上下") else "≥"
        return _made(found, operator, sentence, change="+" if _UP.match(found["verb"]) else "-")
    if found := _PLUS_MINUS.fullmatch(plain):
        return _made(found, "≈", sentence)
    if found := _COMPARE.fullmatch(plain):
        return _made(found, _operator(found["op"], found["tail"]), sentence)
    if found := _BARE.fullmatch(plain):
        return _made(found, _operator("", found["tail"]), sentence)
    return None


def _size(number: str) -> float:
    """How large a number is that may have a power of ten: 5×10^-5, 10^6."""
    mantissa, _, power = number.lstrip("±+").partition("×10")
    if "10^" in mantissa:
        mantissa, _, power = mantissa.replace("10^", "1^").partition("^")
    return float(mantissa if "e" in mantissa.lower() else f"{mantissa}e{power.lstrip('^') or 0}")


def _operator(word: str, tail: str | None) -> str:
    if tail in ("左右", "上下") or word in ("≈", "约", "约为", "±"):
        return "≈"
    if (tail and "上" in tail) or word in _AT_LEAST:
        return "≥"
    if tail or word in _AT_MOST:
        return "≤"
    return ">" if word in _OVER else "<" if word in _UNDER else "="


def _made(
    found: re.Match[str], operator: str, raw: str, *, baseline: str | None = None, change: str | None = None
) -> Metric | None:
    groups = found.groupdict()
    value = groups["value"]
    if value.startswith("±") and operator in ("≥", ">", "="):
        operator = "≈"  # 精度达±0.01mm: no more than that off, not at least
    if operator != "≈":
        value = value.lstrip("±")  # ≤±0.01 bounds how far it is off
    if high := groups.get("high"):
        if _size(high) < _size(value):
            return None  # 10-5Pa has lost the sign of its power
        operator, value = "in", f"{value}-{high}"
    return Metric(
        re.sub("^(?:使得|使(?!用)|将|实现|令|把)", "", (groups["name"] or "").strip(":( ")),
        operator,
        value,
        groups["unit"] or groups.get("u1") or None,
        baseline,
        change,
        True,
        raw,
    )
