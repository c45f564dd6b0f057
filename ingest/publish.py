"""One try at publishing drafts on the head as it is now: dictionary first, then links, stages, one version.

Where the dictionary changes what a name means, every submission whose links change is linked again in the same
version. So every version is linked with its own dictionary, whatever was loaded first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import orjson

from graph.errors import BadArgument
from graph.rows import (
    ContentHash,
    EncodedRow,
    Revision,
    Row,
    SourceFile,
    Submission,
    Version,
    digest,
    version_hash,
)
from graph.store import Store
from ingest.candidates import Candidates
from ingest.cell_remarks import remarks_of
from ingest.dictionary import Dictionary
from ingest.difference import SubmissionDifference, differences_of
from ingest.draft import Draft, LoadOptions, Progress, shrinking, typed, whole
from ingest.in_vain import warn
from ingest.link import Linker
from ingest.needs import packed
from ingest.numbering import links_of, numbered, relinked
from ingest.receipt import Receipt
from ingest.stale import Round, previous

READER = 6
"""Raised when a rule of reading values or of linking changes: the same bytes are then another reading."""

_ALL_LINKED, _MENTION = b'"unlinked":[]}', b'"mention":'
ATTEMPTS = 500
"""How often a load links again because somebody published meanwhile. If of w writers at once each is as likely to be
first, a try fails with chance 1 - 1/w. With 20 tries 1 of 96 loads of eight writers gave up (one run)."""


class Attempt:
    """One try at publishing, on the head as it is now."""

    def __init__(
        self,
        store: Store,
        drafts: list[Draft],
        options: LoadOptions,
        progress: Progress,
        *,
        drop: Iterable[Submission] = (),
        restore: Iterable[Revision] = (),
    ) -> None:
        """`drop` are submissions that the new version does not have, `restore` earlier readings that it has again."""
        self._store, self._drafts, self._options, self._progress = store, drafts, options, progress
        self._base = store.head()
        self.base = self._base.number if self._base else 0
        self._published = {one.submission: one for one in store.revisions(self._base.revisions if self._base else ())}
        self._restored = {one.submission: one for one in restore}
        # What stands without this load's own files.
        self._held = {one: self._published[one] for one in self._published.keys() - set(drop)} | self._restored
        self._at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        self._chosen: dict[Submission, Revision] = {}
        self._new: list[Revision] = []
        self.relinked: list[Submission] = []
        self.differences: list[SubmissionDifference] = []  # of a check: what publishing would change
        self.shrinking: list[str] = []  # of a check: what publishing would refuse without a yes

    def run(self) -> Version | None:
        for draft in self._drafts:
            if draft.submission.is_dictionary and draft.needs is None:
                draft.needs = whole(draft)
        dictionary = self._dictionary()
        for draft in self._drafts:
            warn(draft, dictionary)
        linker = Linker(dictionary)
        self._chosen = chosen = dict(self._held)
        for draft in self._drafts:
            revision = self._revise(draft, dictionary, linker)
            if revision is not None:
                chosen[draft.submission] = revision
        self.shrinking = [] if self._options.yes else list(shrinking(self._drafts, self._published))
        if self.shrinking and not self._options.check:
            raise BadArgument(
                f"would shrink to less than half: {'; '.join(self.shrinking)}",
                remedy="--check shows what would go; if that is right, say --yes (over HTTP: yes=1)",
            )
        mine = {draft.submission for draft in self._drafts if draft.outcome != "unchanged"}
        new_dictionary = self._base is None or dictionary.hash != self._base.dictionary
        for submission in sorted(self._held if new_dictionary else self._restored):
            revision = self._held[submission]
            if submission not in mine and (again := self._relink(revision, dictionary, linker)):
                chosen[submission] = again
                self.relinked.append(submission)
        asked = [draft for draft in self._drafts if not draft.in_passing]
        if self._options.remarks:
            near = Candidates(dictionary)
            for draft in asked:
                found = chosen.get(draft.submission) if draft.revision else None
                rows = chain.from_iterable(self._store.rows([found.id])) if found else ()
                last = previous(draft.submission, chosen) if found else None
                last_round = Round.of(self._store, last) if last else None
                draft.remarks = remarks_of(draft.receipt, rows, near.of, last_round)
        if chosen == self._published or (asked and all(draft.outcome == "left out" for draft in asked)):
            self.forget()
            return self._base
        version = Version(
            number=self.base + 1,
            at=self._at,
            actor=self._options.actor,
            note=self._options.note,
            content_hash=version_hash(chosen.values()),
            dictionary=dictionary.hash,
            revisions=tuple(chosen[one].id for one in sorted(chosen)),
        )
        if self._options.check:
            self.differences = list(differences_of(self._store, self._published, chosen, whole=False))
            self.forget()
            return version
        staged = [revision for revision in self._new if revision.id in version.revisions]
        return self._store.publish(self.base, version, staged)

    def forget(self) -> None:
        """Drop what was staged, for a try that will not be published."""
        staged = {draft.staged for draft in self._drafts if draft.staged}
        self._store.discard(sorted(staged | {revision.id for revision in self._new}))

    def forget_relinked(self) -> None:
        """Drop the staged readings of submissions that are not of this load: the next try links them anew."""
        mine = {draft.submission for draft in self._drafts}
        self._store.discard([revision.id for revision in self._new if revision.submission not in mine])

    # -- dictionary ------------------------------------------------------------------------------

    def _dictionary(self) -> Dictionary:
        """Of the dictionary lists of the head that this load does not replace, and of those in it."""
        mine = {draft.submission for draft in self._drafts if draft.submission.is_dictionary and draft.needs}
        kept = {
            revision.id: submission
            for submission, revision in self._held.items()
            if submission.is_dictionary and submission not in mine
        }
        stored = (
            (kept[row.revision], row.public_id, row.values)
            for page in (self._store.rows(list(kept), ["record"]) if kept else ())
            for row in page
        )
        fresh = (
            (draft.submission, row.public_id, orjson.loads(row.body))
            for draft in self._drafts
            if draft.submission in mine
            for page in numbered(
                draft.submission, "", packed(draft.needs or ()), lambda run: [b"{}"] * len(run.rows), ContentHash()
            )
            for row in page
        )
        return Dictionary([*stored, *fresh])

    # -- revisions -------------------------------------------------------------------------------

    def _revise(self, draft: Draft, dictionary: Dictionary, linker: Linker) -> Revision | None:
        """The revision that stands for a draft in the new version; None keeps what the head has."""
        held = self._published.get(draft.submission)
        if held is not None and _same_reading(held, draft):
            draft.outcome, draft.revision = "unchanged", held
            draft.receipt = _receipt_of(held, draft)
            return held
        one = digest(
            draft.submission.key, *(file.sha256 for file in draft.files), draft.mapping, dictionary.hash, str(READER)
        )
        if draft.staged == one and draft.revision is not None:  # an earlier try staged this very reading
            self._new.append(draft.revision)
            return draft.revision
        known = self._store.revisions([one])
        if known:
            draft.outcome, draft.revision = "checked" if self._options.check else "published", known[0]
            draft.receipt = _receipt_of(known[0], draft)
            return known[0]
        content = ContentHash()
        unlinked = stale = 0
        last = previous(draft.submission, self._chosen)
        last_round = Round.of(self._store, last) if last else None

        def pages() -> Iterator[list[EncodedRow]]:
            nonlocal unlinked, stale
            count = 0
            self._progress(draft.submission.key, count)
            for page in self._linked(draft, one, linker, content):
                unlinked += sum(row.links.count(_MENTION) for row in page if not row.links.endswith(_ALL_LINKED))
                if last_round is not None:
                    stale += sum(map(last_round.recognises, page))
                count += len(page)
                self._progress(draft.submission.key, count)
                yield page

        before = draft.staged
        staged = self._store.stage(one, chain.from_iterable(pages()))
        if before is not None and before != one:
            self._store.discard([before])
        draft.staged = one
        if not staged:
            draft.outcome = "left out"
            return None
        draft.receipt.unlinked = unlinked
        if last is not None:
            draft.receipt.stale, draft.receipt.stale_since = stale, last.submission.period
        draft.outcome = "checked" if self._options.check else "published"
        receipt = orjson.dumps(draft.receipt.to_json()).decode()
        draft.revision = self._revision(one, draft.submission, draft.files, draft.mapping, dictionary, content, receipt)
        self._new.append(draft.revision)
        return draft.revision

    def _linked(self, draft: Draft, revision: str, linker: Linker, content: ContentHash) -> Iterator[list[EncodedRow]]:
        """The rows of a draft; all enter `content`."""
        if draft.staged is not None:
            for page in self._store.rows([draft.staged]):
                rows = [relinked(row, revision, draft.submission, linker) for row in page]
                for row in rows:
                    content.add(row)
                yield [row.encoded() for row in rows]
            return
        runs = packed(draft.needs) if draft.needs is not None else typed(draft)
        period = draft.submission.period
        yield from numbered(draft.submission, revision, runs, lambda run: links_of(run, linker, period), content)

    def _relink(self, held: Revision, dictionary: Dictionary, linker: Linker) -> Revision | None:
        """A new revision of a submission whose links the new dictionary changes; None when it changes none."""
        changed = any(
            relinked(row, held.id, held.submission, linker).links != row.links
            for page in self._store.rows([held.id])
            for row in page
        )
        if not changed:
            return None
        one = digest(
            held.submission.key, *(f.sha256 for f in held.files), held.mapping, dictionary.hash, str(held.reader)
        )
        if known := self._store.revisions([one]):
            return known[0]
        content = ContentHash()
        unlinked = 0

        def rows() -> Iterator[Row]:
            nonlocal unlinked
            for page in self._store.rows([held.id]):
                for row in page:
                    again = relinked(row, one, held.submission, linker)
                    content.add(again)
                    unlinked += again.links.count('"mention":')
                    yield again

        self._store.stage(one, rows())
        receipt = orjson.dumps({**orjson.loads(held.receipt), "unlinked": unlinked}).decode()
        revision = self._revision(
            one, held.submission, held.files, held.mapping, dictionary, content, receipt, held.reader
        )
        self._new.append(revision)
        return revision

    def _revision(
        self,
        one: str,
        submission: Submission,
        files: tuple[SourceFile, ...],
        mapping: str,
        dictionary: Dictionary,
        content: ContentHash,
        receipt: str,
        reader: int = READER,
    ) -> Revision:
        return Revision(
            id=one,
            submission=submission,
            files=files,
            mapping=mapping,
            dictionary=dictionary.hash,
            reader=reader,
            actor=self._options.actor,
            at=self._at,
            rows=len(content),
            content_hash=content.hexdigest(),
            receipt=receipt,
        )


def _same_reading(held: Revision, draft: Draft) -> bool:
    """These bytes, this mapping, this reader. Every version is linked with its own dictionary, so that is equal too."""
    return (
        sorted(file.sha256 for file in held.files) == sorted(file.sha256 for file in draft.files)
        and held.mapping == draft.mapping
        and held.reader == READER
    )


def _receipt_of(revision: Revision, draft: Draft) -> Receipt:
    """The receipt of a reading that is in the store already."""
    content: dict[str, Any] = orjson.loads(revision.receipt)
    return Receipt.from_json(draft.submission, content)
