"""What stands in the store already: the same again, less of it, a check, and how a load ends."""

import json
import subprocess
import sys

import pytest

from graph.errors import BadArgument
from graph.rows import Submission
from tests.lists import post, rows_of, store_with_dictionary, take, talent_file, write


@pytest.fixture
def store(tmp_path):
    store = store_with_dictionary(tmp_path)
    yield store
    store.close()


def fourchain(folder, *arguments):
    """The program itself, on the store in `folder`."""
    command = [sys.executable, "-m", "api.cli", "load", *map(str, arguments), "--json", "--no-builtin"]
    environment = {"FOURCHAIN_STORE": f"sqlite:///{folder / 'store.sqlite'}", "PATH": "/usr/bin:/bin", "USER": "tests"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return done, json.loads(done.stdout) if done.stdout else None


# -- the same again ------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing_and_gives_its_receipt(store, tmp_path):
    path = talent_file(tmp_path / "list.xlsx", [post(1), post(2, 需求人数=-1)])
    first = take(store, path)
    again = take(store, path)
    assert again.outcomes == ["unchanged"]
    assert again.version == first.version == store.head()
    assert again.receipts[0].to_json() == first.receipts[0].to_json()
    assert len(store.versions()) == 2


def test_the_same_bytes_under_another_name_change_nothing(store, tmp_path):
    path = talent_file(tmp_path / "list.xlsx", [post(1)])
    take(store, path)
    assert take(store, path.rename(tmp_path / "copy.xlsx")).outcomes == ["unchanged"]


def test_a_file_with_a_new_row_leaves_the_old_rows_their_names(store, tmp_path):
    take(store, talent_file(tmp_path / "a.xlsx", [post(1), post(2)]))
    before = {row.public_id for row in rows_of(store)}
    take(store, talent_file(tmp_path / "b.xlsx", [post(3), post(2), post(1)]))
    assert before < {row.public_id for row in rows_of(store)}


def test_going_back_to_an_earlier_file_gives_its_content_again(store, tmp_path):
    a = talent_file(tmp_path / "a.xlsx", [post(1), post(2)])
    b = talent_file(tmp_path / "b.xlsx", [post(3), post(2)])
    hashes = [take(store, path).version.content_hash for path in (a, b, a)]
    assert hashes[0] == hashes[2] != hashes[1]
    assert store.head().number == 4
    assert store.check() == []


# -- less than before ----------------------------------------------------------------------------


def test_a_list_that_shrinks_to_less_than_half_needs_a_yes(store, tmp_path):
    take(store, talent_file(tmp_path / "a.xlsx", [post(k) for k in range(5)]))
    small = talent_file(tmp_path / "b.xlsx", [post(1), post(2)])
    with pytest.raises(BadArgument, match=r"急需紧缺人才 of 甲区工信局 2026, from 5 rows to 2.*--yes"):
        take(store, small)
    assert store.head().number == 2
    assert take(store, small, yes=True).outcomes == ["published"]


def test_a_check_shows_what_would_go_and_that_it_needs_a_yes(store, tmp_path):
    take(store, talent_file(tmp_path / "a.xlsx", [post(k) for k in range(5)]))
    small = talent_file(tmp_path / "b.xlsx", [post(1), post(2)])
    checked = take(store, small, check=True)
    assert checked.shrinking == ["急需紧缺人才 of 甲区工信局 2026, from 5 rows to 2"]
    assert ([one.removed_rows for one in checked.differences], checked.exit_code) == ([3], 3)
    assert (take(store, small, check=True, yes=True).shrinking, store.head().number) == ([], 2)


def test_all_lists_that_shrink_are_named_at_once(store, tmp_path):
    def both(rows):
        districts = [("a.xlsx", "甲区"), ("b.xlsx", "乙区")]
        return [talent_file(tmp_path / name, rows, titles=[[f"填报单位：{who}", "2026年"]]) for name, who in districts]

    take(store, *both([post(k) for k in range(5)]))
    with pytest.raises(BadArgument, match="甲区 2026, from 5 rows to 1") as refused:
        take(store, *both([post(1)]))
    assert "乙区 2026, from 5 rows to 1" in refused.value.message
    assert store.check() == []


def test_a_reading_that_stood_here_before_needs_a_yes_as_well(store, tmp_path):
    small = talent_file(tmp_path / "b.xlsx", [post(1), post(2)])
    take(store, small)
    take(store, talent_file(tmp_path / "a.xlsx", [post(k) for k in range(5)]))
    with pytest.raises(BadArgument, match="from 5 rows to 2"):
        take(store, small)
    assert take(store, small, check=True).outcomes == ["checked"]


def test_half_of_it_needs_no_yes(store, tmp_path):
    take(store, talent_file(tmp_path / "a.xlsx", [post(k) for k in range(4)]))
    assert take(store, talent_file(tmp_path / "b.xlsx", [post(1), post(2)])).exit_code == 0


def test_a_file_without_an_accepted_row_leaves_what_was_there(store, tmp_path):
    take(store, talent_file(tmp_path / "a.xlsx", [post(1)]))
    outcome = take(store, talent_file(tmp_path / "b.xlsx", [post(1, 需求人数=-1)]))
    assert (outcome.outcomes, outcome.exit_code) == (["left out"], 2)
    assert store.head().number == 2
    assert len(rows_of(store)) == 1


def test_what_is_left_out_does_not_hold_up_the_rest(store, tmp_path):
    bad = talent_file(tmp_path / "b.xlsx", [post(1, 需求人数=-1)], titles=[["填报单位：乙区", "2026年"]])
    good = talent_file(tmp_path / "a.xlsx", [post(1)])
    outcome = take(store, bad, good)
    assert (sorted(outcome.outcomes), outcome.exit_code) == (["left out", "published"], 3)
    assert {one.submission.sender for one in store.revisions(store.head().revisions)} == {"fourchain", "甲区工信局"}


# -- a check -------------------------------------------------------------------------------------


def test_a_check_does_everything_but_publish(store, tmp_path):
    path = talent_file(tmp_path / "a.xlsx", [post(1), post(2, 需求人数=-1)])
    checked = take(store, path, check=True)
    assert store.head().number == 1
    assert (checked.receipts[0].accepted, checked.receipts[0].rejected) == (1, 1)
    published = take(store, path)
    assert checked.version.number == published.version.number == 2
    assert checked.version.content_hash == published.version.content_hash
    assert checked.exit_code == published.exit_code == 3


def test_a_check_shows_what_would_change(store, tmp_path):
    take(store, talent_file(tmp_path / "a.xlsx", [post(1), post(2)]))
    after = talent_file(tmp_path / "b.xlsx", [post(1, 需求人数=7), post(2)])
    (one,) = take(store, after, check=True).differences
    assert one.submission == Submission("talent", "甲区工信局", "2026")
    (row,) = one.changed
    assert [(change.name, change.before, change.after) for change in row.changes] == [
        ("headcount", {"lo": 2, "hi": 2}, {"lo": 7, "hi": 7})
    ]


def test_a_check_leaves_nothing_staged(store, tmp_path):
    path = talent_file(tmp_path / "a.xlsx", [post(1)])
    revision = take(store, path, check=True).version.revisions
    assert store.revisions(revision) == store.revisions(store.head().revisions)
    assert list(store.rows(list(set(revision) - set(store.head().revisions)))) == []


# -- how it ends ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([post(1)], 0),
        ([post(1), post(2, 需求人数=-1)], 3),
        ([post(2, 需求人数=-1)], 2),
        ([], 2),
    ],
)
def test_exit_codes(store, tmp_path, rows, code):
    done, said = fourchain(tmp_path, talent_file(tmp_path / "a.xlsx", rows))
    assert done.returncode == code
    assert said["published"] == (code != 2)
    assert said["version"] == (1 if code == 2 else 2)


