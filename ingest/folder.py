"""A folder of lists: which files in it are loaded, and what receipts call them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadArgument
from ingest.annotate import original_of

LISTS = frozenset({".xlsx", ".csv"})
LIKE_LISTS = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".et", ".numbers"})
"""Not read, but somebody meant them to be: they are named as refused, with what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """`names` maps every file that is loaded to what receipts call it; `ignored` are files of other kinds."""

    names: dict[Path, str]
    ignored: tuple[Path, ...]


def files_in(given: Iterable[Path]) -> Found:
    """The files of files and folders, in the order of their names.

    Files in folders below are called by their way there (甲区/清单.xlsx), so that equal names stay apart. Hidden files,
    the lock files of spreadsheet programmes, and workbooks that we gave back beside their original are left out.

    Raises:
        BadArgument: a folder holds no list.
    """
    names: dict[Path, str] = {}
    ignored: list[Path] = []
    for place in given:
        if not place.is_dir():
            names.setdefault(place, place.name)
            continue
        found = list(_below(place))
        lists = [one for one in found if one.suffix.lower() in LISTS | LIKE_LISTS]
        if not lists:
            raise BadArgument(f"the folder {place} holds no list", remedy="put .xlsx or .csv files into it")
        ignored += (one for one in found if one not in set(lists))
        for path in lists:
            names.setdefault(path, path.relative_to(place).as_posix())
    twice = {name for name, count in Counter(names.values()).items() if count > 1}
    return Found({path: str(path) if name in twice else name for path, name in names.items()}, tuple(ignored))


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and original_of(path) is None:
            yield path
