"""A store moves to another kind of store and is the same store."""

import pytest

from graph.errors import BadArgument, StoreCorrupt
from graph.gaps.report import gap_report
from graph.rows import canonical
from graph.snapshot import Snapshot
from graph.store import open_store
from graph.store.copying import copy_store
from graph.store.sqlite import SqliteStore
from tests.builders import City


@pytest.fixture
def source(tmp_path):
    """Two versions of a small city: the second has another talent list."""
    store = SqliteStore(tmp_path / "source.sqlite")
    city = City()
    city.offer("沟渠大学", "080901", 100)
    city.demand("程序员", "080901", headcount=130)
    city.publish(store)
    more = City(dictionary=False)
    more.demand("算法", "080902", sender="高新区")
    revisions, staged = more.build()
    for revision, rows in staged.items():
        store.stage(revision, rows)
    head = store.head()
    held = store.revisions(head.revisions)
    store.publish(1, more.version([*held, *revisions], 2), revisions)
    yield store
    store.close()


@pytest.fixture
def target(store_url):
    store = open_store(store_url)
    yield store
    store.close()


def test_all_versions_come_over_with_their_hashes_and_their_reports(source, target):
    assert copy_store(source, target) == source.versions() == target.versions()
    for version in source.versions():
        reports = [gap_report(Snapshot.load(one, version.number)).to_json() for one in (source, target)]
        assert canonical(reports[0]) == canonical(reports[1])
    assert target.check() == []


def test_there_and_back_again_is_the_same(source, target, tmp_path):
    copy_store(source, target)
    back = SqliteStore(tmp_path / "back.sqlite")
    copy_store(target, back)
    everything = source.head().revisions
    assert list(back.rows(everything)) == list(source.rows(everything))
    assert back.revisions(everything) == source.revisions(everything)


def test_a_second_copy_copies_what_is_new_only(source, target):
    copy_store(source, target)
    assert copy_store(source, target) == []


def test_a_store_with_another_history_is_not_overwritten(source, target):
    other = City()
    other.demand("别的", "080902")
    other.publish(target)
    with pytest.raises(BadArgument, match="holds a version 1 that is not in"):
        copy_store(source, target)


def test_rows_that_are_not_what_their_hash_says_are_not_copied(source, target):
    source._connection().execute("UPDATE row SET body = replace(body, '130', '131')")
    with pytest.raises(StoreCorrupt, match="does not hold the rows that its hash names"):
        copy_store(source, target)
    assert target.head() is None
