"""The sample city, Henan and Ohio: the same bytes of every answer from an SQLite file and from each Neo4j server."""

import os
import subprocess

import pytest

from graph import gap_report, open_graph, response_lists
from graph.rows import Decision, canonical
from graph.store import open_store
from ingest.sample_city import write_city
from ingest.submit import LoadOptions, load
from tests.everything import everything

pytestmark = pytest.mark.neo4j


def adopt(url, item):
    """Somebody decides to do what an item proposes."""
    store = open_store(url)
    store.decide(
        Decision(
            position=0,
            item=item.id,
            status="采纳",
            actor="tests",
            at="2026-01-02T03:04:05Z",
            why="会议决定",
            list=item.list,
            action=item.action,
            target=canonical(item.target),
            quantity=item.quantity,
            unit=item.unit,
            version=1,
            year=2026,
            kind="年度计划",
        ),
        0,
    )
    store.close()


@pytest.fixture
def file_url(tmp_path):
    return f"sqlite:///{tmp_path / 'same.sqlite'}"


def test_the_sample_city(neo4j_url, file_url, tmp_path):
    files = write_city(tmp_path / "city")
    for url in (file_url, neo4j_url):
        store = open_store(url)
        load(store, files, LoadOptions(actor="tests"))
        assert store.check() == []
        store.close()
    for url in (file_url, neo4j_url):
        adopt(url, response_lists(gap_report(open_graph(file_url))).recruitment[0])
    assert everything(neo4j_url) == everything(file_url)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("example", "names"),
    [
        ("henan", ["henan_2024_posts.xlsx"]),
        ("ohio", ["ohio/graduates_2021.csv", "ohio/openings_2020_2030.csv", "ohio/cip_2020.csv"]),
    ],
)
def test_real_lists(neo4j_url, file_url, root, shared_data, tmp_path, example, names):
    files = [tmp_path / name.rpartition("/")[2] for name in names]
    for name, file in zip(names, files, strict=True):
        file.write_bytes((shared_data / "data" / "real" / name).read_bytes())
    for url in (file_url, neo4j_url):
        command = [str(root / "examples" / example / "load.sh"), *map(str, files)]
        done = subprocess.run(
            command, env=os.environ | {"FOURCHAIN_STORE": url}, capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 3), done.stderr
    assert everything(neo4j_url) == everything(file_url)
