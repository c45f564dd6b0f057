"""Broken chains and heat map as JSON values; null is no data."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from graph.gaps.heat import Cell, Cells
from graph.gaps.patterns import patterns
from graph.gaps.persons import people, persons
from graph.gaps.printed import Json, Listed
from graph.gaps.supply import PERSON
from graph.gaps.technology_printing import rows_json, thing_json
from graph.snapshot import Snapshot

if TYPE_CHECKING:
    from graph.gaps.completeness import Completeness, Pair, SegmentReport, StageCells

UNITS = {"talent": "posts", "education": "posts", "industry": "segments", "innovation": "technology demands"}
SHOWN = 10


def completeness_json(found: Completeness, listed: Listed) -> Json:
    report, ties = found.report, found.ties
    lists = sorted({name for one in patterns() for name in one.lists})
    return {
        "version": report.version.number,
        "content_hash": report.version.content_hash,
        "year": report.year,
        "kind": report.kind,
        "units": UNITS,
        "patterns": [
            {
                "id": one.id,
                "name": one.name,
                "pattern": one.text,
                "meaning": one.meaning,
                "lists": list(one.lists),
                "counts": one.counts,
            }
            for one in patterns()
        ],
        "segments": listed(segment_json(found, one) for one in found.segments),
        "stages": listed(stage_json(found, one) for one in found.stages),
        "notes": {"absent": [name for name in lists if not ties.loaded(name)]},
    }


def segment_json(found: Completeness, one: SegmentReport) -> Json:
    version = found.version
    return {
        **(thing_json(version, one.key) or {}),
        "industry": thing_json(version, one.industry),
        "stage": one.stage,
        "pairs": {pair.pattern.id: pair_json(version, pair) for pair in one.pairs},
        "cells": cells_json(found, one.cells),
    }


def stage_json(found: Completeness, one: StageCells) -> Json:
    return {
        "industry": _named(found.version, one.industry),
        "stage": one.stage,
        "cells": cells_json(found, one.cells),
    }


def _named(version: Snapshot, key: str) -> Json:
    return {"key": key, "name": version.name_of(key) if ":" in key else key}


def pair_json(version: Snapshot, pair: Pair) -> Json:
    """How often the pattern is found, the first rows behind it, and who stands at the other end."""
    far = [_named(version, key) for key in pair.far[:SHOWN]]
    return {"count": pair.count, "rows": rows_json(pair.rows), "with": far, "with_count": len(pair.far)}


def cells_json(found: Completeness, cells: Cells) -> Json:
    return {name: cell_json(found, name, getattr(cells, name)) for name in UNITS}


def cell_json(found: Completeness, name: str, cell: Cell) -> Json:
    """A share as its two sides, and what `value` counts."""
    posts = UNITS[name] == "posts"
    of = None if cell.of is None else people(Fraction(cell.of, PERSON if posts else 1))
    value = None if cell.value is None else persons(cell.value) if posts else int(cell.value)
    printed: Json = {"value": value, "of": of}
    if name == "industry":
        return printed | {"missing": [thing_json(found.version, one) for one in cell.things]}
    label = "TechnologyDemand" if name == "innovation" else "TalentDemand"
    rows_of = found.ties.rows_of(label)
    return printed | {"rows": rows_json([row for one in cell.things for row in rows_of(one)])}
