"""What is proposed: one frozen item for each action and target, the same name in every version.

    id = hash(action, target)

The target is what people speak of, a programme, a field and a level, a technology, and never a band number: those
change with every version. The system proposes, people decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graph.gaps.persons import persons
from graph.rows import Decision, canonical, digest

if TYPE_CHECKING:
    from graph.gaps.report import GapReport

Json = dict[str, Any]

RECRUITMENT, DISCIPLINES, PROJECTS = LISTS = ("recruitment", "disciplines", "projects")
LIST_NAMES = {RECRUITMENT: "引才", DISCIPLINES: "学科设置调整", PROJECTS: "科研项目布局"}

ACTIONS = {
    "recruit": "引进",
    "expand": "扩招",
    "add": "增设",
    "hold": "保持",
    "shrink": "缩减",
    "stop": "停招",
    "announce": "揭榜挂帅",
    "commission": "委托攻关",
    "joint_lab": "共建联合实验室",
    "recruit_team": "引进团队",
}
"""Action → what it is called."""

PERSONS, SEATS, DEMANDS = UNITS = ("人", "席", "项")
NOT_COMPUTED: Json = {"value": None, "why": "not_computed"}
"""Stability needs draws from stated distributions; there are none yet."""

PROPOSED, ADOPTED, REJECTED, DONE = STATUSES = ("建议", "采纳", "驳回", "完成")


def item_id(action: str, target: Mapping[str, Any]) -> str:
    """The name of an item in every version: 16 characters.

    >>> item_id("expand", {"programme": "programme:a"}) == item_id("expand", {"programme": "programme:a"})
    True
    >>> item_id("expand", {"programme": "programme:a"}) == item_id("shrink", {"programme": "programme:a"})
    False
    """
    return digest(action, canonical(target))


@dataclass(frozen=True, slots=True)
class BandPart:
    """What an item is about inside one band: `id` is the smallest demand id, `number` that of this version.
    `posts` in 1/1000, exact."""

    id: str
    number: int
    posts: Fraction


@dataclass(frozen=True, slots=True)
class Effect:
    """`closes`: by how much U* falls, 1/1000 person, by an exact re-solve of this item alone."""

    closes: int
    bands: tuple[BandPart, ...] = ()


@dataclass(frozen=True)
class Item:
    """A proposal. `target` holds keys and plain words, equal in every version; `title` says it, `names` what keys mean.

    `quantity` in `unit` (人, 席, 项); None where it cannot be said. `effect` is None where a list is absent or the
    action fills no post. `evidence` are public ids of rows. `more` is what only this list tells.
    """

    list: str
    action: str
    target: Mapping[str, Any]
    title: str
    names: Mapping[str, str]
    quantity: int | None
    unit: str
    effect: Effect | None
    first_year: int | None
    evidence: tuple[str, ...]
    more: Json

    @cached_property
    def id(self) -> str:
        return item_id(self.action, self.target)

    def to_json(self, report: GapReport, decision: Decision | None) -> Json:
        """All of it, with what was decided last."""
        return {
            "id": self.id,
            "list": self.list,
            "action": self.action,
            "action_zh": ACTIONS[self.action],
            "title": self.title,
            "target": dict(self.target),
            "names": dict(self.names),
            "quantity": self.quantity,
            "unit": self.unit,
            "effect": None if self.effect is None else effect_json(report, self.effect),
            "effect_why": None if self.effect else "fills_no_post" if self.list == PROJECTS else "no_data",
            "first_year": self.first_year,
            "evidence": list(self.evidence),
            "stability": NOT_COMPUTED,
            "status": PROPOSED if decision is None else decision.status,
            "decision": None if decision is None else decision_json(decision),
            **self.more,
        }


def effect_json(report: GapReport, effect: Effect) -> Json:
    before = report.split.gap_total
    return {
        "joint_gap": persons(-effect.closes),
        "joint_gap_before": persons(before),
        "joint_gap_after": persons(before - effect.closes),
        "bands": [{"id": one.id, "number": one.number, "posts": persons(one.posts)} for one in effect.bands],
    }


def decision_json(one: Decision) -> Json:
    """Who decided what, when and why, and the quantity that it was decided for."""
    return {
        "position": one.position,
        "status": one.status,
        "author": one.actor,
        "time": one.at,
        "reason": one.why,
        "quantity": one.quantity,
        "unit": one.unit,
        "version": one.version,
        "year": one.year,
        "kind": one.kind,
    }
