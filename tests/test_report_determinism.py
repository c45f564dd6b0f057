"""The same version gives the same bytes, whatever the hash seed, the time zone and the locale; so do the same files."""

import os
import random
import subprocess
import sys

import pytest

from ingest.sample_city import write_city
from tests.builders import City

SAID = """
import sys
from tests.everything import everything
print(everything(sys.argv[1]))
"""
LOADED = """
import sys
from pathlib import Path
from graph.store import open_store
from ingest.submit import LoadOptions, load
from tests.everything import everything
store = open_store(sys.argv[1])
load(store, [Path(one) for one in sys.argv[2:]], LoadOptions())
store.close()
print(everything(sys.argv[1]))
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


def test_every_answer_has_the_same_bytes_under_three_hash_seeds_two_time_zones_and_two_locales(store, root):
    found = {printed(root, world, SAID, store) for world in WORLDS}
    assert len(found) == 1
    assert "'bands': '0'" not in found.pop()


def test_the_same_files_loaded_in_each_of_these_worlds_give_the_same_version_and_the_same_answers(root, tmp_path):
    wanted = ("名录_", "人才培养", "急需紧缺人才需求_渠口市", "急需紧缺人才需求_白汀县", "关键核心技术需求_")
    files = [str(one) for one in write_city(tmp_path / "沟渠市") if one.name.startswith(wanted)]
    found = set()
    for number, world in enumerate(WORLDS):
        order = files if number == 0 else files[::-1]
        found.add(printed(root, world, LOADED, f"sqlite:///{tmp_path / str(number)}.sqlite", *order))
    assert len(found) == 1
    assert "'bands': '0'" not in found.pop()
