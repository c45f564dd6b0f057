"""Rows of a sheet that are none of the list: totals, column numbers, headings, examples, what a mapping rules out."""

import pytest

from ingest.batches import SheetRow
from ingest.mapping import Mapping, SkipRule
from ingest.skipping import Skipping
from tests.lists import (
    TALENT,
    TITLES,
    post,
    store_with_dictionary,
    take,
    talent_file,
    write,
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    store = store_with_dictionary(tmp_path)
    yield store
    store.close()


def sheet_of(outcome):
    (receipt,) = outcome.receipts
    return receipt.sheets[0]


# -- every row is accounted for ------------------------------------------------------------------


@pytest.mark.parametrize("words", ["合计", "总 计：", "本页小计", "全市合计", "合计32人", "各区市合计"])
def test_totals_are_skipped_however_they_are_called(store, tmp_path, words):
    outcome = take(store, talent_file(tmp_path / "list.xlsx", [post(), [words, None, None, None, None, 32]]))
    assert outcome.receipts[0].skipped == {"total": 1}


@pytest.mark.parametrize(
    "numbers",
    [
        [str(number) for number in range(1, 12)],
        list(range(1, 12)),
        ["甲", "乙", *(f"({number})" for number in range(1, 10))],
        ["栏次", "1", "2", "3", "4", "5=3+4"],
    ],
)
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_numbers_of_the_columns_are_no_post(store, tmp_path, numbers, suffix):
    lines = [*TITLES, TALENT, numbers, post(1), post(2), TALENT, numbers]
    wide = [[*line, *[""] * (len(TALENT) - len(line))] for line in lines]
    outcome = take(store, write(tmp_path / f"list.{suffix}", wide))
    assert outcome.receipts[0].skipped == {"column numbers": 2, "header repeated": 1}
    assert (outcome.receipts[0].accepted, outcome.exit_code) == (2, 0)


def test_a_name_in_the_numbering_is_a_heading_and_no_number(store, tmp_path):
    outcome = take(store, talent_file(tmp_path / "list.xlsx", [["沟渠集团"], post(1), ["高端装备"], post(2), [3]]))
    assert outcome.receipts[0].skipped == {"only numbered": 1, "heading": 2}


@pytest.mark.parametrize("mark", ["示例", "填写示例", "例1", "【示例2】"])
def test_an_example_is_known_however_it_is_marked(store, tmp_path, mark):
    outcome = take(store, talent_file(tmp_path / "list.xlsx", [post(1, 序号=mark), post(2)]))
    assert outcome.receipts[0].skipped == {"example": 1}


def test_a_row_of_few_numbers_is_one_of_the_list(store, tmp_path):
    rows = [post(1, 单位名称="2", 岗位名称="3"), post(2, 岗位名称="A")]
    assert take(store, talent_file(tmp_path / "list.xlsx", rows)).receipts[0].accepted == 2


def test_a_two_row_header_that_every_page_repeats(store, tmp_path):
    upper = ["序号", "区市", "单位名称", "产业", "岗位需求", None, "资格条件", None]
    lower = [None, None, None, None, "岗位名称", "需求人数", "学历要求", "专业要求"]
    page = [upper, lower, [1, "甲区", "沟渠化学", "高端装备", "工程师", 2, "本科", "化学"]]
    areas = [f"{column}{row}:{column}{row + 1}" for row in (3, 6) for column in "ABCD"]
    outcome = take(store, write(tmp_path / "list.xlsx", [*TITLES, *page, *page], merged=areas))
    assert (outcome.receipts[0].accepted, outcome.receipts[0].skipped) == (2, {"header repeated": 2})


def test_rows_by_the_rule_of_the_mapping_file_are_skipped_with_its_reason(store, tmp_path):
    rule = SkipRule(column="岗位名称", starts_with="已招满", reason="filled by now")
    path = talent_file(tmp_path / "list.xlsx", [post(), post(2, 岗位名称="已招满 工程师")])
    outcome = take(store, path, mappings=[Mapping(skip=(rule,))])
    assert (outcome.receipts[0].skipped, outcome.exit_code) == ({"filled by now": 1}, 0)


def test_a_rule_may_name_a_column_that_enters_nothing(store, tmp_path):
    path = talent_file(tmp_path / "list.xlsx", [post(1), post(999)])
    outcome = take(store, path, mappings=[Mapping(skip=(SkipRule(column="序号", equals="999"),))])
    assert outcome.receipts[0].skipped == {"by rule of the mapping file": 1}


def test_a_rule_finds_its_column_as_headers_are_found(store, tmp_path):
    rows = [*TITLES, [*TALENT, "所属\n分类"], [*post(1), "岗位"], [*post(2), "汇总"]]
    rule = SkipRule(column="所属分类", equals="汇总")
    outcome = take(store, write(tmp_path / "list.xlsx", rows), mappings=[Mapping(skip=(rule,))])
    assert outcome.receipts[0].skipped == {"by rule of the mapping file": 1}


def test_a_rule_on_a_column_that_is_not_there_is_said_and_nothing_is_counted(store, tmp_path):
    rows = [*TITLES, [*TALENT, "分类"], [*post(1), "岗位"], [*post(2), "汇总"]]
    mapping = Mapping(skip=(SkipRule(column="类别", equals="汇总"),))
    outcome = take(store, write(tmp_path / "list.xlsx", rows), mappings=[mapping])
    assert outcome.exit_code == 2
    assert "skips rows by the column “类别”" in str(outcome.unread[0])
    other = Mapping(skip=(SkipRule(column="分类", equals="汇总"),))
    assert take(store, tmp_path / "list.xlsx", mappings=[mapping, other]).receipts[0].accepted == 1


@pytest.mark.parametrize("cells", [["1", "A", "", "B", "1"], ["1", "甲", "乙", "1"]])
def test_a_row_that_begins_to_count_anew_is_no_row_of_column_numbers(cells):
    assert Skipping([], []).reason(SheetRow(9, cells, False, {}, {}), [cell for cell in cells if cell]) is None
