"""Shares of people: nobody fills more than one full post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.columns import columns
from ingest.needs import TypedNeed
from ingest.receipt import Receipt, RowProblem

WHOLE_POST = 1_000_000


def within_one_post(needs: Sequence[TypedNeed], receipt: Receipt) -> list[TypedNeed]:
    """The rows of those whose shares sum to at most one full post (shares in millionths).

    Nobody can tell which share of the others is wrong, so all rows of such a person are rejected in the receipt.
    """
    shares: Counter[str] = Counter()
    for need in needs:
        shares[need.body["person"]] += need.body.get("share_ppm", 0)
    for need in needs:
        if shares[need.body["person"]] > WHOLE_POST:
            sheet = next(one for one in receipt.sheets if (one.file, one.sheet) == (need.file, need.sheet))
            sheet.accepted -= 1
            sheet.needs -= 1
            sheet.rejected += 1
            receipt.flags.subtract(need.body.get("flags", ()))
            header = next((text for text, name in sheet.columns.items() if name == "share_ppm"), None)
            receipt.problems.append(
                RowProblem(
                    need.file,
                    need.sheet,
                    need.row,
                    header or columns("talents")["share_ppm"].chinese,
                    "the shares of this person sum to more than one full post",
                    "correct the shares in all rows of the person",
                )
            )
    receipt.flags = +receipt.flags
    return [need for need in needs if shares[need.body["person"]] <= WHOLE_POST]
