"""Cutting a cell of 专业要求 into names: what separates, and what only looks as if it did."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

NameTest = Callable[[str], bool]
CODE = r"[0-9]{2}\.[0-9]{2,4}(?![0-9])|[0-9]{2,6}[KT]{0,2}(?![0-9A-Za-z])"
CODED = re.compile(rf"\(\s*(?:专业代码|代码)?:?\s*(?:{CODE})\s*[),;]", re.IGNORECASE)
_SURE = re.compile(r"[;,\n|\t。]")
_SOFT = re.compile(r"、|/|或者|或")
_BLANK = re.compile(r"\s+")
_SPACED = re.compile(r"(?:[\u4e00-\u9fff()]{2,}\s+)+[\u4e00-\u9fff()]{2,}")
_AND = re.compile("以及|和|与|及|等")
_NAME_AND_CODE, _CODE_AND_NAME = (
    (re.compile(rf"(?:{one}\s*)+"), re.compile(one))
    for one in (rf"[\u4e00-\u9fff()]+\s*(?:{CODE})", rf"(?:{CODE})\s*[\u4e00-\u9fff()]+")
)
_CODES_SPACED = re.compile(rf"(?:(?:{CODE})\S*\s+)+(?:{CODE})\S*", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:[①-⑳⑴-⒇]|[0-9]{1,2}[.、)](?![0-9])|\([0-9一二三四五六七八九十]{1,2}\)|以及|及其|和|与|及|或)\s*"
)


def coded_pieces(text: str, flags: list[str]) -> list[str]:
    """Cut where a separator stands outside brackets, 、 only behind a closed one, and behind every coded bracket."""
    pieces: list[str] = []
    start = depth = 0
    opened = -1
    for k, character in enumerate(text):
        if character == "(":
            if depth and CODED.match(text, k):  # a coded bracket inside another: the outer one was never closed
                flags.append("fields_bracket_unclosed")
                comma = max(text.rfind(",", opened, k), text.rfind("、", opened, k), text.rfind(";", opened, k))
                if comma > opened:
                    pieces.append(text[start:comma] + ")")
                    start = comma + 1
                depth = 0
            if depth == 0:
                opened = k
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
            if depth == 0 and opened >= start and CODED.match(text, opened):
                pieces.append(text[start : k + 1])
                start = k + 1
        elif depth == 0 and (_SURE.match(character) or (character == "、" and text[:k].rstrip().endswith(")"))):
            pieces.append(text[start:k])
            start = k + 1
    if depth:
        flags.append("fields_bracket_unclosed")
    pieces.append(text[start:] + ")" * bool(depth))
    return _cleaned(pieces)


def _cleaned(pieces: list[str]) -> list[str]:
    stripped = (_LEAD.sub("", piece.strip(" 、;,。:")).strip(" 、;,。:") for piece in pieces)
    return [piece for piece in stripped if piece.strip("()")]


def plain_pieces(text: str, is_name: NameTest | None, flags: list[str]) -> list[str]:
    pieces: list[str] = []
    for part in outside(text, _SURE, flags):
        soft = outside(part, _SOFT, flags, keep=True)
        pieces.extend(_joined(soft, is_name))
    result: list[str] = []
    for piece in _cleaned(pieces):
        result.extend(_spaced(piece, is_name))
    return result


def outside(text: str, separator: re.Pattern[str], flags: list[str], keep: bool = False) -> list[str]:
    """Split outside brackets. With `keep` the separators stand between the parts."""
    if "(" not in text and ")" not in text:
        return _kept(separator).split(text) if keep else separator.split(text)
    parts: list[str] = []
    start = depth = k = 0
    while k < len(text):
        if text[k] == "(":
            depth += 1
        elif text[k] == ")":
            depth = max(0, depth - 1)
        elif depth == 0 and (found := separator.match(text, k)):
            parts.append(text[start:k])
            if keep:
                parts.append(found.group())
            start = k = found.end()
            continue
        k += 1
    if depth and "fields_bracket_unclosed" not in flags:
        flags.append("fields_bracket_unclosed")
    parts.append(text[start:])
    return parts


@cache
def _kept(separator: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(f"({separator.pattern})", separator.flags)


def _joined(parts: list[str], is_name: NameTest | None) -> list[str]:
    """Parts and separators in turn → names: neighbours that the dictionary knows as one name stay one."""
    if len(parts) == 1:
        return parts
    names: list[str] = []
    k = 0
    while k < len(parts):
        width = 1
        if is_name is not None:
            for candidate in (7, 5, 3):  # the longest official name of a field holds three separators
                if k + candidate <= len(parts) and is_name("".join(parts[k : k + candidate]).strip()):
                    width = candidate
                    break
        names.append("".join(parts[k : k + width]))
        k += width + 1
    return names


def _spaced(piece: str, is_name: NameTest | None) -> list[str]:
    """会计学 审计学 are two; so are 080202 080801, 会计学120203 审计学120207, and, where the dictionary knows both and
    not the whole, 会计学和审计学 or 审计等财经类."""
    for row, one in (_NAME_AND_CODE, _CODE_AND_NAME):
        if row.fullmatch(piece):
            return [found.strip() for found in one.findall(piece)]
    if _CODES_SPACED.fullmatch(piece):
        return piece.split()
    if _SPACED.fullmatch(piece) and not (is_name and is_name(piece)):
        return [part for part in outside(piece, _BLANK, []) if part]  # 会计学( 智能方向) is one
    if is_name is not None and _AND.search(piece) and not is_name(piece):
        for found in _AND.finditer(piece):
            left, right = piece[: found.start()], piece[found.end() :]
            if is_name(left) and is_name(right):
                return [left, right]
    return [piece]


def brackets(text: str) -> list[tuple[int, str]]:
    """(position, content) of every outermost bracket; one that is never closed runs to the end."""
    found: list[tuple[int, str]] = []
    depth = start = 0
    for k, character in enumerate(text):
        if character == "(":
            if depth == 0:
                start = k
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            if depth == 0:
                found.append((start, text[start + 1 : k]))
    if depth:
        found.append((start, text[start + 1 :]))
    return found


def without(text: str, start: int) -> str:
    """`text` without the bracket that opens at `start`."""
    depth = 0
    for k in range(start, len(text)):
        depth += (text[k] == "(") - (text[k] == ")")
        if depth == 0:
            return text[:start] + text[k + 1 :]
    return text[:start]
