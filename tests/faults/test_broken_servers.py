"""Servers that can't serve: each a message with what to do, exit code 4, no stack trace and no driver warnings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.store.neo4j import Neo4jStore
from graph.store.neo4j.credentials import credentials
from tests.faults.importer import import_one
from tests.faults.private_server import ROOT, VERSION, PrivateServer
from tests.lists import post, talent_file

pytestmark = [pytest.mark.neo4j, pytest.mark.faults]

FRUGAL = "db.tx_log.preallocate=false\ndb.tx_log.rotation.size=1m\ndb.tx_log.rotation.retention_policy=keep_none\n"
DISK = 120 * 1024 * 1024
LEAVE = 6 * 1024 * 1024


@pytest.fixture(scope="module", autouse=True)
def jars(not_here) -> None:
    if not shutil.which("mvn") and not (ROOT / "var" / "neo4j" / f"lib-{VERSION}").is_dir():
        not_here("no Maven to fetch Neo4j with")


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "server"


@pytest.fixture
def small_disk(tmp_path, not_here) -> Iterator[Path]:
    """A file system of its own that is soon full."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        not_here("a small disk needs the right to mount one")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fourchain(url: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    user, password = credentials(url)
    environment = os.environ | {
        "FOURCHAIN_STORE": url,
        "FOURCHAIN_NEO4J_USER": user,
        "FOURCHAIN_NEO4J_PASSWORD": password,
    }
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def says(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 4, done.stdout + done.stderr
    [line] = [line for line in done.stderr.splitlines() if line.strip()]
    assert line.startswith("fourchain: ")
    assert "→" in line
    for word in words:
        assert word in line


def posts(folder: Path, count: int = 3) -> Path:
    """A talent list; without the dictionaries it is small."""
    return talent_file(folder / "需求.csv", [post(number + 1) for number in range(count)])


def test_a_database_that_may_only_be_read(home, tmp_path):
    server = PrivateServer(home)
    server.start()
    store = Neo4jStore(server.url)
    import_one(store, "甲", 1)
    store.close()
    server.stop()
    server.settings("server.databases.default_to_read_only=true\n")
    server.start()
    try:
        says(fourchain(server.url, "load", posts(tmp_path), "--no-builtin"), "may be read but not written", "read_only")
        assert fourchain(server.url, "log").returncode == 0
    finally:
        server.stop()


def test_a_full_disk_publishes_nothing_and_afterwards_the_same_load_goes_through(small_disk, tmp_path):
    server = PrivateServer(small_disk / "server", FRUGAL)
    server.start()
    store = Neo4jStore(server.url)
    import_one(store, "甲", 1)
    store.close()
    filler = small_disk / "filler"
    with filler.open("wb") as file:
        file.write(b"\0" * max(0, shutil.disk_usage(small_disk).free - LEAVE))
    much = posts(tmp_path, 8_000)
    try:
        says(fourchain(server.url, "load", much, "--no-builtin"), "disk", "is full", "run the command again")
        filler.unlink()
        server.kill()  # a server that ran out of disk may not end by itself
        server.start()
        store = Neo4jStore(server.url, lease_seconds=-1)
        assert store.check() == []
        assert store.head().number == 1
        store.close()
        assert fourchain(server.url, "load", much, "--no-builtin").returncode == 0
    finally:
        server.stop()


def test_a_server_that_goes_away_while_a_command_runs(home, tmp_path, monkeypatch):
    server = PrivateServer(home)
    server.start()
    password = credentials(server.url)[1]
    server.stop()
    monkeypatch.setenv("FOURCHAIN_NEO4J_PASSWORD", password)
    says(fourchain(server.url, "gaps"), "no Neo4j answers", "make neo4j")
