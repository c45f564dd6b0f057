"""What rows say of things, and which edges that makes."""

import random
from itertools import count

import pytest

from graph.chains import derive, row_edges
from graph.chains.bridges import collect, settle
from graph.chains.picture import Collected, EdgeId
from graph.chains.vocabulary import (
    LABEL_CHAINS,
    RECORD_CHAINS,
    ROW_EDGES,
    ROW_LABELS,
    THING_EDGES,
    chain_between,
    label_of,
)
from graph.rows import Row, canonical

numbers = count()

FIRM, DISTRICT, INDUSTRY, SEGMENT = "firm:甲", "district:990101", "industry:H2", "segment:H2-03"
FIELD, CLASS = "field:undergraduate:080901", "field:undergraduate:0809"
UNIVERSITY, LAB, TECHNOLOGY = "university:90001", "lab:氢能实验室", "technology:质子交换膜"
PROGRAMME = "programme:90001|undergraduate:080901|本科"


def row(kind, body, links, public_id=None):
    """A row; its public id counts up unless the test cares."""
    public_id = public_id or f"{next(numbers):016d}"
    return Row("r1", kind, public_id, "f.xlsx", "s", 3, 0, canonical(body), canonical(links))


def demand(links=None, public_id=None, **body):
    links = {"firm": FIRM, "district": DISTRICT, "industry": INDUSTRY, "segment": SEGMENT, "alternatives": []} | (
        links or {}
    )
    return row("talent_demand", {"list": "talent", "period": "2024", "firm": "甲公司"} | body, links, public_id)


def accepting(*alternatives):
    return demand({"alternatives": list(alternatives)})


def problem(links=None, **body):
    links = {"firm": FIRM, "district": DISTRICT, "technology": TECHNOLOGY, "fields": [FIELD]} | (links or {})
    return row("technology_demand", {"list": "technology", "need": "质子交换膜", "period": "2024"} | body, links)


def offer(links=None, **body):
    body = {"list": "training", "type": "供给", "school": "沟渠大学", "major": "计算机", "period": "2024"} | body
    links = {"university": UNIVERSITY, "field": FIELD, "programme": PROGRAMME, "level": "本科"} | (links or {})
    return row("training_offer", body, links)


def record(list_, links, public_id=None, **body):
    return row("record", {"list": list_} | body, links, public_id)


def edges(rows, kind):
    """(source, target) of the edges of one type in the picture of these rows."""
    return [(e.source, e.target) for e in derive(rows).edges if e.type == kind]


# -- edges of rows -------------------------------------------------------------------------------


def test_a_demand_is_joined_to_its_employer_and_place():
    found = {(e.type, e.target, e.chain) for e in row_edges(demand())}
    assert found == {
        ("POSTED_BY", FIRM, "talent-industry"),
        ("IN_INDUSTRY", INDUSTRY, "talent-industry"),
        ("IN_SEGMENT", SEGMENT, "talent-industry"),
        ("IN_DISTRICT", DISTRICT, "talent-industry"),
    }


def test_every_alternative_accepts_its_own_fields_with_its_own_levels():
    one = {"degree": ["本科", "本科"], "fields": [CLASS]}
    other = {"degree": ["硕士", "博士"], "title": ["副高", "正高"], "fields": [FIELD]}
    found = [(e.target, e.properties) for e in row_edges(accepting(one, other)) if e.type == "ACCEPTS"]
    assert found == [
        (CLASS, {"alternative": 0, "ladder": "学历", "level_from": "本科", "level_to": "本科"}),
        (
            FIELD,
            {
                "alternative": 1,
                "ladder": "学历",
                "level_from": "硕士",
                "level_to": "博士",
                "title_from": "副高",
                "title_to": "正高",
            },
        ),
    ]


def test_an_alternative_without_a_degree_names_the_ladder_it_asks_for():
    found = row_edges(accepting({"degree": None, "title": None, "skill": ["技师", "首席技师"], "fields": [FIELD]}))
    assert found[-1].properties == {
        "alternative": 0,
        "ladder": "技能等级",
        "level_from": "技师",
        "level_to": "首席技师",
    }


def test_a_demand_that_takes_any_field_accepts_none_by_name():
    assert "ACCEPTS" not in {e.type for e in row_edges(accepting({"any": True, "fields": []}))}


def test_a_name_twice_in_one_cell_is_one_edge():
    assert len([e for e in row_edges(problem({"fields": [FIELD, FIELD]})) if e.type == "NEEDS"]) == 1


def test_a_reservation_tells_its_seats():
    reserved = offer({"reserved_for": FIRM, "run_with": ["firm:乙"]}, reserved_seats=30)
    found = {e.type: (e.target, e.properties) for e in row_edges(reserved)}
    assert found == {"OF": (PROGRAMME, {}), "RESERVED_FOR": (FIRM, {"seats": 30}), "RUN_WITH": ("firm:乙", {})}


