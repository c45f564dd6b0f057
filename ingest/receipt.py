"""What was done with every row of a submission: the receipt that the sender gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from graph.rows import SourceFile, Submission

OURS = frozenset({"填表说明", "选项", "回执", "需修改的行"})
"""Sheets of our own workbooks that are no list: what to write, the drop-downs, what was done with the rows."""
MARKED_AS_EXAMPLE = "the row is marked as an example, so it was skipped"
"""The one warning that speaks of a whole row: somebody may have meant it."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was not taken, or a cell left out, and what to do. Holds no cell values: a receipt may be passed on."""

    file: str
    sheet: str
    row: int
    column: str
    reason: str
    remedy: str


@dataclass(slots=True)
class SheetReceipt:
    """One sheet. rows = accepted + rejected + Σ skipped; all count rows of the sheet, needs count demands.

    `unknown_places` are the 0-based positions of `unknown_headers`, `headless_columns` those of columns that hold
    something in rows of the list and have no header. `hidden` says that the sheet itself is. `places` are the 0-based
    positions of our columns in it; `skipped_rows` names by reason the rows that were skipped though they hold
    something, as ranges [first, last]."""

    file: str
    sheet: str
    header_row: int
    columns: dict[str, str]
    unknown_headers: list[str]
    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    needs: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    places: dict[str, int] = field(default_factory=dict)
    skipped_rows: dict[str, list[list[int]]] = field(default_factory=dict)
    unknown_places: list[int] = field(default_factory=list)
    headless_columns: list[int] = field(default_factory=list)
    hidden: bool = False

    def skip(self, reason: str, row: int) -> None:
        """Count a row that holds something and is not taken."""
        self.skipped[reason] += 1
        ranges = self.skipped_rows.setdefault(reason, [])
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])


@dataclass(slots=True)
class Receipt:
    """What was read of one submission. `problems` are of rejected rows, `warnings` of cells left out of rows that
    were taken; `flags` count what was assumed, `unlinked` mentions to review; `unread_sheets` are (file, sheet) of
    sheets in these files that hold no list. `stale` counts rows that stood in the sender's previous period,
    `stale_since`, exactly so; null where there was none."""

    submission: Submission
    files: tuple[SourceFile, ...]
    sheets: list[SheetReceipt] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    flags: Counter[str] = field(default_factory=Counter)
    unlinked: int = 0
    unread_sheets: list[tuple[str, str]] = field(default_factory=list)
    stale: int | None = None
    stale_since: str | None = None

    @property
    def rows(self) -> int:
        return sum(sheet.rows for sheet in self.sheets)

    @property
    def accepted(self) -> int:
        return sum(sheet.accepted for sheet in self.sheets)

    @property
    def rejected(self) -> int:
        return sum(sheet.rejected for sheet in self.sheets)

    @property
    def skipped(self) -> Counter[str]:
        return sum((sheet.skipped for sheet in self.sheets), Counter())

    def to_json(self) -> dict[str, Any]:
        return {
            "list": self.submission.list,
            "sender": self.submission.sender,
            "period": self.submission.period,
            "files": [asdict(file) for file in self.files],
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "skipped": _sorted(self.skipped),
            "needs": sum(sheet.needs for sheet in self.sheets),
            "sheets": [{**asdict(sheet), "skipped": _sorted(sheet.skipped)} for sheet in self.sheets],
            "problems": [asdict(problem) for problem in self.problems],
            "warnings": [asdict(warning) for warning in self.warnings],
            "flags": _sorted(self.flags),
            "unlinked": self.unlinked,
            "unread_sheets": [{"file": file, "sheet": sheet} for file, sheet in self.unread_sheets],
            "stale": self.stale,
            "stale_since": self.stale_since,
        }

    @classmethod
    def from_json(cls, submission: Submission, content: Mapping[str, Any]) -> Receipt:
        """The inverse of `to_json`, for a reading that is in the store already."""
        return cls(
            submission,
            tuple(SourceFile(**one) for one in content["files"]),
            [SheetReceipt(**{**one, "skipped": Counter(one["skipped"])}) for one in content["sheets"]],
            [RowProblem(**one) for one in content["problems"]],
            [RowProblem(**one) for one in content["warnings"]],
            Counter(content["flags"]),
            content["unlinked"],
            [(one["file"], one["sheet"]) for one in content["unread_sheets"]],
            content.get("stale"),  # receipts written before it was counted
            content.get("stale_since"),
        )


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))
