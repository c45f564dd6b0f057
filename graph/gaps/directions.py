"""Directions inside a field: what 仅限 narrows to, and what a programme says of its own.

A programme states its direction in brackets after its major (软件工程（智能方向）), or by its own name where its field
is finer than the one asked for (会计学, inside 工商管理类).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from graph.names import plain_name

_BRACKET = re.compile(r"[(（]([^()（）]*)[)）]\s*$")
_WORD = re.compile(r"(?:专业)?(?:方向)?$")
_NO_DIRECTION = re.compile(
    "师范|合作|联合培养|校企|专升本|对口|单招|定向|订单|卓越|实验班|试点|创新班|国际班|拔尖|强基|全日制|在职"
    "|专业学位|学术学位|专硕|学硕|[本专]科|高职|研究生|[一二三四五六七八]年制|[0-9]+年"
)
"""Brackets that say how or to whom a major is taught, not what."""


@lru_cache(maxsize=50_000)
def direction_of(major: str, field_name: str = "") -> str:
    """The direction in brackets after a major, in one spelling; "" where none is stated.

    >>> direction_of("软件工程（智能方向）"), direction_of("软件工程（师范类）"), direction_of("软件工程")
    ('智能', '', '')

    Args:
        major: as the row writes it.
        field_name: of the catalogue; brackets that belong to this name are no direction.
    """
    stated = _BRACKET.search(major)
    if stated is None or _NO_DIRECTION.search(stated[1]):
        return ""
    if field_name and plain_name(field_name) == plain_name(major):
        return ""
    return _plain(stated[1])


def direction_fits(stated: Iterable[str], only: Iterable[str]) -> bool:
    """Whether one of the names that a programme states is one that 仅限 names: one holds the other.

    >>> direction_fits(["智能方向"], ["人工智能", "网络"]), direction_fits(["智能方向"], ["网络"])
    (True, False)
    """
    wanted = [plain for one in only if (plain := _plain(one))]
    return any(one in name or name in one for each in stated if (name := _plain(each)) for one in wanted)


@lru_cache(maxsize=50_000)
def _plain(direction: str) -> str:
    return _WORD.sub("", plain_name(direction))
