"""The proof of a shortage, re-added without the solver.

A certificate is a set T of demands. Everything that can serve them is N(T), read from the pairs. When
h(T) − cap(N(T)) equals what T goes short of in the split, no other split could have served T better.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from graph.gaps.bands import Band
from graph.gaps.fair import FairSplit
from graph.gaps.market import Ints, distinct


@dataclass(frozen=True, eq=False)
class Addition:
    """One certificate added up.

    Attributes:
        headcount: h(T), what the demands of T ask for.
        capacity: cap(N(T)), all that can serve them.
        unmet: what T goes short of in the split.
        supplies: N(T), sorted.
    """

    headcount: int
    capacity: int
    unmet: Fraction
    supplies: Ints

    @property
    def holds(self) -> bool:
        return self.headcount - self.capacity == self.unmet


def add_up(split: FairSplit, demands: Ints) -> Addition:
    """Add up a set of demands by plain addition over the pairs.

    >>> from graph.gaps.fair import fair_split
    >>> sum_of = add_up(fair_split([100], [80, 80], [1, 1], [0, 0], [0, 1]), np.array([0, 1]))
    >>> sum_of.headcount, sum_of.capacity, sum_of.unmet, sum_of.holds
    (160, 100, Fraction(60, 1), True)
    """
    market = split.market
    inside = np.zeros(len(market.headcount), np.bool_)
    inside[demands] = True
    supplies = distinct(market.supply[inside[market.demand]])
    unmet: dict[tuple[int, int], int] = {}
    ratios = zip(split.numerator[demands].tolist(), split.denominator[demands].tolist(), strict=True)
    headcounts = market.headcount[demands].tolist()
    for ratio, headcount in zip(ratios, headcounts, strict=True):
        unmet[ratio] = unmet.get(ratio, 0) + headcount
    return Addition(
        headcount=sum(headcounts),
        capacity=sum(market.capacity[supplies].tolist()),
        unmet=sum((people * (1 - Fraction(*ratio)) for ratio, people in unmet.items()), Fraction(0)),
        supplies=supplies,
    )


def certificate_holds(split: FairSplit, band: Band) -> bool:
    """Whether the certificate of a band adds up, covers the band and names exactly the programmes of the pairs."""
    addition = add_up(split, band.certificate_demands)
    return (
        addition.holds
        and np.array_equal(addition.supplies, band.certificate_supplies)
        and bool(np.isin(band.members, band.certificate_demands).all())
    )
