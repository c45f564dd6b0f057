"""A folder of lists from a whole city, loaded at once, and the board of who has reported."""

import datetime as dt
import json
from pathlib import Path

import pytest

from api.cli import main
from graph.errors import BadArgument
from graph.store import open_store
from ingest.board import DAY_OF, LATE, MISSING, OPEN, SENT, UNASKED, board
from ingest.draft import LoadOptions
from ingest.folder import files_in
from ingest.sample_city import write_city
from ingest.submit import load
from tests.lists import post, store_with_dictionary, take, talent_file, write

TODAY = dt.datetime.now(DAY_OF).date()
SOON, LONG_AGO = (TODAY + dt.timedelta(days=30)).isoformat(), "2020-01-31"


@pytest.fixture
def store(tmp_path):
    return store_with_dictionary(tmp_path)


def expect(store, tmp_path, *rows):
    header = ["报送单位", "清单", "截止日期", "区市"]
    path = write(tmp_path / "senders.csv", [header, *rows])
    take(store, path, list="senders", sender="市人才办")


def send(store, tmp_path, sender="甲区人才办", period="2026", rows=(), name="list.xlsx"):
    return take(store, talent_file(tmp_path / name, rows or [post(1)], titles=()), sender=sender, period=period)


def states(found):
    return {(one.sender, one.list): one.state for one in found.entries}


def test_a_list_is_sent_late_missing_or_not_yet_due(store, tmp_path):
    expect(
        store,
        tmp_path,
        ["甲区人才办", "急需紧缺人才", SOON, "甲区"],
        ["乙区人才办", "急需紧缺人才", LONG_AGO, "乙区"],
        ["丙区人才办", "急需紧缺人才", LONG_AGO, "丙区"],
        ["丁区人才办", "急需紧缺人才", SOON, "丁区"],
        ["戊区人才办", "急需紧缺人才", None, "戊区"],
    )
    send(store, tmp_path)
    send(store, tmp_path, "乙区人才办")
    send(store, tmp_path, "己区人才办")
    assert states(board(store)) == {
        ("甲区人才办", "talent"): SENT,
        ("乙区人才办", "talent"): LATE,
        ("丙区人才办", "talent"): MISSING,
        ("丁区人才办", "talent"): OPEN,
        ("戊区人才办", "talent"): OPEN,
        ("己区人才办", "talent"): UNASKED,
    }


def test_on_the_due_date_nobody_is_late(store, tmp_path):
    expect(
        store, tmp_path, ["甲区人才办", "talent", TODAY.isoformat(), "甲区"], ["乙", "talent", TODAY.isoformat(), "乙"]
    )
    send(store, tmp_path)
    found = states(board(store, today=TODAY))
    assert found == {("甲区人才办", "talent"): SENT, ("乙", "talent"): OPEN}


def test_a_correction_sent_later_makes_nobody_late(store, tmp_path):
    send(store, tmp_path)
    send(store, tmp_path, rows=(post(1), post(2)))
    expect(store, tmp_path, ["甲区人才办", "急需紧缺人才", TODAY.isoformat(), "甲区"])
    (entry,) = board(store, today=TODAY + dt.timedelta(days=9)).entries
    assert (entry.state, entry.sent, entry.rows) == (SENT, TODAY.isoformat(), 2)


def test_last_years_list_does_not_count_for_this_year(store, tmp_path):
    expect(store, tmp_path, ["甲区人才办", "急需紧缺人才", LONG_AGO, "甲区"], ["乙", "急需紧缺人才", SOON, "乙区"])
    send(store, tmp_path, period="2025")
    send(store, tmp_path, "乙", period="2026-H1", name="b.xlsx")
    assert states(board(store)) == {("甲区人才办", "talent"): MISSING, ("乙", "talent"): SENT}
    assert states(board(store, year=2025))["甲区人才办", "talent"] == LATE


