"""Files of planners as cells with addresses: .xlsx and .csv, read by a guarded child process.

    with read_file(path) as reading:
        for sheet in reading:                    # in the order of the workbook
            sheet.merged                         # known before the rows, for two-row headers
            for row in sheet.rows():
                row.number, row.cells            # 8, ("1", "甲区", "12.50", "2023-06-30", "")

A file comes from outside and is never opened here: the child checks and parses it under limits on memory, processor
time and size, and sends plain texts. Whatever happens to the child, the caller gets rows or a FileRefused.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from graph.errors import FileRefused
from graph.rows import SourceFile
from ingest.batches import Batch, Batches, SheetRow
from ingest.guarded import GuardedChild
from ingest.reading.limits import Limits
from ingest.reading.remarks import FILLED, ROUNDED

__all__ = ["FILLED", "ROUNDED", "Batch", "Limits", "Reading", "Sheet", "SheetRow", "read_file"]


class Sheet:
    """One worksheet, or the whole of a csv file (its name is ""). Its rows can be taken once, in order.

    `merged` holds (first row, first column, last row, last column) of every merged range: rows 1-based as in
    `SheetRow.number`, columns 0-based as indexes of `SheetRow.cells`. `hidden_columns` are 0-based too.
    """

    def __init__(self, reading: Reading, head: Mapping[str, Any]) -> None:
        self.name: str = head["name"]
        self.hidden: bool = head["hidden"]
        self.hidden_columns: frozenset[int] = frozenset(head["hidden_columns"])
        self.merged: list[tuple[int, int, int, int]] = [(a, b, c, d) for a, b, c, d in head["merged"]]
        self._reading = reading

    def rows(self) -> Iterator[SheetRow]:
        """The rows in order.

        Raises:
            FileRefused: a limit is passed or the file is broken further down; rows came before it.
        """
        for batch in self.batches():
            yield from batch.rows()

    def batches(self) -> Iterator[Batch]:
        """The rows in order, some thousand at a time, by column: for who looks at distinct cells once. Raises as
        `rows` does; a sheet is taken by one of the two."""
        batches = Batches()
        for frame in self._reading.frames_of(self):
            yield batches.take(frame)


class Reading:
    """A file while it is read: a context manager, and an iterator over its sheets.

    `kind` is "xlsx" or "csv"; `encoding` "utf-8-sig", "utf-8", "gb18030", or None for a workbook; `sha256` in hex.
    `sheet_names` are all worksheets in order. Going to the next sheet leaves the rest of the present one unread;
    behind the last sheet nothing more is read at all, and so no fault found in what is left.
    """

    def __init__(self, name: str, sha256: str, size: int, child: GuardedChild, opening: Mapping[str, Any]) -> None:
        self.name = name
        self.sha256 = sha256
        self.size = size
        self.kind: Literal["xlsx", "csv"] = opening["kind"]
        self.encoding: str | None = opening["encoding"]
        self.sheet_names: list[str] = opening["sheets"]
        self._child = child
        self._sheet: Sheet | None = None
        self._left = len(self.sheet_names)
        self._ended = False

    def __iter__(self) -> Iterator[Sheet]:
        while (sheet := self._next_sheet()) is not None:
            yield sheet

    def _next_sheet(self) -> Sheet | None:
        if self._sheet is not None:
            self._sheet = None
            if self._left == 0:  # nobody wants what comes: not worth reading
                self._ended = True
                self._child.close()
            else:
                self._child.receive(skip_rows=True)  # the end of the sheet
        if self._ended:
            return None
        frame = self._child.receive()
        if frame["type"] == "end":
            self._ended = True
            self._child.close()
            return None
        self._left -= 1
        self._sheet = Sheet(self, frame)
        return self._sheet

    def frames_of(self, sheet: Sheet) -> Iterator[Mapping[str, Any]]:
        """Batches of rows of the sheet that is open, as the child sends them; none for any other sheet."""
        while self._sheet is sheet:
            frame = self._child.receive()
            if frame["type"] == "sheet end":
                self._sheet = None
            else:
                yield frame

    @property
    def process_id(self) -> int:
        """Of the child that reads; it exists until the last sheet was taken or the reading closed."""
        return self._child.process_id

    def close(self) -> None:
        """End the child, whether it is done or not."""
        self._child.close()

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_file(
    path: Path, limits: Limits | None = None, *, name: str | None = None, known: SourceFile | None = None
) -> Reading:
    """Open a file for reading; use the result in a `with`.

    `name` is what messages and receipts call the file (an upload's own name), by default that of the path. `known`
    is what was found when it was read before: while its bytes are the same, so is its encoding.

    Raises:
        FileRefused: there is no such file, it is of another kind, encrypted, broken, hostile or too large.
    """
    limits = limits or Limits()
    name = file_name(path) if name is None else name
    with _open(path, name) as file:
        before = os.fstat(file.fileno())
        _check_size(before, name, limits)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        encoding = known.encoding if known is not None and known.sha256 == sha256 else None
        child = GuardedChild(file, name, limits, encoding)
        try:
            opening = child.receive()
        except BaseException:
            child.close()
            raise
    return Reading(name, sha256, before.st_size, child, opening)


def file_name(path: Path) -> str:
    """The name of a file as its sender wrote it, whatever the locale here.

    Its bytes are read as UTF-8, else as GB 18030: a Chinese Windows packs names so, and on Linux they stay.

    >>> import os
    >>> file_name(Path(os.fsdecode("人才.csv".encode("gb18030"))))
    '人才.csv'
    """
    raw = os.fsencode(path.name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _open(path: Path, name: str) -> BufferedReader:
    try:
        # Not blocking: somebody may name a pipe that nobody writes to.
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    except IsADirectoryError:
        raise FileRefused("this is a folder", file=name, remedy="name the files in it") from None
    except OSError as error:
        raise FileRefused(
            f"the file cannot be opened ({error.strerror})", file=name, remedy="check the name and your rights"
        ) from error


def _check_size(found: os.stat_result, name: str, limits: Limits) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise FileRefused("this is no ordinary file", file=name, remedy="name an .xlsx or .csv file")
    if found.st_size == 0:
        raise FileRefused("the file is empty (0 bytes)", file=name, remedy="save the list again and send that file")
    largest = max(limits.xlsx_bytes, limits.csv_bytes)
    if found.st_size > largest:
        raise FileRefused(
            f"the file has {found.st_size / 2**20:.0f} MiB, at most {largest / 2**20:.0f} are read",
            file=name,
            remedy="split the list into several files; files of one list and sender add up in one load",
        )
