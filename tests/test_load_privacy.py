"""What is never stored: contacts, classified rows, clear names of people."""

import os
import stat

import pytest

from graph.errors import StoreUnavailable
from ingest.pseudonyms import secret_key
from tests.lists import (
    PHONE,
    TALENT,
    TECHNOLOGY,
    TITLES,
    need,
    post,
    rows_of,
    store_with_dictionary,
    take,
    talent_file,
    values_of,
    write,
)  # fmt: skip

TALENTS = ["人才编号", "姓名", "人才层次", "研究专长", "所在单位", "工作份额(%)"]


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("FOURCHAIN_SECRET", "a key of this test")
    store = store_with_dictionary(tmp_path)
    yield store
    store.close()


def bytes_of(store):
    """Everything that is on the disk: the file and the log that goes with it."""
    folder = store.path.parent
    return b"".join(one.read_bytes() for one in sorted(folder.glob(f"{store.path.name}*")))


def person(code=None, name=None, unit="沟渠大学", share=60):
    return [code, name, "领军人才", "化学工程与技术", unit, share]


# -- contacts ------------------------------------------------------------------------------------


def test_columns_of_contacts_are_dropped_when_read(store, tmp_path):
    take(store, talent_file(tmp_path / "list.xlsx", [post(联系人="欧阳某某")]))
    assert PHONE.encode() not in bytes_of(store)
    assert "欧阳某某".encode() not in bytes_of(store)
    assert "工艺工程师".encode() in bytes_of(store)


@pytest.mark.parametrize(
    "column", ["备注", "单位名称", "岗位名称", "专业要求", "紧缺类型", "年薪(万元)", "学历要求", "区市"]
)
def test_a_number_that_stands_in_another_column_is_masked(store, tmp_path, column):
    head = [*TALENT, "备注", "紧缺类型", "年薪(万元)"]
    row = dict(zip(head, [*post(), "能出差", "数量", "20万"], strict=True))
    row[column] = f"{row[column]}，请电{PHONE}或 someone@example.org"
    take(store, write(tmp_path / "list.xlsx", [*TITLES, head, list(row.values())]))
    assert PHONE.encode() not in bytes_of(store)
    assert b"someone@example.org" not in bytes_of(store)


def test_an_identity_number_in_a_remark_is_masked(store, tmp_path):
    row = [*need(备注="联系人身份证370602199001011234"), "纯度≥99%，电话13900001111"]
    take(store, write(tmp_path / "list.xlsx", [[*TECHNOLOGY, "技术指标"], row]), sender="甲区", period="2026")
    assert b"370602199001011234" not in bytes_of(store)
    assert b"13900001111" not in bytes_of(store)


def test_a_receipt_repeats_no_cell(store, tmp_path):
    outcome = take(store, talent_file(tmp_path / "list.xlsx", [post(), post(需求人数=f"请电{PHONE}")]))
    assert outcome.receipts[0].rejected == 1
    assert PHONE not in str(outcome.receipts[0].to_json())


# -- classified ----------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["是", "涉密", "机密", "待定", "√", "说不清"])
def test_a_classified_row_is_refused_and_stored_nowhere(store, tmp_path, word):
    rows = [need(1), need(2, 需求名称="不可告人的攻关", 是否涉密=word)]
    outcome = take(store, write(tmp_path / "list.xlsx", [TECHNOLOGY, *rows]), sender="甲区", period="2026")
    receipt = outcome.receipts[0]
    assert (receipt.accepted, receipt.rejected) == (1, 1)
    assert [one.row for one in receipt.problems] == [3]
    assert "涉密" in receipt.problems[0].reason + receipt.problems[0].column
    assert "不可告人".encode() not in bytes_of(store)
    assert "secret" not in rows_of(store)[0].values


def test_a_classified_row_with_another_fault_is_still_refused_as_classified(store, tmp_path):
    rows = [need(1), need(2, 是否涉密="是", 需求单位=None)]
    outcome = take(store, write(tmp_path / "list.xlsx", [TECHNOLOGY, *rows]), sender="甲区", period="2026")
    assert [one.column for one in outcome.receipts[0].problems] == ["是否涉密"]


def test_ditto_below_a_classified_row_does_not_repeat_it(store, tmp_path):
    rows = [need(1, 需求名称="公开的"), need(2, 需求名称="不可告人的攻关", 是否涉密="是"), need(3, 需求名称="同上")]
    take(store, write(tmp_path / "list.xlsx", [TECHNOLOGY, *rows]), sender="甲区", period="2026")
    assert [one["need"] for one in values_of(store)] == ["公开的", "公开的"]


# -- people --------------------------------------------------------------------------------------


def test_people_are_stored_under_pseudonyms(store, tmp_path):
    rows = [person("T-0417", "诸葛某", share=30), person(None, "司马某"), person("T-0417", "诸葛某", "沟渠化学", 40)]
    take(store, write(tmp_path / "talents.xlsx", [TALENTS, *rows]), sender="市人才办")
    people = [one["person"] for one in values_of(store)]
    assert people[0] == people[2] != people[1]
    assert all(len(one) == 16 for one in people)
    for clear in ("T-0417", "诸葛某", "司马某"):
        assert clear.encode() not in bytes_of(store)


def test_another_key_gives_other_pseudonyms(store, tmp_path, monkeypatch):
    path = write(tmp_path / "talents.xlsx", [TALENTS, person("T-0417")])
    take(store, path, sender="市人才办")
    monkeypatch.setenv("FOURCHAIN_SECRET", "another key")
    other = store_with_dictionary(tmp_path, "other.sqlite")
    take(other, path, sender="市人才办")
    assert values_of(store)[0]["person"] != values_of(other)[0]["person"]
    other.close()


def test_shares_over_one_post_reject_all_rows_of_the_person(store, tmp_path):
    rows = [person("A", share=60), person("B", share=100), person("A", unit="沟渠化学", share=60)]
    outcome = take(store, write(tmp_path / "talents.xlsx", [TALENTS, *rows]), sender="市人才办")
    receipt = outcome.receipts[0]
    assert (receipt.rows, receipt.accepted, receipt.rejected) == (3, 1, 2)
    assert [(one.row, one.column) for one in receipt.problems] == [(2, "工作份额(%)"), (4, "工作份额(%)")]
    assert len(rows_of(store)) == 1


def test_a_row_that_names_nobody_is_rejected(store, tmp_path):
    path = write(tmp_path / "talents.xlsx", [TALENTS, person("A"), person(), person()])
    receipt = take(store, path, sender="市人才办").receipts[0]
    assert (receipt.accepted, receipt.rejected) == (1, 2)


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("FOURCHAIN_SECRET", raising=False)
    file = tmp_path / "var" / "secret"
    key = secret_key(file)
    assert len(key) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret_key(file) == key
    file.chmod(0o644)
    with pytest.raises(StoreUnavailable, match="chmod 600"):
        secret_key(file)


def test_an_empty_key_file_is_no_key(tmp_path, monkeypatch):
    monkeypatch.delenv("FOURCHAIN_SECRET", raising=False)
    file = tmp_path / "secret"
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    with pytest.raises(StoreUnavailable, match="empty"):
        secret_key(file)
