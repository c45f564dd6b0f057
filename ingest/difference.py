"""What changed between two versions: rows added, removed, and changed field by field.

Rows of one submission that are equal in the identifying columns of their list, and unique in them on both sides, are
one row that changed. Addresses do not count: a row that only moved did not change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from typing import Any

from graph.rows import Revision, Row, Submission
from graph.store import Store
from graph.taxonomy import BUILTIN_SENDER
from ingest.columns import columns
from ingest.stale import stale_rows


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
    """What changed in one submission. `standing` says whether it is "new", "gone", or stands on "both" sides.
    Where the rows of new and gone submissions were not asked for, only the numbers tell of them. `stale` counts its
    rows that stood in the sender's previous period exactly so; null where there was none. `names` is what the
    registries of both sides call things, by the keys that changed links hold: people read names, machines keys."""

    submission: Submission
    standing: str
    added_rows: int
    removed_rows: int
    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    changed: tuple[RowChange, ...] = ()
    stale: int | None = None
    names: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def only_links(self) -> bool:
        """Did the sender change nothing, and the dictionary the links?"""
        mine = (one.links for row in self.changed for one in row.changes)
        return self.standing == "both" and not self.added_rows and not self.removed_rows and all(mine)

    def to_json(self) -> dict[str, Any]:
        names = columns(self.submission.list)
        return {
            "list": self.submission.list,
            "sender": self.submission.sender,
            "period": self.submission.period,
            "standing": self.standing,
            "counts": {"added": self.added_rows, "removed": self.removed_rows, "changed": len(self.changed)},
            "stale": self.stale,
            "added": [_row_json(row) for row in self.added],
            "removed": [_row_json(row) for row in self.removed],
            "changed": [
                {
                    "before": _address_json(one.before),
                    "after": _address_json(one.after),
                    "changes": [
                        {
                            "name": change.name,
                            "chinese": names[change.name].chinese if change.name in names else None,
                            "before": change.before,
                            "after": change.after,
                            "links": change.links,
                        }
                        for change in one.changes
                    ],
                }
                for one in self.changed
            ],
        }


def difference(
    store: Store, before: Iterable[str], after: Iterable[str], *, whole: bool = True
) -> Iterator[SubmissionDifference]:
    """Differences between two sets of published revisions, submission by submission; those without any are left out.

    `whole` lists also the rows of submissions that stand on one side only.
    """
    old = {one.submission: one for one in store.revisions(list(before))}
    new = {one.submission: one for one in store.revisions(list(after))}
    yield from differences_of(store, old, new, whole=whole)


def differences_of(
    store: Store, old: Mapping[Submission, Revision], new: Mapping[Submission, Revision], *, whole: bool = True
) -> Iterator[SubmissionDifference]:
    """The same for revisions at hand, which may be staged only, so that a check can show what it would do."""

    @cache
    def names() -> dict[str, str]:
        return _names_of_things(store, [*new.values(), *old.values()])

    for submission in sorted({*old, *new}):
        before, after = old.get(submission), new.get(submission)
        if before is not None and after is not None:
            if before.content_hash != after.content_hash:
                found = _compared(store, before, after)
                linked = any(change.links for row in found.changed for change in row.changes)
                yield replace(found, stale=stale_rows(store, after, new), names=names() if linked else {})
        elif after is not None and after.rows:
            rows = tuple(_rows(store, after)) if whole else ()
            yield SubmissionDifference(
                submission, "new", after.rows, 0, added=rows, stale=stale_rows(store, after, new)
            )
        elif before is not None and before.rows:
            rows = tuple(_rows(store, before)) if whole else ()
            yield SubmissionDifference(submission, "gone", 0, before.rows, removed=rows)


REGISTRIES = ("fields", "industries", "districts", "firms", "universities", "labs", "technologies")
"""Lists whose rows say what a thing is called."""


def _names_of_things(store: Store, revisions: Iterable[Revision]) -> dict[str, str]:
    """The name of every registered thing by its key: what is said first stands, a sender's word before the built-in."""
    registries = {one.id: one for one in revisions if one.submission.list in REGISTRIES}
    names: dict[str, str] = {}
    for revision in sorted(registries.values(), key=lambda one: one.submission.sender == BUILTIN_SENDER):
        for row in _rows(store, revision):
            body, links = row.values, row.linked
            names.setdefault(links["thing"], str(body["name"]))
            if body["list"] == "industries" and links["segment"] and body.get("segment"):
                names.setdefault(links["segment"], str(body["segment"]))
    return names


def _rows(store: Store, *revisions: Revision) -> Iterator[Row]:
    for page in store.rows([one.id for one in revisions]):
        yield from page


def _compared(store: Store, before: Revision, after: Revision) -> SubmissionDifference:
    """Rows of both come in one stream, ordered by public id: what is equal is never held."""
    changed: list[RowChange] = []
    gone: list[Row] = []
    come: list[Row] = []
    for _, same in groupby(_rows(store, before, after), key=lambda row: row.public_id):
        pair = list(same)
        if len(pair) == 1:
            (gone if pair[0].revision == before.id else come).append(pair[0])
        elif pair[0].links != pair[1].links:
            old, new = pair if pair[0].revision == before.id else reversed(pair)
            changed.append(RowChange(old, new, _changes(old, new)))
    removed: list[Row] = []
    twins = _identities(store, after, {row.public_id for row in come})
    others = _by_identity(after.submission, come)
    for identity, rows in _by_identity(before.submission, gone).items():
        partners = others.get(identity, [])
        if len(rows) == 1 and len(partners) == 1 and identity not in twins:
            changed.append(RowChange(rows[0], partners[0], _changes(rows[0], partners[0])))
            del others[identity]
        else:
            removed += rows
    added = [row for rows in others.values() for row in rows]
    return SubmissionDifference(
        before.submission, "both", len(added), len(removed), tuple(added), tuple(removed), tuple(changed)
    )


def _row_json(row: Row) -> dict[str, Any]:
    return {**_address_json(row), "values": row.values}


def _address_json(row: Row) -> dict[str, Any]:
    return {"id": row.public_id, "kind": row.kind, "file": row.file, "sheet": row.sheet, "row": row.row}


def _identities(store: Store, revision: Revision, apart: set[str]) -> set[tuple[str, ...]]:
    """What the rows that stand on both sides are equal in: a row that has such a twin is not unique."""
    if not apart:
        return set()
    rows = (row for row in _rows(store, revision) if row.public_id not in apart)
    return {_identity(revision.submission, row) for row in rows}


def _by_identity(submission: Submission, rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[_identity(submission, row)].append(row)
    return found


def _identity(submission: Submission, row: Row) -> tuple[str, ...]:
    body = row.values
    names = (one.name for one in columns(submission.list).values() if one.identifying)
    return (row.kind, *(str(body.get(name)) for name in names))


def _changes(before: Row, after: Row) -> tuple[Change, ...]:
    return (*_fields(before.values, after.values, False), *_fields(before.linked, after.linked, True))


def _fields(before: dict[str, Any], after: dict[str, Any], links: bool) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield Change(name, before.get(name), after.get(name), links)
