"""Before anything is read in earnest: which lists stand in a file, whose they are, and for which period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from graph.errors import FourchainError, ListRefused
from graph.rows import SourceFile, Submission
from ingest import values
from ingest.columns import CHINESE, DEMANDS, columns, header_key, list_named
from ingest.header import LOOK_AT, Header, find_header
from ingest.mapping import NO_MAPPING, Mapping
from ingest.receipt import OURS
from ingest.workbook import Sheet, SheetRow, file_name, read_file


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """How one sheet is read. `scales` says of each percent column what its bare numbers are."""

    sheet: str
    header: Header
    submission: Submission
    scales: dict[str, str | None]
    hidden_columns: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class FilePlan:
    """How a file is read. `unread` names the sheets that hold no list; `refused` says of sheets that do look like one
    why they cannot be read."""

    path: Path
    source: SourceFile
    mapping: Mapping
    sheets: tuple[SheetPlan, ...]
    unread: tuple[str, ...]
    refused: tuple[FourchainError, ...]

    @property
    def not_taken(self) -> tuple[str, ...]:
        """All sheets of the file of which no row was looked at."""
        return (*self.unread, *dict.fromkeys(error.sheet for error in self.refused if error.sheet))


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What the person at the keyboard says: it wins over mapping files and title rows."""

    list: str | None = None
    sender: str | None = None
    period: str | None = None
    mappings: tuple[Mapping, ...] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    sheet: Sheet
    header: Header
    scales: dict[str, str | None]


def survey(path: Path, saying: Saying) -> FilePlan:
    """Find the lists of a file.

    Raises:
        FileRefused: the file cannot be read. ListRefused: it holds no list, or nobody says whose.
    """
    name = saying.name or file_name(path)
    wanted = None if saying.list is None else list_named(saying.list)
    refusals: list[FourchainError] = []
    misfits: list[FourchainError] = []
    for mapping in (*saying.mappings, NO_MAPPING):
        if misfits and mapping is NO_MAPPING:  # what it leaves out would be read
            raise misfits[0]
        found: list[_Found] = []
        bare: list[tuple[str, list[SheetRow]]] = []
        refused: list[FourchainError] = []
        with read_file(path, name=name) as reading:
            source = SourceFile(name, reading.sha256, reading.encoding)
            missing = [one for one in mapping.sheets or () if one not in reading.sheet_names]
            for sheet in reading:
                if sheet.name in OURS:
                    bare.append((sheet.name, []))
                    continue
                rows = sheet.rows()
                top = list(islice(rows, LOOK_AT))
                meant, header = _meant_for(mapping, top), None
                if mapping.sheets is not None and sheet.name not in mapping.sheets:
                    if missing and meant:
                        misfits.append(_no_such_sheet(missing[0], name))
                    bare.append((sheet.name, []))
                    continue
                try:
                    if meant:
                        header = find_header(top, mapping=mapping, only=wanted, file=name, sheet=sheet.name)
                except ListRefused as error:
                    refused.append(error)
                    continue
                if header is not None and (misfit := _idle_rule(mapping, header, name, sheet.name)):
                    misfits.append(misfit)
                    refused.append(misfit)
                    continue
                if header is not None:
                    found.append(_Found(sheet, header, _scales(header, top, rows)))
                elif top or mapping.sheets is not None:
                    bare.append((sheet.name, top))
        if found:
            refused += (_no_such_sheet(one, name) for one in missing)
            refused += _beheaded(bare, found, name)
            unread = tuple(sheet for sheet, _ in bare if sheet not in {error.sheet for error in refused})
            # A sheet that goes on with the list of another one may lack the title that says whose it is.
            return FilePlan(path, source, mapping, _plans(found, mapping, saying, name), unread, tuple(refused))
        refusals += refused
    raise next(
        iter(refusals),
        ListRefused(
            "no header of a list was found in the first rows",
            file=name,
            remedy="name the columns as fourchain template writes them, or give a mapping file (--mapping)",
        ),
    )


def _meant_for(mapping: Mapping, top: Sequence[SheetRow]) -> bool:
    """Is this a sheet that the mapping file was written for? Then most of the headers that it names are there."""
    wanted = set(mapping.header_index())
    most = max((len(wanted & {header_key(cell) for cell in row.cells if cell}) for row in top), default=0)
    return not wanted or most * 2 > len(wanted)


def _no_such_sheet(named: str, file: str) -> ListRefused:
    return ListRefused(
        f"the file has no sheet “{named}”, which the mapping file names",
        file=file,
        remedy="correct the name in the mapping file (sheets:)",
    )


def _idle_rule(mapping: Mapping, header: Header, file: str, sheet: str) -> ListRefused | None:
    """A rule on a column that is not there leaves out nothing: what it was written for would be counted."""
    idle = next((rule.column for rule in mapping.skip if header.position(rule.column) is None), None)
    if idle is None:
        return None
    return ListRefused(
        f"the mapping file skips rows by the column “{idle}”, which this sheet does not have",
        file=file,
        sheet=sheet,
        row=header.first,
        remedy="correct the rule (skip:), or load this file without that mapping file",
    )


def _beheaded(
    bare: Sequence[tuple[str, Sequence[SheetRow]]], found: Sequence[_Found], file: str
) -> Iterator[ListRefused]:
    """Sheets without a header whose rows are as wide as a list of this file: it may go on there. Nothing tells which
    column is which, so they are not read, but that is said louder than of a sheet of explanations."""
    width = min(len(one.header.columns) for one in found)
    for sheet, top in bare:
        wide = [row for row in top if 2 * sum(1 for cell in row.cells if cell) > width]
        if wide and 2 * len(wide) >= len(top):
            yield ListRefused(
                "the rows of this sheet have no header, so they were not read",
                file=file,
                sheet=sheet,
                row=wide[0].number,
                remedy="repeat the header row above them, and load the file again",
            )


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


def _plans(found: Sequence[_Found], mapping: Mapping, saying: Saying, file: str) -> tuple[SheetPlan, ...]:
    plans: list[SheetPlan] = []
    for one in found:
        sheet, header = one.sheet, one.header
        kin = [other.header for other in found if other.header.list == header.list]
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
        hidden_columns = len(sheet.hidden_columns & header.texts.keys())  # many hide all that is right of the table
        plans.append(SheetPlan(sheet.name, header, submission, one.scales, hidden_columns, sheet.hidden))
    return tuple(plans)


def _one(said: set[str | None]) -> str | None:
    names = said - {None}
    return names.pop() if len(names) == 1 else None
