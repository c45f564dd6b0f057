"""Broken chains: six patterns in each segment, and the cells of the heat map."""

import json

import pytest

from graph.chains.vocabulary import ROW_EDGES, THING_EDGES
from graph.errors import BadArgument
from graph.gaps.completeness import completeness
from graph.gaps.heat import UNSTATED
from graph.gaps.patterns import NEAR, parse, patterns
from tests.innovation import InnovationCity

S = "C1-01"


def in_segment(segment):
    return {"segment": f"segment:{segment}", "industry": f"industry:{segment.partition('-')[0]}"}


@pytest.fixture
def city():
    """One segment and an empty row of every list, so that nothing found is an answer."""
    city = InnovationCity()
    city.segment(S, "研发设计")
    city.segment("C1-02", "核心部件")
    city.firm("空厂", "C1-02")
    city.university("空大学")
    city.lab("空实验室", "空大学")
    city.talent("p0", "空大学")
    city.technology("空技术", segment="C1-02")
    city.demand("文员", "020301K", links=in_segment("C1-02"), firm="空厂")
    city.offer("空大学", "080901", 1)
    city.need("空技术", "空厂", segment="C1-02")
    return city


def counts(city, segment=S):
    found = completeness(city.snapshot())
    (one,) = [one for one in found.segments if one.key == f"segment:{segment}"]
    return {pair.pattern.id: pair.count for pair in one.pairs}


def rows(city, pattern, segment=S):
    version = city.snapshot()
    (one,) = [one for one in completeness(version).segments if one.key == f"segment:{segment}"]
    (pair,) = [pair for pair in one.pairs if pair.pattern.id == pattern]
    return [version.by_id[row] for row in pair.rows], pair.far


# -- the patterns as data ----------------------------------------------------------------------------


def test_there_is_one_pattern_for_each_pair_of_chains():
    assert [one.id for one in patterns()] == [
        "talent-education",
        "talent-industry",
        "talent-innovation",
        "education-industry",
        "education-innovation",
        "industry-innovation",
    ]


def test_patterns_speak_the_vocabulary_of_the_graph():
    spoken = {edge for one in patterns() for hop in one.hops for edge in hop.edges}
    computed = {("Field", NEAR, "Field"), ("Technology", "segment", "Segment")}
    assert spoken - computed <= ROW_EDGES | THING_EDGES


def test_every_pattern_counts_a_label_that_it_passes():
    for one in patterns():
        assert one.counts in {hop.target for hop in one.hops}


@pytest.mark.parametrize(
    "text", ["Segment", "Segment WORKS_IN Firm", "Segment <-A-> Firm", "Segment <-A- Firm -B->", ""]
)
def test_what_is_no_pattern_is_refused(text):
    with pytest.raises(BadArgument):
        parse(text)


# -- six pairs ---------------------------------------------------------------------------------------


def test_nothing_is_joined_at_first(city):
    assert set(counts(city).values()) == {0}


def test_a_demand_that_accepts_a_field_taught_here_joins_talent_and_education(city):
    city.demand("工程师", "080902", links=in_segment(S))  # of the same class
    city.demand("医生", "081301", links=in_segment(S))  # taught nowhere
    assert counts(city)["talent-education"] == 1
    found, far = rows(city, "talent-education")
    assert [row.body["post"] for row in found] == ["工程师"]
    assert far == ("programme:name:空大学|undergraduate:080901|本科",)


def test_a_post_open_to_all_accepts_what_is_taught(city):
    city.demand("文员", "不限", links=in_segment(S))
    assert counts(city)["talent-education"] == 1


def test_a_university_in_another_city_teaches_nobody_here(city):
    city.district("东渠区")
    city.university("远方大学", district="远方市")
    city.offer("远方大学", "081301", 10)
    city.demand("工艺师", "081301", links=in_segment(S))
    assert counts(city)["talent-education"] == 0


def test_a_firm_of_the_segment_that_posts_joins_talent_and_industry(city):
    city.firm("甲厂", S)
    city.demand("工程师", "080901", firm="甲厂", links=in_segment("C1-02"))
    assert counts(city)["talent-industry"] == 1


def test_a_firm_in_no_registry_works_where_its_demands_say(city):
    city.demand("工程师", "080901", firm="无名厂", links=in_segment(S))
    city.demand("工程师", "080901", firm="空厂", links=in_segment(S))  # its registry knows better
    assert counts(city)["talent-industry"] == 1


def test_a_talent_on_a_technology_of_the_segment_joins_talent_and_innovation(city):
    city.technology("膜", segment=S)
    city.talent("p1", "空大学", "膜")
    assert counts(city)["talent-innovation"] == 1
    assert [row.body["person"] for row in rows(city, "talent-innovation")[0]] == ["p1"]


