"""Withdraw a submission, or bring an earlier reading of it back. Both make a version; nothing is ever deleted."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import NotFound, VersionMoved
from graph.rows import Submission, Version
from graph.store import Store
from ingest.columns import CHINESE
from ingest.difference import SubmissionDifference
from ingest.draft import LoadOptions
from ingest.publish import ATTEMPTS, Attempt


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a withdrawal or a return did: the new version (the published one where nothing changed), which submissions
    were linked again, and, of a check that publishes nothing, the differences that it would make. `moves`: the version
    is, or of a check would be, another one than before."""

    version: Version
    moves: bool
    published: bool
    relinked: tuple[Submission, ...]
    differences: tuple[SubmissionDifference, ...]


def withdraw(store: Store, submission: Submission, options: LoadOptions) -> Withdrawal:
    """A version without the submission: its content hash is that of never having sent it.

    Raises:
        NotFound: the published version has no such submission.
    """
    _known(store, submission)
    return _publish(store, options, drop=submission)


def restore(store: Store, revision: str, options: LoadOptions) -> Withdrawal:
    """A version with the rows of an earlier revision, linked with today's dictionary.

    Raises:
        NotFound: the store has no such revision.
    """
    if not store.revisions([revision]):
        raise NotFound(f"there is no revision {revision}", remedy="fourchain log lists the revisions")
    return _publish(store, options, bring_back=revision)


def _known(store: Store, submission: Submission) -> None:
    head = store.head()
    held = store.revisions(head.revisions) if head else []
    if submission not in {one.submission for one in held}:
        names = ", ".join(
            f"{one.sender} {one.period}".rstrip()
            for one in sorted({one.submission for one in held if one.submission.list == submission.list})
        )
        raise NotFound(
            f"there is no list “{CHINESE[submission.list]}” of {submission.sender} {submission.period} to withdraw",
            remedy=f"it has those of: {names}" if names else "fourchain log lists the submissions",
        )


def _publish(
    store: Store, options: LoadOptions, *, drop: Submission | None = None, bring_back: str | None = None
) -> Withdrawal:
    for _ in range(ATTEMPTS):
        attempt = Attempt(
            store,
            [],
            options,
            lambda _what, _rows: None,
            drop=[drop] if drop else [],
            restore=store.revisions([bring_back]) if bring_back else [],
        )
        try:
            version = attempt.run()
        except VersionMoved:
            attempt.forget_relinked()
            continue
        if version is None:
            raise NotFound("the store holds no version yet", remedy="load something first")
        moves = version.number != attempt.base
        relinked = tuple(attempt.relinked) if moves else ()
        return Withdrawal(version, moves, moves and not options.check, relinked, tuple(attempt.differences))
    raise VersionMoved("others publish faster than this can link", remedy="try again in a minute")
