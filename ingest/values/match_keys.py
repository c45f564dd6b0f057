"""When two spellings of a field are the same name: a set of rules that a province may choose."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.values.reading import remembered
from ingest.values.text import compact


class MatchRules(NamedTuple):
    """conjunctions: "same" (和, 与, 及, 及其 are one), "dropped" (计算机及信息管理 = 计算机信息管理) or "strict".
    suffix_xue: 会计 = 会计学. direction: what stands in brackets counts for nothing."""

    conjunctions: str = "same"
    suffix_xue: bool = True
    direction: bool = True


DEFAULT_RULES = MatchRules()
AS_PRINTED = MatchRules(conjunctions="strict", suffix_xue=False)
"""Tells 建筑 (a professional degree) from 建筑学 (a discipline); other rules only where no name is printed so."""
_CONJUNCTION = re.compile(r"(?<=[\u4e00-\u9fff])(?:以及|及其|和|与|及|&)(?=[\u4e00-\u9fff])")
_BRACKETS = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"""["'·.。\-_\s]""")
_ROUND_ABOUT = re.compile(
    r"(?:大类|学科|专业|领域|类)?(?:等|及其|及|以及|与|和|或)?(?:相关|相近|相似|类似|有关)(?:的)?"
    r"(?:专业|学科|领域|方向)?(?:类)?(?:专业)?$"
)
RELATED = "相关专业"


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


@remembered()
def broad_key(words: str) -> str:
    """One spelling of a broad word: 机械类相关专业, 机械等相关专业, 机械及相关专业, 机械相关 are 机械相关专业.

    >>> broad_key("机械类相关专业"), broad_key("机械及相近专业"), broad_key("理工类专业"), broad_key("理工类")
    ('机械相关专业', '机械相关专业', '理工类', '理工类')
    """
    text = compact(words).lower()
    stem = _ROUND_ABOUT.sub("", text)
    if stem and stem != text:
        return stem + RELATED
    return re.sub(r"(?<=..)专业$", "", text)
