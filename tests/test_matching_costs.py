"""The matching illustrates: near fields, fitting levels and short ways first."""

import pytest

from graph.gaps.costs import pair_costs
from graph.gaps.report import gap_report
from graph.gaps.supply import PERSON
from tests.builders import City


def costs(city):
    report = gap_report(city.snapshot())
    one = report.allocation
    found = pair_costs(one.matcher, one.demands, one.supplies, one.market)
    pairs = zip(one.market.supply.tolist(), one.market.demand.tolist(), found.tolist(), strict=True)
    return {(report.supplies[i].university[-3:], report.demands[j].row.body["post"]): cost for i, j, cost in pairs}


def test_the_field_costs_by_its_distance_and_the_level_by_the_steps_over():
    city = City()
    city.offer("甲大学", "080901", 1)
    city.offer("乙大学", "080902", 1)
    city.offer("丙大学", "080901", 1, level="博士")
    city.demand("岗位", "080901")
    assert costs(city) == {("甲大学", "岗位"): 0, ("乙大学", "岗位"): 30_000, ("丙大学", "岗位"): 30_000}


def test_the_way_costs_as_a_share_of_the_longest():
    city = City()
    for number, lon in enumerate((120_000_000, 120_500_000, 122_000_000)):
        city.record("districts", {"thing": f"district:{number}"}, code=str(number), name=f"{number}区", lon_ppm=lon,
                    lat_ppm=37_000_000)  # fmt: skip
    for number, school in enumerate(("甲大学", "乙大学", "丙大学")):
        links = {"thing": f"university:name:{school}", "district": f"district:{number}"}
        city.record("universities", links, name=school)
        city.offer(school, "080901", 1)
    city.demand("岗位", "080901", links={"district": "district:0"})
    assert costs(city) == {("甲大学", "岗位"): 0, ("乙大学", "岗位"): 15_000, ("丙大学", "岗位"): 60_000}


def test_the_better_of_two_alternatives_counts():
    city = City()
    city.offer("甲大学", "080901", 1)
    city.demand("岗位", "080902", "080901")
    assert set(costs(city).values()) == {0}


def test_the_matching_places_what_the_split_serves_and_prefers_the_near_field():
    city = City()
    city.offer("甲大学", "080901", 5)
    city.offer("乙大学", "080902", 5)
    city.demand("甲岗", "080901", headcount=5)
    city.demand("乙岗", "080902", headcount=5)
    report = gap_report(city.snapshot())
    placed = report.allocation.matching
    assert int(placed.amount.sum()) == 10 * PERSON == report.split.served_total
    assert placed.cost == 0


def test_the_points_are_parameters():
    city = City()
    city.parameter("cost_field", "10")
    city.offer("乙大学", "080902", 1)
    city.demand("岗位", "080901")
    assert set(costs(city).values()) == {3_000}


@pytest.mark.parametrize("asked", [0, 3])
def test_a_programme_tells_how_many_posts_ask_for_it(asked):
    city = City()
    city.offer("甲大学", "080901", 5)
    city.demand("岗位", "080901" if asked else "020301K", headcount=3)
    (supply,) = gap_report(city.snapshot()).to_json()["supplies"]
    assert supply["asked_by"] == asked
