"""What the sample city teaches and asks for: majors, posts and markets, from the data files beside this module."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from graph.taxonomy import builtin_files

GRADES = ("大专", "本科", "硕士", "博士")


class Major(NamedTuple):
    """A major of a public catalogue (a first-level discipline at 硕士 and 博士) and its class.

    `programmes` is the number of programmes that the city has of it, `seats` the usual class of one year."""

    family: str
    level: str
    class_code: str
    class_name: str
    code: str
    name: str
    programmes: int
    seats: int


class Segment(NamedTuple):
    """A segment of an industry's chain, as the built-in taxonomy has it."""

    industry: str
    industry_name: str
    industry_aliases: tuple[str, ...]
    code: str
    name: str
    aliases: tuple[str, ...]
    stage: str

    @property
    def words(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


def _table(name: str) -> Iterator[dict[str, str]]:
    text = files("ingest.sample_city").joinpath(name).read_text(encoding="utf-8")
    return iter(csv.DictReader(text.splitlines()))


@cache
def majors() -> tuple[Major, ...]:
    return tuple(
        Major(
            one["family"],
            one["level"],
            one["class_code"],
            one["class_name"],
            one["code"],
            one["name"],
            int(one["programmes"]),
            int(one["seats"]),
        )
        for one in _table("majors.csv")
    )


@cache
def majors_of(family: str, level: str) -> tuple[Major, ...]:
    return tuple(one for one in majors() if one.family == family and one.level == level)


@cache
def posts_of(family: str, rank: str) -> tuple[str, ...]:
    """Names of posts; `rank` is 研发, 工程 or 技能."""
    return tuple(
        post
        for one in _table("posts.csv")
        if one["family"] == family and one["rank"] == rank
        for post in one["posts"].split("；")
    )


@cache
def market(industry: str) -> tuple[tuple[str, int], ...]:
    """The families of majors that an industry asks for, with their weights."""
    return tuple((one["family"], int(one["weight"])) for one in _table("markets.csv") if one["industry"] == industry)


@cache
def segments() -> tuple[Segment, ...]:
    """The segments of the built-in industries, in the order of the taxonomy."""
    path = dict(builtin_files())["industries"]
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Segment(
                one["code"],
                one["name"],
                _parts(one["aliases"]),
                one["segment_code"],
                one["segment"],
                _parts(one["segment_aliases"]),
                one["stage"],
            )
            for one in csv.DictReader(file)
        )


@cache
def segment(code: str) -> Segment:
    return next(one for one in segments() if one.code == code)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("；") if part)
