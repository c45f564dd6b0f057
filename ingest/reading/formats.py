"""What a number means by the format of its cell: a date, a share, a code with leading zeros, or just digits."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

EXCEL_DIGITS = 15
LONGEST_NUMBER = 400
LAST_SERIAL = 2_958_465  # 9999-12-31

# Formats without a code in the file. The numbers 27 to 36 and 50 to 58 are the ones Chinese editions give to dates.
BUILT_IN = {9: "0%", 10: "0.00%", 14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss"}
BUILT_IN |= {20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss"}
BUILT_IN |= dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月") | dict.fromkeys((28, 29, 51, 53, 54, 58), "m月d日")
BUILT_IN |= {30: "m-d-yy", 31: "yyyy年m月d日"} | dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm")

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ZEROS = re.compile(r"(0{2,})(?:\.(0+))?")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]{1,4})?")


class Format(NamedTuple):
    """What a cell format says of a number: a kind, and the zeros it shows (places before and after the point)."""

    kind: Literal["day", "month", "year", "moment", "clock", "percent", "code"]
    before: int = 0
    after: int = 0


def format_of(code: str) -> Format | None:
    """The meaning of a format code; None for one that only decorates digits.

    >>> format_of('yyyy"年"m"月"').kind, format_of("0.0%").kind, format_of("#,##0.00")
    ('month', 'percent', None)
    >>> format_of("000000")
    Format(kind='code', before=6, after=0)
    """
    bare = _LITERAL.sub("", code.partition(";")[0]).strip().lower()
    if zeros := _ZEROS.fullmatch(bare):
        return Format("code", len(zeros[1]), len(zeros[2] or ""))
    if "general" in bare or not bare:
        return None
    if "%" in bare:
        return Format("percent")
    if any(digit in bare for digit in "0#?") and "y" not in bare and "h" not in bare:
        return None  # digits with a unit: 0.0"万元", 0 d
    year, day = "y" in bare or "e" in bare, "d" in bare
    clock = "h" in bare or "s" in bare
    if day or (year and "m" in bare):
        return Format("moment" if clock and day else "day" if day else "month")
    if clock:
        return Format("clock")
    if year:
        return Format("year")
    return Format("day") if "m" in bare else None


def number_text(written: str, meaning: Format | None, *, epoch_1904: bool) -> tuple[str, bool] | None:
    """The text of a number cell, and whether digits behind the fifteenth are lost; None where it is no number.

    Digits stay as written. Only what the programme's own arithmetic left behind the fifteenth digit goes
    (0.30000000000000004), and powers of ten are written out.

    >>> number_text("12.50", None, epoch_1904=False)
    ('12.50', False)
    >>> number_text("1.23456789012345E+17", None, epoch_1904=False)
    ('123456789012345000', True)
    >>> number_text("0.62", Format("percent"), epoch_1904=False)
    ('62%', False)
    >>> number_text("45107", Format("day"), epoch_1904=False)
    ('2023-06-30', False)
    """
    lost = False
    written = written.strip()
    if not _PLAIN.fullmatch(written) or len(written) > EXCEL_DIGITS + 1:
        if len(written) > LONGEST_NUMBER or not _NUMBER.fullmatch(written):
            return None
        written, lost = _spelled_out(written)
        if len(written) > LONGEST_NUMBER:
            return None
    if meaning is None:
        return written, lost
    if meaning.kind == "percent":
        return f"{(Decimal(written) * 100).normalize():f}%", lost
    if meaning.kind == "code":
        return _with_zeros(written, meaning), lost
    return _moment(Decimal(written), meaning, epoch_1904) or written, lost


def _spelled_out(written: str) -> tuple[str, bool]:
    value = Decimal(written)
    digits = value.as_tuple().digits
    power = "e" in written or "E" in written
    if len(digits) > EXCEL_DIGITS and (power or "." in written):
        value = Decimal(f"{value:.{EXCEL_DIGITS - 1}e}").normalize()
    elif power:
        value = value.normalize()
    return f"{value:f}", power and value.adjusted() >= EXCEL_DIGITS


def _with_zeros(written: str, meaning: Format) -> str:
    whole, _, fraction = written.partition(".")
    if whole.startswith("-") or len(fraction) > meaning.after:
        return written
    whole = whole.zfill(meaning.before)
    return f"{whole}.{fraction.ljust(meaning.after, '0')}" if meaning.after else whole


def _moment(serial: Decimal, meaning: Format, epoch_1904: bool) -> str | None:
    """A serial number as ISO 8601, as precise as its format shows it; None outside the calendar."""
    if not 0 <= serial <= LAST_SERIAL:
        return None
    days = int(serial)
    minutes = int((serial - days) * 1440 + Decimal("0.5"))
    clock = f"{minutes // 60 % 24:02}:{minutes % 60:02}"
    if meaning.kind == "clock":
        return clock
    if epoch_1904:
        day = date(1904, 1, 1) + timedelta(min(days, LAST_SERIAL - 1462))
    elif days == 0 or days == 60:  # two days that only the spreadsheet's calendar has: 1900-01-00 and 1900-02-29
        return None
    else:
        day = date(1899, 12, 30) + timedelta(days + (days < 60))
    text = day.isoformat()
    if meaning.kind == "moment":
        return f"{text} {clock}" if minutes else text
    return text[: {"day": 10, "month": 7, "year": 4}[meaning.kind]]
