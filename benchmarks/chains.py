"""The whole of a large city: its gap report, and beside it technologies, training, broken chains and critical nodes;
then its response lists."""

import gc
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from benchmarks import report as city
from benchmarks.table import Measure, cpu_seconds
from graph.gaps.completeness import completeness
from graph.gaps.critical import critical
from graph.gaps.report import gap_report
from graph.gaps.technologies import technology_gaps
from graph.gaps.training import training_gaps
from graph.responses import responses
from graph.rows import ContentHash, Revision, Row, Submission, Version, canonical, public_id, version_hash
from graph.snapshot import Snapshot
from graph.store.sqlite import SqliteStore

LABS, TALENTS, REQUESTS, SEGMENTS = 400, 2_000, 300, 72
METHODS = ("可靠性提升", "在线检测", "数字孪生", "批量一致性", "国产化替代", "绿色低碳", "长寿命设计")
STAGES = ("研发设计", "关键材料", "核心部件", "装备工艺", "系统集成", "应用服务")
Line = tuple[str, dict[str, Any], dict[str, Any]]


def technology_names(chance: random.Random) -> list[str]:
    """Invented things, each with what is done about them."""
    things = ["".join(chr(0x4E00 + chance.randrange(3000)) for _ in range(3)) for _ in range(1000)]
    return sorted({chance.choice(things) + chance.choice(METHODS) for _ in range(2 * city.TECHNOLOGIES)})


def registries(chance: random.Random) -> Iterator[tuple[str, Line]]:
    """Segments, technologies, labs and talents by list, and the demands and requests that speak of them."""
    links: dict[str, Any]
    body: dict[str, Any]
    codes = city.catalogue()
    classes = [f"field:undergraduate:{code}" for code in codes if len(code) == 4]
    majors = [code for code in codes if len(code) == 6]
    technologies = technology_names(chance)[: city.TECHNOLOGIES]
    segments = [f"C{1 + k // 8}-{1 + k % 8:02}" for k in range(SEGMENTS)]
    units = [f"university:name:大学{k}" for k in range(60)]
    firms = [f"firm:name:企业{k}" for k in range(1, 4001)]
    for code in segments:
        industry = code.partition("-")[0]
        links = {
            "thing": f"industry:{industry}",
            "segment": f"segment:{code}",
            "feeds": [f"segment:{one}" for one in chance.sample(segments, 2)],
        }
        body = {"code": industry, "name": industry, "segment_code": code, "segment": code}
        yield "industries", ("record", body | {"stage": chance.choice(STAGES)}, links)
    for firm in firms:
        links = {"thing": firm, "district": None, "segments": [f"segment:{chance.choice(segments)}"]}
        yield "firms", ("record", {"name": firm[10:]}, links)
    for name in technologies:
        links = {
            "thing": f"technology:{name}",
            "fields": chance.sample(classes, 1),
            "segment": f"segment:{chance.choice(segments)}",
        }
        yield "technologies", ("record", {"name": name}, links)
    labs = [f"lab:平台{k}" for k in range(LABS)]
    for k, lab in enumerate(labs):
        links = {
            "thing": lab,
            "host": chance.choice(units if k % 2 else firms),
            "fields": chance.sample(classes, chance.choice((1, 2))),
            "technologies": [f"technology:{one}" for one in chance.sample(technologies, chance.randint(1, 5))],
            "district": None,
        }
        yield "labs", ("record", {"name": lab[4:], "capacity": chance.choice((1, 2, 3))}, links)
    for k in range(TALENTS):
        links = {
            "thing": f"talent:{k:05}",
            "unit": chance.choice(chance.choice((labs, units, firms))),
            "expertise": [f"technology:{one}" for one in chance.sample(technologies, chance.choice((1, 2)))],
        }
        yield "talents", ("record", {"person": f"{k:05}", "mode": "全职", "share_ppm": 1_000_000}, links)
    for name in technologies:
        segment = chance.choice(segments)
        links = {
            "firm": chance.choice(firms),
            "district": None,
            "industry": f"industry:{segment.partition('-')[0]}",
            "segment": f"segment:{segment}",
            "technology": f"technology:{name}",
            "fields": chance.sample(classes, 1),
        }
        yield "technology", ("technology_demand", {"need": name, "metrics": [{"testable": True}]}, links)
    for _ in range(REQUESTS):
        code, level, posts = chance.choice(majors), chance.choice(city.LEVELS[1:4]), chance.randint(5, 50)
        links = {
            "sponsor": chance.choice(firms),
            "field": f"field:undergraduate:{code}",
            "level": level,
            "wants": [],
            "programme": None,
        }
        body = {"type": "需求", "level": level, "year": 2024, "headcount": {"lo": posts, "hi": posts}}
        yield "training", ("training_request", body, links)


