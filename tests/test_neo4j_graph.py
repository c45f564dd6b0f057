"""What an analyst sees who queries the database itself: the published version, whole and nothing else."""

import pytest

from graph.chains import derive, row_edges
from graph.chains.vocabulary import ROW_LABELS
from graph.errors import StoreError
from graph.rows import Submission
from graph.store.neo4j import Neo4jStore, clearing
from tests.builders import City
from tests.neo4j_server import cypher

pytestmark = pytest.mark.neo4j


@pytest.fixture
def store(neo4j_url):
    opened = Neo4jStore(neo4j_url)
    yield opened
    opened.close()


def small_city():
    city = City()
    city.record(
        "industries", {"thing": "industry:H2", "segment": "segment:H2-1", "feeds": []}, name="氢能", segment="膜"
    )
    city.record("districts", {"thing": "district:1"}, name="东渠区", code="1")
    city.record(
        "labs",
        {"thing": "lab:氢能重点实验室", "host": "university:name:沟渠大学", "technologies": ["technology:质子交换膜"]},
        name="氢能重点实验室",
        level="省级",
    )
    place = {"district": "district:1", "industry": "industry:H2", "segment": "segment:H2-1"}
    city.offer("沟渠大学", "080901", 100, reserved=("沟渠化学", 20))
    city.demand("程序员", "080901", headcount=80, links=place)
    city.demand("氢能工艺工程师", "081301", "不限", headcount=(3, 5), links=place, urgency="紧缺")
    technology = Submission("technology", "市科技局", "2024")
    links = place | {"firm": "firm:name:沟渠化学", "technology": "technology:质子交换膜", "fields": ["field:x:1"]}
    city.row("technology_demand", technology, {"need": "质子交换膜", "firm": "沟渠化学"}, links)
    return city


def other_city():
    city = City(dictionary=False)
    city.demand("仅此一岗", "080902", firm="另一家", sender="乙区")
    return city


def stage_all(store, city):
    revisions, staged = city.build()
    for revision, rows in staged.items():
        store.stage(revision, rows)
    return revisions


def shown(url):
    """Every labelled node by its identity, and every edge between labelled ends, as an analyst finds them."""
    nodes = cypher(
        url,
        """MATCH (n) WHERE (n:Row OR n:Thing) AND size(labels(n)) = 2
        RETURN [l IN labels(n) WHERE NOT l IN ['Row', 'Thing']][0], coalesce(n.key, n.public_id)""",
    )
    edges = cypher(
        url,
        """MATCH (a)-[e]->(b) WHERE size(labels(a)) = 2 AND size(labels(b)) = 2
        RETURN coalesce(a.key, a.public_id), type(e), b.key""",
    )
    return sorted(map(tuple, nodes)), sorted(map(tuple, edges))


def wanted(rows):
    picture = derive(rows)
    nodes = [(ROW_LABELS[row.kind], row.public_id) for row in rows]
    nodes += [(thing.label, key) for key, thing in picture.things.items()]
    edges = [(row.public_id, edge.type, edge.target) for row in rows for edge in row_edges(row)]
    edges += [(edge.source, edge.type, edge.target) for edge in picture.edges]
    return sorted(nodes), sorted(edges)


def rows_of(city):
    return [row for rows in city.build()[1].values() for row in rows]


def test_every_row_thing_and_edge_of_the_published_version_is_there_and_nothing_else(store):
    small_city().publish(store)
    assert shown(store.url) == wanted(rows_of(small_city()))


def test_a_staged_revision_changes_nothing_that_can_be_seen_by_labels(store):
    small_city().publish(store)
    before = shown(store.url)
    stage_all(store, other_city())
    assert shown(store.url) == before
    assert cypher(store.url, "MATCH (d:TalentDemand)-[:ACCEPTS]->(f:Field) RETURN count(*)") == [[2]]


def test_after_a_replacement_only_the_new_version_is_seen_and_the_old_edges_are_gone(store):
    small_city().publish(store)
    other_city().publish(store)
    assert shown(store.url) == wanted(rows_of(other_city()))
    assert cypher(store.url, "MATCH (r:Row)-[e]->() WHERE size(labels(r)) = 1 RETURN count(e)") == [[0]]


def test_a_thing_that_no_row_names_is_removed(store):
    small_city().publish(store)
    other_city().publish(store)
    assert cypher(store.url, "MATCH (t:Thing {key: 'lab:氢能重点实验室'}) RETURN t") == []


def test_a_thing_that_only_staged_rows_name_is_kept_without_a_label(store):
    stage_all(store, other_city())
    small_city().publish(store)
    assert cypher(store.url, "MATCH (t:Thing {key: 'firm:name:另一家'}) RETURN labels(t)") == [[["Thing"]]]
    store.discard([one.id for one in other_city().build()[0]])
    assert cypher(store.url, "MATCH (t:Thing {key: 'firm:name:另一家'}) RETURN labels(t)") == []


