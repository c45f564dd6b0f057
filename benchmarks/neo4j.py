"""A real Neo4j of its own: our import beside a bare loop, replacing a long list, memory, reading a city.

The server is Community, with a heap of 1 GB and everything of schema.cypher in place. CPU seconds are those of this
process and of the server together, the best of several rounds; what both importers write is made before.
FOURCHAIN_BENCH_NEO4J chooses the version of the server.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from tempfile import TemporaryDirectory
from unittest.mock import patch

from neo4j import GraphDatabase, ManagedTransaction

from benchmarks.table import Measure
from graph.chains import row_edges, row_properties
from graph.rows import ContentHash, Revision, Row, Submission, Version, canonical, public_id, version_hash
from graph.snapshot import Snapshot
from graph.store.neo4j import Neo4jStore, publishing
from graph.store.neo4j.credentials import credentials
from ingest.sample_city import write_city
from ingest.submit import LoadOptions, load

SCRIPT = Path(__file__).parents[1] / "deploy" / "neo4j" / "neo4j"
NEO4J = os.environ.get("FOURCHAIN_BENCH_NEO4J", "5.26.28")
ROWS, WARM_UP, ROUNDS, BATCH = 15_000, 15_000, 3, 5_000
MANY, SETTLED = 300_000, 50_000
READINGS = 10
SHARE = 0.6
FACTS = 100_000
GROWTH_MB = 20
AT = "2026-01-01T00:00:00Z"


class NotMeasuredError(Exception):
    """It can't be measured on this machine; the text says why."""


@dataclass(slots=True)
class Spent:
    """Seconds: `client` and `server` of CPU, `clock` on the wall; 0.0 until the block ends."""

    client: float = 0.0
    server: float = 0.0
    clock: float = 0.0

    @property
    def cpu(self) -> float:
        return self.client + self.server


