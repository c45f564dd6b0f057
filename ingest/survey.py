"""Before anything is read in earnest: which lists stand in a file, whose they are, and for which period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import FourchainError, ListRefused
from graph.rows import SourceFile, Submission
from ingest import values
from ingest.columns import CHINESE, DEMANDS, columns
from ingest.header import LOOK_AT, Header, find_header
from ingest.mapping import NO_MAPPING, Mapping
from ingest.workbook import Sheet, SheetRow, read_file


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """How one sheet is read. `scales` says of each percent column what its bare numbers are."""

    sheet: str
    header: Header
    submission: Submission
    scales: dict[str, str | None]
    hidden_columns: int


@dataclass(frozen=True, slots=True)
class FilePlan:
    path: Path
    source: SourceFile
    mapping: Mapping
    sheets: tuple[SheetPlan, ...]
    skipped_sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What the person at the keyboard says: it wins over mapping files and title rows."""

    list: str | None = None
    sender: str | None = None
    period: str | None = None
    mappings: tuple[Mapping, ...] = ()
    name: str | None = None


def survey(path: Path, saying: Saying) -> FilePlan:
    """Find the lists of a file.

    Raises:
        FileRefused: the file cannot be read. ListRefused: it holds no list, or nobody says whose.
    """
    name = saying.name or path.name
    refusal: FourchainError | None = None
    for mapping in (*saying.mappings, NO_MAPPING):
        found: list[tuple[Sheet, Header, dict[str, str | None]]] = []
        skipped: list[str] = []
        with read_file(path, name=name) as reading:
            source = SourceFile(name, reading.sha256, reading.encoding)
            for sheet in reading:
                if mapping.sheets is not None and sheet.name not in mapping.sheets:
                    skipped.append(sheet.name)
                    continue
                rows = sheet.rows()
                top = [row for row, _ in zip(rows, range(LOOK_AT), strict=False)]
                try:
                    header = find_header(top, mapping=mapping, only=saying.list, file=name, sheet=sheet.name)
                except ListRefused as error:
                    refusal = refusal or error
                    skipped.append(sheet.name)
                    continue
                if header is None or not _fits(header, mapping):
                    if top:
                        skipped.append(sheet.name)
                    continue
                found.append((sheet, header, _scales(header, top, rows)))
        if found:
            # A sheet that goes on with the list of another one may lack the title that says whose it is.
            return FilePlan(path, source, mapping, _plans(found, mapping, saying, name), tuple(skipped))
    raise refusal or ListRefused(
        "no header of a list was found in the first rows",
        file=name,
        remedy="name the columns as fourchain template writes them, or give a mapping file (--mapping)",
    )


def _fits(header: Header, mapping: Mapping) -> bool:
    """Is this the file that the mapping file was written for? Then at least one header of its own is there."""
    if not mapping.columns:
        return True
    wanted = mapping.header_index()
    named = sum(1 for text in header.texts.values() if values.normalise(text).replace(" ", "").lower() in wanted)
    return named * 2 > len(wanted)


def _scales(header: Header, top: Sequence[SheetRow], rest: Iterator[SheetRow]) -> dict[str, str | None]:
    """Read the percent columns to their end: whether 0.62 and 62 mean the same can only be told from all of them."""
    positions = {
        index: name
        for index, name in header.columns.items()
        if columns(header.list)[name].type == "percent" and not any(s in header.units[name] for s in "%‰")
    }
    if not positions:
        return {}
    cells: dict[int, dict[str, None]] = {index: {} for index in positions}
    for part in (top, rest):
        for row in part:
            if row.number > header.last:
                for index, seen in cells.items():
                    if index < len(row.cells):
                        seen[row.cells[index]] = None
    return {name: values.percent_scale(cells[index]) for index, name in positions.items()}


def _plans(
    found: Sequence[tuple[Sheet, Header, dict[str, str | None]]], mapping: Mapping, saying: Saying, file: str
) -> tuple[SheetPlan, ...]:
    plans: list[SheetPlan] = []
    for sheet, header, scales in found:
        kin = [one for _, one, _ in found if one.list == header.list]
        sender = saying.sender or mapping.sender or header.sender or _one({one.sender for one in kin})
        if not sender:
            raise ListRefused(
                f"nobody says who sends this list ({CHINESE[header.list]})",
                file=file,
                sheet=sheet.name,
                remedy="say it with --sender, in a mapping file (sender:), or in a title row (填报单位：…)",
            )
        said = None
        if header.list in DEMANDS:
            said = saying.period or mapping.period or header.period or _one({one.period for one in kin})
            period = values.period(said) if said else None
            if period is None:
                raise ListRefused(
                    f"“{said}” is no period" if said else "nobody says for which period this list is",
                    file=file,
                    sheet=sheet.name,
                    remedy="say it with --period (2026, 2026-H1, 2026-Q1 or 2026-03), in a mapping file (period:),"
                    " or in a title row (填报周期：2026年)",
                )
            said = period
        submission = Submission(header.list, values.normalise(sender), said or "")
        plans.append(SheetPlan(sheet.name, header, submission, scales, len(sheet.hidden_columns)))
    return tuple(plans)


def _one(said: set[str | None]) -> str | None:
    names = said - {None}
    return names.pop() if len(names) == 1 else None
