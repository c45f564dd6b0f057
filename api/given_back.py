"""The sender's workbook back, with remarks: beside the file on the command line, kept for a week on a server."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ingest.annotate import annotated
from ingest.receipt import Receipt
from ingest.submit import LoadOutcome

KEPT_SECONDS = 7 * 24 * 3_600
_KEY = re.compile("(?:check-)?[0-9a-f]{64}")


def name_in(sha256: str, given: str, receipts: Sequence[Receipt]) -> str:
    """What the receipts call a file: by its bytes, for a list that is in already may have come under another name."""
    names = {source.name for receipt in receipts for source in receipt.files if source.sha256 == sha256}
    return given if given in names or not names else min(names)


def sha256_of(path: Path) -> str:
    """In hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_worth_it(name: str, outcome: LoadOutcome) -> bool:
    """Is there anything to say of a file that its sender would want to see in it?"""
    if any(one.file == name for found in outcome.remarks for one in found):
        return True
    sheets = [sheet for one in outcome.receipts for sheet in one.sheets if sheet.file == name]
    return any(sheet.unknown_headers or sheet.headless_columns for sheet in sheets)


def status_of(name: str, outcome: LoadOutcome) -> str:
    """What became of the lists of one file."""
    mine = {
        what
        for receipt, what in zip(outcome.receipts, outcome.outcomes, strict=True)
        if any(source.name == name for source in receipt.files)
    }
    if outcome.check and "unchanged" not in mine:
        return "仅检查，未发布"
    if "published" in mine and outcome.version is not None:
        return f"已发布为第 {outcome.version.number} 版"
    return "没有变化" if "unchanged" in mine else "没有一行被采用，没有载入"


def give_back(path: Path, target: Path, name: str, outcome: LoadOutcome, *, blank: bool = False) -> None:
    """Write the annotated copy of a file that was loaded under `name`. Raises as `annotated` does."""
    remarks = [one for found in outcome.remarks for one in found]
    annotated(path, target, outcome.receipts, remarks, name=name, status=status_of(name, outcome), blank=blank)


class Copies:
    """Annotated copies of what was sent to a server, by the SHA-256 of the file, those of checks apart: without titles,
    notes, personal columns and rows marked 涉密, readable by the server alone, and gone after seven days."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, path: Path, name: str, outcome: LoadOutcome) -> str | None:
        """Keep the annotated copy of a file and say under which key; None where there is nothing to say of it.

        Raises:
            FileRefused: it cannot be read any more. OSError: it cannot be kept.
        """
        self._let_go()
        sha256 = sha256_of(path)
        name = name_in(sha256, name, outcome.receipts)
        key = f"check-{sha256}" if outcome.check else sha256
        target = self._folder / f"{key}.xlsx"
        if not is_worth_it(name, outcome):
            target.unlink(missing_ok=True)  # of an earlier reading, perhaps with another mapping
            return None
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        give_back(path, target, name, outcome, blank=True)
        target.chmod(0o600)
        return key

    def of(self, key: str) -> bytes | None:
        """The copy under a key; None where there is none, or no more."""
        self._let_go()
        if not _KEY.fullmatch(key):
            return None
        try:
            return (self._folder / f"{key}.xlsx").read_bytes()
        except FileNotFoundError:
            return None

    def _let_go(self) -> None:
        """Remove what has been kept long enough."""
        try:
            kept = list(os.scandir(self._folder))
        except FileNotFoundError:
            return
        for one in kept:  # halves of copies too, whose writer was killed
            with suppress(FileNotFoundError):  # another request may have been quicker
                if one.stat().st_mtime < time.time() - KEPT_SECONDS:
                    Path(one.path).unlink()
