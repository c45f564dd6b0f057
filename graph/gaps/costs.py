"""What a pair costs in the matching, which only illustrates: no figure of a report depends on it.

    cost = cost_field · (1 − similarity) + cost_level · levels over + cost_distance · distance / greatest distance

in thousandths of a point. Urgency is no part of it: it makes tiers.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, radians

import numpy as np

from graph.gaps.compatible import Matcher
from graph.gaps.demand import Demand
from graph.gaps.fields import SAME_FIELD
from graph.gaps.market import Ints, Market
from graph.gaps.requirement import Requirement
from graph.gaps.supply import Supply
from graph.snapshot import Snapshot

POINT = 1000
FIELD, LEVEL, DISTANCE = "100", "15", "60"


def pair_costs(matcher: Matcher, demands: Sequence[Demand], supplies: Sequence[Supply], market: Market) -> Ints:
    """[E] cost of each pair of the market, in its order."""
    version = matcher.version
    by_requirement: dict[int, Ints] = {}
    far = Distances(version)
    districts = [far.of_thing(one.university) for one in matcher.programmes]
    by_district: dict[str | None, Ints] = {}
    cost = np.zeros(len(market.supply), np.int64)
    bounds = market.start.tolist()
    for k, one in enumerate(demands):
        fit = by_requirement.get(id(one.requirement))
        if fit is None:
            fit = by_requirement[id(one.requirement)] = _fit_costs(matcher, one.requirement)
        here = one.row.links.get("district")
        way = by_district.get(here)
        if way is None:
            way = by_district[here] = np.array([far.cost(here, there) for there in districts], np.int64)
        programmes = matcher.programme_of[market.supply[bounds[k] : bounds[k + 1]]]
        cost[bounds[k] : bounds[k + 1]] = (fit + way)[programmes]
    return cost


def _fit_costs(matcher: Matcher, requirement: Requirement) -> Ints:
    """[P] field and level, of the alternative that costs least."""
    parameters, ladders = matcher.version.parameters, matcher.version.ladders
    per_field = parameters.value("cost_field", FIELD) * POINT
    per_level = int(parameters.value("cost_level", LEVEL) * POINT)
    best = np.full(len(matcher.programmes), np.iinfo(np.int64).max // 4, np.int64)
    for one in requirement.alternatives:
        if one.open_to_graduates:
            near = matcher.similarity(one)
            over = np.array([ladders.steps_over(each.level, one.degree) for each in matcher.programmes], np.int64)
            points = (SAME_FIELD - near) * per_field.numerator // (SAME_FIELD * per_field.denominator)
            best = np.where(near > 0, np.minimum(best, points + per_level * over), best)
    return best


class Distances:
    """Ways between districts as a share of the longest one; where a place is unknown, none."""

    def __init__(self, version: Snapshot) -> None:
        self._version = version
        self._places = version.places
        self._points = int(version.parameters.value("cost_distance", DISTANCE) * POINT)
        places = list(self._places.values())
        self._longest = max((_way(one, other) for one in places for other in places), default=0.0)

    def of_thing(self, key: str) -> str | None:
        """The district that a registry gives a university."""
        registered = self._version.registered.get(key)
        return registered.links.get("district") if registered else None

    def cost(self, here: str | None, there: str | None) -> int:
        one, other = self._places.get(here or ""), self._places.get(there or "")
        if one is None or other is None or self._longest == 0:
            return 0
        return round(self._points * _way(one, other) / self._longest)


def _way(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Distance on the ground, in degrees of latitude; cities are small enough for a plane.

    >>> round(_way((120_000_000, 60_000_000), (122_000_000, 60_000_000)), 6)
    1.0
    """
    middle = radians((one[1] + other[1]) / 2e6)
    return hypot((one[0] - other[0]) / 1e6 * cos(middle), (one[1] - other[1]) / 1e6)
