"""The fair split: urgency-tiered lexicographic max-min served ratios, exact, unique and independent of row order.

Posts that compete for the same graduates share them in the same proportion; more urgent posts come first. The split
costs no post in total: what is served adds up to the maximum flow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from graph.gaps.bands import Band, Exchange, find_bands
from graph.gaps.levels import solve_levels
from graph.gaps.market import Ints, IntsLike, Market
from graph.gaps.quotient import quotient


@dataclass(frozen=True, eq=False)
class FairSplit:
    """How many of its posts every demand gets, and why no more.

    Attributes:
        numerator, denominator: [D] served ratio, lowest terms; 1/1 where headcount is 0.
        band: [D] number of the demand's band, −1 where it is fully served.
        bands: highest tier first, then lowest ratio, then smallest demand number.
        served_total: people served in all; equals the maximum flow.
        headcount_total: people asked for in all.
        market: the arrays that were split, checked and sorted.
        exchange: who could pass a graduate on to whom.
    """

    numerator: Ints
    denominator: Ints
    band: Ints
    bands: tuple[Band, ...]
    served_total: int
    headcount_total: int
    market: Market = field(repr=False)
    exchange: Exchange = field(repr=False)

    @property
    def gap_total(self) -> int:
        """U*: people short in all."""
        return self.headcount_total - self.served_total

    def served(self, demand: int) -> Fraction:
        """People that one demand gets."""
        return int(self.market.headcount[demand]) * Fraction(int(self.numerator[demand]), int(self.denominator[demand]))

    def unmet(self, demand: int) -> Fraction:
        """People that one demand is short of."""
        return int(self.market.headcount[demand]) - self.served(demand)


def fair_split(
    capacity: IntsLike, headcount: IntsLike, tier: IntsLike, supply: IntsLike, demand: IntsLike
) -> FairSplit:
    """Split programmes over demands.

    One programme with 100 graduates, two demands of 80 that accept it:

    >>> split = fair_split([100], [80, 80], [1, 1], [0, 0], [0, 1])
    >>> split.gap_total, split.served(0), split.bands[0].ratio
    (60, Fraction(50, 1), Fraction(5, 8))

    Args:
        capacity: [P] people that each programme can place, any unit (thousandths in reports).
        headcount: [D] people asked for, same unit.
        tier: [D] urgency; higher is served first.
        supply, demand: [E] compatible pairs, any order; a pair given twice counts once.

    Raises:
        BadArgument: see Market.of.
        SolverError: a maximum flow did not end as it must.
    """
    return split_market(Market.of(capacity, headcount, tier, supply, demand))


def split_market(market: Market) -> FairSplit:
    """As fair_split, for arrays that are checked already."""
    q = quotient(market)
    unit = max(1, int(np.gcd.reduce(np.concatenate([market.capacity, q.entry_headcount]))))
    levels = solve_levels(q.in_units_of(unit), market.capacity // unit)
    found = find_bands(market, q, levels)
    entry = q.entry_of  # −1, headcount 0, reads the value appended
    return FairSplit(
        numerator=np.append(found.numerator, 1)[entry],
        denominator=np.append(found.denominator, 1)[entry],
        band=np.append(found.band, -1)[entry],
        bands=found.bands,
        served_total=levels.total * unit,
        headcount_total=int(market.headcount.sum()),
        market=market,
        exchange=found.exchange,
    )
