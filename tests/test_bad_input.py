"""Files and cells that cannot be taken: each says where and what to do, and leaves the store as it was."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.hostile import WORKBOOKS, encrypted, old_format
from tests.lists import (
    TALENT,
    TITLES,
    TRAINING,
    offer,
    post,
    rows_of,
    store_with_dictionary,
    take,
    talent_file,
    write,
)  # fmt: skip

VERSION_BEFORE = 1


@pytest.fixture
def store(tmp_path):
    store = store_with_dictionary(tmp_path)
    yield store
    store.close()


def refused(store, *paths, **saying):
    """The one refusal of a load of which nothing is taken."""
    outcome = take(store, *paths, **saying)
    assert outcome.exit_code == 2
    assert store.head().number == VERSION_BEFORE
    assert rows_of(store) == []
    (error,) = outcome.unread
    assert error.file == paths[0].name
    assert error.remedy
    return error


def rejected(store, path, **saying):
    """The problems of a load whose second row is bad and whose first is taken."""
    outcome = take(store, path, **saying)
    assert outcome.exit_code == 3
    assert (outcome.receipts[0].accepted, outcome.receipts[0].rejected) == (1, 1)
    return outcome.receipts[0].problems


# -- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.xlsx", b"%PDF-1.7 not a workbook at all", "PDF"),
        ("list.xlsx", b"\x00\x01\x02\x03" * 999, "xlsx"),
        ("list.xlsx", b"", "empty"),
        ("list.csv", b"", "empty"),
        ("list.xlsx", encrypted(), "password"),
        ("list.xls", old_format(), r"\.xls"),
        ("list.csv", "单位,岗位\n".encode("utf-16"), "UTF-16"),
        ("list.csv", b"\xff\xfe\xfa\xfb" * 20, "UTF"),
    ],
)
def test_what_is_no_spreadsheet(store, tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    error = refused(store, path)
    assert re.search(words, str(error))


@pytest.mark.parametrize("name", ["zip bomb", "million laughs", "macros"])
def test_what_would_harm_the_reader(store, tmp_path, name):
    path = tmp_path / "list.xlsx"
    path.write_bytes(WORKBOOKS[name].make())
    refused(store, path)


def test_a_file_that_is_not_there(store, tmp_path):
    assert "cannot be opened" in refused(store, tmp_path / "list.xlsx").message


def test_a_folder(store, tmp_path):
    (tmp_path / "lists").mkdir()
    assert "folder" in refused(store, tmp_path / "lists").message


@pytest.mark.parametrize(("suffix", "mebibytes"), [(".xlsx", 21), (".csv", 129)])
def test_a_file_over_the_size_limit(store, tmp_path, suffix, mebibytes):
    path = talent_file(tmp_path / f"list{suffix}", [post()])
    os.truncate(path, mebibytes * 2**20)
    assert re.search(rf"{mebibytes}(\.0)? MiB", refused(store, path).message)


def test_an_empty_workbook(store, tmp_path):
    assert "header" in refused(store, write(tmp_path / "list.xlsx", [])).message


def test_a_header_and_nothing_below(store, tmp_path):
    outcome = take(store, talent_file(tmp_path / "list.xlsx", []))
    assert (outcome.outcomes, outcome.exit_code) == (["left out"], 2)
    assert store.head().number == VERSION_BEFORE


def test_a_ragged_csv_names_its_row(store, tmp_path):
    path = talent_file(tmp_path / "list.csv", [post(k) for k in range(50)])
    path.write_text(path.read_text(encoding="utf-8") + "1,2,3\n", encoding="utf-8")
    error = refused(store, path)
    assert error.row == 54


def test_a_file_that_breaks_further_down_is_left_out_and_the_others_are_taken(store, tmp_path):
    broken = talent_file(tmp_path / "a.csv", [post(k) for k in range(3_000)], titles=[["填报单位：乙区", "2026年"]])
    broken.write_text(broken.read_text(encoding="utf-8") + "1,2,3\n", encoding="utf-8")
    outcome = take(store, broken, talent_file(tmp_path / "b.csv", [post(1)]))
    assert outcome.exit_code == 3
    assert [one.file for one in outcome.unread] == ["a.csv"]
    assert len(rows_of(store)) == 1
    assert store.check() == []


# -- headers -------------------------------------------------------------------------------------


def test_no_header(store, tmp_path):
    error = refused(store, write(tmp_path / "list.xlsx", [["关于报送的通知"], ["各单位："]]))
    assert "header" in error.message
    assert "fourchain template" in error.remedy


def test_a_required_column_missing(store, tmp_path):
    head, row = TALENT[:4] + TALENT[5:], post()[:4] + post()[5:]
    error = refused(store, write(tmp_path / "list.xlsx", [*TITLES, head, row]))
    assert (error.sheet, error.row) == ("Sheet1", 3)
    assert "岗位名称" in error.message


def test_an_unknown_header_is_reported_and_the_rows_are_taken(store, tmp_path):
    outcome = take(store, write(tmp_path / "list.xlsx", [*TITLES, [*TALENT, "星座"], [*post(), "狮子"]]))
    assert outcome.exit_code == 0
    assert outcome.receipts[0].sheets[0].unknown_headers == ["星座"]


def test_nobody_says_who_sends_it(store, tmp_path):
    error = refused(store, talent_file(tmp_path / "list.xlsx", [post()], titles=[["2026年目录"]]))
    assert "who sends" in error.message
    assert "--sender" in error.remedy
    assert error.sheet == "Sheet1"


def test_nobody_says_for_which_period(store, tmp_path):
    error = refused(store, talent_file(tmp_path / "list.xlsx", [post()], titles=[["填报单位：甲区"]]))
    assert "period" in error.message
    assert "--period" in error.remedy


@pytest.mark.parametrize("said", ["明年", "2026-13", "26", "2026-H3"])
def test_a_period_that_is_none(store, tmp_path, said):
    error = refused(store, talent_file(tmp_path / "list.xlsx", [post()]), period=said)
    assert f"“{said}”" in error.message


# -- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [-1, "-3人", 100_001, "10万5千人", "3000人次", 2.5, "很多很多"])
def test_a_headcount_that_nobody_can_mean(store, tmp_path, raw):
    (problem,) = rejected(store, talent_file(tmp_path / "list.xlsx", [post(1), post(2, 需求人数=raw)]))
    assert (problem.file, problem.sheet, problem.row, problem.column) == ("list.xlsx", "Sheet1", 5, "需求人数")
    assert problem.reason
    assert problem.remedy


def test_a_mapping_may_raise_the_greatest_headcount(store, tmp_path):
    from ingest.mapping import Mapping

    path = talent_file(tmp_path / "list.xlsx", [post(1, 需求人数=250_000)])
    assert take(store, path, mappings=[Mapping(max_headcount=300_000)]).exit_code == 0


@pytest.mark.parametrize(("column", "raw"), [("年份", "去年"), ("毕业生数", "-5"), ("类型", "其他"), ("层次", None)])
def test_an_offer_that_cannot_be_read(store, tmp_path, column, raw):
    path = write(tmp_path / "list.csv", [TRAINING, offer(1), offer(2, **{column: raw})])
    problems = rejected(store, path, sender="市教育局", period="2026")
    assert (problems[0].row, problems[0].column) == (3, column)


def test_an_offer_needs_its_graduates_and_a_request_its_headcount(store, tmp_path):
    head = [*TRAINING, "提出单位", "人数"]
    rows = [[*offer(1), None, None], [*offer(2, 毕业生数=None), None, None], [*offer(3, 类型="需求"), "沟渠化学", None]]
    receipt = take(store, write(tmp_path / "list.xlsx", [head, *rows]), sender="市教育局", period="2026").receipts[0]
    assert [(one.row, one.column) for one in receipt.problems] == [(3, "毕业生数"), (4, "人数")]


def test_a_spreadsheet_error_in_a_required_cell(store, tmp_path):
    (problem,) = rejected(store, talent_file(tmp_path / "list.xlsx", [post(1), post(2, 单位名称="#REF!")]))
    assert (problem.row, problem.column) == (5, "单位名称")


def test_a_spreadsheet_error_in_another_cell_is_said_and_its_row_stays(store, tmp_path):
    outcome = take(store, talent_file(tmp_path / "list.xlsx", [post(1, 紧缺程度="#REF!")]))
    assert outcome.receipts[0].accepted == 1
    assert [(one.row, one.column) for one in outcome.receipts[0].warnings] == [(4, "紧缺程度")]


def test_a_formula_without_a_value_in_a_required_cell(store, tmp_path):
    (problem,) = rejected(store, talent_file(tmp_path / "list.xlsx", [post(1), post(2, 需求人数="=1+1")]))
    assert problem.column == "需求人数"
    assert "formula" in problem.reason


# -- what the program says -----------------------------------------------------------------------


def test_the_program_names_file_sheet_row_and_column_and_shows_no_traceback(tmp_path):
    store_with_dictionary(tmp_path).close()
    good = talent_file(tmp_path / "甲区.xlsx", [post(1), post(2, 需求人数=-1)])
    (tmp_path / "乙区.xlsx").write_bytes(encrypted())
    command = [sys.executable, "-m", "api.cli", "load", str(good), str(tmp_path / "乙区.xlsx")]
    environment = os.environ | {"FOURCHAIN_STORE": f"sqlite:///{tmp_path / 'store.sqlite'}", "COLUMNS": "300"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 3
    assert "甲区.xlsx, sheet “Sheet1”, row 5, column “需求人数”" in said
    assert "乙区.xlsx" in said
    assert "Traceback" not in said


def test_the_program_says_it_to_machines_too(tmp_path):
    store_with_dictionary(tmp_path).close()
    path = write(tmp_path / "a.csv", [["x"], ["y"]])
    command = [sys.executable, "-m", "api.cli", "load", str(path), "--json"]
    environment = os.environ | {"FOURCHAIN_STORE": f"sqlite:///{tmp_path / 'store.sqlite'}"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert json.loads(done.stdout)["left_out"][0]["file"] == "a.csv"
