"""The registries of the sample city: the things that its lists speak of, and who is expected to report."""

from __future__ import annotations

from datetime import date

from ingest.columns import CHINESE
from ingest.sample_city.city import City
from ingest.sample_city.places import DISTRICTS, UNIVERSITIES
from ingest.sample_city.posts import Line

TALENT_OFFICE = "沟渠市人才工作办公室"
SCIENCE_OFFICE = "沟渠市科学技术局"
LABOUR_OFFICE = "沟渠市人力资源和社会保障局"


def sender_of(district: str) -> str:
    """The office that sends a district's lists."""
    return f"{district}人才办"


def registries(city: City) -> dict[str, list[Line]]:
    """Rows by list id."""
    return {
        "districts": [
            {"code": one.code, "name": one.name, "aliases": one.aliases, "lon_ppm": one.lon, "lat_ppm": one.lat}
            for one in DISTRICTS
        ],
        "firms": [
            {
                "code": one.code or None,
                "name": one.name,
                "aliases": "；".join(one.aliases) or None,
                "tier": one.tier,
                "district": one.district.name,
                "segments": "；".join(work.name for work in one.segments),
            }
            for one in city.firms
        ],
        "universities": [
            {"code": one.code, "name": one.name, "aliases": one.aliases, "district": one.district, "level": one.top}
            for one in UNIVERSITIES
        ],
        "technologies": [
            {
                "name": one.name,
                "aliases": "；".join(one.aliases) or None,
                "fields": "、".join(one.sciences),
                "segment": one.segment,
            }
            for one in city.technologies
        ],
        "labs": [
            {
                "name": one.name,
                "level": one.level,
                "host": one.host,
                "fields": "、".join(one.sciences),
                "technologies": "；".join(one.technologies),
                "capacity": one.capacity,
                "district": one.district,
            }
            for one in city.labs
        ],
        "talents": [
            {
                "code": one.code,
                "name": one.name,
                "level": one.level,
                "expertise": "；".join(one.expertise),
                "unit": one.unit,
                "share_ppm": f"{one.share}%",
                "mode": one.mode,
            }
            for one in city.talents
        ],
        "aliases": _aliases(),
        "senders": _senders(),
    }


def _aliases() -> list[Line]:
    spoken = (
        ("industry", "装备制造业", "高端装备", None, None),
        ("industry", "医药产业", "生物医药", None, None),
        ("industry", "化工产业", "绿色石化", None, None),
        ("district", "渠口县", "渠口市", date(1990, 1, 1), date(2018, 12, 31)),
        ("district", "中河经济开发区", "中河新区", date(2009, 7, 1), None),
        ("university", "沟渠工学院", "沟渠理工大学", date(1978, 1, 1), None),
    )
    return [
        {
            "kind": kind,
            "alias": alias,
            "canonical": canonical,
            "valid_from": first,
            "valid_to": last,
            "source": "虚构示例",
        }
        for kind, alias, canonical, first, last in spoken
    ]


def _senders() -> list[Line]:
    expected: list[Line] = []
    for one in DISTRICTS:
        office = sender_of(one.name)
        expected.append({"sender": office, "lists": CHINESE["talent"], "due": date(2026, 3, 31), "district": one.name})
        expected.append(
            {"sender": office, "lists": CHINESE["technology"], "due": date(2026, 4, 15), "district": one.name}
        )
    expected += [
        {"sender": one.name, "lists": CHINESE["training"], "due": date(2026, 3, 31), "district": one.district}
        for one in UNIVERSITIES
    ]
    expected.append({"sender": LABOUR_OFFICE, "lists": CHINESE["training"], "due": date(2026, 4, 30), "district": None})
    return expected
