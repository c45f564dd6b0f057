"""A spreadsheet that goes out holds what it says and runs nothing."""

import csv
import datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.outgoing import csv_lines, put, safe_csv_cell, write_csv, write_xlsx
from tests.files import cells_of, read

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\u200b=1",
    "\ufeff@x",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_csv_cell_that_begins_like_a_formula_gets_an_apostrophe(text):
    assert safe_csv_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["3-5", "甲=乙", "a@b", "本科+", "", " ", "'=1"])
def test_other_texts_stay(text):
    assert safe_csv_cell(text) == text


@pytest.mark.parametrize(("value", "text"), [(-5, "-5"), (Decimal("-0.50"), "-0.50"), (None, "")])
def test_numbers_are_no_formulas(value, text):
    assert safe_csv_cell(value) == text


def test_a_separator_of_another_edition_opens_no_second_cell():
    assert b"".join(csv_lines([["甲;=1", "乙"]])) == b"\xef\xbb\xbf" + '"甲;=1",乙\r\n'.encode()


@pytest.mark.parametrize("text", [*DANGEROUS, "#REF!", "{=1}"])
def test_a_workbook_holds_texts_as_texts(tmp_path, text):
    write_xlsx(tmp_path / "a.xlsx", {"a": [["x"], [text]]})
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").active["A2"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\r", "\n")  # as XML reads line ends


def test_a_cell_of_a_senders_own_workbook_takes_a_text_as_a_text():
    sheet = openpyxl.Workbook().active
    put(sheet["A1"], "=1+1")
    assert (sheet["A1"].value, sheet["A1"].data_type, sheet["A1"].quotePrefix) == ("=1+1", "s", True)


def test_numbers_and_dates_stay_what_they_are(tmp_path):
    write_xlsx(tmp_path / "a.xlsx", {"a": [["数", "日期"], [Decimal("12.5"), datetime.date(2023, 6, 30)], [7, None]]})
    assert cells_of(tmp_path / "a.xlsx")[1:] == [["12.5", "2023-06-30"], ["7", ""]]


def test_what_no_file_can_hold_is_left_out_and_what_is_too_long_is_cut(tmp_path):
    write_xlsx(tmp_path / "a.xlsx", {"a": [["甲\x00\x1b\ud800乙"], ["长" * 40_000]]})
    [first], [long] = cells_of(tmp_path / "a.xlsx")
    assert first == "甲乙"
    assert len(long) == 32_767
    assert long.endswith("…")


def test_sheets_get_names_that_a_spreadsheet_takes(tmp_path):
    write_xlsx(tmp_path / "a.xlsx", {"人才/技术": [["a"]], "人才-技术": [["b"]], "": [["c"]], "长" * 40: [["d"]]})
    assert list(read(tmp_path / "a.xlsx")) == ["人才-技术", "人才-技术 2", "Sheet", "长" * 31]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_went_out_as_csv_comes_back(tmp_path, rows):
    write_csv(tmp_path / "a.csv", rows)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, strict=True)) == [[safe_csv_cell(text) for text in row] for row in rows]
