"""Cells → typed rows: a pydantic schema per sheet, made from columns.csv, so that every fault names its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic_core import SchemaValidator, ValidationError, core_schema

from ingest import values
from ingest.column_readers import Circumstances, reader_of
from ingest.columns import Column, columns
from ingest.values import Missing, Reading, ValueUnreadable

SEPARATOR = "；"
DITTO = Missing("ditto")
REMEMBERED, LONGEST = 16_384, 200
"""Distinct cells of a column that are kept, and the longest of them: what a sheet can fill is bounded."""
SAID_WHEN_BLANK: Mapping[str, Mapping[str, str | None]] = {"talent": {"kind": "年度计划", "urgency": None}}
"""Columns of a list that are flagged where they state nothing, and what is taken for stated then."""


class Problem(NamedTuple):
    """What is wrong with one cell (or, without a column, with the row), and what to do."""

    column: str
    reason: str
    remedy: str


class Rejected(Exception):
    """A row that is not taken. Says nothing of what the cells hold."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One need: the row kind and the body without the submission's own period."""

    kind: str
    body: dict[str, Any]


class Cells(dict[str | None, Reading[Any]]):
    """What the distinct cells of one column mean. A cell seen before costs a look into a dictionary."""

    __slots__ = ("_dittos", "_read")

    def __init__(self, read: Callable[[str | None], Reading[Any]], dittos: set[str]) -> None:
        super().__init__()
        self._read = read
        self._dittos = dittos

    def read(self, raw: str | None) -> Reading[Any]:
        """Read a cell that is not to be remembered."""
        if raw and len(raw) < 12 and values.missing(raw) == DITTO:
            self._dittos.add(raw)
            return Reading(None, (), DITTO)
        return self._read(raw)

    def __missing__(self, raw: str | None) -> Reading[Any]:
        reading = self.read(raw)
        if len(self) < REMEMBERED and (raw is None or len(raw) <= LONGEST):
            self[raw] = reading
        return reading


