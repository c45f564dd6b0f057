"""Names as they are compared once rows are linked: is this post that post, is this firm that firm."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKS = re.compile(r"""[\s()\[\]{}<>《》【】〔〕"'“”‘’`,.:;!?、。·•\-—–_~*#|\\/]+""")
_COMPANY_FORM = re.compile(r"(?:股份有限|有限责任|股份|有限)?(?:总公司|公司)$")


@lru_cache(maxsize=200_000)
def plain_name(text: str) -> str:
    """One spelling: NFKC, upper case, without spaces, brackets and marks; what stands in brackets stays.

    >>> plain_name("工艺工程师（氢能） ") == plain_name("工艺工程师(氢能)")
    True
    """
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).upper()


@lru_cache(maxsize=100_000)
def bare_firm_name(text: str) -> str:
    """The plain name without the form of company.

    >>> bare_firm_name("沟渠化学股份有限公司"), bare_firm_name("沟渠化学公司")
    ('沟渠化学', '沟渠化学')
    """
    plain = plain_name(text)
    return _COMPANY_FORM.sub("", plain) or plain
