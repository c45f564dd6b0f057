"""A submission of one load, from its files to its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from graph.errors import FileRefused
from graph.rows import Revision, SourceFile, Submission
from ingest.cell_remarks import CellRemark
from ingest.columns import CHINESE
from ingest.needs import Needs, TypedNeed
from ingest.pseudonyms import pseudonym, secret_key
from ingest.receipt import Receipt
from ingest.shares import within_one_post
from ingest.survey import FilePlan, Saying, SheetPlan
from ingest.table import read_table

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """`yes` lets a submission shrink to less than half; `builtin` loads the built-in dictionaries again; `remarks`
    gathers what there is to say of single cells, for the workbooks that go back; `names` is what receipts call files
    whose own name is not enough; `base` is the number of the version (0: none) that the load was made for: on any other
    it is not published but raises VersionMoved."""

    saying: Saying = field(default_factory=Saying)
    check: bool = False
    yes: bool = False
    builtin: bool = False
    no_builtin: bool = False
    remarks: bool = False
    names: Mapping[Path, str] = field(default_factory=dict)
    base: int | None = None
    actor: str = ""
    note: str = ""


@dataclass(slots=True)
class Draft:
    """A submission of this load, from its files to its revision."""

    submission: Submission
    plans: list[FilePlan]
    receipt: Receipt
    mapping: str
    in_passing: bool = False  # a built-in dictionary that an empty store gets along with its first list
    needs: list[TypedNeed] | None = None
    staged: str | None = None
    revision: Revision | None = None
    outcome: str = ""
    remarks: list[CellRemark] = field(default_factory=list)

    @property
    def files(self) -> tuple[SourceFile, ...]:
        return tuple(sorted((plan.source for plan in self.plans), key=lambda one: (one.name, one.sha256)))


class BrokenOff(Exception):
    """A file that turned out to be unusable further down, where rows of it had been read already."""

    def __init__(self, plan: FilePlan, error: FileRefused) -> None:
        super().__init__(plan.source.name)
        self.plan = plan
        self.error = error


def whole(draft: Draft) -> list[TypedNeed]:
    """All rows of a dictionary list, judged together."""
    needs = [need for run in typed(draft) for need in run.unpacked()]
    return within_one_post(needs, draft.receipt) if draft.submission.list == "talents" else needs


def typed(draft: Draft) -> Iterator[Needs]:
    """Read the files of a draft; the receipt is filled on the way."""
    draft.receipt = Receipt(draft.submission, tuple(plan.source for plan in draft.plans))
    draft.receipt.unread_sheets = [(plan.source.name, sheet) for plan in draft.plans for sheet in plan.not_taken]
    key = secret_key() if draft.submission.list == "talents" else b""
    for plan in draft.plans:
        wanted: Callable[[SheetPlan], bool] = lambda sheet: sheet.submission == draft.submission  # noqa: E731
        try:
            yield from read_table(plan, wanted, draft.receipt, partial(pseudonym, key))
        except FileRefused as error:
            raise BrokenOff(plan, error) from error


def shrinking(drafts: Iterable[Draft], published: Mapping[Submission, Revision]) -> Iterator[str]:
    """Lists of a load with less than half the rows that stand."""
    for draft in drafts:
        held, mine = published.get(draft.submission), draft.revision
        if held is not None and mine is not None and mine.rows * 2 < held.rows:
            one = draft.submission
            called = f"{CHINESE[one.list]} of {one.sender} {one.period}".rstrip()
            yield f"{called}, from {held.rows} rows to {mine.rows}"
