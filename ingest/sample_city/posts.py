"""The talent demand of the sample city: who looks for whom, and in what words a district hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from random import Random

from ingest.sample_city import wording
from ingest.sample_city.catalogue import majors_of, market, posts_of, segment
from ingest.sample_city.city import City, Firm
from ingest.sample_city.places import DISTRICTS, SILENT, ZEALOUS
from ingest.sample_city.traps import DISTRICT as TRAP_DISTRICT
from ingest.sample_city.traps import LEVEL as TRAP_LEVEL
from ingest.sample_city.traps import TRAPS
from ingest.sample_city.wording import Cell

ROWS = 2000
OLD_ROWS = 70
"""Rows of 龙渠市's list of 2025; it has not sent that of 2026."""
SHARED_ROWS = 20
"""Posts that two districts report."""

Line = dict[str, Cell]

_OFFICE = (
    ("工商", 7),
    ("国贸", 2),
    ("物流", 3),
    ("电商", 1),
    ("安全", 1),
    ("环境", 1),
    ("金融", 1),
    ("管理", 1),
    ("法学", 1),
    ("外语", 1),
    ("土木", 1),
)
_LEVELS = (("博士", 6), ("硕士", 22), ("本科", 45), ("大专", 27))
_RANKS = {"博士": "研发", "硕士": "研发", "本科": "工程", "大专": "技能"}
_HEADS = {"博士": (1, 2, 1.0), "硕士": (1, 8, 1.3), "本科": (1, 14, 1.6), "大专": (2, 30, 2.0)}
_URGENCY = (("特别紧缺", 14), ("紧缺", 34), ("一般", 46), ("极度紧缺", 1), ("较紧缺", 2), (None, 3))
_POST_TYPES = {"研发": "专业技术", "工程": "专业技术", "技能": "技能操作"}
_NOTES = (
    "可提供人才公寓",
    "需适应倒班",
    "优先考虑本地生源",
    "有同类企业经验者优先",
    "虚构示例，咨询 demo@example.invalid",
)
_FIRM_WEIGHT = {"链主": 6, "单项冠军": 4, "专精特新": 3, "高企": 2, "规上": 2}


def talent_demands(seed: int, city: City) -> dict[str, list[Line]]:
    """Rows by district, those of one firm together; the year is 2026, of 龙渠市 2025."""
    sizes = _sizes(city)
    lines = {name: _district(Random(f"{seed} posts {name}"), city, name, size) for name, size in sizes.items()}
    _share(Random(f"{seed} shared posts"), lines)
    _spoil(Random(f"{seed} faults"), lines)
    return lines


