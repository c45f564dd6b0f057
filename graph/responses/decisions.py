"""What people decided: the log laid over the items of a report, new decisions, and what closed items that are gone.

An item keeps its decision in every version in which it comes again, for its id is made of action and target. The
decision keeps the quantity it was made for; where the version asks for another one by now, both are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from graph.errors import BadArgument, DecisionMoved
from graph.responses.items import ADOPTED, DONE, REJECTED, Item, Json, decision_json
from graph.rows import Decision, Submission, canonical, digest

if TYPE_CHECKING:
    from graph.gaps.report import GapReport
    from graph.store import Store

DECIDABLE = (ADOPTED, REJECTED, DONE)
LONGEST_WHY, LONGEST_NAME = 2_000, 200


def latest(log: Iterable[Decision]) -> dict[str, Decision]:
    """Item → what was decided last.

    >>> one = Decision(1, "a", "采纳", "王", "", "", "recruitment", "recruit", "{}", 1, "人", 1, 2026, "年度计划")
    >>> from dataclasses import replace
    >>> latest([one, replace(one, position=2, status="完成")])["a"].status
    '完成'
    """
    return {one.item: one for one in log}


def tag_of(item: Item, decision: Decision | None) -> str:
    """What somebody saw who decides: the item, its quantity, and the last decision on it. 16 characters.

    The first 8 are about the proposal, the last 8 about the decision, so that a refusal can say which of the two moved.
    """
    proposal = digest(item.id, str(item.quantity), item.unit, size=5)
    return proposal + digest(item.id, str(decision.position if decision else 0), size=5)


def new_decision(report: GapReport, item: Item, status: str, *, actor: str, why: str) -> Decision:
    """A decision on an item of a report, ready for the log; its position is the store's to give.

    Raises:
        BadArgument: no such status, or nobody or nothing to answer for it.
    """
    if status not in DECIDABLE:
        raise BadArgument(f"“{status}” is no decision", remedy=f"use {'、'.join(DECIDABLE)}")
    actor, why = actor.strip(), why.strip()
    for name, said, longest in (("actor", actor, LONGEST_NAME), ("why", why, LONGEST_WHY)):
        if not said:
            raise BadArgument(f"a decision needs {name}", remedy="say who decides, and why")
        if len(said) > longest:
            raise BadArgument(f"{name} has {len(said)} characters; {longest} is the most")
    return Decision(
        position=0,
        item=item.id,
        status=status,
        actor=actor,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        why=why,
        list=item.list,
        action=item.action,
        target=canonical(item.target),
        quantity=item.quantity,
        unit=item.unit,
        version=report.version.number,
        year=report.year,
        kind=report.kind,
    )


def record(store: Store, decision: Decision, seen: int) -> Decision:
    """Append a decision that was made on a log in which `seen` was the last position about this item (0: none).

    Decisions on other items that came in between do not matter.

    Raises:
        DecisionMoved: somebody decided on this item meanwhile. BadArgument: done before it was adopted.
    """
    while True:
        log = store.decisions()
        last = latest(log).get(decision.item)
        if (last.position if last else 0) != seen:
            who = f"{last.actor} decided {last.status}: {last.why}" if last else "the log holds no decision on it"
            raise DecisionMoved(f"meanwhile {who}", remedy="look at it, then decide again")
        if decision.status == DONE and (last is None or last.status != ADOPTED):
            raise BadArgument("only what was adopted (采纳) can be done (完成)", remedy="adopt it first")
        try:
            return store.decide(decision, len(log))
        except DecisionMoved:
            continue


# -- what is gone ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Closing:
    """An item that was decided on and is no more: `version` is the first without it, None where no report shows which;
    `submissions` those that changed with this version, with what became of them (new, changed, gone)."""

    decision: Decision
    version: int | None
    submissions: tuple[tuple[Submission, str], ...]

    def to_json(self) -> Json:
        one = self.decision
        return {
            "id": one.item,
            "list": one.list,
            "action": one.action,
            "target": orjson.loads(one.target),
            "status": one.status,
            "decision": decision_json(one),
            "closed_in": self.version,
            "closed_by": [
                {"list": sent.list, "sender": sent.sender, "period": sent.period, "standing": standing}
                for sent, standing in self.submissions
            ],
        }


def closing(store: Store, decision: Decision, now: int, ids_of: Callable[[int], frozenset[str]]) -> Closing:
    """What closed an item that was decided on and that version `now` no longer has.

    Between a version with the item and one without it there is a step from with to without; halving finds one in
    log2(n) reports.

    Args:
        store: its versions say which submissions changed.
        decision: the last one on the item.
        now: number of the version at hand.
        ids_of: the ids of all items of a version.
    """
    present, absent = decision.version, now
    if present >= absent or decision.item not in ids_of(present):
        return Closing(decision, None, ())
    while absent - present > 1:
        middle = (present + absent) // 2
        if decision.item in ids_of(middle):
            present = middle
        else:
            absent = middle
    return Closing(decision, absent, changed_submissions(store, present, absent))


def changed_submissions(store: Store, before: int, after: int) -> tuple[tuple[Submission, str], ...]:
    """The submissions that differ between two versions, sorted, with new, changed or gone."""
    old, new = (
        {one.submission: one.content_hash for one in store.revisions(store.version(number).revisions)}
        for number in (before, after)
    )
    found = []
    for submission in sorted({*old, *new}):
        if old.get(submission) != new.get(submission):
            standing = "new" if submission not in old else "gone" if submission not in new else "changed"
            found.append((submission, standing))
    return tuple(found)