def add(store: SqliteStore, lines: Iterator[tuple[str, Line]]) -> None:
    """Publish a second version with these rows beside those of the gap report's city, whose own bare list of
    technologies they replace."""
    by_list: dict[str, list[Line]] = {}
    for name, line in lines:
        by_list.setdefault(name, []).append(line)
    head = store.head()
    assert head is not None
    kept = [one for one in store.revisions(head.revisions) if one.submission.list != "technology"]
    fresh = []
    for name, some in by_list.items():
        demand = name in ("technology", "training")
        submission = Submission(name, "科技局", "2024" if demand else "")
        content, staged = ContentHash(), []
        for number, (kind, body, links) in enumerate(some):
            text = canonical({"list": name, "period": submission.period, **body})
            row_id = public_id(submission, text, number)
            row = Row(submission.key, kind, row_id, "l.xlsx", "s", number, 0, text, canonical(links))
            content.add(row)
            staged.append(row)
        revision = Revision(
            f"{submission.key}|2", submission, (), "", "", 1, "", city.AT, len(staged), content.hexdigest(), "{}"
        )
        store.stage(revision.id, [row._replace(revision=revision.id) for row in staged])
        fresh.append(revision)
    revisions = [*kept, *fresh]
    ids = tuple(one.id for one in revisions)
    store.publish(head.number, Version(head.number + 1, city.AT, "", "", version_hash(revisions), "", ids), fresh)


def parts(version: Snapshot) -> dict[str, Callable[[], bytes]]:
    return {
        "gap report": lambda: gap_report(version).to_bytes(),
        "technologies": lambda: technology_gaps(version).to_bytes(),
        "training": lambda: training_gaps(gap_report(version)).to_bytes(),
        "chains": lambda: completeness(version).to_bytes(),
        "critical": lambda: critical(gap_report(version)).to_bytes(),
    }


def imports() -> float:
    """CPU seconds that a fresh process spends on modules before it can ask anything."""
    names = "report", "technologies", "training", "completeness", "critical"
    modules = ", ".join(f"graph.gaps.{name}" for name in names)
    with cpu_seconds(children=True) as bare:
        subprocess.run([sys.executable, "-c", ""], check=True)
    with cpu_seconds(children=True) as whole:
        subprocess.run([sys.executable, "-c", f"import {modules}, graph.store.sqlite"], check=True)
    return whole.seconds - bare.seconds


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "city.sqlite")
        city.build(store)
        add(store, registries(random.Random(2)))
        gc.collect()
        with cpu_seconds() as load:
            version = Snapshot.load(store)
        spent, total, answers = [f"load {load.seconds:.2f}"], load.seconds, []
        for name, compute in parts(version).items():
            with cpu_seconds() as part:
                answers.append(compute())
            spent.append(f"{name} {part.seconds:.2f}")
            total += part.seconds
        note = f"{', '.join(spent)}; {sum(map(len, answers)) / 1e6:.0f} MB of JSON; modules beside {imports():.2f}"
        what = "gap report, technologies, training, chains, critical nodes"
        yield Measure(f"{what}, cold from SQLite", "≤ 5 s CPU", f"{total:.2f} s", note, total <= 5)
        with cpu_seconds() as warm:
            head = store.head()
            assert head is not None
            assert (head.number, head.content_hash) == (version.number, version.content_hash)
            again = [compute() for compute in parts(version).values()]
        assert again == answers
        yield Measure("the same, warm", "≤ 0.5 s CPU", f"{warm.seconds:.2f} s", "from memory", warm.seconds <= 0.5)
        with cpu_seconds() as lists:
            found = responses(gap_report(version), store.decisions())
            printed = len(orjson.dumps(found.to_json()))
        items = f"{sum(1 for _ in found):,} items, {printed / 1e6:.0f} MB of JSON"
        yield Measure(
            "the three response lists of it", "≤ 3 s CPU", f"{lists.seconds:.2f} s", items, lists.seconds <= 3
        )
        store.close()
