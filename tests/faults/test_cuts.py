"""The connection breaks in the middle of publishing: whether the version is in is found out, never guessed.

A sample of places; FAULTS=full cuts at every 20 bytes, there and back.
"""

from __future__ import annotations

import os
import random
from urllib.parse import urlsplit

import pytest

from graph.errors import StoreError
from graph.rows import Submission, Version, version_hash
from graph.store.neo4j import Neo4jStore, connection
from graph.store.neo4j.credentials import credentials
from tests.faults.cutting_proxy import CuttingProxy
from tests.faults.importer import NOW, revision_of, rows_of

FULL = os.environ.get("FAULTS") == "full"
SAMPLE = 8
STEP = 20
ROWS = 4

pytestmark = [pytest.mark.neo4j, pytest.mark.faults]


@pytest.fixture
def proxy(neo4j_url, monkeypatch):
    monkeypatch.setenv("FOURCHAIN_NEO4J_PASSWORD", credentials(neo4j_url)[1])
    cutting = CuttingProxy(urlsplit(neo4j_url).port)
    yield cutting
    cutting.close()


@pytest.fixture
def store(proxy):
    """A store behind the proxy, with one version."""
    opened = Neo4jStore(proxy.url)
    opened.publish(*staged(opened, 1))
    yield opened
    opened.close()


def staged(store, number):
    """A replacement of what 甲 sent, staged and ready to be published."""
    submission = Submission("talent", "甲", "2024")
    one = f"甲-{number}"
    rows = rows_of(submission, one)[:ROWS]
    revision = revision_of(submission, one, rows)
    store.stage(one, rows)
    head = store.head()
    base = head.number if head else 0
    return base, Version(base + 1, NOW, "tests", "", version_hash([revision]), "", (one,)), [revision]


def places(total, seed):
    some = range(0, total, STEP) if FULL else range(total)
    return random.Random(seed).sample(some, len(some) if FULL else SAMPLE)


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_cut_at_any_place_of_publishing_leaves_exactly_one_new_version(proxy, store, neo4j_url, direction, capsys):
    change = staged(store, 2)
    before = getattr(proxy, direction)
    store.publish(*change)
    total = getattr(proxy, direction) - before
    cuts, number = proxy.cuts, 2
    for place in places(total, direction):
        number += 1
        change = staged(store, number)
        proxy.cut_after(direction, place)
        assert store.publish(*change) == change[1] == store.head()
        proxy.heal()
    versions = [one.number for one in store.versions()]
    assert versions == list(range(1, number + 1))
    assert Neo4jStore(neo4j_url, lease_seconds=-1).check() == []
    with capsys.disabled():
        print(f"\n{proxy.cuts - cuts} cuts in {total} bytes {direction} while publishing: each version is in once")


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_read_that_is_cut_anywhere_even_while_it_ends_is_read_again(proxy, store, direction):
    head = store.head()
    before = getattr(proxy, direction)
    assert store.head() == head
    total = getattr(proxy, direction) - before
    some = range(0, total, STEP // 4) if FULL else (total // 2, total - 2)  # the last bytes end the transaction
    for place in some:
        proxy.cut_after(direction, place)
        assert store.head() == head
        proxy.heal()


@pytest.mark.parametrize("direction", ["up", "down"])
def test_when_the_server_stays_away_the_next_try_settles_what_happened(
    proxy, store, neo4j_url, direction, monkeypatch, capsys
):
    monkeypatch.setattr(connection, "REVIVAL_SECONDS", 0.5)
    monkeypatch.setattr(connection, "RETRY_SECONDS", 0.5)
    direct = Neo4jStore(neo4j_url)
    change = staged(store, 2)
    before = getattr(proxy, direction)
    store.publish(*change)
    total = getattr(proxy, direction) - before
    known = unknown = 0
    tries = 20 if FULL else 5
    for number, place in enumerate(random.Random(direction).sample(range(total), tries), 10):
        mine = Neo4jStore(proxy.url)
        base, version, revisions = staged(mine, number)
        proxy.cut_after(direction, place, for_good=True)
        try:
            mine.publish(base, version, revisions)
            known += 1
        except StoreError as error:
            unknown += bool(error.remedy)
        proxy.heal()
        head = direct.head()
        assert head.number in (base, base + 1)
        if head.number == base:  # not in: the same rows are loaded again, as the message says
            again = staged(direct, number)
            assert direct.publish(*again) == direct.head()
        assert direct.head() == version
    assert known + unknown == tries
    assert Neo4jStore(neo4j_url, lease_seconds=-1).check() == []
    with capsys.disabled():
        print(f"\n{tries} cuts {direction} for good: {known} were known to be in, {unknown} were read back")
