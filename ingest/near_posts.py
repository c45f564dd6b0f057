"""One post that two senders report, its firm written in two ways that no registry joins: asked, never joined by itself.

Posts of several senders are one where firm, post, requirement, year and kind are equal. Where all but the firm is
equal and the names of the firms are near, a reviewer is asked whether they are one firm.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from graph.names import plain_name
from graph.rows import Row, canonical
from ingest.candidates import Candidate, Nearest
from ingest.values import firm_key

UNREGISTERED = "firm:name:"
REASON = "另一报送单位报了同一岗位，单位名称相近"
_NUMBERS = re.compile(r"\d+|[一二三四五六七八九十]+")


class NearPosts:
    """Gathers the posts of a version; `senders` by revision id, `registered` the keys of the firms that a registry
    knows, which are asked about elsewhere."""

    def __init__(self, senders: Mapping[str, str], registered: Collection[str]) -> None:
        self._senders, self._registered = senders, registered
        self._rows: Counter[str] = Counter()
        self._names: dict[str, set[str]] = defaultdict(set)
        self._posts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def add(self, row: Row) -> None:
        """Take a row of any kind; posts of firms that no registry knows matter."""
        if row.kind != "talent_demand":
            return
        links, body = row.linked, row.values
        firm, post, name = links.get("firm"), plain_name(str(body.get("post") or "")), body.get("firm")
        if firm and post and name and firm not in self._registered:
            same = canonical({"for": [post, body.get("year"), body.get("kind"), links.get("alternatives")]})
            self._rows[firm] += 1
            self._names[firm].add(str(name))
            self._posts[same][firm].add(self._senders[row.revision])

    def candidates(self, near_enough: int) -> dict[str, list[Candidate]]:
        """By the key of a firm without a code: the firms that it may be, the nearest first.

        Of two firms without a code the one with fewer rows is asked about, and no one may be another that is asked
        about: so no two answers contradict each other.
        """
        shared = [firms for firms in self._posts.values() if len(firms) > 1]
        index = Nearest((firm_key(name), firm) for firm, names in self._names.items() for name in names)
        near = {firm: self._near(firm, index) for firms in shared for firm in firms if firm.startswith(UNREGISTERED)}
        found: dict[str, dict[str, Candidate]] = defaultdict(dict)
        for firms in shared:
            for firm in firms.keys() & near.keys():
                for other, likeness in near[firm].items():
                    if likeness >= near_enough and other in firms and self._may_be(firm, other, firms):
                        found[firm][other] = Candidate(other, min(self._names[other]), likeness, REASON)
        return {
            firm: sorted(left, key=lambda one: (-one.likeness, one.key))
            for firm, some in found.items()
            if (left := [one for one in some.values() if one.key not in found])
        }

    def _near(self, firm: str, index: Nearest) -> dict[str, int]:
        """{key: likeness in thousandths} of the firms with names like one of this firm's and the same numbers in it."""
        near: dict[str, int] = {}
        for name in map(firm_key, self._names[firm]):
            for other, spelling, likeness in index.of(name):
                if _NUMBERS.findall(name) == _NUMBERS.findall(spelling):
                    near[other] = max(likeness, near.get(other, 0))
        return near

    def _may_be(self, firm: str, other: str, firms: Mapping[str, set[str]]) -> bool:
        if firm == other or not firms[firm].isdisjoint(firms[other]):
            return False  # a sender who reports both tells them apart
        return not other.startswith(UNREGISTERED) or (self._rows[firm], other) < (self._rows[other], firm)
