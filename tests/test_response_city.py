"""The response lists of the sample city: what holds of every item, and the same bytes in every process."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import orjson
import pytest

from graph import gap_report, open_graph, response_lists
from graph.gaps.fair import split_market
from graph.responses.effects import extended
from graph.responses.recruitment import wishes
from tests.served import sample_store

PROGRAM = """
import hashlib, sys
import orjson
from graph import gap_report, open_graph, response_lists
content = response_lists(gap_report(open_graph(sys.argv[1]))).to_json()
print(hashlib.sha256(orjson.dumps(content)).hexdigest())
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    return f"sqlite:///{sample_store(tmp_path_factory.mktemp('city'))}"


@pytest.fixture(scope="module")
def found(url):
    return response_lists(gap_report(open_graph(url)))


def test_every_list_has_something_to_propose(found):
    assert found.recruitment
    assert found.disciplines
    assert found.projects


def test_ids_are_unique_over_all_lists(found):
    assert len(found.by_id) == len(list(found))


def test_every_item_names_rows_that_the_version_holds(found):
    held = found.report.version.by_id
    for one in found:
        assert one.evidence
        assert held.keys() >= set(one.evidence)


def test_recruitment_and_review_are_the_whole_gap(found):
    report = found.report
    assert sum(one.posts for one in wishes(report)) + report.totals["unlinked"] == report.split.gap_total


def test_every_band_of_an_item_is_named_by_its_permanent_id_and_proven(found):
    bands = {band.number: band for band in found.report.bands}
    for one in found.recruitment:
        for part, proof in zip(one.effect.bands, one.more["certificates"], strict=True):
            assert part.id == bands[part.number].id == proof["band"]
            assert proof["holds"]


def test_effects_are_solving_again(found):
    market = found.report.allocation.market
    before = split_market(market).gap_total
    for wish, item in list(zip(wishes(found.report), found.recruitment, strict=True))[::25]:
        after = split_market(extended(market, [wish.addition], filled=True)).gap_total
        assert item.effect.closes == before - after


def test_every_item_about_a_programme_rests_on_two_signals_that_are_not_the_employment_rate(found):
    for one in found.disciplines:
        names = [signal["name"] for signal in one.more["signals"]]
        assert len(set(names)) >= 2
        assert "placed" not in names
        assert one.first_year is None or one.first_year > found.report.year + 1


def test_expansions_together_close_no_more_than_what_competes(found):
    expanded = [one.effect.closes for one in found.disciplines if one.action == "expand"]
    # Seats are whole, so each may close up to one seat's worth more than its share.
    assert 0 < sum(expanded) <= found.report.totals["competed"] + 1000 * len(expanded)


def test_nobody_is_named_who_works_here(found):
    talents = {key for key in found.report.version.registered if key.startswith("talent:")}
    assert talents
    for one in found.recruitment:
        assert not talents & {each["key"] for each in one.more["where"]["talents"]["first"]}


@pytest.mark.parametrize("world", [{"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai"}, {"PYTHONHASHSEED": "4242"}])
def test_the_same_version_gives_the_same_bytes(root, url, found, world):
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, url], cwd=root, env=os.environ | world, capture_output=True, text=True
    )
    assert told.stdout.strip() == hashlib.sha256(orjson.dumps(found.to_json())).hexdigest(), told.stderr


def test_no_figure_is_a_number_of_numpy(found):
    def walk(value):
        assert not isinstance(value, np.generic)
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(one)

    walk(found.to_json())
