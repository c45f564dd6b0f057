"""What a row of a dictionary list says in vain: it is taken, but until the rest of the dictionary fits it does nothing.

A registry may come later, so such a row is kept, and its receipt says what it lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.columns import columns
from ingest.dictionary import FIELD_LADDER, Dictionary, names_in
from ingest.draft import Draft
from ingest.receipt import RowProblem
from ingest.typed import Problem
from ingest.validity import misdated

LISTS = ("decisions", "aliases", "districts")


def in_vain(dictionary: Dictionary, body: Mapping[str, Any]) -> list[Problem]:
    """What the body of a row says in vain, by column."""
    found: list[Problem] = []
    if body["list"] == "districts":
        if any(map(misdated, names_in(body.get("aliases")))):
            found.append(
                Problem(
                    "aliases",
                    "the days in brackets behind a name cannot be read, so they count as part of it",
                    "write 2022-06-01起, 至2023-05-31, or 2022-06-01至2023-05-31",
                )
            )
        return found
    kind, canonical = str(body["kind"]), str(body.get("canonical") or "")
    if canonical and not dictionary.holds(kind, canonical):
        found.append(
            Problem(
                "canonical",
                "nothing in the dictionary has this key, code or name, so the row changes nothing yet",
                "correct it, or load the list that holds it",
            )
        )
    if kind == "field" and body.get("level") and body["level"] not in dictionary.ladders.names(FIELD_LADDER):
        found.append(
            Problem(
                "level",
                "the levels list has no level of this name, so the row changes nothing",
                "write 大专, 本科, 硕士 or 博士, or leave it blank for all levels",
            )
        )
    first, last = body.get("valid_from"), body.get("valid_to")
    if first and last and str(first) > str(last):
        found.append(
            Problem("valid_to", "the last day is before the first, so the alias never holds", "correct the two days")
        )
    return found


def warn(draft: Draft, dictionary: Dictionary) -> None:
    """Say it in the receipt of a draft whose rows are read, once, however often the draft is tried."""
    if draft.submission.list not in LISTS:
        return
    known = columns(draft.submission.list)
    headers = {
        (sheet.file, sheet.sheet, name): header
        for sheet in draft.receipt.sheets
        for header, name in sheet.columns.items()
    }
    known_already = set(draft.receipt.warnings)
    for need in draft.needs or ():
        for one in in_vain(dictionary, need.body):
            header = headers.get((need.file, need.sheet, one.column), known[one.column].chinese)
            said = RowProblem(need.file, need.sheet, need.row, header, one.reason, one.remedy)
            if said not in known_already:
                known_already.add(said)
                draft.receipt.warnings.append(said)
