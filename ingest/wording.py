"""What receipts say, in the words of planners. Reasons and flags are written once, in English, where they arise;
wording.csv says each in Chinese."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from ingest.columns import columns

STEMS = ("_ppm", "_yuan")


def in_chinese(text: str) -> str:
    """A reason, a remedy, or why a row was skipped. What the table does not know is given back as it is.

    >>> in_chinese("fill it in"), in_chinese("more than 500 people in one row")
    ('请补填', '一行超过 500 人')
    """
    exact, patterns = _sentences()
    if (found := exact.get(text)) is not None:
        return found
    for pattern, chinese in patterns:
        if match := pattern.fullmatch(text):
            return chinese.format(*match.groups())
    return text


def flag_in_chinese(flag: str) -> str:
    """What a flag of a row means, without its column.

    >>> flag_in_chinese("start:date_asap")
    '尽快：没有具体日期'
    """
    bare = flag.rpartition(":")[2]
    return _flags().get(bare, bare)


def column_of(flag: str, list_name: str) -> str | None:
    """The column that a flag speaks of: named before the colon, or the one that the flag begins with.

    >>> column_of("start:date_asap", "talent"), column_of("headcount_unknown", "talent"), column_of("x", "talent")
    ('start', 'headcount', None)
    """
    named, colon, bare = flag.rpartition(":")
    names = _by_stem(list_name)
    if colon:
        return names.get(named)
    about = ABOUT.get(bare, CODES if bare.startswith("code_") else ())
    if about:
        return next((name for name in about if name in columns(list_name)), None)
    return next((name for stem, name in names.items() if bare.startswith(f"{stem}_")), None)


ABOUT = {
    "reserved_over_graduates": ("reserved_seats",),
    "further_over_placed": ("further_ppm",),
    "levels_in_two_columns": ("level",),
    "credit_code_invalid": ("firm_code", "code"),
    "fields_not_stated": ("fields", "major"),
}
"""Columns of flags whose own name says another one, or none."""
CODES = ("major_code", "fields", "school_code", "code")
"""Columns that may hold a code, for flags that say something of one."""


@cache
def _by_stem(list_name: str) -> dict[str, str]:
    """Column names by what flags call them, longest first."""
    stems = {}
    for name in columns(list_name):
        stem = name
        for ending in STEMS:
            stem = stem.removesuffix(ending)
        stems[stem] = stems[name] = name
    return dict(sorted(stems.items(), key=lambda one: -len(one[0])))


@cache
def _table() -> tuple[dict[str, str], ...]:
    text = files("ingest").joinpath("wording.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _flags() -> dict[str, str]:
    return {one["text"]: one["chinese"] for one in _table() if one["what"] == "flag"}


@cache
def _sentences() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    said = [(one["text"], one["chinese"]) for one in _table() if one["what"] != "flag"]
    exact = {text: chinese for text, chinese in said if "{}" not in text}
    patterns = [
        (re.compile("(.+?)".join(map(re.escape, text.split("{}")))), chinese) for text, chinese in said if "{}" in text
    ]
    # The longest first: “more than {} people in one row” before “more than {}”.
    return exact, sorted(patterns, key=lambda one: -len(one[0].pattern))


def unknown(texts: Iterable[str]) -> list[str]:
    """Those of these sentences and flags that the table does not hold."""
    exact, patterns = _sentences()
    return [
        text
        for text in texts
        if text not in exact and text not in _flags() and not any(one.fullmatch(text) for one, _ in patterns)
    ]
