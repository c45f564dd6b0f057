"""Small cities as arrays, and the fair split by its definition: brute force over subsets, with fractions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
from hypothesis import strategies as st

from graph.gaps.fair import FairSplit, fair_split


@dataclass(frozen=True)
class City:
    """A tiny market in plain lists."""

    capacity: tuple[int, ...]
    headcount: tuple[int, ...]
    tier: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]

    @cached_property
    def split(self) -> FairSplit:
        return split_of(self)

    def accepts(self, demands):
        return {i for i, j in self.pairs if j in demands}

    def cap(self, supplies):
        return sum(self.capacity[i] for i in supplies)

    def posts(self, demands):
        return sum(self.headcount[j] for j in demands)


def split_of(city, order=None):
    pairs = list(order or city.pairs)
    return fair_split(city.capacity, city.headcount, city.tier, [i for i, _ in pairs], [j for _, j in pairs])


def ratios(split):
    return [Fraction(int(n), int(d)) for n, d in zip(split.numerator, split.denominator, strict=True)]


def report_of(split):
    """All that a split says, as plain values."""
    return ratios(split), split.band.tolist(), split.served_total, [
        (b.tier, b.ratio, b.members.tolist(), b.certificate_demands.tolist(), b.certificate_supplies.tolist())
        for b in split.bands
    ]  # fmt: skip


# --- the definition, by brute force ---------------------------------------------------------------------------------


def subsets(items):
    items = list(items)
    for bits in product((False, True), repeat=len(items)):
        yield frozenset(x for x, bit in zip(items, bits, strict=True) if bit)


def servable(city):
    """f(X): the most that a set of demands can be served, by min cut over its subsets."""
    every = list(subsets(range(len(city.headcount))))
    tight = {x: city.cap(city.accepts(x)) for x in every}
    return {x: min(tight[y] + city.posts(x - y) for y in every if y <= x) for x in every}


def ratios_by_definition(city):
    """Raise all ratios of a tier together; whoever stands in a set that can take no more stays where it is."""
    most = servable(city)
    ratio: dict[int, Fraction] = {j: Fraction(1) for j, h in enumerate(city.headcount) if h == 0}
    for tier in sorted(set(city.tier), reverse=True):
        rising = {j for j, t in enumerate(city.tier) if t == tier and j not in ratio}
        while rising:
            limit = Fraction(1)
            for x, f in most.items():
                if x & rising:
                    held = sum(city.headcount[j] * ratio.get(j, 0) for j in x - rising)
                    limit = min(limit, Fraction(f - held) / city.posts(x & rising))
            full = set(rising) if limit == 1 else set()
            for x, f in most.items():
                held = sum(city.headcount[j] * (limit if j in rising else ratio.get(j, 0)) for j in x)
                if held == f:
                    full |= x & rising
            ratio.update(dict.fromkeys(full, limit))
            rising -= full
    return [ratio[j] for j in range(len(city.headcount))]


def bands_by_definition(city, ratio):
    """Bands and certificates word for word."""
    unmet = {j for j, r in enumerate(ratio) if r < 1}
    level = {j: (-city.tier[j], ratio[j]) for j in unmet}
    belongs = {
        i: min(level[j] for j in unmet if (i, j) in city.pairs)
        for i, cap in enumerate(city.capacity)
        if cap > 0 and any((i, j) in city.pairs for j in unmet)
    }

    def joined(a, b):
        if level[a] != level[b]:
            return False
        shared = {i for i in belongs if (i, a) in city.pairs and (i, b) in city.pairs}
        if ratio[a] == 0:
            none = [not any((i, j) in city.pairs for i in belongs) for j in (a, b)]
            return all(none) or bool(shared)
        return any(belongs[i] == level[a] for i in shared)

    found = []
    for j in sorted(unmet, key=lambda j: (*level[j], j)):
        if not any(j in band for band in found):
            band = {j}
            while more := {b for b in unmet - band if any(joined(a, b) for a in band)}:
                band |= more
            found.append(band)
    served = [h * r for h, r in zip(city.headcount, ratio, strict=True)]
    used_up = [
        x for x in subsets(j for j, h in enumerate(city.headcount) if h)
        if sum(served[j] for j in x) == city.cap(city.accepts(x))
    ]  # fmt: skip
    result = []
    for band in found:
        # The smallest set that holds the band and uses up everything that may serve it.
        proof = frozenset.intersection(*(x for x in used_up if band <= x))
        j = min(band)
        result.append((city.tier[j], ratio[j], sorted(band), sorted(proof), sorted(city.accepts(proof))))
    return result


# --- instances --------------------------------------------------------------------------------------------------------


def random_city(seed, scale=1):
    random = Random(seed)
    supplies, demands, tiers = random.randint(0, 4), random.randint(1, 5), random.randint(1, 3)
    density = random.choice([0.2, 0.4, 0.7])
    return City(
        tuple(scale * random.randint(0, 9) for _ in range(supplies)),
        tuple(scale * random.choice([0, *range(1, 8)]) for _ in range(demands)),
        tuple(random.randint(1, tiers) for _ in range(demands)),
        tuple((i, j) for i in range(supplies) for j in range(demands) if random.random() < density),
    )


@st.composite
def cities(draw, most=9):
    supplies, demands = draw(st.integers(1, 5)), draw(st.integers(1, 7))
    return City(
        tuple(draw(st.lists(st.integers(0, most), min_size=supplies, max_size=supplies))),
        tuple(draw(st.lists(st.integers(0, most), min_size=demands, max_size=demands))),
        tuple(draw(st.lists(st.integers(1, 3), min_size=demands, max_size=demands))),
        tuple(sorted(draw(st.sets(st.tuples(st.integers(0, supplies - 1), st.integers(0, demands - 1)))))),
    )


def wider_city(seed, programmes=60, demands=500):
    """A city that no brute force could check: shared fields, three tiers, a fifth too few graduates."""
    rng = np.random.default_rng(seed)
    home = rng.integers(0, programmes, demands)
    pairs = {(int(i), j) for j in range(demands) for i in (home[j] + rng.integers(0, 6, 4)) % programmes}
    headcount = rng.integers(1, 40, demands)
    capacity = rng.integers(0, 2 * int(0.8 * headcount.sum() / programmes), programmes)
    return City(
        tuple(capacity.tolist()), tuple(headcount.tolist()), tuple(rng.choice([1, 2, 5], demands).tolist()),
        tuple(sorted(pairs)),
    )  # fmt: skip


def recorded(shared: Path) -> Iterator[tuple[City, dict]]:
    for name in ("fair_gap.jsonl", "fair_gap_tiered.jsonl"):
        for line in (shared / "oracle" / name).read_text(encoding="utf-8").splitlines():
            o = json.loads(line)
            pairs = tuple((i, j) for i, j in o["edges"])
            yield City(tuple(o["capacity"]), tuple(o["headcount"]), tuple(o["tier"]), pairs), o
