"""The same version gives the same bytes, whatever the hash seed, the time zone and the locale; so do the same files."""

import os
import random
import subprocess
import sys

import pytest

from ingest.sample_city import write_city
from tests.builders import City

PROGRAM = """
import hashlib, sys
import orjson
from graph import gap_report, open_graph
from graph.gaps.detail import gap_detail
from graph.gaps.explain import explain
report = gap_report(open_graph(sys.argv[1]))
told = [explain(report, one.id).to_json() for one in report.demands]
details = [gap_detail(report, one.id) for one in report.demands]
placed = [a.tolist() for a in (report.allocation.matching.supply, report.allocation.matching.amount)]
G = report.version.to_networkx()
everything = [report.to_json(), told, details, placed, list(G.nodes(data=True)), list(G.edges(keys=True, data=True))]
print(hashlib.sha256(orjson.dumps(everything)).hexdigest())
"""


LOADED = """
import hashlib, sys
from pathlib import Path
import orjson
from graph import gap_report
from graph.gaps.explain import explain
from graph.snapshot import Snapshot
from graph.store import open_store
from ingest.submit import LoadOptions, load
store = open_store(sys.argv[1])
outcome = load(store, [Path(one) for one in sys.argv[2:]], LoadOptions())
report = gap_report(Snapshot.load(store))
assert report.computed and report.bands
rows = [[one.kind, one.public_id, one.body, one.links] for one in report.version.by_id.values()]
told = [explain(report, one.id).to_json() for one in report.demands]
print(outcome.version.content_hash, hashlib.sha256(orjson.dumps([report.to_json(), told, sorted(rows)])).hexdigest())
"""
WORLDS = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/New_York", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


def printed(root, world, program, *arguments):
    """What a program prints in a world; file names that no locale can print would end it with an error."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=root, env=os.environ | world, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    chance = random.Random(5)
    city = City()
    codes = ["080901", "080902", "081301", "020301K"]
    for number in range(12):
        reserved = ("甲公司", chance.randint(1, 5)) if chance.random() < 0.3 else None
        city.offer(
            f"{number}大学", chance.choice(codes), chance.randint(1, 30), reserved=reserved, retention_ppm=777_777
        )
    for number in range(60):
        asked = chance.sample([*codes, "0809", "08"], chance.randint(0, 3))
        city.demand(
            f"岗位{number}", *asked, headcount=chance.randint(1, 12), firm=chance.choice(["甲公司", "乙公司"]),
            urgency=chance.choice(["特别紧缺", "紧缺", "一般"]), sender=chance.choice(["东渠区", "西渠区"]),
            links={"district": f"district:{chance.randint(1, 3)}"},
        )  # fmt: skip
    folder = tmp_path_factory.mktemp("determinism")
    city.snapshot(folder)
    return f"sqlite:///{folder / 'city.sqlite'}"


def test_the_report_has_the_same_bytes_under_three_hash_seeds_two_time_zones_and_two_locales(store, root):
    assert len({printed(root, world, PROGRAM, store) for world in WORLDS}) == 1


def test_the_same_files_loaded_in_each_of_these_worlds_give_the_same_version_and_the_same_report(root, tmp_path):
    wanted = ("名录_", "人才培养", "急需紧缺人才需求_渠口市", "急需紧缺人才需求_白汀县", "急需紧缺人才需求_石埠市")
    files = [str(one) for one in write_city(tmp_path / "沟渠市") if one.name.startswith(wanted)]
    found = set()
    for number, world in enumerate(WORLDS):
        order = files if number == 0 else files[::-1]
        found.add(printed(root, world, LOADED, f"sqlite:///{tmp_path / str(number)}.sqlite", *order))
    assert len(found) == 1
