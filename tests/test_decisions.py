"""What people decide about proposals: it survives the next version, and what closed an item is said."""

from dataclasses import replace

import orjson
import pytest

from graph.errors import BadArgument, DecisionMoved, NotFound
from graph.gaps.report import gap_report
from graph.responses import responses
from graph.responses.decisions import new_decision, record, tag_of
from graph.rows import Submission
from graph.snapshot import Snapshot
from graph.store import open_store
from tests.builders import City


@pytest.fixture
def store(store_url):
    opened = open_store(store_url)
    yield opened
    opened.close()


def publish(store, city):
    """The next version; what has not changed keeps its revision, as when lists are loaded."""
    revisions, staged = city.build()
    head = store.head()
    number = head.number + 1 if head else 1
    held = {one.submission: one for one in store.revisions(head.revisions)} if head else {}
    whole, new = [], []
    for one in revisions:
        old = held.get(one.submission)
        if old and old.content_hash == one.content_hash:
            whole.append(old)
        else:
            fresh = replace(one, id=f"{one.id}-{number}")
            store.stage(fresh.id, [row._replace(revision=fresh.id) for row in staged[one.id]])
            whole.append(fresh)
            new.append(fresh)
    store.publish(number - 1, city.version(whole, number), new)


def city(posts=60, **more):
    """40 graduates and some posts."""
    made = City()
    made.offer("沟渠大学", "080901", 40)
    if posts:
        made.demand("程序员", "080901", headcount=posts, **more)
    return made


def read(store, version=None):
    return responses(gap_report(Snapshot.load(store, version)), store.decisions())


def recruit(found):
    (item,) = found.recruitment
    return item


def decide(store, status="采纳", *, seen=0, item=None, actor="王", why="人才会议定"):
    found = read(store)
    item = item or recruit(found)
    return record(store, new_decision(found.report, item, status, actor=actor, why=why), seen)


# -- deciding ------------------------------------------------------------------------------------------


def test_a_decision_shows_on_its_item_with_author_time_and_reason(store):
    publish(store, city())
    assert (read(store).position, recruit(read(store)).quantity) == (0, 20)
    made = decide(store)
    found = read(store)
    assert found.position == 1
    shown = found.to_json("recruitment")
    assert shown["decision_position"] == 1
    (item,) = shown["recruitment"]
    assert item["status"] == "采纳"
    assert item["decision"] == {
        "position": 1, "status": "采纳", "author": "王", "time": made.at, "reason": "人才会议定", "quantity": 20,
        "unit": "人", "version": 1, "year": 2024, "kind": "年度计划",
    }  # fmt: skip


def test_without_a_log_the_position_is_not_known_and_everything_is_a_proposal(store):
    publish(store, city())
    decide(store)
    found = responses(gap_report(Snapshot.load(store)))
    assert found.position is None
    assert found.to_json()["recruitment"][0]["status"] == "建议"


def test_the_last_decision_counts_and_all_stay_in_the_log(store):
    publish(store, city())
    decide(store, "驳回", why="没有编制")
    decide(store, "采纳", seen=1)
    decide(store, "完成", seen=2)
    assert [one.status for one in store.decisions()] == ["驳回", "采纳", "完成"]
    assert read(store).decided[recruit(read(store)).id].status == "完成"


def test_only_what_was_adopted_can_be_done(store):
    publish(store, city())
    with pytest.raises(BadArgument, match="only what was adopted"):
        decide(store, "完成")
    decide(store, "驳回")
    with pytest.raises(BadArgument, match="only what was adopted"):
        decide(store, "完成", seen=1)


@pytest.mark.parametrize(
    ("status", "actor", "why"),
    [("建议", "王", "x"), ("同意", "王", "x"), ("采纳", " ", "x"), ("采纳", "王", "\n"), ("采纳", "王", "长" * 2001)],
)
def test_a_decision_needs_a_status_somebody_and_a_reason(store, status, actor, why):
    publish(store, city())
    with pytest.raises(BadArgument):
        decide(store, status, actor=actor, why=why)
    assert store.decisions() == []


def test_the_second_of_two_who_decide_at_once_hears_what_the_first_said(store):
    publish(store, city())
    decide(store, actor="李", why="经费已落实")
    with pytest.raises(DecisionMoved, match="李 decided 采纳: 经费已落实"):
        decide(store, "驳回", seen=0)
    assert len(store.decisions()) == 1


