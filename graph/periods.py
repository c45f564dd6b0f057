"""Periods of submissions: YYYY, YYYY-Hn, YYYY-Qn, YYYY-MM."""

from __future__ import annotations


def year_of(period: str) -> int | None:
    """The first four digits.

    >>> year_of("2024-Q3"), year_of("")
    (2024, None)
    """
    year = period[:4]
    return int(year) if len(year) == 4 and year.isdecimal() else None


def lateness(period: str) -> tuple[int, int]:
    """Sorts periods: the later end is the later one; with the same end the longer.

    >>> sorted(["2024", "2023", "2024-12", "2024-H1", "2024-Q4"], key=lateness)
    ['2023', '2024-H1', '2024-12', '2024-Q4', '2024']
    """
    year = year_of(period)
    if year is None:
        return 0, 0
    part = period[5:]
    if part[:1] == "H":
        months, last = 6, 6 * int(part[1:])
    elif part[:1] == "Q":
        months, last = 3, 3 * int(part[1:])
    elif part:
        months, last = 1, int(part)
    else:
        months, last = 12, 12
    return 12 * year + last, months
