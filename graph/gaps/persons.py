"""Exact thousandths of persons as the numbers that a report prints."""

from __future__ import annotations

from fractions import Fraction

from graph.gaps.supply import PERSON

Exact = int | Fraction


def persons(thousandths: Exact) -> int | float:
    """Whole persons as an integer, else 3 decimals, rounded half to even.

    >>> persons(60_000), persons(Fraction(100_000, 3)), persons(Fraction(3, 2))
    (60, 33.333, 0.002)
    """
    near = thousandths if isinstance(thousandths, int) else _nearest(thousandths.numerator, thousandths.denominator)
    return near // PERSON if near % PERSON == 0 else near / PERSON


def people(exact: Exact) -> int | float:
    """As persons, for what is counted in persons already.

    >>> people(Fraction(1, 3)), people(Fraction(4, 2))
    (0.333, 2)
    """
    near = _nearest(PERSON * exact.numerator, exact.denominator)
    return near // PERSON if near % PERSON == 0 else near / PERSON


def _nearest(numerator: int, denominator: int) -> int:
    whole, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and whole % 2):
        return whole + 1
    return whole


def tenths(thousandths: float) -> int | float:
    """What is only known as a float, to one decimal.

    >>> tenths(507_026_571.4), tenths(20_000.0)
    (507026.6, 20)
    """
    rounded = round(thousandths / PERSON, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def ratio(one: Fraction) -> list[int]:
    """Numerator and denominator.

    >>> ratio(Fraction(4, 6))
    [2, 3]
    """
    return [one.numerator, one.denominator]
