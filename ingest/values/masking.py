"""Personal data in free text: telephone numbers, e-mail addresses, identity numbers, accounts, named contacts."""

from __future__ import annotations

import re

from ingest.values.text import INVISIBLE

BLACKED = "█"

# One character for one: what is found in the plain copy stands at the same place in the text.
_PLAIN = str.maketrans(
    {
        **{chr(0xFF01 + k): chr(0x21 + k) for k in range(94)},
        **dict.fromkeys("\u3000\u00a0\t", " "),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("·•。", "."),
    }
)
# People write 138-1234-5678 and 138 1234 5678.
_GAP = r"[ .\-_]{0,2}"
_DIGITS = rf"(?:{_GAP}[0-9])"
_MOBILE = rf"(?<![0-9])(?:\+?86{_GAP})?1[3-9]{_DIGITS}{{9}}(?![0-9]| ?[万亿元%])"
_AREA = rf"\(?0[0-9]{{2,3}}\)?{_GAP}[2-9][0-9]{{2,3}}{_GAP}[0-9]{{4}}"
_HOTLINE = rf"[48]00{_GAP}[0-9]{{3,4}}{_GAP}[0-9]{{3,4}}"
_LANDLINE = rf"(?<![0-9])(?:{_AREA}|{_HOTLINE})(?:{_GAP}(?:转|ext\.?|分机){_GAP}[0-9]{{1,5}})?(?![0-9])"
_SHORT = rf"[0-9]{{3,4}}{_GAP}[0-9]{{3,4}}(?![0-9])"
_LABELLED = rf"(?:电话|手机|联系方式|座机|传真|热线|tel\.?)号?码? ?[:为是]? ?(?:{_MOBILE}|{_LANDLINE}|{_SHORT})"
# The first digit of a region is 1 to 8; codes of firms begin with 9. Eighteen digits hold a date of birth.
_IDENTITY_18 = rf"[1-8][0-9]{{5}}{_GAP}(?:19|20)[0-9]{{2}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{3}}[0-9x]"
_IDENTITY_15 = r"[1-8][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}"
_IDENTITY = rf"(?<![0-9a-z])(?:{_IDENTITY_18}|{_IDENTITY_15})(?![0-9a-z])"
_HOST = r"[a-z0-9\-]{1,63}"
_MAIL = rf"(?<![a-z0-9._%+\-])[a-z0-9._%+\-]{{1,64}} ?@ ?{_HOST}(?:\.{_HOST}){{1,4}}"
_ACCOUNT = r"(?:微信号?|qq号?|wechat|vx) ?[:为是]? ?[a-z0-9_\-]{5,24}"
_CONTACT = r"(?:联系人|联络人|经办人|负责人|填报人) ?: ?[㐀-鿿]{2,4}(?:先生|女士|老师|主任|经理|科长|处长)?"
_PERSONAL = re.compile("|".join((_IDENTITY, _LABELLED, _MOBILE, _LANDLINE, _MAIL, _ACCOUNT, _CONTACT)), re.IGNORECASE)
_LABEL = re.compile(r"[㐀-鿿]{2,4} ?[:为是]?|(?:tel|qq|wechat|vx)[.:号]*", re.IGNORECASE)
_SUSPECT = re.compile(r"[0-9](?:[^0-9]{0,2}[0-9]){6}|@|微信|qq|wechat|vx|(?:联系|联络|经办|负责|填报)人", re.IGNORECASE)
# Without these, in whatever width, a text need not be looked at twice.
_HINT = re.compile("[@＠微qQｑＱwWｗＷvVｖＶ系络办责报](?:(?<![系络办责报])|人)")  # one set first: it is found faster
_DIGIT = re.compile("[0-9０-９]")


def mask(text: str) -> tuple[str, int]:
    """`text` with personal data blacked out, and how many pieces that were.

    The words before a number (电话, 联系人) stay, so that a reader sees what was there. Sums (13800000000元), codes of
    firms and of fields stay.

    >>> mask("有意者请致电13800001234")
    ('有意者请致电█', 1)
    """
    if not text.isascii():
        text = INVISIBLE.sub("", text)
    if not _HINT.search(text) and len(_DIGIT.findall(text)) < 7:
        return text, 0
    plain = text.translate(_PLAIN)
    if not _SUSPECT.search(plain):
        return text, 0
    parts: list[str] = []
    end = hits = 0
    for found in _PERSONAL.finditer(plain):
        label = _LABEL.match(found.group())
        start = found.start() + (label.end() if label else 0)
        parts += text[end:start], BLACKED
        end = found.end()
        hits += 1
    return "".join(parts) + text[end:], hits
