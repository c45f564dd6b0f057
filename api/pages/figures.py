"""Numbers as pages print them."""

from __future__ import annotations

from fractions import Fraction

from graph.gaps.supply import PERSON

Exact = int | Fraction


def whole(thousandths: Exact) -> int:
    """Posts or persons, rounded half up.

    >>> whole(1500), whole(Fraction(4_366_499))
    (2, 4366)
    """
    value = Fraction(thousandths, PERSON)
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def grouped(number: int) -> str:
    """
    >>> grouped(10411), grouped(-86)
    ('10,411', '−86')
    """
    return f"{number:,}".replace("-", "−")


def round_number(thousandths: Exact) -> str:
    """To whole posts.

    >>> round_number(4_366_900)
    '4,367'
    """
    return grouped(whole(thousandths))


def tenth(thousandths: Exact | float) -> str:
    """To one decimal, without one where it is zero.

    >>> tenth(6_340), tenth(14_000), tenth(1_000_040)
    ('6.3', '14', '1,000')
    """
    value = Fraction(thousandths) / PERSON
    tenths = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return grouped(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:,.1f}"


def exact(thousandths: Exact) -> str:
    """All three decimals that there are: what is printed so can be added up.

    >>> exact(40_825), exact(84_000), exact(1_234_500)
    ('40.825', '84', '1,234.5')
    """
    value = round(Fraction(thousandths))
    people, rest = divmod(value, PERSON)
    return grouped(people) if not rest else f"{people:,}.{rest:03d}".rstrip("0")


def per_cent(part: Exact, of: Exact) -> int:
    """Per cent, rounded half up; 0 of nothing is 0.

    >>> per_cent(1, 8), per_cent(0, 0)
    (13, 0)
    """
    return (200 * part * 1 + of) // (2 * of) if of else 0


def per_ten(ratio: Fraction) -> str:
    """How many of ten posts are filled.

    >>> per_ten(Fraction(12, 55)), per_ten(Fraction(4, 13_111))
    ('2.2', '<0.1')
    """
    return "<0.1" if 0 < ratio < Fraction(1, 200) else tenth(ratio * 10 * PERSON)
