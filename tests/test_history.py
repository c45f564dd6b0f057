"""Whatever is sent, sent again, withdrawn, brought back and decided, in whatever order: the store is a dict of lists.

The model is that dict: submission → rows as sent, beside them the log of decisions; what a name links to follows from
both. The machine plays the same on every kind of store.
"""

import csv
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from graph.errors import BadArgument
from graph.rows import Submission
from graph.store import open_store
from graph.store.sqlite import SqliteStore
from ingest.columns import columns
from ingest.difference import difference
from ingest.draft import LoadOptions
from ingest.review import Answer, Place, decide, decisions, questions
from ingest.submit import load
from ingest.survey import Saying
from ingest.withdraw import restore, withdraw
from tests.neo4j_server import empty

FIELDS = {"化学工程与工艺": "field:undergraduate:081301", "软件工程": "field:undergraduate:080902"}
STRANGE = ("沟渠甲学", "沟渠乙学")
DICTIONARY = {
    "levels": "ladder,name,rank,catalogue\n学历,本科,3,undergraduate\n学历,硕士,4,postgraduate\n",
    "fields": "catalogue,code,name,kind\n"
    + "".join(f"undergraduate,{key.rpartition(':')[2]},{name},major\n" for name, key in FIELDS.items()),
}
SUBMISSIONS = [Submission("talent", sender, period) for sender in ("甲区", "乙区") for period in ("2025", "2026")]
DECISIONS = Submission("decisions", "复核", "")


class Post(NamedTuple):
    firm: str
    headcount: int
    field: str


class Ruling(NamedTuple):
    mention: str
    canonical: str
    when: str


POSTS = st.lists(
    st.builds(Post, st.sampled_from(["沟渠甲厂", "沟渠乙厂"]), st.integers(1, 3), st.sampled_from([*FIELDS, *STRANGE])),
    min_size=1,
    max_size=5,
).map(tuple)


class Moment(NamedTuple):
    """A version and what the model held then: (row, what its field links to), as often as it stands."""

    revisions: tuple[str, ...]
    linked: dict[Submission, Counter[tuple[Post, str | None]]]


