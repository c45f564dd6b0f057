"""Personal data in free text: telephone numbers, e-mail addresses, identity numbers, accounts, named contacts."""

from __future__ import annotations

import re
import unicodedata

from ingest.values.text import INVISIBLE

BLACKED = "█"

# A character that stands between the digits of a number: people write 138-1234-5678 and 138 1234 5678.
_GAP = r"[ \u3000.\-‐-―－·_]?"
_D = r"[0-9０-９]"
_MOBILE = rf"(?<!{_D})(?:[+＋]?(?:86|８６){_GAP})?[1１][3-9３-９]{_D}{_GAP}{_D}{_GAP}{_D}{_GAP}{_D}{_GAP}{_D}{_GAP}{_D}{_GAP}{_D}{_GAP}{_D}{_GAP}{_D}(?!{_D}|\s*[万亿元%])"
_LANDLINE = rf"(?<!{_D})(?:[(（]?[0０]{_D}{{2,3}}[)）]?{_GAP}[2-9２-９]{_D}{{2,3}}{_GAP}{_D}{{4}}|[48４８][0０][0０]{_GAP}{_D}{{3,4}}{_GAP}{_D}{{3,4}})(?:{_GAP}(?:转|ext\.?|分机){_GAP}{_D}{{1,5}})?(?!{_D})"
_IDENTITY = rf"(?<![0-9０-９A-Za-z])[1-8１-８]{_D}{{5}}{_GAP}(?:(?:19|20|１９|２０){_D}{{2}}{_GAP}{_D}{{4}}{_GAP}{_D}{{3}}[0-9０-９xXｘＸ]|{_D}{{9}})(?![0-9０-９A-Za-z])"
_MAIL = r"[A-Za-z0-9Ａ-Ｚａ-ｚ０-９._%+\-]{1,64}\s?[@＠]\s?[A-Za-z0-9Ａ-Ｚａ-ｚ０-９\-]{1,63}(?:[.．][A-Za-z0-9Ａ-Ｚａ-ｚ０-９\-]{1,63}){1,4}"
_ACCOUNT = r"(?:微信号?|QQ号?|qq号?|wechat|WeChat|vx|VX)\s?[:：为是]?\s?[A-Za-z0-9０-９_\-]{5,24}"
_TELEPHONE = rf"(?:电话|手机|联系方式|座机|传真|热线|[Tt][Ee][Ll]\.?)\s?[:：为是]?\s?{_D}{{3,4}}{_GAP}{_D}{{4}}(?!{_D})"
_CONTACT = r"(?:联系人|联络人|经办人|负责人|填报人)\s?[:：]\s?[㐀-鿿]{2,4}(?:先生|女士|老师|主任|经理|科长|处长)?"
_PERSONAL = re.compile("|".join((_IDENTITY, _MOBILE, _LANDLINE, _MAIL, _ACCOUNT, _TELEPHONE, _CONTACT)))
_SUSPECT = re.compile(rf"(?:{_D}{_GAP}){{7}}|[@＠]|微信|[Qq][Qq]|[Ww]e?[Cc]hat|[Vv][Xx]|(?:联系|联络|经办|负责|填报)人")


def mask(text: str) -> tuple[str, int]:
    """`text` with personal data blacked out, and how many pieces that were.

    The words before a number (电话, 联系人) stay, so that a reader sees what was there. Sums (13800000000元), codes of
    firms and of fields stay.

    >>> mask("有意者请电13800001234")
    ('有意者请电█', 1)
    """
    if not _SUSPECT.search(text):
        if text.isascii() or not INVISIBLE.search(text):
            return text, 0
        text = INVISIBLE.sub("", text)
        if not _SUSPECT.search(text):
            return text, 0
    return _PERSONAL.subn(_black, INVISIBLE.sub("", text))


def _black(found: re.Match[str]) -> str:
    label = re.match(
        r"(?:[㐀-鿿]+|[A-Za-z]{2,6})\s?[:：为是]|微信号?|[Qq][Qq]号?|电话|手机|联系方式|座机|传真|热线", found.group()
    )
    if label is None or "@" in unicodedata.normalize("NFKC", found.group()):
        return BLACKED
    return label.group() + BLACKED
