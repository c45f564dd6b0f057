"""What every page has: its language, its links, the line that says which report it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.pages import figures
from api.pages.words import Words
from api.pictures import bars
from api.query import ListParameters, PageParameters
from api.reports import Reports, kept
from graph.gaps.cuts import ACROSS, ANY_FIELD, NOT_STATED
from graph.gaps.demand import KINDS, VACANCY, years_of
from graph.gaps.report import GapReport
from graph.rows import Version

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
VERSIONS_SHOWN = 8
SAID_OF_NOTHING = {NOT_STATED: "not_stated", ACROSS: "across", ANY_FIELD: "any_field"}

_env = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_env.filters |= {
    "exact": figures.exact,
    "tenth": figures.tenth,
    "round": figures.round_number,
    "grouped": figures.grouped,
}


@dataclass(frozen=True)
class Choice:
    """One entry of a menu."""

    label: str
    href: str
    current: bool


class Screen:
    """One page being made."""

    def __init__(self, request: Request, asked: PageParameters | ListParameters) -> None:
        self.request = request
        self.asked = asked
        self.words = Words(asked.lang)
        given: dict[str, Any] = {"v": asked.v, "year": asked.year, "kind": asked.kind}
        self._kept = {name: value for name, value in given.items() if value is not None}
        if self.words.language != "zh":
            self._kept["lang"] = self.words.language

    def url(self, path: str, **changes: Any) -> str:
        """A link that stays in this report and language; None takes a parameter away."""
        parameters = {name: value for name, value in (self._kept | changes).items() if value not in (None, "", [])}
        query = f"?{urlencode(parameters, doseq=True)}" if parameters else ""
        return f"{quote(path)}{query}"

    def here(self, **changes: Any) -> str:
        """This page with some parameters changed."""
        mine: dict[str, Any] = {}
        for name in self.request.query_params:
            mine[name] = self.request.query_params.getlist(name)
        return self.url(self.request.url.path, **(mine | changes))

    def render(self, template: str, status: int = 200, **values: Any) -> Response:
        shared = {"screen": self, "w": self.words, "url": self.url, "here": self.here, "hatches": bars.hatches}
        text = _env.get_template(template).render(**shared, **values)
        return Response(text, status, media_type="text/html; charset=utf-8")

    @property
    def origin(self) -> str:
        return f"{self.request.url.scheme}://{self.request.url.netloc}"

    def api(self) -> str:
        """Where the data of this page are to be had."""
        path = self.request.url.path
        known = {"v", "year", "kind", "industry", "district", "level", "stage"}
        asked = [(name, value) for name, value in self.request.query_params.multi_items() if name in known and value]
        query = f"?{urlencode(asked)}" if asked else ""
        return f"{self.origin}/api/v1{quote(path) if path.startswith('/gaps') else '/gaps'}{query}"

    def name(self, report: GapReport, key: str) -> str:
        """What a thing or a bucket of a cut is called on this page."""
        if key in SAID_OF_NOTHING:
            return str(self.words(SAID_OF_NOTHING[key]))
        return report.version.name_of(key) if ":" in key else key

    def kind(self, kind: str) -> str:
        """现有空缺 or 年度计划, as this page calls it."""
        return str(self.words("vacancies" if kind == VACANCY else "plan"))

    def part(self, name: str) -> Markup:
        return self.words(f"part_{name}")


@dataclass(frozen=True)
class Context:
    """The line under the head: year, kind, version, who is missing."""

    years: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    versions: tuple[Choice, ...]
    version: Version
    pinned: bool
    published: str
    missing: tuple[str, ...]
    year: int | None
    kind: str


def context_of(screen: Screen, report: GapReport, reports: Reports) -> Context:
    version = report.version.version
    head = reports.head()
    here = screen.request.url.path
    path = "/gaps" if here.startswith("/gaps/") else here  # a gap of one year or kind is none of another
    kinds = [report.kind, *(one.kind for one in report.demand.left_out)]
    numbers = range(head.number if head else 0, 0, -1)[:VERSIONS_SHOWN]
    return Context(
        years=tuple(
            Choice(str(year), screen.url(path, year=year), year == report.year) for year in years_of(report.version)
        ),
        kinds=tuple(
            Choice(screen.kind(one), screen.url(path, kind=one), one == report.kind) for one in KINDS if one in kinds
        ),
        versions=tuple(Choice(str(one), screen.url(path, v=one), one == version.number) for one in numbers),
        version=version,
        pinned=head is not None and version.number != head.number,
        published=version.at[:16].replace("T", " "),
        missing=tuple(dict.fromkeys(sender for _, sender in report.demand.missing_senders)),
        year=report.year,
        kind=screen.kind(report.kind),
    )


@dataclass(frozen=True)
class Tier:
    """An urgency as it is shown: the label that most posts of the tier carry, and a shape beside it."""

    label: str
    shape: str


def tiers_of(report: GapReport) -> Mapping[int, Tier]:
    return kept(report.version, ("tiers", report.year, report.kind), lambda: _tiers(report))


def _tiers(report: GapReport) -> dict[int, Tier]:
    said: dict[int, Counter[str]] = {}
    for label, tier in sorted(report.version.urgency.tiers.items()):
        said.setdefault(tier, Counter())[label] += 0
    for one in report.demands:
        counts = said.setdefault(one.tier, Counter())
        label = str(one.row.body.get("urgency") or "")
        if report.version.urgency.tier(label) == one.tier:
            counts[label.strip()] += one.lo
    order = sorted(said)
    shapes = {tier: ("△" if rank == 0 else "▲▲" if rank == len(order) - 1 and rank > 1 else "▲")
              for rank, tier in enumerate(order)}  # fmt: skip
    return {
        tier: Tier(min(counts, key=lambda name: (-counts[name], name)) if counts else str(tier), shapes[tier])
        for tier, counts in said.items()
    }
