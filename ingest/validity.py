"""Names that hold for a time: 开发区（2022-06-01至2023-05-31）."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.values import ValueUnreadable, date, normalise

FOREVER = "9999"
_DATED = re.compile(r"(?P<name>.+?) ?\((?P<dates>[^()]*(?:19|20)[0-9]{2}[^()]*)\)")
_BETWEEN = re.compile("截至|截止到|截止|至今|至|到|~")
_SINCE = re.compile("^[自从由](?=[0-9])")


class Named(NamedTuple):
    """A name and its first and last day, YYYY-MM-DD; "" and "9999" where there is none."""

    name: str
    first: str
    last: str

    @property
    def always(self) -> bool:
        return (self.first, self.last) == ("", FOREVER)


def named(text: str) -> Named:
    """A name with the days on which it holds, when it ends in a bracket with dates; else it always holds.

    >>> named("开发区（2022-06-01至2023年5月）")
    Named(name='开发区', first='2022-06-01', last='2023-05-31')
    >>> named("黄渤海新区（2022年6月起）")
    Named(name='黄渤海新区', first='2022-06-01', last='9999')
    >>> named("开发区（自2022年起）").first, named("开发区（截至2022-05-31）").last
    ('2022-01-01', '2022-05-31')
    >>> named("福山区（开发区）"), named("牟平县（至1994）").last
    (Named(name='福山区(开发区)', first='', last='9999'), '1994-12-31')
    """
    whole = normalise(text)
    found = _DATED.fullmatch(whole)
    if found is None:
        return Named(whole, "", FOREVER)
    dates = _SINCE.sub("", found["dates"].replace(" ", ""))
    start, separator, end = _parts(dates)
    try:
        first, last = (date(part).value or {} for part in (start, end))
    except ValueUnreadable:
        return Named(whole, "", FOREVER)
    if not separator:
        return Named(found["name"], first.get("from") or "", first.get("to") or FOREVER)
    period = Named(found["name"], first.get("from") or "", last.get("to") or FOREVER)
    return period if period.first <= period.last else Named(whole, "", FOREVER)


def misdated(text: str) -> bool:
    """Does a name end in a bracket with a year that is no day or range of days?

    >>> misdated("甲区（2020-13-01起）"), misdated("甲区（2023至2022）")
    (True, True)
    >>> misdated("甲区（2022起）"), misdated("甲区（开发区）")
    (False, False)
    """
    return _DATED.fullmatch(normalise(text)) is not None and named(text).always


def _parts(dates: str) -> tuple[str, str, str]:
    """Before and after what stands between two dates; a hyphen does so at either end or before a year."""
    if found := _BETWEEN.search(dates):
        return dates[: found.start()], found[0], dates[found.end() :]
    if found := re.fullmatch(r"((?:19|20)[0-9]{2}.*?)?-((?:19|20)[0-9]{2}(?![0-9]).*)?|(.+)-", dates):
        return found[1] or found[3] or "", "-", found[2] or ""
    return dates, "", ""
