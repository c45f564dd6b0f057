"""Every error that fourchain raises on purpose.

FourchainError                    says what is wrong and what to do
├── InputError          exit 2    what somebody gave us cannot be used
│   ├── FileRefused               a file that is not opened: broken, hostile, too large, of another kind
│   ├── ListRefused               a file that opens but holds no list we can load
│   ├── NotFound                  no such version, revision, gap, node
│   └── BadArgument               a parameter outside what it may be
├── StoreError          exit 4    the store cannot serve
│   ├── StoreUnavailable          locked, down, read-only, full, refused
│   ├── StoreCorrupt              what is in it contradicts itself
│   ├── StoreTooNew               written by a newer fourchain
│   ├── VersionMoved              somebody published meanwhile; the caller links again
│   └── DecisionMoved             somebody decided meanwhile; the caller looks again
└── SolverError         exit 5    a computation did not end as it must
"""

from __future__ import annotations


class FourchainError(Exception):
    """Base of all: `message` says what is wrong, `remedy` what to do, the rest where."""

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        file: str | None = None,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.file = file
        self.sheet = sheet
        self.row = row
        self.column = column

    @property
    def where(self) -> str:
        """File, sheet, row and column, as far as they are known."""
        parts = [
            self.file or "",
            f"sheet “{self.sheet}”" if self.sheet else "",
            f"row {self.row}" if self.row is not None else "",
            f"column “{self.column}”" if self.column else "",
        ]
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        head = f"{self.where}: {self.message}" if self.where else self.message
        return f"{head} → {self.remedy}" if self.remedy else head


class InputError(FourchainError):
    exit_code = 2


class FileRefused(InputError):
    pass


class ListRefused(InputError):
    pass


class NotFound(InputError):
    pass


class BadArgument(InputError, ValueError):
    pass


class StoreError(FourchainError):
    exit_code = 4


class StoreUnavailable(StoreError):
    pass


class StoreCorrupt(StoreError):
    pass


class StoreTooNew(StoreError):
    pass


class VersionMoved(StoreError):
    pass


class DecisionMoved(StoreError):
    pass


class SolverError(FourchainError):
    exit_code = 5
