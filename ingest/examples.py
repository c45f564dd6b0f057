"""The example row of a template: how it is marked, and how a sheet's row is recognised as one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ingest.columns import columns

MARK = "示例"
EITHER = "｜"
_MARKED = re.compile(
    r"^[【(（\[]?(?:填[写报表])?(?:示例|样例|范例|举例|例)行?[0-9一二三]?[】)）\]]?$|^(?:示例|样例|范例|例如?)[:：]"
)


def is_example(first: str) -> bool:
    """Does the first cell that a row fills mark it as an example?

    >>> is_example("【示例】"), is_example("填写示例"), is_example("例1"), is_example("示例：沟渠大学")
    (True, True, True, True)
    >>> is_example("示例人才001")
    False
    """
    return _MARKED.match(first.strip()) is not None


@cache
def examples(list_name: str) -> tuple[dict[str, str], ...]:
    """The example rows of a list, one for each kind of row, by column."""
    known = columns(list_name).values()
    kinds = 2 if any(EITHER in one.example for one in known) else 1
    return tuple(
        {one.name: text for one in known if (text := one.example.split(EITHER)[kind if EITHER in one.example else 0])}
        for kind in range(kinds)
    )


def is_ours(list_name: str, cells: Mapping[str, str | None]) -> bool:
    """Is a marked row the very example of the template, or one that somebody wrote over and meant?"""
    given = {name: cell for name, cell in cells.items() if cell}
    return any(all(example.get(name) == cell for name, cell in given.items()) for example in examples(list_name))
