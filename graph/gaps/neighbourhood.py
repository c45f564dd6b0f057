"""What stands around a gap: segments → posts → fields → programmes → universities, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np

from graph.draw import Link, Node, View
from graph.gaps.market import Ints
from graph.gaps.persons import persons
from graph.gaps.posts import TAU
from graph.gaps.report import GapReport

COLUMNS = ("产业环节", "岗位（同类缺口组）", "学科专业", "专业点", "大学")
POSTS_SHOWN, PROGRAMMES_SHOWN, FIELDS_SHOWN, SEGMENTS_SHOWN = 40, 40, 40, 30
"""The largest of a column; what is left stands in one box, so that the counts stay true."""


class _Column:
    """Boxes of a column, placed one below the other around the middle."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._boxes: list[tuple[str, str, str, str, bool, bool]] = []

    def add(self, id: str, label: str, title: str, chain: str, *, missing: bool = False, strong: bool = False) -> None:
        self._boxes.append((id, label, title, chain, missing, strong))

    def nodes(self) -> Iterable[Node]:
        middle = (len(self._boxes) - 1) / 2
        for place, (id, label, title, chain, missing, strong) in enumerate(self._boxes):
            yield Node(id, label, title, self._number, place - middle, chain, missing, strong)


def neighbourhood(report: GapReport, demand_id: str) -> View:
    """The view around the band that holds a demand; around the demand alone where nothing can serve it, or it is met.

    Raises:
        NotFound: no demand of the report has a row of this id.
    """
    chosen = report.position(demand_id)
    number = int(report.split.band[chosen]) if report.bands else -1
    served = int(report.allocation.acceptable[chosen]) > 0
    members = report.bands[number].members.tolist() if number >= 0 and served else [chosen]
    members.sort(key=lambda k: (k != chosen, -report.gaps[k], -report.demands[k].lo, report.demands[k].id))
    supplies = report.allocation.accepted_by_any(_array(members)).tolist()
    supplies.sort(key=lambda i: (-report.supplies[i].capacity, report.supplies[i].id))
    view = _Builder(report, chosen, members, supplies)
    return view.build()


