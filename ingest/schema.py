"""The rows of a list as JSON schema, made from columns.csv: what the interface says of the values it hands out."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import models_json_schema

from ingest.columns import CHINESE, DEMANDS, LISTS, Column, columns
from ingest.examples import EITHER


class People(BaseModel):
    """A number of people: at least `lo`, at most `hi`; null is no upper bound. `about` says which ends are rough."""

    model_config = ConfigDict(extra="forbid")
    lo: Annotated[int, Field(ge=0)]
    hi: int | None
    about: Literal["lo", "hi", "both"] | None = None


class Pay(BaseModel):
    """Yuan a year. `raw` is the cell, personal data masked."""

    model_config = ConfigDict(extra="forbid")
    lo_yuan: int | None
    hi_yuan: int | None
    basis: Literal["year", "month"]
    months: int | None = None
    tax: Literal["before", "after"] | None = None
    raw: str


class Span(BaseModel):
    """A date or a span of days. `from` is null for a deadline, both ends are null for 长期有效 and 尽快."""

    model_config = ConfigDict(extra="forbid")
    first: Annotated[str | None, Field(alias="from")]
    last: Annotated[str | None, Field(alias="to")]
    precision: Literal["day", "month", "quarter", "half", "year", "period", "open"]


class Measured(BaseModel):
    """One sentence of 技术指标; what cannot be tested has no operator."""

    model_config = ConfigDict(extra="forbid")
    name: str
    operator: str | None
    value: str | None
    unit: str | None
    baseline: str | None
    change: Literal["+", "-"] | None
    testable: bool
    raw: str


TYPES: dict[str, Any] = {
    "headcount": People,
    "salary": Pay,
    "date": Span,
    "metrics": list[Measured],
    **dict.fromkeys(("count", "year", "trl", "duration"), Annotated[int, Field(ge=0)]),
    **dict.fromkeys(("percent", "money", "degree"), int),
}
"""Column type → type of the stored value; all others are texts."""


@cache
def row_model(name: str) -> type[BaseModel]:
    """The values of one row of a list, typed; a cell that holds nothing is absent."""
    fields: dict[str, Any] = {"list": (Literal[name], ...)}
    for column in columns(name).values():
        if column.type not in ("skip", "secret") and not column.personal:
            required = column.required == "yes" and column.type != "headcount"
            fields[column.name] = _field(column, required)
    if any(column.personal == "pseudonym" for column in columns(name).values()):
        fields["person"] = (Annotated[str, Field(description="pseudonym of the person: a keyed hash")], ...)
    if name in DEMANDS:
        fields["period"] = (Annotated[str, Field(title="周期", description="period of the submission")], ...)
        fields.setdefault("year", (Annotated[int, Field(title="年份", description="year of the period")], ...))
    fields["flags"] = (Annotated[list[str], Field(description="what was assumed or left out when reading")], [])
    return create_model(schema_name(name), __config__=ConfigDict(extra="forbid"), **fields)


def json_schema(name: str) -> dict[str, Any]:
    """The JSON schema of the values of a row of a list."""
    return row_model(name).model_json_schema()


def value_schemas(ref_template: str) -> dict[str, Any]:
    """By name, the JSON schemas of the values of all lists and of what these are made of, as an interface shows rows:
    their list and their flags stand beside the values. A schema refers to another by `ref_template`."""
    _, made = models_json_schema([(row_model(name), "validation") for name in LISTS], ref_template=ref_template)
    schemas: dict[str, Any] = made["$defs"]
    for name in LISTS:
        schema = schemas[schema_name(name)]
        schema |= {"title": CHINESE[name], "description": f"Values of a row of {name}; empty cells are left out."}
        for apart in ("list", "flags"):
            del schema["properties"][apart]
        schema["required"].remove("list")
    return schemas


def schema_name(name: str) -> str:
    """What the schema of the rows of a list is called."""
    return f"Row_{name}"


def _field(column: Column, required: bool) -> tuple[Any, Any]:
    value: Any = TYPES.get(column.type, str)
    if column.choices:
        value = Literal[column.choices]
    told = Field(
        title=column.chinese,
        description=column.description,
        examples=[one for one in column.example.split(EITHER) if one] or None,
        json_schema_extra={"unit": _unit(column)} if _unit(column) else None,
    )
    # A cell that holds nothing is left out of the row, never null in it.
    return Annotated[value, told], ... if required else None


def _unit(column: Column) -> str:
    """The unit of the stored value, which is not always that of the cell."""
    return {"percent": "ppm", "money": "yuan", "salary": "yuan/year", "degree": "ppm of a degree"}.get(
        column.type, column.unit
    )