def test_of_several_periods_of_a_year_the_latest_counts(store, tmp_path):
    expect(store, tmp_path, ["甲区人才办", "急需紧缺人才", SOON, "甲区"])
    send(store, tmp_path, period="2026-Q1", rows=(post(1),))
    send(store, tmp_path, period="2026-H1", rows=(post(1), post(2)), name="b.xlsx")
    (entry,) = board(store).entries
    assert (entry.period, entry.rows) == ("2026-H1", 2)


def test_the_share_of_accepted_rows_leaves_out_titles_and_totals(store, tmp_path):
    expect(store, tmp_path, ["甲区人才办", "急需紧缺人才", SOON, "甲区"])
    send(store, tmp_path, rows=(post(1), post(2), post(3, 需求人数=0), ["合计"]))
    (entry,) = board(store).entries
    assert (entry.rows, entry.accepted, entry.rejected, entry.share_ppm) == (4, 2, 1, 666_666)
    (district,) = board(store).districts()
    assert (district.name, district.rows, district.share_ppm) == ("甲区", 4, 666_666)
    assert district.states[SENT] == 1


def test_a_withdrawn_list_is_missing_again(store, tmp_path, capsys):
    expect(store, tmp_path, ["甲区人才办", "急需紧缺人才", LONG_AGO, "甲区"])
    send(store, tmp_path)
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    main(["withdraw", "--list", "talent", "--sender", "甲区人才办", "--period", "2026", "--store", url])
    capsys.readouterr()
    assert states(board(open_store(url))) == {("甲区人才办", "talent"): MISSING}


def test_several_lists_may_be_expected_in_one_row(store, tmp_path):
    expect(store, tmp_path, ["甲区人才办", "急需紧缺人才；关键核心技术", SOON, "甲区"])
    assert set(states(board(store))) == {("甲区人才办", "talent"), ("甲区人才办", "technology")}


def test_a_list_of_no_name_is_no_list_that_nobody_misses(store, tmp_path):
    rows = (["甲区", "紧缺人才", LONG_AGO, "甲区"], ["乙区", "急需紧缺人才、关键核心技术", LONG_AGO, "乙区"])
    path = write(tmp_path / "senders.csv", [["报送单位", "清单", "截止日期", "区市"], *rows])
    (receipt,) = take(store, path, list="senders", sender="市人才办").receipts
    assert [(one.row, one.column) for one in receipt.problems] == [(2, "清单")]
    assert set(states(board(store))) == {("乙区", "talent"), ("乙区", "technology")}


def test_an_empty_store_has_an_empty_board(tmp_path):
    found = board(open_store(f"sqlite:///{tmp_path / 'new.sqlite'}"))
    assert (found.version, found.entries, found.to_json()["counts"][SENT]) == (None, (), 0)


# -- folders -----------------------------------------------------------------------------------------


def touch(folder: Path, *names: str) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return paths


def test_a_folder_stands_for_the_lists_in_it_and_below_it(tmp_path):
    touch(tmp_path, "甲区/清单.xlsx", "乙区/清单.xlsx", "名录.csv", "说明.docx", "~$清单.xlsx", ".隐藏/x.csv", "旧.xls")
    found = files_in([tmp_path])
    assert sorted(found.names.values()) == ["乙区/清单.xlsx", "名录.csv", "旧.xls", "甲区/清单.xlsx"]
    assert [path.name for path in found.ignored] == ["说明.docx"]


def test_copies_that_we_gave_back_are_not_loaded_beside_their_originals(tmp_path):
    touch(tmp_path, "甲.xlsx", "甲.回执.xlsx", "甲.回执-2.xlsx", "乙.csv", "乙.回执.xlsx", "丙.回执.xlsx")
    assert sorted(files_in([tmp_path]).names.values()) == ["丙.回执.xlsx", "乙.csv", "甲.xlsx"]
    assert list(files_in([tmp_path / "甲.回执.xlsx"]).names.values()) == ["甲.回执.xlsx"]


def test_equal_names_of_two_places_stay_apart(tmp_path):
    one, other = touch(tmp_path, "a/清单.csv", "b/清单.csv")
    assert sorted(files_in([one, other]).names.values()) == [str(one), str(other)]
    assert list(files_in([one, tmp_path / "a"]).names) == [one]