class RowTyper:
    """Types the rows of one sheet. `names` are the columns that are read of those the sheet (or its mapping) has."""

    def __init__(
        self, list_name: str, names: list[str], circumstances: Circumstances, person: Callable[..., str]
    ) -> None:
        self.list = list_name
        self._columns = columns(list_name)
        self.names = tuple(one for one in names if self._wanted(self._columns[one]))
        self._person = person
        self._dittos: set[str] = set()  # cells of this sheet that say 同上, however they say it
        self.cells = {name: Cells(reader_of(self._columns[name], circumstances), self._dittos) for name in self.names}
        fields = {
            name: core_schema.typed_dict_field(core_schema.no_info_plain_validator_function(cells.__getitem__))
            for name, cells in self.cells.items()
        }
        self._validate = SchemaValidator(core_schema.typed_dict_schema(fields)).validate_python
        self._stems = {name: name.removesuffix("_ppm").removesuffix("_yuan") for name in self.names}
        self.required, *by_kind = (
            [
                one.name
                for one in self._columns.values()
                if one.required == who and one.name in names and one.name not in circumstances.absent
            ]
            for who in ("yes", "供给", "需求")
        )
        self._required_by_kind = dict(zip(("供给", "需求"), by_kind, strict=True))
        self.above: Mapping[str, str | None] = {}
        """The cells of the last row that was taken, for 同上."""

    @staticmethod
    def _wanted(column: Column) -> bool:
        return column.personal != "drop" and column.type != "skip"

    def type(self, cells: Mapping[str, str | None], faults: Mapping[str, str]) -> tuple[list[TypedRow], list[Problem]]:
        """The needs of one row, and the cells of it that could not be read and are left out.

        `cells` maps `names` to texts; `faults` names columns whose cell is broken in the workbook.
        Raises `Rejected` with every problem of the row where a required cell is empty or unreadable.
        """
        readings, problems = self._read(cells)
        if self._dittos and not self._dittos.isdisjoint(cells.values()):
            lost = [] if self.above else [name for name, cell in cells.items() if cell in self._dittos]
            cells = {name: self.above.get(name) if cell in self._dittos else cell for name, cell in cells.items()}
            readings, problems = self._read(cells)
            readings |= dict.fromkeys(lost, Reading(None, ("unreadable",)))
            problems += (
                Problem(name, "同上, but no row above it was taken", "write the value itself") for name in lost
            )
        if faults:
            problems += (
                Problem(name, f"the cell holds {fault}", "type the value itself")
                for name, fault in faults.items()
                if name in readings
            )
        secrecy = readings.get("secret")
        if secrecy is not None and (doubts := [one for one in problems if one.column == "secret"]):
            raise Rejected(doubts)
        if secrecy is not None and secrecy.value:
            raise Rejected([Problem("secret", "the row is marked 涉密 and was not stored", "send it by another way")])
        fatal = self._fatal(readings, problems)
        if fatal:
            raise Rejected(fatal)
        self.above = cells
        return self._rows(readings, sorted(name for name in faults if name in readings)), problems

    def _fatal(self, readings: Mapping[str, Reading[Any]], problems: list[Problem]) -> list[Problem]:
        """What keeps the row out: required cells that are empty or unreadable."""
        required = self._required_of(readings)
        fatal = [one for one in problems if one.column in required]
        for name in required:
            if readings[name].value is None and name not in {one.column for one in fatal}:
                fatal.append(self._lacking(name, readings[name]))
        if self.list == "talents" and not any(readings[one].value for one in ("code", "name") if one in readings):
            fatal.append(Problem("code", "nothing says who this is", "fill in 人才编号 or 姓名; neither is stored"))
        return fatal

    def _lacking(self, name: str, reading: Reading[Any]) -> Problem:
        """Why a required cell that can be read gives no value."""
        if "choice_unknown" in reading.flags:
            words = "、".join(self._columns[name].choices)
            return Problem(name, "this is none of the words to choose from", f"write one of: {words}")
        if reading.missing is not None and reading.missing.kind != "blank":
            return Problem(name, "a required cell states nothing (无, /, 待定 and the like)", "fill it in")
        return Problem(name, "a required cell is empty", "fill it in")

    def _read(self, cells: Mapping[str, str | None]) -> tuple[dict[str, Reading[Any]], list[Problem]]:
        """All cells, read. A cell that cannot be read is a problem, and a reading flagged so."""
        try:
            return self._validate(cells), []
        except ValidationError as error:
            problems: list[Problem] = []
            for one in error.errors(include_url=False, include_input=False):
                cause = one.get("ctx", {}).get("error")
                known = cause if isinstance(cause, ValueUnreadable) else ValueUnreadable(str(one["msg"]), "correct it")
                problems.append(Problem(str(one["loc"][0]), known.reason, known.remedy))
        bad = {one.column for one in problems}
        readings, _ = self._read({name: None if name in bad else cell for name, cell in cells.items()})
        return {**readings, **dict.fromkeys(bad, Reading(None, ("unreadable",)))}, problems

    def _required_of(self, readings: Mapping[str, Reading[Any]]) -> list[str]:
        kind = readings.get("type")
        if self.list != "training" or kind is None:
            return self.required
        return [*self.required, *self._required_by_kind.get(str(kind.value), ())]

    def flags(self, name: str, reading: Reading[Any]) -> list[str]:
        """What a row says of the reading of one of its cells."""
        stem = self._stems[name]
        return [one if one.startswith(stem) else f"{stem}:{one}" for one in reading.flags]

    def _rows(self, readings: Mapping[str, Reading[Any]], faulty: list[str]) -> list[TypedRow]:
        body: dict[str, Any] = {"list": self.list}
        flags = [f"{name}:broken_cell" for name in faulty]
        for name, reading in readings.items():
            if reading.value is not None:
                body[name] = reading.value
            if reading.flags:
                flags += self.flags(name, reading)
        body.pop("secret", None)
        for name, instead in SAID_WHEN_BLANK.get(self.list, {}).items():
            if name not in body:
                flags.append(f"{name}_blank")
                if instead is not None:
                    body[name] = instead
        if self.list == "talents":
            body["person"] = self._person(body.pop("code", None), body.pop("name", None), body.get("unit"))
        if body.get("type") == "供给":
            flags += (flag for flag, _ in values.consistency(body))
            body.pop("headcount", None)
        needs = body.get("headcount")
        kind = kind_of(self.list, body.get("type"))
        rows: list[TypedRow] = []
        for level, heads in needs if needs is not None else ((None, None),):
            one = dict(body)
            if heads is not None:
                one["headcount"] = heads
            if level:
                one["level"] = level
            if flags:
                one["flags"] = sorted(set(flags))
            rows.append(TypedRow(kind, one))
        return rows


def kind_of(list_name: str, row_type: str | None) -> str:
    """The kind of the rows of a list; of the training list it is that of the single row."""
    if list_name == "training":
        return "training_offer" if row_type == "供给" else "training_request"
    return {"talent": "talent_demand", "technology": "technology_demand"}.get(list_name, "record")