def test_a_decision_on_another_item_in_between_does_not_matter(store):
    made = city()
    made.demand("会计", "0203", headcount=5)
    publish(store, made)
    one, other = read(store).recruitment
    decide(store, item=one)
    assert decide(store, item=other, seen=0).position == 2


def test_what_somebody_saw_changes_with_the_quantity_and_with_a_decision_each_in_its_own_half(store):
    publish(store, city())
    found = read(store)
    item = recruit(found)
    first = tag_of(item, None)
    decided = tag_of(item, decide(store))
    assert (first[:8] == decided[:8], first[8:] == decided[8:]) == (True, False)
    grown = tag_of(replace(item, quantity=21), None)
    assert (first[:8] == grown[:8], first[8:] == grown[8:]) == (False, True)


def test_an_id_that_is_no_item_is_not_found(store):
    publish(store, city())
    with pytest.raises(NotFound, match="version 1 proposes nothing with the id nosuchitem"):
        read(store).find("nosuchitem")


# -- the next version ------------------------------------------------------------------------------------


def test_an_item_that_comes_again_keeps_its_decision_and_the_quantity_it_was_made_for(store):
    publish(store, city(60))
    decide(store)
    publish(store, city(75))
    (item,) = read(store).to_json("recruitment")["recruitment"]
    assert (item["quantity"], item["status"], item["decision"]["quantity"]) == (35, "采纳", 20)


def test_an_item_that_is_gone_says_in_which_version_and_which_submissions_changed(store):
    publish(store, city(60))
    decide(store)
    for posts in (70, 80, 30, 20):
        publish(store, city(posts))
    found = read(store)
    (closing,) = found.closings(store)
    assert closing.version == 4
    assert closing.submissions == ((Submission("talent", "市工信局", "2024"), "changed"),)
    shown = closing.to_json()
    assert (shown["closed_in"], shown["status"]) == (4, "采纳")
    assert shown["closed_by"] == [{"list": "talent", "sender": "市工信局", "period": "2024", "standing": "changed"}]
    assert shown["target"]["fields"] == ["field:undergraduate:0809"]


def test_who_left_and_who_came_is_told_apart(store):
    publish(store, city(60))
    decide(store)
    publish(store, city(30, sender="高新区"))
    (closing,) = read(store).closings(store)
    assert {sent.sender: standing for sent, standing in closing.submissions} == {"市工信局": "gone", "高新区": "new"}


def test_an_item_of_last_year_is_closed_by_the_list_of_this_year(store):
    publish(store, city(60))
    decide(store)
    later = city(60)
    later.offer("沟渠大学", "080901", 40, year=2025)
    later.demand("程序员", "080901", headcount=10, period="2025")
    publish(store, later)
    assert [one.version for one in read(store).closings(store)] == [2]
    # The report of the year before still has it.
    old = responses(gap_report(Snapshot.load(store), 2024), store.decisions())
    assert old.gone() == []


def test_what_was_decided_for_another_kind_of_demand_is_not_gone(store):
    publish(store, city(60))
    decide(store)
    both = city(60)
    both.demand("空缺", "080901", headcount=3, kind="现有空缺")
    publish(store, both)
    vacancies = responses(gap_report(Snapshot.load(store), None, "现有空缺"), store.decisions())
    assert vacancies.gone() == []


def test_an_item_that_comes_back_is_not_gone_any_more_and_still_decided(store):
    publish(store, city(60))
    decide(store, "驳回")
    publish(store, city(20))
    assert len(read(store).gone()) == 1
    publish(store, city(60))
    assert read(store).gone() == []
    assert read(store).to_json("recruitment")["recruitment"][0]["status"] == "驳回"


def test_an_earlier_version_is_read_with_the_log_as_it_is_now(store):
    publish(store, city(60))
    publish(store, city(70))
    decide(store)
    assert read(store, 1).to_json("recruitment")["recruitment"][0]["status"] == "采纳"


def test_every_store_gives_the_same_bytes_of_responses(store):
    made = city()
    made.demand("会计", "0203", headcount=5, firm="沟渠银行")
    publish(store, made)
    decide(store, item=read(store).recruitment[0])
    embedded = made.snapshot()
    one = read(store).to_json()
    other = responses(gap_report(embedded), store.decisions()).to_json()
    assert orjson.dumps(one) == orjson.dumps(other)
