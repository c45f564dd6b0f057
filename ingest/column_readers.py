"""The reader of each type of column: what its cells become in a row's body."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.errors import BadArgument
from ingest import values
from ingest.columns import CHINESE, DEMANDS, Column, list_named
from ingest.values import Reading, ValueUnreadable
from ingest.values.dates import day
from ingest.values.money import FOREIGN
from ingest.values.scalars import duration, secret

_BETWEEN = re.compile("[；;、,，\n]")
_MONEY = re.compile(r"(千万|百万|亿|万|千)(?:元|(?=[/)]))|元|[kK](?=[/)])")
_BY_TIME = re.compile("(月)|(年)|[/每][天日小时次]|[日时]薪")
_RATE = re.compile("/(?:人/)?(?:(月)|(年)|[天日时次]|小时)|^(?:(月)|(年))薪?[)]")
"""Of what stands in the brackets of a header only a rate is the time: 年薪(万元,含每月补贴) is by the year."""
_NOT_PEOPLE = re.compile(r"\((?:单位:)?(?:人次|人·?[天日月时]|[百千万]人|[家项场台套件篇班次]|%)\)")
_CODE = re.compile(r"[0-9A-Za-z.\-_/]+")


def text(raw: str | None) -> Reading[str]:
    """Words, with personal data blacked out."""
    nothing = values.missing(raw)
    if raw is None or (nothing is not None and nothing.kind in ("blank", "none", "ditto")):
        return Reading(None, (), nothing)
    clean, masked = values.mask(raw.strip())
    return Reading(clean, ("masked",) if masked else ())


def code(raw: str | None) -> Reading[str]:
    """A code of the sender's own. It tells one thing from another, so it stays whole even where its digits look like a
    telephone or identity number; with any other sign in it the cell is words."""
    bare = (raw or "").strip()
    return Reading(bare) if _CODE.fullmatch(bare) and values.missing(bare) is None else text(raw)


def identity(raw: str | None) -> Reading[str]:
    """编号 or 姓名 of a person. Never stored, so nothing is blacked out: people would become one person."""
    nothing = values.missing(raw)
    return Reading(None, (), nothing) if raw is None or nothing is not None else Reading(raw.strip())


def requirement(raw: str | None) -> Reading[str]:
    """学历要求, 专业要求 and their kin: kept as written, since only a dictionary can tell names apart."""
    nothing = values.missing(raw)
    if nothing is not None and nothing.kind in ("blank", "none", "ditto", "attached", "unknown"):
        return Reading(None, ("attached",) if nothing.kind == "attached" else (), nothing)
    return text(raw)


def lists(raw: str | None) -> Reading[str]:
    """Names of lists, in Chinese and separated by ；.

    >>> lists("急需紧缺人才、technology").value
    '急需紧缺人才；关键核心技术'

    Raises:
        ValueUnreadable: a name is that of no list.
    """
    nothing = values.missing(raw)
    if raw is None or nothing is not None:
        return Reading(None, (), nothing)
    said = [one.strip("《》“” ") for one in _BETWEEN.split(values.normalise(raw)) if one.strip()]
    try:
        return Reading("；".join(dict.fromkeys(CHINESE[list_named(one)] for one in said)))
    except BadArgument:
        raise values.ValueUnreadable(
            "this is the name of no list", f"write one of {'、'.join(map(CHINESE.__getitem__, DEMANDS))}"
        ) from None


def headcount(raw: str | None, maximum: int) -> Reading[tuple[tuple[str | None, dict[str, Any]], ...]]:
    """(level, {"lo", "hi"}) of each need. 约10 is 10 to 10 with "about": how far that reaches is a parameter of the
    version, so it is not decided here. `about` is "both", or "lo" where the number is an upper end (近100).

    >>> headcount("约10人", 100_000).value
    ((None, {'lo': 10, 'hi': 10, 'about': 'both'}),)
    """
    reading = values.headcount(raw, maximum=maximum)
    if reading.value is None:
        return Reading(None, reading.flags, reading.missing, reading.set_aside)
    needs = reading.value.needs
    if "headcount_approx" not in reading.flags or len(needs) > 1:  # of parts that make up a total the parts stand
        return Reading(tuple((one.level_mention, {"lo": one.lo, "hi": one.hi}) for one in needs), reading.flags)
    plain = values.headcount(raw, tolerance_ppm=0, maximum=maximum).value or reading.value
    level, lo, hi = plain.needs[0]
    about = {"about": "both"} if needs[0].hi != hi else {"about": "lo"} if needs[0].lo != lo else {}
    return Reading(((level, {"lo": lo, "hi": hi, **about}),), reading.flags)


def salary(raw: str | None, header: str) -> Reading[dict[str, Any]]:
    """Pay in the unit of the header (元/月): of money and of time."""
    name, _, remark = header.partition("(")
    time = _RATE.search(remark) or _BY_TIME.search(name)
    said = set(time.groups()) if time else set()
    basis = "" if time is None else "month" if "月" in said else "year" if "年" in said else "other"
    return values.salary(raw, unit=_unit(header), basis=basis)


def _unit(header: str) -> str:
    found = _MONEY.search(header)
    if found is None:
        return "万元"
    return "千元" if found[0] in "kK" else f"{found[1] or ''}元"


def refusing(reason: str, remedy: str) -> Callable[[str | None], Reading[Any]]:
    """The reader below a header in whose unit no cell can be taken: visits (人次), tens of thousands, dollars."""

    def read(raw: str | None) -> Reading[Any]:
        nothing = values.missing(raw)
        if nothing is not None:
            return Reading(None, (), nothing)
        raise ValueUnreadable(reason, remedy)

    return read


def metrics(raw: str | None) -> Reading[list[dict[str, Any]]]:
    """技术指标 as they are stored."""
    reading = values.metrics(raw)
    found = [one._asdict() for one in reading.value] if reading.value is not None else None
    return Reading(found, reading.flags, reading.missing, reading.set_aside)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a cell cannot say itself: units in the header, the scale of each percent column, what the mapping
    file says, and the year of the period."""

    units: Mapping[str, str]
    scales: Mapping[str, str | None]
    absent: tuple[str, ...]
    max_headcount: int
    year: int | None


