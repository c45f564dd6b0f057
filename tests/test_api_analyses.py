"""What stands beside the gap of people, over HTTP: the same objects as in Python, named and pinned."""

import json
from typing import Any

import pytest

from graph import completeness, critical, gap_report, open_graph, technology_gaps, training_gaps
from tests.builders import City
from tests.served import client_of, store_of

COMPUTED: dict[str, Any] = {
    "technologies": lambda G, report: technology_gaps(G, report.year),
    "training": lambda G, report: training_gaps(report),
    "completeness": lambda G, report: completeness(G, report.year, report.kind),
    "critical": lambda G, report: critical(report),
}


@pytest.fixture
def store(tmp_path):
    city = City()
    city.offer("沟渠大学", "080901", 100)
    city.demand("甲岗", "080901", headcount=80, firm="甲厂", urgency="紧缺")
    city.demand("乙岗", "080901", headcount=80, firm="乙厂", urgency="紧缺")
    return store_of(city, tmp_path)


@pytest.mark.parametrize("name", sorted(COMPUTED))
def test_a_route_gives_what_the_notebook_gets(name, store):
    G = open_graph(f"sqlite:///{store}")
    expected = json.loads(json.dumps(COMPUTED[name](G, gap_report(G)).to_json()))
    with client_of(store) as client:
        answer = client.get(f"/api/v1/{name}")
        again = client.get(f"/api/v1/{name}", headers={"if-none-match": answer.headers["etag"]})
        typo = client.get(f"/api/v1/{name}?yaer=2026")
    content = answer.json()
    assert {key: content[key] for key in expected} == expected
    assert content["version"] == G.number
    assert f"v={G.number}" in content["links"]["self"]
    assert again.status_code == 304
    assert typo.status_code == 422


def test_losing_the_only_programme_costs_all_its_capacity(store):
    with client_of(store) as client:
        (lost,) = client.get("/api/v1/critical").json()["programmes"]
        totals = client.get("/api/v1/gaps").json()["totals"]
    assert lost["delta_joint_gap"] == totals["capacity"]