def test_a_folder_without_a_list_is_refused(tmp_path):
    with pytest.raises(BadArgument, match="holds no list"):
        files_in([tmp_path])


def test_two_files_of_one_name_keep_their_own_rows_and_remarks(store, tmp_path):
    for district, rows in (("甲区", [post(1, 需求人数=0)]), ("乙区", [post(2), post(3)])):
        (tmp_path / "in" / district).mkdir(parents=True)
        titles = [[f"填报单位：{district}人才办"], ["填报周期：2026年"]]
        talent_file(tmp_path / "in" / district / "清单.xlsx", rows, titles=titles)
    found = files_in([tmp_path / "in"])
    outcome = load(store, list(found.names), LoadOptions(no_builtin=True, names=found.names, remarks=True))
    receipts = {receipt.submission.sender: receipt for receipt in outcome.receipts}
    assert [one.file for one in receipts["甲区人才办"].problems] == ["甲区/清单.xlsx"]
    assert receipts["乙区人才办"].accepted == 2
    rejected = [one for found in outcome.remarks for one in found if one.grade == "退回"]
    assert {one.file for one in rejected} == {"甲区/清单.xlsx"}


def test_a_city_loads_with_one_command_and_is_told_who_is_missing(tmp_path, capsys):
    folder = tmp_path / "city"
    files = write_city(folder)
    url = f"sqlite:///{tmp_path / 'city.sqlite'}"
    code = main(["load", str(folder), "--no-annotate", "--json", "--store", url])
    answer = json.loads(capsys.readouterr().out)
    assert code == 3  # some rows of a messy city are rejected
    assert {one["name"] for receipt in answer["receipts"] for one in receipt["files"]} == {one.name for one in files}
    assert answer["left_out"] == []
    counts = answer["board"]["counts"]
    assert sum(counts.values()) == len(answer["board"]["entries"])
    missing = {one["sender"] for one in answer["board"]["entries"] if one["state"] == MISSING}
    assert {"远滩岛区人才办", "东湾汽车工程职业学院"} <= missing
    assert main(["board", "--today", "2026-01-01", "--json", "--store", url]) == 0
    early = json.loads(capsys.readouterr().out)
    assert early["counts"][MISSING] == 0
    assert main(["board", "--store", url]) == 0
    assert "are missing" in capsys.readouterr().out


def test_after_a_folder_it_is_told_who_is_missing_and_whom_nobody_expects(store, tmp_path, capsys):
    expect(store, tmp_path, ["甲区人才办", "急需紧缺人才", LONG_AGO, "甲区"])
    (tmp_path / "报送 2026").mkdir()
    titles = [["填报单位：甲区人才办公室"], ["填报周期：2026年"]]
    talent_file(tmp_path / "报送 2026" / "清单（终稿）.xlsx", [post(1)], titles=titles)
    store.close()
    assert main(["load", str(tmp_path / "报送 2026"), "--store", f"sqlite:///{store.path}"]) == 0
    printed = capsys.readouterr().out
    assert f"missing since {LONG_AGO}: 急需紧缺人才 of 甲区人才办" in printed
    assert "nobody expects: 急需紧缺人才 of 甲区人才办公室" in printed


def test_the_board_needs_a_day(tmp_path):
    url = f"sqlite:///{tmp_path / 'city.sqlite'}"
    assert main(["board", "--today", "tomorrow", "--store", url]) == 2


def test_the_districts_of_the_board_add_up_to_its_entries(tmp_path):
    store = store_with_dictionary(tmp_path)
    take(store, *write_city(tmp_path / "city"))
    found = board(store)
    for state in (SENT, LATE, MISSING, OPEN):
        assert sum(one.states[state] for one in found.districts()) == found.count(state)
    asked = [one for one in found.entries if one.state != UNASKED]
    assert sum(one.rows for one in found.districts()) == sum(one.rows for one in asked)
