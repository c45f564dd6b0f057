"""How people write things into a spreadsheet: the same number, level or field of study in many spellings."""

from __future__ import annotations

from datetime import date
from random import Random

from ingest.sample_city.catalogue import Major, majors_of

Cell = str | int | float | date | None

_DIGITS = "零一二三四五六七八九"
_LEVELS = {
    "博士": (("博士", 5), ("博士研究生", 3), ("全日制博士", 1)),
    "硕士": (("硕士及以上", 5), ("硕士", 3), ("硕士研究生及以上", 3), ("研究生", 1), ("全日制硕士研究生", 1)),
    "本科": (("本科及以上", 6), ("本科", 5), ("大学本科及以上", 2), ("全日制本科", 1), ("学士", 1), ("仅限本科", 1)),
    "大专": (("大专", 5), ("大专及以上", 4), ("专科", 2), ("高职", 1), ("专科及以上", 1), ("高职（专科）", 1)),
}
_PAY = {"博士": (35, 70), "硕士": (18, 38), "本科": (9, 22), "大专": (6, 12)}
_BROAD = {
    "机械": "机械相关专业",
    "汽车": "汽车相关专业",
    "自动化": "自动化相关专业",
    "电气": "电气相关专业",
    "能源": "能源相关专业",
    "电子": "电子信息相关专业",
    "计算机": "计算机相关专业",
    "材料": "材料相关专业",
    "化工": "化工相关专业",
    "生物": "生物相关专业",
    "药学": "药学相关专业",
    "食品": "食品相关专业",
    "航空": "航空航天相关专业",
    "海工": "船舶相关专业",
    "海洋": "海洋相关专业",
    "水产": "水产相关专业",
    "环境": "环境相关专业",
    "物流": "物流相关专业",
    "法学": "法学相关专业",
    "外语": "英语相关专业",
}
_STRANGE = (
    "特种装备保障",
    "精密智造",
    "机械电子一体化控制",
    "计算机应用与维护",
    "食品加工与检验",
    "电气工程与自动控制",
    "材料成型与模具",
    "制药技术及应用",
    "海工数字化",
    "新能源运维",
    "化验与质检",
    "智能产线管理",
    "航空复材应用",
    "工业大数据治理",
)
_DIRECTIONS = ("智能方向", "精密加工方向", "嵌入式方向", "数字化方向", "工艺方向")


def heads(rng: Random, number: int) -> Cell:
    """需求人数: mostly the number, sometimes a range, an approximation or words."""
    kind = rng.random()
    if kind < 0.78:
        return number
    if kind < 0.83:
        return f"{number}人"
    if kind < 0.90:
        dash = rng.choice(("-", "—", "~", "至"))
        return f"{number}{dash}{number + rng.randint(1, 3)}{rng.choice(('', '人', '名'))}"
    if kind < 0.93 and number >= 5:
        return rng.choice((f"{number}名左右", f"约{number}", f"{number}人左右"))
    if kind < 0.95:
        return chinese(number)
    if kind < 0.965:
        return f"{number}人以上"
    if kind < 0.98:
        return rng.choice(("若干", "若干名", "多名"))
    return f"{number}-{number + 2}".translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789-"})


def chinese(number: int) -> str:
    """A number below 100 in Chinese numerals.

    >>> chinese(15), chinese(20), chinese(7)
    ('十五', '二十', '七')
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def degree(rng: Random, level: str) -> str:
    words = _LEVELS[level]
    return rng.choices([one for one, _ in words], [weight for _, weight in words])[0]


def fields(rng: Random, family: str, level: str, *, wide: float) -> str | None:
    """专业要求 of a post for a family of majors; `wide` is the chance of 不限."""
    own = majors_of(family, "硕士" if level == "博士" else level)
    kind = rng.random()
    if level in ("本科", "硕士") and kind < wide:
        return rng.choice(("不限", "专业不限", "不限专业"))
    kind = rng.random()
    if kind < 0.02:
        return rng.choice(_STRANGE)
    if kind < 0.026:
        return rng.choice((None, "—", "/"))
    if kind < 0.08 and family in _BROAD:
        return _BROAD[family]
    if kind < 0.10:
        return f"{rng.choice(own).name}、{rng.choice(_STRANGE)}"
    if kind < 0.14 and level == "本科" and (above := majors_of(family, "硕士")):
        below = rng.choice((own[0].class_name, own[-1].name))
        return f"本科：{below}；研究生：{'、'.join(one.name for one in above[:2])}"
    if kind < 0.19:
        return _coded(rng, own)
    if kind < 0.23 and level != "硕士":
        return f"{rng.choice(own).name}（{rng.choice(_DIRECTIONS)}）"
    if kind < 0.50 and level in ("本科", "大专"):
        return rng.choice(own).class_name
    chosen = rng.sample(own, k=min(len(own), rng.choice((1, 1, 2, 2, 3))))
    text = rng.choice(("、", "、", "，", "；")).join(one.name for one in chosen)
    return text + "等相关专业" if kind > 0.96 and len(chosen) > 1 else text


def _coded(rng: Random, own: tuple[Major, ...]) -> str:
    one = rng.choice(own)
    return rng.choice((f"{one.name}（{one.code}）", f"{one.class_name}（{one.class_code}）", f"{one.name}({one.code})"))


def pay(rng: Random, level: str) -> Cell:
    """年薪(万元)"""
    low = rng.randint(*_PAY[level])
    high = low + rng.randint(2, 10)
    kind = rng.random()
    if kind < 0.45:
        return f"{low}-{high}"
    if kind < 0.6:
        return f"{low}—{high}万元/年"
    if kind < 0.7:
        return f"{low}-{high}万"
    if kind < 0.78:
        return f"{low / 12:.1f}-{high / 12:.1f}万/月"
    if kind < 0.84:
        return f"年薪不低于{low}万"
    if kind < 0.94:
        return low
    return rng.choice(("面议", "面议", "一事一议", None, 3000))


def start(rng: Random, year: int) -> Cell:
    """到岗时间"""
    month = rng.randint(3, 12)
    kind = rng.random()
    if kind < 0.2:
        return f"{year}年{month}月"
    if kind < 0.35:
        return f"{year}.{month}"
    if kind < 0.5:
        return date(year, month, rng.choice((1, 15, 28)))
    if kind < 0.6:
        return f"{year}/{month}/30"
    return rng.choice((f"{year}年底前", "尽快", "长期有效", f"{year}年{month}月底前", None, None))
