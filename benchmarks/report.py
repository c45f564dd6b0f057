"""The full gap report of a large city, from a store on disk to the last byte of JSON."""

import gc
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.table import Measure, cpu_seconds
from graph.gaps.report import gap_report
from graph.rows import ContentHash, Revision, Row, Submission, Version, canonical, public_id, version_hash
from graph.snapshot import Snapshot
from graph.store.sqlite import SqliteStore

DEMANDS, PROGRAMMES, TECHNOLOGIES, DISTRICTS = 20_000, 3_000, 5_000, 13
LEVELS = ("中专", "大专", "本科", "硕士", "博士")
AT = "2026-01-01T00:00:00Z"


def catalogue() -> list[str]:
    """12 disciplines of 8 classes of 6 majors."""
    codes = []
    for discipline in range(1, 13):
        codes.append(f"{discipline:02}")
        for group in range(1, 9):
            codes.append(f"{discipline:02}{group:02}")
            codes += [f"{discipline:02}{group:02}{major:02}" for major in range(1, 7)]
    return codes


def dictionary() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for code in catalogue():
        parent = [f"field:undergraduate:{code[:-2]}"] if len(code) > 2 else []
        links = {"thing": f"field:undergraduate:{code}", "parents": parent}
        yield "fields", {"catalogue": "undergraduate", "code": code, "name": f"专业{code}"}, links
    for rank, name in enumerate(LEVELS, 1):
        yield "levels", {"ladder": "学历", "name": name, "rank": rank}, {}
    for label, tier in (("特别紧缺", 3), ("紧缺", 2), ("一般", 1)):
        yield "urgency", {"label": label, "tier": tier, "weight": str(tier)}, {}
    for name, value in (("tau", "0.7"), ("retention", "0.5"), ("further_study", "0.2")):
        yield "parameters", {"name": name, "value": value, "source": "benchmark"}, {}


def demand(chance: random.Random, number: int, codes: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    fields = [f"field:undergraduate:{code}" for code in chance.choices(codes, k=chance.choice((1, 1, 1, 2)))]
    low = chance.choices(LEVELS, (5, 25, 45, 20, 5))[0]
    high = chance.choice((low, LEVELS[min(4, LEVELS.index(low) + 1)], LEVELS[-1]))
    posts = 1 + min(40, int(chance.expovariate(0.3)))
    anything, industry = chance.random() < 0.005, chance.randint(1, 9)
    links: dict[str, Any] = {
        "firm": f"firm:name:企业{chance.randint(1, 4000)}",
        "district": f"district:{chance.randint(1, DISTRICTS)}",
        "industry": f"industry:C{industry}",
        "segment": f"segment:C{industry}-{chance.randint(1, 8):02}",
        "alternatives": [
            {"degree": [low, high], "title": None, "skill": None, "fields": [] if anything else fields, "any": anything,
             "sim_cap": 1000, "only": [], "unlinked": []}
        ],
        "flags": [],
        "unlinked": [],
    }  # fmt: skip
    body = {
        "firm": links["firm"][9:], "post": f"岗位{number}", "headcount": {"lo": posts, "hi": posts}, "kind": "年度计划",
        "urgency": chance.choices(("特别紧缺", "紧缺", "一般"), (2, 3, 5))[0], "level": f"{low}及以上",
        "fields": "、".join(fields), "flags": [],
    }  # fmt: skip
    return body, links


def offer(chance: random.Random, number: int, codes: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    code, level = (
        chance.choice([code for code in codes if len(code) == 6]),
        chance.choices(LEVELS, (5, 25, 45, 20, 5))[0],
    )
    school = f"大学{number % 60}"
    programme = f"programme:name:{school}|undergraduate:{code}|{level}"
    links: dict[str, Any] = {
        "university": f"university:name:{school}", "field": f"field:undergraduate:{code}", "programme": programme,
        "level": level, "reserved_for": None, "run_with": [], "flags": [], "unlinked": [],
    }  # fmt: skip
    body = {"type": "供给", "school": school, "level": level, "major": f"专业{code}", "year": 2024,
            "graduates": chance.randint(5, 120)}  # fmt: skip
    if chance.random() < 0.05:
        links["reserved_for"] = f"firm:name:企业{chance.randint(1, 4000)}"
        body |= {"reserved_for": links["reserved_for"][9:], "reserved_seats": 5}
    return body, links


def build(store: SqliteStore) -> None:
    """Publish the city as one version."""
    chance = random.Random(1)
    codes = catalogue()
    revisions = []

    def submit(submission: Submission, rows: Iterator[tuple[str, dict[str, Any], dict[str, Any]]]) -> None:
        staged, content = [], ContentHash()
        for number, (kind, body, links) in enumerate(rows):
            text = canonical({"list": submission.list, "period": submission.period, **body})
            name = public_id(submission, text, number)
            row = Row(submission.key, kind, name, "l.xlsx", "s", number, 0, text, canonical(links))
            content.add(row)
            staged.append(row)
        store.stage(submission.key, staged)
        revisions.append(
            Revision(submission.key, submission, (), "", "", 1, "", AT, len(staged), content.hexdigest(), "{}")
        )

    by_list: dict[str, list[tuple[str, dict[str, Any], dict[str, Any]]]] = {}
    for name, body, links in dictionary():
        by_list.setdefault(name, []).append(("record", body, links))
    for name, some in by_list.items():
        submit(Submission(name, "bench", ""), iter(some))
    for sender in range(DISTRICTS):
        numbers = range(sender, DEMANDS, DISTRICTS)
        submit(
            Submission("talent", f"区{sender}", "2024"),
            (("talent_demand", *demand(chance, number, codes)) for number in numbers),
        )
    submit(
        Submission("training", "教育局", "2024"),
        (("training_offer", *offer(chance, number, codes)) for number in range(PROGRAMMES)),
    )
    technology: dict[str, Any] = {"firm": None, "district": None, "industry": None, "segment": None, "fields": []}
    submit(
        Submission("technology", "科技局", "2024"),
        (
            ("technology_demand", {"need": f"技术{n}"}, technology | {"technology": f"technology:技术{n}"})
            for n in range(TECHNOLOGIES)
        ),
    )
    ids = tuple(one.id for one in revisions)
    store.publish(0, Version(1, AT, "", "", version_hash(revisions), "", ids), revisions)


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "city.sqlite")
        build(store)
        gc.collect()
        with cpu_seconds() as cold:
            version = Snapshot.load(store)
            loaded = gap_report(version).to_bytes()
        with cpu_seconds() as warm:
            again = gap_report(version).to_bytes()
        assert again == loaded
        report = gap_report(version)
        size = (
            f"{DEMANDS:,} × {PROGRAMMES:,}, {len(report.allocation.market.supply):,} pairs, {len(report.bands)} bands"
        )
        yield Measure("gap report, cold from SQLite", "≤ 5 s CPU", f"{cold.seconds:.2f} s", size, cold.seconds <= 5)
        printed = f"{len(loaded) / 1e6:.1f} MB of JSON"
        yield Measure("gap report, warm", "≤ 0.5 s CPU", f"{warm.seconds:.2f} s", printed, warm.seconds <= 0.5)
        store.close()
