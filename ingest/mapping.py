"""Mapping files: what a file with foreign headers means, in a few lines of YAML.

list: talent
sender: ohio                    # who sends it; --sender and --period win over both
period: "2021"                  # or left out: --period, or the title rows say it
columns: {annual_openings: headcount, occupation: post}
constants: {kind: 年度计划}
separators: {fields: ";"}
skip: [{column: soc_code, ends_with: "0000", reason: totals}]
absent: [firm, industry]        # required columns that this sender does not have
ignore: [remarks]               # headers that carry nothing
sheets: [posts]                 # only these; by default all that have the header
max_headcount: 20000
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from graph.errors import ListRefused
from graph.rows import digest
from ingest.columns import LISTS, columns, header_key


def _text(value: object) -> object:
    """YAML reads 2021 as a number and 2021-03-01 as a day; a period, a code and a constant are texts."""
    return str(value) if isinstance(value, int | float | date) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text)]
Filled = Annotated[Text, Field(min_length=1)]


class SkipRule(BaseModel):
    """Rows to leave out by the value of one column, named by its header or by ours."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    column: Text
    equals: Text | None = None
    ends_with: Filled | None = None
    starts_with: Filled | None = None
    reason: str = "by rule of the mapping file"

    @model_validator(mode="after")
    def _says_which_rows(self) -> SkipRule:
        if self.equals is None and self.ends_with is None and self.starts_with is None:
            raise ValueError("the rule does not say which rows to skip: write equals, starts_with or ends_with")
        return self

    def holds(self, cell: str) -> bool:
        text = cell.strip()
        return (
            (self.equals is not None and text == self.equals)
            or (self.ends_with is not None and text.endswith(self.ends_with))
            or (self.starts_with is not None and text.startswith(self.starts_with))
        )


class Mapping(BaseModel):
    """A mapping file, checked. `columns` maps headers to our column names."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    list: str | None = None
    sender: Text | None = None
    period: Text | None = None
    columns: dict[Text, str] = Field(default_factory=dict)
    constants: dict[str, Text] = Field(default_factory=dict)
    separators: dict[str, Filled] = Field(default_factory=dict)
    skip: tuple[SkipRule, ...] = ()
    absent: tuple[str, ...] = ()
    ignore: tuple[Text, ...] = ()
    sheets: tuple[Text, ...] | None = None
    max_headcount: int = Field(default=100_000, ge=1)

    @model_validator(mode="after")
    def _names_are_known(self) -> Mapping:
        if self.list is not None and self.list not in LISTS:
            raise ValueError(f"“{self.list}” is no list; lists are {', '.join(LISTS)}")
        if self.list is not None:
            known = columns(self.list)
            named = {*self.columns.values(), *self.constants, *self.separators, *self.absent}
            if unknown := sorted(named - set(known)):
                raise ValueError(f"list {self.list} has no column {', '.join(unknown)}; it has {', '.join(known)}")
        if twice := sorted(set(self.columns.values()) & set(self.constants)):
            raise ValueError(f"{', '.join(twice)} stands under columns and under constants; only one can hold")
        return self

    @property
    def fingerprint(self) -> str:
        """Equal for mappings that read a file in the same way."""
        return digest(self.model_dump_json())

    def header_index(self) -> dict[str, str]:
        return {header_key(header): name for header, name in self.columns.items()}


NO_MAPPING = Mapping()


_SAID = {
    "extra_forbidden": "a mapping file has no such entry",
    "model_type": "a mapping file is made of lines like “list: talent”",
    "string_type": "a text is expected here; put it in quotation marks",
    "too_short": "nothing stands here",
}
"""What to say of the faults that are found most."""


class _Twice(yaml.MarkedYAMLError):
    """An entry that stands twice. YAML itself would take the last one in silence."""

    problem: str


class _EachOnce(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise _Twice(problem=f"“{key.value}” stands twice", problem_mark=key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_mapping(path: Path) -> Mapping:
    """Read and check a mapping file; `ListRefused` says what is wrong in it and where."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _EachOnce)
        return Mapping.model_validate(content or {})
    except OSError as error:
        raise ListRefused(f"the mapping file cannot be read: {error.strerror}", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise ListRefused("the mapping file is not UTF-8", file=str(path), remedy="save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ListRefused(
            error.problem if isinstance(error, _Twice) else "the mapping file is no YAML",
            file=str(path),
            row=None if mark is None else mark.line + 1,
            remedy="correct that line; docs/lists.md shows an example",
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        said = _SAID.get(first["type"], str(first["msg"])).removeprefix("Value error, ")
        raise ListRefused(
            f"{place}: {said}" if place else said,
            file=str(path),
            remedy="correct the mapping file; docs/lists.md shows what it may hold",
        ) from error
