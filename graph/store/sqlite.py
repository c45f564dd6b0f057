"""The embedded store: one SQLite file in WAL mode, several processes at once, no server.

A revision is staged in a nameless database of this connection, where it holds no lock and nobody else
sees it; publishing copies it into the file in one transaction. So an import that is killed leaves
nothing behind.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, fields, replace
from itertools import islice
from pathlib import Path

from graph.errors import DecisionMoved, NotFound, StoreCorrupt, StoreError, StoreUnavailable, VersionMoved
from graph.rows import Decision, EncodedRow, Revision, Row, SourceFile, Submission, Version
from graph.store.sqlite_layout import attach_staging, empty_staging, prepare, transaction

PAGE = 5_000
STAGED_AT_ONCE = 250
"""So few rows that they are still in the cache of the processor when they are written."""
WAIT_SECONDS = 60.0

_STAGE = "INSERT INTO staging.stage VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT))"
_PUBLISHED = "row JOIN revision v ON v.number = row.revision"
_ROW = "kind, public_id, file, sheet, row, need, body, links"
_DECISION = tuple(one.name for one in fields(Decision))


class SqliteStore:
    """A store in the file at `path`; made, with its folder, when it is not there."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.url = f"sqlite:///{self.path}"
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        with self._speaking():
            prepare(self._connection(), self.path)

    # -- reading ---------------------------------------------------------------------------------

    def head(self) -> Version | None:
        with self._speaking() as db, self._reading(db):
            found = db.execute("SELECT max(number) FROM version").fetchone()[0]
            return None if found is None else self._version(db, found)

    def version(self, number: int) -> Version:
        with self._speaking() as db, self._reading(db):
            return self._version(db, number)

    def versions(self) -> list[Version]:
        with self._speaking() as db, self._reading(db):
            numbers = [n for (n,) in db.execute("SELECT number FROM version ORDER BY number")]
            return [self._version(db, n) for n in numbers]

    def revisions(self, ids: Sequence[str]) -> list[Revision]:
        with self._speaking() as db:
            found = [db.execute("SELECT * FROM revision WHERE id = ?", (one,)).fetchone() for one in ids]
            return [_revision(one) for one in found if one is not None]

    def rows(self, revisions: Sequence[str], kinds: Sequence[str] | None = None) -> Iterator[list[Row]]:
        with self._speaking() as db:
            sql = f"SELECT v.id, {_ROW} FROM {_PUBLISHED} WHERE {_in('v.id', revisions)}"
            staged = f"SELECT revision, {_ROW} FROM staging.stage WHERE {_in('revision', revisions)}"
            arguments: list[str] = list(revisions)
            if kinds is not None:
                sql, staged = (f"{one} AND {_in('kind', kinds)}" for one in (sql, staged))
                arguments += kinds
            cursor = db.execute(f"{sql} UNION ALL {staged} ORDER BY public_id, 1", arguments * 2)
            with closing(cursor):
                while page := cursor.fetchmany(PAGE):
                    yield [Row(*one) for one in page]

    def find(self, revisions: Sequence[str], ids: Sequence[str]) -> list[Row]:
        with self._speaking() as db:
            found: list[Row] = []
            for start in range(0, len(ids), 500):
                some = ids[start : start + 500]
                found += (
                    Row(*one)
                    for one in db.execute(
                        f"SELECT v.id, {_ROW} FROM {_PUBLISHED}"
                        f" WHERE {_in('v.id', revisions)} AND {_in('public_id', some)}",
                        [*revisions, *some],
                    )
                )
            return sorted(found, key=lambda one: (one.public_id, one.revision))

    def decisions(self) -> list[Decision]:
        with self._speaking() as db:
            found = db.execute(f"SELECT {', '.join(_DECISION)} FROM decision ORDER BY position")
            return [Decision(*one) for one in found]

    # -- writing ---------------------------------------------------------------------------------

    def stage(self, revision: str, rows: Iterable[Row] | Iterable[EncodedRow]) -> int:
        with self._speaking() as db:
            db.execute("BEGIN")
            with transaction(db):
                db.execute("DELETE FROM staging.stage WHERE revision = ?", (revision,))
                count, stream = 0, iter(rows)  # bodies and links come as text, or encoded
                while page := list(islice(stream, STAGED_AT_ONCE)):
                    db.executemany(_STAGE, page)
                    count += len(page)
            return count

    def publish(self, base: int, version: Version, new: Sequence[Revision]) -> Version:
        with self._speaking() as db:
            db.execute("BEGIN IMMEDIATE")
            with transaction(db):
                head = db.execute("SELECT max(number) FROM version").fetchone()[0] or 0
                if head != base:
                    raise VersionMoved(f"version {head} was published meanwhile", remedy="load again")
                for revision in new:
                    self._insert_revision(db, revision)
                db.execute(
                    "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        version.number,
                        version.at,
                        version.actor,
                        version.note,
                        version.content_hash,
                        version.dictionary,
                    ),
                )
                for position, one in enumerate(version.revisions):
                    inserted = db.execute(
                        "INSERT INTO version_revision SELECT ?, ?, number FROM revision WHERE id = ?",
                        (version.number, position, one),
                    )
                    if inserted.rowcount != 1:
                        raise StoreCorrupt(f"revision {one} is not in the store", remedy="run fourchain doctor")
            empty_staging(db)
            return version

    def discard(self, revisions: Sequence[str]) -> None:
        with self._speaking() as db:
            db.execute(f"DELETE FROM staging.stage WHERE {_in('revision', revisions)}", list(revisions))

    def decide(self, decision: Decision, expected_position: int) -> Decision:
        made = replace(decision, position=expected_position + 1)
        with self._speaking() as db:
            db.execute("BEGIN IMMEDIATE")
            with transaction(db):
                (last,) = db.execute("SELECT coalesce(max(position), 0) FROM decision").fetchone()
                if last != expected_position:
                    raise DecisionMoved(f"decision {last} was made meanwhile", remedy="look at it, then decide again")
                marks = ", ".join("?" * len(_DECISION))
                db.execute(f"INSERT INTO decision ({', '.join(_DECISION)}) VALUES ({marks})", astuple(made))
        return made

    def check(self) -> list[str]:
        with self._speaking() as db, self._reading(db):
            faults = [f"SQLite: {one}" for (one,) in db.execute("PRAGMA integrity_check") if one != "ok"]
            counts = db.execute(
                "SELECT id, rows, (SELECT count(*) FROM row WHERE row.revision = revision.number) AS held"
                " FROM revision WHERE rows <> held"
            )
            faults += [f"revision {one} holds {held} rows and should hold {rows}" for one, rows, held in counts]
            made, last = db.execute("SELECT count(*), coalesce(max(position), 0) FROM decision").fetchone()
            if made != last:
                faults.append(f"the log of decisions holds {made} and should hold {last}")
            return faults

    def close(self) -> None:
        with self._guard:
            for db in self._open:
                db.close()
            self._open.clear()
        self._local = threading.local()

    # -- inside ----------------------------------------------------------------------------------

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "db", None)
        if found is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # One connection a thread; `close` may come from another one, hence check_same_thread.
            found = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
            found.execute("PRAGMA foreign_keys = ON")
            found.execute("PRAGMA synchronous = FULL")
            found.execute("PRAGMA temp_store = FILE")
            attach_staging(found)
            self._local.db = found
            with self._guard:
                self._open.append(found)
        return found

    @contextmanager
    def _speaking(self) -> Iterator[sqlite3.Connection]:
        """The connection of this thread; what SQLite says goes wrong becomes an error that helps."""
        try:
            yield self._connection()
        except sqlite3.Error as error:
            raise _explained(error, self.path) from error
        except OSError as error:
            raise StoreUnavailable(
                f"{self.path} can't be made: {error.strerror}", remedy="choose a place you may write to with --store"
            ) from error

    @contextmanager
    def _reading(self, db: sqlite3.Connection) -> Iterator[None]:
        """Several queries, one moment."""
        db.execute("BEGIN")
        with transaction(db):
            yield

    def _version(self, db: sqlite3.Connection, number: int) -> Version:
        found = db.execute("SELECT * FROM version WHERE number = ?", (number,)).fetchone()
        if found is None:
            raise NotFound(f"there is no version {number}", remedy="fourchain log lists the versions")
        revisions = db.execute(
            "SELECT v.id FROM version_revision JOIN revision v ON v.number = revision"
            " WHERE version = ? ORDER BY position",
            (number,),
        )
        _, at, actor, note, content_hash, dictionary = found
        return Version(number, at, actor, note, content_hash, dictionary, tuple(one for (one,) in revisions))

    def _insert_revision(self, db: sqlite3.Connection, one: Revision) -> None:
        submission = one.submission
        files = json.dumps([[f.name, f.sha256, f.encoding] for f in one.files], ensure_ascii=False)
        number = db.execute(
            "INSERT INTO revision VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                one.id,
                submission.list,
                submission.sender,
                submission.period,
                files,
                one.mapping,
                one.dictionary,
                one.reader,
                one.actor,
                one.at,
                one.rows,
                one.content_hash,
                one.receipt,
            ),
        ).lastrowid
        written = db.execute(
            f"INSERT INTO row (revision, {_ROW})"
            f" SELECT ?, {_ROW} FROM staging.stage WHERE revision = ? ORDER BY public_id",
            (number, one.id),
        ).rowcount
        if written != one.rows:
            raise StoreCorrupt(f"revision {one.id}: {written} rows staged, {one.rows} counted", remedy="load again")