def test_exit_code_of_a_load_of_which_one_file_is_left_out(store, tmp_path):
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")
    done, said = fourchain(tmp_path, talent_file(tmp_path / "a.xlsx", [post(1)]), tmp_path / "b.xlsx")
    assert done.returncode == 3
    assert [one["file"] for one in said["left_out"]] == ["b.xlsx"]


def test_the_first_load_of_an_empty_store_brings_the_dictionaries(tmp_path):
    from graph.store.sqlite import SqliteStore
    from ingest.submit import LoadOptions, load

    store = SqliteStore(tmp_path / "empty.sqlite")
    path = talent_file(tmp_path / "a.xlsx", [post(1)])
    outcome = load(store, [path], LoadOptions())
    assert [one.submission.list for one in outcome.receipts] == ["talent"]
    senders = [one.submission.sender for one in store.revisions(store.head().revisions)]
    assert senders.count("fourchain") > 5
    assert store.head().number == 1
    store.close()


def test_without_them_names_stay_unlinked_and_nothing_is_lost(tmp_path):
    from graph.store.sqlite import SqliteStore

    store = SqliteStore(tmp_path / "empty.sqlite")
    outcome = take(store, talent_file(tmp_path / "a.xlsx", [post(1)]))
    assert outcome.receipts[0].unlinked == 1
    assert rows_of(store)[0].values["fields"] == "化学工程与工艺"
    store.close()


def test_a_file_that_nobody_could_use_leaves_an_empty_store_empty(tmp_path):
    from graph.store.sqlite import SqliteStore

    store = SqliteStore(tmp_path / "empty.sqlite")
    path = write(tmp_path / "a.csv", [["hello"], ["world"]])
    assert take(store, path).exit_code == 2
    assert store.head() is None
    store.close()
