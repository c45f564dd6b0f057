"""Versions made by hand: rows as the loader leaves them, published through the embedded store."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from graph.rows import ContentHash, Revision, Row, Submission, Version, canonical, public_id, version_hash
from graph.snapshot import Snapshot
from graph.store import Store
from graph.store.sqlite import SqliteStore

LEVELS = ("中专", "大专", "本科", "硕士", "博士")
FIELDS = {
    "08": "工学",
    "0809": "计算机类",
    "080901": "计算机科学与技术",
    "080902": "软件工程",
    "0813": "化工与制药类",
    "081301": "化学工程与工艺",
    "02": "经济学",
    "0203": "金融学类",
    "020301K": "金融学",
}


def field_key(code: str, catalogue: str = "undergraduate") -> str:
    return f"field:{catalogue}:{code}"


class City:
    """Rows by submission; `snapshot()` publishes them and reads the version back."""

    def __init__(self, *, dictionary: bool = True) -> None:
        self.rows: dict[Submission, list[tuple[str, dict[str, Any], dict[str, Any]]]] = {}
        if dictionary:
            self.dictionary()

    def row(self, kind: str, submission: Submission, body: dict[str, Any], links: dict[str, Any]) -> None:
        full = {"list": submission.list, **{k: v for k, v in body.items() if v is not None}}
        if submission.period:
            full |= {"period": submission.period, "year": full.get("year", int(submission.period[:4]))}
        self.rows.setdefault(submission, []).append((kind, full, links))

    def record(self, list_id: str, links: dict[str, Any] | None = None, sender: str = "市人才办", **body: Any) -> None:
        self.row("record", Submission(list_id, sender, ""), body, links or {})

    def parameter(self, name: str, value: str, sender: str = "市人才办", **body: Any) -> None:
        self.record("parameters", sender=sender, name=name, value=value, **{"source": "test", **body})

    def dictionary(self) -> None:
        """Ladders, urgency, a small catalogue, and no attrition."""
        for rank, name in enumerate(LEVELS, 1):
            self.record("levels", sender="fourchain", ladder="学历", name=name, rank=rank)
        for label, tier, weight in (("特别紧缺", 3, "5"), ("紧缺", 2, "2"), ("一般", 1, "1")):
            self.record("urgency", sender="fourchain", label=label, tier=tier, weight=weight)
        for code, name in FIELDS.items():
            self.field(code, name)
        for name, value in (("tau", "0.7"), ("retention", "1"), ("further_study", "0")):
            self.parameter(name, value, sender="fourchain")

    def field(self, code: str, name: str, catalogue: str = "undergraduate", parents: tuple[str, ...] = ()) -> None:
        links = {"thing": field_key(code, catalogue), "parents": [field_key(p, catalogue) for p in parents]}
        self.record("fields", links, sender="fourchain", catalogue=catalogue, code=code, name=name)

    def crosswalk(self, one: str, other: str, relation: str = "same") -> None:
        (_, a, b), (_, c, d) = one.split(":"), other.split(":")
        body = {"from_catalogue": a, "from_code": b, "to_catalogue": c, "to_code": d, "relation": relation}
        self.record("crosswalk", {"from": one, "to": other}, **body)

    def offer(
        self,
        school: str,
        code: str | None,
        graduates: int | None,
        *,
        level: str | None = "本科",
        year: int = 2024,
        sender: str = "市教育局",
        period: str | None = None,
        reserved: tuple[str, int] | None = None,
        catalogue: str = "undergraduate",
        **body: Any,
    ) -> None:
        field = field_key(code, catalogue) if code else None
        major = body.pop("major", FIELDS.get(code or "", "某专业"))
        last = f"{catalogue}:{code}" if code else f"name:{major}"
        links: dict[str, Any] = {
            "university": f"university:name:{school}",
            "field": field,
            "programme": f"programme:name:{school}|{last}|{level or ''}",
            "level": level,
            "reserved_for": f"firm:name:{reserved[0]}" if reserved else None,
            "run_with": [],
            "flags": [],
            "unlinked": [],
        }
        if reserved:
            body |= {"reserved_for": reserved[0], "reserved_seats": reserved[1]}
        body |= {"type": "供给", "school": school, "level": level, "major": major, "year": year, "graduates": graduates}
        self.row("training_offer", Submission("training", sender, period or str(year)), body, links)

    def demand(
        self,
        post: str,
        *codes: str,
        headcount: int | tuple[int, int | None] = 1,
        firm: str = "沟渠化学",
        degree: tuple[str, str] | None = ("本科", "博士"),
        alternatives: list[dict[str, Any]] | None = None,
        kind: str = "年度计划",
        urgency: str | None = "一般",
        period: str = "2024",
        sender: str = "市工信局",
        unlinked: tuple[str, ...] = (),
        links: dict[str, Any] | None = None,
        **body: Any,
    ) -> None:
        lo, hi = headcount if isinstance(headcount, tuple) else (headcount, headcount)
        if alternatives is None:
            alternatives = [accepts(*codes, degree=degree, unlinked=unlinked)]
        body |= {"firm": firm, "post": post, "kind": kind, "urgency": urgency, "headcount": {"lo": lo, "hi": hi}}
        linked: dict[str, Any] = {
            "firm": f"firm:name:{firm}",
            "district": None,
            "industry": None,
            "segment": None,
            "alternatives": alternatives,
            "flags": [],
            "unlinked": [{"kind": "field", "mention": m, "reason": "unknown", "candidates": []} for m in unlinked],
        }
        self.row("talent_demand", Submission("talent", sender, period), body, linked | (links or {}))

    def build(self) -> tuple[list[Revision], dict[str, list[Row]]]:
        """The revisions and their rows, named as the loader names them."""
        revisions, staged = [], {}
        for submission, rows in self.rows.items():
            revision = f"r-{submission.key}"
            seen: Counter[str] = Counter()
            named, content = [], ContentHash()
            for number, (kind, body, links) in enumerate(rows):
                text = canonical(body)
                name = public_id(submission, text, seen[text])
                seen[text] += 1
                named.append(Row(revision, kind, name, "list.xlsx", "Sheet1", number + 2, 0, text, canonical(links)))
                content.add(named[-1])
            staged[revision] = named
            revisions.append(
                Revision(
                    revision,
                    submission,
                    (),
                    "",
                    "",
                    1,
                    "tests",
                    "2026-01-01T00:00:00Z",
                    len(named),
                    content.hexdigest(),
                    "{}",
                )
            )
        return revisions, staged

    def version(self, revisions: list[Revision], number: int = 1) -> Version:
        ids = tuple(one.id for one in revisions)
        return Version(number, "2026-01-01T00:00:00Z", "tests", "", version_hash(revisions), "", ids)

    def publish(self, store: Store) -> Version:
        """One version of all rows."""
        revisions, staged = self.build()
        for revision, rows in staged.items():
            store.stage(revision, rows)
        head = store.head()
        number = head.number if head else 0
        return store.publish(number, self.version(revisions, number + 1), revisions)

    def snapshot(self, folder: Path | None = None) -> Snapshot:
        """Through a store in `folder`; without one straight from the rows."""
        if folder is not None:
            store = SqliteStore(folder / "city.sqlite")
            self.publish(store)
            return Snapshot.load(store)
        revisions, staged = self.build()
        return Snapshot.of(self.version(revisions), revisions, (row for rows in staged.values() for row in rows))


def accepts(*codes: str, degree: tuple[str, str] | None = ("本科", "博士"), **more: Any) -> dict[str, Any]:
    """One alternative of a demand: undergraduate codes, or keys of fields; "不限" accepts every field."""
    return {
        "degree": list(degree) if degree else None,
        "title": None,
        "skill": None,
        "fields": [code if ":" in code else field_key(code) for code in codes if code != "不限"],
        "any": "不限" in codes,
        "sim_cap": 1000,
        "only": [],
        "unlinked": list(more.pop("unlinked", ())),
        **more,
    }
