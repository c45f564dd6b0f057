"""Reports kept in memory between requests. Which version is published is asked anew on every request, so a running
server shows what another process published at its next request."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple, TypeVar

from graph.errors import NotFound
from graph.gaps.demand import KINDS, PLAN
from graph.gaps.report import GapReport, gap_report
from graph.rows import Version
from graph.snapshot import Fact, Snapshot
from graph.store import Store

KEPT = 3
"""Versions in memory; of a city of 2,000 demands one takes some tens of megabytes."""

VERSIONS_SEARCHED = 50

T = TypeVar("T")


class Doors(NamedTuple):
    ids: str
    version: str


HTTP = Doors("GET /api/v1/gaps?view=demands", "v={}")
TERMINAL = Doors("fourchain gaps --json", "--version-number {}")


class Reports:
    """Snapshots of the versions asked for last, and what was computed from them. `doors`: how whoever asks finds an
    id and names a version, for what an error tells them to do."""

    def __init__(self, store: Store, doors: Doors = HTTP) -> None:
        self.store = store
        self._doors = doors
        self._snapshots: OrderedDict[tuple[int, str], Snapshot] = OrderedDict()
        self._guard = threading.Lock()

    def head(self) -> Version | None:
        """The published version, as the store has it now."""
        return self.store.head()

    def snapshot(self, number: int | None = None) -> Snapshot:
        """A version in memory; the published one by default.

        Raises:
            NotFound: there is no such version, or none yet.
        """
        version = self.store.head() if number is None else self.store.version(number)
        if version is None:
            raise NotFound("nothing was published yet", remedy="load a list first: fourchain load FILES…")
        # Number and content: a store file may be replaced under a running server.
        key = version.number, version.content_hash
        with self._guard:
            found = self._snapshots.get(key)
            if found is None:
                found = self._snapshots[key] = Snapshot.load(self.store, version.number)
                while len(self._snapshots) > KEPT:
                    _, dropped = self._snapshots.popitem(last=False)
                    # What was computed from a version points back to it, and the collector does not look at either.
                    dropped.cache.clear()
            self._snapshots.move_to_end(key)
            return found

    def report(self, number: int | None = None, year: int | None = None, kind: str | None = None) -> GapReport:
        """The gap report of a version, computed once."""
        snapshot = self.snapshot(number)
        with _lock_of(snapshot):
            return gap_report(snapshot, year, kind)

    def report_of(
        self, id: str, number: int | None = None, year: int | None = None, kind: str | None = None
    ) -> tuple[GapReport, int]:
        """The report that holds a demand, and its position there: an id is an address whatever the default year and
        kind are, so these are the row's own unless they are said.

        Raises:
            NotFound: there is no such demand; names the last version that had it.
        """
        snapshot = self.snapshot(number)
        row = snapshot.by_id.get(id)
        if row is None or row.kind != "talent_demand":
            raise self._unknown(snapshot, id)
        report = self.report(number, year or row.year, kind or _kind_of(row))
        return report, report.position(id)

    def _unknown(self, snapshot: Snapshot, id: str) -> NotFound:
        for version in sorted(self.store.versions(), key=lambda one: -one.number)[:VERSIONS_SEARCHED]:
            if any(row.kind == "talent_demand" for row in self.store.find(version.revisions, [id])):
                return NotFound(
                    f"version {snapshot.number} has no demand {id}; version {version.number} had it last",
                    remedy=f"ask for it with {self._doors.version.format(version.number)}; later versions were sent "
                    "without this row",
                )
        return NotFound(
            f"version {snapshot.number} has no demand {id}",
            remedy=f"ids stand in the gap report: {self._doors.ids}",
        )


def _kind_of(row: Fact) -> str:
    """现有空缺 or 年度计划; blank counts as plan."""
    said = str(row.body.get("kind") or "")
    return said if said in KINDS else PLAN


def kept(snapshot: Snapshot, key: Hashable, make: Callable[[], T]) -> T:
    """What is derived from a snapshot, made once and kept with it."""
    with _lock_of(snapshot):
        if key not in snapshot.cache:
            snapshot.cache[key] = make()
        found: T = snapshot.cache[key]
        return found


def _lock_of(snapshot: Snapshot) -> threading.RLock:
    lock: threading.RLock = snapshot.cache.setdefault("lock", threading.RLock())
    return lock
