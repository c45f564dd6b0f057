"""A version depends on what is loaded: never on the order of rows, of files, or of loads."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.gaps.report import gap_report
from graph.snapshot import Snapshot
from tests.lists import TALENT, TITLES, TRAINING, offer, post, store_with_dictionary, take, write

FIELDS = (
    "化学工程与工艺",
    "计算机类（0809），软件工程（080902）",
    "化工相关专业",
    "本科：化学；研究生：不限专业",
    "炼金术",
)
HEADS = ("3-5", "约10人", 2, "博士2、硕士5", "若干")
POSTS = [post(k % 5, 岗位名称=f"岗位{k % 4}", 专业要求=FIELDS[k % 5], 需求人数=HEADS[k % 5]) for k in range(24)]
OFFERS = [offer(k % 3, 专业名称=("化学", "软件工程", "化学工程与工艺")[k % 3], 毕业生数=20 + k) for k in range(9)]
ALIASES = [["对象", "别名", "正名"], ["field", "炼金术", "化学"], ["firm", "沟渠第1化工有限公司", "沟渠化学"]]
PARAMETERS = [["参数", "取值", "来源"], ["approx_tolerance", "0.5", "调查"], ["retention", "0.9", "调查"]]
FIRMS = [["单位名称", "统一社会信用代码", "曾用名", "区市"], ["沟渠化学", "91110000600037341L", "沟渠第2化工", "甲区"]]


def talent(folder, name, rows):
    return write(folder / name, [*TITLES, TALENT, *rows])


def training(folder, rows=OFFERS):
    return write(folder / "offers.csv", [["填报单位：市教育局"], ["2026年"], TRAINING, *rows])


def dictionaries(folder):
    lists = {"aliases": ALIASES, "parameters": PARAMETERS, "firms": FIRMS}
    return [write(folder / f"{name}.csv", [["填报单位：市人才办"], *rows]) for name, rows in lists.items()]


def loaded(*loads):
    """Content hash and report after these loads, one after the other, in a store of their own."""
    with TemporaryDirectory() as folder:
        store = store_with_dictionary(Path(folder))
        for paths in loads:
            outcome = take(store, *paths, yes=True)
            assert outcome.exit_code == 0
        head = store.head()
        report = gap_report(Snapshot.load(store)).to_json()
        store.close()
    report.pop("version")  # the number counts the loads
    return head.content_hash, head.dictionary, repr(report)


def test_rows_in_another_order(tmp_path):
    shuffled = random.Random(1).sample(POSTS, len(POSTS))
    one, other = talent(tmp_path, "a.xlsx", POSTS), talent(tmp_path, "b.xlsx", shuffled)
    assert loaded([one, training(tmp_path)]) == loaded([other, training(tmp_path)])


@given(st.permutations(range(len(POSTS))), st.integers(0, len(POSTS)))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_rows_shuffled_and_dealt_to_files_of_both_kinds(order, cut):
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows = [POSTS[k] for k in order]
        dealt = [talent(folder, "a.xlsx", rows[:cut]), talent(folder, "b.csv", rows[cut:])]
        dealt = [path for path, part in zip(dealt, (rows[:cut], rows[cut:]), strict=True) if part]
        whole = [talent(folder, "c.csv", POSTS)]
        assert loaded(dealt)[0] == loaded(whole)[0]


def test_files_in_another_order(tmp_path):
    paths = [talent(tmp_path, "a.xlsx", POSTS[:10]), talent(tmp_path, "b.csv", POSTS[10:]), training(tmp_path)]
    assert loaded(paths) == loaded(paths[::-1])


def test_one_load_or_several(tmp_path):
    posts, offers = talent(tmp_path, "a.xlsx", POSTS), training(tmp_path)
    assert loaded([posts, offers]) == loaded([posts], [offers]) == loaded([offers], [posts])


def test_dictionaries_before_the_lists_or_after_them(tmp_path):
    lists, words = [talent(tmp_path, "a.xlsx", POSTS), training(tmp_path)], dictionaries(tmp_path)
    first = loaded(words, lists)
    assert first == loaded(lists, words)
    assert first == loaded([*lists, *words])
    assert first == loaded(lists, *([one] for one in words[::-1]))
    assert first != loaded(lists)


def test_a_list_sent_again_beside_a_new_dictionary(tmp_path):
    posts, words = talent(tmp_path, "a.xlsx", POSTS), dictionaries(tmp_path)
    assert loaded([posts], [posts, *words]) == loaded(words, [posts])


def test_another_list_in_between_and_back(tmp_path):
    posts, less = talent(tmp_path, "a.xlsx", POSTS), talent(tmp_path, "b.xlsx", POSTS[:20])
    words = dictionaries(tmp_path)
    assert loaded([posts], [less], words, [posts]) == loaded([posts, *words])


def test_file_names_and_formats_do_not_count(tmp_path):
    assert loaded([talent(tmp_path, "a.xlsx", POSTS)]) == loaded([talent(tmp_path, "另一个名字.csv", POSTS)])


def test_what_a_new_dictionary_changes_is_linked_again_in_the_same_version(tmp_path):
    store = store_with_dictionary(tmp_path)
    take(store, talent(tmp_path, "a.xlsx", POSTS))
    before = store.head().number
    outcome = take(store, *dictionaries(tmp_path))
    assert store.head().number == before + 1
    assert [one.list for one in outcome.relinked] == ["talent"]
    store.close()


def test_what_it_does_not_change_keeps_its_reading(tmp_path):
    store = store_with_dictionary(tmp_path)
    take(store, talent(tmp_path, "a.xlsx", POSTS), training(tmp_path))
    held = {one.submission.list: one.id for one in store.revisions(store.head().revisions)}
    outcome = take(store, write(tmp_path / "p.csv", [["填报单位：市人才办"], *PARAMETERS]))
    assert outcome.relinked == []
    now = {one.submission.list: one.id for one in store.revisions(store.head().revisions)}
    assert now["talent"] == held["talent"]
    assert now["training"] == held["training"]
    store.close()


def test_a_check_says_what_a_dictionary_would_change(tmp_path):
    store = store_with_dictionary(tmp_path)
    take(store, talent(tmp_path, "a.xlsx", POSTS))
    checked = take(store, *dictionaries(tmp_path), check=True)
    talents = next(one for one in checked.differences if one.submission.list == "talent")
    assert talents.only_links
    assert take(store, *dictionaries(tmp_path)).version.content_hash == checked.version.content_hash
    store.close()
