"""专业要求: one cell → sections by level, each with the fields that it names."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.values.pieces import CODE, CODED, NameTest, brackets, coded_pieces, outside, plain_pieces, without
from ingest.values.reading import Reading, remembered
from ingest.values.text import missing, normalise


class Mention(NamedTuple):
    """One field as somebody named it.

    `name` without its brackets (may be empty when only a code is given), `code` as printed, `only` the names of
    仅限…, `direction` what else stood in brackets, `broad` when the words ask for a whole range (化工相关专业).
    """

    name: str
    code: str | None
    only: tuple[str, ...]
    direction: str | None
    broad: bool
    raw: str


class Section(NamedTuple):
    """The mentions under one level heading (null: no heading). `any`: 不限专业, every field is accepted."""

    level: str | None
    mentions: tuple[Mention, ...]
    any: bool


_IN_BRACKET = re.compile(rf"\s*(?:专业代码|代码|编码)?:?\s*({CODE})\s*[,;:、 ]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_CODE_FIRST = re.compile(rf"({CODE})\s*[-:、.]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_CODE_LAST = re.compile(r"(.*[\u4e00-\u9fff])\s*([0-9]{4,6}[KT]{0,2})", re.IGNORECASE | re.DOTALL)
_ONLY = re.compile(r"^(?:仅限于?|只限于?|限于?|[仅只]招|仅)\s*:?")
_NARROWED = re.compile(r"(?:^|[,;、 ]\s*)(?=仅限|只限|限于|[仅只]招|^限|^仅)")
_LEVEL_WORD = r"(?:大专|专科|高职|高专|中专|中职|技校|技工|高中|本科|学士|硕士|博士|研究生|专升本|硕博)"
_HEAD = re.compile(
    rf"(?:(?<=^)|(?<=[;。,、\n )]))\s*(?:[0-9]{{1,2}}[.、)]\s*|\([一二三四五六1-9]\)\s*)?"
    rf"((?:[\u4e00-\u9fff及或、/()]{{0,10}}?{_LEVEL_WORD}[\u4e00-\u9fff及或、/]{{0,12}}?))\s*:"
)
_OF_FIELDS = re.compile(r"(?<=.)(?:阶段|层次)?(?:所学|所需)?(?:专业|学科)?(?:要求|范围)?$")
_HEAD_IN_BRACKETS = re.compile(
    rf"(^|[;。\n]\s*)\(((?:[\u4e00-\u9fff]{{0,4}}{_LEVEL_WORD}[\u4e00-\u9fff]{{0,6}}))\)(?=[^\s;])"
)
_TOO = re.compile("(?<=..)(?:专业)?(?:均可|皆可|亦可|也可|都可以?)$")
_REMAINDER = re.compile(r"(?:学科)?门类|[一二]级学科|学科|专业|大?类|专业学位|学术学位|方向")
_PREFERRED = re.compile(r"优先(?:考虑|录[用取])?$|为佳$")
_LABEL = re.compile(
    r"^\s*(?:所需|需求|招聘|要求|具体|主要|相关)?(?:专业|学科)(?:要求|类别|方向|名称|范围)?(?:为|是)?\s*:\s*"
)
_ANY = re.compile(
    r"(?:(?:所学|对)?(?:专业|学科)(?:要求)?(?:不限|不作要求|不做要求|无要求|无限制|均可|不限制)|不限(?:制|定)?(?:专业|学科)?(?:要求)?|"
    r"(?:所有|任何|各|全部)专业(?:均可|皆可)?|(?:专业)?无(?:专业)?(?:限制|要求)|(?:专业|学科)?(?:均可|皆可))"
)
_OPEN_END = re.compile(r"等(?:(?:相关|相近|相似|类似|有关)?(?:的)?(?:专业|学科|领域|方向)?|相关|相近|(?:相关)?类专业)$")
_BROAD = re.compile(
    r"(?:相关|相近|相似|类似|有关|大类)(?:的)?(?:专业|学科|领域|方向)?$|[理工文医农]{2,3}科?类?(?:专业)?$"
)
_OTHERS = re.compile(r"(?:其[他它])?(?:相关|相近|相似|类似|有关)(?:的)?(?:专业|学科|领域|方向)")
_EXCEPT = re.compile(r"\((?:除|不含|不包括)[^()]+\)|除外")
_WORD = re.compile(r"(?<=..)(?:(?:本科|研究生|硕士)?专业|(?:学科)?门类|[一二]级学科)$")
_CIRCLED = re.compile(r"[①-⑳⑴-⒇]|(?<=\s)[0-9]{1,2}[.、)）](?![0-9])")
LONGEST = 20_000


@remembered(size=8_192, longest=1_000)
def mentions(
    raw: str | None,
    is_name: NameTest | None = None,
    separators: str | None = None,
    coded: bool | None = None,
) -> Reading[tuple[Section, ...]]:
    """The fields of one cell, as sections of mentions.

    `is_name`: does the dictionary know these words as one name? Then 、 和 / inside it do not separate.
    `separators`: a sender's own; then these characters separate and nothing else does, and there are no sections.
    `coded`: the cell prints codes, so 、 separates only after a closed bracket; by default the cell tells.
    不限专业 is a section without mentions, any true; 无, / and blank state nothing: missing.
    Flags: fields_open_ended (…等相关专业), fields_exception_ignored (除…), fields_bracket_unclosed,
    fields_cut (beyond 20,000 characters).

    >>> a, b = mentions("本科：金融学类（0203），法学类（0301）；研究生：金融（0251，仅限公司金融）").value
    >>> a.level, [m.code for m in a.mentions], b.mentions[0].only
    ('本科', ['0203', '0301'], ('公司金融',))
    """
    nothing = missing(raw)
    if nothing is not None and nothing.kind == "unlimited":
        return Reading((Section(None, (), True),))
    if nothing is not None or raw is None:
        return Reading((), (), nothing)
    text = normalise(_CIRCLED.sub(";", raw.replace("\n", ";")))
    flags = ["fields_cut"] if len(text) > LONGEST else []
    text = text[:LONGEST]
    if separators:
        names = [part.strip() for part in re.split(f"[{re.escape(normalise(separators))}]", text)]
        return Reading((Section(None, tuple(_mention(name, is_name) for name in names if name), False),), tuple(flags))
    if coded is None:
        coded = bool(CODED.search(text))
    sections: list[Section] = []
    for level, body in _sections(text):
        found, accepts_all = _body(_LABEL.sub("", body) if ":" in body else body, coded, is_name, flags)
        if found or accepts_all:
            sections.append(Section(level, tuple(found), accepts_all))
    return Reading(tuple(sections), tuple(dict.fromkeys(flags)))


def _sections(text: str) -> list[tuple[str | None, str]]:
    if ":" not in text and "(" not in text:
        return [(None, text)]
    text = _HEAD_IN_BRACKETS.sub(r"\1\2:", text)
    heads = [head for head in _HEAD.finditer(text) if not _inside_bracket(text, head.start(1))]
    if not heads:
        return [(None, text)]
    parts: list[tuple[str | None, str]] = [(None, text[: heads[0].start()])]
    ends = [head.start() for head in heads[1:]] + [len(text)]
    parts.extend(
        (_OF_FIELDS.sub("", head[1].strip(" 、或及"), count=1), text[head.end() : end])
        for head, end in zip(heads, ends, strict=True)
    )
    return [(level, body) for level, body in parts if body.strip(" ;,。、")]


def _inside_bracket(text: str, position: int) -> bool:
    before = text[:position]
    return before.count("(") > before.count(")")


def _body(text: str, coded: bool, is_name: NameTest | None, flags: list[str]) -> tuple[list[Mention], bool]:
    text = _ONLY.sub("", text.strip(" ;,。、"))  # before all names it narrows none of them
    if is_name is not None and is_name(text):
        return [_mention(text, is_name)], False
    if _ANY.fullmatch(text.replace(" ", "")):
        return [], True
    if (bare := _OPEN_END.sub("", text)) != text and bare:
        flags.append("fields_open_ended")
        text = bare
    pieces = coded_pieces(text, flags) if coded else plain_pieces(text, is_name, flags)
    found: list[Mention] = []
    accepts_all = False
    for piece in pieces:
        words = _judged(piece)
        accepts_all = accepts_all or words.accept_all
        flags += words.flags
        if words.are_others and found:  # 化学、材料或相关专业
            flags.append("fields_open_ended")
            continue
        if words.except_some:
            flags.append("fields_exception_ignored")
        if words.name:
            found.append(_mention(words.name, is_name))
    return found, accepts_all


class _Words(NamedTuple):
    """What a piece of a cell says, without the others: the name of a field ("": none), flags, whether every field will
    do, whether it says no more than 相关专业, whether it excepts some."""

    name: str
    flags: tuple[str, ...] = ()
    accept_all: bool = False
    are_others: bool = False
    except_some: bool = False


@remembered()
def _judged(piece: str) -> _Words:
    if _ANY.fullmatch(piece.replace(" ", "")):
        return _Words("", accept_all=True)
    if _PREFERRED.search(piece):
        return _Words("", ("fields_preference_ignored",))
    piece = _TOO.sub("", piece)
    name = _OPEN_END.sub("", piece)
    flags = ("fields_open_ended",) if name != piece else ()
    left_behind = _REMAINDER.fullmatch(name) is not None  # 经济学(02)门类: what is left behind the bracket
    others, some = _OTHERS.fullmatch(name) is not None, _EXCEPT.search(name) is not None
    return _Words("" if left_behind else name, flags, are_others=others, except_some=some)


@remembered()
def _mention(piece: str, is_name: NameTest | None) -> Mention:
    raw = piece
    code: str | None = None
    only: tuple[str, ...] = ()
    direction: str | None = None
    if first := _CODE_FIRST.fullmatch(piece):
        code, piece = first[1].upper(), first[2].strip()
    if not (is_name is not None and is_name(piece)):
        for start, inside in reversed(brackets(piece)):
            if found := _IN_BRACKET.fullmatch(inside):
                code, inside = found[1].upper(), found[2].strip()
            inside, *narrowed = _NARROWED.split(inside.strip(), maxsplit=1)
            for names in narrowed:
                only = tuple(_names(_ONLY.sub("", names))) + only
            if inside.strip():
                direction = inside.strip() if direction is None else f"{inside.strip()} {direction}"
            piece = without(piece, start)
        if code is None and (last := _CODE_LAST.fullmatch(piece)):
            piece, code = last[1], last[2].upper()
    name = piece.strip(" 、,;:")
    if "(" not in name:
        name = name.replace(")", "")
    broad = bool(_BROAD.search(name)) and not (is_name is not None and is_name(name))
    if not broad and not (is_name is not None and is_name(name)):
        name = _WORD.sub("", name)
    return Mention(name, code, only, direction, broad, raw)


def _names(text: str) -> list[str]:
    return [
        name.strip() for name in outside(text, re.compile("[、,;，/]|或"), ["fields_bracket_unclosed"]) if name.strip()
    ]