class _Builder:
    def __init__(self, report: GapReport, chosen: int, members: Sequence[int], supplies: Sequence[int]) -> None:
        self._report, self._chosen = report, chosen
        self._members, self._more_members = list(members[:POSTS_SHOWN]), list(members[POSTS_SHOWN:])
        self._supplies, self._more_supplies = list(supplies[:PROGRAMMES_SHOWN]), list(supplies[PROGRAMMES_SHOWN:])
        self._columns = [_Column(number) for number in range(len(COLUMNS))]
        self._links: dict[tuple[str, str], Link] = {}

    def build(self) -> View:
        self._posts()
        fields = self._fields()
        self._segments()
        self._programmes(fields)
        report = self._report
        gap = sum((report.gaps[k] for k in [*self._members, *self._more_members]), Fraction(0))
        asked = sum(report.demands[k].lo for k in [*self._members, *self._more_members])
        what = f"要 {asked} 岗，缺 {persons(gap)} 岗" if report.computed else f"要 {asked} 岗，没有培养供给数据"
        version = report.version
        post = str(report.demands[self._chosen].row.body.get("post") or "")
        return View(
            title=f"{post}：{what} · {report.year} 年 {report.kind} · 版次 {version.number}",
            note=f"内容指纹 {version.content_hash[:16]}；红色虚线是本地缺的一环；数字为人或岗",
            columns=COLUMNS,
            nodes=tuple(node for column in self._columns for node in column.nodes()),
            links=tuple(self._links[key] for key in sorted(self._links)),
        )

    def _link(self, source: str, target: str, title: str, *, missing: bool = False) -> None:
        self._links.setdefault((source, target), Link(source, target, title, missing))

    def _posts(self) -> None:
        report = self._report
        for k in self._members:
            one = report.demands[k]
            gap = persons(report.gaps[k]) if report.computed else "—"
            name = str(one.row.body.get("post") or one.id)
            firm = report.version.name_of(one.firm) if one.firm else ""
            title = f"{name} · {firm}\n要 {one.lo}，缺 {gap}\n{one.row.file} 第 {one.row.row} 行"
            label = f"{name}\n缺 {_short(gap)} / {one.lo}"
            self._columns[1].add(one.id, label, title, "talent", strong=k == self._chosen)
        if self._more_members:
            asked = sum(report.demands[k].lo for k in self._more_members)
            label = f"另 {len(self._more_members)} 个岗位\n要 {asked}"
            self._columns[1].add("more posts", label, label, "talent")

    def _segments(self) -> None:
        report = self._report
        found: dict[str, int] = {}
        for k in self._members:
            links = report.demands[k].row.links
            key = links.get("segment") or links.get("industry")
            if key:
                found[key] = found.get(key, 0) + report.demands[k].lo
        shown = sorted(found, key=lambda key: (-found[key], key))[:SEGMENTS_SHOWN]
        for key in shown:
            name = report.version.name_of(key)
            self._columns[0].add(key, f"{name}\n要 {found[key]}", name, "industry")
        for k in self._members:
            links = report.demands[k].row.links
            key = links.get("segment") or links.get("industry")
            if key in shown:
                self._link(str(key), report.demands[k].id, "提出岗位")

    def _fields(self) -> list[str]:
        """The fields that the posts accept; a post that accepts every field leads to one box for all."""
        report, version = self._report, self._report.version
        wanted: dict[str, int] = {}
        for k in self._members:
            one = report.demands[k]
            for field in _accepted(one.requirement.fields, any(a.any for a in one.requirement.alternatives)):
                wanted[field] = wanted.get(field, 0) + one.lo
        shown = sorted(wanted, key=lambda field: (-wanted[field], field))[:FIELDS_SHOWN]
        for field in shown:
            name = "不限专业" if field == "any" else version.name_of(field)
            code = "" if field == "any" else field.rpartition(":")[2]
            self._columns[2].add(field, f"{name}\n{code}".strip(), f"{name} {field}", "education")
        for k in self._members:
            one = report.demands[k]
            for field in _accepted(one.requirement.fields, any(a.any for a in one.requirement.alternatives)):
                if field in shown:
                    self._link(one.id, field, "接受")
            for mention in one.row.links.get("unlinked") or ():
                text = str(mention.get("mention") or "")
                ghost = f"unlinked {text}"
                if (one.id, ghost) not in self._links:
                    if not any(link.target == ghost for link in self._links.values()):
                        self._columns[2].add(ghost, f"{text}\n名称未认出", text, "education", missing=True)
                    self._link(one.id, ghost, "名称未认出", missing=True)
        return shown

    def _programmes(self, fields: Sequence[str]) -> None:
        report, version = self._report, self._report.version
        tau = version.parameters.value("tau", TAU) * 1000
        reached: set[str] = set()
        universities: dict[str, str] = {}
        for i in self._supplies:
            one = report.supplies[i]
            name = one.major or version.name_of(one.programme)
            title = (
                f"{name}（{one.level or '层次不明'}）· {version.name_of(one.university)}\n毕业生 {one.graduates}，可用 "
            )
            capacity = persons(one.capacity)
            self._columns[3].add(
                one.id, f"{name}·{one.level or ''}\n可用 {capacity}", f"{title}{capacity}", "education"
            )
            universities.setdefault(one.university, version.name_of(one.university))
            self._link(one.id, one.university, "开设于")
            for field in fields:
                if field == "any" or (one.field and version.fields.similarity(field, one.field) >= tau):
                    reached.add(field)
                    self._link(field, one.id, "能供")
        if self._more_supplies:
            rest = sum(report.supplies[i].capacity for i in self._more_supplies)
            label = f"另 {len(self._more_supplies)} 个专业点\n可用 {persons(rest)}"
            self._columns[3].add("more programmes", label, label, "education")
        for field in fields:
            if field not in reached and not self._more_supplies and report.computed:
                ghost = f"nothing for {field}"
                label = f"本地无{'' if field == 'any' else version.name_of(field)}专业点"
                self._columns[3].add(ghost, label, label, "education", missing=True)
                self._link(field, ghost, "缺", missing=True)
        for key, name in sorted(universities.items()):
            self._columns[4].add(key, name, name, "education")


def _accepted(fields: Sequence[str], everything: bool) -> list[str]:
    return ["any"] if everything else list(fields)


def _short(gap: object) -> str:
    return f"{gap:.1f}" if isinstance(gap, float) else str(gap)


def _array(members: Sequence[int]) -> Ints:
    return np.array(sorted(members), np.int64)
