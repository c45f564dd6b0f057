"""The response lists over HTTP, and decisions that nobody makes blindly."""

import csv
import io
from typing import get_args

import pytest

from api.query import Action, Status
from graph.responses.items import ACTIONS, STATUSES
from graph.store.sqlite import SqliteStore
from tests.served import client_of, publish, store_of
from tests.test_decisions import city

LIST = "/api/v1/responses/recruitment"
ADOPT = {"status": "采纳", "reason": "人才会议定", "author": "王"}


@pytest.fixture
def path(tmp_path):
    return store_of(city(60), tmp_path)


@pytest.fixture
def client(path):
    with client_of(path) as client:
        yield client


def item_of(client, where=LIST):
    (item,) = client.get(where).json()["data"]
    return item


def decide(client, body=ADOPT, etag=None, where=LIST):
    item = item_of(client, where)
    headers = {"if-match": f'"{etag or item["etag"]}"'}
    return client.post(f"{where}/{item['id']}/decision", json=body, headers=headers)


# -- reading -------------------------------------------------------------------------------------------


def test_a_list_stands_in_the_envelope_and_names_its_place_in_the_log(client):
    answer = client.get(LIST).json()
    assert (answer["version"], answer["year"], answer["kind"], answer["decision_position"]) == (1, 2024, "年度计划", 0)
    assert answer["totals"] == {"items": 1, "actions": {"recruit": 1}, "statuses": {"建议": 1}}
    assert answer["closed"] == []
    item = answer["data"][0]
    assert (item["quantity"], item["effect"]["joint_gap"], item["status"]) == (20, -20, "建议")
    assert {"params", "links", "notes", "content_hash"} <= set(answer)


@pytest.mark.parametrize("name", ["recruitment", "disciplines", "projects"])
def test_every_list_answers(client, name):
    assert client.get(f"/api/v1/responses/{name}").status_code == 200


def test_every_item_leads_back_to_its_gap_and_its_rows(client):
    item = item_of(client)
    assert client.get(item["html"]).status_code == 200
    one = client.get(item["self"]).json()
    assert [row["id"] for row in one["rows"]] == item["evidence"]
    rows = list(csv.DictReader(io.StringIO(client.get(item["rows"]).content.decode("utf-8-sig"))))
    assert [(row["file"], row["sheet"], row["row"]) for row in rows] == [("list.xlsx", "Sheet1", "2")]


