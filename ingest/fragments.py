"""The short way from the cells of a sheet to the JSON of its rows: each distinct cell is read once.

Most cells were seen before, and most rows need nothing that looks at two cells at once. So what a distinct cell adds to
its row is kept as a fragment of JSON, `"firm":"沟渠装备公司"`, and the body of a row is the fragments of its cells
in the order of their columns' names. Canonical JSON has sorted keys and no blanks: the fragments joined are, byte for
byte, what writing out the row's values would give.

A row goes the long way instead, through `RowTyper`, when one of its cells says that it must: because it is unreadable,
required and empty, 同上, several needs at once (博士2、硕士5), 涉密, broken in the workbook, or because a row that
holds it may be a total or a note. The lists of training and of talents go the long way as a whole: there columns are
compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any, NamedTuple

from graph.rows import canonical_bytes
from ingest.batches import Batch, CellColumn
from ingest.reading.distinct import OVERHEAD
from ingest.remembered import Remembered
from ingest.typed import REMEMBERED, SAID_WHEN_BLANK, RowTyper
from ingest.values import ValueUnreadable

COMPARED = frozenset({"training", "talents"})
"""Lists whose rows are more than their cells."""
KEPT_TEXT = 8 << 20
"""Characters of all distinct cells that are kept where the sheet does not number them, each counted with OVERHEAD."""
_LIST = "list"
"""A key of every body: fragments before it end with a comma, those behind it begin with one."""


class Piece(NamedTuple):
    """What one cell adds to its row: a fragment of its body, flags, and the value."""

    text: bytes
    flags: tuple[str, ...]
    value: Any


class ShortRows(NamedTuple):
    """The rows of a batch, by place. What stands at the places in `long` means nothing. `bodies`, in UTF-8, are joined
    when they are taken: then they are still in the cache of the processor when they are hashed and written. `mentions`
    are the values of each column that the linker asks for; null where it asks for whole bodies."""

    bodies: Iterator[bytes]
    mentions: list[list[Any]] | None
    flags: list[tuple[str, ...]]
    long: set[int]


NO_PIECE = Piece(b"", (), None)


@dataclass(slots=True)
class _Room:
    """How much may still be kept of a sheet's cells. A column that finds none left forgets what it kept."""

    left: int = KEPT_TEXT


class _Pieces:
    """The pieces of the distinct cells of one column, by number: that of the cell in the sheet, or our own where the
    sheet does not number them. `long` are the numbers of cells whose rows go the long way."""

    def __init__(self, read: Callable[[str], Piece | None], room: _Room) -> None:
        self._read = read
        self._room = room
        self._own: dict[str, int] | None = None
        self._forget()

    def _forget(self) -> None:
        self.texts: list[bytes] = []
        self.flags: list[tuple[str, ...]] = []
        self.values: list[Any] = []
        self.long: set[int] = set()
        self.are_flagged = False

    def numbers(self, column: CellColumn) -> list[int]:
        """The number of each cell of a batch."""
        if column.at is not None:
            if len(self.texts) < len(column.texts):
                self._learn(column.texts[len(self.texts) :])
            return column.at
        if self._own is None or self._room.left < 0:
            self._room.left += sum(map(len, self._own or ())) + OVERHEAD * len(self._own or ())
            self._forget()
            self._own = {}
        own = self._own
        if new := [cell for cell in dict.fromkeys(column.texts) if cell not in own]:
            own.update(zip(new, range(len(own), len(own) + len(new)), strict=True))
            self._room.left -= sum(map(len, new)) + OVERHEAD * len(new)
            self._learn(new)
        return list(map(own.__getitem__, column.texts))

    def long_places(self, numbers: list[int]) -> Iterable[int]:
        """The places in a batch of the cells whose rows go the long way."""
        if not self.long or self.long.isdisjoint(numbers):
            return ()
        return [place for place, number in enumerate(numbers) if number in self.long]

    def _learn(self, cells: Sequence[str]) -> None:
        pieces = list(map(self._read, cells))
        self.long.update(number for number, piece in enumerate(pieces, len(self.texts)) if piece is None)
        texts, flags, values = zip(*(piece or NO_PIECE for piece in pieces), strict=True)
        self.texts += texts
        self.flags += flags
        self.values += values
        self.are_flagged = self.are_flagged or any(flags)


class _Source(NamedTuple):
    """Where the cells of a column come from: a place in the sheet, or one cell that stands for all rows."""

    name: str
    place: int | None
    cell: str
    pieces: _Pieces

    def column(self, batch: Batch) -> CellColumn:
        return CellColumn([self.cell], [0] * len(batch.numbers)) if self.place is None else batch.columns[self.place]