def test_things_carry_properties_chain_and_sources(store):
    small_city().publish(store)
    [[lab]] = cypher(store.url, "MATCH (l:Lab) RETURN properties(l)")
    assert lab.pop("sources") == list(derive(rows_of(small_city())).things[lab["key"]].sources)
    assert lab == {
        "key": "lab:氢能重点实验室",
        "name": "氢能重点实验室",
        "level": "省级",
        "chain": "innovation",
        "source_count": 1,
    }


def test_edges_carry_their_properties_chain_and_sources(store):
    small_city().publish(store)
    [[accepts]] = cypher(store.url, "MATCH (:TalentDemand {post: '程序员'})-[e:ACCEPTS]->(:Field) RETURN properties(e)")
    assert accepts == {
        "chain": "talent-education",
        "alternative": 0,
        "ladder": "学历",
        "level_from": "本科",
        "level_to": "博士",
    }
    [[works]] = cypher(store.url, "MATCH (:Firm)-[e:WORKS_IN]->(:Segment) RETURN properties(e)")
    assert (works["chain"], works["source_count"], len(works["sources"])) == ("industry", 3, 3)


def test_a_row_shows_its_values_where_it_stood_and_who_sent_it(store):
    small_city().publish(store)
    text = """MATCH (d:TalentDemand {post: '氢能工艺工程师'}) MATCH (v:Revision {load: d.load})
    RETURN d.headcount_lo, d.headcount_hi, d.urgency, d.any_field, d.file, d.sheet, d.row, v.sender, v.period"""
    assert cypher(store.url, text) == [[3, 5, "紧缺", True, "list.xlsx", "Sheet1", 3, "市工信局", "2024"]]


@pytest.mark.parametrize(
    ("index", "word", "found"),
    [
        ("fourchain_names", "氢能", ["Industry", "Lab"]),
        ("fourchain_names", "交换膜", ["Technology"]),
    ],
)
def test_a_chinese_word_is_found_inside_a_longer_name(store, index, word, found):
    small_city().publish(store)
    text = "CALL db.index.fulltext.queryNodes($index, $word) YIELD node RETURN labels(node)"
    labels = {one for (some,) in cypher(store.url, text, index=index, word=word) for one in some}
    assert sorted(labels - {"Row", "Thing"}) == found


def test_things_and_edges_that_stay_are_not_written_again(store):
    small_city().publish(store)
    before = cypher(store.url, "MATCH (:Lab)-[e:WORKS_ON]->(:Technology) RETURN elementId(e)")
    stage_all(store, other_city())
    revisions, _ = other_city().build()
    head = store.head()
    version = other_city().version([*store.revisions(head.revisions), *revisions], 2)
    store.publish(1, version, revisions)
    assert cypher(store.url, "MATCH (:Lab)-[e:WORKS_ON]->(:Technology) RETURN elementId(e)") == before


def test_rows_whose_lease_has_run_out_are_cleared_by_the_next_importer(store):
    stage_all(store, other_city())
    later = Neo4jStore(store.url, lease_seconds=0)
    small_city().publish(store)
    assert cypher(store.url, "MATCH (r:Row {post: '仅此一岗'}) RETURN count(r)") == [[1]]  # its lease still runs
    assert later.check() == []
    assert cypher(store.url, "MATCH (r:Row {post: '仅此一岗'}) RETURN count(r)") == [[0]]
    assert cypher(store.url, "MATCH (l:Load) RETURN count(l) = size($kept)", kept=store.head().revisions) == [[True]]
    later.close()


def test_an_importer_whose_rows_were_cleared_away_is_told_to_load_again(store):
    revisions = stage_all(store, other_city())
    Neo4jStore(store.url, lease_seconds=-1).check()
    with pytest.raises(StoreError, match="load again"):
        store.publish(0, other_city().version(revisions), revisions)
    assert store.head() is None


def test_edges_of_rows_that_are_published_no_longer_are_found_when_their_removal_was_cut_short(store, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(clearing, "unjoin", lambda *_: None)
        small_city().publish(store)
        other_city().publish(store)
    left = "MATCH (r:Row)-[e]->() WHERE size(labels(r)) = 1 RETURN count(e) > 0"
    assert cypher(store.url, left) == [[True]]
    assert store.check() == []
    assert cypher(store.url, left) == [[False]]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("MATCH (d:TalentDemand) WITH d LIMIT 1 REMOVE d:TalentDemand", "shows 1 rows with their label"),
        ("MATCH (d:TalentDemand) WITH d LIMIT 1 DETACH DELETE d", "holds 1 rows and should hold 2"),
        ("MATCH (l:Lab) SET l.name = '别的'", "Lab: 1 things are missing or differ"),
        ("MATCH (:Lab)-[e:WORKS_ON]->() DELETE e", "WORKS_ON: 1 edges are missing"),
    ],
)
def test_the_doctor_finds_what_somebody_changed_by_hand(store, damage, said):
    small_city().publish(store)
    cypher(store.url, damage)
    assert any(said in fault for fault in store.check())
