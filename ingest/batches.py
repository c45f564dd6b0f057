"""Rows of a sheet as they come through the pipe: by column, each distinct cell once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

NOTHING: Mapping[int, str] = MappingProxyType({})


class SheetRow(NamedTuple):
    """One row that holds something. Rows of nothing are not sent: a jump of `number` counts them.

    `number` is 1-based, as the spreadsheet shows it. `cells` are texts in column order, "" where a cell is empty, and
    never fewer than in a row above of the same sheet. Numbers keep the digits as written ("12.50", 20-digit integers,
    leading zeros and per cent signs that the cell's format shows), dates are "2023-06-30" ("2023-06" where the format
    shows no day), booleans "TRUE" and "FALSE".
    `faults` names, by column index, cells that hold something unreadable ("#REF!", a formula without a value); their
    text is "". `notes` names cells that do not stand in the sheet as they are here: FILLED, ROUNDED.
    """

    number: int
    cells: list[str]
    hidden: bool
    faults: Mapping[int, str]
    notes: Mapping[int, str]


class CellColumn(NamedTuple):
    """The cells of one column of a batch: `texts[k]` for each k in `at`. `texts` are the distinct cells of the column
    in all batches so far, always the same list. Where `at` is null, `texts` are the cells of this batch themselves."""

    texts: list[str]
    at: list[int] | None


class Batch(NamedTuple):
    """Consecutive rows. `widths` says how many cells each row has, where that is not the same for all."""

    numbers: Sequence[int]
    columns: list[CellColumn]
    widths: list[int] | None
    hidden: frozenset[int]
    faults: Mapping[int, Mapping[int, str]]
    notes: Mapping[int, Mapping[int, str]]

    def row(self, place: int) -> SheetRow:
        """One row of the batch."""
        cells = [texts[place if at is None else at[place]] for texts, at in self.columns]
        return self._row(place, cells)

    def rows(self) -> Iterator[SheetRow]:
        """All rows of the batch."""
        columns = [texts if at is None else map(texts.__getitem__, at) for texts, at in self.columns]
        for place, cells in enumerate(zip(*columns, strict=True)):
            yield self._row(place, list(cells))

    def _row(self, place: int, cells: list[str]) -> SheetRow:
        if self.widths is not None:
            del cells[self.widths[place] :]
        number = self.numbers[place]
        faults, notes = self.faults.get(number, NOTHING), self.notes.get(number, NOTHING)
        return SheetRow(number, cells, number in self.hidden, faults, notes)


class Batches:
    """Frames of one sheet → batches. Keeps the distinct cells that were sent."""

    def __init__(self) -> None:
        self._known: list[list[str]] = []

    def take(self, frame: Mapping[str, Any]) -> Batch:
        """The batch of a frame of rows; frames must be given in order."""
        numbers, columns = frame["numbers"], [self._column(*one) for one in enumerate(frame["columns"])]
        if isinstance(numbers, int):  # the first of consecutive rows
            column = columns[0]
            numbers = range(numbers, numbers + len(column.texts if column.at is None else column.at))
        return Batch(
            numbers,
            columns,
            frame.get("widths"),
            frozenset(frame.get("hidden", ())),
            _by_row(frame.get("faults", ())),
            _by_row(frame.get("notes", ())),
        )

    def _column(self, place: int, sent: list[str] | Mapping[str, Any]) -> CellColumn:
        if place == len(self._known):
            self._known.append([])
        if isinstance(sent, list):
            return CellColumn(sent, None)
        self._known[place] += sent["new"]
        return CellColumn(self._known[place], sent["at"])


def _by_row(triples: Sequence[tuple[int, int, str]]) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for number, column, text in triples:
        found.setdefault(number, {})[column] = text
    return found
