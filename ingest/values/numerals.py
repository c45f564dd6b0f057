"""Numbers as people write them: 1,200 · 十五 · 1.5万 · 二〇二六 → exact, never a float."""

from __future__ import annotations

import re
from decimal import Decimal

from ingest.values.reading import remembered

CHINESE_DIGITS = "零〇○一二两三四五六七八九"
CHINESE = f"[{CHINESE_DIGITS}壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿廿卅]"
# At most 15 digits: no head, sum or code that is a number here is longer, and Python refuses to convert thousands.
ARABIC = r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,6})?|[0-9]{1,15}(?:\.[0-9]{1,9})?"
NUMBER = rf"(?:(?:{ARABIC})[十百千万亿]{{0,2}}|{CHINESE}{{1,15}})"

_NUMBER = re.compile(rf"({ARABIC})([十百千万亿]{{0,2}})|({CHINESE}{{1,15}})")
_SIDE_BY_SIDE = re.compile("[一二两三四五六七八九]{2}")
_SCALE = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_YEAR_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")


_YEAR_IN_WORDS = re.compile("[零〇○一二三四五六七八九]{4}(?=年)")
_DAY_IN_WORDS = re.compile("[一二三四五六七八九十]{1,3}(?=[月日号])")


@remembered()
def number(text: str) -> Decimal | None:
    """The number that `text` (normalised, no spaces) spells as a whole, or null.

    >>> number("1.5万"), number("十五"), number("1,200"), number("两百零三"), number("百")
    (Decimal('15000.0'), Decimal('15'), Decimal('1200'), Decimal('203'), None)
    """
    if text.isascii() and text.isdigit() and len(text) <= 15:
        return Decimal(text)
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    digits, scales, chinese = found.groups()
    if chinese is not None:
        value = _chinese(chinese)
        return None if value is None else Decimal(value)
    result = Decimal(digits.replace(",", ""))
    for scale in scales:
        result *= _SCALE[scale]
    return result


def _chinese(text: str) -> int | None:
    if _SIDE_BY_SIDE.search(text):
        return None  # 五六人 is "five or six", not 56
    from cn2an import cn2an

    try:
        # Its strict way: refuses what is no well-formed numeral (百, 十十), where the smart one would guess.
        value = cn2an(text.replace("○", "〇").replace("卅", "三十"), "normal")
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    return int(value) if value == int(value) else None


def whole(value: Decimal | None) -> int | None:
    """The integer, or null when there is a fraction (3.0 is 3)."""
    if value is None or value != value.to_integral_value():
        return None
    return int(value)


def chinese_date(text: str) -> str:
    """二〇二六年十二月三十日 → 2026年12月30日: years digit by digit, months and days as numbers; the rest stays."""
    if text.isascii():
        return text
    text = _YEAR_IN_WORDS.sub(lambda m: m.group().translate(_YEAR_DIGITS), text)
    return _DAY_IN_WORDS.sub(lambda m: str(whole(number(m.group())) or m.group()), text)
