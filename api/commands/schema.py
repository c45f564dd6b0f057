"""fourchain schema: constraints and indexes of a Neo4j store. Applying them again changes nothing."""

from __future__ import annotations

from argparse import Namespace

from api.terminal import console, print_json
from graph.errors import BadArgument


def run(given: Namespace) -> int:
    if given.store.startswith("sqlite:"):
        raise BadArgument(
            "an SQLite store makes its own layout; schema is for Neo4j",
            remedy="name a server: fourchain schema --store bolt://127.0.0.1:7687",
        )
    from graph.store.neo4j.schema import apply_schema

    statements = apply_schema(given.store, dry_run=given.dry_run)
    if given.json:
        print_json({"store": given.store, "applied": not given.dry_run, "statements": statements})
        return 0
    out = console()
    for statement in statements:
        out.print(f"{statement};", markup=False)
    if not statements:
        out.print(f"{given.store} has the whole schema")
    elif given.dry_run:
        out.print(f"would run {len(statements)} statements; nothing was changed")
    else:
        out.print(f"ran {len(statements)} statements; {given.store} has the whole schema")
    return 0
