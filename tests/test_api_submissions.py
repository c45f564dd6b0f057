"""Lists that come in over HTTP."""

import threading

import pytest

from api.routes import submissions
from graph.store.sqlite import SqliteStore
from tests.lists import TRAINING as TRAINING_HEADER
from tests.lists import offer, post, store_with_dictionary, talent_file, write
from tests.served import client_of

PATH = "/api/v1/submissions"


@pytest.fixture
def store(tmp_path):
    store = store_with_dictionary(tmp_path)
    store.close()
    return store.path


@pytest.fixture
def client(store):
    with client_of(store) as client:
        yield client


@pytest.fixture
def workbook(tmp_path):
    return talent_file(tmp_path / "需求.xlsx", [post(1), post(2)])


def send(client, path, *, name=None, query="", **form):
    with path.open("rb") as file:
        return client.post(f"{PATH}{query}", files={"file": (name or path.name, file)}, data=form)


def test_a_list_becomes_a_version_with_a_receipt(client, store, workbook):
    answer = send(client, workbook)
    assert answer.status_code == 201
    content = answer.json()
    (receipt,) = content["receipts"]
    assert content["version"] == SqliteStore(store).head().number == 2
    assert (receipt["list"], receipt["sender"], receipt["period"]) == ("talent", "甲区工信局", "2026")
    assert receipt["rows"] == receipt["accepted"] + receipt["rejected"] + sum(receipt["skipped"].values())
    assert client.get(answer.headers["location"]).json()["version"] == 2
    assert client.get(content["html"]).status_code == 200


def test_check_publishes_nothing(client, store, workbook):
    answer = send(client, workbook, query="?check=1")
    assert (answer.status_code, answer.json()["check"]) == (200, True)
    assert answer.json()["receipts"][0]["accepted"] == 2
    assert SqliteStore(store).head().number == 1


def test_a_list_that_shrinks_needs_a_yes_and_a_check_says_so(client, store, tmp_path):
    send(client, talent_file(tmp_path / "a.xlsx", [post(k) for k in range(5)]))
    small = talent_file(tmp_path / "b.xlsx", [post(1)])
    refused = send(client, small)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:fourchain:problem:bad-argument")
    assert "将减少到不足一半" in refused.json()["detail_zh"]
    assert "yes=1" in refused.json()["remedy"]
    checked = send(client, small, query="?check=1")
    assert (checked.status_code, checked.json()["shrinking"]) == (
        200,
        ["急需紧缺人才 of 甲区工信局 2026, from 5 rows to 1"],
    )
    assert send(client, small, query="?yes=1").status_code == 201


def test_a_check_says_what_would_change(client, tmp_path, workbook):
    assert send(client, workbook).status_code == 201
    more = talent_file(tmp_path / "更多.xlsx", [post(1), post(2), post(3)])
    (difference,) = send(client, more, query="?check=1").json()["differences"]
    assert (difference["list"], len(difference["added"])) == ("talent", 1)


def test_the_same_bytes_again_change_nothing(client, store, workbook):
    assert send(client, workbook).status_code == 201
    again = send(client, workbook)
    assert (again.status_code, again.json()["version"]) == (200, 2)
    assert SqliteStore(store).head().number == 2


def test_the_form_says_whose_list_it_is(client, tmp_path):
    path = write(tmp_path / "offers.csv", [TRAINING_HEADER, offer()])
    (receipt,) = send(client, path, list="training", sender="市教育局", period="2026").json()["receipts"]
    assert (receipt["list"], receipt["sender"], receipt["period"]) == ("training", "市教育局", "2026")


def test_a_mapping_file_comes_with_the_list(client, tmp_path):
    path = write(
        tmp_path / "posts.csv",
        [["employer", "job", "openings", "学历要求", "专业要求"], ["甲厂", "化验员", 3, "本科", "化学类"]],
    )
    mapping = "list: talent\nsender: 甲厂\nperiod: 2026\ncolumns: {employer: firm, job: post, openings: headcount}\n"
    mapping += "absent: [district, industry, segment]\n"
    with path.open("rb") as file:
        files = {"file": (path.name, file), "mapping": ("m.yaml", mapping.encode())}
        answer = client.post(PATH, files=files)
    assert answer.status_code == 201, answer.text
    assert answer.json()["receipts"][0]["sender"] == "甲厂"


def test_a_list_of_which_nothing_is_accepted_is_a_problem_that_names_every_row(client, store, tmp_path):
    path = talent_file(tmp_path / "需求.xlsx", [post(1, 需求人数=-3), post(2, 需求人数="很多人")])
    answer = send(client, path)
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {(one["file"], one["sheet"], one["row"], one["column"]) for one in problem["problems"]} == {
        ("需求.xlsx", "Sheet1", 4, "需求人数"),
        ("需求.xlsx", "Sheet1", 5, "需求人数"),
    }
    assert all(one["detail_zh"] and one["remedy_zh"] for one in problem["problems"])
    assert SqliteStore(store).head().number == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.xlsx", b"no workbook"), ("x.pdf", b"%PDF-1.7"), ("x.csv", b""), ("x.xlsx", b"PK\x03\x04broken")],
)
def test_what_is_no_list_is_a_problem_that_says_what_to_do(client, store, name, content):
    answer = client.post(PATH, files={"file": (name, content)})
    problem = answer.json()
    assert answer.status_code == 422
    assert problem["detail"]
    assert problem["file"] == name
    assert problem["remedy"]
    assert SqliteStore(store).head().number == 1


@pytest.mark.parametrize("name", ["../../escape.xlsx", "..\\..\\escape.xlsx", "/etc/escape.xlsx", "C:\\escape.xlsx"])
def test_no_path_is_made_of_the_name_that_a_client_gives(client, workbook, tmp_path, name):
    answer = send(client, workbook, name=name)
    assert answer.json()["receipts"][0]["files"][0]["name"] == "escape.xlsx"
    assert not list(tmp_path.rglob("escape*"))


def test_a_body_without_end_or_length_is_refused_before_it_is_read(client):
    chunks = client.post(PATH, content=iter([b"x"] * 3))
    assert chunks.status_code == 411
    large = client.post(PATH, content=b"", headers={"content-length": str(1 << 40)})
    assert (large.status_code, large.json()["type"]) == (413, "urn:fourchain:problem:too-large")


def test_another_web_site_cannot_write_here(client, workbook):
    with workbook.open("rb") as file:
        answer = client.post(PATH, files={"file": file}, headers={"origin": "https://example.org"})
    assert answer.status_code == 403
    with workbook.open("rb") as file:
        own = client.post(PATH, files={"file": file}, headers={"origin": "http://127.0.0.1"})
    assert own.status_code == 201


def test_too_many_loads_at_once_are_told_to_come_again(client, workbook, monkeypatch):
    taken = threading.BoundedSemaphore(1)
    taken.acquire()
    monkeypatch.setattr(submissions, "_loading", taken)
    answer = send(client, workbook)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


def test_a_form_without_a_file_names_the_field(client):
    problem = client.post(PATH, data={"sender": "甲"}).json()
    assert problem["status"] == 422
    assert problem["problems"][0]["pointer"] == "/file"


def test_the_submissions_of_the_published_version_are_listed(client, workbook):
    send(client, workbook)
    listed = client.get(PATH).json()["data"]
    assert ("talent", "甲区工信局", "2026", 2) in {
        (one["list"], one["sender"], one["period"], one["rows"]) for one in listed
    }
