"""The technology demand of the sample city: problems that its firms cannot solve alone."""

from __future__ import annotations

from random import Random

from ingest.sample_city.city import City, Firm
from ingest.sample_city.innovation import Technology, sciences_of
from ingest.sample_city.places import SILENT
from ingest.sample_city.posts import Line
from ingest.sample_city.wording import Cell

ROWS = 250

_NEED_TYPES = (("卡脖子", 20), ("共性", 30), ("新产品", 25), ("工艺", 25))
_STATUS = (("拟发榜", 45), ("已发榜", 25), ("已揭榜", 10), ("攻关中", 12), ("验收", 5), ("流标", 3))
_METRICS = (
    "良率由92%提升至98%",
    "寿命≥20000h",
    "成本下降15%左右",
    "强度≥800MPa",
    "能耗降低10%以上",
    "误差≤0.5μm；重复定位精度≤1μm",
    "达到国际先进水平",
    "填补国内空白",
    "检测速度≥120件/分钟",
    None,
)
_BASIS = ("已有小试样品", "具备中试条件", "已立项，团队12人", "与高校有前期合作", "尚无基础", None)
_BENCHMARK = ("国际先进", "国内领先", "进口产品同等水平", "自主可控", None)
_OWN_WORDS = ("产线专用检测装置开发", "关键工序自动化改造", "进口替代备件研制", "低碳生产线改造", "专用软件开发")


def technology_demands(seed: int, city: City) -> list[Line]:
    """Rows of all districts; two are secret, so that the receipt shows that they are refused."""
    rng = Random(f"{seed} projects")
    firms = [one for one in city.firms if one.district.name != SILENT[1] and one.tier != "规上"]
    lines = [_line(rng, rng.choice(firms), city.technologies, number) for number in range(ROWS)]
    for number in (60, 190):
        lines[number] |= {"secret": "是", "need": "（虚构）涉密需求，不应入库"}
    lines[120]["need"] = None
    lines[210]["trl_now"] = 12
    return lines


def _line(rng: Random, firm: Firm, technologies: tuple[Technology, ...], number: int) -> Line:
    own = [one for one in technologies if one.industry == firm.industry]
    kind = rng.random()
    if kind < 0.82:
        technology = rng.choice(own)
        need = technology.aliases[0] if technology.aliases and rng.random() < 0.3 else technology.name
        sciences, segment = technology.sciences, technology.segment
    else:
        need = f"{rng.choice(firm.segments).words[-1]}{rng.choice(_OWN_WORDS)}"
        sciences, segment = tuple(rng.sample(sciences_of(firm.industry), k=1)), firm.segments[0].name
    now = rng.randint(2, 5)
    budget = rng.choice((200, 300, 500, 800, 1000, 1500, 2000, 5000))
    return {
        "district": firm.district.name,
        "firm": firm.name if rng.random() < 0.9 else firm.name.replace("有限公司", "公司"),
        "firm_code": firm.code if rng.random() < 0.8 else None,
        "industry": firm.segments[0].industry_name,
        "segment": segment,
        "need": need,
        "need_type": _drawn(rng, _NEED_TYPES),
        "fields": "、".join(sciences) if rng.random() < 0.95 else "交叉学科",
        "basis": rng.choice(_BASIS),
        "content": f"（虚构）围绕{need}开展攻关" if rng.random() < 0.7 else None,
        "metrics": rng.choice(_METRICS),
        "benchmark": rng.choice(_BENCHMARK),
        "trl_now": now if rng.random() < 0.85 else f"TRL{now}",
        "trl_target": min(9, now + rng.randint(2, 4)),
        "deadline": _deadline(rng),
        "budget_yuan": budget if rng.random() < 0.9 else f"{budget}万元",
        "bounty_yuan": rng.choice((None, budget // 4, budget // 5, f"{budget // 5}万")),
        "cooperation": rng.choice(("联合攻关", "委托开发", "揭榜挂帅", "人才引进", None)),
        "partners": rng.choice(("沟渠大学", "沟渠理工大学", "不限", None, None)),
        "status": _drawn(rng, _STATUS),
        "secret": rng.choice(("否", "否", "否", None)),
        "contact": f"示例联系人{number:03d}",
        "phone": f"0000-0000{number:03d}",
        "note": None,
    }


def _deadline(rng: Random) -> Cell:
    year, month = rng.choice((2026, 2027, 2028)), rng.randint(1, 12)
    return rng.choice((f"{year}年{month}月", f"{year}年底前", f"{year}/{month}/28", f"{year}.{month}", "“十五五”期间"))


def _drawn(rng: Random, weighted: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]
