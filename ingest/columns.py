"""columns.csv, the contract of every list: which columns it has, what they are called and how they are read."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from graph.errors import BadArgument
from ingest.values import normalise

DEMANDS = ("talent", "technology", "training")
REGISTRIES = ("industries", "districts", "firms", "universities", "labs", "technologies", "talents")
TAXONOMIES = ("fields", "levels", "crosswalk", "parameters", "urgency", "aliases", "broad")
LISTS = (*TAXONOMIES, *REGISTRIES, "decisions", "senders", *DEMANDS)

CHINESE = MappingProxyType(
    {
        "talent": "急需紧缺人才",
        "technology": "关键核心技术",
        "training": "人才教育培养供给",
        "industries": "产业与环节",
        "districts": "区市",
        "firms": "用人单位",
        "universities": "学校",
        "labs": "创新平台",
        "technologies": "技术",
        "talents": "人才",
        "fields": "学科专业",
        "levels": "层级",
        "crosswalk": "目录对照",
        "parameters": "参数",
        "urgency": "紧缺程度",
        "aliases": "别名",
        "broad": "宽泛专业词",
        "decisions": "复核判定",
        "senders": "应报单位",
    }
)


def list_named(said: str) -> str:
    """The id of a list that somebody names by it or in Chinese.

    >>> list_named("关键核心技术"), list_named("talent")
    ('technology', 'talent')

    Raises:
        BadArgument: there is no such list.
    """
    if said in LISTS:
        return said
    for name, chinese in CHINESE.items():
        if said == chinese:
            return name
    raise BadArgument(f"“{said}” is no list", remedy=f"lists are {', '.join(LISTS)}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `required` is "", "column" (it must be there, a cell may be blank), "yes", or the kind of row
    (供给, 需求) that needs it; `personal` is "", "drop" or "pseudonym"; `identifying` columns tell one row of a
    submission from another; `guidance` tells a planner what to write, in Chinese, and `example` shows it (in the
    training list that of an offer, then ｜, then that of a request). `spellings` are (other word, choice)."""

    list: str
    name: str
    chinese: str
    aliases: tuple[str, ...]
    type: str
    unit: str
    required: str
    identifying: bool
    personal: str
    choices: tuple[str, ...]
    spellings: tuple[tuple[str, str], ...]
    description: str
    example: str
    guidance: str

    @property
    def heading(self) -> str:
        """The header as the template writes it: with its unit, and a star where it must be filled in."""
        unit = f"({self.unit})" if self.unit and "(" not in self.chinese else ""
        return f"{self.chinese}{unit}{'*' if self.required else ''}"

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that means this column, as `header_key` makes them."""
        return tuple(dict.fromkeys(header_key(one) for one in (self.chinese, self.name, *self.aliases)))


def header_key(text: str) -> str:
    """A header for comparison: normalised, no blanks, no star of a required column, brackets half-width.

    >>> header_key(" 需求 人数（人）* ")
    '需求人数(人)'
    """
    return normalise(text).replace(" ", "").replace("\n", "").strip("*:").lower()


def bare_header(key: str) -> str:
    """A header key without its bracketed unit or remark: 年薪(万元) → 年薪."""
    head, bracket, _ = key.partition("(")
    return head if bracket and head else key


@cache
def columns(name: str) -> Mapping[str, Column]:
    """The columns of a list by name, in the order of the template."""
    return MappingProxyType({one.name: one for one in _all() if one.list == name})


@cache
def header_index(name: str) -> Mapping[str, str]:
    """Header key → column name of a list. The first column that claims a header has it."""
    index: dict[str, str] = {}
    for column in columns(name).values():
        for header in column.headers:
            index.setdefault(header, column.name)
    for header, column_name in list(index.items()):
        index.setdefault(bare_header(header), column_name)
    return MappingProxyType(index)


def column_called(list_name: str, header: str) -> Column | None:
    """The column that a header would mean if it stood alone.

    >>> column_called("talent", "招聘人数（人）").chinese
    '需求人数'
    """
    index, key = header_index(list_name), header_key(header)
    name = index.get(key) or index.get(bare_header(key))
    return columns(list_name)[name] if name else None


@cache
def _all() -> tuple[Column, ...]:
    text = files("ingest").joinpath("columns.csv").read_text(encoding="utf-8")
    return tuple(
        Column(
            list=one["list"],
            name=one["name"],
            chinese=one["chinese"],
            aliases=_parts(one["aliases"]),
            type=one["type"],
            unit=one["unit"],
            required=one["required"],
            identifying=one["identifying"] == "yes",
            personal=one["personal"],
            choices=tuple(part.partition("=")[0] for part in _parts(one["choices"])),
            spellings=tuple(
                (word, choice)
                for part in _parts(one["choices"])
                for choice, *words in [part.split("=")]  # 高企=高新技术企业
                for word in words
            ),
            description=one["description"],
            example=one["example"],
            guidance=one["guidance"],
        )
        for one in csv.DictReader(text.splitlines())
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("；") if part)
