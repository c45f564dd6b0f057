"""Workbooks as planners send them, made by a test, and stores that take them."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from graph.rows import Row, Version
from graph.store import Store
from graph.store.sqlite import SqliteStore
from ingest.mapping import Mapping
from ingest.submit import LoadOptions, LoadOutcome, load
from ingest.survey import Saying

Cells = Sequence[Any]
TITLES: list[Cells] = [["沟渠市2026年急需紧缺人才需求目录"], ["填报单位：甲区工信局", None, None, "填报周期：2026年"]]
TALENT = [
    "序号",
    "区市",
    "单位名称",
    "产业",
    "岗位名称",
    "需求人数",
    "学历要求",
    "专业要求",
    "紧缺程度",
    "联系人",
    "电话",
]
TRAINING = ["类型", "学校", "层次", "专业名称", "年份", "毕业生数", "升学率(%)", "本地留存率(%)"]
TECHNOLOGY = ["区市", "需求单位", "产业", "需求名称", "技术领域/学科", "是否涉密", "备注"]
PHONE = "13812345678"


def post(number: int = 1, **cells: Any) -> list[Any]:
    """A row of the talent list; `cells` by Chinese header."""
    row = {
        "序号": number,
        "区市": "甲区",
        "单位名称": f"沟渠第{number}化工有限公司",
        "产业": "高端装备",
        "岗位名称": "工艺工程师",
        "需求人数": 2,
        "学历要求": "本科及以上",
        "专业要求": "化学工程与工艺",
        "紧缺程度": "紧缺",
        "联系人": "王某某",
        "电话": PHONE,
    }
    return list({**row, **cells}.values())


def offer(number: int = 1, **cells: Any) -> list[Any]:
    """A row of the training list."""
    row = {
        "类型": "供给",
        "学校": f"沟渠第{number}大学",
        "层次": "本科",
        "专业名称": "化学工程与工艺",
        "年份": 2026,
        "毕业生数": 60,
        "升学率(%)": 20,
        "本地留存率(%)": 50,
    }
    return list({**row, **cells}.values())


def need(number: int = 1, **cells: Any) -> list[Any]:
    """A row of the technology list."""
    row = {
        "区市": "甲区",
        "需求单位": f"沟渠第{number}化工有限公司",
        "产业": "高端装备",
        "需求名称": f"第{number}号催化剂",
        "技术领域/学科": "化学工程与技术",
        "是否涉密": "否",
        "备注": None,
    }
    return list({**row, **cells}.values())


def write(path: Path, rows: Iterable[Any], *, sheet: str = "Sheet1", merged: Iterable[str] = ()) -> Path:
    """A workbook (.xlsx) of one sheet, or a csv file."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
        return path
    return write_sheets(path, {sheet: rows}, merged={sheet: merged})


def write_sheets(path: Path, sheets: dict[str, Any], *, merged: dict[str, Iterable[str]] | None = None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet: Worksheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in (merged or {}).get(name, ()):
            sheet.merge_cells(area)
    book.save(path)
    return path


def talent_file(path: Path, rows: Iterable[Cells], *, titles: Sequence[Cells] = TITLES, **how: Any) -> Path:
    return write(path, [*titles, TALENT, *rows], **how)


def store_with_dictionary(folder: Path, name: str = "store.sqlite") -> SqliteStore:
    """A store that holds the built-in dictionaries, as version 1."""
    path = folder / name
    path.write_bytes(_dictionary_store())
    return SqliteStore(path)


@cache
def _dictionary_store() -> bytes:
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "builtin.sqlite")
        load(store, [], LoadOptions(builtin=True))
        store.close()  # the last connection brings the write-ahead log into the file
        return store.path.read_bytes()


def take(
    store: Store, *paths: Path, mappings: Sequence[Mapping] = (), check: bool = False, yes: bool = False, **saying: Any
) -> LoadOutcome:
    """Load files; `saying` is list, sender, period."""
    options = LoadOptions(
        saying=Saying(mappings=tuple(mappings), **saying), check=check, yes=yes, no_builtin=True, actor="tests"
    )
    return load(store, list(paths), options)


def rows_of(store: Store, version: Version | None = None, kinds: Sequence[str] | None = None) -> list[Row]:
    """Rows of a version (of the head), in the order of their sheets; those of the built-in dictionaries apart."""
    version = version or store.head()
    ids = [one.id for one in store.revisions(version.revisions) if one.submission.sender != "fourchain"]
    found = itertools.chain.from_iterable(store.rows(ids, kinds))
    return sorted(found, key=lambda one: (one.file, one.sheet, one.row, one.need))


def links_of(store: Store, *kinds: str) -> list[dict[str, Any]]:
    return [row.linked for row in rows_of(store, kinds=kinds or None)]


def values_of(store: Store, *kinds: str) -> list[dict[str, Any]]:
    return [row.values for row in rows_of(store, kinds=kinds or None)]
