"""The period of a submission: YYYY, YYYY-Hn, YYYY-Qn or YYYY-MM."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ingest.values.numerals import chinese_date
from ingest.values.text import compact

_NORMAL = re.compile(r"((?:19|20)[0-9]{2})(?:-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?")
_YEAR = r"(?<![0-9])((?:19|20)[0-9]{2})"
_HALF = {"上": "H1", "下": "H2", "前": "H1", "后": "H2", "1": "H1", "2": "H2"}
_ORDINAL = {"一": "1", "二": "2", "三": "3", "四": "4"}
_FORMS = (
    (re.compile(_YEAR + r"年?度?-?(上|下|前|后)半年度?"), "half"),
    (re.compile(_YEAR + r"年?-?[Hh]([12])"), "half"),
    (re.compile(_YEAR + r"年?度?-?第?([一二三四1-4])季度?"), "quarter"),
    (re.compile(_YEAR + r"年?-?[Qq]([1-4])"), "quarter"),
    (re.compile(_YEAR + r"年(1[0-2]|0?[1-9])月(?:份)?(?![0-9]{1,2}日)"), "month"),
    (re.compile(_YEAR + r"[-./](1[0-2]|0?[1-9])(?:月份?)?(?![0-9./-])"), "month"),
    (re.compile(_YEAR + r"(0[1-9]|1[0-2])(?![0-9])"), "month"),
    (re.compile(_YEAR + r"(?:年度?|学年度?|届)?(?![0-9./-])"), "year"),
)
# What stands before a date that says when the sheet was filled in, not for which period it is.
_FILLED_IN = re.compile(
    r"(?:填报|填表|制表|制作|上报|报送|统计|更新|发布|印发|打印|截至|截止|编制)?(?:日期|时间|时点|截至|截止到?|于)[:为]?"
    r"(?:19|20)[0-9]{2}[-./年](?:1[0-2]|0?[1-9])(?:[-./月](?:[0-9]{1,2}日?)?)?|"
    r"(?:19|20)[0-9]{2}[-./年](?:1[0-2]|0?[1-9])[-./月][0-9]{1,2}日?|"
    r"\([0-9]{4}\)[0-9]{1,4}号|[\u4e00-\u9fff]〔[0-9]{4}〕[0-9]{1,4}号"
)
_SPAN = re.compile(r"(?:19|20)[0-9]{2}年?(?:-|~|至|到)(?:19|20)?[0-9]{2}(?:年|学年|$)")


def period(text: str | None) -> str | None:
    """The normal form of a period, or null when the text is none (or several).

    >>> period("2026年上半年"), period("2026年第一季度"), period("2026年度"), period("2026.3"), period("本年")
    ('2026-H1', '2026-Q1', '2026', '2026-03', None)
    """
    if not text or len(text) > 60:
        return None
    plain = chinese_date(compact(text))
    for form, kind in _FORMS:
        if found := form.fullmatch(plain):
            return _normal(found, kind)
    return None


def period_in_title(text: str | None) -> str | None:
    """The one period that a title row names (沟渠市2026年上半年急需紧缺人才需求目录), or null for none or several.

    Dates of filling in (填报日期：2026年3月5日) and numbers of documents are no period.
    """
    if not text or len(text) > 500:
        return None
    plain = _FILLED_IN.sub(" ", chinese_date(compact(text)))
    if _SPAN.search(plain):
        return None
    found: set[str] = set()
    for form, kind in _FORMS:
        hits = list(form.finditer(plain))
        found.update(_normal(hit, kind) for hit in hits)
        if hits:
            plain = form.sub(" ", plain)
    return found.pop() if len(found) == 1 else None


def _normal(found: re.Match[str], kind: str) -> str:
    year = found[1]
    if kind == "half":
        return f"{year}-{_HALF[found[2]]}"
    if kind == "quarter":
        return f"{year}-Q{_ORDINAL.get(found[2], found[2])}"
    return f"{year}-{int(found[2]):02d}" if kind == "month" else year


def period_bounds(normal: str) -> tuple[date, date]:
    """First and last day of a period in normal form. Raises ValueError for anything else."""
    found = _NORMAL.fullmatch(normal)
    if found is None:
        raise ValueError(f"{normal!r} is no period: YYYY, YYYY-Hn, YYYY-Qn or YYYY-MM")
    year, part = int(found[1]), found[2]
    if part is None:
        first, months = 1, 12
    elif part[0] == "H":
        first, months = 6 * int(part[1]) - 5, 6
    elif part[0] == "Q":
        first, months = 3 * int(part[1]) - 2, 3
    else:
        first, months = int(part), 1
    after = date(year + (first + months > 12), (first + months - 1) % 12 + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)


def period_start(normal: str) -> str:
    """YYYY-MM-DD: the day on which the validity of aliases is judged."""
    return period_bounds(normal)[0].isoformat()


def period_end(normal: str) -> str:
    """YYYY-MM-DD, the last day."""
    return period_bounds(normal)[1].isoformat()


def period_rank(normal: str) -> tuple[str, int]:
    """Sorts periods: the greatest is the latest. The later end wins; with the same end, the longer period.

    >>> max(["2026-H2", "2026", "2026-10"], key=period_rank)
    '2026'
    """
    first, last = period_bounds(normal)
    return last.isoformat(), (last - first).days
