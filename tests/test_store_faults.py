"""An embedded store that cannot serve: a message, what to do, exit code 4, and the published version untouched."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from graph.errors import StoreCorrupt, StoreTooNew, StoreUnavailable
from graph.store import SCHEMA, open_store
from graph.store.sqlite import SqliteStore
from tests.lists import post, rows_of, store_with_dictionary, take, talent_file

NOT_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


@pytest.fixture
def path(tmp_path):
    """The file of a store that holds the dictionaries, closed."""
    store = store_with_dictionary(tmp_path)
    store.close()
    return store.path


def fourchain(path, *arguments, **how):
    environment = os.environ | {"FOURCHAIN_STORE": f"sqlite:///{path}"}
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *map(str, arguments)],
        capture_output=True, text=True, env=environment, check=False, timeout=120, **how,
    )  # fmt: skip


def says(done, *words):
    """Exit code 4 and one line for a person."""
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("fourchain: ")
    assert "→" in done.stderr
    for word in words:
        assert word in done.stderr


def unchanged(path, version=1):
    store = SqliteStore(path)
    assert store.head().number == version
    assert store.check() == []
    store.close()


# -- files that are no store ---------------------------------------------------------------------


@pytest.mark.parametrize("command", [["log"], ["gaps"], ["doctor"]])
def test_a_file_that_is_no_database(tmp_path, command):
    path = tmp_path / "notes.sqlite"
    path.write_text("shopping list\n" * 500)
    says(fourchain(path, *command), "notes.sqlite", "--store")
    assert path.read_text().startswith("shopping list")


def test_the_database_of_another_program(tmp_path):
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE contacts (name TEXT)")
        db.commit()
    before = path.read_bytes()
    says(fourchain(path, "log"), "another program")
    assert path.read_bytes() == before


def test_a_store_of_a_newer_release(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (str(SCHEMA + 1),))
        db.commit()
    says(fourchain(path, "log"), "newer fourchain", f"schema {SCHEMA + 1}", "update fourchain")
    with pytest.raises(StoreTooNew):
        SqliteStore(path)


def test_an_address_that_is_no_store(tmp_path):
    done = fourchain("", "log", "--store", "mysql://host/db")
    assert done.returncode == 2
    assert "sqlite:///" in done.stderr


def test_a_store_makes_the_folders_that_are_not_there(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/one/two/city.sqlite")
    assert store.head() is None
    store.close()


def test_a_store_in_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    says(fourchain(tmp_path / "file" / "store.sqlite", "log"), "--store")


def test_a_store_that_is_a_folder(tmp_path):
    says(fourchain(tmp_path, "log"), "--store")


# -- damage --------------------------------------------------------------------------------------


def test_a_damaged_file(path, tmp_path):
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        for page in range(4_096, size, 4_096):
            file.seek(page)
            file.write(b"\xff" * 512)
    done = fourchain(path, "load", talent_file(tmp_path / "list.xlsx", [post()]))
    says(done, "backup")


def test_a_file_that_was_cut_off(path):
    os.truncate(path, path.stat().st_size // 2)
    done = fourchain(path, "gaps")
    says(done, "backup")


def test_the_doctor_finds_rows_that_are_gone(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM row WHERE public_id = (SELECT min(public_id) FROM row)")
        db.commit()
    done = fourchain(path, "doctor")
    assert done.returncode == 4
    assert "should hold" in done.stdout + done.stderr


def test_the_doctor_is_content_with_a_store_that_is_well(path):
    assert fourchain(path, "doctor").returncode == 0


# -- what the disk and its owner allow -----------------------------------------------------------


def limit_files(size):
    """What the process and its children may write to one file."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_changes_nothing(path, tmp_path):
    size = path.stat().st_size
    lists = talent_file(tmp_path / "list.csv", [post(k, 备注=None) for k in range(4_000)])
    done = fourchain(path, "load", lists, preexec_fn=limit_files(size + 200_000))
    says(done, str(path))
    unchanged(path)


def test_a_store_that_may_not_grow_changes_nothing(path, tmp_path, monkeypatch):
    """The message of SQLite itself for a full disk."""
    store = SqliteStore(path)
    store._connection().execute("PRAGMA max_page_count = 1")  # never below what it has
    with pytest.raises(StoreUnavailable, match=r"full.*free some space"):
        take(store, talent_file(tmp_path / "list.csv", [post(k) for k in range(2_000)]))
    store.close()
    unchanged(path)


@NOT_ROOT
def test_a_read_only_store_can_be_read_and_not_loaded(path, tmp_path):
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert fourchain(path, "log").returncode in (0, 4)
        says(fourchain(path, "load", talent_file(tmp_path / "l.xlsx", [post()])), "writable")
    finally:
        path.parent.chmod(0o755)


def test_a_store_that_refuses_to_be_written(path, tmp_path):
    store = SqliteStore(path)
    store._connection().execute("PRAGMA query_only = ON")
    with pytest.raises(StoreUnavailable, match="writable"):
        take(store, talent_file(tmp_path / "list.xlsx", [post()]))
    store.close()
    unchanged(path)


# -- other processes -----------------------------------------------------------------------------


def test_a_store_that_another_program_holds(path, tmp_path, monkeypatch):
    monkeypatch.setattr("graph.store.sqlite.WAIT_SECONDS", 0.2)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store = SqliteStore(path)
        with pytest.raises(StoreUnavailable, match=r"locked.*try again"):
            take(store, talent_file(tmp_path / "list.xlsx", [post()]))
        assert store.head().number == 1
        store.close()
        other.execute("ROLLBACK")
    unchanged(path)


def test_readers_go_on_while_a_writer_holds_the_store(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert fourchain(path, "log").returncode == 0
        other.execute("ROLLBACK")


def test_a_running_reader_sees_what_another_process_published(path, tmp_path):
    reader = SqliteStore(path)
    assert reader.head().number == 1
    done = fourchain(path, "load", talent_file(tmp_path / "list.xlsx", [post()]))
    assert done.returncode == 0
    assert reader.head().number == 2
    assert len(rows_of(reader)) == 1
    reader.close()


def test_a_reader_in_the_middle_of_a_version_is_not_disturbed(path, tmp_path):
    store = SqliteStore(path)
    take(store, talent_file(tmp_path / "a.csv", [post(k) for k in range(12_000)]))
    version = store.head()
    pages = store.rows(version.revisions, ["talent_demand"])
    seen = len(next(pages))
    other = SqliteStore(path)
    take(other, talent_file(tmp_path / "b.csv", [post(1)]), yes=True)
    other.close()
    assert seen + sum(map(len, pages)) == 12_000
    store.close()


def test_a_copied_store_is_a_store(path, tmp_path):
    shutil.copy(path, tmp_path / "copy.sqlite")
    store = open_store(f"sqlite:///{tmp_path / 'copy.sqlite'}")
    assert store.head().content_hash == SqliteStore(path).head().content_hash
    store.close()


def test_what_is_wrong_is_an_error_of_the_store(tmp_path):
    (tmp_path / "x.sqlite").write_bytes(b"x" * 5_000)
    with pytest.raises(StoreCorrupt) as refusal:
        SqliteStore(tmp_path / "x.sqlite")
    assert refusal.value.exit_code == 4
