"""缺口: which gaps do I work on next? Bands, the two lists of work, and the rows themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from api.pages.overview import band_line, parts_bar, parts_of, worst_bands
from api.pages.screen import Screen, tiers_of
from api.query import ListParameters
from api.selection import Selection, add_up, values_of
from graph.gaps.demand import Demand
from graph.gaps.report import EXPERIENCED, NO_PROGRAMME, UNLINKED, GapReport
from graph.snapshot import Snapshot

PAGE = 50
CHOICES = 30
EXAMPLES = 3
TABS = ("bands", "no_programme", "unlinked", "rows")


@dataclass(frozen=True)
class Chip:
    """A filter in force and the link that takes it away."""

    label: str
    value: str
    href: str


@dataclass
class Missing:
    """Posts of one class of fields and level for which the city has no programme."""

    key: str
    level: str
    name: str
    href: str
    posts: int = 0
    rows: int = 0
    experienced: int = 0
    industries: Counter[str] = field(default_factory=Counter)


@dataclass
class Mention:
    """A name that became no field, with the posts that hang on it."""

    text: str
    reason: str
    candidates: tuple[str, ...]
    posts: int = 0
    rows: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)


def gap_list(screen: Screen, report: GapReport, asked: ListParameters) -> dict[str, Any]:
    """What the template shows."""
    selection = Selection.of(report, asked.filters)
    sums = add_up(report, selection.positions)
    lists: dict[str, Callable[[], Sequence[Any]]] = {
        "bands": lambda: _bands(screen, selection),
        "no_programme": lambda: _no_programme(screen, selection),
        "unlinked": lambda: _unlinked(screen, selection),
        "rows": lambda: [_row(screen, report, k) for k in selection.positions],
    }
    items: Sequence[Any] = lists[asked.tab]()
    page = items[asked.after : asked.after + PAGE]
    filters = asked.filters
    return {
        "report": report,
        "asked": asked,
        "sums": sums,
        "parts": parts_of(screen, sums) if report.computed else [],
        "bar": parts_bar(screen, sums, 14) if report.computed else None,
        "selection": selection,
        "chips": _chips(screen, report, selection, asked),
        "facets": _facets(screen, report, asked),
        "tabs": [
            (name, screen.url("/gaps", **(filters | {"tab": name if name != "bands" else None}))) for name in TABS
        ],
        "items": page,
        "count": len(items),
        "first": asked.after + 1 if page else 0,
        "last": asked.after + len(page),
        "previous": screen.here(after=max(0, asked.after - PAGE) or None) if asked.after else None,
        "following": screen.here(after=asked.after + PAGE) if asked.after + PAGE < len(items) else None,
        "csv_href": screen.url(
            "/api/v1/gaps",
            lang=None,
            view="bands" if asked.tab == "bands" else "demands",
            format="csv",
            **{name: value for name, value in filters.items() if name not in ("field", "part")},
        ),
    }


def _chips(screen: Screen, report: GapReport, selection: Selection, asked: ListParameters) -> list[Chip]:
    chips = []
    for name, values in asked.filters.items():
        for value in values:
            rest = [one for one in values if one != value]
            shown = str(screen.part(value)) if name == "part" else _called(screen, report, selection, name, value)
            chips.append(Chip(str(screen.words(f"filter_{name}")), shown, screen.here(**{name: rest, "after": None})))
    return chips


def _called(screen: Screen, report: GapReport, selection: Selection, name: str, value: str) -> str:
    keys = selection.chosen[name]
    exact = value if value in keys else min(keys)
    return screen.name(report, exact)


def _facets(screen: Screen, report: GapReport, asked: ListParameters) -> list[dict[str, Any]]:
    """Values to choose from, those with most posts first."""
    facets = []
    for name in ("industry", "district", "level", "stage"):
        counts: Counter[str] = Counter()
        for key, one in zip(values_of(report, name), report.demands, strict=True):
            counts[key] += one.lo
        chosen = asked.filters.get(name, [])
        options = [
            {"value": key, "name": screen.name(report, key), "posts": posts, "chosen": key in chosen}
            for key, posts in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:CHOICES]
        ]
        if len(counts) > 1:
            facets.append({"name": name, "options": options})
    return facets


def _bands(screen: Screen, selection: Selection) -> list[Any]:
    report = selection.report
    here: dict[int, Fraction] = {}
    if report.bands:
        for k in selection.positions:
            number = int(report.split.band[k])
            if number >= 0:
                here[number] = here.get(number, Fraction(0)) + report.gaps[k]
    chosen = [band for band in worst_bands(report) if band.number - 1 in here]
    return [band_line(screen, report, band, here[band.number - 1]) for band in chosen]


def _no_programme(screen: Screen, selection: Selection) -> list[Missing]:
    report = selection.report
    fields, levels = values_of(report, "field"), values_of(report, "level")
    found: dict[tuple[str, str], Missing] = {}
    for k in selection.positions:
        if not report.computed or report.classes[k] not in (NO_PROGRAMME, EXPERIENCED):
            continue
        place = fields[k], levels[k]
        if place not in found:
            href = screen.url("/gaps", tab="rows", part="no_programme", field=fields[k], level=levels[k])
            found[place] = Missing(*place, screen.name(report, fields[k]), href)
        one, line = report.demands[k], found[place]
        line.rows += 1
        line.posts += one.lo
        line.experienced += one.lo if report.classes[k] == EXPERIENCED else 0
        line.industries[screen.name(report, values_of(report, "industry")[k])] += one.lo
    return sorted(found.values(), key=lambda line: (-line.posts, line.key, line.level))


def mentions_of(version: Snapshot, one: Demand) -> list[tuple[str, str, tuple[str, ...]]]:
    """(as written, reason, names of the candidates) of every name of a field in a demand that became none."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in one.rows:
        for mention in row.links.get("unlinked") or ():
            if mention.get("kind") == "field":
                candidates = tuple(version.name_of(key) for key in mention.get("candidates") or ())
                found.setdefault(str(mention.get("mention")), (str(mention.get("reason") or "unknown"), candidates))
    return [(text, *found[text]) for text in sorted(found)]


