"""The response lists as rows, the same for csv over HTTP and in the terminal."""

from __future__ import annotations

from typing import Any

from ingest.outgoing import Value

Json = dict[str, Any]

COLUMNS = (
    "id", "list", "action", "action_zh", "title", "quantity", "unit", "joint_gap", "bands", "first_year", "status",
    "author", "time", "reason", "decided_quantity", "evidence",
)  # fmt: skip
ROW_COLUMNS = ("id", "list", "sender", "period", "file", "sheet", "row")


def line(item: Json) -> list[Value]:
    """One item; `evidence` counts its rows, `bands` are their permanent ids."""
    decision, effect = item["decision"] or {}, item["effect"] or {}
    flat = item | {
        "joint_gap": effect.get("joint_gap"),
        "bands": "；".join(one["id"] for one in effect.get("bands", ())),
        "author": decision.get("author"),
        "time": decision.get("time"),
        "reason": decision.get("reason"),
        "decided_quantity": decision.get("quantity"),
        "evidence": len(item["evidence"]),
    }
    return [flat[name] for name in COLUMNS]


def row_line(row: Json) -> list[Value]:
    """One row of the sheets that an item rests on."""
    return [row[name] for name in ROW_COLUMNS]
