"""One expat parser for every part of a workbook: no document type, no external anything, element by element."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn
from xml.parsers import expat

from ingest.reading.refusal import CLEAN_COPY, SAVE_AGAIN, Refused

TEXT_BUFFER = 1 << 16
DEEPEST = 64
LONGEST_TOKEN = 1 << 20
"""Bytes of one tag or comment. A parser starts it anew with every piece of input: time grows with its square."""
MOST_NAMES = 50_000
"""Of elements and attributes. Spreadsheets know some hundred; each distinct one is kept."""


def new_parser() -> expat.XMLParserType:
    """A parser without handlers. Equal names are one object in it, so that comparing them costs nothing."""
    parser = expat.ParserCreate("utf-8", None, {})
    parser.buffer_text = True
    parser.buffer_size = TEXT_BUFFER
    parser.StartDoctypeDeclHandler = _no_document_type
    return parser


def feed(parser: expat.XMLParserType, chunks: Iterable[bytes], part: str) -> None:
    """Parse a whole part.

    Raises:
        Refused: it is no well-formed XML; the message names the part.
    """
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise Refused("a piece of the workbook's markup is longer than any cell can be", CLEAN_COPY)
            if len(parser.intern) > MOST_NAMES:
                raise Refused("the workbook's markup has more names than any spreadsheet programme uses", CLEAN_COPY)
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
