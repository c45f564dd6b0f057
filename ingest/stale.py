"""The same row again and again: what a sender copied from its last round. Counted and said, never left out.

A row is stale when its typed values, all but the period, equal those of a row in the sender's previous period. As often
as the row stood there: of three equal rows, two of which stood there before, two are stale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import orjson

from graph.rows import EncodedRow, Revision, Row, Submission, digest
from graph.store import Store
from ingest.values import period_rank

_OF_THE_ROUND = ("period", "flags")


def previous(submission: Submission, held: Mapping[Submission, Revision]) -> Revision | None:
    """The reading of the sender's last period before this one; dictionary lists have no rounds."""
    if submission.is_dictionary:
        return None
    rank = period_rank(submission.period)
    earlier = [
        one
        for one in held
        if (one.list, one.sender) == (submission.list, submission.sender) and period_rank(one.period) < rank
    ]
    return held[max(earlier, key=lambda one: period_rank(one.period))] if earlier else None


class Round:
    """The rows of one round, to recognise them in the next one."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._left = Counter(_key(row.body) for row in rows)

    @classmethod
    def of(cls, store: Store, revision: Revision) -> Round:
        return cls(row for page in store.rows([revision.id]) for row in page)

    def recognises(self, row: Row | EncodedRow) -> bool:
        """Did this row stand there, and was it not recognised as often already?"""
        key = _key(row.body)
        if self._left[key] <= 0:
            return False
        self._left[key] -= 1
        return True


def stale_rows(store: Store, revision: Revision, held: Mapping[Submission, Revision]) -> int | None:
    """How many rows of a reading stood in the sender's previous round; null where there was none."""
    before = previous(revision.submission, held)
    if before is None:
        return None
    known = Round.of(store, before)
    return sum(known.recognises(row) for page in store.rows([revision.id]) for row in page)


def _key(body: str | bytes) -> str:
    """Equal for rows with the same values. The year of a demand is that of its period; a programme's is its own."""
    values = orjson.loads(body)
    for name in _OF_THE_ROUND:
        values.pop(name, None)
    if values["list"] != "training":
        values.pop("year", None)
    return digest(orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode(), size=16)
