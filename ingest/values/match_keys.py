"""When two spellings of a field are the same name: a set of rules that a province may choose."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.values.reading import remembered
from ingest.values.text import compact


class MatchRules(NamedTuple):
    """conjunctions: "same" (和, 与, 及 are one), "dropped" (计算机及信息管理 = 计算机信息管理) or "strict".
    suffix_xue: 会计 = 会计学. direction: what stands in brackets counts for nothing."""

    conjunctions: str = "same"
    suffix_xue: bool = True
    direction: bool = True


DEFAULT_RULES = MatchRules()
_CONJUNCTION = re.compile(r"(?<=[\u4e00-\u9fff])(?:以及|和|与|及|&)(?=[\u4e00-\u9fff])")
_BRACKETS = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"""["'·.。\-_\s]""")


@remembered()
def match_key(name: str, rules: MatchRules = DEFAULT_RULES) -> str:
    """Equal keys = one name under the rules. A name of two characters keeps its 学: 法学 is not 法.

    >>> match_key("计算机及信息管理") == match_key("计算机与信息管理")
    True
    >>> match_key("会计学"), match_key("计算机科学与技术（智能方向）")
    ('会计', '计算机科学与技术')
    """
    text = compact(name).lower()
    if rules.direction:
        text = _BRACKETS.sub("", text) or text
    text = _MARKS.sub("", text)
    if text.endswith("专业"):
        text = re.sub(r"(?<=..)专业$", "", text)
    if rules.conjunctions != "strict":
        text = _CONJUNCTION.sub("与" if rules.conjunctions == "same" else "", text)
    if rules.suffix_xue and len(text) > 2 and text.endswith("学"):
        text = text[:-1]
    return text
