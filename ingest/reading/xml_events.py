"""One expat parser for every part of a workbook: no document type, no external anything, element by element."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn
from xml.parsers import expat

from ingest.reading.refusal import CLEAN_COPY, SAVE_AGAIN, Refused

TEXT_BUFFER = 1 << 16
DEEPEST = 64


def new_parser(names: dict[str, str] | None = None) -> expat.XMLParserType:
    """A parser without handlers. `names` makes equal element names one object, so that comparing them costs nothing."""
    parser = expat.ParserCreate("utf-8", None, names)
    parser.buffer_text = True
    parser.buffer_size = TEXT_BUFFER
    parser.StartDoctypeDeclHandler = _no_document_type
    return parser


def feed(parser: expat.XMLParserType, chunks: Iterable[bytes], part: str) -> None:
    """Parse a whole part.

    Raises:
        Refused: it is no well-formed XML; the message names the part.
    """
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise Refused(f"the workbook is damaged: {part}, line {error.lineno}: {reason}", SAVE_AGAIN) from None


def elements(
    chunks: Iterable[bytes], part: str, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None]
) -> None:
    """Parse a small part, calling `start` and `end` with names stripped of their prefix."""
    parser = new_parser()
    depth = 0

    def down(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Refused(f"the elements of its part {part} are nested deeper than any workbook needs", CLEAN_COPY)
        start(name.rpartition(":")[2], attributes)

    def up(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(":")[2])

    parser.StartElementHandler = down
    parser.EndElementHandler = up
    feed(parser, chunks, part)


def _no_document_type(*_: object) -> NoReturn:
    raise Refused("the workbook declares a document type (DTD), which no spreadsheet programme writes", CLEAN_COPY)