def test_csv_is_the_list(client):
    found = client.get(f"{LIST}?format=csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(found))
    assert (row["action_zh"], row["quantity"], row["joint_gap"], row["status"]) == ("引进", "20", "-20", "建议")


def test_items_are_chosen_by_action_status_and_band(client):
    band = item_of(client)["effect"]["bands"][0]["id"]
    for query, found in (
        ("action=recruit", 1), ("action=expand", 0), ("status=建议", 1), ("status=采纳", 0),
        (f"band={band}", 1), ("band=another", 0),
    ):  # fmt: skip
        assert len(client.get(f"{LIST}?{query}").json()["data"]) == found


def test_every_action_and_every_status_can_be_chosen():
    assert (get_args(Action), get_args(Status)) == (tuple(ACTIONS), STATUSES)


@pytest.mark.parametrize("query", ["actoin=recruit", "action=nosuch", "status=同意", "cursor=madeup", "limit=0"])
def test_a_typo_is_refused(client, query):
    assert client.get(f"{LIST}?{query}").status_code == 422


@pytest.mark.parametrize("where", ["/api/v1/responses/nosuch", f"{LIST}/nosuchitem"])
def test_what_is_not_there_is_not_found(client, where):
    answer = client.get(where)
    assert answer.status_code == 404
    assert answer.json()["remedy"]


def test_an_item_is_only_in_its_own_list(client):
    item = item_of(client)
    assert client.get(f"/api/v1/responses/projects/{item['id']}").status_code == 404


def test_pages_follow_one_another_in_one_version(tmp_path):
    made = city(60)
    for number in range(5):
        made.demand("会计", "0203", headcount=number + 1, degree=("本科", "本科"), urgency="紧缺", firm=f"厂{number}")
        made.demand(
            "化工", "081301", headcount=number + 1, degree=("硕士", "博士")[number % 2 :] + ("博士",) * (number % 2)
        )
    with client_of(store_of(made, tmp_path)) as client:
        whole = [one["id"] for one in client.get(LIST).json()["data"]]
        assert len(whole) > 2
        got, where = [], f"{LIST}?limit=1"
        while where:
            page = client.get(where).json()
            got += [one["id"] for one in page["data"]]
            where = page["links"]["next"]
            assert ("totals" in page) == (len(got) == 1)
        assert got == whole


def test_the_tag_of_a_list_changes_with_every_decision(client):
    first = client.get(LIST)
    assert client.get(LIST, headers={"if-none-match": first.headers["etag"]}).status_code == 304
    decide(client)
    assert client.get(LIST, headers={"if-none-match": first.headers["etag"]}).status_code == 200


# -- deciding ------------------------------------------------------------------------------------------


def test_a_decision_is_made_and_shows(client, path):
    answer = decide(client)
    assert answer.status_code == 201
    assert answer.json()["decision_position"] == 1
    item = item_of(client)
    assert answer.json()["data"] == item
    assert answer.headers["etag"] == f'"{item["etag"]}"'
    shown = item["decision"]
    assert (item["status"], shown["author"], shown["reason"], shown["quantity"]) == ("采纳", "王", "人才会议定", 20)
    store = SqliteStore(path)
    assert [one.status for one in store.decisions()] == ["采纳"]
    store.close()


@pytest.mark.parametrize("headers", [{}, {"if-match": ""}, {"if-match": "*"}])
def test_without_saying_what_was_seen_nothing_is_decided(client, headers):
    item = item_of(client)
    answer = client.post(f"{LIST}/{item['id']}/decision", json=ADOPT, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (428, "urn:fourchain:problem:precondition-required")
    assert client.get(LIST).json()["decision_position"] == 0


def test_the_second_of_two_sees_the_name_and_the_reason_of_the_first(client):
    seen = item_of(client)["etag"]
    assert decide(client, {"status": "驳回", "reason": "没有编制", "author": "李"}, seen).status_code == 201
    second = decide(client, ADOPT, seen)
    assert second.status_code == 409
    problem = second.json()
    assert (problem["decision"]["author"], problem["decision"]["reason"]) == ("李", "没有编制")
    assert "李" in problem["detail"]
    # With what the problem shows they can decide again.
    assert decide(client, ADOPT, problem["etag"]).status_code == 201


def test_a_proposal_that_has_changed_meanwhile_is_looked_at_again(client, path):
    seen = item_of(client)["etag"]
    publish(city(75), path)
    answer = decide(client, ADOPT, seen)
    assert (answer.status_code, answer.json()["quantity"]) == (412, 35)
    assert decide(client, ADOPT, answer.json()["etag"]).status_code == 201


def test_a_decision_on_a_pinned_version_is_about_that_version(client, path):
    seen = item_of(client)
    publish(city(75), path)
    answer = client.post(
        f"{LIST}/{seen['id']}/decision?v=1", json=ADOPT, headers={"if-match": f'W/"{seen["etag"]}", "other"'}
    )
    assert answer.status_code == 201
    now = item_of(client)
    assert (now["quantity"], now["decision"]["quantity"], now["decision"]["version"]) == (35, 20, 1)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"status": "采纳", "author": "王"},
        {"status": "同意", "reason": "x", "author": "王"},
        {"status": "采纳", "reason": "", "author": "王"},
        {"status": "采纳", "reason": " ", "author": "王"},
        {"status": "完成", "reason": "x", "author": "王"},
        {"status": "采纳", "reason": "x", "author": "王", "colour": "red"},
    ],
)
def test_a_decision_that_says_too_little_or_too_much_is_refused(client, body):
    answer = decide(client, body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_history_of_an_item_is_kept(client):
    decide(client)
    decide(client, {"status": "完成", "reason": "二十人已到岗", "author": "李"})
    one = client.get(item_of(client)["self"]).json()
    assert [(entry["status"], entry["author"]) for entry in one["history"]] == [("采纳", "王"), ("完成", "李")]


def test_an_item_that_is_gone_says_what_closed_it(client, path):
    item = item_of(client)
    decide(client)
    publish(city(30), path)
    answer = client.get(LIST).json()
    assert answer["data"] == []
    (closed,) = answer["closed"]
    assert (closed["id"], closed["closed_in"], closed["status"]) == (item["id"], 2, "采纳")
    assert [one["list"] for one in closed["closed_by"]] == ["talent"]
    assert decide_gone(client, item).status_code == 404


def decide_gone(client, item):
    return client.post(f"{LIST}/{item['id']}/decision", json=ADOPT, headers={"if-match": f'"{item["etag"]}"'})


def test_another_site_may_not_decide(client):
    item = item_of(client)
    headers = {"if-match": f'"{item["etag"]}"', "origin": "https://evil.example"}
    assert client.post(f"{LIST}/{item['id']}/decision", json=ADOPT, headers=headers).status_code == 403
