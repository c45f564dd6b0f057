"""A、B各10家: one number that stands for each of several things."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.values.headcount import quantity
from ingest.values.reading import Reading, ValueUnreadable, remembered
from ingest.values.text import compact, missing

_EACH = re.compile(
    r"(.+?)(?:均|分别|各自?)(?:为|有|新增|引进|培育|建设|需|要)?(.+?)([家人名个所处场项台套次位篇件批]{1,2})(及?以上|左右|以内)?"
)
_JOINT = re.compile(
    r"(.+?)(?:共计?|合计)?((?:约|不少于|至少|≥)?[0-9一二两三四五六七八九十百千万,.\-~]+)([家人名个所处场项台套次位篇件批]{1,2})(及?以上|左右|以内)?"
)


class Share(NamedTuple):
    """`lo` to `hi` (null: no upper bound) of `unit` for one name."""

    name: str
    lo: int
    hi: int | None
    unit: str


@remembered()
def split_each(raw: str | None) -> Reading[tuple[Share, ...]]:
    """A、B各10家 → two shares of 10; A、B10家 without 各 → one joint share, flagged joint_total.

    Raises ValueUnreadable where there is no number or no name.

    >>> [share.name for share in split_each("国家企业技术中心、国家地方联合工程研究中心各 1 家").value]
    ['国家企业技术中心', '国家地方联合工程研究中心']
    """
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(None, (), nothing)
    text = compact(raw).rstrip("。;,")
    if len(text) > 300:
        raise _unreadable()
    if found := _EACH.fullmatch(text):
        names = [name for name in re.split("[、,;]|以及|和|及(?!其)|与", found[1]) if name]
        lo, hi, flags = quantity(found[2] + (found[4] or ""))
        return Reading(tuple(Share(name, lo, hi, found[3]) for name in names), flags)
    if found := _JOINT.fullmatch(text):
        lo, hi, flags = quantity(found[2] + (found[4] or ""))
        joint = ("joint_total",) if re.search("[、,;]", found[1]) else ()
        return Reading((Share(found[1], lo, hi, found[3]),), (*joint, *flags))
    raise _unreadable()


def _unreadable() -> ValueUnreadable:
    return ValueUnreadable("no names with a number", "write A、B各10家, or one line for each")
