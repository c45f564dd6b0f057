"""Both sides of a real market: graduates and openings of Ohio, exact codes, one market, no attrition."""

import csv
import itertools

import pytest

from graph.gaps.report import gap_report
from tests.builders import City, accepts, field_key
from tests.re_adding import every_certificate_adds_up

pytestmark = pytest.mark.shared


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


@pytest.fixture(scope="module")
def report(shared_data):
    folder = shared_data / "data/real/ohio"
    city = City()
    city.parameter("tau", "1")
    known = set()
    for one in rows(folder / "cip_2020.csv"):
        city.field(one["code"], one["title"], "cip")
        known.add(one["code"])
    numbers = itertools.count()
    for one in rows(folder / "graduates_2021.csv"):
        if one["region"] != "ohio":
            number = next(numbers)  # the degree groups of a region are told apart by a number: they have no key
            school, code, graduates = f"region {one['region']}", one["cip_code"], int(one["graduates"])
            city.offer(school, code, graduates, catalogue="cip", year=2021, level=None, edition=str(number))
    for one in rows(folder / "openings_2020_2030.csv"):
        if not one["soc_code"].endswith("0000"):
            codes = [code for code in one["cip_codes"].split(";") if code and code != "99.9999"]
            linked = [field_key(code, "cip") for code in codes if code in known]
            lost = ("99.9999",) if "99.9999" in one["cip_codes"] else ()
            city.demand(
                one["occupation"], alternatives=[accepts(*linked, degree=None, unlinked=lost)],
                headcount=int(one["annual_openings"]), period="2021", sender="Ohio", unlinked=lost,
                firm=one["region"],
            )  # fmt: skip
    return gap_report(city.snapshot())


def test_the_joint_gap_of_ohio(report):
    totals = report.to_json()["totals"]
    assert totals["headcount"] == 615_037
    assert totals["graduates"] == totals["capacity"] == 180_532
    assert totals["joint_gap"] == 498_798
    assert (totals["unlinked"], totals["no_programme"], totals["competed"]) == (255_886, 25_055, 217_857)
    assert totals["naive_gap"] == 400_873
    assert totals["proportional_gap"] == 507_026.6
    assert totals["joint_gap_hi"] == 498_798


def test_every_certificate_of_ohio_holds(report):
    assert all(band.certificate.holds for band in report.bands)
    assert every_certificate_adds_up(report) > 10
