"""The city behind the workbooks: its firms, programmes, technologies, labs and people, drawn from one seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from ingest.sample_city.catalogue import Segment, segment, segments
from ingest.sample_city.innovation import Lab, Talent, Technology, found_labs, invent_technologies, name_talents
from ingest.sample_city.places import DISTRICTS, District
from ingest.sample_city.teaching import Programme, open_programmes
from ingest.sample_city.traps import DISTRICT as TRAP_DISTRICT
from ingest.sample_city.traps import TRAPS

FIRMS = 400
ORGANISATION_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
TIERS = (("链主", 3), ("单项冠军", 6), ("专精特新", 22), ("高企", 30), ("规上", 39))

_HEADS = "渠沟湾浦洼汀埠圩澜泊溪滩"
_TAILS = "川航星远力源科维拓锐瀚峰禾盛泰辰朗岳"
_TRADES = {
    "C1": "精密机械 数控装备 液压科技 智能机器人 重工机械 传动部件",
    "C2": "生物制药 医疗器械 药业 生物科技 医药研究",
    "C3": "汽车零部件 新能源汽车 电驱动 车身制造 汽车电子",
    "C4": "化学 新材料 石化 精细化工 催化材料",
    "C5": "电子 微电子 光电科技 软件 半导体材料",
    "C6": "食品 酒业 生物发酵 冷链食品 粮油",
    "C7": "航空结构件 空天动力 卫星科技 航空复材 火箭装备",
    "C8": "铜业 铝材 黄金冶炼 贵金属材料 有色装备",
    "C9": "新能源 核电装备 风电部件 储能科技 电力工程",
    "E1": "人工智能 智能算力 视觉科技 数据科技",
    "E2": "海洋装备 海洋牧场 船舶重工 海洋生物 港航物流",
    "E3": "无人机 低空科技 通用航空",
}
_INDUSTRY_WEIGHTS = {
    "C1": 15,
    "C2": 12,
    "C3": 10,
    "C4": 12,
    "C5": 12,
    "C6": 9,
    "C7": 5,
    "C8": 8,
    "C9": 8,
    "E1": 6,
    "E2": 5,
    "E3": 3,
}
_FORMS = (("有限公司", 66), ("股份有限公司", 16), ("集团有限公司", 8), ("有限责任公司", 10))


@dataclass(frozen=True, slots=True)
class Firm:
    name: str
    code: str
    aliases: tuple[str, ...]
    tier: str
    district: District
    segments: tuple[Segment, ...]

    @property
    def industry(self) -> str:
        return self.segments[0].industry


@dataclass(frozen=True, slots=True)
class City:
    firms: tuple[Firm, ...]
    programmes: tuple[Programme, ...]
    technologies: tuple[Technology, ...]
    labs: tuple[Lab, ...]
    talents: tuple[Talent, ...]


def build_city(seed: int) -> City:
    firms = _found_firms(Random(f"{seed} firms"))
    technologies = invent_technologies(Random(f"{seed} technologies"))
    hosts = tuple((one.name, one.industry, one.district.name) for one in firms if one.tier != "规上" and one.code)
    labs = found_labs(Random(f"{seed} labs"), hosts, technologies)
    units = tuple(one[0] for one in hosts)
    return City(
        firms=firms,
        programmes=open_programmes(Random(f"{seed} programmes")),
        technologies=technologies,
        labs=labs,
        talents=name_talents(Random(f"{seed} talents"), units, labs, technologies),
    )


def credit_code(region: str, number: int) -> str:
    """A unified social credit code with the right check digits (GB 11714 inside GB 32100) of a region that is none.

    >>> credit_code("990601", 7)
    '91990601FC0000070W'
    """
    body = f"FC{number:06d}"
    pairs = zip(body, ORGANISATION_WEIGHTS, strict=True)
    check = (11 - sum(ORGANISATION_SIGNS.index(sign) * weight for sign, weight in pairs) % 11) % 11
    first = f"91{region}{body}{'X' if check == 10 else check}"
    total = sum(CODE_SIGNS.index(sign) * weight for sign, weight in zip(first, CODE_WEIGHTS, strict=True))
    return first + CODE_SIGNS[(31 - total) % 31]


def draw(rng: Random, weighted: tuple[tuple[str, int], ...]) -> str:
    """One of the weighted texts."""
    return rng.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]


def _found_firms(rng: Random) -> tuple[Firm, ...]:
    firms = [_trap_firm(number, *one) for number, one in enumerate(_trap_posts(), 1)]
    stems = {firm.name[:6] for firm in firms}
    industries = tuple(_INDUSTRY_WEIGHTS.items())
    while len(firms) < FIRMS:
        industry = draw(rng, industries)
        district = rng.choices(DISTRICTS, [one.weight for one in DISTRICTS])[0]
        place = district.stem if rng.random() < 0.6 else "沟渠"
        brand = rng.choice(_HEADS) + rng.choice(_TAILS)
        trade = rng.choice(_TRADES[industry].split())
        stem = place + brand + trade
        if stem in stems or any(brand + trade in firm.name for firm in firms):
            continue
        stems.add(stem)
        firms.append(_firm(rng, stem, industry, district, len(firms) + 1))
    return tuple(firms)


def _firm(rng: Random, stem: str, industry: str, district: District, number: int) -> Firm:
    own = [one for one in segments() if one.industry == industry]
    worked = rng.sample(own, k=rng.choice((1, 1, 2, 2, 3)))
    form = draw(rng, _FORMS)
    tier = draw(rng, TIERS)
    aliases: tuple[str, ...] = ()
    if rng.random() < 0.3:
        aliases = (f"原{stem}厂",) if rng.random() < 0.3 else (stem[2:],)
    has_code = rng.random() < 0.9
    code = credit_code(district.code, number) if has_code else ""
    return Firm(stem + form, code, aliases, tier, district, tuple(worked))


def _trap_posts() -> list[tuple[str, str]]:
    return [(post.firm, post.segment) for trap in TRAPS for post in trap.posts]


def _trap_firm(number: int, name: str, code: str) -> Firm:
    district = next(one for one in DISTRICTS if one.name == TRAP_DISTRICT)
    return Firm(name, credit_code(district.code, number), (), "规上", district, (segment(code),))
