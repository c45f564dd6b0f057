"""The log of decisions beside the versions: what every store promises of it."""

import sqlite3
import threading
from dataclasses import replace

import pytest

from graph.errors import BadArgument, DecisionMoved, StoreError, StoreTooNew
from graph.rows import Decision
from graph.snapshot import Snapshot
from graph.store import SCHEMA, open_store
from graph.store.copying import copy_store
from graph.store.sqlite import SqliteStore
from tests.builders import City

DECISION = Decision(
    position=0,
    item="abcdefghijklmnop",
    status="采纳",
    actor="王",
    at="2026-01-02T03:04:05+00:00",
    why="“两校”都同意；\n三月开会",
    list="recruitment",
    action="recruit",
    target='{"tier":3}',
    quantity=7,
    unit="人",
    version=2,
    year=2026,
    kind="年度计划",
)

FIRST_LAYOUT = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE revision (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, list TEXT NOT NULL, sender TEXT NOT NULL,
    period TEXT NOT NULL, files TEXT NOT NULL, mapping TEXT NOT NULL, dictionary TEXT NOT NULL,
    reader INTEGER NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL, rows INTEGER NOT NULL,
    content_hash TEXT NOT NULL, receipt TEXT NOT NULL);
CREATE TABLE row (
    revision INTEGER NOT NULL REFERENCES revision (number), public_id TEXT NOT NULL, kind TEXT NOT NULL,
    file TEXT NOT NULL, sheet TEXT NOT NULL, row INTEGER NOT NULL, need INTEGER NOT NULL,
    body TEXT NOT NULL, links TEXT NOT NULL, PRIMARY KEY (revision, public_id)) WITHOUT ROWID;
CREATE TABLE version (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, note TEXT NOT NULL,
    content_hash TEXT NOT NULL, dictionary TEXT NOT NULL);
CREATE TABLE version_revision (
    version INTEGER NOT NULL REFERENCES version (number), position INTEGER NOT NULL,
    revision INTEGER NOT NULL REFERENCES revision (number), PRIMARY KEY (version, position)) WITHOUT ROWID;
