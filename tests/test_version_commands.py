"""fourchain log, diff, withdraw and load --check: what stands in the store, and what would change."""

import json
import re
from dataclasses import replace

import pytest

from api.cli import main
from graph.rows import Submission
from graph.store import open_store
from ingest.columns import columns
from ingest.draft import LoadOptions
from ingest.printed import printed
from ingest.submit import load
from ingest.survey import Saying
from ingest.withdraw import restore, withdraw
from ingest.wording import in_chinese
from tests.lists import TALENT, TITLES, TRAINING, offer, post, store_with_dictionary, talent_file, write

MINE = ("--list", "talent", "--sender", "甲区工信局", "--period", "2026")


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command on a store that holds the built-in dictionaries; what it printed, as JSON where it is."""
    store = store_with_dictionary(tmp_path)
    store.close()
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"

    def command(*arguments, exit_code=0):
        assert main([*map(str, arguments), "--store", url]) == exit_code
        printed_text = capsys.readouterr().out
        return json.loads(printed_text) if "--json" in arguments else printed_text

    return command


def send(run, path, *rows, check=False, **how):
    talent_file(path, rows)
    return run("load", path, "--json", *(["--check"] if check else []), **how)


def revision(run):
    return run("log", "--json")[-1]["revisions"][-1]


def test_a_changed_cell_is_told_with_its_chinese_name(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1, 需求人数=2), post(2))
    send(run, tmp_path / "a.xlsx", post(1, 需求人数="3-5"), post(2))
    text = run("diff", "2", "3")
    assert "需求人数: 2 ⇒ 3-5" in text
    (found,) = run("diff", "2", "3", "--json")["submissions"]
    assert found["counts"] == {"added": 0, "removed": 0, "changed": 1}
    (row,) = found["changed"]
    assert [(one["chinese"], one["links"]) for one in row["changes"]] == [("需求人数", False)]


def test_what_only_the_dictionary_changed_is_marked_apart(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1, 专业要求="沟渠化工"))
    aliases = tmp_path / "aliases.csv"
    aliases.write_text("对象,别名,正名\nfield,沟渠化工,化学工程与工艺\n", encoding="utf-8")
    run("load", aliases, "--list", "aliases", "--sender", "市人才办")
    text = run("diff")
    assert "only what names link to" in text
    (talent,) = run("diff", "--list", "talent", "--json")["submissions"]
    assert all(change["links"] for row in talent["changed"] for change in row["changes"])


def test_people_read_what_links_are_called_and_machines_their_keys(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1, 专业要求="沟渠化工"))
    files = {
        "aliases": "对象,别名,正名\nfield,沟渠化工,化学工程与工艺\n",
        "districts": "区划代码,区市名称,别名\n990601,沟头区,甲区\n",
        "firms": "统一社会信用代码,单位名称\n91990601FC0000027D,沟渠第1化工有限公司\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    checked = run("load", *(tmp_path / f"{name}.csv" for name in files), "--sender", "市人才办", "--check")
    run("load", *(tmp_path / f"{name}.csv" for name in files), "--sender", "市人才办")
    for text in (checked, run("diff")):
        assert "可接受的条件: 本科至博士 “沟渠化工”？ ⇒ 本科至博士 化学工程与工艺（本科 081301）" in text
        assert "区市: 甲区 ⇒ 沟头区（990601）" in text
        assert "单位: 沟渠第1化工有限公司 ⇒ 沟渠第1化工有限公司（91990601FC0000027D）" in text
    (talent,) = run("diff", "--list", "talent", "--json")["submissions"]
    keys = {one["name"]: one["after"] for row in talent["changed"] for one in row["changes"]}
    assert (keys["district"], keys["firm"]) == ("district:990601", "firm:91990601FC0000027D")


def test_a_firm_with_a_code_that_no_registry_holds_is_called_as_the_list_calls_it(run, tmp_path):
    header = [*TALENT, "统一社会信用代码"]
    for code in ("", "91990601FC0000027D"):
        write(tmp_path / "a.xlsx", [*TITLES, header, [*post(1), code]])
        run("load", tmp_path / "a.xlsx")
    assert "单位: 沟渠第1化工有限公司 ⇒ 沟渠第1化工有限公司（91990601FC0000027D）" in run("diff")


def test_rows_that_came_and_went_are_told_by_what_identifies_them(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1, 专业要求="英语"))
    send(run, tmp_path / "a.xlsx", post(1, 专业要求="日语"))
    lines = [line for line in run("diff").splitlines() if line[:2] in ("- ", "+ ")]
    row = "a.xlsx “Sheet1” row 4: 沟渠第1化工有限公司 · 工艺工程师 · 本科及以上"
    assert lines == [f"- {row} · 英语 · 年度计划 · 2", f"+ {row} · 日语 · 年度计划 · 2"]


def test_of_long_cells_that_begin_alike_the_difference_is_seen(run, tmp_path):
    long = "化学工程与工艺、机械工程、软件工程、土木工程、会计学、法学、临床医学、自动化、材料化学、金融学、英语"
    for last in ("应届", "社会"):
        write(tmp_path / "a.xlsx", [*TITLES, [*TALENT, "备注"], [*post(1), 2 * long + last]])
        run("load", tmp_path / "a.xlsx")
    assert re.search("备注: …(.+)应届 ⇒ …\\1社会", run("diff"))


def test_a_row_with_a_twin_is_never_called_changed(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1, 需求人数=2), post(1, 需求人数=3))
    send(run, tmp_path / "a.xlsx", post(1, 需求人数=2), post(1, 需求人数=9))
    (found,) = run("diff", "--json")["submissions"]
    assert found["counts"] == {"added": 1, "removed": 1, "changed": 0}


def test_a_row_that_only_moved_did_not_change(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1), post(2))
    send(run, tmp_path / "a.xlsx", post(2), post(1), post(3))
    (found,) = run("diff", "--json")["submissions"]
    assert found["counts"] == {"added": 1, "removed": 0, "changed": 0}


def test_version_0_is_the_empty_store(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1))
    found = {one["list"]: one for one in run("diff", "0", "2", "--json")["submissions"]}
    assert found["talent"]["standing"] == "new"
    assert found["talent"]["added"][0]["values"]["post"] == "工艺工程师"


def test_a_diff_of_a_version_that_is_not_there_says_so(run, capsys):
    assert run("diff", "1", "99", exit_code=2) == ""


def test_a_check_shows_the_difference_and_publishes_nothing(run, tmp_path):
    before = send(run, tmp_path / "a.xlsx", post(1, 需求人数=2), post(2))
    checked = send(run, tmp_path / "b.xlsx", post(1, 需求人数=4), post(3), check=True)
    (found,) = checked["differences"]
    assert found["counts"] == {"added": 1, "removed": 1, "changed": 1}
    assert run("log", "--json")[-1]["content_hash"] == before["content_hash"]
    published = send(run, tmp_path / "b.xlsx", post(1, 需求人数=4), post(3))
    assert published["content_hash"] == checked["content_hash"]


def test_a_check_of_what_is_in_already_finds_no_difference(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1))
    assert "nothing would change" in run("load", tmp_path / "a.xlsx", "--check")


def test_a_check_of_the_same_rows_in_another_order_names_the_version_that_it_would_be(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1), post(2))
    send(run, tmp_path / "b.xlsx", post(2), post(1))
    talent_file(tmp_path / "c.xlsx", [post(2), post(1)], titles=[*TITLES, ["说明"]])
    assert "no row would change, it would be version 4" in run("load", tmp_path / "c.xlsx", "--check")
    assert "nothing would change, it stays version 3" in run("load", tmp_path / "b.xlsx", "--check")
    old = next(each for each in run("log").splitlines() if "急需紧缺人才" in each).rpartition(" ")[2]
    assert "no row would change, it would be version 4" in run("withdraw", "--to", old, "--check")


def test_what_only_a_check_links_again_is_not_said_to_be_linked(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1, 专业要求="沟渠化工"))
    one = run("log").rpartition("revision ")[2].strip()
    aliases = tmp_path / "aliases.csv"
    aliases.write_text("对象,别名,正名\nfield,沟渠化工,化学工程与工艺\n", encoding="utf-8")
    said = ("load", aliases, "--sender", "市人才办")
    assert "would be linked again with the new dictionary: 急需紧缺人才" in run(*said, "--check")
    assert "\nlinked again with the new dictionary: 急需紧缺人才" in run(*said)
    back = run("withdraw", "--to", one)
    assert "nothing changed; version 3 stays" in back
    assert "linked again" not in back


def test_a_withdrawn_list_is_as_if_never_sent(run, tmp_path):
    empty = run("log", "--json")[-1]["content_hash"]
    send(run, tmp_path / "a.xlsx", post(1))
    done = run("withdraw", *MINE, "--json")
    assert done["published"]
    assert done["content_hash"] == empty


def test_lists_may_be_named_in_chinese_and_no_list_is_refused(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1))
    assert "急需紧缺人才" in run("diff", "--list", "急需紧缺人才")
    run("diff", "--list", "posts", exit_code=2)
    assert run("withdraw", "--list", "急需紧缺人才", *MINE[2:], "--json")["published"]


def test_a_withdrawal_can_be_checked_first(run, tmp_path):
    loaded = send(run, tmp_path / "a.xlsx", post(1), post(2))
    checked = run("withdraw", *MINE, "--check", "--json")
    (found,) = checked["differences"]
    assert (found["standing"], found["counts"]["removed"]) == ("gone", 2)
    assert run("log", "--json")[-1]["content_hash"] == loaded["content_hash"]


def test_withdraw_to_brings_an_earlier_reading_back(run, tmp_path):
    first = send(run, tmp_path / "a.xlsx", post(1, 需求人数=2))
    one = run("log").rpartition("revision ")[2].strip()
    send(run, tmp_path / "a.xlsx", post(1, 需求人数=7))
    checked = run("withdraw", "--to", one, "--check", "--json")
    assert checked["differences"][0]["counts"]["changed"] == 1
    assert run("withdraw", "--to", one, "--json")["content_hash"] == first["content_hash"]
    assert "nothing changed" in run("withdraw", "--to", one)


@pytest.mark.parametrize(
    "arguments",
    [("--list", "talent"), ("--list", "posts", "--sender", "x"), ("--to", "nothing"), (*MINE[:-1], "2026-Q9"), MINE],
    ids=["no sender", "no such list", "no such revision", "no such period", "not there"],
)
def test_a_withdrawal_that_names_nothing_is_refused(run, arguments):
    run("withdraw", *arguments, exit_code=2)


def test_the_receipt_of_a_revision_adds_up_in_every_form(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1), post(2, 需求人数=0), post(3, 需求人数="若干"), exit_code=3)
    one = run("log").rpartition("revision ")[2].strip()
    content = run("log", "--receipt", one, "--json")
    assert content["rows"] == content["accepted"] + content["rejected"] + sum(content["skipped"].values()) == 3
    assert len(content["files"][0]["sha256"]) == 64
    markdown = run("log", "--receipt", one, "--format", "markdown")
    assert "表中 3 行 = 采用 2 + 退回 1 + 跳过 0" in markdown
    assert "需求 0 人不是需求" in markdown
    assert "| 需求人数 | 没有给出具体人数" in markdown
    assert "a demand for 0 people" in run("log", "--receipt", one)


def again(run, tmp_path, *rows, period="2027"):
    path = talent_file(tmp_path / f"{period}.xlsx", rows, titles=[["填报单位：甲区工信局"]])
    return run("load", path, "--period", period, "--no-annotate", "--json")["receipts"][0]


def test_rows_of_the_last_round_that_come_again_are_counted(run, tmp_path):
    assert again(run, tmp_path, post(1), post(2), post(3), period="2026")["stale"] is None
    second = again(run, tmp_path, post(2), post(1, 需求人数=5), post(3), post(4))
    assert (second["stale"], second["stale_since"], second["accepted"]) == (2, "2026", 4)
    found = {one["period"]: one for one in run("diff", "--json")["submissions"]}
    assert found["2027"]["stale"] == 2
    one = run("log").rpartition("revision ")[2].strip()
    assert "与上一期（2026）完全相同 2 条" in run("log", "--receipt", one, "--format", "markdown")
    assert "word for word as in 2026" in run("log", "--receipt", one)


def test_equal_rows_come_again_as_often_as_they_stood_there(run, tmp_path):
    again(run, tmp_path, post(1), post(1), period="2026")
    assert again(run, tmp_path, post(1), post(1), post(1))["stale"] == 2


def test_the_last_round_is_the_period_before_and_not_a_later_one_or_another_sender(run, tmp_path):
    again(run, tmp_path, post(1), period="2025")
    again(run, tmp_path, post(2), period="2026")
    again(run, tmp_path, post(3), period="2028")
    assert again(run, tmp_path, post(1), post(2), post(3), period="2027")["stale"] == 1
    path = talent_file(tmp_path / "乙.xlsx", [post(1)], titles=[["填报单位：乙区工信局"]])
    other = run("load", path, "--period", "2029", "--no-annotate", "--json")
    assert other["receipts"][0]["stale"] is None


def test_both_rounds_in_one_load_are_told_apart(run, tmp_path):
    for period in ("2026", "2027"):
        titles = [["填报单位：甲区工信局"], [f"填报周期：{period}年"]]
        talent_file(tmp_path / f"{period}.xlsx", [post(1), post(int(period))], titles=titles)
    files = (tmp_path / "2026.xlsx", tmp_path / "2027.xlsx")
    first, second = run("load", *files, "--no-annotate", "--json")["receipts"]
    assert (first["stale"], second["stale"]) == (None, 1)


def test_a_programme_of_another_year_is_another_row(run, tmp_path):
    for period, year in (("2026", 2026), ("2027", 2027), ("2028", 2027)):
        path = write(tmp_path / f"{period}.csv", [TRAINING, offer(1, 年份=year)])
        how = ("--period", period, "--sender", "市教育局", "--no-annotate", "--json")
        (receipt,) = run("load", path, *how)["receipts"]
        assert receipt["stale"] == {"2026": None, "2027": 0, "2028": 1}[period]


def test_the_log_says_what_came_what_went_and_why(run, tmp_path):
    send(run, tmp_path / "a.xlsx", post(1))
    run("withdraw", *MINE, "--actor", "王", "--note", "误报[撤回]")
    *_, loaded, came, withdrawn, went = run("log").splitlines()
    assert (loaded[:10], came[:30]) == ("version 2 ", "  + 急需紧缺人才 甲区工信局 2026 · 1 rows")
    assert " · 王 · 误报[撤回] · content " in withdrawn
    assert went == came.replace("+", "-")


def test_a_receipt_of_no_revision_is_refused(run):
    run("log", "--receipt", "nothing", exit_code=2)


def test_a_receipt_in_markdown_holds_no_markup_of_the_sender(run, tmp_path):
    path = tmp_path / "表|<b>1.xlsx"
    send(run, path, post(1))
    one = run("log").rpartition("revision ")[2].strip()
    text = run("log", "--receipt", one, "--format", "markdown")
    assert "<b>" not in text.replace("\\<", "")
    assert "表\\|\\<b\\>1.xlsx" in text


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [
        ({"lo": 3, "hi": None}, "headcount", "3以上"),
        ({"lo_yuan": None, "hi_yuan": None, "basis": "year"}, "salary", "不限万元"),
        ({"from": "2026-06-30", "to": "2026-06-30", "precision": "day"}, "start", "2026-06-30"),
        ({"from": "2026-01-01", "to": None, "precision": "open"}, "start", "2026-01-01 至 不限"),
        (121_391_382, "lon_ppm", "121.391382°"),
        (["甲", "乙"], "flags", "甲；乙"),
    ],
)
def test_a_typed_value_is_printed_as_a_planner_writes_it(value, name, text):
    assert printed(value, name) == text


def test_every_column_of_a_list_has_a_chinese_name():
    assert all(one.chinese for one in columns("talent").values())
    assert in_chinese("something nobody translated") == "something nobody translated"


def test_check_withdraw_and_return_say_the_same_on_every_store(store_url, tmp_path):
    store = open_store(store_url)
    options = LoadOptions(saying=Saying(sender="甲", period="2026"), no_builtin=True)
    talent_file(tmp_path / "a.xlsx", [post(1, 需求人数=2), post(2)])
    first = load(store, [tmp_path / "a.xlsx"], options)
    talent_file(tmp_path / "b.xlsx", [post(1, 需求人数=3), post(3)])
    checked = load(store, [tmp_path / "b.xlsx"], replace(options, check=True, remarks=True))
    (found,) = checked.differences
    assert (found.added_rows, found.removed_rows, len(found.changed)) == (1, 1, 1)
    assert store.head() == first.version
    load(store, [tmp_path / "b.xlsx"], options)
    later = replace(options, saying=Saying(sender="甲", period="2027"))
    (receipt,) = load(store, [tmp_path / "b.xlsx"], later).receipts
    assert (receipt.stale, receipt.stale_since) == (2, "2026")
    gone = withdraw(store, Submission("talent", "甲", "2027"), replace(options, check=True))
    assert (gone.published, [one.standing for one in gone.differences]) == (False, ["gone"])
    withdraw(store, Submission("talent", "甲", "2027"), options)
    (old,) = store.revisions(first.version.revisions)
    assert restore(store, old.id, options).version.content_hash == first.version.content_hash
    assert store.check() == []
    store.close()


def test_the_built_in_dictionaries_are_loaded_without_a_file(run):
    assert "version 1 " in run("load", "--builtin")  # which stood there already
    run("load", exit_code=2)
