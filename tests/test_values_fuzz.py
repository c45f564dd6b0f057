"""Whatever a cell holds, a reader gives a value, a typed nothing, or ValueUnreadable; in time, always the same."""

import contextlib
import csv
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import values
from ingest.values import Ladders, Reading, ValueUnreadable

LEVELS = Path(__file__).parents[1] / "graph" / "taxonomy" / "levels.csv"
with LEVELS.open(encoding="utf-8-sig", newline="") as table:
    LADDERS = Ladders.from_rows(csv.DictReader(table))


def one_name(name):
    return len(name) % 3 == 0


READERS: dict[str, Callable[[str | None], Reading[Any]]] = {
    "headcount": values.headcount,
    "count": values.count,
    "salary": values.salary,
    "money": values.money,
    "date": values.date,
    "date_in_2026": lambda raw: values.date(raw, 2026),
    "day": values.day,
    "level": lambda raw: values.level(raw, LADDERS, "职称"),
    "level_name": lambda raw: values.level_name(raw, LADDERS),
    "mentions": values.mentions,
    "mentions_with_names": lambda raw: values.mentions(raw, one_name),
    "mentions_coded": lambda raw: values.mentions(raw, coded=True),
    "percent": values.percent,
    "percent_of_column": lambda raw: values.percent(raw, "%", "fraction"),
    "trl": values.trl,
    "year": values.year,
    "boolean": values.boolean,
    "secret": values.secret,
    "duration": values.duration,
    "degree": values.degree,
    "decimal": values.decimal,
    "choice": lambda raw: values.choice(raw, ("链主", "高企")),
    "credit_code": values.credit_code,
    "field_code": lambda raw: values.field_code(raw, one_name),
    "institution_code": values.institution_code,
    "metrics": values.metrics,
    "split_each": values.split_each,
}
TEXTS: dict[str, Callable[[str], object]] = {
    "normalise": values.normalise,
    "match_key": values.match_key,
    "firm_key": values.firm_key,
    "stripped_firm": values.stripped_firm,
    "period": values.period,
    "period_in_title": values.period_in_title,
    "mask": values.mask,
}

PIECES = """
人 名 万 元 亿 年 月 日 季度 半年 底前 左右 以上 及以上 以下 约 近 余 多 至 到 各 或 和 与 及 十 百 千 二 〇 零 廿 两
本科 硕士 博士 研究生 大专 副高 高级工 技师 二级 仅限 限 不限 专业 相关 等 学 类 方向 若干 面议 无
同上 薪 税后 每 提升 降低 由
- ~ — ～ / 、 ， ； ： ( ) （ ） 【 】 % ‰ ≥ ≤ > < = + . , @ 〃 # * ①
K T TRL 0 1 2 3 5 9 12 100 2023 2026 080901 0202 13800001234 a.b
"""
WORDS = [*PIECES.split(), "\u200b", "\u202e", "\ud800", "\n", "\t", " "]
CELLS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.lists(st.sampled_from(WORDS), max_size=14).map("".join),
    st.text(st.characters(), max_size=12).map(lambda text: f"{text}\ud834"),
)


@pytest.mark.parametrize("name", READERS)
@given(raw=CELLS)
@settings(max_examples=150, deadline=None)
def test_a_reader_reads_or_refuses_any_text(name, raw):
    reads_or_refuses(name, raw)


def reads_or_refuses(name, raw):
    """What holds of every reader and every cell; tests/fuzzing.py asks it of other cells."""
    try:
        reading = READERS[name](raw)
    except ValueUnreadable:
        return
    assert isinstance(reading, Reading)
    assert isinstance(reading.flags, tuple)
    assert READERS[name](raw) == reading
    assert not has_float(reading.value)
    json.dumps([reading.value, reading.set_aside], ensure_ascii=False).encode()  # no store takes a lone surrogate


def has_float(value):
    if isinstance(value, dict):
        return any(map(has_float, value.values()))
    if isinstance(value, tuple | list):
        return any(map(has_float, value))
    return isinstance(value, float)


@pytest.mark.parametrize("name", TEXTS)
@given(raw=st.text(max_size=40) | st.lists(st.sampled_from(WORDS), max_size=14).map("".join))
@settings(max_examples=150, deadline=None)
def test_a_key_is_made_of_any_text(name, raw):
    assert TEXTS[name](raw) == TEXTS[name](raw)


@given(raw=CELLS)
@settings(max_examples=300, deadline=None)
def test_a_headcount_is_never_below_one_nor_backwards(raw):
    try:
        value = values.headcount(raw).value
    except ValueUnreadable:
        return
    for need in value.needs if value else ():
        assert 1 <= need.lo <= 100_000
        assert need.hi is None or need.lo <= need.hi <= 100_000


@given(raw=st.text(max_size=60))
def test_normalising_twice_changes_nothing(raw):
    assert values.normalise(values.normalise(raw)) == values.normalise(raw)


@given(raw=st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=14).map("".join))
def test_masking_twice_changes_nothing(raw):
    assert values.mask(values.mask(raw)[0]) == (values.mask(raw)[0], 0)


LONGEST = 32_767
REPEATED = [
    *("(", "、", "9", "1-", "本科：", "（0202，", "会计学和", "a@", "138-", "≥", "由1", "十", "A", "1.5万", "各10家"),
    *("电话", "提升", "及", "2023年", "。", "1、", "8 "),
]
HOSTILE = [(piece * LONGEST)[:LONGEST] for piece in [*REPEATED, " ", "\u200b"]]


@pytest.mark.parametrize("name", [*READERS, *TEXTS])
def test_the_longest_cell_is_read_in_good_time(name):
    read: Callable[[str], object] = {**READERS, **TEXTS}[name]
    for cell in HOSTILE:
        start = time.process_time()
        with contextlib.suppress(ValueUnreadable):
            read(cell)
        assert time.process_time() - start < 1.0, (name, cell[:8])


def test_a_plain_cell_costs_next_to_nothing():
    cells = [str(1 + k % 500) for k in range(20_000)]
    start = time.process_time()
    for cell in cells:
        values.headcount(cell)
    assert time.process_time() - start < 0.2
