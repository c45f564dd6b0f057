"""What changed between two versions: rows added, removed, and changed field by field.

Rows of one submission that are equal in the identifying columns of their list, and unique in them on both sides, are
one row that changed. Addresses do not count: a row that only moved did not change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.rows import Revision, Row, Submission
from graph.store import Store
from ingest.columns import columns


@dataclass(frozen=True, slots=True)
class Change:
    """One field: null where a side does not have it. `links` marks what linking, not the sender, changed."""

    name: str
    before: Any
    after: Any
    links: bool


@dataclass(frozen=True, slots=True)
class RowChange:
    before: Row
    after: Row
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class SubmissionDifference:
    submission: Submission
    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[RowChange, ...]


def difference(store: Store, before: Iterable[str], after: Iterable[str]) -> Iterator[SubmissionDifference]:
    """Differences between two sets of revisions, submission by submission; those without any are left out.

    Staged revisions of this store object may stand on either side, so that a check can show what it would do.
    """
    old = {one.submission: one for one in store.revisions(list(before))}
    new = {one.submission: one for one in store.revisions(list(after))}
    yield from differences_of(store, old, new)


def differences_of(
    store: Store, old: Mapping[Submission, Revision], new: Mapping[Submission, Revision]
) -> Iterator[SubmissionDifference]:
    """The same for revisions at hand, which may be staged only."""
    for submission in sorted({*old, *new}):
        sides = old.get(submission), new.get(submission)
        if sides[0] is not None and sides[1] is not None and sides[0].content_hash == sides[1].content_hash:
            continue
        found = _compared(submission, *(_rows(store, one) for one in sides))
        if found.added or found.removed or found.changed:
            yield found


def _rows(store: Store, revision: Revision | None) -> dict[str, Row]:
    if revision is None:
        return {}
    return {row.public_id: row for page in store.rows([revision.id]) for row in page}


def _compared(submission: Submission, old: dict[str, Row], new: dict[str, Row]) -> SubmissionDifference:
    changed = [
        RowChange(old[one], new[one], _changes(old[one], new[one]))
        for one in sorted(old.keys() & new.keys())
        if old[one].links != new[one].links
    ]
    gone = _by_identity(submission, [old[one] for one in sorted(old.keys() - new.keys())])
    come = _by_identity(submission, [new[one] for one in sorted(new.keys() - old.keys())])
    removed: list[Row] = []
    for identity, rows in gone.items():
        others = come.get(identity, [])
        if len(rows) == 1 and len(others) == 1:
            changed.append(RowChange(rows[0], others[0], _changes(rows[0], others[0])))
            del come[identity]
        else:
            removed += rows
    added = [row for rows in come.values() for row in rows]
    return SubmissionDifference(submission, tuple(added), tuple(removed), tuple(changed))


def _by_identity(submission: Submission, rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    names = [one.name for one in columns(submission.list).values() if one.identifying]
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        body = row.values
        found[row.kind, *(str(body.get(name)) for name in names)].append(row)
    return found


def _changes(before: Row, after: Row) -> tuple[Change, ...]:
    return (*_fields(before.values, after.values, False), *_fields(before.linked, after.linked, True))


def _fields(before: dict[str, Any], after: dict[str, Any], links: bool) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield Change(name, before.get(name), after.get(name), links)
