"""The training lists of the sample city: what its universities deliver and what employers ask them to deliver."""

from __future__ import annotations

from random import Random

from ingest.sample_city.catalogue import majors_of, market
from ingest.sample_city.city import City
from ingest.sample_city.places import DISTRICTS, UNIVERSITIES
from ingest.sample_city.posts import Line
from ingest.sample_city.teaching import Programme
from ingest.sample_city.wording import Cell

ROWS = 600
YEARS = (2024, 2025, 2026)

_LEVELS = {
    "本科": ("本科", "本科", "普通本科", "大学本科"),
    "硕士": ("硕士", "硕士研究生"),
    "博士": ("博士", "博士研究生"),
    "大专": ("大专", "高职", "专科", "高职专科"),
}
_YEARS_OF_STUDY: dict[str, Cell] = {"本科": "四年", "硕士": 3, "博士": 4, "大专": "三年"}
_EDITIONS = {"本科": "2024", "硕士": "2022", "博士": "2022", "大专": "2021"}
_MARKET_OF_FAMILY = {"机械": "C1", "汽车": "C3", "自动化": "C1", "化工": "C4", "食品": "C6", "电子": "C5", "材料": "C8"}

RATE_STYLES = {
    "沟渠大学": "sign",
    "沟渠理工大学": "number",
    "沟渠海洋大学": "fraction",
    "沟渠医药大学": "sign",
    "沟渠学院": "number",
}
"""How a university writes a rate: 62%, 62, or the fraction 0.62; the colleges write the sign."""


def training_offers(seed: int, city: City) -> dict[str, list[Line]]:
    """Offers of three years by university, those of one programme together."""
    rng = Random(f"{seed} offers")
    lines: dict[str, list[Line]] = {one.name: [] for one in UNIVERSITIES}
    for programme in city.programmes:
        own = lines[programme.university.name]
        own += [_offer(rng, city, programme, year) for year in YEARS if year in programme.graduates]
    return lines


def training_requests(seed: int, city: City, offers: int) -> list[Line]:
    """What employers and districts ask for; as many rows as make up the full list."""
    rng = Random(f"{seed} requests")
    return [_request(rng, city) for _ in range(ROWS - offers)]


def _offer(rng: Random, city: City, programme: Programme, year: int) -> Line:
    major, university = programme.major, programme.university
    graduates = programme.graduates[year]
    plan = max(2, round(graduates * rng.uniform(1.0, 1.15)))
    style = RATE_STYLES.get(university.name, "sign")
    reserved = _partner(rng, city, programme) if graduates >= 40 and year == YEARS[-1] and rng.random() < 0.05 else None
    partner = _partner(rng, city, programme) if rng.random() < 0.10 else None
    closed = YEARS[-1] not in programme.graduates
    heads: Cell = graduates if programme.trap or rng.random() > 0.03 else f"{graduates}人"
    return {
        "type": "供给",
        "school": university.name,
        "school_code": university.code,
        "level": major.level if programme.trap else rng.choice(_LEVELS[major.level]),
        "major": major.name,
        "major_code": major.code,
        "edition": _EDITIONS[major.level],
        "duration": _YEARS_OF_STUDY[major.level],
        "year": year,
        "plan": plan,
        "admitted": max(1, plan - rng.randint(0, 3)),
        "enrolled": round(graduates * rng.uniform(2.8, 4.1)),
        "graduates": heads,
        "further_ppm": _rate(programme.further, style),
        "placed_ppm": _rate(rng.randint(78, 97), style),
        "retention_ppm": _rate(programme.stay, style),
        "reserved_for": reserved,
        "reserved_seats": rng.choice((10, 15, 20)) if reserved else None,
        "run_with": partner,
        "status": "停招" if closed else rng.choice(("在招",) * 12 + ("新增", "预警")),
        "note": None,
    }


def _rate(percent: int | None, style: str) -> Cell:
    if percent is None:
        return None
    if style == "sign":
        return f"{percent}%"
    return percent / 100 if style == "fraction" else percent


def _partner(rng: Random, city: City, programme: Programme) -> str | None:
    """A firm that works in the programme's field."""
    if programme.trap:
        return None
    families = {one.industry: {family for family, _ in market(one.industry)} for one in city.firms}
    fitting = [
        one.name for one in city.firms if programme.major.family in families[one.industry] and one.tier != "规上"
    ]
    return rng.choice(fitting) if fitting else None


def _request(rng: Random, city: City) -> Line:
    firm = rng.choice(city.firms[4:])
    family, _ = rng.choice(market(firm.industry))
    level = rng.choice([one for one in ("大专", "本科", "硕士") if majors_of(family, one)])
    major = rng.choice(majors_of(family, level))
    wants = [one.name for one in UNIVERSITIES if level in one.grades and family in one.families]
    asked = firm.name if rng.random() < 0.8 else rng.choice(DISTRICTS).name
    return {
        "type": "需求",
        "sponsor": asked,
        "level": level,
        "major": major.name if rng.random() < 0.8 else major.class_name,
        "year": rng.choice((2026, 2026, 2027)),
        "headcount": rng.choice((10, 20, 30, 40, "30-50", "20人左右", "若干")),
        "wants": rng.choice(wants) if wants and rng.random() < 0.6 else None,
        "training_mode": rng.choice(("定向", "联合", "订单")),
        "note": None,
    }