def test_an_offer_reserved_for_or_run_with_a_firm_joins_education_and_industry(city):
    city.firm("甲厂", S)
    city.offer("空大学", "080902", 30, reserved=("甲厂", 5))
    assert counts(city)["education-industry"] == 1


def test_a_lab_of_a_university_that_teaches_for_the_segment_joins_education_and_innovation(city):
    city.technology("膜", segment=S)
    city.lab("甲实验室", "空大学", "膜")
    assert counts(city)["education-innovation"] == 0  # nobody there asks for what it teaches
    city.demand("工程师", "080901", links=in_segment(S))
    assert counts(city)["education-innovation"] == 1
    city.lab("乙实验室", "空大学", "空技术")  # a technology of another segment
    assert counts(city)["education-innovation"] == 1


def test_a_firm_that_demands_what_a_lab_here_works_on_joins_industry_and_innovation(city):
    city.firm("甲厂", S)
    city.need("膜", "甲厂")
    assert counts(city)["industry-innovation"] == 0
    city.lab("甲实验室", "空大学", "膜")
    assert counts(city)["industry-innovation"] == 1


# -- what is absent ----------------------------------------------------------------------------------


def test_an_absent_list_makes_no_data_of_what_was_not_found():
    city = InnovationCity()
    city.segment(S)
    city.demand("工程师", "080901", links=in_segment(S))
    found = counts(city)
    assert found == {
        "talent-education": None,
        "talent-industry": 1,  # found all the same, by what the list itself says
        "talent-innovation": None,
        "education-industry": None,
        "education-innovation": None,
        "industry-innovation": None,
    }
    printed = completeness(city.snapshot()).to_json()
    assert printed["notes"]["absent"] == ["firms", "labs", "talents", "technologies", "technology", "training"]
    cells = printed["segments"][0]["cells"]
    assert {name: cell["value"] for name, cell in cells.items()} == {
        "talent": None,
        "education": None,
        "industry": None,
        "innovation": None,
    }
    assert (cells["talent"]["of"], cells["innovation"]["of"]) == (1, None)


# -- the heat map ------------------------------------------------------------------------------------


def cell(city, name, segment=S):
    found = completeness(city.snapshot()).to_json()
    (one,) = [one for one in found["segments"] if one["key"] == f"segment:{segment}"]
    return one["cells"][name]["value"], one["cells"][name]["of"]


def test_talent_and_education_are_posts_of_posts(city):
    city.demand("工程师", "080901", headcount=5, links=in_segment(S))  # one graduate
    city.demand("工艺师", "081301", headcount=3, links=in_segment(S))  # no programme
    assert cell(city, "talent") == (7, 8)
    assert cell(city, "education") == (3, 8)


def test_industry_is_feeding_segments_without_a_local_firm():
    city = InnovationCity()
    city.district("东渠区")
    city.segment(S)
    for number in ("02", "03", "04"):
        city.segment(f"C1-{number}", feeds=(S,))
    city.firm("甲厂", "C1-02", district="东渠区")
    city.firm("外地厂", "C1-03", district="远方市")
    assert cell(city, "industry") == (2, 3)


def test_innovation_is_technology_demands_that_nobody_works_on(city):
    city.need("膜", "甲厂", segment=S)
    city.need("泵", "甲厂", segment=S)
    city.lab("甲实验室", "空大学", "泵")
    assert cell(city, "innovation") == (1, 2)


def test_every_post_stands_in_one_cell_of_industries_and_stages(city):
    city.demand("工程师", "080901", headcount=5, links=in_segment(S))
    city.demand("工程师", "080901", headcount=5, links={"segment": None, "industry": "industry:C1"})
    city.demand("工程师", "081301", headcount=7)
    found = completeness(city.snapshot())
    places = {(one.industry, one.stage) for one in found.stages}
    assert places == {
        ("industry:C1", "研发设计"),
        ("industry:C1", "核心部件"),
        ("industry:C1", UNSTATED),
        (UNSTATED, UNSTATED),
    }
    totals = found.report.totals
    assert sum(one.cells.talent.value for one in found.stages) == totals["joint_gap"]
    assert sum(one.cells.talent.of for one in found.stages) == totals["headcount"]
    assert sum(one.cells.education.value for one in found.stages) == totals["no_programme"]


def test_the_order_of_rows_changes_nothing(city):
    city.firm("甲厂", S)
    for k in range(5):
        city.demand(f"工程师{k}", "080901", firm="甲厂", headcount=k + 1, links=in_segment(S))
    before = json.dumps(completeness(city.snapshot()).to_json())
    city.rows = {submission: rows[::-1] for submission, rows in reversed(city.rows.items())}
    assert json.dumps(completeness(city.snapshot()).to_json()) == before