@dataclass(frozen=True, slots=True)
class Server:
    """An empty server with its schema; `pid` is its process."""

    url: str
    pid: int

    @contextmanager
    def spending(self) -> Iterator[Spent]:
        """What a block costs here and there."""
        spent = Spent()
        client, server, clock = time.process_time(), self._cpu(), time.perf_counter()
        try:
            yield spent
        finally:
            spent.client = time.process_time() - client
            spent.server = self._cpu() - server
            spent.clock = time.perf_counter() - clock

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def started() -> Iterator[Server]:
    if not Path("/proc/self/stat").exists():
        raise NotMeasuredError("the CPU time of a server is read from /proc, which this system does not have")
    held = [create_server(("127.0.0.1", 0)) for _ in range(2)]
    port, http = (str(one.getsockname()[1]) for one in held)
    for one in held:
        one.close()
    with TemporaryDirectory() as folder:
        home = Path(folder).resolve() / "neo4j"
        own = ["--home", str(home), "--port", port]
        how = ["--version", NEO4J, "--http-port", http, "--heap", "1g"]
        done = subprocess.run(
            [sys.executable, SCRIPT, "start", *own, *how], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotMeasuredError(done.stderr.strip().removeprefix("neo4j: ").splitlines()[0])
        try:
            yield Server(f"bolt://127.0.0.1:{port}", int((home / "run" / "pid").read_text()))
        finally:
            subprocess.run([sys.executable, SCRIPT, "stop", *own], check=True, stderr=subprocess.DEVNULL)


def measures() -> Iterator[Measure]:
    try:
        with started() as server, closing(Neo4jStore(server.url)) as store:
            yield reading(store, server)
            yield importing(store, server)
            yield from long_list(store, server)
    except NotMeasuredError as error:
        yield Measure(f"everything on Neo4j {NEO4J}", "", "NOT MEASURED", str(error), None)


def reading(store: Neo4jStore, server: Server) -> Measure:
    """A city of ordinary size, its dictionaries included, from the server to a snapshot."""
    with TemporaryDirectory() as folder:
        load(store, write_city(Path(folder) / "city"), LoadOptions(actor="benchmark"))
    head = store.head()
    assert head is not None
    links = [len(row_edges(row)) for page in store.rows(head.revisions) for row in page]
    rows, facts = len(links), len(links) + sum(links)
    rounds = []
    for _ in range(READINGS):
        with server.spending() as spent:
            Snapshot.load(store)
        rounds.append(spent)
    cpu, clock = min(one.cpu for one in rounds), min(one.clock for one in rounds)
    return Measure(
        f"read the sample city from Neo4j {NEO4J} into a snapshot",
        f"≥ {FACTS:,} facts/s (rows and their links)",
        f"{facts / cpu:,.0f} facts per CPU-s, {facts / clock:,.0f}/s on the clock",
        f"{rows:,} rows with {facts - rows:,} links: {rows / cpu:,.0f} rows per CPU-s",
        facts / cpu >= FACTS,
    )


def importing(store: Neo4jStore, server: Server) -> Measure:
    bare(server, list(rows_of("暖甲", WARM_UP)))
    publish(store, stage(store, "暖乙", rows_of("暖乙", WARM_UP)))
    theirs, mine = [], []
    for number in range(ROUNDS):
        publish(store)  # an empty version: like the bare loop, ours takes nothing away while it is timed
        one, other = (list(rows_of(f"{name}{number}", ROWS)) for name in "甲乙")
        with server.spending() as spent:
            bare(server, one)
        theirs.append(spent)
        with server.spending() as spent:
            publish(store, stage(store, f"乙{number}", other))
        mine.append(spent)
    ours, plain = min(one.cpu for one in mine), min(one.cpu for one in theirs)
    clock, plain_clock = min(one.clock for one in mine), min(one.clock for one in theirs)
    return Measure(
        f"import {ROWS:,} rows: staged and published",
        f"≥ {SHARE:.0%} of the rows/s of a bare loop",
        f"{plain / ours:.0%}: {ROWS / ours:,.0f} rows per CPU-s, {ROWS / clock:,.0f}/s on the clock",
        f"bare UNWIND loop {ROWS / plain:,.0f} rows per CPU-s, {ROWS / plain_clock:,.0f}/s on the clock",
        plain / ours >= SHARE,
    )


def long_list(store: Neo4jStore, server: Server) -> Iterator[Measure]:
    """A list as long as lists get, then another one in its place."""
    seen: list[float] = []

    def watched() -> Iterator[Row]:
        for number, row in enumerate(rows_of("丙", MANY)):
            if number % 1_000 == 0 and number >= SETTLED:
                seen.append(resident_mb())
            yield row

    with server.spending() as spent:
        publish(store, stage(store, "丙", watched()))
    grown = max(seen) - seen[0]
    yield Measure(
        f"memory of the client while {MANY:,} rows are staged",
        f"flat: never {GROWTH_MB} MB above that after {SETTLED:,}",
        f"{grown:+.0f} MB",
        f"{seen[0]:.0f} MB after {SETTLED:,}; {MANY / spent.cpu:,.0f} rows per CPU-s, {MANY / spent.clock:,.0f}/s",
        grown < GROWTH_MB,
    )

    flip = Spent()

    def measured(*given: object) -> None:
        nonlocal flip
        with server.spending() as flip:
            in_one_transaction(*given)  # type: ignore[arg-type]

    in_one_transaction = publishing.publish
    change = stage(store, "丁", rows_of("丁", MANY))
    with patch.object(publishing, "publish", measured), server.spending() as spent:
        publish(store, change)
    faults = store.check()
    head = store.head()
    assert head is not None
    yield Measure(
        f"replace {MANY:,} rows by {MANY:,} in one transaction, heap 1 GB",
        "passes, the doctor finds nothing",
        f"{'passed' if not faults else faults[0]}: {flip.cpu:.1f} CPU-s, {flip.clock:.1f} s on the clock",
        f"the whole of publishing, the old rows' edges taken away after it: {spent.cpu:.1f} CPU-s",
        not faults and head.revisions == ("丁",),
    )


Staged = Revision


def stage(store: Neo4jStore, name: str, rows: Iterable[Row]) -> Revision:
    """Rows of a revision on their way in, hashed as a load does."""
    content = ContentHash()

    def hashed() -> Iterator[Row]:
        for row in rows:
            content.add(row)
            yield row

    count = store.stage(name, hashed())
    return Revision(
        name, Submission("talent", name, "2026"), (), "", "", 1, "benchmark", AT, count, content.hexdigest(), "{}"
    )


def publish(store: Neo4jStore, *revisions: Revision) -> None:
    """These revisions in the place of everything that is published."""
    head = store.head()
    base = head.number if head else 0
    ids = tuple(one.id for one in revisions)
    store.publish(base, Version(base + 1, AT, "benchmark", "", version_hash(revisions), "", ids), revisions)


def bare(server: Server, rows: list[Row]) -> None:
    """What a person would write: the same rows, values and edges by UNWIND, a transaction each 5,000 rows."""
    url = server.url
    with GraphDatabase.driver(url, auth=credentials(url)) as driver, driver.session() as session:
        session.run("CREATE CONSTRAINT bare_row IF NOT EXISTS FOR (n:BareRow) REQUIRE n.public_id IS UNIQUE").consume()
        session.run("CREATE CONSTRAINT bare_thing IF NOT EXISTS FOR (n:BareThing) REQUIRE n.key IS UNIQUE").consume()
        for start in range(0, len(rows), BATCH):
            session.execute_write(write_bare, rows[start : start + BATCH])


def write_bare(tx: ManagedTransaction, page: list[Row]) -> None:
    nodes = [
        row_properties(row.values, row.linked)
        | {"public_id": row.public_id, "file": row.file, "sheet": row.sheet, "row": row.row}
        for row in page
    ]
    tx.run("UNWIND $rows AS row CREATE (n:BareRow) SET n = row", rows=nodes).consume()
    pairs: dict[str, list[list[object]]] = defaultdict(list)
    for row in page:
        for edge in row_edges(row):
            pairs[edge.type].append([row.public_id, edge.target, {"chain": edge.chain} | edge.properties])
    keys = sorted({str(pair[1]) for some in pairs.values() for pair in some})
    tx.run("UNWIND $keys AS key MERGE (:BareThing {key: key})", keys=keys).consume()
    for kind, some in pairs.items():
        text = f"""UNWIND $pairs AS pair MATCH (a:BareRow {{public_id: pair[0]}}) MATCH (b:BareThing {{key: pair[1]}})
        CREATE (a)-[e:{kind}]->(b) SET e = pair[2]"""
        tx.run(text, pairs=some).consume()


def rows_of(revision: str, count: int) -> Iterator[Row]:
    """Posts as a city sends them: sixteen columns, five edges; a firm has its place, its industry and its segment."""
    submission, draw = Submission("talent", revision, "2026"), random.Random(revision)
    for number in range(count):
        low, firm = draw.randint(1, 5), draw.randint(1, 400)
        body = {
            "list": "talent",
            "period": "2026",
            "year": 2026,
            "district": f"第{firm % 13}区",
            "firm": f"沟渠第{firm}精密制造有限公司",
            "industry": "高端装备",
            "segment": "数控系统",
            "post": f"{revision} 工艺研发工程师 {number}",
            "post_type": "专业技术",
            "headcount": {"lo": low, "hi": low + 2},
            "level": "硕士及以上",
            "fields": "机械工程、控制科学与工程",
            "urgency": "紧缺",
            "kind": "年度计划",
            "note": "（虚构）有五年以上经验者优先",
        }
        links = {
            "firm": f"firm:name:{firm}",
            "district": f"district:{firm % 13}",
            "industry": f"industry:C{firm % 9}",
            "segment": f"segment:C{firm % 9}-{firm % 8:02}",
            "alternatives": [
                {"degree": ["硕士", "博士"], "fields": [f"field:postgraduate:{draw.randint(801, 899):04}"]}
            ],
        }
        text = canonical(body)
        one = public_id(submission, text, 0)
        yield Row(revision, "talent_demand", one, "需求.xlsx", "Sheet1", number + 3, 0, text, canonical(links))


def resident_mb() -> float:
    """Resident memory of this process, in MB (10^6 bytes)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
