"""What every store promises. The same tests run over a file and over each Neo4j server that is named."""

import threading
from dataclasses import replace

import pytest

from graph.errors import NotFound, StoreCorrupt, VersionMoved
from graph.gaps.report import gap_report
from graph.rows import Revision, Row, SourceFile, Submission, Version, canonical, public_id
from graph.snapshot import Snapshot
from graph.store import open_store
from tests.builders import City


@pytest.fixture
def store(store_url):
    opened = open_store(store_url)
    yield opened
    opened.close()


def rows_of(revision, count, *, kind="talent_demand", sender="甲"):
    submission = Submission("talent", sender, "2024")
    made = []
    for number in range(count):
        body = canonical(
            {"list": "talent", "period": "2024", "post": f"岗位{number}", "headcount": {"lo": 1, "hi": None}}
        )
        links = canonical({"firm": f"firm:name:公司{number % 7}", "alternatives": [{"fields": [], "any": True}]})
        made.append(Row(revision, kind, public_id(submission, body, 0), "f.xlsx", "表1", number + 3, 0, body, links))
    return made


def revision_of(one, rows, *, sender="甲"):
    return Revision(
        id=one,
        submission=Submission("talent", sender, "2024"),
        files=(SourceFile("需求.xlsx", "ab" * 32, None), SourceFile("b.csv", "cd" * 32, "gb18030")),
        mapping="m",
        dictionary="d",
        reader=1,
        actor="王",
        at="2026-01-02T03:04:05+00:00",
        rows=rows,
        content_hash=f"hash of {one}",
        receipt='{"accepted":1}',
    )


def version_of(number, *revisions):
    return Version(number, "2026-01-02T03:04:05+00:00", "王", "第一次", f"content {number}", "d", revisions)


def publish(store, number, one, count=3, keep=(), sender="甲"):
    """Stage a revision and publish it together with the revisions that stay."""
    assert store.stage(one, rows_of(one, count, sender=sender)) == count
    return store.publish(number - 1, version_of(number, one, *keep), [revision_of(one, count, sender=sender)])


def read(store, *revisions, kinds=None):
    return [row for page in store.rows(revisions, kinds) for row in page]


def test_an_empty_store_has_no_head(store):
    assert store.head() is None
    assert store.versions() == []
    assert store.check() == []


def test_what_was_published_is_read_back_as_it_was_written(store):
    assert publish(store, 1, "r1") == store.head() == store.version(1) == version_of(1, "r1")
    assert store.revisions(["r1", "unknown"]) == [revision_of("r1", 3)]
    assert read(store, "r1") == sorted(rows_of("r1", 3), key=lambda row: row.public_id)


def test_another_process_reads_the_same(store, store_url):
    publish(store, 1, "r1")
    other = open_store(store_url)
    assert read(other, "r1") == read(store, "r1")
    other.close()


def test_a_version_that_is_not_there_is_not_found(store):
    with pytest.raises(NotFound, match="no version 7"):
        store.version(7)


def test_versions_are_listed_oldest_first(store):
    for number in (1, 2, 3):
        publish(store, number, f"r{number}")
    assert [one.number for one in store.versions()] == [1, 2, 3]
    assert store.head() == store.versions()[-1]


def test_rows_come_in_the_order_of_public_id_and_revision_however_many_there_are(store):
    for number, count in ((1, 5_200), (2, 700), (3, 1)):
        publish(store, number, f"r{number}", count, [f"r{n}" for n in range(1, number)])
    found = read(store, "r3", "r1", "r2")
    assert found == sorted(found, key=lambda row: (row.public_id, row.revision))
    assert len(found) == len({(row.public_id, row.revision) for row in found}) == 5_901


def test_rows_of_one_kind_only(store):
    rows = [*rows_of("r1", 3), *rows_of("r1", 5, kind="technology_demand")[3:]]
    store.stage("r1", rows)
    store.publish(0, version_of(1, "r1"), [revision_of("r1", 5)])
    assert {row.kind for row in read(store, "r1", kinds=["technology_demand"])} == {"technology_demand"}
    assert len(read(store, "r1", kinds=["technology_demand"])) == 2
    assert read(store, "r1", kinds=[]) == []


def test_encoded_rows_are_stored_as_others_are(store):
    rows = rows_of("r1", 12)
    assert store.stage("r1", [row.encoded() for row in rows]) == 12
    store.publish(0, version_of(1, "r1"), [revision_of("r1", 12)])
    assert read(store, "r1") == sorted(rows, key=lambda row: row.public_id)


def test_a_row_is_the_same_behind_its_encoding():
    for row in rows_of("r1", 3):
        assert row.encoded().decoded() == row
        assert row.encoded().body == row.body.encode()


def test_rows_are_found_by_their_public_ids(store):
    publish(store, 1, "r1")
    publish(store, 2, "r2", 4, ["r1"])
    one, other = (row.public_id for row in rows_of("r1", 2))
    found = store.find(["r1", "r2"], [other, one, "nobody", one])
    assert [(row.public_id, row.revision) for row in found] == sorted(
        (public, revision) for public in (one, other) for revision in ("r1", "r2")
    )


def test_staged_rows_are_seen_by_the_store_that_staged_them_and_by_nobody_else(store, store_url):
    publish(store, 1, "r1")
    store.stage("r2", rows_of("r2", 4))
    assert len(read(store, "r2")) == 4
    other = open_store(store_url)
    assert read(other, "r2") == []
    assert other.revisions(["r2"]) == []
    assert other.head() == version_of(1, "r1")
    other.close()


def test_staging_again_replaces_what_was_staged(store):
    store.stage("r1", rows_of("r1", 9))
    publish(store, 1, "r1", 2)
    assert len(read(store, "r1")) == 2


