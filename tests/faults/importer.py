"""An importer to be killed: python -m tests.faults.importer URL SENDER. Says each version that was acknowledged."""

from __future__ import annotations

import random
import sys
import time

from graph.errors import StoreError, VersionMoved
from graph.rows import ContentHash, Revision, Row, Submission, Version, canonical, public_id, version_hash
from graph.store.neo4j import Neo4jStore, staging

ROWS = 600
BATCH = 150
NOW = "2026-01-01T00:00:00+00:00"


def rows_of(submission: Submission, revision: str) -> list[Row]:
    """Posts that nobody else has, of firms and in places that all importers share."""
    draw = random.Random(revision)
    made = []
    for number in range(ROWS):
        body = canonical(
            {
                "list": "talent",
                "period": submission.period,
                "post": f"{revision} 岗位 {number}",
                "headcount": {"lo": draw.randint(1, 5), "hi": None},
            }
        )
        fields = [f"field:undergraduate:{draw.randint(1, 40):04d}" for _ in range(2)]
        links = canonical(
            {
                "firm": f"firm:name:{draw.randint(1, 50)}",
                "district": f"district:{draw.randint(1, 13)}",
                "segment": f"segment:{draw.randint(1, 20)}",
                "alternatives": [{"fields": fields, "degree": ["本科", "博士"]}],
            }
        )
        one = public_id(submission, body, 0)
        made.append(Row(revision, "talent_demand", one, "f.xlsx", "s", number + 2, 0, body, links))
    return made


def revision_of(submission: Submission, one: str, rows: list[Row]) -> Revision:
    content = ContentHash()
    for row in rows:
        content.add(row)
    return Revision(one, submission, (), "", "", 1, "tests", NOW, len(rows), content.hexdigest(), "{}")


def import_one(store: Neo4jStore, sender: str, number: int) -> Version:
    """Replace what this sender sent before; what the others sent stays."""
    submission = Submission("talent", sender, "2024")
    one = f"{sender}-{number}"
    rows = rows_of(submission, one)
    mine = revision_of(submission, one, rows)
    store.stage(one, rows)
    while True:
        head = store.head()
        base = head.number if head else 0
        kept = [r for r in store.revisions(head.revisions if head else ()) if r.submission != submission]
        ids = (*(r.id for r in kept), one)
        version = Version(base + 1, NOW, "tests", "", version_hash([*kept, mine]), "", ids)
        try:
            return store.publish(base, version, [mine])
        except VersionMoved:
            continue


def main(url: str, sender: str) -> None:
    staging.BATCH = BATCH  # several batches each, so that a kill may fall between two
    store = Neo4jStore(url)
    print("ready", flush=True)
    number = time.time_ns()
    while True:
        number += 1
        try:
            version = import_one(store, sender, number)
        except StoreError as error:  # what a person would do: read the message, send it again
            print(f"error {type(error).__name__} {error}", flush=True)
            time.sleep(0.2)
            continue
        print(f"acknowledged {version.number} {version.content_hash}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
