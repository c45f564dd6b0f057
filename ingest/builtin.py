"""The built-in dictionary as a store holds it after its first load, without a store."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from typing import Any

from graph.rows import Submission
from graph.taxonomy import BUILTIN_SENDER, builtin_files
from ingest.dictionary import Dictionary

_INTEGERS = {"rank", "tier", "equivalent"}


@cache
def builtin_dictionary() -> Dictionary:
    """All built-in lists, nobody else's."""
    return Dictionary(_rows())


def _rows() -> Iterator[tuple[Submission, str, dict[str, Any]]]:
    for name, path in builtin_files():
        with path.open(encoding="utf-8", newline="") as stream:
            for number, row in enumerate(csv.DictReader(stream)):
                body = {column: int(cell) if column in _INTEGERS else cell for column, cell in row.items() if cell}
                yield Submission(name, BUILTIN_SENDER, ""), f"{number:016d}", {"list": name, **body}
