"""Names of fields as firms type them, one to a cell, labelled by hand: what is accepted is right; the rest is review.

`expected` is the key of a field without its prefix; "broad …": words that stand for a range which holds this one;
"review": nobody can tell from the words alone. A range, accepted with low confidence and flagged, is right where a
range was meant and holds what is expected; where one field was meant it is wrong.

`batch`: the rules of linking were written beside batch 1. Batches 2 and 3 were written and labelled before linking saw
them; what docs/linking.md says of a first sight is of these.
"""

import csv
from pathlib import Path

import pytest

from ingest.builtin import builtin_dictionary
from ingest.requirements import BROAD_SIMILARITY, Requirements

NAMES = Path(__file__).parent / "data" / "firm_typed_names.csv"


def read() -> list[dict[str, str]]:
    with NAMES.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def outcomes():
    """(row, what it became): right, wrong or review."""
    requirements = Requirements(builtin_dictionary())
    return [(row, outcome(requirements, row)) for row in read()]


def outcome(requirements: Requirements, row: dict[str, str]) -> str:
    meaning = requirements.of_post(row["level"] or None, row["mention"], None, None, "2024-01-01")
    exact = {key for one in meaning.alternatives for key in one["fields"] if one["sim_cap"] > BROAD_SIMILARITY}
    broad = {key for one in meaning.alternatives for key in one["fields"] if one["sim_cap"] <= BROAD_SIMILARITY}
    if not exact | broad:
        return "review"
    words = row["expected"].removeprefix("broad ")
    if words == "review":
        return "wrong"
    holding = {f"field:{words}", *ancestors(words)}
    is_range = words != row["expected"]
    is_right = bool(broad & holding) if is_range else not broad and exact == {f"field:{words}"}
    return "right" if is_right else "wrong"


def ancestors(words: str) -> set[str]:
    catalogue, code = words.split(":")
    parents = builtin_dictionary().fields.parents(catalogue, code)
    return {f"field:{catalogue}:{one}" for one in parents}


def test_there_are_at_least_300_names_each_once():
    places = [(row["level"], row["mention"]) for row in read()]
    assert len(places) == len(set(places)) >= 300


@pytest.mark.parametrize("batches", ["1", "23"])
def test_of_what_is_accepted_98_percent_are_right(outcomes, batches):
    mine = [(row, became) for row, became in outcomes if row["batch"] in batches]
    wrong = [f"{row['level']} {row['mention']} ({row['expected']})" for row, became in mine if became == "wrong"]
    right = sum(became == "right" for _, became in mine)
    precision = right / (right + len(wrong))
    linkable = sum(row["expected"] != "review" for row, _ in mine)
    print(
        f"\n{len(mine)} names: {right} right, {len(wrong)} wrong, {len(mine) - right - len(wrong)} to review; "
        f"precision {precision:.4f}, recall {right / linkable:.4f}; wrong: {wrong}"
    )
    assert precision >= 0.98
    assert right / linkable >= 0.9