def _sizes(city: City) -> dict[str, int]:
    """Rows per district in proportion to its firms; traps, shared posts and the old list come out of the total."""
    firms = {
        one.name: sum(firm.district.name == one.name for firm in city.firms)
        for one in DISTRICTS
        if one.name not in SILENT
    }
    left = ROWS - OLD_ROWS - SHARED_ROWS - sum(len(trap.posts) for trap in TRAPS)
    sizes = {name: left * own // sum(firms.values()) for name, own in firms.items()}
    first = next(iter(sizes))
    sizes[first] += left - sum(sizes.values())
    return {**sizes, SILENT[0]: OLD_ROWS}


def _district(rng: Random, city: City, district: str, size: int) -> list[Line]:
    trapped = {post.firm for trap in TRAPS for post in trap.posts}
    firms = [one for one in city.firms if one.district.name == district and one.name not in trapped]
    chosen = rng.choices(firms, [_FIRM_WEIGHT[one.tier] for one in firms], k=size)
    year = 2025 if district == SILENT[0] else 2026
    numbers = count(1)
    lines = [_line(rng, firm, district, year, next(numbers)) for firm in firms for _ in range(chosen.count(firm))]
    if district == TRAP_DISTRICT:
        lines += _trap_lines(city)
    return lines


def _line(rng: Random, firm: Firm, district: str, year: int, number: int) -> Line:
    vacancy = rng.random() < 0.13
    family, level = _profile(rng, firm)
    rank = _RANKS[level]
    names = posts_of(family, rank) or posts_of(family, "工程") or posts_of(family, "研发")
    work = rng.choice(firm.segments)
    fields = wording.fields(rng, family, level, wide=0.05 if vacancy else 0.012)
    lowest, highest, skew = _HEADS[level]
    posts = lowest + int((highest - lowest + 1) * rng.random() ** skew)
    heads: Cell = wording.heads(rng, posts)
    degree: Cell = wording.degree(rng, level)
    if level == "硕士" and posts >= 3 and rng.random() < 0.08:
        heads, degree = f"博士1、硕士{posts - 1}", "硕士及以上"
    elif rng.random() < 0.012:
        degree = None
    line: Line = {
        **_employer(rng, firm, district),
        "segment": rng.choice(work.words) if rng.random() < 0.3 else work.name,
        "post": rng.choice(names) + (f"（{work.words[-1]}）" if rng.random() < 0.25 else ""),
        "post_type": _POST_TYPES[rank],
        "headcount": heads,
        "level": degree,
        "fields": fields,
        "title": rng.choice(("副高及以上", "中级", "工程师", "高级工程师"))
        if rng.random() < (0.03 if level in ("硕士", "博士") else 0.004)
        else None,
        "skill": rng.choice(("高级工及以上", "技师", "中级工及以上"))
        if level == "大专" and rng.random() < 0.02
        else None,
        "salary": wording.pay(rng, level),
        "mode": "柔性" if level == "博士" and rng.random() < 0.3 else rng.choice(("全职", "全职", "全职", None)),
        "urgency": _urgency(rng, district),
        "shortage_type": rng.choice(("数量不足", "质量不匹配", "结构性紧缺", None)),
        "start": wording.start(rng, year),
        "kind": "现有空缺" if vacancy else ("年度计划" if rng.random() < 0.9 else None),
        **_contact(number),
        "note": rng.choice(_NOTES) if rng.random() < 0.12 else None,
    }
    return line


def _profile(rng: Random, firm: Firm) -> tuple[str, str]:
    """A family of majors and a level at which the catalogues have it."""
    families = market(firm.industry) if rng.random() < 0.86 else _OFFICE
    family = rng.choices([one for one, _ in families], [weight for _, weight in families])[0]
    level = rng.choices([one for one, _ in _LEVELS], [weight for _, weight in _LEVELS])[0]
    possible = [one for one in (level, "本科", "大专", "硕士") if majors_of(family, "硕士" if one == "博士" else one)]
    return family, possible[0]


def _employer(rng: Random, firm: Firm, district: str) -> Line:
    place = next(one for one in DISTRICTS if one.name == district)
    spelling = rng.random()
    name = firm.name
    if spelling < 0.08:
        name = name.replace("有限公司", "公司") if "有限公司" in name else name.replace("有限责任公司", "公司")
    elif spelling < 0.13 and firm.aliases:
        name = firm.aliases[0]
    elif spelling < 0.17:
        name = f"{firm.name} "
    aliases = [one for one in place.aliases.split("；") if "（" not in one]
    work = firm.segments[0]
    return {
        "district": rng.choice(aliases) if rng.random() < 0.06 else district,
        "firm": name,
        "firm_code": firm.code if firm.code and rng.random() < 0.85 else None,
        "firm_tier": firm.tier,
        "industry": rng.choice(work.industry_aliases) if rng.random() < 0.12 else work.industry_name,
    }


def _urgency(rng: Random, district: str) -> str | None:
    if district == ZEALOUS and rng.random() < 0.9:
        return "特别紧缺"
    return rng.choices([one for one, _ in _URGENCY], [weight for _, weight in _URGENCY])[0]


def _contact(number: int) -> Line:
    """Columns that must never enter a store, filled with what can belong to nobody."""
    return {
        "contact": f"示例联系人{number:03d}",
        "phone": f"0000-0000{number:03d}",
        "email": f"demo{number:03d}@example.invalid",
    }


def _trap_lines(city: City) -> list[Line]:
    lines: list[Line] = []
    for trap in TRAPS:
        for post in trap.posts:
            firm = next(one for one in city.firms if one.name == post.firm)
            work = segment(post.segment)
            lines.append(
                {
                    "district": TRAP_DISTRICT,
                    "firm": firm.name,
                    "firm_code": firm.code,
                    "firm_tier": firm.tier,
                    "industry": work.industry_name,
                    "segment": work.name,
                    "post": post.post,
                    "post_type": "技能操作",
                    "headcount": post.headcount,
                    "level": f"仅限{TRAP_LEVEL}",
                    "fields": "、".join(post.majors),
                    "urgency": "紧缺",
                    "kind": "年度计划",
                    **_contact(900 + len(lines)),
                    "note": "虚构示例",
                }
            )
    return lines


def _share(rng: Random, lines: dict[str, list[Line]]) -> None:
    """Some posts are reported by the district of the seat and by the one of the plant."""
    reporting = [name for name in lines if name != SILENT[0]]
    taken: set[int] = set()
    while len(taken) < SHARED_ROWS:
        source, other = rng.sample(reporting, k=2)
        line = rng.choice(lines[source])
        if id(line) in taken or line["note"] == "虚构示例" or not line["firm_code"] or not line["fields"]:
            continue
        twin = {**line, "note": "同一岗位由两地分别填报", **_contact(800 + len(taken))}
        taken.add(id(line))
        lines[other].append(twin)


def _spoil(rng: Random, lines: dict[str, list[Line]]) -> None:
    """A few rows that nobody can read, and cells that say 同上."""
    faults: Sequence[Cell] = (-2, "#REF!", 0, "3000人次", "另行报送", "#REF!", -1, "两千家", 0, "3000人次")
    for name in lines:
        plain = [line for line in lines[name] if line["note"] is None]
        if len(plain) > 10 and name != SILENT[0]:
            rng.choice(plain)["headcount"] = rng.choice(faults)
            for line in rng.sample(plain[1:], k=3):
                line["shortage_type"] = "同上"
