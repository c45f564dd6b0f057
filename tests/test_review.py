"""Names that did not link: asked in the order of what is at stake, decided by people, undone by another row."""

import io
import os

import pytest
from rich.console import Console

from api.asking import ESCAPE, ask, key_of
from graph.errors import BadArgument, VersionMoved
from graph.store import open_store
from ingest import review
from ingest.board import board
from ingest.draft import LoadOptions
from ingest.review import Answer, Place, decide, decisions, dictionary_of, questions, resolve, standing
from ingest.submit import load
from ingest.survey import Saying
from tests.lists import links_of, post, store_with_dictionary, take, talent_file, write

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


def fields_of(store):
    return [
        [key for one in links["alternatives"] for key in one["fields"]] for links in links_of(store, "talent_demand")
    ]


def test_names_are_asked_by_the_posts_at_stake(asked):
    found = questions(asked)
    assert [(one.place.mention, one.posts, one.rows) for one in found] == [("沟渠食品学", 8, 2), (STRANGE, 3, 1)]
    assert found[1].where == ("甲.xlsx", "Sheet1", 4)


def test_each_name_comes_with_up_to_five_candidates_and_a_reason_for_each(asked):
    for one in questions(asked):
        assert 1 <= len(one.candidates) <= 5
        assert all(candidate.reason and candidate.name for candidate in one.candidates)
    chemical = next(one for one in questions(asked) if one.place == PLACE)
    assert TARGET in [candidate.key for candidate in chemical.candidates]


def test_nothing_is_accepted_without_a_decision(asked):
    assert fields_of(asked)[0] == []


def test_a_decision_links_the_name_again_in_the_same_version(asked):
    before = asked.head().number
    outcome = decide(asked, [Answer(PLACE, TARGET, "同一专业")], who="王")
    assert asked.head().number == before + 1 == outcome.version.number
    assert [one.list for one in outcome.relinked] == ["talent"]
    assert fields_of(asked)[0] == [TARGET]
    assert [one.place.mention for one in questions(asked)] == ["沟渠食品学"]


def test_a_decision_says_who_when_and_why(asked):
    decide(asked, [Answer(PLACE, TARGET, "同一专业")], who="王")
    (one,) = decisions(asked)
    assert (one.place, one.canonical, one.who, one.why) == (PLACE, TARGET, "王", "同一专业")
    assert one.when.endswith("Z")


def test_a_decision_holds_under_its_level_only(asked, tmp_path):
    decide(asked, [Answer(PLACE, TARGET, "")], who="王")
    take(asked, talent_file(tmp_path / "乙.xlsx", [post(1, 学历要求="博士", 专业要求=STRANGE)]), sender="乙")
    assert ("博士", STRANGE) in [one.place[1:] for one in questions(asked)]


def test_decisions_only_ever_add_up(asked):
    decide(asked, [Answer(PLACE, TARGET, "")], who="王")
    decide(asked, [Answer(Place("field", "本科", "沟渠食品学"), "field:undergraduate:082701", "")], who="李")
    assert [(one.who, one.place.mention) for one in decisions(asked)] == [("王", STRANGE), ("李", "沟渠食品学")]
    assert fields_of(asked)[0] == [TARGET]
    assert questions(asked) == []


def test_decisions_of_several_senders_stand_side_by_side(asked):
    decide(asked, [Answer(PLACE, TARGET, "")], who="王", sender="教育局")
    decide(asked, [Answer(PLACE, "field:undergraduate:0813", "")], who="李", sender="人社局")
    assert len(decisions(asked)) == 2
    assert [one.who for one in decisions(asked, "教育局")] == ["王"]
    assert fields_of(asked)[0] == ["field:undergraduate:0813"]  # the latest


def test_a_decision_is_undone_by_a_row_without_a_target(asked):
    undecided = fields_of(asked)
    decide(asked, [Answer(PLACE, TARGET, "")], who="王")
    decide(asked, [Answer(PLACE, "", "撤销")], who="李")
    assert len(decisions(asked)) == 2
    assert fields_of(asked) == undecided
    assert standing(asked) == []


def test_a_name_that_somebody_looked_at_in_vain_comes_last(asked):
    decide(asked, [Answer(Place("field", "本科", "沟渠食品学"), "", "都不是")], who="王")
    found = questions(asked)
    assert [one.place.mention for one in found] == [STRANGE, "沟渠食品学"]
    assert found[1].decided.who == "王"


def test_a_check_shows_what_a_decision_would_change_and_changes_nothing(asked):
    before = asked.head()
    outcome = decide(asked, [Answer(PLACE, TARGET, "")], who="王", check=True)
    changed = {one.submission.list: one for one in outcome.differences}
    assert changed["talent"].only_links
    assert len(changed["talent"].changed) == 1
    assert asked.head() == before
    assert decisions(asked) == []
    published = decide(asked, [Answer(PLACE, TARGET, "")], who="王")
    assert published.version.number == outcome.version.number


def test_decisions_that_somebody_takes_meanwhile_are_not_lost(asked, monkeypatch):
    real, raced = load, []

    def load_after_somebody_else(store, paths, options):
        if not raced:
            raced.append(True)
            decide(store, [Answer(Place("field", "本科", "沟渠食品学"), "field:undergraduate:082701", "")], who="李")
        return real(store, paths, options)

    monkeypatch.setattr(review, "load", load_after_somebody_else)
    decide(asked, [Answer(PLACE, TARGET, "")], who="王")
    assert {one.who for one in decisions(asked)} == {"王", "李"}


