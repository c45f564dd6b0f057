"""One load: read → header → values → link → stage → publish. All files of a load make one version, or none.

Dictionary lists go first, so that the other lists are linked with them; where they change what a name means,
every submission whose links change is linked again in the same version.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from graph.errors import FourchainError, InputError, ListRefused, VersionMoved
from graph.rows import Submission, Version, digest
from graph.store import Store
from graph.taxonomy import BUILTIN_SENDER, builtin_files
from ingest.cell_remarks import CellRemark
from ingest.difference import SubmissionDifference
from ingest.draft import BrokenOff, Draft, LoadOptions, Progress
from ingest.publish import ATTEMPTS, Attempt
from ingest.receipt import Receipt
from ingest.survey import FilePlan, Saying, survey

__all__ = ["LoadOptions", "LoadOutcome", "load"]

ROWS_APART = 50_000
"""New objects between two looks for cyclic garbage: more than the pages under way hold."""


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """What a load did. `version` is None when nothing was published; `unread` are files that were left out;
    `differences` are those that a check found between the published version and what it would publish, `shrinking` the
    lists for which publishing that needs a yes; `remarks` say of each receipt what there is to say of single cells,
    where the load was asked to gather that."""

    version: Version | None
    receipts: list[Receipt]
    outcomes: list[str]
    unread: list[FourchainError]
    relinked: list[Submission]
    check: bool
    differences: list[SubmissionDifference] = field(default_factory=list)
    remarks: list[list[CellRemark]] = field(default_factory=list)
    shrinking: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0: all of it is in. 2: nothing was accepted. 3: something was left out or rejected, or needs a yes."""
        if not self.accepted:
            return 2
        faults = (
            self.unread or self.shrinking or any(receipt.rejected or not receipt.accepted for receipt in self.receipts)
        )
        return 3 if faults else 0

    @property
    def accepted(self) -> bool:
        """Was anything that somebody sent taken (or is in already)?"""
        return any(one in ("published", "unchanged", "checked") for one in self.outcomes)


def load(
    store: Store, paths: Sequence[Path], options: LoadOptions, progress: Progress = lambda _what, _rows: None
) -> LoadOutcome:
    """Load files as one version.

    Raises:
        InputError: the load as a whole cannot be taken. StoreError: the store cannot serve.
        A file that cannot be used is left out and named in the outcome instead.
    """
    _collect_rarely()
    unread: list[FourchainError] = []
    plans: list[FilePlan] = []
    for path in paths:
        progress(path.name, 0)
        try:
            plan = survey(path, replace(options.saying, name=options.names.get(path, options.saying.name)))
        except InputError as error:
            unread.append(error)
            continue
        unread += plan.refused
        if twin := next((one for one in plans if one.source.sha256 == plan.source.sha256), None):
            unread.append(_twin(plan, twin))
        else:
            plans.append(plan)
    while True:
        drafts = _drafts(plans)
        head = store.head()
        if options.builtin or (head is None and not options.no_builtin and drafts):
            drafts = _builtin_drafts(in_passing=not options.builtin) + drafts
        if not drafts:
            return LoadOutcome(head, [], [], unread, [], options.check)
        try:
            return _publish(store, drafts, unread, options, progress)
        except BrokenOff as broken:
            # Only now was it read to its end. Nothing of it is taken; the other files are read once more.
            unread.append(broken.error)
            plans = [plan for plan in plans if plan is not broken.plan]


def _collect_rarely() -> None:
    """Let the collector of cyclic garbage look only when many objects are new: rows live for a page and hold no cycles,
    and looking through a dictionary of names for some costs a tenth of a load. For the rest of the process."""
    _, second, third = gc.get_threshold()
    gc.set_threshold(ROWS_APART, second, third)


def _twin(plan: FilePlan, twin: FilePlan) -> ListRefused:
    return ListRefused(
        f"these are the very bytes of {twin.source.name}, which is in this load already",
        file=plan.source.name,
        remedy="send each list once; was another file meant?",
    )


def _drafts(plans: Iterable[FilePlan]) -> list[Draft]:
    by_submission: dict[Submission, list[FilePlan]] = {}
    for plan in plans:
        for submission in dict.fromkeys(sheet.submission for sheet in plan.sheets):
            by_submission.setdefault(submission, []).append(plan)
    drafts = []
    for submission in sorted(by_submission, key=lambda one: (not one.is_dictionary, one)):
        mine = sorted(by_submission[submission], key=lambda plan: (plan.source.name, plan.source.sha256))
        sources = tuple(plan.source for plan in mine)
        mapping = digest(*sorted(plan.mapping.fingerprint for plan in mine))
        drafts.append(Draft(submission, mine, Receipt(submission, sources), mapping))
    return drafts


def _builtin_drafts(*, in_passing: bool) -> list[Draft]:
    plans = [survey(path, Saying(list=name, sender=BUILTIN_SENDER)) for name, path in builtin_files()]
    return [replace(draft, in_passing=in_passing) for draft in _drafts(plans)]


def _publish(
    store: Store, drafts: list[Draft], unread: list[FourchainError], options: LoadOptions, progress: Progress
) -> LoadOutcome:
    for _ in range(ATTEMPTS):
        attempt = Attempt(store, drafts, options, progress)
        if options.base not in (None, attempt.base):
            attempt.forget()
            raise VersionMoved("somebody published meanwhile", remedy="look at what is there now, and try again")
        try:
            version = attempt.run()
        except VersionMoved:
            attempt.forget_relinked()
            # Somebody published while we linked. What we read stays; it is linked with the new dictionary.
            continue
        except BaseException:
            attempt.forget()
            raise
        return LoadOutcome(
            version,
            [draft.receipt for draft in drafts if not draft.in_passing],
            [draft.outcome for draft in drafts if not draft.in_passing],
            unread,
            attempt.relinked,
            options.check,
            attempt.differences,
            [draft.remarks for draft in drafts if not draft.in_passing],
            attempt.shrinking,
        )
    attempt.forget()
    raise VersionMoved("others publish faster than this load can link", remedy="try again in a minute")