def _in(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join('?' * len(values))})"


def _revision(found: tuple[object, ...]) -> Revision:
    _, one, name, sender, period, files, mapping, dictionary, reader, actor, at, rows, content_hash, receipt = found
    return Revision(
        id=str(one),
        submission=Submission(str(name), str(sender), str(period)),
        files=tuple(SourceFile(*f) for f in json.loads(str(files))),
        mapping=str(mapping),
        dictionary=str(dictionary),
        reader=int(str(reader)),
        actor=str(actor),
        at=str(at),
        rows=int(str(rows)),
        content_hash=str(content_hash),
        receipt=str(receipt),
    )


_REMEDIES = (
    ("locked", "another program holds the store for longer than a minute; wait, or end it, and try again"),
    ("readonly", "make the file and its folder writable for you, or choose another place with --store"),
    ("disk is full", "free some space and run the command again; nothing was changed"),
    ("unable to open", "check that the folder exists and that you may write there, or use --store"),
    ("not a database", "the file is no fourchain store; choose another with --store"),
    ("malformed", "the file is damaged; restore it from a backup"),
    ("disk I/O", "the disk refused; check it (a network disk can't hold the store), then try again"),
)


def _explained(error: sqlite3.Error, path: Path) -> StoreError:
    text = str(error)
    for sign, remedy in _REMEDIES:
        if sign in text:
            kind = StoreCorrupt if sign in {"not a database", "malformed"} else StoreUnavailable
            return kind(f"{path}: {text}", remedy=remedy)
    return StoreUnavailable(f"{path}: {text}", remedy="run fourchain doctor")
