"""One number of heads: graduates, seats, projects a year."""

from __future__ import annotations

import re

from ingest.values.headcount import ABOUT, OTHER_UNIT, PER_YEAR, VAGUE
from ingest.values.numerals import number, whole
from ingest.values.reading import Reading, ValueUnreadable, remembered
from ingest.values.text import compact, missing


@remembered()
def count(raw: str | None, maximum: int = 10_000_000) -> Reading[int]:
    """毕业生数, 招生计划, 定向人数: one whole number of people, 0 allowed.

    约120 is 120, flagged; 若干 is null, flagged. Raises ValueUnreadable for a range, a fraction, another unit.

    >>> count("1,200人").value
    1200
    """
    if raw is not None and raw.isascii() and raw.isdigit() and len(raw) < 8:
        return Reading(_at_most(int(raw), maximum))
    nothing = missing(raw)
    if nothing is not None or raw is None:
        unknown = nothing is not None and nothing.kind not in ("blank", "none", "ditto")
        return Reading(None, ("count_unknown",) if unknown else (), nothing)
    text = re.sub(r"\((?:人|名|个)\)$", "", compact(raw).rstrip("。.;,、"))
    if len(text) > 60:
        raise _not_one()
    if OTHER_UNIT.search(text) and not re.search("项$|(?<![人场])次$", text):
        raise ValueUnreadable("the unit is not people (人)", "give the number of people")
    plain = re.sub(r"(?:个?人|名|位|个|项|生)(?:/年)?$", "", PER_YEAR.sub("", text))
    heads = whole(number(plain))
    if heads is not None:
        return Reading(_at_most(heads, maximum))
    if VAGUE.fullmatch(text):
        return Reading(None, ("count_unknown",))
    if found := ABOUT.fullmatch(plain) or ABOUT.fullmatch(text):
        return Reading(_at_most(_heads(found[1] or found[2]), maximum), ("count_approx",))
    raise _not_one()


def _heads(text: str) -> int:
    value = whole(number(text))
    if value is None:
        raise _not_one()
    return value


def _not_one() -> ValueUnreadable:
    return ValueUnreadable("this is not one whole number", "write digits only, 0 if there are none")


def _at_most(value: int, maximum: int) -> int:
    if value > maximum:
        raise ValueUnreadable(f"more than {maximum}", "check the number of digits")
    return value