class History(RuleBasedStateMachine):
    """What a version holds is what the model holds."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.room = tempfile.TemporaryDirectory()
        self.folder = Path(self.room.name)
        self.store: Any = None

    @initialize()
    def begin(self) -> None:
        if self.url:
            empty(self.url)
        self.store = open_store(self.url or f"sqlite:///{self.folder / 'store.sqlite'}")
        teach(self.store, self.folder)
        self.sent: dict[Submission, tuple[Any, ...]] = {}  # of posts; under DECISIONS of rulings
        self.revisions: dict[str, tuple[Submission, tuple[Any, ...]]] = {}
        self.moments: list[Moment] = []
        self.hashes: dict[object, str] = {}
        self.remember()

    def teardown(self) -> None:
        if self.store is not None:
            assert self.store.check() == []
            assert fresh(self.sent, self.folder) == self.store.head().content_hash
            self.store.close()
        self.room.cleanup()

    # -- what people do ------------------------------------------------------------------------

    @rule(submission=st.sampled_from(SUBMISSIONS), posts=POSTS, yes=st.booleans())
    def send(self, submission, posts, yes) -> None:
        held = self.sent.get(submission)
        before = self.store.head()
        saying = Saying(list=submission.list, sender=submission.sender, period=submission.period)
        options = LoadOptions(saying=saying, yes=yes, no_builtin=True)
        file = posts_file(self.folder / "甲.csv", posts)
        if held not in (None, posts) and 2 * len(posts) < len(held) and not yes:
            with pytest.raises(BadArgument, match="shrink"):
                load(self.store, [file], options)
            assert self.store.head() == before
            return
        outcome = load(self.store, [file], options)
        assert outcome.outcomes == ["unchanged" if held == posts else "published"]
        assert (self.store.head() == before) is (held == posts)
        self.sent[submission] = posts
        self.remember()

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data) -> None:
        mine = sorted(one for one in self.sent if one != DECISIONS)
        if mine:
            submission = data.draw(st.sampled_from(mine))
            self.send(submission, self.sent[submission], False)

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), headcount=st.integers(4, 9))
    def correct(self, data, headcount) -> None:
        """One cell of a list is another, and its rows stand in another order."""
        mine = sorted(one for one in self.sent if one != DECISIONS)
        if mine:
            submission = data.draw(st.sampled_from(mine))
            first, *others = data.draw(st.permutations(self.sent[submission]))
            self.send(submission, (*others, first._replace(headcount=headcount)), False)
            self.tell_apart(len(self.moments) - 2, len(self.moments) - 1)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def withdraw(self, data) -> None:
        submission = data.draw(st.sampled_from(sorted(self.sent)))
        withdraw(self.store, submission, LoadOptions())
        del self.sent[submission]
        self.remember()

    @precondition(lambda self: self.revisions)
    @rule(data=st.data())
    def bring_back(self, data) -> None:
        revision = data.draw(st.sampled_from(list(self.revisions)))  # in the order in which they came
        submission, rows = self.revisions[revision]
        restore(self.store, revision, LoadOptions())
        self.sent[submission] = rows
        self.remember()

    @rule(mention=st.sampled_from(STRANGE), canonical=st.sampled_from([*FIELDS.values(), ""]))
    def decide(self, mention, canonical) -> None:
        decide(self.store, [Answer(Place("field", "本科", mention), canonical, "")], who="王")
        when = max(one.when for one in decisions(self.store))
        self.sent[DECISIONS] = (*self.sent.get(DECISIONS, ()), Ruling(mention, canonical, when))
        self.remember()

    @rule(data=st.data())
    def compare(self, data) -> None:
        old, new = (data.draw(st.sampled_from(range(len(self.moments)))) for _ in range(2))
        self.tell_apart(old, new)

    def tell_apart(self, old: int, new: int) -> None:
        before, after = self.moments[old], self.moments[new]
        told = {
            one.submission: (one.added_rows, one.removed_rows, Counter(map(fields_changed, one.changed)))
            for one in difference(self.store, before.revisions, after.revisions)
            if one.submission in SUBMISSIONS
        }
        expected = {
            one: difference_of(before.linked.get(one, Counter()), after.linked.get(one, Counter()))
            for one in SUBMISSIONS
        }
        assert told == {one: found for one, found in expected.items() if found != (0, 0, Counter())}

    # -- what must hold ------------------------------------------------------------------------

    @invariant()
    def the_head_holds_what_the_model_holds(self) -> None:
        if self.store is None:
            return
        head, now = self.store.head(), self.moments[-1]
        assert stored(self.store, head.revisions) == now.linked
        log = [(one.place.mention, one.canonical, one.when) for one in decisions(self.store)]
        assert log == [tuple(one) for one in self.sent.get(DECISIONS, ())]
        for one in self.store.revisions(head.revisions):
            if one.submission in now.linked:
                unlinked = sum(times for (_, key), times in now.linked[one.submission].items() if key is None)
                assert json.loads(one.receipt)["unlinked"] == unlinked
        asked = {row.field for rows in now.linked.values() for row, key in rows if key is None}
        assert {one.place.mention for one in questions(self.store)} == asked

    @invariant()
    def equal_facts_have_one_hash_and_others_another(self) -> None:
        if self.store is None:
            return
        facts = frozenset((one, frozenset(Counter(rows).items())) for one, rows in self.sent.items())
        found = self.store.head().content_hash
        assert self.hashes.setdefault(facts, found) == found
        assert len(set(self.hashes.values())) == len(self.hashes)

    @rule(data=st.data())
    def an_old_version_stays_as_it_was(self, data) -> None:
        moment = data.draw(st.sampled_from(self.moments))
        assert stored(self.store, moment.revisions) == moment.linked

    def remember(self) -> None:
        """The head, beside what the model holds now."""
        rulings = {one.mention: one.canonical or None for one in self.sent.get(DECISIONS, ())}
        linked = {
            one: Counter((post, {**FIELDS, **rulings}.get(post.field)) for post in posts)
            for one, posts in self.sent.items()
            if one != DECISIONS
        }
        head = self.store.head()
        self.moments.append(Moment(head.revisions, linked))
        for one in self.store.revisions(head.revisions):
            if one.submission in self.sent:
                self.revisions.setdefault(one.id, (one.submission, self.sent[one.submission]))


def posts_file(path, posts):
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["单位名称", "产业", "岗位名称", "需求人数", "学历要求", "专业要求"])
        writer.writerows([one.firm, "高端装备", "工程师", one.headcount, "本科", one.field] for one in posts)
    return path


def teach(store, folder):
    """A dictionary of two fields, so that a load is quick."""
    for name, text in DICTIONARY.items():
        file = folder / f"{name}.csv"
        file.write_text(text, encoding="utf-8")
        load(store, [file], LoadOptions(saying=Saying(list=name, sender="市人才办"), no_builtin=True))


def fresh(sent, folder):
    """The content hash of a new SQLite store that was sent these facts and no others, one after another, backwards."""
    store = SqliteStore(folder / "fresh.sqlite")
    for submission, rows in reversed(sent.items()):
        if submission == DECISIONS:
            file = folder / "判定.csv"
            with file.open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out)
                writer.writerow([one.chinese for one in columns("decisions").values()])
                writer.writerows(["field", "本科", one.mention, one.canonical, "王", one.when, ""] for one in rows)
        else:
            file = posts_file(folder / "别名.csv", rows[::-1])
        saying = Saying(list=submission.list, sender=submission.sender, period=submission.period)
        load(store, [file], LoadOptions(saying=saying, no_builtin=True))
    teach(store, folder)  # last: everything is linked again
    found = store.head().content_hash
    store.close()
    return found


def stored(store, revisions):
    """(row, link) of each talent list, as often as it stands."""
    held = {one.id: one.submission for one in store.revisions(revisions) if one.submission.list == "talent"}
    found = {one: Counter() for one in held.values()}
    for page in store.rows(list(held)) if held else ():
        for row in page:
            body, (alternative,) = row.values, row.linked["alternatives"]
            post = Post(body["firm"], body["headcount"]["lo"], body["fields"])
            found[held[row.revision]][post, *(alternative["fields"] or [None])] += 1
    return found


def fields_changed(change):
    return tuple(sorted({"links" if one.links else one.name for one in change.changes}))


def difference_of(old, new):
    """(added, removed, changed rows by what changed): rows with equal values are one; of the others those whose firm
    and field occur once on both sides."""
    values = [Counter(post for post, _ in side.elements()) for side in (old, new)]
    links = [dict(side.keys()) for side in (old, new)]
    stand = values[0] & values[1]
    changed = Counter()
    for post, times in stand.items():
        if links[0][post] != links[1][post]:
            changed["links",] += times
    gone, come = values[0] - stand, values[1] - stand
    identity = [Counter((one.firm, one.field) for one in side.elements()) for side in (gone, come, stand)]
    pairs = [one for one in identity[0] if identity[0][one] == identity[1][one] == 1 and not identity[2][one]]
    for _, field in pairs:
        before, after = ({p.field: links[side][p] for p in links[side]}.get(field) for side in (0, 1))
        changed[("headcount",) if before == after else ("headcount", "links")] += 1
    return come.total() - len(pairs), gone.total() - len(pairs), changed


def test_whatever_happens_the_store_is_a_dict_of_lists(store_url):
    is_server = not store_url.startswith("sqlite")
    machine = type("HistoryHere", (History,), {"url": store_url if is_server else ""})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=4 if is_server else 15,
            stateful_step_count=20,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
