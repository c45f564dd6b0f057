"""Levels asked for: degrees, titles, skill grades → alternatives of intervals on the ladders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ingest.values.reading import Missing, Reading, ValueUnreadable, remembered
from ingest.values.text import compact, missing

# 研究生 names both degrees of the postgraduate stage; a section 研究生：… is [硕士, 博士].
_SPANS = {
    "研究生": ("硕士", "博士"),
    "研究生学历": ("硕士", "博士"),
    "硕博": ("硕士", "博士"),
    "硕博士": ("硕士", "博士"),
}
_SEVERAL = {"本硕": ("本科", "硕士"), "本硕博": ("本科", "博士")}
_TAILS = ("", "工", "级", "职称", "研究生", "学历")


class LevelRange(NamedTuple):
    """`lo` to `hi`, both included, names of levels of one ladder (学历, 职称, 技能等级)."""

    ladder: str
    lo: str
    hi: str


class Ladders:
    """The ladders as data: levels by rank, and every word that means one. Immutable; hashed by identity."""

    __slots__ = ("_names", "_words")

    def __init__(self, levels: Iterable[tuple[str, int, str, Iterable[str]]]) -> None:
        """`levels`: (ladder, rank, name, aliases). A word that stands at two levels of a ladder means both."""
        ranked: dict[str, list[tuple[int, str, tuple[str, ...]]]] = {}
        for ladder, rank, name, aliases in levels:
            ranked.setdefault(ladder, []).append((rank, name, tuple(aliases)))
        self._names: dict[str, tuple[str, ...]] = {}
        self._words: dict[str, dict[str, tuple[int, int]]] = {}
        for ladder, entries in ranked.items():
            entries.sort()
            self._names[ladder] = tuple(name for _, name, _ in entries)
            words: dict[str, tuple[int, int]] = {}
            for k, (_, _, aliases) in enumerate(entries):
                for word in map(_word, aliases):
                    first, last = words.get(word, (k, k))
                    words[word] = min(first, k), max(last, k)
            words.update({_word(name): (k, k) for k, (_, name, _) in enumerate(entries)})
            for word, (low, high) in (_SPANS | _SEVERAL).items():
                if low in words and high in words:
                    words[word] = words[low][0], words[high][1]
            words.pop("", None)
            self._words[ladder] = words

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> Ladders:
        """Rows of the levels list: ladder, name, rank, aliases and second_aliases (separated by ；)."""
        return cls(
            (
                str(row["ladder"]),
                int(str(row["rank"])),
                str(row["name"]),
                [
                    alias
                    for column in ("aliases", "second_aliases")
                    for alias in re.split("[；;]", str(row.get(column) or ""))
                    if alias.strip()
                ],
            )
            for row in rows
        )

    @property
    def ladders(self) -> tuple[str, ...]:
        return tuple(self._names)

    def names(self, ladder: str) -> tuple[str, ...]:
        """Levels from the lowest to the highest."""
        return self._names.get(ladder, ())

    def top(self, ladder: str) -> str:
        return self._names[ladder][-1]

    def speaks_of(self, text: str, ladder: str) -> bool:
        """Does a word of the ladder stand in the text?"""
        plain = _word(text)
        return any(word in plain for word in self._words.get(ladder, ()))

    def find(self, word: str, ladder: str | None = None) -> tuple[str, int, int] | None:
        """(ladder, first, last position in `names`) of a word; `ladder` is asked first."""
        key = _GRADE.sub(lambda found: "一二三四五"[int(found[0]) - 1], _word(word))
        if not _QUALIFIER.sub("", key):
            return None  # 全日制 alone is no level, though 全日制研究生 is one
        parts = {self.find(part, ladder) for part in word.split("/")} if "/" in word else set()
        if len(parts) > 1 and None not in parts:
            return None  # 高职/本科 are two levels and no 高职本科, as 五级/初级工 is one
        order = [ladder, *(one for one in self._names if one != ladder)] if ladder in self._names else list(self._names)
        for one in order:
            known = self._words[str(one)]
            for tail in _TAILS:
                if key and (hit := known.get(key + tail)):
                    return str(one), *hit
        return None


_GRADE = re.compile("[1-5](?=级)")
_UNLIMITED = re.compile(
    r"(?:学历|学位|职称|技能等级|职业资格|等级|层次)?(?:要求)?(?:不限|不作要求|不做要求|无要求|均可)(?:学历|学位|职称)?"
)


def _word(text: str) -> str:
    return compact(text).replace("/", "").lower()


_PREFERENCE = re.compile(r"优先|为佳|更佳|放宽|亦可|特别优秀|条件优秀|可适当")
_CLAUSES = re.compile(r"[,;。\n]")
_ALTERNATIVES = re.compile(r"或者|或|、|/|以及|\|")
_QUALIFIER = re.compile(
    r"全日制|非在职|统招|统分|普通高等学校|普通高等院校|普通高校|普通类|高等学校|高等院校|国家承认的?|国民教育(?:系列)?|应届|往届|国内外|海内外|海外|留学|"
    r"(?:哲|经济|法|教育|文|历史|理|工|农|医|军事|管理|艺术|交叉)学(?=[学硕博]士)|学术型|专业型|学术学位|专业学位|"
    r"双一流(?:高校|院校|建设高校)?|985|211|重点(?:高校|大学|院校)|一本|第一学历|理工科?|工科|相关专业|相关|专业技术(?:职务|职称)?"
)
_FILLER = re.compile(
    r"^(?:具有|具备|取得|获得|持有|拥有|须|需要?|要求|应|为|学历|学位|职称|(?:国家)?职业(?:技能等级|资格)|技能等级|[:：])+(?=.)|"
    r"(?<=.)(?:学历学位|学历|学位|毕业生?|职称|专业技术职务|任职资格|职业资格|资格证书?|证书|技能等级|等级|层次|水平|文化程度|程度)$|"
    r"(?<=本科|硕士|博士|大专|专科)生$"
)
_ONLY = re.compile(r"^(?:仅限于?|只限|限|仅|只招)(.+?)$")
_FROM = re.compile(
    r"^(?:≥|>=|不低于|至少|最低|不少于)(.+)$|"
    r"^(.+?)(?:学历|学位|职称)?(?:(?:含|\(含\))?[及或]?其?(?:\2)?以上|起步?|\+)(?:\(含\))?$"
)
_DOWN = re.compile(r"^(?:≤|<=|不高于)(.+)$|^(.+?)(?:学历|学位|职称)?(?:及其?以下|或以下|以下)$")
_TO = re.compile(r"^(.+?)(?:-|~|至|到)(.+)$")
_BRACKET = re.compile(r"^(.+?)\((.+?)\)$")


@remembered()
def level(
    raw: str | None, ladders: Ladders, ladder: str | None = None, exact: bool = False
) -> Reading[tuple[LevelRange, ...]]:
    """学历要求, 职称要求, 技能等级: alternatives joined by OR.

    X及以上 is [X, top], 仅限X is [X, X], a bare X is [X, one above] (with `exact`, for sections: [X, X]).
    `ladder` is the column's own and is asked first. 不限 is no interval at all, missing "unlimited".
    Two notations that contradict each other (技师(三级)) are set aside, flagged level_contradicts_itself.
    Raises ValueUnreadable for words that no ladder knows.
    """
    nothing = missing(raw)
    if nothing is not None or raw is None:
        return Reading(() if nothing and nothing.kind == "unlimited" else None, (), nothing)
    text = compact(raw)
    if len(text) > 200:
        raise _unreadable()
    if _UNLIMITED.fullmatch(text):
        return Reading((), (), Missing("unlimited"))
    flags: list[str] = []
    ranges: list[tuple[str, int, int]] = []
    for note in re.findall(r"\([^()]*\)", text):
        if _PREFERENCE.search(note):
            flags.append("level_preference_ignored")
            text = text.replace(note, "")
    if flags and (nothing := missing(text)) is not None:
        return Reading(() if nothing.kind == "unlimited" else None, tuple(flags), nothing)
    for clause in _CLAUSES.split(text):
        if not clause:
            continue
        if _PREFERENCE.search(clause):
            flags.append("level_preference_ignored")
            continue
        ranges.extend(_clause(clause, ladders, ladder, exact, flags))
    unique = tuple(dict.fromkeys(flags))
    if "level_contradicts_itself" in unique:
        return Reading(None, unique, set_aside=text)
    if not ranges:
        raise _unreadable()
    return Reading(_merged(ranges, ladders), unique)


def _clause(text: str, L: Ladders, own: str | None, exact: bool, flags: list[str]) -> list[tuple[str, int, int]]:
    whole = _term(text, L, own, exact, flags)
    if whole is not None:
        return [whole]
    found: list[tuple[str, int, int]] = []
    for part in _ALTERNATIVES.split(text):
        one = _term(part, L, own, exact, flags) if part else None
        if one is None:
            raise _unreadable()
        found.append(one)
    return found


def _term(text: str, L: Ladders, own: str | None, exact: bool, flags: list[str]) -> tuple[str, int, int] | None:
    plain = _QUALIFIER.sub("", text).replace("()", "").replace("(/)", "")
    for words in dict.fromkeys((text, plain)):
        if (found := _bounded(words, L, own, exact, flags)) is not None:
            if words != text:
                flags.append("level_qualifier_ignored")
            return found
    return None


def _bounded(text: str, L: Ladders, own: str | None, exact: bool, flags: list[str]) -> tuple[str, int, int] | None:
    text = _stripped(text)
    if only := _ONLY.fullmatch(text):
        return _named(only[1], L, own, flags)
    if upwards := _FROM.fullmatch(text):
        if found := _named(upwards[1] or upwards[2], L, own, flags):
            return found[0], found[1], len(L.names(found[0])) - 1
        if upwards[1]:
            return _bounded(upwards[1], L, own, exact, flags)  # 最低本科及以上
    if (downwards := _DOWN.fullmatch(text)) and (found := _named(downwards[1] or downwards[2], L, own, flags)):
        return found[0], 0, found[2]
    if found := _named(text, L, own, flags):
        ladder, first, last = found
        return ladder, first, last if exact or last > first else min(first + 1, len(L.names(ladder)) - 1)
    if between := _TO.fullmatch(text):
        low, high = _named(between[1], L, own, flags), _named(between[2], L, own, flags)
        if low and high and low[0] == high[0] and low[1] <= high[2]:
            return low[0], low[1], high[2]
    note = _BRACKET.fullmatch(text)
    if note is None:
        return None
    found, named = _bounded(note[1], L, own, exact, flags), L.find(_stripped(note[2]), own)
    if found is None or named is None:
        if found is not None:
            flags.append("level_note_ignored")  # 本科及以上(应届): the bracket names no level
        return found
    return found if named[:2] == found[:2] else None  # 本科及以上(学士学位) says it twice


def _named(text: str, L: Ladders, own: str | None, flags: list[str]) -> tuple[str, int, int] | None:
    """A level by its name, or by name and grade, which must agree: 技师(二级)."""
    text = _stripped(text)
    if found := L.find(text, own):
        return found
    if dual := _BRACKET.fullmatch(text):
        outer = L.find(_stripped(dual[1]), own)
        inner = L.find(_stripped(dual[2]), outer[0] if outer else own)
        if outer and inner:
            if inner[0] != outer[0] or not outer[1] <= inner[1] <= inner[2] <= outer[2]:
                flags.append("level_contradicts_itself")
            return inner  # 研究生(硕士) is 硕士
    return None


def _stripped(text: str) -> str:
    for _ in range(3):
        bare = _FILLER.sub("", text)
        if bare == text:
            break
        text = bare
    return text


def _merged(ranges: list[tuple[str, int, int]], L: Ladders) -> tuple[LevelRange, ...]:
    """Alternatives of one ladder that touch are one interval: equal requirements get equal values."""
    order = {ladder: k for k, ladder in enumerate(L.ladders)}
    merged: list[tuple[str, int, int]] = []
    for ladder, first, last in sorted(ranges, key=lambda r: (order[r[0]], r[1], r[2])):
        if merged and merged[-1][0] == ladder and first <= merged[-1][2] + 1:
            merged[-1] = ladder, merged[-1][1], max(last, merged[-1][2])
        else:
            merged.append((ladder, first, last))
    return tuple(LevelRange(ladder, L.names(ladder)[first], L.names(ladder)[last]) for ladder, first, last in merged)


@remembered()
def level_name(raw: str | None, ladders: Ladders, ladder: str = "学历") -> Reading[str]:
    """层次 of a programme: one level. 研究生 is the lower of the two, flagged level_span; 职业本科 is 本科, flagged.

    Raises ValueUnreadable for several levels and for none that the ladder knows.
    """
    reading = level(raw, ladders, ladder, exact=True)
    if reading.value is None or reading.missing is not None:
        return Reading(None, reading.flags, reading.missing, reading.set_aside)
    if len(reading.value) > 1 or reading.value[0].ladder != ladder:
        raise ValueUnreadable(f"not one level of {ladder}", "write one level a row: 大专, 本科, 硕士, 博士")
    _, lo, hi = reading.value[0]
    flags = reading.flags
    if lo != hi:
        if compact(raw or "") not in _SPANS:
            raise ValueUnreadable("several levels in one row", "write one level a row: 大专, 本科, 硕士, 博士")
        flags = (*flags, "level_span")
    if re.search("职业(?:教育|技术)?本科|高职本科|职教本科", compact(raw or "")):
        flags = (*flags, "level_vocational")
    return Reading(lo, flags)


def _unreadable() -> ValueUnreadable:
    return ValueUnreadable(
        "no level that the levels list knows",
        "write 本科及以上, 仅限硕士, 副高及以上, 高级工 or 不限, or add the word to the levels list",
    )
