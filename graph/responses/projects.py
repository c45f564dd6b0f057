"""科研项目布局: what to do about technology demands that nobody has taken up.

Of one technology, whoever asks for it (houses: legal entities here, other than those that ask):

    announce      two houses or more could do it: 揭榜挂帅, let them compete
    commission    one house works on it, or is alone near enough: give it to them, and mind the single source
    recruit_team  nobody here is near enough

Of a class of fields: `joint_lab` where two firms or more have demands in it that nobody here works on. A demand with
several classes is counted in the one that most of these demands name. Nothing of this fills a post: the effect is on
coverage (uncovered, single_source, covered), and no figure of U* is claimed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from graph.gaps.report import GapReport
from graph.gaps.technologies import COVERED, SINGLE_SOURCE, UNCOVERED, TechnologyDemand, TechnologyGaps, technology_gaps
from graph.gaps.technology_printing import candidate_json
from graph.responses.items import DEMANDS, PROJECTS, Item, Json
from graph.responses.targets import classes_of, names_of

ORDER = ("joint_lab", "announce", "commission", "recruit_team")
SHOWN = 5


def projects(report: GapReport) -> tuple[Item, ...]:
    """The list: joint labs, then one item a technology; the most demands first. Empty where nobody sent demands."""
    gaps = technology_gaps(report.version, report.year)
    if not gaps.present or not gaps.innovators.known:
        return ()
    groups: dict[str, list[TechnologyDemand]] = {}
    for one in gaps.demands:
        if not one.taken:
            groups.setdefault(one.technology, []).append(one)
    items = [_project(gaps, technology, groups[technology]) for technology in sorted(groups)]
    items += _joint_labs(gaps, [one for some in groups.values() for one in some])
    return tuple(sorted(items, key=lambda one: (ORDER.index(one.action), -(one.quantity or 0), one.id)))


def chosen(working: int, near: int) -> str:
    """What a technology calls for, by the number of houses that work on it and of those near enough (or at work).

    >>> chosen(2, 2), chosen(1, 4), chosen(0, 3), chosen(0, 1), chosen(0, 0)
    ('announce', 'commission', 'announce', 'commission', 'recruit_team')
    """
    if working == 1 or (working == 0 and near == 1):
        return "commission"
    return "announce" if near else "recruit_team"


def _project(gaps: TechnologyGaps, technology: str, demands: list[TechnologyDemand]) -> Item:
    version, coverage = gaps.version, gaps.coverage[technology]
    askers = {one.firm for one in demands if one.firm}
    speaker = demands[0]
    proposals = gaps.proposals(speaker)
    candidates = [one for one in (*proposals.labs, *proposals.talents) if one.innovator.here]
    working = set(coverage.entities) - askers
    near = working | {house for one in candidates for house in one.innovator.entities} - askers
    action = chosen(len(working), len(near))
    fields = sorted({field for one in demands for field in one.fields})
    more: Json = {
        "technology": {"key": technology, "name": version.name_of(technology)},
        "firms": [{"key": firm, "name": version.name_of(firm)} for firm in sorted(askers)],
        "fields": [{"key": field, "name": version.name_of(field)} for field in fields],
        "coverage": coverage.name,
        "coverage_after": _after(coverage.name, action, working),
        "single_source": coverage.name == SINGLE_SOURCE or action == "commission",
        "rests_on_flexible": "rests_on_flexible" in coverage.flags,
        "vague": all(one.vague for one in demands),
        "houses": [{"key": house, "name": version.name_of(house)} for house in sorted(near)[:SHOWN]],
        "candidates": [candidate_json(version, one) for one in candidates],
        "best_score": proposals.best,
        "bounty_yuan": _most(demands, "bounty_yuan"),
        "budget_yuan": _most(demands, "budget_yuan"),
    }
    rows = [row for one in demands for row in one.sources]
    rows += [row for one in candidates for step in one.path for row in step.sources]
    return Item(
        list=PROJECTS,
        action=action,
        target={"technology": technology},
        title=version.name_of(technology),
        names=names_of(version, (technology, *fields, *near, *askers)),
        quantity=len(demands),
        unit=DEMANDS,
        effect=None,
        first_year=_deadline(demands),
        evidence=tuple(dict.fromkeys(rows)),
        more=more,
    )


def _after(coverage: str | None, action: str, working: set[str]) -> str | None:
    """What the coverage becomes when one house more works on it; a commission to who does already adds none."""
    if coverage is None or (action == "commission" and working):
        return coverage
    return {UNCOVERED: SINGLE_SOURCE, SINGLE_SOURCE: COVERED, COVERED: COVERED}[coverage]


def _joint_labs(gaps: TechnologyGaps, demands: Sequence[TechnologyDemand]) -> list[Item]:
    version = gaps.version
    asked: dict[str, tuple[str, ...]] = {}
    named: Counter[str] = Counter()
    alone = [one for one in demands if gaps.coverage_of(one).name == UNCOVERED]
    for one in alone:
        asked[one.id] = tuple(sorted({each for field in one.fields for each in classes_of(version, field)}))
        named.update(asked[one.id])
    groups: dict[str, list[TechnologyDemand]] = {}
    for one in alone:
        if asked[one.id]:
            most = min(asked[one.id], key=lambda field: (-named[field], field))
            groups.setdefault(most, []).append(one)
    found = []
    for field in sorted(groups):
        firms = sorted({one.firm for one in groups[field] if one.firm})
        if len(firms) > 1:
            found.append(_joint_lab(gaps, field, groups[field], firms))
    return found


def _joint_lab(gaps: TechnologyGaps, field: str, demands: list[TechnologyDemand], firms: list[str]) -> Item:
    version = gaps.version
    hosts: Counter[str] = Counter()
    rows = [row for one in demands for row in one.sources]
    for one in demands:
        labs = [lab for lab in gaps.proposals(one).labs if lab.innovator.here]
        hosts.update({house for lab in labs for house in lab.innovator.entities})
        rows += [row for lab in labs for row in lab.innovator.sources]
    first = sorted(hosts, key=lambda house: (-hosts[house], house))[:SHOWN]
    more: Json = {
        "field": {"key": field, "name": version.name_of(field)},
        "firms": [{"key": firm, "name": version.name_of(firm)} for firm in firms],
        "technologies": [
            {"key": key, "name": version.name_of(key)} for key in sorted({one.technology for one in demands})
        ],
        "demands": [one.id for one in demands],
        "coverage": UNCOVERED,
        "coverage_after": SINGLE_SOURCE,
        "single_source": True,
        "vague": all(one.vague for one in demands),
        "houses": [{"key": one, "name": version.name_of(one), "demands": hosts[one]} for one in first],
        "uncovered": [len(demands), gaps.totals[UNCOVERED]],
    }
    return Item(
        list=PROJECTS,
        action="joint_lab",
        target={"field": field},
        title=version.name_of(field),
        names=names_of(version, (field, *firms, *first)),
        quantity=len(demands),
        unit=DEMANDS,
        effect=None,
        first_year=_deadline(demands),
        evidence=tuple(dict.fromkeys(rows)),
        more=more,
    )


def _most(demands: Sequence[TechnologyDemand], column: str) -> int | None:
    given = [int(one.row.body[column]) for one in demands if one.row.body.get(column) is not None]
    return max(given, default=None)


def _deadline(demands: Sequence[TechnologyDemand]) -> int | None:
    """The first year in which an answer is due, as the rows say it; None where none does."""
    ends = [(one.row.body.get("deadline") or {}).get("to") for one in demands]
    return min((int(str(end)[:4]) for end in ends if end), default=None)
