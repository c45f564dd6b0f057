"""What a load costs from csv to a published version, beside the bare chain that writes the same rows.

The bare chain is what anybody would write first: csv, NFKC, a pydantic model with the types of the columns, its JSON,
an id that is a hash of it, one `executemany` for 5,000 rows into a table with our columns and our key. What it cannot
make, the links, it is given from our store, in order that it writes as many bytes. It finds no header, reads no number,
interval or date out of words, masks nothing, links no name, tells no equal rows apart, checks no encoding, keeps no
receipt and guards itself against no file. The barest chain is the same without JSON, id, key and links: texts in a
table.
"""

from __future__ import annotations

import csv
import random
import resource
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from pydantic import BaseModel, Field

from benchmarks.table import Measure, cpu_seconds, peak_rss_mb
from graph.store.sqlite import SqliteStore
from ingest.builtin import builtin_dictionary
from ingest.submit import LoadOptions, load
from ingest.survey import Saying

ROWS = 100_000
LARGEST = 400_000
FAST = 20_000
TURNS = 5
"""Each is measured so often, in turns and in new processes, which remember nothing; the best stands."""
RATIO = 1.7
MEMORY_MB = 500
HEADER = [
    "序号", "区市", "单位名称", "统一社会信用代码", "单位层级", "产业", "产业链环节", "岗位名称", "岗位类别",
    "需求人数", "学历要求", "专业要求", "职称要求", "技能等级", "年薪(万元)", "引进方式", "紧缺程度", "紧缺类型",
    "到岗时间", "需求性质", "备注",
]  # fmt: skip


def measures() -> Iterator[Measure]:
    with TemporaryDirectory() as directory:
        folder = Path(directory)
        file = folder / "posts.csv"
        write(file, ROWS)
        turns = [_in_its_own_process("once", str(file), str(folder / str(turn))) for turn in range(TURNS)]
        ours, bare, barest = zip(*turns, strict=True)
        speed, ratio = ROWS / min(ours), min(ours) / min(bare)
        yield Measure(
            f"csv of {ROWS:,} × {len(HEADER)} into SQLite, linked",
            f"≥ {FAST:,} rows/s",
            f"{speed:,.0f} rows/s of CPU",
            "parent and child together",
            speed >= FAST,
        )
        yield Measure(
            "the same beside the bare chain",
            f"≤ {RATIO} ×",
            f"{ratio:.2f} ×",
            f"csv, NFKC, pydantic, JSON, insert: {ROWS / min(bare):,.0f} rows/s",
            ratio <= RATIO,
        )
        yield Measure(
            "the same beside the barest chain",
            "–",
            f"{min(ours) / min(barest):.2f} ×",
            f"without JSON, id, key and links: {ROWS / min(barest):,.0f} rows/s",
            None,
        )
        store = SqliteStore(folder / "0" / "store.sqlite")
        with cpu_seconds(children=True) as again:
            into(store, file)
        store.close()
        yield Measure("the same file again", "–", f"{again.seconds:.2f} CPU-s", "changes nothing", None)
    yield memory()


def once(file: str, folder: str) -> None:
    """Print the CPU seconds of our load, of the bare and of the barest chain, in a folder of their own."""
    posts, where = Path(file), Path(folder)
    where.mkdir()
    store = prepared(where / "store.sqlite")
    with cpu_seconds(children=True) as ours:
        taken = into(store, posts)
    assert taken == ROWS
    links = stored_links(store)
    store.close()
    with cpu_seconds() as bare:
        bare_chain(posts, where / "bare.sqlite", links)
    with cpu_seconds() as barest:
        barest_chain(posts, where / "barest.sqlite")
    print(ours.seconds, bare.seconds, barest.seconds)


def _in_its_own_process(function: str, *arguments: str) -> list[float]:
    """The numbers that a function of this module prints."""
    code = f"import sys; from benchmarks import load; load.{function}(*sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return [float(part) for part in done.stdout.split()]


def memory() -> Measure:
    """In a process of its own, so that nothing measured before counts."""
    parent, child = _in_its_own_process("peaks")
    compared = f"the reading child {child:,.0f} MB"
    return Measure(f"{LARGEST:,} rows", f"≤ {MEMORY_MB} MB", f"{parent:,.0f} MB", compared, parent <= MEMORY_MB)


