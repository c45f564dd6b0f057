"""What stands around a gap: segments → posts → fields → programmes → universities, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np

from graph.draw import Link, Node, View
from graph.gaps.demand import Demand
from graph.gaps.fields import CLASS
from graph.gaps.market import Ints
from graph.gaps.persons import persons
from graph.gaps.posts import TAU
from graph.gaps.report import GapReport

COLUMNS = ("产业环节", "岗位（同类缺口组）", "学科专业", "专业点", "大学")
POSTS_SHOWN, PROGRAMMES_SHOWN, FIELDS_SHOWN, SEGMENTS_SHOWN = 14, 16, 14, 12
"""The largest of a column; what is left stands in one box, so that the counts stay true."""
ANY = "any field"


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
            gap = _short(persons(report.gaps[k])) if report.computed else "—"
            name = str(one.row.body.get("post") or one.id)
            firm = report.version.name_of(one.firm) if one.firm else ""
            title = f"{name} · {firm}\n要 {one.lo}，缺 {gap}\n{one.row.file} 第 {one.row.row} 行"
            label = f"{name}\n缺 {gap} / {one.lo}"
            self._columns[1].add(one.id, label, title, "talent", strong=k == self._chosen)
        if self._more_members:
            asked = sum(report.demands[k].lo for k in self._more_members)
            label = f"另 {len(self._more_members)} 个岗位\n要 {asked}"
            self._columns[1].add("more posts", label, label, "talent")

    def _segments(self) -> None:
        report = self._report
        found: dict[str, int] = {}
        for k in self._members:
            key = _segment(report.demands[k])
            if key:
                found[key] = found.get(key, 0) + report.demands[k].lo
        ordered = sorted(found, key=lambda key: (-found[key], key))
        shown = ordered[:SEGMENTS_SHOWN]
        for key in shown:
            name = report.version.name_of(key)
            self._columns[0].add(key, f"{name}\n要 {found[key]}", name, "industry")
        self._rest(0, ordered[SEGMENTS_SHOWN:], "个环节", sum(found[key] for key in ordered[SEGMENTS_SHOWN:]))
        for k in self._members:
            key = _segment(report.demands[k])
            if key in shown:
                self._link(str(key), report.demands[k].id, "提出岗位")

    def _rest(self, column: int, hidden: Sequence[str], what: str, posts: int) -> None:
        if hidden:
            label = f"另 {len(hidden)} {what}\n要 {posts}"
            self._columns[column].add(
                f"more in column {column}", label, label, "education" if column == 2 else "industry"
            )

    def _fields(self) -> dict[str, frozenset[str]]:
        """What the posts accept: fields, by class where there are many, with those that each box stands for."""
        report, version = self._report, self._report.version
        wanted = {k: _accepted(report.demands[k]) for k in self._members}
        many = len({field for fields in wanted.values() for field in fields}) > FIELDS_SHOWN
        boxes: dict[str, set[str]] = {}
        posts: dict[str, int] = {}
        for k, fields in wanted.items():
            mine = {field: self._box_of(field, many) for field in fields}
            for field, box in mine.items():
                boxes.setdefault(box, set()).add(field)
            for box in set(mine.values()):
                posts[box] = posts.get(box, 0) + report.demands[k].lo
        ordered = sorted(posts, key=lambda box: (-posts[box], box))
        shown = ordered[:FIELDS_SHOWN]
        for box in shown:
            name = "不限专业" if box == ANY else version.name_of(box)
            inside = "" if box == ANY else "、".join(version.name_of(field) for field in sorted(boxes[box]))
            self._columns[2].add(box, f"{name}\n要 {posts[box]}", f"{name}\n{inside}".strip(), "education")
        self._rest(2, ordered[FIELDS_SHOWN:], "类专业", sum(posts[box] for box in ordered[FIELDS_SHOWN:]))
        for k, fields in wanted.items():
            for box in sorted({self._box_of(field, many) for field in fields} & set(shown)):
                self._link(report.demands[k].id, box, "接受")
            self._not_linked(k)
        return {box: frozenset(boxes[box]) for box in shown}

    def _box_of(self, field: str, many: bool) -> str:
        return min(self._report.version.fields.of_kind(field, CLASS), default=field) if many and field != ANY else field

    def _not_linked(self, k: int) -> None:
        one = self._report.demands[k]
        for mention in one.row.links.get("unlinked") or ():
            text = str(mention.get("mention") or "")
            ghost = f"unlinked {text}"
            if not any(link.target == ghost for link in self._links.values()):
                self._columns[2].add(ghost, f"{text}\n名称未认出", text, "education", missing=True)
            self._link(one.id, ghost, "名称未认出", missing=True)

    def _programmes(self, fields: Mapping[str, frozenset[str]]) -> None:
        report, version = self._report, self._report.version
        reached: set[str] = set()
        universities: dict[str, str] = {}
        for i in [*self._supplies, *self._more_supplies]:
            one = report.supplies[i]
            serving = [box for box, some in fields.items() if self._serves(one.field, some)]
            reached.update(serving)
            if i not in self._supplies:
                continue
            name, university = one.major or version.name_of(one.field or one.programme), version.name_of(one.university)
            capacity = persons(one.capacity)
            said = f"{name}（{one.level or '层次不明'}）· {university}\n毕业生 {one.graduates}，可用 {capacity}"
            self._columns[3].add(one.id, f"{name}·{one.level or ''}\n可用 {_short(capacity)}", said, "education")
            universities.setdefault(one.university, university)
            self._link(one.id, one.university, "开设于")
            for box in serving:
                self._link(box, one.id, "能供")
        if self._more_supplies:
            rest = persons(sum(report.supplies[i].capacity for i in self._more_supplies))
            label = f"另 {len(self._more_supplies)} 个专业点\n可用 {_short(rest)}"
            self._columns[3].add("more programmes", label, label, "education")
        for box in fields:
            if box not in reached and report.computed:
                label = f"本地无{'' if box == ANY else version.name_of(box)}专业点"
                self._columns[3].add(f"nothing for {box}", label, label, "education", missing=True)
                self._link(box, f"nothing for {box}", "缺", missing=True)
        for key, name in sorted(universities.items()):
            self._columns[4].add(key, name, name, "education")

    def _serves(self, taught: str | None, asked: frozenset[str]) -> bool:
        version = self._report.version
        tau = version.parameters.value("tau", TAU) * 1000
        return ANY in asked or (
            taught is not None and any(version.fields.similarity(field, taught) >= tau for field in asked)
        )


def _segment(one: Demand) -> str | None:
    links = one.row.links
    return links.get("segment") or links.get("industry")


def _accepted(one: Demand) -> tuple[str, ...]:
    return (ANY,) if any(alternative.any for alternative in one.requirement.alternatives) else one.requirement.fields


def _short(amount: int | float) -> str:
    return f"{amount:.1f}" if isinstance(amount, float) else str(amount)


def _array(members: Sequence[int]) -> Ints:
    return np.array(sorted(members), np.int64)
