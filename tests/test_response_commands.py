"""fourchain responses and fourchain decide."""

import csv
import io
import json

import pytest

from api.cli import main
from graph.rows import Decision
from graph.store.sqlite import SqliteStore
from tests.served import publish, store_of
from tests.test_decisions import city


@pytest.fixture
def path(tmp_path):
    made = city(60)
    made.demand("=会计", "0203", headcount=5, firm="沟渠银行", urgency="特别紧缺")
    return store_of(made, tmp_path)


@pytest.fixture
def command(path, capsys):
    def run(*arguments):
        done = main([*arguments, "--store", f"sqlite:///{path}"])
        return done, *capsys.readouterr()

    return run


def listed(command, *arguments):
    return json.loads(command("responses", *arguments, "--json")[1])


def test_all_three_lists_are_shown_with_what_each_item_would_close(command):
    done, out, _ = command("responses")
    assert done == 0
    assert "version 1 · 2024 · 年度计划 · 0 decisions in the log" in out
    for heading in ("引才 (recruitment): 2", "学科设置调整 (disciplines): 1", "科研项目布局 (projects): 0"):
        assert heading in out
    (line,) = [one for one in out.splitlines() if "计算机类 · 本科至博士" in one]
    assert line.split()[-5:] == ["20", "人", "20", "2024", "建议"]
    assert "never add them up" in out


def test_one_list_only(command):
    assert set(listed(command, "projects")) >= {"projects", "closed"}
    assert "recruitment" not in listed(command, "projects")


def test_csv_has_a_line_an_item(command):
    rows = list(csv.DictReader(io.StringIO(command("responses", "--format", "csv")[1])))
    assert [one["action"] for one in rows] == ["recruit", "recruit", "expand"]


def test_a_decision_is_made_by_its_id_and_shown_afterwards(command, path):
    first, item = listed(command)["recruitment"]
    done, out, _ = command("decide", item["id"], "采纳", "--why", "人才会议定", "--actor", "王")
    assert (done, out) == (0, "采纳: 计算机类 · 本科至博士 · 20 人 · decision 1 by 王\n")
    again = listed(command, "recruitment")
    assert (again["decision_position"], again["recruitment"][1]["status"]) == (1, "采纳")
    assert again["recruitment"][0]["id"] == first["id"]
    done, out, _ = command("decide", item["id"], "完成", "--why", "已到岗", "--actor", "李")
    assert "before: 采纳 by 王, 人才会议定" in out
    store = SqliteStore(path)
    assert [type(one) for one in store.decisions()] == [Decision, Decision]
    store.close()


def test_a_machine_gets_the_decision(command):
    item = listed(command)["recruitment"][0]
    _, out, _ = command("decide", item["id"], "驳回", "--why", "没有编制", "--actor", "王", "--json")
    made = json.loads(out)
    assert (made["id"], made["status"], made["author"], made["position"]) == (item["id"], "驳回", "王", 1)


@pytest.mark.parametrize(
    ("item", "status", "actor", "why"),
    [("nosuchitem", "采纳", "王", "x"), (None, "完成", "王", "x"), (None, "采纳", "", "x"), (None, "采纳", "王", " ")],
)
def test_bad_input_ends_with_2_and_says_what_to_do(command, item, status, actor, why):
    item = item or listed(command)["recruitment"][0]["id"]
    done, out, said = command("decide", item, status, "--why", why, "--actor", actor)
    assert (done, out) == (2, "")
    assert " → " in said


def test_what_closed_an_item_is_told(command, path):
    item = listed(command)["recruitment"][1]
    command("decide", item["id"], "采纳", "--why", "会议定", "--actor", "王")
    publish(city(30), path)
    _, out, _ = command("responses")
    assert f"采纳 {item['id']}: closed in version 2 by talent 市工信局 changed" in out


def test_without_data_it_says_so(tmp_path, capsys):
    from tests.builders import City

    made = City()
    made.demand("程序员", "080901")
    assert main(["responses", "--store", f"sqlite:///{store_of(made, tmp_path)}"]) == 0
    assert "no data about demand or supply" in capsys.readouterr().out
