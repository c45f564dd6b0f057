"""The tables of the embedded store, and the way from every earlier layout to this one.

A new file takes the first layout and then every step, so it cannot differ from an old one that was brought up.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import StoreTooNew, StoreUnavailable
from graph.store import SCHEMA

PAGE_BYTES = 32_768
"""A row is a kilobyte or two: pages of 4 KiB waste a tenth of it and cost an import twice the system time."""

_FIRST = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE revision (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, list TEXT NOT NULL, sender TEXT NOT NULL,
    period TEXT NOT NULL, files TEXT NOT NULL, mapping TEXT NOT NULL, dictionary TEXT NOT NULL,
    reader INTEGER NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL, rows INTEGER NOT NULL,
    content_hash TEXT NOT NULL, receipt TEXT NOT NULL)""",
    """CREATE TABLE row (
    revision INTEGER NOT NULL REFERENCES revision (number), public_id TEXT NOT NULL, kind TEXT NOT NULL,
    file TEXT NOT NULL, sheet TEXT NOT NULL, row INTEGER NOT NULL, need INTEGER NOT NULL,
    body TEXT NOT NULL, links TEXT NOT NULL, PRIMARY KEY (revision, public_id)) WITHOUT ROWID""",
    """CREATE TABLE version (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, note TEXT NOT NULL,
    content_hash TEXT NOT NULL, dictionary TEXT NOT NULL)""",
    """CREATE TABLE version_revision (
    version INTEGER NOT NULL REFERENCES version (number), position INTEGER NOT NULL,
    revision INTEGER NOT NULL REFERENCES revision (number), PRIMARY KEY (version, position)) WITHOUT ROWID""",
)
_STEPS: dict[int, tuple[str, ...]] = {
    2: (
        """CREATE TABLE decision (
    position INTEGER PRIMARY KEY, item TEXT NOT NULL, status TEXT NOT NULL, actor TEXT NOT NULL,
    at TEXT NOT NULL, why TEXT NOT NULL, list TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,
    quantity INTEGER, unit TEXT NOT NULL, version INTEGER NOT NULL, year INTEGER, kind TEXT NOT NULL)""",
        """CREATE TRIGGER decision_stays BEFORE UPDATE ON decision
    BEGIN SELECT raise(ABORT, 'the log of decisions only grows'); END""",
        """CREATE TRIGGER decision_remains BEFORE DELETE ON decision
    BEGIN SELECT raise(ABORT, 'the log of decisions only grows'); END""",
    ),
    # A table without row ids spills every row of more than a quarter of a page: three times the size and the time.
    3: (
        "ALTER TABLE row RENAME TO row_spilt",
        """CREATE TABLE row (
    revision INTEGER NOT NULL REFERENCES revision (number), public_id TEXT NOT NULL, kind TEXT NOT NULL,
    file TEXT NOT NULL, sheet TEXT NOT NULL, row INTEGER NOT NULL, need INTEGER NOT NULL,
    body TEXT NOT NULL, links TEXT NOT NULL, PRIMARY KEY (revision, public_id))""",
        "INSERT INTO row SELECT * FROM row_spilt ORDER BY revision, public_id",
        "DROP TABLE row_spilt",
    ),
}
"""Layout → what makes it from the one before."""
_STAGING = (
    "ATTACH '' AS staging",
    f"PRAGMA staging.page_size = {PAGE_BYTES}",
    """CREATE TABLE staging.stage (
    revision TEXT NOT NULL, kind TEXT NOT NULL, public_id TEXT NOT NULL, file TEXT NOT NULL,
    sheet TEXT NOT NULL, row INTEGER NOT NULL, need INTEGER NOT NULL, body TEXT NOT NULL, links TEXT NOT NULL)""",
)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Commit what was begun; roll it back when anything is raised."""
    try:
        yield
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def prepare(db: sqlite3.Connection, path: Path) -> None:
    """Make the tables in an empty file, bring those of an older fourchain up.

    Raises:
        StoreTooNew: a newer fourchain wrote the file. StoreUnavailable: it belongs to another program.
    """
    if (found := _layout(db, path)) == SCHEMA:
        return
    if not found:
        db.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        db.execute("PRAGMA journal_mode = WAL")
    db.execute("BEGIN IMMEDIATE")
    with transaction(db):
        found = _layout(db, path)  # somebody else may have done it while this one waited
        for statement in () if found else _FIRST:
            db.execute(statement)
        for layout in range(max(found, 1) + 1, SCHEMA + 1):
            for statement in _STEPS[layout]:
                db.execute(statement)
        if found < SCHEMA:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('schema', ?)", (str(SCHEMA),))


def _layout(db: sqlite3.Connection, path: Path) -> int:
    """The number of the layout that the file has; 0 for none."""
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return 0
    found = db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() if "meta" in tables else None
    if found is None:
        raise StoreUnavailable(
            f"{path} is an SQLite file of another program", remedy="choose another file with --store"
        )
    if int(found[0]) > SCHEMA:
        raise StoreTooNew(
            f"{path} was written by a newer fourchain (schema {found[0]}, this one knows {SCHEMA})",
            remedy="update fourchain, or open another store with --store",
        )
    return int(found[0])


def attach_staging(db: sqlite3.Connection) -> None:
    """A nameless database of this connection for rows that are not published yet; it goes with the connection."""
    for statement in _STAGING:
        db.execute(statement)


def empty_staging(db: sqlite3.Connection) -> None:
    """A new database in its place: to free the pages of the old one costs as much as to write them."""
    try:
        db.execute("DETACH staging")
    except sqlite3.OperationalError:  # somebody still reads from it
        db.execute("DELETE FROM staging.stage")
    else:
        attach_staging(db)
