"""The review as a workbook, and as a command: it goes out to be filled in and comes back as decisions."""

import json

import openpyxl
import pytest

from api.cli import main
from graph.errors import ListRefused
from ingest.review import Answer, Place, decide, dictionary_of, questions, standing
from ingest.review_book import HEADER, read_review, write_review
from tests.lists import post, store_with_dictionary, take, talent_file, write

STRANGE = "沟渠化学工程"
TARGET = "field:undergraduate:081301"
PLACE = Place("field", "本科", STRANGE)


@pytest.fixture
def store(tmp_path):
    return store_with_dictionary(tmp_path)


@pytest.fixture
def asked(store, tmp_path):
    """A store with two unknown names: 3 posts ask for one, 8 for the other."""
    rows = [
        post(1, 学历要求="本科", 专业要求=STRANGE, 需求人数=3),
        post(2, 学历要求="本科", 专业要求="沟渠食品学", 需求人数="5-9"),
        post(3, 学历要求="本科", 专业要求="沟渠食品学、化学工程与工艺", 需求人数=3),
    ]
    take(store, talent_file(tmp_path / "甲.xlsx", rows))
    return store


def fill(path, cells):
    """Type into a review sheet: {(原文, column): text}."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if row[0].value == "对象")
    places = {cell.value: cell.column for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        for (mention, column), text in cells.items():
            if row[places["原文"] - 1].value == mention:
                row[places[column] - 1].value = text
    book.save(path)
    return path


def exported(store, path):
    write_review(path, questions(store), standing(store))
    return path


def test_the_sheet_goes_out_and_comes_back_as_decisions(asked, tmp_path):
    path = exported(asked, tmp_path / "复核.xlsx")
    number = 1 + [c.key for c in questions(asked)[1].candidates].index(TARGET)
    fill(path, {(STRANGE, "判定"): number, (STRANGE, "理由"): "老叫法", ("沟渠食品学", "判定"): "082701"})
    taken = read_review(path, dictionary_of(asked))
    assert taken.unclear == []
    assert sorted(taken.answers) == [
        Answer(PLACE, TARGET, "老叫法"),
        Answer(Place("field", "本科", "沟渠食品学"), "field:undergraduate:082701", ""),
    ]


def test_a_candidate_brings_its_reason_along(asked, tmp_path):
    path = fill(exported(asked, tmp_path / "复核.xlsx"), {(STRANGE, "判定"): "1"})
    (answer,) = read_review(path, dictionary_of(asked)).answers
    first = questions(asked)[1].candidates[0]
    assert (answer.canonical, answer.why) == (first.key, first.reason)


def test_zero_is_none_of_them_and_blank_is_later(asked, tmp_path):
    path = fill(exported(asked, tmp_path / "复核.xlsx"), {(STRANGE, "判定"): 0})
    assert read_review(path, dictionary_of(asked)).answers == [Answer(PLACE, "", "都不是")]


def test_a_decision_that_stands_is_listed_and_can_be_undone(asked, tmp_path):
    decide(asked, [Answer(PLACE, TARGET, "")], who="王")
    path = exported(asked, tmp_path / "复核.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    now = list(HEADER).index("现判定")
    assert f"{TARGET}（王）" in [row[now] for row in sheet.iter_rows(values_only=True)]
    fill(path, {(STRANGE, "判定"): "撤销"})
    assert read_review(path, dictionary_of(asked)).answers == [Answer(PLACE, "", "撤销")]


@pytest.mark.parametrize("said", ["7", "没有这个专业", "=1+1"])
def test_what_cannot_be_understood_is_named_and_not_guessed(asked, tmp_path, said):
    path = fill(exported(asked, tmp_path / "复核.xlsx"), {(STRANGE, "判定"): said})
    taken = read_review(path, dictionary_of(asked))
    assert taken.answers == []
    assert [one.mention for one in taken.unclear] == [STRANGE]
    assert taken.unclear[0].remedy


def typed_below(path, *rows):
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_name_that_the_sheet_decides_in_two_ways_is_not_decided(asked, tmp_path):
    rows = [["专业", "本科", STRANGE, "081301"], ["专业", "本科", f" {STRANGE}", "082701"]]
    path = typed_below(exported(asked, tmp_path / "复核.xlsx"), *rows)
    taken = read_review(path, dictionary_of(asked))
    assert taken.answers == []
    assert [one.reason for one in taken.unclear] == ["the sheet decides this name in two ways"] * 2


def test_a_name_that_the_sheet_decides_twice_alike_is_one_decision(asked, tmp_path):
    rows = [["专业", "本科", STRANGE, "081301"], ["专业", "本科", STRANGE, "化学工程与工艺"]]
    path = typed_below(exported(asked, tmp_path / "复核.xlsx"), *rows)
    assert read_review(path, dictionary_of(asked)).answers == [Answer(PLACE, TARGET, "")]


def test_a_level_that_nobody_knows_is_not_taken_since_the_decision_would_never_hold(asked, tmp_path):
    path = typed_below(exported(asked, tmp_path / "复核.xlsx"), ["专业", "大学", STRANGE, "081301"])
    (unclear,) = read_review(path, dictionary_of(asked)).unclear
    assert unclear.reason == "nobody knows this level (层次)"


def test_the_sheet_says_who_decides(asked, tmp_path):
    path = exported(asked, tmp_path / "复核.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = next(cell.row for (cell, *_) in sheet.iter_rows() if str(cell.value or "").startswith("判定人"))
    sheet.cell(row, 3, "王老师")
    book.save(path)
    assert read_review(path, dictionary_of(asked)).who == "王老师"


def test_a_name_that_would_run_as_a_formula_stays_text(store, tmp_path):
    take(store, talent_file(tmp_path / "甲.xlsx", [post(1, 学历要求="本科", 专业要求="＝沟渠食品学")]))
    sheet = openpyxl.load_workbook(exported(store, tmp_path / "复核.xlsx")).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_another_workbook_is_no_review_sheet(asked, tmp_path):
    with pytest.raises(ListRefused, match="no review sheet"):
        read_review(tmp_path / "甲.xlsx", dictionary_of(asked))


def test_the_numbers_keep_their_meaning_when_the_dictionary_moves_on(asked, tmp_path):
    path = exported(asked, tmp_path / "复核.xlsx")
    first = questions(asked)[1].candidates[0].key
    more = [["目录", "代码", "名称"], ["undergraduate", "081399", STRANGE + "学科"]]
    take(asked, write(tmp_path / "fields.csv", more), list="fields", sender="市教育局")
    assert questions(asked)[1].candidates[0].key != first
    fill(path, {(STRANGE, "判定"): 1})
    assert read_review(path, dictionary_of(asked)).answers[0].canonical == first


# -- as a command ------------------------------------------------------------------------------------


@pytest.fixture
def run(asked, tmp_path, capsys):
    asked.close()

    def command(*arguments, exit_code=0):
        assert main(["review", *map(str, arguments), "--store", f"sqlite:///{tmp_path / 'store.sqlite'}"]) == exit_code
        text = capsys.readouterr().out
        return json.loads(text) if "--json" in arguments else text

    return command


def test_the_command_lists_exports_checks_and_takes_back(run, tmp_path):
    assert "沟渠食品学" in run()
    assert [one["mention"] for one in run("--json")["questions"]] == ["沟渠食品学", STRANGE]
    path = tmp_path / "复核.xlsx"
    assert run("--export", path, "--json")["names"] == 2
    run("--export", path, exit_code=2)  # it may be filled in
    fill(path, {(STRANGE, "判定"): "081301"})
    checked = run("--take", path, "--actor", "", "--check", "--json")  # nobody need say who
    talent = next(one for one in checked["differences"] if one["list"] == "talent")
    assert talent["counts"]["changed"] == 1
    assert checked["version"] is None
    done = run("--take", path, "--who", "王", "--json")
    assert done["decisions"][0]["canonical"] == TARGET
    assert done["relinked"] == ["talent|甲区工信局|2026"]
    assert [one["mention"] for one in run("--json")["questions"]] == ["沟渠食品学"]


def test_the_command_says_what_it_could_not_take(run, tmp_path):
    path = tmp_path / "复核.xlsx"
    run("--export", path)
    fill(path, {(STRANGE, "判定"): "没有这个专业", ("沟渠食品学", "判定"): "082701"})
    taken = run("--take", path, "--who", "王", "--json", exit_code=3)
    assert [one["mention"] for one in taken["unclear"]] == [STRANGE]
    assert len(taken["decisions"]) == 1
    fill(path, {("沟渠食品学", "判定"): None})
    run("--take", path, "--who", "王", exit_code=2)


def test_an_empty_sheet_decides_nothing(run, tmp_path):
    path = tmp_path / "复核.xlsx"
    run("--export", path)
    run("--take", path, "--who", "王", exit_code=2)
