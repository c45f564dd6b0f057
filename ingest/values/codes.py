"""Codes: of firms (check digit by GB 32100), of fields (K and T stay), of schools."""

from __future__ import annotations

import re
from collections.abc import Callable

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from ingest.values.reading import Reading, ValueUnreadable, remembered
from ingest.values.text import compact, missing

_AS_NUMBER = re.compile(r"([0-9]+)\.0")  # 11.0000 is a code of its own, 80901.0 a number cell
_CODE_LABEL = re.compile(r"^(?:统一)?(?:社会)?信用代码:")
_FIELD = re.compile(r"[0-9A-Z][0-9A-Z.\-]{0,19}")
_DIGITS = re.compile(r"([0-9]{1,6})([KT]{0,2})")
_SCHOOL_LONG = re.compile(r"[45]1[0-9]{2}0([0-9]{5})")


@remembered()
def credit_code(raw: str | None) -> Reading[str]:
    """统一社会信用代码. One that fails its check digit counts as none: null, flagged credit_code_invalid.

    >>> credit_code("91110000600037341l").value, credit_code("91110000600037341M").flags
    ('91110000600037341L', ('credit_code_invalid',))
    """
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    text = _CODE_LABEL.sub("", compact(raw)).replace("-", "").strip("'()。.;,、").upper()
    try:
        return Reading(str(uscc.validate(text)))
    except (ValidationError, ValueError):
        return Reading(None, ("credit_code_invalid",))


@remembered()
def field_code(raw: str | None, exists: Callable[[str], bool] | None = None) -> Reading[str]:
    """专业代码 as its catalogue prints it: 080901, 0809, 08, 010103K, 11.0701.

    A number cell loses its first zero (81001). It is restored only where `exists` (a catalogue) knows the longer code
    and not the shorter, flagged code_zero_restored; else the code stays, flagged code_incomplete.
    Raises ValueUnreadable for what is no code.
    """
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    text = compact(raw).upper().strip("()'")
    if number_cell := _AS_NUMBER.fullmatch(text):
        text = number_cell[1]
    if not _FIELD.fullmatch(text):
        raise ValueUnreadable("this is no code of a field", "write the code of the catalogue: 080901, 0809, 010103K")
    found = _DIGITS.fullmatch(text)
    if found is None or len(found[1]) % 2 == 0:
        return Reading(text)
    restored = f"0{text}"
    if exists is not None and exists(restored) and not exists(text):
        return Reading(restored, ("code_zero_restored",))
    return Reading(text, ("code_incomplete",))


@remembered()
def institution_code(raw: str | None) -> Reading[str]:
    """院校代码: five digits; of the ten-digit identification code (4137011066) the last five.

    >>> institution_code("4137011066").value, institution_code("11066").value
    ('11066', '11066')
    """
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    text = compact(raw).upper().strip("'")
    if number_cell := _AS_NUMBER.fullmatch(text):
        text = number_cell[1]
    if long := _SCHOOL_LONG.fullmatch(text):
        return Reading(long[1], ("code_shortened",))
    if not re.fullmatch(r"[0-9A-Z][0-9A-Z\-]{1,19}", text):
        raise ValueUnreadable("this is no code of a school", "write the five digits of 院校代码")
    return Reading(text)
