"""A workbook: which sheets it has, what its cell formats mean, its shared texts; then sheet by sheet."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import NamedTuple

from ingest.reading.archive import Archive, printable
from ingest.reading.cells import unescaped
from ingest.reading.formats import BUILT_IN, Format, format_of
from ingest.reading.limits import Limits
from ingest.reading.outlet import Outlet
from ingest.reading.refusal import CLEAN_COPY, SAVE_AGAIN, Refused
from ingest.reading.sheet import Book, read_sheet
from ingest.reading.xml_events import elements, feed, new_parser

MOST_FORMATS = 100_000
MOST_SHEETS = 1_000


class SheetPart(NamedTuple):
    """A worksheet as the workbook lists it."""

    name: str
    hidden: bool
    part: str


def read_xlsx(data: bytes, limits: Limits, outlet: Outlet) -> None:
    """Send every worksheet of the workbook, the hidden ones too, in its order.

    Raises:
        Refused: as `Archive` says; or parts are missing, are no XML, or a sheet passes a limit.
    """
    archive = Archive(data, limits)
    path = _target_of(archive, "", "officeDocument")
    if path is None:
        raise Refused("the archive holds no workbook", SAVE_AGAIN)
    sheets, epoch_1904 = _sheets(archive, path)
    outlet.send({"type": "opening", "kind": "xlsx", "encoding": None, "sheets": [sheet.name for sheet in sheets]})
    styles = _target_of(archive, path, "styles")
    texts = _target_of(archive, path, "sharedStrings")
    book = Book(
        archive,
        _shared_texts(archive, texts, limits) if texts else [],
        _formats(archive, styles) if styles else [],
        epoch_1904,
        limits,
    )
    for sheet in sheets:
        read_sheet(book, sheet.part, sheet.name, sheet.hidden, outlet)


def _relations(archive: Archive, of: str) -> dict[str, tuple[str, str]]:
    """Id → (last word of the type, part) of what a part refers to inside the archive; `of` is "" for the archive."""
    folder, name = posixpath.split(of)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}
    if rels not in archive.names:
        return found

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, part)

    elements(archive.chunks(rels), rels, start, _nothing)
    return found


def _target_of(archive: Archive, of: str, kind: str) -> str | None:
    for found, part in _relations(archive, of).values():
        if found == kind and part in archive.names:
            return part
    return None


def _sheets(archive: Archive, path: str) -> tuple[list[SheetPart], bool]:
    """The worksheets in their order, and whether dates count from 1904."""
    relations = _relations(archive, path)
    sheets: list[SheetPart] = []
    names: set[str] = set()
    epoch_1904 = False

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal epoch_1904
        if element == "workbookPr":
            epoch_1904 = attributes.get("date1904") in ("1", "true")
        elif element == "sheet":
            reference = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            kind, part = relations.get(reference, ("", ""))
            name = attributes.get("name", "")
            if kind == "worksheet":
                if part not in archive.names:
                    raise Refused("the workbook is damaged: this sheet is missing", SAVE_AGAIN, sheet=printable(name))
                sheets.append(SheetPart(name, attributes.get("state", "visible") != "visible", part))
                if name in names:
                    what = f"two sheets have one name, “{printable(name)}”"
                    raise Refused(what, "give each sheet a name of its own and save it again")
                names.add(name)
            if len(sheets) > MOST_SHEETS:
                raise Refused(f"the workbook has more than {MOST_SHEETS:,} sheets", SAVE_AGAIN)

    elements(archive.chunks(path), path, start, _nothing)
    if not sheets:
        raise Refused("the workbook has no worksheet", SAVE_AGAIN)
    return sheets, epoch_1904


def _formats(archive: Archive, path: str) -> list[Format | None]:
    """The meaning of every cell format, by its number."""
    codes = dict(BUILT_IN)
    used: list[int] = []
    inside: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        section = inside[1] if len(inside) > 1 else ""
        if section == "numFmts" and element == "numFmt" and len(codes) < MOST_FORMATS:
            codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:255]
        elif section == "cellXfs" and element == "xf" and len(inside) == 2:
            used.append(_whole(attributes.get("numFmtId")))
            if len(used) > MOST_FORMATS:
                raise Refused(f"the workbook has more than {MOST_FORMATS:,} cell formats", SAVE_AGAIN)
        inside.append(element)

    def end(_: str) -> None:
        inside.pop()

    elements(archive.chunks(path), path, start, end)
    meanings = {number: format_of(code) for number, code in codes.items() if number in set(used)}
    return [meanings.get(number) for number in used]


def _shared_texts(archive: Archive, path: str, limits: Limits) -> list[str]:
    """The texts that cells refer to by number. Readings printed above a text (phonetic runs) are no part of it."""
    texts: list[str] = []
    pieces: list[str] = []
    parser = new_parser()
    prefix: str | None = None
    item = text = phonetic = ""
    most = limits.shared_texts + archive.packed_bytes(path) // 2
    keep: Callable[[str], object] = pieces.append

    def start(element: str, _: dict[str, str]) -> None:
        nonlocal prefix, item, text, phonetic
        if element == text:
            parser.CharacterDataHandler = keep
        elif element == item:
            pieces.clear()
        elif element == phonetic:
            parser.StartElementHandler = None
        elif prefix is None:
            prefix = element.rpartition(":")[0]
            prefix = prefix and prefix + ":"
            item, text, phonetic = prefix + "si", prefix + "t", prefix + "rPh"

    def end(element: str) -> None:
        if element == text:
            parser.CharacterDataHandler = None
        elif element == item:
            if len(texts) == most:
                raise Refused(f"the workbook has more than {most:,} shared texts, most of them equal", CLEAN_COPY)
            texts.append(unescaped("".join(pieces)))
        elif element == phonetic:
            parser.StartElementHandler = start

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, archive.chunks(path), path)
    return texts


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _nothing(_: str) -> None:
    pass
