"""A real Neo4j server for tests: emptied before each, and only if it was empty when the tests first met it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from neo4j import Driver, GraphDatabase, NotificationMinimumSeverity
from neo4j.exceptions import ClientError, Forbidden

from graph.store.neo4j.credentials import credentials
from graph.store.neo4j.schema import apply_schema

ADDRESSES = os.environ.get("FOURCHAIN_TEST_NEO4J", "").split() or ["neo4j"]
"""One address or several, separated by blanks; without any the tests that need one are skipped."""


def _driver(url: str) -> Driver:
    return GraphDatabase.driver(url, auth=credentials(url), notifications_min_severity=NotificationMinimumSeverity.OFF)


def cypher(url: str, text: str, **parameters: Any) -> list[list[Any]]:
    """What an analyst sees who asks this of the database."""
    with _driver(url) as driver:
        return [record.values() for record in driver.execute_query(text, parameters).records]


@contextmanager
def emptied(url: str) -> Iterator[str]:
    """The address of an empty database with its schema, for one test at a time over all processes."""
    lock = Path(tempfile.gettempdir()) / f"fourchain-tests-{urlsplit(url).port}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        [[nodes]] = cypher(url, "MATCH (n) WHERE NOT n:Fourchain RETURN count(n)")
        ours = cypher(url, "MATCH (n:TestsMayEmptyThis) RETURN count(n)")[0][0]
        if nodes and not ours:
            pytest.fail(f"{url} holds data; the tests empty the database they are given", pytrace=False)
        empty(url)
        yield url


def empty(url: str) -> None:
    """Take everything out of a database that is ours to empty."""
    with _driver(url) as driver, driver.session() as session:
        # Rows first: a thing may have more edges than one transaction can delete.
        for some in ("(n:Row)", "(n)"):
            session.run(f"MATCH {some} CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 2000 ROWS").consume()
    mark_as_ours(url)
    apply_schema(url)


def mark_as_ours(url: str) -> None:
    """From now on tests may empty this database."""
    with contextlib.suppress(Forbidden, ClientError):  # a read-only database stays as it is
        cypher(url, "MERGE (:TestsMayEmptyThis)")
