"""Technology gaps, training gaps, broken chains and critical nodes of the sample city: they add up, every row that they
name is there, and no hash seed, time zone or locale changes a byte."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from graph import completeness, critical, gap_report, open_graph, technology_gaps, training_gaps
from graph.store import open_store
from ingest.sample_city import write_city
from ingest.submit import LoadOptions, load

PRINT = """
import hashlib, sys
import orjson
from graph import completeness, critical, gap_report, open_graph, technology_gaps, training_gaps
version = open_graph(sys.argv[1])
report = gap_report(version)
for found in (technology_gaps(version), training_gaps(report), completeness(version), critical(report)):
    print(hashlib.sha256(orjson.dumps(found.to_json())).hexdigest())
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chains")
    address = f"sqlite:///{folder / 'city.sqlite'}"
    store = open_store(address)
    load(store, write_city(folder / "city"), LoadOptions())
    store.close()
    return address


@pytest.fixture(scope="module")
def version(url):
    return open_graph(url)


@pytest.fixture(scope="module")
def report(version):
    return gap_report(version)


@pytest.fixture(scope="module")
def technologies(version):
    return technology_gaps(version).to_json()


@pytest.fixture(scope="module")
def everything(version, report, technologies):
    return {
        "technologies": technologies,
        "training": training_gaps(report).to_json(),
        "completeness": completeness(version).to_json(),
        "critical": critical(report).to_json(),
    }


def ids_in(value, name=None):
    """Whatever is printed as row ids."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ids_in(inner, key)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, str) and name in {"sources", "rows", "ids", "closed"}:
                yield inner
            else:
                yield from ids_in(inner, name)


def test_nothing_is_absent(everything):
    assert {name: found["notes"]["absent"] for name, found in everything.items()} == {name: [] for name in everything}


def test_every_row_that_is_named_is_in_the_version(version, everything):
    named = {row for found in everything.values() for row in ids_in(found)}
    assert len(named) > 2000
    assert named <= version.by_id.keys()


def test_every_technology_demand_is_uncovered_single_source_or_covered(technologies):
    totals = technologies["totals"]
    assert totals["demands"] == totals["uncovered"] + totals["single_source"] + totals["covered"]
    assert min(totals["uncovered"], totals["single_source"], totals["covered"], totals["vague"]) > 10
    for one in technologies["demands"]:
        sources = len(one["labs"]) + len(one["talents"])
        entities = len(one["entities"])
        expected = "uncovered" if not sources else "covered" if sources > 1 and entities > 1 else "single_source"
        assert one["coverage"] == expected


def test_a_need_under_another_name_of_a_technology_is_that_technology(technologies):
    assert [one for one in technologies["demands"] if one["need"] != one["technology"]["name"] and one["labs"]]


def test_every_open_demand_is_placed_or_has_a_reason(technologies):
    open_demands = {one["id"] for one in technologies["demands"] if not one["taken"]}
    for placing in technologies["placements"]:
        placed = [one["demand"] for one in placing["matched"] + placing["unmatched"]]
        assert sorted(placed) == sorted(open_demands)
        assert all(one["reason"] for one in placing["unmatched"])
        assert placing["cost"] == sum(1000 - one["score"] for one in placing["matched"])


def test_no_lab_takes_more_than_it_has_room_for(version, technologies):
    room = {one.links["thing"]: one.body.get("capacity", 1) for one in version.records("labs")}
    (bounty,) = [one for one in technologies["placements"] if one["name"] == "揭榜"]
    taken = Counter(one["innovator"]["key"] for one in bounty["matched"])
    assert all(count <= room[lab] for lab, count in taken.items())
    assert bounty["capacity_defaults"] > 0


def test_candidates_come_with_the_way_to_them(technologies):
    ways = [one for demand in technologies["demands"] for one in demand["candidates"]["labs"]]
    assert len(ways) > 200
    for one in ways:
        types = [step["type"] for step in one["path"]]
        assert types[:2] == ["demand", "technology"]
        assert one["score"] >= technologies["params"]["candidate_threshold"]
        assert [step["rows"] for step in one["path"] if step["type"] in ("lab", "university", "talent")]


def test_the_cells_of_the_heat_map_add_up_to_the_totals_of_the_report(version, report):
    stages = completeness(version).stages
    assert sum(one.cells.talent.value for one in stages) == report.totals["joint_gap"]
    assert sum(one.cells.talent.of for one in stages) == report.totals["headcount"]
    assert sum(one.cells.education.value for one in stages) == report.totals["no_programme"]
    assert sum(one.cells.innovation.of for one in stages) == technology_gaps(version).totals["demands"]
    assert sum(one.cells.innovation.value for one in stages) == technology_gaps(version).totals["uncovered"]


def test_some_chains_of_the_city_are_broken_and_some_are_not(everything):
    pairs = [pair["count"] for one in everything["completeness"]["segments"] for pair in one["pairs"].values()]
    assert 0 in pairs
    assert None not in pairs
    assert max(pairs) > 10


def test_the_signals_of_training_add_up_to_the_joint_gap(report):
    assert sum(one.gap for one in training_gaps(report).signals) == report.totals["joint_gap"]


def test_a_university_is_worth_at_least_what_each_of_its_programmes_is(report):
    found = critical(report)
    of = {one.programme: one.university for one in report.supplies}
    worth = {one.key: one.delta for one in found.universities}
    assert all(one.delta <= worth[of[one.key]] for one in found.programmes)
    assert len(found.firms) > 300


@pytest.mark.parametrize(
    "place",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
    ],
    ids=["one", "another"],
)
def test_hash_seed_time_zone_and_locale_change_no_byte(url, place, everything):
    from hashlib import sha256

    import orjson

    environment = {**os.environ, **place}
    done = subprocess.run(
        [sys.executable, "-c", PRINT, url], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [sha256(orjson.dumps(found)).hexdigest() for found in everything.values()]
