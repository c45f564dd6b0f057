"""The sample city, Henan and Ohio give the same bytes of report from an SQLite file and from each Neo4j server."""

import hashlib
import os
import subprocess

import pytest

from graph import completeness, critical, gap_report, open_graph, technology_gaps, training_gaps
from graph.rows import canonical
from graph.store import open_store
from ingest.sample_city import write_city
from ingest.submit import LoadOptions, load

pytestmark = pytest.mark.neo4j


def report_hash(url):
    """A hash of every report that a version gives, and of its content hash."""
    G = open_graph(url)
    report = gap_report(G)
    reports = (report, technology_gaps(G), training_gaps(report), completeness(G), critical(report))
    said = [G.version.content_hash, *(canonical(one.to_json()) for one in reports)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


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
    assert report_hash(neo4j_url) == report_hash(file_url)


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
    assert report_hash(neo4j_url) == report_hash(file_url)
