"""Several who load at once, and one who is killed while loading: none is lost, nothing is half there."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from graph.errors import VersionMoved
from graph.store.sqlite import SqliteStore
from tests.lists import post, rows_of, store_with_dictionary, take, talent_file, write

KILLS = 100 if os.environ.get("FAULTS") == "full" else 5


def start(path, *files):
    """`fourchain load` as a process of its own."""
    environment = os.environ | {"FOURCHAIN_STORE": f"sqlite:///{path}"}
    return subprocess.Popen(
        [sys.executable, "-m", "api.cli", "load", *map(str, files)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def whose(folder, number, rows):
    return talent_file(folder / f"{number}.csv", rows, titles=[[f"填报单位：第{number}区"], ["2026年"]])


def test_two_who_load_at_once_are_both_in(tmp_path):
    path = store_with_dictionary(tmp_path).path
    files = [whose(tmp_path, number, [post(k, 区市=f"第{number}区") for k in range(300)]) for number in range(4)]
    running = [start(path, one) for one in files]
    ended = [one.communicate(timeout=120) for one in running]
    assert [one.returncode for one in running] == [0] * 4, ended
    store = SqliteStore(path)
    assert len(rows_of(store)) == 4 * 300
    assert [one.number for one in store.versions()] == [1, 2, 3, 4, 5]
    one_by_one = store_with_dictionary(tmp_path, "other.sqlite")
    take(one_by_one, *files)
    assert store.head().content_hash == one_by_one.head().content_hash


class Overtaken(SqliteStore):
    """A store on which somebody else publishes something just before our own publishing."""

    def __init__(self, path, others):
        super().__init__(path)
        self.others = list(others)

    def publish(self, base, version, new):
        if self.others:
            self.others.pop()()
        return super().publish(base, version, new)


def test_who_is_overtaken_links_again_with_the_dictionary_that_came_between(tmp_path):
    path = store_with_dictionary(tmp_path).path
    words = write(tmp_path / "a.csv", [["对象", "别名", "正名"], ["firm", "沟渠第1化工有限公司", "沟渠化学"]])

    def other():
        take(SqliteStore(path), words, sender="市人才办")

    store = Overtaken(path, [other])
    outcome = take(store, whose(tmp_path, 1, [post(1)]))
    assert (outcome.exit_code, store.head().number) == (0, 3)
    assert rows_of(store, kinds=["talent_demand"])[0].linked["firm"] == "firm:name:沟渠化学"
    assert outcome.receipts[0].accepted == 1


def test_who_is_overtaken_by_the_same_file_changes_nothing(tmp_path):
    path = store_with_dictionary(tmp_path).path
    mine = whose(tmp_path, 1, [post(1)])
    store = Overtaken(path, [lambda: take(SqliteStore(path), mine)])
    assert take(store, mine).outcomes == ["unchanged"]
    assert store.head().number == 2
    assert len(rows_of(store)) == 1


def test_a_dictionary_overtaken_by_a_list_links_that_list_too(tmp_path):
    path = store_with_dictionary(tmp_path).path
    words = write(tmp_path / "a.csv", [["对象", "别名", "正名"], ["firm", "沟渠第1化工有限公司", "沟渠化学"]])
    mine = whose(tmp_path, 1, [post(1)])
    store = Overtaken(path, [lambda: take(SqliteStore(path), mine)])
    take(store, words, sender="市人才办")
    assert rows_of(store, kinds=["talent_demand"])[0].linked["firm"] == "firm:name:沟渠化学"


def test_who_is_overtaken_by_many_is_not_lost(tmp_path):
    path = store_with_dictionary(tmp_path).path
    others = [lambda k=k: take(SqliteStore(path), whose(tmp_path, 100 + k, [post(k)])) for k in range(25)]
    outcome = take(Overtaken(path, others), whose(tmp_path, 1, [post(1)]))
    assert (outcome.outcomes, outcome.version.number) == (["published"], 27)


def test_who_is_overtaken_again_and_again_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.submit.ATTEMPTS", 3)
    path = store_with_dictionary(tmp_path).path
    others = [lambda k=k: take(SqliteStore(path), whose(tmp_path, 100 + k, [post(k)])) for k in range(3)]
    store = Overtaken(path, others)
    with pytest.raises(VersionMoved, match="try again"):
        take(store, whose(tmp_path, 1, [post(1)]))


@pytest.mark.faults
def test_a_load_that_is_killed_leaves_the_old_version_or_the_new_one(tmp_path):
    chance = random.Random(7)
    path = store_with_dictionary(tmp_path).path
    files = [talent_file(tmp_path / f"{k}.csv", [post(n, 备注=None) for n in range(k, k + 3_000)]) for k in range(2)]
    began = time.monotonic()
    assert start(path, files[0]).wait(timeout=120) == 0
    whole = time.monotonic() - began
    hashes = [SqliteStore(path).head().content_hash, take(SqliteStore(path), files[1]).version.content_hash]
    cut_short = 0
    for number in range(KILLS):
        before = SqliteStore(path).head()
        running = start(path, files[number % 2])
        time.sleep(chance.uniform(0, 1.1 * whole))
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        acknowledged = running.wait() == 0
        cut_short += not acknowledged
        running.communicate()
        store = SqliteStore(path)
        after = store.head()
        assert after.content_hash in hashes
        assert after.number in (before.number, before.number + 1)
        assert not acknowledged or after.content_hash == hashes[number % 2]
        assert store.check() == []
        assert len(rows_of(store)) == 3_000
        store.close()
    assert cut_short
