"""Cells → typed rows: a pydantic schema per sheet, made from columns.csv, so that every fault names its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from pydantic_core import SchemaValidator, ValidationError, core_schema

from ingest import values
from ingest.columns import Column, columns
from ingest.values import Missing, Reading, ValueUnreadable
from ingest.values.dates import day
from ingest.values.scalars import duration, secret

SEPARATOR = "；"
DITTO = Missing("ditto")
REMEMBERED, LONGEST = 16_384, 200
"""Distinct cells of a column that are kept, and the longest of them: what a sheet can fill is bounded."""
_UNITS = ("万元", "千元", "元")


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


def text(raw: str | None) -> Reading[str]:
    nothing = values.missing(raw)
    if raw is None or (nothing is not None and nothing.kind in ("blank", "none", "ditto")):
        return Reading(None, (), nothing)
    clean, masked = values.mask(raw.strip())
    return Reading(clean, ("masked",) if masked else ())


def requirement(raw: str | None) -> Reading[str]:
    """学历要求, 专业要求 and their kin: kept as written, since only a dictionary can tell names apart."""
    nothing = values.missing(raw)
    if nothing is not None and nothing.kind in ("blank", "none", "ditto", "attached", "unknown"):
        return Reading(None, ("attached",) if nothing.kind == "attached" else (), nothing)
    return text(raw)


def headcount(raw: str | None, maximum: int) -> Reading[tuple[tuple[str | None, dict[str, Any]], ...]]:
    """(level, {"lo", "hi"}) of each need. 约10 is 10 to 10 with "about": how far that reaches is a parameter of the
    version, so it is not decided here. `about` is "both", or "lo" where the number is an upper end (近100).

    >>> headcount("约10人", 100_000).value
    ((None, {'lo': 10, 'hi': 10, 'about': 'both'}),)
    """
    reading = values.headcount(raw, maximum=maximum)
    if reading.value is None:
        return Reading(None, reading.flags, reading.missing, reading.set_aside)
    needs = reading.value.needs
    if "headcount_approx" not in reading.flags or len(needs) > 1:  # of parts that make up a total the parts stand
        return Reading(tuple((one.level_mention, {"lo": one.lo, "hi": one.hi}) for one in needs), reading.flags)
    plain = values.headcount(raw, tolerance_ppm=0, maximum=maximum).value or reading.value
    level, lo, hi = plain.needs[0]
    about = {"about": "both"} if needs[0].hi != hi else {"about": "lo"} if needs[0].lo != lo else {}
    return Reading(((level, {"lo": lo, "hi": hi, **about}),), reading.flags)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a cell cannot say itself: units in the header, the scale of each percent column, what the mapping
    file says, and the year of the period."""

    units: Mapping[str, str]
    scales: Mapping[str, str | None]
    absent: tuple[str, ...]
    max_headcount: int
    year: int | None


def _reader(column: Column, circumstances: Circumstances) -> Callable[[str | None], Reading[Any]]:
    header = circumstances.units.get(column.name, "")
    unit = next((one for one in _UNITS if one in header), "万元")
    percent_unit = next((one for one in ("%", "‰") if one in header), None)
    readers: dict[str, Callable[[str | None], Reading[Any]]] = {
        "text": text,
        "free_text": text,
        "fields": requirement,
        "level": requirement,
        "choice": partial(values.choice, choices=column.choices),
        "headcount": partial(headcount, maximum=circumstances.max_headcount),
        "count": values.count,
        "percent": partial(values.percent, header_unit=percent_unit, evidence=circumstances.scales.get(column.name)),
        "salary": partial(values.salary, unit=unit),
        "money": partial(values.money, unit=unit),
        "date": partial(values.date, year=circumstances.year),
        "day": day,
        "year": values.year,
        "trl": values.trl,
        "metrics": values.metrics,
        "credit_code": values.credit_code,
        "field_code": values.field_code,
        "school_code": values.institution_code,
        "secret": secret,
        "duration": duration,
        "decimal": values.decimal,
        "degree": values.degree,
    }
    return readers[column.type]


