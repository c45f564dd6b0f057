"""kill −9, of the server and of importers, at random moments: the old version or the new one, and none lost.

A round of five; FAULTS=full makes it thirty each.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from graph.rows import ContentHash
from graph.store.neo4j import Neo4jStore
from tests.faults.private_server import ROOT, VERSION, PrivateServer
from tests.neo4j_server import cypher

ROUNDS = 30 if os.environ.get("FAULTS") == "full" else 5
PATIENCE = 90.0

pytestmark = [pytest.mark.neo4j, pytest.mark.faults]


@pytest.fixture(scope="module")
def server(tmp_path_factory, not_here) -> Iterator[PrivateServer]:
    if not shutil.which("mvn") and not (ROOT / "var" / "neo4j" / f"lib-{VERSION}").is_dir():
        not_here("no Maven to fetch Neo4j with")
    private = PrivateServer(tmp_path_factory.mktemp("neo4j"))
    private.start()
    yield private
    private.stop()


class Importer:
    """The process, and what it was told."""

    def __init__(self, url: str, sender: str, said: Path) -> None:
        self.said = said
        with said.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.importer", url, sender], cwd=ROOT, stdout=out, stderr=out
            )

    def lines(self) -> list[str]:
        return self.said.read_text().splitlines()

    def acknowledged(self) -> dict[int, str]:
        """{number: content hash} of the versions that it was told are published."""
        told = (line.split() for line in self.lines() if line.startswith("acknowledged"))
        return {int(number): content for _, number, content in (line for line in told if len(line) == 3)}

    def wait_for(self, word: str) -> None:
        seen = sum(line.startswith(word) for line in self.lines())
        end = time.monotonic() + PATIENCE
        while sum(line.startswith(word) for line in self.lines()) == seen or (not seen and not self.lines()):
            assert time.monotonic() < end, f"no “{word}” within {PATIENCE} s: {self.lines()[-5:]}"
            assert self._process.poll() is None, self.said.read_text()[-2000:]
            time.sleep(0.02)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


class Auditor:
    """Looks at the store after each kill. What was found whole once is not read again."""

    def __init__(self) -> None:
        self.acknowledged: dict[int, str] = {}
        self.lost = self.partial = 0
        self._whole: set[str] = set()

    def look(self, url: str) -> None:
        store = Neo4jStore(url, lease_seconds=-1)  # whoever staged is dead: what is left is a leftover
        faults = store.check()
        versions = {one.number: one for one in store.versions()}
        for number, content in self.acknowledged.items():
            self.lost += number not in versions or versions[number].content_hash != content
        ids = {one for version in versions.values() for one in version.revisions}
        assert sorted(versions) == list(range(1, len(versions) + 1))
        for revision in store.revisions(sorted(ids - self._whole)):
            content_hash = ContentHash()
            for page in store.rows([revision.id]):
                for row in page:
                    content_hash.add(row)
            self.partial += content_hash.hexdigest() != revision.content_hash
            self._whole.add(revision.id)
        rows = sum(one.rows for one in store.revisions(sorted(ids)))
        assert cypher(url, "MATCH (r:Row) RETURN count(r)") == [[rows]], "rows that belong to no revision"
        assert faults == []
        store.close()


@pytest.mark.parametrize("victim", ["server", "importer"])
def test_after_a_kill_every_acknowledged_version_is_whole_and_there(server, victim, tmp_path, capsys):
    draw, auditor = random.Random(victim), Auditor()
    senders = cycle(f"{victim}{n}" for n in range(3))  # few, so that what is published stays small and is replaced
    for number in range(ROUNDS):
        importers = [Importer(server.url, next(senders), tmp_path / f"{number}-{n}") for n in range(2)]
        for one in importers:
            one.wait_for("acknowledged")
        time.sleep(draw.uniform(0, 3))
        if victim == "server":
            server.kill()
            server.start()
            importers[0].wait_for("acknowledged")  # it rides through the restart
        for one in importers:
            one.kill()
            auditor.acknowledged |= one.acknowledged()
        auditor.look(server.url)
    with capsys.disabled():
        print(
            f"\n{victim} killed {ROUNDS} times on Neo4j {VERSION}: {len(auditor.acknowledged)} versions acknowledged,"
            f" {auditor.lost} lost, {auditor.partial} partial"
        )
    assert (auditor.lost, auditor.partial) == (0, 0)
