"""What a server says of a submission afterwards: its receipt, and its workbook with remarks, without personal data."""

import io
import os
import time

import openpyxl
import pytest

from api.given_back import KEPT_SECONDS
from tests.lists import post, store_with_dictionary, talent_file
from tests.served import client_of

PATH = "/api/v1/submissions"
PHONE = "13800001234"


@pytest.fixture
def client(tmp_path):
    store = store_with_dictionary(tmp_path)
    store.close()
    with client_of(store.path) as client:
        yield client


@pytest.fixture
def workbook(tmp_path):
    rows = [
        post(1),
        post(2, 需求人数="若干", 联系人="王某某"),
        post(3, 岗位名称=f"工程师 电话{PHONE}", 需求人数="很多"),
    ]
    return talent_file(tmp_path / "需求.xlsx", rows)


def send(client, path, query=""):
    with path.open("rb") as file:
        return client.post(f"{PATH}{query}", files={"file": (path.name, file)})


def own(client):
    """The submission that is not of the built-in dictionary."""
    (found,) = (one for one in client.get(PATH).json()["data"] if one["list"] == "talent")
    return found


def texts(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return [str(cell.value) for cell in cells if cell.value is not None], [c.comment.text for c in cells if c.comment]


def test_a_submission_leads_to_its_receipt_and_to_its_workbook(client, workbook):
    sent = send(client, workbook).json()
    found = own(client)
    assert client.get(found["links"]["self"]).json() == found
    receipt = client.get(found["links"]["receipt"]).json()
    assert (receipt["rows"], receipt["accepted"], receipt["rejected"]) == (3, 2, 1)
    assert receipt["problems"] == sent["receipts"][0]["problems"]
    by_revision, by_file = client.get(found["links"]["annotated"]), client.get(sent["annotated"])
    assert by_revision.content == by_file.content
    assert "%E9%9C%80%E6%B1%82" in by_revision.headers["content-disposition"]


def test_the_workbook_has_remarks_and_no_personal_data(client, workbook):
    cells, comments = texts(client.get(send(client, workbook).json()["annotated"]).content)
    assert "沟渠第2化工有限公司" in cells
    assert any("需求人数" in one or "人数" in one for one in comments)
    assert not [one for one in (*cells, *comments) if PHONE in one or "王某某" in one]


def test_the_receipt_is_there_as_markdown(client, workbook):
    send(client, workbook)
    where = own(client)["links"]["receipt"]
    said = client.get(f"{where}?format=md")
    assert said.headers["content-type"].startswith("text/markdown")
    assert said.text.startswith("# 回执：急需紧缺人才")
    assert client.get(where, headers={"accept": "text/markdown"}).text == said.text
    assert client.get(f"{where}?format=pdf").status_code == 422


def test_a_check_and_a_refusal_give_the_workbook_back_too(client, tmp_path, workbook):
    checked = send(client, workbook, "?check=1").json()
    assert client.get(checked["annotated"]).status_code == 200
    refused = send(client, talent_file(tmp_path / "全错.xlsx", [post(1, 需求人数="很多")]))
    assert refused.status_code == 422
    cells, _ = texts(client.get(refused.json()["annotated"]).content)
    assert any("退回 1" in one for one in cells)


def test_of_a_file_without_a_remark_no_copy_is_kept(client, tmp_path):
    sent = send(client, talent_file(tmp_path / "好.xlsx", [post(1)]))
    assert sent.status_code == 201
    assert sent.json()["annotated"] is None
    problem = client.get(own(client)["links"]["annotated"])
    assert problem.status_code == 404
    assert "seven days" in problem.json()["remedy"]


def test_copies_are_for_the_server_alone_and_go_after_seven_days(client, tmp_path, workbook):
    where = send(client, workbook).json()["annotated"]
    (copy,) = (tmp_path / "annotated").iterdir()
    assert copy.stat().st_mode & 0o077 == 0
    assert copy.parent.stat().st_mode & 0o077 == 0
    for age, status in ((KEPT_SECONDS - 60, 200), (KEPT_SECONDS + 60, 404)):
        os.utime(copy, (time.time() - age,) * 2)
        assert client.get(where).status_code == status
    assert not copy.exists()


@pytest.mark.parametrize("id", ["nobody", "..%2Fstore.sqlite", "0" * 64])
@pytest.mark.parametrize("what", ["", "/receipt", "/annotated.xlsx"])
def test_an_id_that_is_not_there_is_a_problem(client, id, what):
    answer = client.get(f"{PATH}/{id}{what}")
    assert answer.status_code == 404
    assert answer.json()["type"].startswith("urn:fourchain:problem:")
