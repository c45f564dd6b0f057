"""Typed values as a planner writes them: the inverse of the readers, for differences, receipts and review sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.columns import columns
from ingest.wording import flag_in_chinese

LINKED = {
    "firm": "单位",
    "district": "区市",
    "industry": "产业",
    "segment": "环节",
    "alternatives": "可接受的条件",
    "unlinked": "待复核",
    "flags": "说明",
    "technology": "技术",
    "fields": "学科专业",
    "field": "专业",
    "university": "学校",
    "programme": "专业点",
    "level": "层次",
    "reserved_for": "定向单位",
    "run_with": "联合单位",
    "sponsor": "提出单位",
    "wants": "期望学校",
    "thing": "对象",
    "host": "依托单位",
    "unit": "所在单位",
    "expertise": "专长",
    "technologies": "技术",
    "segments": "环节",
    "feeds": "供给环节",
    "parents": "上级",
    "from": "从",
    "to": "到",
}
"""What the names of links are called; those of values stand in columns.csv."""
CATALOGUES = {
    "undergraduate": "本科",
    "postgraduate": "研究生",
    "vocational": "高职",
    "vocational_undergraduate": "职业本科",
}
"""A code is another field in another catalogue, so it stands beside the catalogue's name."""
THINGS = frozenset({"firm", "district", "industry", "segment", "technology", "field", "university", "lab", "programme"})
DERIVED = {"kind": "需求性质", "period": "周期", "year": "年份", "flags": "说明", "person": "人才", "list": "清单"}


def column_name(list_name: str, name: str, *, link: bool = False) -> str:
    """The Chinese name of a field of a row's values, or of its links.

    >>> column_name("talent", "headcount"), column_name("talent", "firm", link=True)
    ('需求人数', '单位')
    """
    if link:
        return LINKED.get(name, name)
    known = columns(list_name).get(name)
    return known.chinese if known else DERIVED.get(name, name)


def called(key: str, names: Mapping[str, str]) -> str:
    """What a thing in links is called, with its code where it has one; `names` by key. Other words stay as they are.

    >>> called("field:undergraduate:081301", {"field:undergraduate:081301": "化学工程与工艺"})
    '化学工程与工艺（本科 081301）'
    >>> called("industry:C1", {"industry:C1": "高端装备"}), called("district:name:甲区", {}), called("industry:C9", {})
    ('高端装备（C1）', '甲区', 'C9')
    """
    kind, _, rest = key.partition(":")
    if kind not in THINGS or not rest:
        return key
    if kind == "programme":
        university, field, level = rest.rsplit("|", 2)
        parts = called(f"university:{university}", names), called(f"field:{field}", names), level
        return " ".join(part for part in parts if part)
    catalogue, code = rest.rpartition(":")[::2] if kind == "field" else ("", rest)
    _, unregistered, name = rest.rpartition("name:")
    beside = " ".join(part for part in (CATALOGUES.get(catalogue, catalogue), code) if part)
    if key in names:
        has_code = not unregistered and kind not in ("lab", "technology")
        return f"{names[key]}（{beside}）" if has_code else names[key]
    return name if unregistered else beside


def printed_link(value: Any, name: str, names: Mapping[str, str]) -> str:
    """What a row links to, as text: `names` of things by their keys.

    >>> printed_link(["district:06", "district:name:甲区"], "wants", {"district:06": "沟头区"})
    '沟头区（06）；甲区'
    """
    if name == "flags":
        return "；".join(map(flag_in_chinese, value or ()))
    return printed(_named(value, names), name)


def _named(value: Any, names: Mapping[str, str]) -> Any:
    match value:
        case str():
            return called(value, names)
        case Mapping():
            return {name: _named(one, names) for name, one in value.items()}
        case Sequence():
            return [_named(one, names) for one in value]
    return value


def printed(value: Any, name: str = "") -> str:
    """A typed value as text; `name` is its column, whose ending says the unit it is stored in.

    >>> printed({"lo": 3, "hi": 5}), printed({"lo": 10, "hi": None}), printed(620000, "retention_ppm"), printed(None)
    ('3-5', '10以上', '62%', '')
    >>> printed({"lo_yuan": 200000, "hi_yuan": 300000}), printed(1250000, "budget_yuan")
    ('20-30万元', '125万元')
    """
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int() if name.endswith("_ppm"):
            return f"{_decimal(value, 1_000_000)}°" if name in ("lon_ppm", "lat_ppm") else f"{_decimal(value, 10_000)}%"
        case int() if name.endswith("_yuan"):
            return f"{_decimal(value, 10_000)}万元"
        case Mapping():
            return _mapping(value)
        case str():
            return value
        case Sequence():
            return "；".join(printed(one) for one in value)
    return str(value)


def _mapping(value: Mapping[str, Any]) -> str:
    if "lo_yuan" in value:
        return _range(value["lo_yuan"], value.get("hi_yuan"), 10_000) + "万元"
    if {"lo", "hi"} <= value.keys():
        return _range(value["lo"], value["hi"], 1)
    if {"from", "to"} <= value.keys():
        first, last = value["from"], value["to"]
        return str(first) if first == last else f"{first} 至 {last or '不限'}"
    if "mention" in value:
        return str(value["mention"])
    if "degree" in value and "fields" in value:
        return _alternative(value)
    return "，".join(f"{name} {printed(one, name)}" for name, one in value.items() if one not in (None, [], ""))


def _alternative(value: Mapping[str, Any]) -> str:
    """One way to meet a demand: levels, then fields."""
    levels = [
        f"{span[0]}至{span[1]}" if span[0] != span[1] else str(span[0])
        for ladder in ("degree", "title", "skill")
        if (span := value.get(ladder))
    ]
    fields = ["不限专业"] if value.get("any") else list(value["fields"])
    only = [f"仅限{one}" for one in value.get("only", ())]
    asked = [f"“{one}”？" for one in value.get("unlinked", ())]
    return " ".join([*levels, "、".join([*fields, *only, *asked])]).strip()


def _range(lo: int | None, hi: int | None, unit: int) -> str:
    if lo is None:
        return "不限" if hi is None else f"{_decimal(hi, unit)}以下"
    if hi is None:
        return f"{_decimal(lo, unit)}以上"
    return _decimal(lo, unit) if lo == hi else f"{_decimal(lo, unit)}-{_decimal(hi, unit)}"


def _decimal(value: int, unit: int) -> str:
    """value / unit in digits, exactly: unit is a power of ten.

    >>> _decimal(205000, 10_000), _decimal(-3, 10)
    ('20.5', '-0.3')
    """
    sign, (whole, rest) = "-" if value < 0 else "", divmod(abs(value), unit)
    digits = str(rest).zfill(len(str(unit)) - 1).rstrip("0") if unit > 1 else ""
    return f"{sign}{whole}{'.' if digits else ''}{digits}"
