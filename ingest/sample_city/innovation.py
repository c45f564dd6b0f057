"""Technologies, labs and talents of the sample city."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import NamedTuple

from ingest.sample_city.catalogue import segments
from ingest.sample_city.places import UNIVERSITIES

TECHNOLOGIES = 150
LABS = 60
TALENTS = 300

_OBJECTS = {
    "C1": "高精度轴承 数控系统 液压阀 谐波减速器 大型铸件 工业机器人关节 五轴机床",
    "C2": "抗体偶联药物 重组蛋白 缓释制剂 细胞培养基 医用影像元件 原料药连续合成",
    "C3": "动力电池 电驱总成 车身轻量化 线控底盘 智能座舱 铝合金压铸件",
    "C4": "聚氨酯 分离膜 加氢催化剂 特种树脂 废塑料裂解 电子级溶剂",
    "C5": "功率器件 晶圆减薄 光刻胶 图像传感器 工业软件内核 先进封装",
    "C6": "益生菌发酵 水产品保鲜 葡萄酒酿造 预制菜杀菌 功能糖",
    "C7": "高温合金叶片 碳纤维机翼 星载载荷 液氧发动机 海上发射平台",
    "C8": "键合丝 超薄铜箔 铝合金板带 难处理金矿 贵金属回收",
    "C9": "核级泵阀 风机叶片 储能变流器 质子交换膜 海上风电基础",
    "E1": "行业大模型 机器视觉 智能芯片 边缘推理",
    "E2": "深水网箱 水下机器人 船舶防腐 海藻多糖",
    "E3": "飞控系统 垂直起降动力 低空通信导航 轻质结构",
}
_METHODS = (
    "可靠性提升技术",
    "在线检测技术",
    "数字孪生技术",
    "批量一致性控制技术",
    "国产化替代工艺",
    "绿色低碳工艺",
    "长寿命设计技术",
)
_SCIENCES = {
    "C1": "机械类 仪器类 控制科学与工程",
    "C2": "药学类 生物工程类 化工与制药类",
    "C3": "机械类 能源动力类 控制科学与工程",
    "C4": "化工与制药类 化学类 化学工程与技术",
    "C5": "信息与通信工程 材料类 物理学类",
    "C6": "食品科学与工程类 生物工程类",
    "C7": "航空航天类 材料类 航空宇航科学与技术",
    "C8": "材料类 矿业类 冶金工程",
    "C9": "能源动力类 电气类 核工程类",
    "E1": "控制科学与工程 统计学类 信息与通信工程",
    "E2": "海洋工程类 海洋科学类 水产类",
    "E3": "航空航天类 控制科学与工程 信息与通信工程",
}
_RANKS = ("国家级领军人才", "省级领军人才", "市级拔尖人才", "青年拔尖人才", "高层次引进人才")


class Technology(NamedTuple):
    name: str
    aliases: tuple[str, ...]
    industry: str
    segment: str
    sciences: tuple[str, ...]


class Lab(NamedTuple):
    name: str
    level: str
    host: str
    industry: str
    sciences: tuple[str, ...]
    technologies: tuple[str, ...]
    capacity: int | None
    district: str


class Talent(NamedTuple):
    """One affiliation of a person; `code` and `name` are evidently invented."""

    code: str
    name: str
    level: str
    expertise: tuple[str, ...]
    unit: str
    share: int
    mode: str


def sciences_of(industry: str) -> tuple[str, ...]:
    """Fields of knowledge that an industry's technologies draw on, each name found in one catalogue only."""
    return tuple(_SCIENCES[industry].split())


def invent_technologies(rng: Random) -> tuple[Technology, ...]:
    pairs = [
        (industry, thing, method)
        for industry, things in _OBJECTS.items()
        for thing in things.split()
        for method in _METHODS
    ]
    found = []
    for industry, thing, method in sorted(rng.sample(pairs, k=TECHNOLOGIES), key=pairs.index):
        segment = rng.choice([one for one in segments() if one.industry == industry])
        sciences = rng.sample(sciences_of(industry), k=rng.choice((1, 2)))
        short = thing + method.removesuffix("技术").removesuffix("工艺")
        aliases = (short,) if rng.random() < 0.5 else ()
        found.append(Technology(thing + method, aliases, industry, segment.name, tuple(sciences)))
    return tuple(found)


def found_labs(
    rng: Random, firms: tuple[tuple[str, str, str], ...], technologies: tuple[Technology, ...]
) -> tuple[Lab, ...]:
    """Labs of universities and of firms (name, industry, district). A third of the technologies stays without one."""
    by_industry: dict[str, list[Technology]] = defaultdict(list)
    for one in technologies:
        by_industry[one.industry].append(one)
    worked = {industry: rng.sample(own, k=-(-len(own) * 2 // 3)) for industry, own in by_industry.items()}
    labs: dict[str, Lab] = {}
    teachers = UNIVERSITIES[:4]
    while len(labs) < LABS:
        number = len(labs)
        if number % 2 == 0:
            university = teachers[number // 2 % len(teachers)]
            industry = rng.choice(sorted(worked))
            host, district, name = university.name, university.district, university.name
        else:
            host, industry, district = rng.choice(firms)
            name = host.removesuffix("有限公司").removesuffix("股份").removesuffix("集团").removesuffix("有限责任公司")
        own = worked[industry]
        technology = rng.choice(own)
        thing = next(thing for thing in _OBJECTS[industry].split() if technology.name.startswith(thing))
        title = f"{name}{thing}{rng.choice(('重点实验室', '工程研究中心', '技术创新中心', '联合研究院'))}"
        works = {technology.name} | {one.name for one in rng.sample(own, k=min(len(own), rng.randint(0, 3)))}
        labs.setdefault(
            title,
            Lab(
                title,
                rng.choices(("国家", "省", "市"), (1, 4, 7))[0],
                host,
                industry,
                tuple(sciences_of(industry)[: rng.choice((1, 2))]),
                tuple(one.name for one in own if one.name in works),
                rng.choice((None, 1, 1, 2, 2, 3)),
                district,
            ),
        )
    return tuple(labs.values())


def name_talents(
    rng: Random, firms: tuple[str, ...], labs: tuple[Lab, ...], technologies: tuple[Technology, ...]
) -> tuple[Talent, ...]:
    """Affiliations of 300 invented people; about one in twelve serves two units, never more than full time."""
    known = [one.name for one in technologies]
    found = []
    for number in range(1, TALENTS + 1):
        code, name = f"SY{number:04d}", f"示例人才{number:03d}"
        level = rng.choices(_RANKS, (1, 3, 6, 5, 5))[0]
        lab = rng.choice(labs)
        skilled = lab.technologies if rng.random() < 0.55 else tuple(rng.sample(known, k=2))
        expertise = tuple(rng.sample(skilled, k=min(len(skilled), rng.choice((1, 1, 2)))))
        if rng.random() < 0.15:
            expertise = (*expertise, rng.choice(lab.sciences))
        unit = rng.choices((lab.name, rng.choice(UNIVERSITIES[:5]).name, rng.choice(firms)), (5, 3, 4))[0]
        mode = rng.choices(("全职", "柔性", "双聘", "科技副总", "产业教授"), (70, 12, 8, 6, 4))[0]
        share = 100 if mode == "全职" else rng.choice((20, 30, 40, 50))
        found.append(Talent(code, name, level, expertise, unit, share, mode))
        if mode == "双聘":
            other = rng.choice([one for one in firms if one != unit])
            found.append(Talent(code, name, level, expertise, other, 100 - share, mode))
    return tuple(found)