def test_a_load_for_another_version_is_not_published(asked, tmp_path):
    path = talent_file(tmp_path / "乙.xlsx", [post(9)])
    options = LoadOptions(saying=Saying(sender="乙"), no_builtin=True, base=1)
    before = asked.head()
    with pytest.raises(VersionMoved):
        load(asked, [path], options)
    assert asked.head() == before
    assert asked.check() == []


def test_without_a_name_or_an_answer_nothing_is_decided(asked):
    with pytest.raises(BadArgument, match="who"):
        decide(asked, [Answer(PLACE, TARGET, "")], who=" ")
    with pytest.raises(BadArgument, match="no decision"):
        decide(asked, [], who="王")


def test_a_registered_name_nearby_is_asked_of_a_firm_that_nobody_knows(store, tmp_path):
    firms = write(tmp_path / "firms.csv", [["统一社会信用代码", "单位名称"], [None, "沟渠精密机械制造有限公司"]])
    take(store, firms, list="firms", sender="市人才办")
    rows = [
        post(1, 单位名称="沟渠精密机械制造公司二厂"),
        post(2, 单位名称="海风渔具行"),
        post(3, 单位名称="沟渠精密机械制造公司"),
    ]
    take(store, talent_file(tmp_path / "甲.xlsx", rows))
    found = [one for one in questions(store) if one.place.kind == "firm"]
    assert [one.place.mention for one in found] == ["沟渠精密机械制造公司二厂"]
    (key,) = [one.key for one in found[0].candidates]
    decide(store, [Answer(found[0].place, key, "同一家")], who="王")
    assert links_of(store, "talent_demand")[0]["firm"] == key
    assert [one for one in questions(store) if one.place.kind == "firm"] == []


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("081301", TARGET),
        ("化学工程与工艺", TARGET),
        (TARGET, TARGET),
        ("field:undergraduate:999999", None),
        ("没有这个专业", None),
        ("999999", None),
    ],
)
def test_a_code_a_name_or_a_key_says_one_field(store, said, key):
    assert resolve(dictionary_of(store), PLACE, said) == key


def test_an_empty_store_has_nothing_to_review(tmp_path):
    empty = open_store(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert not questions(empty)
    assert not decisions(empty)
    assert not standing(empty)


# -- at the keyboard ----------------------------------------------------------------


def keys(text):
    stream = iter(text)
    return lambda: next(stream, "")


def answers(asked, pressed):
    return ask(questions(asked), Console(file=io.StringIO()), keys(pressed))


def test_a_key_is_an_answer(asked):
    first, second = questions(asked)
    assert answers(asked, "20") == [
        Answer(first.place, first.candidates[1].key, first.candidates[1].reason),
        Answer(second.place, "", "都不是"),
    ]


def test_u_goes_back_to_the_last_name_and_q_ends(asked):
    first = questions(asked)[0]
    assert [one.canonical for one in answers(asked, "1u2q")] == [first.candidates[1].key]
    assert answers(asked, "uq") == []


def test_later_and_the_end_of_input_decide_nothing(asked):
    assert answers(asked, "\n\n") == []
    assert answers(asked, "") == []
    assert len(answers(asked, "\n1")) == 1


def test_another_key_is_no_answer(asked):
    assert [one.canonical for one in answers(asked, "x9²1q")] == [questions(asked)[0].candidates[0].key]


def test_a_key_that_sends_several_characters_is_one_key_and_no_answer(asked):
    reader, writer = os.pipe()
    os.write(writer, b"\x1b[3~\x1bOP\x1b[1;5A" + "中".encode() + b"1")  # Delete, F1, Control-Up
    os.close(writer)
    pressed = [key_of(reader) for _ in range(6)]
    os.close(reader)
    assert pressed == [ESCAPE, ESCAPE, ESCAPE, "中", "1", ""]
    assert answers(asked, [ESCAPE, "q"]) == []


def test_names_are_asked_decided_and_undone_on_every_store(store_url, tmp_path):
    store = open_store(store_url)
    path = talent_file(tmp_path / "甲.xlsx", [post(1, 学历要求="本科", 专业要求=STRANGE)])
    options = LoadOptions(remarks=True)  # an empty store gets the built-in dictionaries along
    first = load(store, [path], options)
    assert any(STRANGE in one.reason for one in first.remarks[0])
    (question,) = questions(store)
    decide(store, [Answer(question.place, TARGET, "")], who="王")
    assert questions(store) == []
    decide(store, [Answer(question.place, "", "撤销")], who="李")
    assert [one.who for one in decisions(store)] == ["王", "李"]
    assert [one.state for one in board(store).entries] == ["unasked"]
    assert store.check() == []
    store.close()


def test_an_alias_of_two_districts_on_one_day_is_asked_with_both(store, tmp_path):
    rows = [["区划代码", "区市名称", "别名"], ["1", "甲区", "经开区（2022年起）"], ["2", "乙区", "经开区（至2027年）"]]
    take(store, write(tmp_path / "districts.csv", rows), list="districts", sender="市人才办")
    take(store, talent_file(tmp_path / "甲.xlsx", [post(1, 区市="经开区")]))
    (asked,) = [one for one in questions(store) if one.place.kind == "district"]
    assert [(one.key, one.reason) for one in asked.candidates] == [
        ("district:2", "“经开区”是它的别名（2027-12-31 止）"),
        ("district:1", "“经开区”是它的别名（2022-01-01 起）"),
    ]
