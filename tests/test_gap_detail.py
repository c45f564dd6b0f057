"""One gap: both sides of its proof and the rows behind it."""

from fractions import Fraction

import orjson
import pytest
from hypothesis import given, settings

from graph.errors import NotFound
from graph.gaps.detail import gap_detail
from graph.gaps.report import gap_report
from tests.builders import City
from tests.random_cities import cities


@pytest.fixture
def queue():
    """50 graduates; 40 urgent posts and 40 others."""
    city = City()
    city.offer("沟渠大学", "080901", 100, further_ppm=200_000, retention_ppm=625_000)
    city.demand("急", "080901", headcount=40, urgency="特别紧缺")
    city.demand("缓", "080901", headcount=40)
    return gap_report(city.snapshot())


def by_post(report, post):
    return next(one.id for one in report.demands if one.row.body["post"] == post)


def test_the_proof_stands_row_by_row_with_the_more_urgent_first(queue):
    detail = gap_detail(queue, by_post(queue, "缓"))
    rows = detail["certificate_rows"]
    assert [(one["post"], one["served"], one["short"], one["own"]) for one in rows["demands"]] == [
        ("急", 40, 0, False),
        ("缓", 10, 30, True),
    ]
    (supply,) = rows["supplies"]
    assert (supply["graduates"], supply["further_study"], supply["leaving"], supply["capacity"]) == (100, 20, 30, 50)


def test_three_methods_stand_side_by_side(queue):
    assert gap_detail(queue, by_post(queue, "缓"))["methods"] == {"naive": 0, "proportional": 15, "joint": 30}


def test_a_met_demand_has_no_band(queue):
    detail = gap_detail(queue, by_post(queue, "急"))
    assert detail["band"] is None
    assert detail["certificate_rows"] is None
    assert detail["demand"]["class"] == "met"


def test_evidence_names_file_sheet_and_row_and_what_the_cells_say(queue):
    demand, offer = gap_detail(queue, by_post(queue, "缓"))["evidence"]
    assert (demand["file"], demand["sheet"], demand["row"]) == ("list.xlsx", "Sheet1", 3)
    assert demand["values"]["post"] == "缓"
    assert (offer["kind"], offer["values"]["graduates"]) == ("training_offer", 100)


def test_any_row_of_a_cluster_opens_its_gap():
    city = City()
    city.offer("沟渠大学", "080901", 1)
    for sender in ("东渠区", "西渠区"):
        city.demand("工程师", "080901", headcount=3, sender=sender)
    report = gap_report(city.snapshot())
    first, second = (gap_detail(report, row) for row in report.demands[0].sources)
    assert first == second


def test_a_gap_without_supply_lists_is_no_data():
    city = City()
    city.demand("工程师", "080901", headcount=3)
    report = gap_report(city.snapshot())
    detail = gap_detail(report, report.demands[0].id)
    assert detail["methods"] == {"naive": None, "proportional": None, "joint": None}
    assert detail["accepted_capacity"] is None


def test_an_id_that_is_no_demand_is_not_found(queue):
    with pytest.raises(NotFound, match="2024"):
        gap_detail(queue, "nosuchgap")


@settings(max_examples=50, deadline=None)
@given(cities())
def test_the_rows_of_every_proof_add_up_to_it(city):
    report = gap_report(city.snapshot())
    for one in report.demands:
        detail = orjson.loads(orjson.dumps(gap_detail(report, one.id)))
        if detail["band"]:
            proof, rows = detail["band"]["certificate"], detail["certificate_rows"]
            assert sum(row["headcount"] for row in rows["demands"]) == proof["headcount"]
            assert sum(Fraction(str(row["capacity"])) for row in rows["supplies"]) == Fraction(str(proof["capacity"]))
            short = sum(Fraction(str(row["short"])) for row in rows["demands"])
            assert abs(short - Fraction(str(proof["gap"]))) <= Fraction(len(rows["demands"]), 1000)
