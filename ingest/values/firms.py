"""Names of employers and institutions, as they are compared."""

from __future__ import annotations

import re

from ingest.values.reading import remembered
from ingest.values.text import compact

_NOTHING = re.compile(r"""[()<>《》"'`,.:;!?、。·\-_~*#|\\]""")
_NOTE = re.compile(r"\((?:盖章|公章|章|筹|筹建|曾用名|原|简称|以下简称|本部|总部|注册中)[^()]*\)$")
_FORM = re.compile(r"(?:股份有限|有限责任|股份|有限)?(?:总公司|公司)$")


@remembered()
def firm_key(name: str) -> str:
    """One spelling: NFKC, no spaces, brackets and marks away (what stands in brackets stays: it tells firms apart).

    >>> firm_key("沟渠化学（集团）有限公司") == firm_key("沟渠化学集团有限公司 ")
    True
    """
    text = _NOTE.sub("", compact(name))
    return _NOTHING.sub("", text).upper()


@remembered()
def stripped_firm(name: str) -> str:
    """The key without the form of company. 集团 stays: a group and its subsidiary are two legal entities.

    >>> stripped_firm("沟渠化学股份有限公司"), stripped_firm("沟渠化学公司"), stripped_firm("沟渠化学集团有限公司")
    ('沟渠化学', '沟渠化学', '沟渠化学集团')
    """
    key = firm_key(name)
    bare = _FORM.sub("", key)
    return bare or key