@pytest.mark.parametrize(("sponsor", "chain"), [(FIRM, "education-industry"), (DISTRICT, "education-industry")])
def test_a_request_is_for_a_programme_where_it_names_one_university(sponsor, chain):
    links = {"sponsor": sponsor, "field": FIELD, "programme": PROGRAMME, "wants": [UNIVERSITY]}
    asked = row("training_request", {"list": "training", "type": "需求"}, links)
    found = {e.type: (e.target, e.chain) for e in row_edges(asked)}
    assert found == {
        "FOR": (PROGRAMME, "education"),
        "ASKED_BY": (sponsor, chain),
        "WANTS": (UNIVERSITY, "education"),
    }


def test_a_request_of_no_university_is_for_the_field():
    asked = row("training_request", {"list": "training"}, {"sponsor": FIRM, "field": FIELD, "wants": []})
    assert [(e.type, e.target) for e in row_edges(asked)] == [("FOR", FIELD), ("ASKED_BY", FIRM)]


def test_a_record_has_no_edges_of_its_own():
    assert row_edges(record("firms", {"thing": FIRM, "district": DISTRICT})) == []


# -- things --------------------------------------------------------------------------------------


def test_a_thing_is_there_when_a_row_names_it_and_not_otherwise():
    assert set(derive([offer()]).things) == {UNIVERSITY, FIELD, PROGRAMME}
    assert derive([]).things == {}


def test_a_registry_is_believed_before_a_list_and_a_later_period_before_an_earlier_one():
    old = demand(period="2023", firm="甲厂", firm_tier="规上", public_id="a")
    new = demand(period="2024", firm="甲有限公司", public_id="b")
    assert derive([old, new]).things[FIRM].properties == {"name": "甲有限公司", "tier": "规上"}
    known = record("firms", {"thing": FIRM}, name="甲股份有限公司")
    assert derive([old, new, known]).things[FIRM].properties["name"] == "甲股份有限公司"


def test_of_equal_periods_the_smallest_public_id_is_believed():
    first, second = demand(firm="甲一", public_id="a"), demand(firm="甲二", public_id="b")
    assert derive([second, first]).things[FIRM].properties["name"] == "甲一"


def test_a_name_that_no_row_spells_is_read_off_the_key():
    links = {"firm": "firm:name:丁", "segment": "segment:H2|name:膜电极"}
    picture = derive([offer({"reserved_for": "firm:name:丙"}), demand(links, firm=None)])
    assert picture.things["firm:name:丙"].properties == {"name": "丙"}
    assert picture.things["segment:H2|name:膜电极"].properties == {"name": "膜电极", "industry": "industry:H2"}


def test_a_row_that_names_a_thing_twice_is_one_source():
    assert derive([accepting({"fields": [FIELD]}, {"fields": [FIELD]})]).things[FIELD].source_count == 1


def test_the_ten_smallest_rows_stand_as_sources_and_all_are_counted():
    rows = [demand(public_id=f"{n:02d}") for n in random.Random(1).sample(range(25), 25)]
    firm = derive(rows).things[FIRM]
    assert firm.sources == tuple(f"{n:02d}" for n in range(10))
    assert firm.source_count == 25


def test_a_talent_shows_neither_name_nor_number():
    who = record("talents", {"thing": "talent:p7", "unit": LAB, "expertise": [FIELD]}, level="领军", mode="柔性")
    assert derive([who]).things["talent:p7"].properties == {"level": "领军"}


# -- edges between things ------------------------------------------------------------------------


def test_an_industry_has_its_segments_and_they_feed_each_other():
    rows = [record("industries", {"thing": INDUSTRY, "segment": SEGMENT, "feeds": ["segment:H2-04"]}, segment="膜")]
    assert edges(rows, "HAS_SEGMENT") == [(INDUSTRY, SEGMENT)]
    assert edges(rows, "FEEDS") == [(SEGMENT, "segment:H2-04")]


def test_a_firm_in_no_registry_works_where_its_demands_say():
    assert edges([demand()], "WORKS_IN") == [(FIRM, SEGMENT)]
    assert edges([demand()], "LOCATED_IN") == [(FIRM, DISTRICT)]


def test_what_the_registry_says_of_a_firm_silences_its_demands():
    rows = [demand(), record("firms", {"thing": FIRM, "district": "district:990102", "segments": []})]
    assert edges(rows, "LOCATED_IN") == [(FIRM, "district:990102")]
    assert edges(rows, "WORKS_IN") == []


