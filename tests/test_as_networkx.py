"""A version as a networkx graph."""

import networkx as nx
import pytest

import graph
from graph.chains.vocabulary import ROW_EDGES, THING_EDGES
from graph.errors import BadArgument
from tests.builders import City


@pytest.fixture
def version():
    city = City()
    city.offer("沟渠大学", "080901", 100, reserved=("沟渠化学", 5))
    city.demand("工程师", "080901", "080902", headcount=120, links={"district": "district:1"}, district="东渠区")
    return city.snapshot()


def test_rows_and_things_are_nodes_with_chain_type_and_source(version):
    G = version.to_networkx()
    assert isinstance(G, nx.MultiDiGraph)
    assert {data["type"] for _, data in G.nodes(data=True)} >= {
        "TalentDemand", "TrainingOffer", "Firm", "District", "Programme", "University", "Field",
    }  # fmt: skip
    for _, data in G.nodes(data=True):
        assert data["chain"] in {"talent", "education", "industry", "innovation"}
        assert data["source"]
        assert data["source_count"] >= len(data["source"])


def test_every_edge_is_one_of_the_vocabulary_and_says_from_which_rows(version):
    G = version.to_networkx()
    rows = set(version.by_id)
    for source, target, data in G.edges(data=True):
        labels = G.nodes[source]["type"], data["type"], G.nodes[target]["type"]
        assert labels in ROW_EDGES | THING_EDGES
        assert set(data["source"]) <= rows
        assert data["chain"]


def test_a_demand_accepts_its_fields_and_stands_in_its_sheet(version):
    G = version.to_networkx()
    (post,) = (node for node, data in G.nodes(data=True) if data["type"] == "TalentDemand")
    accepted = {target for _, target, data in G.out_edges(post, data=True) if data["type"] == "ACCEPTS"}
    assert accepted == {"field:undergraduate:080901", "field:undergraduate:080902"}
    assert (G.nodes[post]["file"], G.nodes[post]["row"]) == ("list.xlsx", 2)


def test_a_report_of_the_graph_is_the_report_of_its_version(version):
    assert graph.gap_report(version.to_networkx()) is graph.gap_report(version)


def test_another_graph_is_no_version():
    with pytest.raises(BadArgument, match="open_graph"):
        graph.gap_report(nx.MultiDiGraph())


def test_nodes_and_edges_come_in_the_same_order_whatever_the_order_of_rows(version):
    def built(reverse):
        city = City()
        for number in sorted(range(4), reverse=reverse):
            city.demand(f"岗位{number}", "080901")
        G = city.snapshot().to_networkx()
        return list(G.nodes), list(G.edges(keys=True))

    assert built(False) == built(True)


def test_the_package_shows_one_gap_and_explains_it(version):
    report = graph.gap_report(version)
    (post,) = report.demands
    assert graph.gap_detail(report, post.id)["id"] == post.id
    assert "沟渠化学" in graph.explain(report, post.id).zh
