"""Parameters of requests: an unknown one is refused, for a typo must not answer with the whole city."""

from __future__ import annotations

import base64
import binascii
import difflib
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin, get_type_hints

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["现有空缺", "年度计划"]
Language = Literal["zh", "en"]
Action = Literal[
    "recruit", "expand", "add", "hold", "shrink", "stop", "announce", "commission", "joint_lab", "recruit_team"
]
Status = Literal["建议", "采纳", "驳回", "完成"]
Year = Annotated[int, Field(ge=1900, le=2200)]
Number = Annotated[int, Field(ge=1, le=1_000_000_000)]
Names = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=20)]


class Parameters(BaseModel):
    """Which report: `v` pins a version, the published one by default."""

    model_config = ConfigDict(extra="forbid")
    v: Number | None = None
    year: Year | None = None
    kind: Kind | None = None


class Filters(Parameters):
    """Which demands of it: names, codes or keys; several values of one filter mean any of them."""

    industry: Names = Field(default_factory=list)
    district: Names = Field(default_factory=list)
    level: Names = Field(default_factory=list)
    stage: Names = Field(default_factory=list)

    FILTERS: ClassVar[tuple[str, ...]] = ("industry", "district", "level", "stage")

    @property
    def filters(self) -> dict[str, list[str]]:
        """Those that were given."""
        given = {name: getattr(self, name) for name in self.FILTERS}
        lists = {name: [values] if isinstance(values, str) else values for name, values in given.items() if values}
        filled = {name: [one for one in values if one] for name, values in lists.items()}  # a form sends "" for all
        return {name: values for name, values in filled.items() if values}


class ApiParameters(Filters):
    """GET /api/v1/gaps."""

    view: Literal["bands", "demands"] = "bands"
    format: Literal["json", "csv"] | None = None
    bom: bool = True
    limit: Annotated[int, Field(ge=1, le=1_000)] = 50
    cursor: Annotated[str, Field(max_length=100)] | None = None


class GapParameters(Parameters):
    """GET /api/v1/gaps/{id}."""

    format: Literal["json", "csv"] | None = None
    bom: bool = True


class ResponseParameters(Parameters):
    """GET /api/v1/responses/{list}: items of some actions, statuses, or about one band (by its permanent id)."""

    action: list[Action] = Field(default_factory=list, max_length=20)
    status: list[Status] = Field(default_factory=list, max_length=4)
    band: Annotated[str, Field(max_length=40)] | None = None
    format: Literal["json", "csv"] | None = None
    bom: bool = True
    limit: Annotated[int, Field(ge=1, le=1_000)] = 50
    cursor: Annotated[str, Field(max_length=100)] | None = None


class DecisionBody(BaseModel):
    """POST /api/v1/responses/{list}/{id}/decision: who decides what, and why."""

    model_config = ConfigDict(extra="forbid")
    status: Literal["采纳", "驳回", "完成"]
    reason: Annotated[str, Field(min_length=1, max_length=2_000)]
    author: Annotated[str, Field(min_length=1, max_length=200)]


class PageParameters(Parameters):
    """What every page takes."""

    lang: Language = "zh"


class OverviewParameters(PageParameters):
    """GET /"""

    columns: Literal["stage", "district", "level"] = "stage"
    measure: Literal["posts", "programmes"] = "posts"
    cell: Annotated[str, Field(max_length=300)] | None = None


class ListParameters(Filters):
    """GET /gaps"""

    FILTERS: ClassVar[tuple[str, ...]] = (*Filters.FILTERS, "field", "part")
    lang: Language = "zh"
    tab: Literal["bands", "no_programme", "unlinked", "rows"] = "bands"
    part: Literal["met", "competed", "no_programme", "unlinked"] | None = None
    field: Names = Field(default_factory=list)
    after: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class OneGapParameters(PageParameters):
    """GET /gaps/{id}"""

    all: bool = False


class SubmissionParameters(BaseModel):
    """POST /api/v1/submissions: `check` publishes nothing, `yes` lets a submission shrink to less than half."""

    model_config = ConfigDict(extra="forbid")
    check: bool = False
    yes: bool = False


class ReceiptParameters(BaseModel):
    """GET /api/v1/submissions/{id}/receipt."""

    model_config = ConfigDict(extra="forbid")
    format: Literal["json", "md"] | None = None


class NoParameters(BaseModel):
    """A route that takes none."""

    model_config = ConfigDict(extra="forbid")


Nothing = Annotated[NoParameters, Query()]


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Up to five names that may have been meant, the likeliest first; all, when they are few and none is like it.

    >>> nearest("yaer", ["year", "kind", "v"])
    ['year']
    """
    names = sorted(set(known))
    found = difflib.get_close_matches(name, names, n=5, cutoff=0.5)
    parts = [one for one in names if one not in found and name and (name in one or one in name)]
    return (found + parts)[:5] or (names if len(names) <= 12 else [])


def known_parameters(route: Any) -> frozenset[str]:
    """The query parameters that a route takes, read off the models of its function."""
    endpoint = getattr(route, "endpoint", None)
    if endpoint is None:
        return frozenset()
    names: set[str] = set()
    for hint in get_type_hints(endpoint, include_extras=True).values():
        model = get_args(hint)[0] if get_origin(hint) is Annotated else hint
        if isinstance(model, type) and issubclass(model, BaseModel):
            names |= set(model.model_fields)
    return frozenset(names)


def cursor_of(version: int, position: int) -> str:
    """Where a page ended: the version that it was cut from, and the number of the last item.

    >>> position_in(cursor_of(12, 50))
    (12, 50)
    """
    return base64.urlsafe_b64encode(f"{version}.{position}".encode()).decode().rstrip("=")


def position_in(cursor: str) -> tuple[int, int] | None:
    """The version and the last number; None where somebody made the cursor up."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        version, _, position = text.partition(".")
        return int(version), int(position)
    except (ValueError, binascii.Error):
        return None