def test_a_technology_draws_on_what_its_registry_says_else_on_what_demands_need():
    assert edges([problem()], "DRAWS_ON") == [(TECHNOLOGY, FIELD)]
    known = record("technologies", {"thing": TECHNOLOGY, "fields": [CLASS]})
    assert edges([problem(), known], "DRAWS_ON") == [(TECHNOLOGY, CLASS)]


def test_offers_tell_who_offers_and_what_is_taught():
    assert edges([offer()], "OFFERS") == [(UNIVERSITY, PROGRAMME)]
    assert edges([offer()], "TEACHES") == [(PROGRAMME, FIELD)]
    assert edges([offer({"field": None})], "TEACHES") == []


def test_a_lab_has_host_place_technologies_and_fields():
    links = {"thing": LAB, "host": UNIVERSITY, "district": DISTRICT, "technologies": [TECHNOLOGY], "fields": [FIELD]}
    picture = derive([record("labs", links)])
    assert {(e.type, e.target): edge.chain for e, edge in picture.edges.items()} == {
        ("HOSTED_BY", UNIVERSITY): "education-innovation",
        ("LOCATED_IN", DISTRICT): "industry-innovation",
        ("WORKS_ON", TECHNOLOGY): "innovation",
        ("STUDIES", FIELD): "education-innovation",
    }


def test_a_talent_with_two_modes_at_one_unit_has_two_shares_there():
    rows = [
        record("talents", {"thing": "talent:p", "unit": LAB, "expertise": []}, mode="双聘", share_ppm=300_000),
        record("talents", {"thing": "talent:p", "unit": LAB, "expertise": []}, mode="柔性", share_ppm=200_000),
    ]
    found = {e.which: edge.properties for e, edge in derive(rows).edges.items()}
    assert found == {
        "双聘": {"mode": "双聘", "share_ppm": 300_000},
        "柔性": {"mode": "柔性", "share_ppm": 200_000},
    }


def test_catalogues_correspond_with_the_relation_of_the_crosswalk():
    rows = [record("crosswalk", {"from": FIELD, "to": "field:vocational:5102"}, relation="near")]
    [(edge, told)] = derive(rows).edges.items()
    assert edge == EdgeId(FIELD, "CORRESPONDS_TO", "field:vocational:5102", "")
    assert told.properties == {"relation": "near"}


def test_an_edge_lists_the_rows_that_tell_it():
    rows = [problem(), problem(), offer()]
    told = derive(rows).edges[EdgeId(TECHNOLOGY, "DRAWS_ON", FIELD, "")]
    assert told.sources == tuple(sorted(r.public_id for r in rows[:2]))
    assert told.source_count == 2


# -- the whole -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def everything():
    return [
        *(demand({"firm": f"firm:{n % 3}"}, period=str(2020 + n % 4), firm=f"名{n}") for n in range(40)),
        *(problem({"firm": f"firm:{n % 5}"}) for n in range(10)),
        offer({"reserved_for": "firm:1"}),
        record("firms", {"thing": "firm:2", "district": "district:2", "segments": [SEGMENT]}, name="二"),
        record("technologies", {"thing": TECHNOLOGY, "fields": [CLASS], "segment": SEGMENT}),
        record("labs", {"thing": LAB, "host": "firm:1", "fields": [FIELD], "technologies": [TECHNOLOGY]}),
        record("parameters", {}, name="tau", value="0.7"),
    ]


def test_the_order_of_rows_changes_nothing(everything):
    shuffled = random.Random(7).sample(everything, len(everything))
    assert repr(derive(shuffled)) == repr(derive(everything))


def test_parts_that_are_collected_apart_and_joined_make_the_same_picture(everything):
    whole, part = Collected(), Collected()
    collect(whole, everything[:25])
    collect(part, everything[25:])
    whole.join(part)
    assert settle(whole) == derive(everything)


def test_every_edge_stands_in_the_vocabulary_and_both_its_ends_are_there(everything):
    picture = derive(everything)
    for edge in picture.edges:
        assert (label_of(edge.source), edge.type, label_of(edge.target)) in THING_EDGES
        assert {edge.source, edge.target} <= set(picture.things)
    for one in everything:
        for own in row_edges(one):
            assert (ROW_LABELS[one.kind], own.type, label_of(own.target)) in ROW_EDGES
            assert own.target in picture.things


def test_every_edge_joins_one_chain_or_names_the_pair_that_it_bridges():
    for source, _, target in ROW_EDGES | THING_EDGES:
        parts = chain_between(source, target).split("-")
        assert set(parts) == {LABEL_CHAINS[source], LABEL_CHAINS[target]}


def test_every_dictionary_list_has_a_chain(root):
    listed = {line.partition(",")[0] for line in (root / "ingest" / "columns.csv").read_text().splitlines()[1:]}
    assert listed - {"talent", "technology", "training"} == set(RECORD_CHAINS)
