"""docs/cypher.md: each question is asked of the sample city and answered as our own interface answers it."""

import re
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path

import pytest

from graph import open_graph, technology_gaps
from graph.chains import derive
from graph.chains.vocabulary import LABEL_CHAINS
from graph.rows import Row, canonical
from graph.store import open_store
from graph.store.neo4j import Neo4jStore, staging
from ingest.sample_city import write_city
from ingest.submit import LoadOptions, load
from tests.neo4j_server import ADDRESSES, cypher, emptied

pytestmark = pytest.mark.neo4j

QUESTION = re.compile(r"^## (\d+)\. .*?```cypher\n(.*?)```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def questions(root) -> dict[int, str]:
    text = (root / "docs" / "cypher.md").read_text(encoding="utf-8")
    return {int(number): asked for number, asked in QUESTION.findall(text)}


class City:
    """The published version as our own interface gives it: rows by kind, and what they say of things."""

    def __init__(self, url: str) -> None:
        self.version = open_graph(url)
        rows = [
            Row(f.revision, f.kind, f.public_id, f.file, f.sheet, f.row, f.need, canonical(f.body), canonical(f.links))
            for facts in self.version.facts.values()
            for f in facts
        ]
        self.picture = derive(rows)
        self.things = self.picture.things
        self.posts = self.version.facts["talent_demand"]
        self.problems = self.version.facts["technology_demand"]
        self.offers = self.version.facts["training_offer"]
        self.requests = self.version.facts["training_request"]

    def name(self, key):
        return self.things[key].properties["name"]

    def ends(self, kind):
        """{source: targets} of the edges between things of one type."""
        found = defaultdict(set)
        for edge in self.picture.edges:
            if edge.type == kind:
                found[edge.source].add(edge.target)
        return found

    def above(self, key, steps=3):
        """A field and what it is part of."""
        parents, found = self.ends("PART_OF"), {key}
        for _ in range(steps):
            found |= {parent for one in found for parent in parents.get(one, ())}
        return found

    def accepted(self, post):
        return {field for one in post.links["alternatives"] for field in one["fields"]}


def lo(row):
    return row.body["headcount"]["lo"]


def summed(pairs):
    total = Counter()
    for key, value in pairs:
        total[key] += value
    return total


def posts_by_industry(city):
    wanted = (d for d in city.posts if d.year == 2026 and d.body["kind"] == "年度计划" and d.links["industry"])
    total = summed((city.name(d.links["industry"]), lo(d)) for d in wanted)
    return sorted(([name, posts] for name, posts in total.items()), key=lambda one: (-one[1], one[0]))


def firms_with_urgent_posts(city):
    urgent = [d for d in city.posts if d.year == 2026 and d.body.get("urgency") == "特别紧缺"]
    posts, demands = summed((d.links["firm"], lo(d)) for d in urgent), Counter(d.links["firm"] for d in urgent)
    ranked = sorted(posts, key=lambda firm: (-posts[firm], firm))[:20]
    return [[firm, demands[firm], posts[firm]] for firm in ranked]


def posts_for_a_field(city):
    asked = city.above("field:undergraduate:080901")
    return [[d.public_id] for d in city.posts if d.year == 2026 and city.accepted(d) & asked]


def graduates_of_a_field(city):
    teaching = {p for p, fields in city.ends("TEACHES").items() if "field:undergraduate:080901" in fields}
    total = summed(
        ((city.name(o.links["university"]), city.things[o.links["programme"]].properties["level"], o.body["year"]), n)
        for o in city.offers
        if o.links["programme"] in teaching and (n := o.body.get("graduates", 0)) is not None
    )
    return sorted([*key, graduates] for key, graduates in total.items())


def fields_taught_nowhere(city):
    taught = {field for fields in city.ends("TEACHES").values() for field in fields}
    covered = {above for field in taught for above in city.above(field)}
    asked = Counter(field for d in city.posts for field in city.accepted(d) - covered)
    return sorted(([field, demands] for field, demands in asked.items()), key=lambda one: (-one[1], one[0]))


def uncovered_problems(city):
    worked = {t for kind in ("WORKS_ON", "EXPERT_IN") for some in city.ends(kind).values() for t in some}
    return [
        [d.public_id, city.name(d.links["technology"])] for d in city.problems if d.links["technology"] not in worked
    ]


def technologies_of_one_lab(city):
    labs = defaultdict(set)
    for lab, technologies in city.ends("WORKS_ON").items():
        for technology in technologies:
            labs[technology].add(city.name(lab))
    asked = {d.links["technology"] for d in city.problems}
    return sorted([t, *labs[t]] for t in asked if len(labs[t]) == 1)


def leading_firms(city):
    segments = city.ends("WORKS_IN")
    return sorted(
        [city.name(district), firm, len(segments.get(firm, ()))]
        for firm, districts in city.ends("LOCATED_IN").items()
        if city.things[firm].label == "Firm" and city.things[firm].properties.get("tier") == "链主"
        for district in districts
    )


def upstream(city):
    feeds, found, edge = defaultdict(set), set(), {"segment:C1-05"}
    for source, targets in city.ends("FEEDS").items():
        for target in targets:
            feeds[target].add(source)
    for _ in range(3):
        edge = {source for one in edge for source in feeds[one]}
        found |= edge
    return sorted([one] for one in found - {"segment:C1-05"})


def problem_to_host(city):
    labs, hosts = city.ends("WORKS_ON"), city.ends("HOSTED_BY")
    return sorted(
        [d.public_id, d.links["technology"], lab, host]
        for d, (lab, technologies) in product(city.problems, labs.items())
        if d.body.get("status") in ("拟发榜", "已发榜") and d.links["technology"] in technologies
        for host in hosts.get(lab, ())
    )


def reserved_seats(city):
    total = summed(
        ((o.links["reserved_for"], o.body["year"]), o.body.get("reserved_seats", 0))
        for o in city.offers
        if o.links.get("reserved_for")
    )
    return sorted([*key, seats] for key, seats in total.items())


def requests_by_sponsor(city):
    total = summed(
        ((r.links["sponsor"], wanted), lo(r))
        for r in city.requests
        if (wanted := r.links.get("programme") or r.links.get("field"))
    )
    return sorted(([*key, people] for key, people in total.items()), key=lambda one: (-one[2], one[0], one[1]))


def full_time_by_lab(city):
    shares, people = Counter(), defaultdict(set)
    for id, edge in city.picture.edges.items():
        if id.type == "AFFILIATED_WITH" and city.things[id.target].label == "Lab":
            shares[id.target] += edge.properties.get("share_ppm", 0)
            people[id.target].add(id.source)
    ranked = sorted(people, key=lambda lab: (-shares[lab], lab))
    return [[lab, len(people[lab]), shares[lab]] for lab in ranked]


def origin_of_posts(city):
    return [
        [d.public_id, d.sender, d.period, d.file, d.sheet, d.row]
        for d in city.posts
        if d.links["industry"] == "industry:C1"
    ]


def names_that_found_nothing(city):
    found = Counter(m for d in city.posts for m in {one["mention"] for one in d.links["unlinked"]})
    return sorted(([mention, demands] for mention, demands in found.items()), key=lambda one: (-one[1], one[0]))


def names_with_a_word(city):
    shown = set(cypher_labels) - {"Talent"}
    return sorted([key] for key, one in city.things.items() if one.label in shown and "氢能" in one.properties["name"])


cypher_labels = ("Industry", "Segment", "District", "Firm", "University", "Programme", "Field", "Lab", "Technology")

ANSWERS = dict(
    enumerate(
        (
            posts_by_industry,
            firms_with_urgent_posts,
            posts_for_a_field,
            graduates_of_a_field,
            fields_taught_nowhere,
            uncovered_problems,
            technologies_of_one_lab,
            leading_firms,
            upstream,
            problem_to_host,
            reserved_seats,
            requests_by_sponsor,
            full_time_by_lab,
            origin_of_posts,
            names_that_found_nothing,
            names_with_a_word,
        ),
        1,
    )
)


@pytest.fixture(scope="module", params=ADDRESSES)
def server(request, not_here, tmp_path_factory):
    """A server with the sample city, and the files that it was loaded from."""
    if "://" not in request.param:
        not_here("FOURCHAIN_TEST_NEO4J names no server")
    with emptied(request.param) as url:
        files = write_city(tmp_path_factory.mktemp("city") / "沟渠市")
        store = open_store(url)
        load(store, files, LoadOptions(actor="tests"))
        store.close()
        yield url, files


@pytest.fixture(scope="module")
def city(server):
    return City(server[0])


def wrong(url, questions, city):
    """The numbers of the questions that Cypher answers otherwise."""
    return [number for number, asked in questions.items() if cypher(url, asked) != ANSWERS[number](city)]


def test_every_question_has_an_answer_to_compare_with(questions):
    assert list(questions) == list(ANSWERS)
    assert len(questions) >= 15


def test_every_label_has_its_style_in_browser(root):
    styles = (root / "docs" / "neo4j-browser.grass").read_text(encoding="utf-8")
    assert set(re.findall(r"^node\.(\w+) {", styles, re.MULTILINE)) == set(LABEL_CHAINS)


@pytest.mark.parametrize("number", ANSWERS)
def test_cypher_answers_as_our_own_interface_does(server, questions, city, number):
    answer = ANSWERS[number](city)
    assert answer, "a question that the sample city has nothing to say to compares nothing"
    assert cypher(server[0], questions[number]) == answer


def test_problems_that_nobody_works_on_are_those_of_the_report(server, questions, city):
    gaps = technology_gaps(city.version)
    open_rows = {row for one in gaps.demands for row in one.sources}
    reported = {row for one in gaps.demands if gaps.coverage_of(one).name == "uncovered" for row in one.sources}
    asked = {demand for demand, _ in cypher(server[0], questions[6])}
    assert asked & open_rows == reported


def test_in_the_middle_of_a_staging_and_after_it_the_answers_stay(server, questions, city, monkeypatch):
    url, _ = server
    monkeypatch.setattr(staging, "BATCH", 500)
    importer = Neo4jStore(url)
    rows = (row for page in importer.rows(city.version.version.revisions) for row in page if row.kind != "record")
    said = []

    def half_asked():
        for number, row in enumerate(rows, 1):
            if number == 1_750:  # three batches are in, or the third is on its way
                [[seen]] = cypher(url, "MATCH (r:Row) WHERE r.load STARTS WITH 'half' RETURN count(r)")
                said.append((seen in (1_000, 1_500), wrong(url, questions, city)))
            yield row._replace(revision="half")

    assert importer.stage("half", half_asked()) > 2_500
    assert said == [(True, [])]
    assert wrong(url, questions, city) == []
    importer.close()


def test_after_a_replacement_the_answers_are_those_of_the_new_version(server, questions):
    url, files = server
    store = open_store(url)
    load(store, [_shortened(file) for file in files if file.suffix == ".csv"], LoadOptions(actor="tests", yes=True))
    assert store.head().number == 2
    store.close()
    assert wrong(url, questions, City(url)) == []


def _shortened(file: Path) -> Path:
    """The same list with its last ten lines missing."""
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-10]))
    return file
