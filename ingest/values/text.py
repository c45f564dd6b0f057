"""Text as it is compared: one spelling for what the eye takes as equal. What was written is kept elsewhere."""

from __future__ import annotations

import re
import unicodedata

from ingest.values.reading import Missing, ValueUnreadable, remembered

# Soft hyphen, joiners, direction marks and isolates, variation selectors, byte order mark, tag characters:
# they show nothing, they come along with copy and paste, and they make equal names unequal. A lone surrogate is no
# character at all, and no store takes it.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_DASHES = re.compile("-{2,}")
_ONE_SPELLING = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−⁃─━", "-"),
        **dict.fromkeys("〜∼〰", "~"),
        **dict.fromkeys("[【〔〖{", "("),
        **dict.fromkeys("]】〕〗}", ")"),
        **dict.fromkeys("“”„‟", '"'),
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("•‧∙⋅・", "·"),
        **dict.fromkeys("≧⩾≥", "≥"),
        **dict.fromkeys("≦⩽≤", "≤"),
    }
)
_OTHER_SPELLING = re.compile(f"[{re.escape(''.join(map(chr, _ONE_SPELLING)))}]")  # asked first: translating is slow
_RAISED = re.compile("(?<=[0-9０-９])[⁺⁻]?[⁰¹²³⁴-⁹]+")
_CIRCLED = re.compile("(?<=[0-9０-９])[①-⑳⒈-⒛]|[①-⑳⒈-⒛](?=[0-9０-９])")
"""A power (10⁶), the mark of a footnote (120①), a number of a list (①5): no further digits of the number beside it."""
_SETTLED = re.compile("[0-9A-Za-z\u4e00-\u9fff、。]+")
"""Most names are Chinese characters and no more: they have one spelling."""


@remembered()
def normalise(text: str) -> str:
    """NFKC, invisible marks removed, spaces folded to one, dashes, tildes, brackets and quotes in one spelling.

    >>> normalise("３－５　人")
    '3-5 人'
    >>> normalise("20——30万元"), normalise("10⁶次"), normalise("120①")
    ('20-30万元', '10^6次', '120(1)')
    """
    if (text.isascii() and text.isalnum()) or _SETTLED.fullmatch(text):
        return text
    text = _CIRCLED.sub(r"(\g<0>)", _RAISED.sub(r"^\g<0>", INVISIBLE.sub("", text)))
    text = unicodedata.normalize("NFKC", text)
    text = _CONTROL.sub("", text)
    if _OTHER_SPELLING.search(text):
        text = text.translate(_ONE_SPELLING)
    return _DASHES.sub("-", _SPACES.sub(" ", text).strip())


def compact(text: str) -> str:
    """Normalised, without any space: in Chinese a space inside a value carries nothing."""
    return normalise(text).replace(" ", "")


_WORDS = {
    "none": "无 没有 暂无 没 / \\ // - * ** *** _ __ · . 。 x × none n/a na null nil nan 空 未填 不填 不涉及 不适用",
    "unlimited": "不限 不限制 无限制 无要求 没有要求 不作要求 不做要求 不要求 无特殊要求 均可 皆可 任意 无限定 不限定 "
    "不作限制 不做限制 any",
    "negotiable": "面议 面谈 可面议 可面谈 一事一议 一人一策 一人一议 一人一薪 一企一策 一项一议 商议 协商 协议 "
    "双方协商 薪资面议 薪酬面议 年薪面议 待遇面议 工资面议 待议 可议 电议 洽谈 另议 面洽 从优 待遇从优 薪资从优 "
    "薪酬从优",
    "ditto": "同上 同前 同上行 同上一行 〃 \" \"\" ' '' ″ ′′ 如上 ditto",
    "unknown": "若干 若干名 若干人 待定 未定 不定 不固定 不确定 未确定 不详 未知 待核 待核实 待确定 不清楚 tbd ? ??",
}
_KIND_OF = {word: Missing(kind) for kind, words in _WORDS.items() for word in words.split()}
_ATTACHED = re.compile(
    r"(?:详?见|参见|参照|详见于|具体见|详情见|请见)(?:附件|附表|附页|附录|附后|备注|简章|公告|另表|另页)[^、,;]{0,20}"
)
_BEGINNINGS = {word[0] for word in _KIND_OF} | set("详见参具请")
"""Chinese characters that a nothing begins with: a cell that begins with another one says something."""
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
_BLANK = Missing("blank")


def missing(raw: str | None) -> Missing | None:
    """Which kind of nothing the cell holds, or null when it holds something.

    Raises ValueUnreadable for the error values of a spreadsheet (#REF! and its kin).

    >>> missing("——").kind, missing("详见附件1").kind, missing("12")
    ('none', 'attached', None)
    """
    if raw is None:
        return _BLANK
    if raw and "\u4e00" <= raw[0] <= "\u9fff" and raw[0] not in _BEGINNINGS:
        return None
    return _missing(raw)


@remembered()
def _missing(raw: str) -> Missing | None:
    text = compact(raw).strip("()。.;, ") or compact(raw)
    if not text:
        return _BLANK
    if len(text) > 30:
        return None
    if found := _KIND_OF.get(text.lower()):
        return found
    if _ATTACHED.fullmatch(text):
        return Missing("attached")
    if _ERROR.fullmatch(text):
        raise ValueUnreadable(
            "the cell holds a spreadsheet error, not a value", "correct the formula, or type the value itself"
        )
    return None