def reader_of(column: Column, circumstances: Circumstances) -> Callable[[str | None], Reading[Any]]:
    if column.personal == "pseudonym":
        return identity
    header = circumstances.units.get(column.name, "")
    if column.type in ("headcount", "count") and column.unit == "人" and _NOT_PEOPLE.search(header):
        return refusing("the unit is not people (人)", "give the number of people")
    if column.type in ("money", "salary") and FOREIGN.search(header):
        return refusing("the sum is in another currency", "convert it, and write it in 万元")
    percent_unit = next((one for one in ("%", "‰") if one in header), None)
    readers: dict[str, Callable[[str | None], Reading[Any]]] = {
        "text": text,
        "free_text": text,
        "code": code,
        "fields": requirement,
        "level": requirement,
        "choice": partial(values.choice, choices=column.choices, spellings=column.spellings),
        "headcount": partial(headcount, maximum=circumstances.max_headcount),
        "count": values.count,
        "percent": partial(values.percent, header_unit=percent_unit, evidence=circumstances.scales.get(column.name)),
        "salary": partial(salary, header=header),
        "money": partial(values.money, unit=_unit(header)),
        "date": partial(values.date, year=circumstances.year),
        "day": day,
        "year": values.year,
        "trl": values.trl,
        "metrics": metrics,
        "credit_code": values.credit_code,
        "field_code": values.field_code,
        "school_code": values.institution_code,
        "secret": secret,
        "lists": lists,
        "duration": duration,
        "decimal": values.decimal,
        "degree": values.degree,
    }
    return readers[column.type]
