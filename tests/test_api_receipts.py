"""What a server says of a submission afterwards: its receipt, and its workbook with remarks, without personal data."""

import io
import os
import time
import zipfile

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from api.given_back import KEPT_SECONDS
from tests.lists import post, store_with_dictionary, talent_file, write
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


def test_people_named_around_the_table_are_not_kept(client, tmp_path):
    path = tmp_path / "全.xlsx"
    titles = [
        ["2026年急需紧缺人才"],
        ["填报单位：甲区工信局", "填表人：", "王小明"],
        ["填报周期：2026", "联系", "李四光"],
    ]
    talent_file(path, [post(1, 需求人数="若干"), ["审核人：赵大力"]], titles=titles)
    book = openpyxl.load_workbook(path)
    book.properties.creator, book.properties.description = "孙作者", PHONE
    sheet = book.worksheets[0]
    sheet.oddFooter.center.text = "制表 钱页脚"
    rule = DataValidation(type="list", formula1='"周选项,吴选项"')
    rule.add("B5:B9")
    sheet.add_data_validation(rule)
    book.defined_names["郑名称"] = DefinedName("郑名称", attr_text="Sheet1!$A$1")
    sheet["L4"] = f"咨询冯某{PHONE}"
    sheet["L5"] = "有"
    book.save(path)
    answer = send(client, path)
    copy = client.get(answer.json()["annotated"]).content
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        whole = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    for gone in ("王小明", "李四光", "赵大力", "孙作者", "钱页脚", "周选项", "郑名称", PHONE):
        assert gone not in whole
    assert PHONE not in answer.text
    again = tmp_path / "改.xlsx"  # it can be corrected and sent as it is
    again.write_bytes(copy)
    (receipt,) = send(client, again, "?check=1").json()["receipts"]
    assert (receipt["sender"], receipt["period"], receipt["accepted"]) == ("甲区工信局", "2026", 1)


def test_a_copy_says_what_holds_now(client, tmp_path):
    header = ["单位名称", "产业", "岗位名称", "需求人数", "学历要求", "专业要求", "怪列"]
    row = ["沟渠一厂", "高端装备", "工程师", 2, "本科及以上", "化学工程与工艺", "有"]
    path = write(tmp_path / "一.xlsx", [["2026年急需紧缺人才"], ["填报单位：甲区工信局"], header, row])
    published = send(client, path).json()["annotated"]
    cells, _ = texts(client.get(published).content)
    assert any("已发布" in one for one in cells)
    checked = send(client, path, "?check=1").json()["annotated"]
    assert checked != published
    assert any("已发布" in one for one in texts(client.get(published).content)[0])
    with path.open("rb") as file:
        files = {"file": (path.name, file), "mapping": ("m.yaml", "list: talent\nignore: [怪列]\n".encode())}
        assert client.post(PATH, files=files).json()["annotated"] is None
    assert client.get(published).status_code == 404


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