def peaks() -> None:
    """Load the largest file there may be and print the peak memory of this process and of its largest child, in MB."""
    with TemporaryDirectory() as directory:
        folder = Path(directory)
        write(folder / "posts.csv", LARGEST - 1)  # and one row is the header
        store = prepared(folder / "store.sqlite")
        into(store, folder / "posts.csv")
        store.close()
    print(peak_rss_mb(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6)


def prepared(path: Path) -> SqliteStore:
    """A store with the built-in dictionaries."""
    store = SqliteStore(path)
    load(store, [], LoadOptions(builtin=True))
    return store


def into(store: SqliteStore, file: Path) -> int:
    """Load the posts; the number of rows that were taken."""
    outcome = load(store, [file], LoadOptions(saying=Saying(sender="市人才办", period="2026")))
    return outcome.receipts[0].accepted


def stored_links(store: SqliteStore) -> list[str]:
    """The links of the posts in a store, in the order of the file."""
    head = store.head()
    assert head is not None
    found = [(row.row, row.links) for page in store.rows(head.revisions, ["talent_demand"]) for row in page]
    return [links for _, links in sorted(found)]


def write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(posts(rows))


def posts(rows: int) -> Iterator[list[object]]:
    """Rows as a province sends them: firms, requirements and remarks recur, most of them. The same on every machine."""
    chance = random.Random(20260101)
    catalogue = builtin_dictionary().fields.held["undergraduate"]
    names = [name for field in catalogue.values() for name in field.names]
    wanted = [
        (
            chance.choice(("本科及以上", "硕士及以上", "本科", "大专及以上", "博士")),
            "、".join(chance.choices(names, k=chance.randint(1, 4))),
            chance.choice(("", "", "中级及以上", "副高及以上")),
            chance.choice(("", "", "高级工及以上")),
        )
        for _ in range(8_000)
    ]
    for number in range(1, rows + 1):
        low = chance.randint(8, 40)
        yield [
            number,
            f"第{chance.randrange(13)}区",
            f"沟渠第{chance.randrange(4_000)}装备制造有限公司",
            "",
            chance.choice(("链主", "单项冠军", "专精特新", "高企", "规上", "")),
            chance.choice(("高端装备", "新材料", "生物医药")),
            chance.choice(("伺服电机与数控系统", "高性能钢与特种合金", "")),
            f"{chance.choice(('工艺', '设备', '研发', '质量', '算法'))}工程师{chance.randrange(400)}",
            chance.choice(("专业技术", "经营管理", "技能")),
            chance.choice((1, 2, 3, 5, 10, "3-5", "若干", "约10人")),
            *chance.choice(wanted),
            f"{low}-{low + chance.randint(2, 20)}万",
            chance.choice(("全职", "柔性", "")),
            chance.choice(("特别紧缺", "紧缺", "一般")),
            chance.choice(("数量", "质量", "")),
            f"2026年{chance.randint(1, 12)}月",
            chance.choice(("现有空缺", "年度计划")),
            f"能出差，第{chance.randrange(rows // 4)}号项目，三年以上经验者优先",
        ]


Tier = Literal["链主", "单项冠军", "专精特新", "高企", "规上", ""]
PostType = Literal["专业技术", "经营管理", "技能", ""]
Urgency = Literal["特别紧缺", "紧缺", "一般", ""]


class BarePost(BaseModel):
    """A row with the types that its cells have as they stand: a number, words of a list, texts."""

    number: int
    district: str
    firm: str = Field(min_length=1)
    code: str
    tier: Tier
    industry: str
    segment: str
    post: str = Field(min_length=1)
    post_type: PostType
    headcount: str
    level: str
    fields_wanted: str
    title: str
    skill: str
    salary: str
    mode: Literal["全职", "柔性", ""]
    urgency: Urgency
    shortage: Literal["数量", "质量", ""]
    start: str
    kind: Literal["现有空缺", "年度计划", ""]
    note: str


def bare_chain(file: Path, path: Path, links: Sequence[str]) -> None:
    """csv, NFKC, pydantic, JSON, insert; `links` in the order of the rows."""
    db = sqlite3.connect(path)
    db.execute(
        "CREATE TABLE row (revision INTEGER NOT NULL, public_id TEXT NOT NULL, kind TEXT NOT NULL, file TEXT NOT NULL,"
        " sheet TEXT NOT NULL, row INTEGER NOT NULL, need INTEGER NOT NULL, body TEXT NOT NULL, links TEXT NOT NULL,"
        " PRIMARY KEY (revision, public_id))"
    )

    def rows() -> Iterator[tuple[object, ...]]:
        for number, (post, linked) in enumerate(zip(_checked(file), links, strict=True), 2):
            body = post.model_dump_json()
            one = blake2b(body.encode(), digest_size=10).hexdigest()
            yield 1, one, "talent_demand", file.name, "", number, 0, body, linked

    _insert(db, "INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows())


def barest_chain(file: Path, path: Path) -> None:
    """csv, NFKC, pydantic, insert of texts."""
    names = list(BarePost.model_fields)
    db = sqlite3.connect(path)
    db.execute(f"CREATE TABLE post ({', '.join(names)})")
    rows = (tuple(post.__dict__.values()) for post in _checked(file))
    _insert(db, f"INSERT INTO post VALUES ({', '.join('?' * len(names))})", rows)


def _checked(file: Path) -> Iterator[BarePost]:
    names = list(BarePost.model_fields)
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        for row in reader:
            cells = [unicodedata.normalize("NFKC", cell) for cell in row]
            yield BarePost.model_validate(dict(zip(names, cells, strict=True)))


def _insert(db: sqlite3.Connection, statement: str, rows: Iterator[tuple[object, ...]]) -> None:
    while page := list(islice(rows, 5_000)):
        db.executemany(statement, page)
    db.commit()
    db.close()