def _unlinked(screen: Screen, selection: Selection) -> list[Mention]:
    """By name, most posts first. A post with two unknown names stands under both, so this does not add up."""
    report = selection.report
    found: dict[str, Mention] = {}
    for k in selection.positions:
        if not report.computed or report.classes[k] != UNLINKED:
            continue
        one = report.demands[k]
        for text, reason, candidates in mentions_of(report.version, one) or [("", "blank", ())]:
            line = found.setdefault(text, Mention(text, reason, candidates))
            line.posts += one.lo
            line.rows += 1
            if len(line.examples) < EXAMPLES:
                line.examples.append((str(one.row.body.get("post") or one.id), screen.url(f"/gaps/{one.id}")))
    return sorted(found.values(), key=lambda line: (-line.posts, line.text))


def _row(screen: Screen, report: GapReport, k: int) -> dict[str, Any]:
    one = report.demands[k]
    row = one.row
    name = report.classes[k] if report.computed else None
    return {
        "post": row.body.get("post") or one.id,
        "href": screen.url(f"/gaps/{one.id}"),
        "firm": report.version.name_of(one.firm) if one.firm else "",
        "district": screen.name(report, values_of(report, "district")[k]),
        "level": row.body.get("level") or "",
        "fields": row.body.get("fields") or "",
        "tier": tiers_of(report)[one.tier],
        "lo": one.lo,
        "hi": one.hi,
        "gap": report.gaps[k] if report.computed else None,
        "part": NO_PROGRAMME if name == EXPERIENCED else name,
        "file": row.file,
        "sheet": row.sheet,
        "row": row.row,
    }
