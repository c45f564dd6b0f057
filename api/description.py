"""What openapi.json says beyond the routes: the columns of every list, as columns.csv has them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from ingest.columns import CHINESE, DEMANDS
from ingest.schema import schema_name, value_schemas

REFERENCE = "#/components/schemas/{model}"
LISTS = "\n".join(f"- `{name}` {chinese}: `{schema_name(name)}`" for name, chinese in CHINESE.items())
"""In Markdown: each list and the name of its schema."""
EVIDENCE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The gap, its proof, and the rows behind it.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "evidence": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "properties": {
                                    "list": {"enum": DEMANDS},
                                    "values": {
                                        "anyOf": [{"$ref": REFERENCE.format(model=schema_name(one))} for one in DEMANDS]
                                    },
                                },
                            },
                        }
                    },
                }
            }
        },
    }
}


def describe(app: FastAPI) -> None:
    """Let the application name the columns of every list in its openapi.json."""
    of_routes = app.openapi

    def with_columns() -> dict[str, Any]:
        schema = of_routes()  # made once, then kept
        schema["components"]["schemas"].update(value_schemas(REFERENCE))
        return schema

    app.openapi = with_columns  # type: ignore[method-assign]  # the way FastAPI documents