class RowFragments:
    """The short way through one sheet.

    `places`: (index, column) of the cells that are read; `constants`: what the mapping file says instead of a cell;
    `separators`: what a sender writes instead of ；; `stamp`: what the submission adds to every body; `asked`: the
    columns whose values the linker wants of every row; `is_suspect`: may a row be skipped that holds such a cell at
    this index? `judged`: the indexes at which that depends on any cell.
    """

    def __init__(
        self,
        typer: RowTyper,
        places: Sequence[tuple[int, str]],
        constants: Mapping[str, str],
        stamp: Mapping[str, Any],
        asked: Sequence[str] | None,
        read: Callable[[str, str], str],
        is_suspect: Callable[[int, str], bool],
        judged: Collection[int],
    ) -> None:
        self._typer, self._stamp, self._asked, self._prepared = typer, stamp, asked, read
        self._is_suspect, self._judged = is_suspect, judged
        self._room = _Room()
        self._blank = SAID_WHEN_BLANK.get(typer.list, {})
        sources = {name: _Source(name, None, cell, self._pieces(name, None)) for name, cell in constants.items()}
        sources |= {name: _Source(name, place, "", self._pieces(name, place)) for place, name in places}
        for name in self._blank:
            if name not in sources:
                sources[name] = _Source(name, None, "", _Pieces(partial(self._piece_of_nothing, name), self._room))
        self._sources = sources
        self._read_places = {source.place for source in sources.values()}
        self._others: dict[int, _Pieces] = {}
        self._flags = Remembered(_flags_of_row, REMEMBERED)
        on_sheet = {name for _, name in places}
        self.is_open = typer.list not in COMPARED and not on_sheet.isdisjoint(typer.required)

    def rows(self, batch: Batch) -> ShortRows:
        """All rows of a batch that need not go the long way."""
        size = len(batch.numbers)
        long = (
            {place for place, number in enumerate(batch.numbers) if number in batch.faults} if batch.faults else set()
        )
        texts: dict[str, Iterable[bytes]] = {}
        values: dict[str, list[Any]] = {}
        flags: list[Iterable[tuple[str, ...]]] = []
        for name, source in self._sources.items():
            pieces = source.pieces
            numbers = pieces.numbers(source.column(batch))
            long.update(pieces.long_places(numbers))
            texts[name] = map(pieces.texts.__getitem__, numbers)
            if pieces.are_flagged:
                flags.append(map(pieces.flags.__getitem__, numbers))
            if self._asked is not None and name in self._asked:
                values[name] = list(map(pieces.values.__getitem__, numbers))
        for place, column in enumerate(batch.columns):
            if place not in self._read_places:
                long.update(self._suspects(place, column))
        pieces_of_flags = list(map(self._flags.__getitem__, zip(*flags, strict=True))) if flags else [NO_PIECE] * size
        texts["flags"] = [piece.text for piece in pieces_of_flags]
        always = {**self._stamp, _LIST: self._typer.list}
        parts = [
            repeat(_Fragment(name).of(always[name]), size) if name in always else texts[name]
            for name in sorted(texts.keys() | always)
        ]
        bodies = map(b"".join, zip(repeat(b"{", size), *parts, repeat(b"}", size), strict=True))
        nothing = [None] * size
        mentions = None if self._asked is None else [values.get(name, nothing) for name in self._asked]
        return ShortRows(bodies, mentions, [piece.flags for piece in pieces_of_flags], long)

    def _suspects(self, place: int, column: CellColumn) -> Iterable[int]:
        """The places of rows that may be skipped for a cell that is not read. Of plain numbers none is."""
        if column.at is None and place not in self._judged and "".join(column.texts).isdecimal():
            return ()
        pieces = self._others.get(place)
        if pieces is None:
            pieces = self._others[place] = _Pieces(
                lambda cell: None if self._is_suspect(place, cell) else NO_PIECE, self._room
            )
        return pieces.long_places(pieces.numbers(column))

    def _pieces(self, name: str, place: int | None) -> _Pieces:
        return _Pieces(self._piece_reader(name, place), self._room)

    def _piece_reader(self, name: str, place: int | None) -> Callable[[str], Piece | None]:
        """What a cell of a column adds to its row; null when the row must go the long way."""
        read, is_suspect, prepared = self._typer.cells[name].read, self._is_suspect, self._prepared
        fragment, is_stamped, is_required = _Fragment(name), name in self._stamp, name in self._typer.required

        def piece(cell: str) -> Piece | None:
            if place is not None and is_suspect(place, cell):
                return None
            try:
                value, found, missing, _ = reading = read(prepared(name, cell))
            except ValueUnreadable:
                return None
            flags = tuple(self._typer.flags(name, reading)) if found else ()
            if missing is not None and missing.kind == "ditto":
                return None
            if value is None:
                if is_required:
                    return None
                nothing = self._piece_of_nothing(name)
                return Piece(nothing.text, (*flags, *nothing.flags), nothing.value)
            if name == "secret":
                return None if value else Piece(b"", flags, value)
            if name == "headcount":
                (level, heads), *more = value
                if level or more:
                    return None
                value = heads
            return Piece(b"" if is_stamped else fragment.of(value), flags, value)

        return piece

    def _piece_of_nothing(self, name: str, _cell: str = "") -> Piece:
        if name not in self._blank:
            return NO_PIECE
        instead = self._blank[name]
        return Piece(b"" if instead is None else _Fragment(name).of(instead), (f"{name}_blank",), instead)


def _flags_of_row(*flags: tuple[str, ...]) -> Piece:
    """The flags of a row from those of its cells. Few combinations recur."""
    ordered = sorted({flag for some in flags for flag in some})
    return Piece(_Fragment("flags").of(ordered) if ordered else b"", tuple(ordered), None)


class _Fragment:
    """What a column adds to the JSON of a row, by its value."""

    def __init__(self, name: str) -> None:
        self._before = b'%b"%b":' % (b"," if name > _LIST else b"", name.encode())
        self._behind = b"," if name < _LIST else b""

    def of(self, value: Any) -> bytes:
        return b"".join((self._before, canonical_bytes(value), self._behind))
