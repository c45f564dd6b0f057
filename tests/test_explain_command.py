"""One gap in a paragraph, as the terminal and the HTTP interface tell it."""

import json
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.settings import Settings
from graph.gaps.explain import explain
from graph.gaps.report import gap_report
from graph.rows import version_hash
from graph.store import open_store
from tests.builders import City


@pytest.fixture
def asked(tmp_path, capsys):
    """The explanation as the package gives it, and the command on the same store: its exit code and what it printed."""
    city = City()
    city.offer("沟渠大学", "080901", 100)
    city.demand("工程师", "080901", headcount=80)
    city.demand("研究员", "080901", headcount=80, firm="沟渠钢铁")
    report = gap_report(city.snapshot(tmp_path))

    def command(*arguments):
        done = main(["explain", *arguments, "--store", f"sqlite:///{tmp_path / 'city.sqlite'}"])
        return done, *capsys.readouterr()

    return explain(report, report.demands[0].id), command


def test_both_languages_are_told_unless_one_is_chosen(asked):
    told, command = asked
    assert command(told.demand) == (0, f"{told.zh}\n{told.en}\n", "")
    assert command(told.demand, "--lang", "zh")[1] == told.zh + "\n"
    assert command(told.demand, "--lang", "en")[1] == told.en + "\n"


def test_a_machine_gets_the_figures_and_the_rows_too(asked):
    told, command = asked
    answer = json.loads(command(told.demand, "--json", "--lang", "zh")[1])
    assert (answer["figures"], answer["rows"], answer["zh"]) == (told.figures, list(told.rows), told.zh)
    assert (answer["version"], answer["year"], answer["kind"]) == (1, 2024, "年度计划")
    assert "en" not in answer


def test_an_id_is_enough_whatever_year_and_kind_are_the_default(tmp_path, capsys):
    city = City()
    city.demand("工程师", "080901", kind="现有空缺", period="2023")
    city.demand("研究员", "080901", period="2024")
    version = city.snapshot(tmp_path)
    (vacancy,) = gap_report(version, 2023).demands
    assert main(["explain", vacancy.id, "--store", f"sqlite:///{tmp_path / 'city.sqlite'}", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["year"], answer["kind"]) == (2023, "现有空缺")


def test_an_unknown_gap_says_what_to_do(asked):
    code, out, errors = asked[1]("nosuchgap")
    assert (code, out) == (2, "")
    assert "nosuchgap" in errors
    assert "ids stand in the gap report: fourchain gaps --json" in errors
    assert "/api/" not in errors


def test_the_way_to_a_gap_of_an_earlier_version_is_a_command_too(tmp_path, capsys):
    city = City()
    city.demand("工程师", "080901")
    (first,) = gap_report(city.snapshot(tmp_path)).demands
    store = open_store(f"sqlite:///{tmp_path / 'city.sqlite'}")
    head = store.head()
    kept = [one for one in store.revisions(head.revisions) if one.submission.list != "talent"]
    ids = tuple(one.id for one in kept)
    store.publish(1, replace(head, number=2, content_hash=version_hash(kept), revisions=ids), [])
    store.close()
    arguments = ["explain", first.id, "--store", f"sqlite:///{tmp_path / 'city.sqlite'}"]
    assert main(arguments) == 2
    assert "--version-number 1" in capsys.readouterr().err
    assert main([*arguments, "--version-number", "1"]) == 0


def test_the_interface_tells_the_same(asked, tmp_path):
    told, _ = asked
    settings = Settings.of(store=f"sqlite:///{tmp_path / 'city.sqlite'}")
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        assert client.get(f"/api/v1/gaps/{told.demand}").json()["explanation"] == told.to_json()
