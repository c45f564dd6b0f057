"""The cells of a worksheet from the events of its XML: the one loop that runs for every element of a workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers.expat import XMLParserType

from ingest.reading.formats import number_text
from ingest.reading.limits import LAST_COLUMN
from ingest.reading.outlet import check_row_number
from ingest.reading.refusal import CLEAN_COPY, SAVE_AGAIN, Refused, column_index
from ingest.reading.remarks import NO_NUMBER, NO_VALUE, ROUNDED

if TYPE_CHECKING:
    from ingest.reading.sheet import Batch, Book

DEEPEST = 64
REMEMBERED = 50_000
LONGEST_ERROR = 40
DIGITS = "0123456789"
TRUTH = {"0": "FALSE", "1": "TRUE", "false": "FALSE", "true": "TRUE"}
ESCAPE = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")


def unescaped(text: str) -> str:
    """Text without the `_x000D_` that workbooks write for characters XML cannot hold.

    >>> unescaped("甲_x000D_乙"), unescaped("_xD800_")
    ('甲\\r乙', '_xD800_')
    """
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def install(parser: XMLParserType, book: Book, batch: Batch, prefix: str) -> None:
    """Let the parser, which stands at the start of the rows, fill the batch until their end.

    `prefix` is that of the sheet's elements ("x:" or ""). The state lives in local variables, not in an object: with
    millions of cells that saves a third of the time.

    Raises (later, out of the parser):
        Refused: rows or cells out of order or beyond the limits, elements nested too deep.
        ValueError, IndexError: a number, reference or text number that is none.
    """
    CELL, VALUE, FORMULA, TEXT, ROW, PHONETIC, ROWS = (
        prefix + name for name in ("c", "v", "f", "t", "row", "rPh", "sheetData")
    )
    texts, epoch_1904 = book.texts, book.epoch_1904
    most_columns, most_empty = book.limits.columns, book.limits.empty_cells
    meanings = {str(number): meaning for number, meaning in enumerate(book.formats) if meaning}
    columns: dict[str, int] = {}
    numbers: dict[tuple[str, str | None], tuple[str, bool] | None] = {}
    pieces: list[str] = []

    number = 0  # of the row, as the sheet shows it
    hidden = False
    cells: list[str] = []
    told = False  # whether a row without any text has a fault to tell
    column = -1
    kind: str | None = None
    style: str | None = None
    value: str | None = None
    formula = False
    phonetic = False
    depth = 0
    empty = 0

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal number, hidden, cells, told, column, kind, style, value, formula, phonetic, depth
        if element == CELL:
            reference = attributes.get("r")
            if reference is None:
                column += 1
                if column >= LAST_COLUMN:
                    raise Refused("the row has more cells than a spreadsheet can have", CLEAN_COPY, row=number)
            else:
                letters = reference.rstrip(DIGITS)
                before = column
                column = columns.get(letters, -1)
                if column < 0:
                    column = columns[letters] = _column(letters)
                if column <= before:
                    what = "two cells stand in one place, or cells are out of order"
                    raise Refused(what, SAVE_AGAIN, row=number, column=column)
            kind, style = attributes.get("t"), attributes.get("s")
            value = None
            formula = False
        elif element in (VALUE, TEXT):
            pieces.clear()
        elif element == ROW:
            given = attributes.get("r")
            follows = number + 1 if given is None else int(given)
            if follows <= number:
                raise Refused("the rows of the sheet are out of order", SAVE_AGAIN, row=number)
            number = follows
            check_row_number(number)
            hidden = attributes.get("hidden") in ("1", "true")
            cells = []
            told = False
            column = -1
        else:
            depth += 1
            phonetic = phonetic or element == PHONETIC
            if depth > DEEPEST:
                raise Refused("its elements are nested deeper than any sheet needs", CLEAN_COPY, row=number)

    def end(element: str) -> None:
        nonlocal cells, told, value, formula, phonetic, depth, empty
        if element == CELL:
            if value:
                if kind == "s":
                    index = int(value)
                    if index < 0:
                        raise IndexError
                    text = texts[index]
                elif kind is None or kind == "n":
                    plain = style not in meanings and value.isdecimal() and value.isascii() and len(value) < 20
                    text = value if plain else measured()
                else:
                    text = typed()
                if text:
                    place(text)
            elif formula and (value is None or kind != "str"):
                told = True
                batch.faults.append((number, column, NO_VALUE))
        elif element == VALUE:
            value = pieces[0] if len(pieces) == 1 else "".join(pieces)
        elif element == ROW:
            empty += column + 1 - len(cells)
            if empty > most_empty:
                what = f"the sheet has more than {most_empty:,} empty cells that were given a format"
                raise Refused(what, CLEAN_COPY, row=number)
            if cells or told:
                batch.add(number, cells, hidden)
                cells = []
        elif element == TEXT:
            if not phonetic:
                value = (value or "") + "".join(pieces)
        elif element == ROWS:
            parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        else:
            depth -= 1
            if element == FORMULA:
                formula = True
            elif element == PHONETIC:
                phonetic = False

    def place(text: str) -> None:
        if column >= most_columns:
            what = f"something stands beyond the {most_columns} columns that are read"
            raise Refused(what, CLEAN_COPY, row=number, column=column)
        if column == len(cells):
            cells.append(text)
        else:
            cells.extend([""] * (column - len(cells)))
            cells.append(text)

    def measured() -> str:
        """The text of a number that is more than digits without a format."""
        nonlocal told
        key = (value or "", style)
        if key in numbers:
            read = numbers[key]
        else:
            read = number_text(key[0], meanings.get(style or ""), epoch_1904=epoch_1904)
            if len(numbers) < REMEMBERED:
                numbers[key] = read
        if read is None:
            told = True
            batch.faults.append((number, column, NO_NUMBER))
            return ""
        text, rounded = read
        if rounded:
            batch.notes.append((number, column, ROUNDED))
        return text

    def typed() -> str:
        """The text of a cell that is neither a number nor a shared text."""
        nonlocal told
        text = value or ""
        if kind == "inlineStr" or kind == "str":
            return unescaped(text)
        if kind == "b":
            return TRUTH.get(text, text)
        if kind == "e":
            told = True
            batch.faults.append((number, column, text[:LONGEST_ERROR]))
            return ""
        return text.removesuffix("T00:00:00") if kind == "d" else text

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append


def _column(letters: str) -> int:
    column = column_index(letters)
    if column is None:
        raise ValueError
    return column