INSERT INTO meta VALUES ('schema', '1');
"""


@pytest.fixture
def store(store_url):
    opened = open_store(store_url)
    yield opened
    opened.close()


def layout_of(path):
    db = sqlite3.connect(path)
    tables = db.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    number = db.execute("SELECT value FROM meta").fetchall()
    db.close()
    return [(kind, name, " ".join(sql.split())) for kind, name, sql in tables], number


def first_layout(path):
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(FIRST_LAYOUT)
    db.close()


def test_a_new_store_has_an_empty_log(store):
    assert store.decisions() == []


def test_a_decision_is_read_back_as_it_was_made_with_its_position(store, store_url):
    made = store.decide(DECISION, 0)
    assert made == replace(DECISION, position=1)
    store.decide(replace(DECISION, quantity=None, year=None), 1)
    other = open_store(store_url)
    assert other.decisions() == [made, replace(DECISION, position=2, quantity=None, year=None)] == store.decisions()
    other.close()


@pytest.mark.parametrize("expected", [0, 2, 9])
def test_whoever_decides_on_a_log_of_another_length_is_told_and_changes_nothing(store, expected):
    store.decide(DECISION, 0)
    with pytest.raises(DecisionMoved, match="decision 1 was made meanwhile"):
        store.decide(DECISION, expected)
    assert len(store.decisions()) == 1


def test_of_many_who_decide_at_once_every_one_gets_a_place_of_their_own(store, store_url):
    refused = []

    def decide(name):
        mine = open_store(store_url)
        while True:
            try:
                mine.decide(replace(DECISION, actor=name), len(mine.decisions()))
                break
            except DecisionMoved:
                refused.append(name)
            except BaseException as error:
                refused.append(error)
                break
        mine.close()

    people = [threading.Thread(target=decide, args=(f"p{n}",)) for n in range(6)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    log = store.decisions()
    assert [one.position for one in log] == [1, 2, 3, 4, 5, 6]
    assert sorted(one.actor for one in log) == [f"p{n}" for n in range(6)]
    assert [one for one in refused if not isinstance(one, str)] == []
    assert store.check() == []


def test_decisions_make_no_version_and_versions_no_decision(store):
    city = City()
    city.demand("程序员", "080901")
    city.publish(store)
    store.decide(DECISION, 0)
    assert [one.number for one in store.versions()] == [1]
    assert len(store.decisions()) == 1
    assert store.check() == []


def test_a_copy_has_the_decisions_too_and_a_second_copy_brings_only_new_ones(store, tmp_path):
    source = SqliteStore(tmp_path / "source.sqlite")
    source.decide(DECISION, 0)
    copy_store(source, store)
    source.decide(replace(DECISION, status="完成"), 1)
    copy_store(source, store)
    assert store.decisions() == source.decisions()
    store.decide(DECISION, 2)
    with pytest.raises(BadArgument, match="holds decisions that are not in"):
        copy_store(source, store)


def test_what_stands_in_the_file_can_be_neither_changed_nor_taken_out(tmp_path):
    store = SqliteStore(tmp_path / "s.sqlite")
    store.decide(DECISION, 0)
    for statement in ("UPDATE decision SET why = 'x'", "DELETE FROM decision"):
        with pytest.raises(sqlite3.DatabaseError, match="only grows"):
            store._connection().execute(statement)


def test_a_log_with_a_hole_is_found_by_the_check(tmp_path):
    store = SqliteStore(tmp_path / "s.sqlite")
    store.decide(DECISION, 0)
    store.decide(DECISION, 1)
    store._connection().execute("DROP TRIGGER decision_remains")
    store._connection().execute("DELETE FROM decision WHERE position = 1")
    assert store.check() == ["the log of decisions holds 1 and should hold 2"]


# -- older files ---------------------------------------------------------------------------------------


def test_a_file_of_the_first_layout_is_brought_up_in_place(tmp_path):
    path, fresh = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    first_layout(path)
    SqliteStore(path).close()
    SqliteStore(fresh).close()
    assert layout_of(path) == layout_of(fresh)
    assert layout_of(path)[1] == [(str(SCHEMA),)]


def test_versions_and_rows_of_an_older_file_are_read_as_before(tmp_path):
    path = tmp_path / "old.sqlite"
    first_layout(path)
    city = City()
    city.demand("程序员", "080901")
    new = SqliteStore(tmp_path / "new.sqlite")
    city.publish(new)
    new.close()
    db = sqlite3.connect(path)
    db.execute("ATTACH ? AS new", (str(tmp_path / "new.sqlite"),))
    for table in ("revision", "row", "version", "version_revision"):
        db.execute(f"INSERT INTO main.{table} SELECT * FROM new.{table}")
    db.commit()
    db.close()
    store = SqliteStore(path)
    assert Snapshot.load(store).content_hash == city.snapshot().content_hash
    assert store.check() == []
    assert store.decide(DECISION, 0).position == 1


def test_many_who_open_an_older_file_at_once_all_find_it_brought_up(tmp_path):
    path = tmp_path / "old.sqlite"
    first_layout(path)
    failed = []

    def opened():
        try:
            SqliteStore(path).close()
        except BaseException as error:
            failed.append(error)

    people = [threading.Thread(target=opened) for _ in range(8)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert failed == []
    assert SqliteStore(path).decisions() == []


def test_a_file_of_a_later_layout_is_left_alone(tmp_path):
    path = tmp_path / "s.sqlite"
    SqliteStore(path).close()
    db = sqlite3.connect(path)
    db.execute("UPDATE meta SET value = '99'")
    db.commit()
    db.close()
    with pytest.raises(StoreTooNew, match="schema 99"):
        SqliteStore(path)


def test_a_file_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "s.sqlite"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE meta (a)")
    db.execute("ALTER TABLE meta RENAME TO theirs")
    db.commit()
    db.close()
    with pytest.raises(StoreError, match="another program"):
        SqliteStore(path)


@pytest.mark.neo4j
def test_a_server_of_the_first_layout_is_brought_up_by_the_schema_command(neo4j_url):
    from graph.store.neo4j.schema import apply_schema
    from tests.neo4j_server import cypher

    cypher(neo4j_url, "DROP CONSTRAINT fourchain_decision")
    cypher(neo4j_url, "MATCH (h:Fourchain {name: 'head'}) SET h.schema = 1")
    with pytest.raises(StoreError, match=r"has no fourchain_decision → run: fourchain schema --store bolt"):
        open_store(neo4j_url)
    assert len(apply_schema(neo4j_url)) == 2
    assert cypher(neo4j_url, "MATCH (h:Fourchain {name: 'head'}) RETURN h.schema, h.version") == [[SCHEMA, 0]]
    open_store(neo4j_url).close()
