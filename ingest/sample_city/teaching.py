"""Programmes of the sample city and their graduates over three years."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from ingest.sample_city.catalogue import Major, majors
from ingest.sample_city.places import LATE_UNIVERSITY, UNIVERSITIES, University
from ingest.sample_city.traps import LEVEL as TRAP_LEVEL
from ingest.sample_city.traps import SCHOOL as TRAP_SCHOOL
from ingest.sample_city.traps import TRAPS


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme and its graduates by year; years that the university does not report are missing.

    `further` and `stay` are rates in per cent, None where the university does not know."""

    university: University
    major: Major
    graduates: dict[int, int]
    further: int | None
    stay: int | None
    trap: bool


def open_programmes(rng: Random) -> tuple[Programme, ...]:
    trapped = {major: heads for trap in TRAPS for major, heads in trap.supply.items()}
    programmes = []
    for major in majors():
        places = [one for one in UNIVERSITIES if major.level in one.grades and major.family in one.families]
        if major.name in trapped and major.level == TRAP_LEVEL:
            school = next(one for one in UNIVERSITIES if one.name == TRAP_SCHOOL)
            heads = trapped[major.name]
            programmes.append(Programme(school, major, {2024: heads - 12, 2025: heads - 5, 2026: heads}, 0, 100, True))
            continue
        chosen = rng.sample(places, k=major.programmes)
        programmes += [_programme(rng, university, major) for university in chosen]
    return tuple(programmes)


_FURTHER = {"大专": (8, 22), "本科": (14, 34), "硕士": (4, 14), "博士": (0, 0)}
_STAY_SHIFT = {"大专": 0, "本科": 0, "硕士": -3, "博士": -6}


def _programme(rng: Random, university: University, major: Major) -> Programme:
    usual = max(3, round(major.seats * university.favour * rng.uniform(0.8, 1.2)))
    graduates = {
        year: max(2, round(usual * (1 + 0.03 * (year - 2026)) + rng.randint(-4, 4))) for year in (2024, 2025, 2026)
    }
    if university.name == LATE_UNIVERSITY:
        del graduates[2026]
    elif rng.random() < 0.05:
        del graduates[2026]  # closed: the last class has left
    if rng.random() < 0.42:
        del graduates[2024]
    if len(graduates) > 1 and rng.random() < 0.20:
        del graduates[2025]
    further = rng.randint(*_FURTHER[major.level])
    stay = round(100 * university.stay) + _STAY_SHIFT[major.level] + rng.randint(-9, 9)
    known = rng.random()
    return Programme(
        university, major, graduates, None if known < 0.12 else further, None if known > 0.92 else stay, False
    )