def test_discarded_rows_are_gone(store):
    store.stage("r1", rows_of("r1", 3))
    store.discard(["r1", "never staged"])
    assert read(store, "r1") == []
    assert store.check() == []


def test_whoever_publishes_on_a_head_that_moved_is_told_and_changes_nothing(store, store_url):
    publish(store, 1, "r1")
    other = open_store(store_url)
    other.stage("r2", rows_of("r2", 2))
    publish(store, 2, "r3")
    with pytest.raises(VersionMoved):
        other.publish(1, version_of(2, "r2"), [revision_of("r2", 2)])
    assert store.head() == version_of(2, "r3")
    assert store.revisions(["r2"]) == []
    # The rows are still staged: the caller links again and publishes on the new head.
    other.publish(2, version_of(3, "r2", "r3"), [revision_of("r2", 2)])
    assert store.head() == version_of(3, "r2", "r3")
    other.close()


def test_a_revision_with_another_number_of_rows_than_counted_is_refused(store):
    store.stage("r1", rows_of("r1", 3))
    with pytest.raises(StoreCorrupt, match="3 rows staged, 4 counted"):
        store.publish(0, version_of(1, "r1"), [revision_of("r1", 4)])
    assert store.head() is None
    assert store.versions() == []


def test_a_version_of_a_revision_that_is_not_there_is_refused(store):
    with pytest.raises(StoreCorrupt, match="r9"):
        store.publish(0, version_of(1, "r9"), [])
    assert store.head() is None


def test_a_revision_that_left_the_version_can_still_be_read(store):
    publish(store, 1, "r1")
    publish(store, 2, "r2", 2)
    assert len(read(store, "r1")) == 3
    assert store.check() == []


def test_a_revision_that_left_can_come_back_without_being_sent_again(store):
    publish(store, 1, "r1")
    publish(store, 2, "r2", 2)
    store.publish(2, version_of(3, "r1"), [])
    assert store.head() == version_of(3, "r1")
    assert len(read(store, "r1")) == 3
    assert store.check() == []


def test_a_version_of_nothing_is_a_version(store):
    publish(store, 1, "r1")
    store.publish(1, version_of(2), [])
    assert store.head() == version_of(2)
    assert store.check() == []


def test_nothing_is_kept_of_a_staging_that_breaks_off(store):
    def breaking():
        yield from rows_of("r1", 7_000)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.stage("r1", breaking())
    assert read(store, "r1") == []
    assert store.check() == []


def test_rows_may_be_read_while_others_are_staged(store):
    publish(store, 1, "r1", 20)
    again = (replace_revision(row, "r2") for page in store.rows(["r1"]) for row in page)
    assert store.stage("r2", again) == 20


def test_what_was_staged_is_published_while_somebody_has_not_read_it_to_its_end(store):
    count = 12_000  # more than a page
    store.stage("r1", rows_of("r1", count))
    pages = store.rows(["r1"])
    first = next(pages)
    store.publish(0, version_of(1, "r1"), [revision_of("r1", count)])
    assert 0 < len(first) < count
    assert len(read(store, "r1")) == count
    pages.close()
    assert len(read(store, "r1")) == count
    publish(store, 2, "r2")
    assert len(read(store, "r2")) == 3
    assert store.check() == []


def replace_revision(row, revision):
    return row._replace(revision=revision)


def test_texts_come_back_as_they_were(store):
    odd = {
        "list": "talent",
        "post": "工程师\u3000“A&B”\n<i>'; DROP",
        "note": "𠮷\u0007",
        "huge": 2**53 - 1,
        "period": "2024",
    }
    row = rows_of("r1", 1)[0]._replace(body=canonical(odd), links=canonical({"firm": 'firm:name:甲"\\`}'}))
    store.stage("r1", [row])
    store.publish(0, version_of(1, "r1"), [replace(revision_of("r1", 1), receipt='{"说明":"是"}', files=())])
    assert read(store, "r1") == [row]
    assert store.revisions(["r1"])[0].receipt == '{"说明":"是"}'
    assert store.revisions(["r1"])[0].files == ()


def test_many_writers_at_once_and_none_is_lost(store, store_url):
    failed = []

    def write(sender):
        mine = open_store(store_url)
        try:
            for file in range(3):
                one = f"{sender}-{file}"
                mine.stage(one, rows_of(one, 50, sender=sender))
                while True:
                    head = mine.head()
                    number = head.number if head else 0
                    kept = tuple(r for r in (head.revisions if head else ()) if not r.startswith(sender))
                    try:
                        mine.publish(number, version_of(number + 1, one, *kept), [revision_of(one, 50, sender=sender)])
                        break
                    except VersionMoved:
                        continue
        except BaseException as error:
            failed.append(error)
        finally:
            mine.close()

    writers = [threading.Thread(target=write, args=(f"s{n}",)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert store.head().number == 12
    assert sorted(store.head().revisions) == [f"s{n}-2" for n in range(4)]
    assert store.check() == []


def test_every_store_gives_the_same_bytes_of_report(store):
    city = City()
    city.offer("沟渠大学", "080901", 100, reserved=("沟渠化学", 20))
    city.offer("渠东学院", "081301", 50)
    city.demand("程序员", "080901", headcount=80)
    city.demand("算法", "080902", headcount=(60, None), firm="沟渠芯片", urgency="紧缺")
    city.demand("工艺", "081301", headcount=12, unlinked=("不知名",))
    city.publish(store)
    printed = [canonical(gap_report(one).to_json()) for one in (Snapshot.load(store), city.snapshot())]
    assert printed[0] == printed[1]