class _Cells(dict[str | None, Reading[Any]]):
    """What the distinct cells of one column mean. A cell seen before costs a look into a dictionary."""

    __slots__ = ("_dittos", "_read")

    def __init__(self, read: Callable[[str | None], Reading[Any]], dittos: set[str]) -> None:
        super().__init__()
        self._read = read
        self._dittos = dittos

    def __missing__(self, raw: str | None) -> Reading[Any]:
        if raw and len(raw) < 12 and values.missing(raw) == DITTO:
            self._dittos.add(raw)
            return Reading(None, (), DITTO)
        reading = self._read(raw)
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
        fields = {
            name: core_schema.typed_dict_field(
                core_schema.no_info_plain_validator_function(
                    _Cells(_reader(self._columns[name], circumstances), self._dittos).__getitem__
                )
            )
            for name in self.names
        }
        self._validate = SchemaValidator(core_schema.typed_dict_schema(fields)).validate_python
        self._stems = {name: name.removesuffix("_ppm").removesuffix("_yuan") for name in self.names}
        self._required, *by_kind = (
            [
                one.name
                for one in self._columns.values()
                if one.required == who and one.name in names and one.name not in circumstances.absent
            ]
            for who in ("yes", "供给", "需求")
        )
        self._required_by_kind = dict(zip(("供给", "需求"), by_kind, strict=True))
        self._above: Mapping[str, str | None] = {}

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
            cells = {name: self._above.get(name) if cell in self._dittos else cell for name, cell in cells.items()}
            readings, problems = self._read(cells)
        if faults:
            problems += (
                Problem(name, f"the cell holds {fault}", "type the value itself")
                for name, fault in faults.items()
                if name in readings
            )
        secrecy = readings.get("secret")
        if secrecy is not None and (secrecy.value or "unreadable" in secrecy.flags):
            raise Rejected([Problem("secret", "the row is marked 涉密 and was not stored", "send it by another way")])
        fatal = self._fatal(readings, problems)
        if fatal:
            raise Rejected(fatal)
        self._above = cells
        return self._rows(readings, sorted(name for name in faults if name in readings)), problems

    def _fatal(self, readings: Mapping[str, Reading[Any]], problems: list[Problem]) -> list[Problem]:
        """What keeps the row out: required cells that are empty or unreadable."""
        required = self._required_of(readings)
        fatal = [one for one in problems if one.column in required]
        for name in required:
            if readings[name].value is None and name not in {one.column for one in fatal}:
                fatal.append(Problem(name, "a required cell is empty", "fill it in"))
        if self.list == "talents" and not any(readings[one].value for one in ("code", "name") if one in readings):
            fatal.append(Problem("code", "nothing says who this is", "fill in 人才编号 or 姓名; neither is stored"))
        return fatal

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
            return self._required
        return [*self._required, *self._required_by_kind.get(str(kind.value), ())]

    def _rows(self, readings: Mapping[str, Reading[Any]], faulty: list[str]) -> list[TypedRow]:
        body: dict[str, Any] = {"list": self.list}
        flags = [f"{name}:broken_cell" for name in faulty]
        for name, reading in readings.items():
            if reading.value is not None:
                body[name] = reading.value
            if reading.flags:
                stem = self._stems[name]
                flags += (one if one.startswith(stem) else f"{stem}:{one}" for one in reading.flags)
        body.pop("secret", None)
        if self.list == "talent":
            if "kind" not in body:
                flags.append("kind_blank")
                body["kind"] = "年度计划"
            if "urgency" not in body:
                flags.append("urgency_blank")
        if self.list == "talents":
            body["person"] = self._person(body.pop("code", None), body.pop("name", None), body.get("unit"))
        if body.get("type") == "供给":
            flags += (flag for flag, _ in values.consistency(body))
            body.pop("headcount", None)
        needs = body.get("headcount")
        kind = _kind(self.list, body.get("type"))
        rows: list[TypedRow] = []
        for level, heads in needs if needs is not None else ((None, None),):
            one = dict(body)
            if heads is not None:
                one["headcount"] = heads
            if level:
                one["level"] = level
            if metrics := one.get("metrics"):
                one["metrics"] = [metric._asdict() for metric in metrics]
            if flags:
                one["flags"] = sorted(set(flags))
            rows.append(TypedRow(kind, one))
        return rows


def _kind(list_name: str, row_type: str | None) -> str:
    if list_name == "training":
        return "training_offer" if row_type == "供给" else "training_request"
    return {"talent": "talent_demand", "technology": "technology_demand"}.get(list_name, "record")
