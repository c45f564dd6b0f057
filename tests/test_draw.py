"""A gap as one file: offline, safe, readable."""

import json
import re
import subprocess
import sys

import pytest

from graph import gap_report
from graph.draw import COLUMN_WIDTH, MOST_NODES, Link, Node, View, draw, draw_gap, fetches, plain
from graph.errors import BadArgument, NotFound
from graph.gaps.neighbourhood import COLUMNS, POSTS_SHOWN, neighbourhood
from tests.builders import City

BAD = '<img src=x onerror="window.hit=1">'


def view(count, label="岗位"):
    nodes = tuple(Node(f"n{k}", label, label, k % 5, k // 5, "talent") for k in range(count))
    links = tuple(Link(f"n{k}", f"n{k + 1}", label) for k in range(count - 1))
    return View("题目 · 版次 3", "说明", ("一", "二", "三", "四", "五"), nodes, links)


def drawn(document, name):
    """Nodes or edges as they stand in the document."""
    return json.loads(re.search(rf"{name} = new vis\.DataSet\((\[.*?\])\);", document, re.S)[1])


@pytest.fixture
def report():
    city = City()
    city.offer("沟渠大学", "080901", 30)
    city.offer("渠口大学", "080902", 20)
    segment = {"segment": "segment:name:数控系统"}
    for number in range(40):
        city.demand(f"{number}号岗", "080901", "020301K", headcount=3 + number, segment="数控系统", links=segment)
    city.demand("无人能供", "020301K", headcount=2)
    city.demand("名称不明", unlinked=("沟渠学",), headcount=2)
    return gap_report(city.snapshot())


def by_post(report, post):
    return next(one.id for one in report.demands if one.row.body["post"] == post)


def test_the_file_fetches_nothing_from_anywhere(report):
    document = draw_gap(report, report.demands[0].id).html
    assert fetches(document) == []
    assert not re.search(r"<(link|script)\b[^>]*https?:", document)
    assert "default-src 'none'" in document


def test_its_title_names_version_year_and_gap(report):
    document = draw_gap(report, by_post(report, "39号岗")).html
    title = re.search(r"<title>(.*?)</title>", document)[1]
    assert all(part in title for part in ("39号岗", "2024 年", "年度计划", "版次 1", "缺 "))
    assert document.count("<h1>") == 1


def test_columns_stand_side_by_side_under_their_heads(report):
    nodes = drawn(draw_gap(report, report.demands[0].id).html, "nodes")
    assert {one["x"] % COLUMN_WIDTH for one in nodes} == {0}
    assert [one["label"] for one in nodes if one["shape"] == "text"] == list(COLUMNS)
    assert all(one["shape"] == "box" for one in nodes if one["shape"] != "text")


def test_edges_are_straight_and_directed_and_nothing_moves(report):
    document = draw_gap(report, report.demands[0].id).html
    options = json.loads(re.search(r"var options = (\{.*?\});", document, re.S)[1])
    assert options["physics"] == {"enabled": False}
    assert options["edges"]["smooth"] is False
    assert all(edge["arrows"] == "to" for edge in drawn(document, "edges"))


def test_many_posts_are_folded_and_the_counts_stay_true(report):
    shown = neighbourhood(report, by_post(report, "0号岗"))
    posts = [one for one in shown.nodes if one.column == 1]
    rest = next(one for one in posts if one.id == "more posts")
    assert len(posts) == POSTS_SHOWN + 1
    assert rest.label.startswith(f"另 {40 - POSTS_SHOWN} 个岗位")
    asked = sum(int(one.label.rpartition("/ ")[2]) for one in posts if one is not rest)
    assert asked + int(rest.label.rpartition("要 ")[2]) == sum(3 + number for number in range(40))


def test_every_link_joins_two_boxes(report):
    for one in report.demands:
        shown = neighbourhood(report, one.id)
        ids = {node.id for node in shown.nodes}
        assert all({link.source, link.target} <= ids for link in shown.links)


def test_what_is_missing_is_drawn_as_missing(report):
    missing = [one.label for one in neighbourhood(report, by_post(report, "无人能供")).nodes if one.missing]
    assert missing == ["本地无金融学专业点"]
    unknown = [one.label for one in neighbourhood(report, by_post(report, "名称不明")).nodes if one.missing]
    assert unknown == ["沟渠学\n名称未认出"]


def test_more_nodes_than_anybody_can_read_are_refused():
    draw(view(MOST_NODES))
    for count in (MOST_NODES + 1, 2_000):
        with pytest.raises(BadArgument, match="cannot be read") as refused:
            draw(view(count))
        assert "skeleton" in refused.value.remedy


def test_no_text_becomes_markup_or_turns_titles_into_links():
    document = draw(view(2, label=f"{BAD} href='x'")).html
    assert "<img" not in document.partition("<body>")[2].partition("<script")[0]
    nodes = drawn(document, "nodes")
    assert all("<" not in one["label"] + one["title"] for one in nodes)
    assert all("href" not in one["title"].lower() for one in nodes + drawn(document, "edges"))
    assert plain("a<b") == "a‹b"


def test_a_picture_is_written_as_utf_8_and_shows_itself_in_a_frame_that_reaches_nothing(report, tmp_path):
    picture = draw_gap(report, report.demands[0].id)
    assert picture.save(tmp_path / "gap.html").read_bytes().decode("utf-8") == picture.html
    frame = picture._repr_html_()
    assert frame.startswith('<iframe sandbox="allow-scripts"')
    assert "<script" not in frame


def test_a_gap_that_is_not_there_is_not_drawn(report):
    with pytest.raises(NotFound):
        draw_gap(report, "aaaaaaaaaaaaaaaa")


def test_the_same_gap_is_the_same_file_under_every_hash_seed(root):
    code = (
        "import hashlib; from tests.builders import City; from graph import gap_report\n"
        "from graph.draw import draw_gap\n"
        "c = City(); c.offer('沟渠大学', '080901', 9); c.offer('渠口大学', '080902', 9)\n"
        "for n in range(30): c.demand(f'岗{n}', '080901', '080902', '081301', headcount=n + 1)\n"
        "r = gap_report(c.snapshot()); print(hashlib.sha256(draw_gap(r, r.demands[3].id).html.encode()).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("0", "1", "2")
    ]  # fmt: skip
    assert len(set(runs)) == 1
