"""The invented places of 沟渠市: thirteen districts and eight universities.

No such city exists. Its coordinates lie in the open sea, its codes in a range that no region has.
"""

from __future__ import annotations

from typing import NamedTuple

CITY = "沟渠市"
NOTICE = "虚构示例数据"


class District(NamedTuple):
    """A district. `stem` is what firms put into their names; `weight` is its share of the city's firms."""

    code: str
    name: str
    stem: str
    aliases: str
    lon: str
    lat: str
    weight: int


DISTRICTS = (
    District("990601", "沟头区", "沟头", "沟头", "124.312", "34.528", 13),
    District("990602", "东湾区", "东湾", "东湾；老东湾县（1985-01-01至2002-12-31）", "124.487", "34.541", 12),
    District("990603", "西浦区", "西浦", "西浦", "124.118", "34.493", 9),
    District("990604", "南塘区", "南塘", "南塘", "124.295", "34.361", 7),
    District("990605", "高新区", "高新", "沟渠高新区；沟渠高新技术产业开发区", "124.402", "34.602", 13),
    District("990606", "中河新区", "中河", "中河开发区；中河经济开发区（2009-07-01起）；中河", "124.225", "34.655", 12),
    District("990607", "远滩岛区", "远滩", "远滩岛；远滩综合试验区", "124.913", "34.702", 3),
    District("990681", "渠口市", "渠口", "渠口；渠口县（1990-01-01至2018-12-31）", "123.884", "34.437", 9),
    District("990682", "青圩市", "青圩", "青圩", "123.731", "34.286", 6),
    District("990683", "龙渠市", "龙渠", "龙渠", "123.907", "34.788", 6),
    District("990684", "北洼市", "北洼", "北洼", "124.266", "34.951", 4),
    District("990685", "石埠市", "石埠", "石埠", "124.604", "34.243", 4),
    District("990624", "白汀县", "白汀", "白汀", "123.655", "34.583", 2),
)
SILENT = ("龙渠市", "远滩岛区")
"""Districts that did not send their talent demand of 2026; 龙渠市 sent that of 2025."""

ZEALOUS = "青圩市"
"""The sender that marks most of its posts 特别紧缺."""


class University(NamedTuple):
    """A university. `grades` are the levels that it teaches, `families` the groups of majors that it may teach;
    `favour` scales its classes, `stay` is the share of its graduates that stay in the city."""

    code: str
    name: str
    aliases: str
    district: str
    grades: tuple[str, ...]
    families: tuple[str, ...]
    favour: float
    stay: float

    @property
    def top(self) -> str:
        return self.grades[-1]


def _families(text: str) -> tuple[str, ...]:
    return tuple(text.split())


UNIVERSITIES = (
    University(
        "99001",
        "沟渠大学",
        "沟大；沟渠综合大学",
        "沟头区",
        ("本科", "硕士", "博士"),
        _families(
            "机械 自动化 电气 电子 计算机 材料 化工 化学 生物 药学 环境 土木 管理 工商 金融 国贸 法学 外语 数学 统计"
            " 物理 物流 海洋 食品 中文 设计"
        ),
        1.12,
        0.46,
    ),
    University(
        "99002",
        "沟渠理工大学",
        "沟渠理工；原沟渠工学院",
        "中河新区",
        ("本科", "硕士", "博士"),
        _families("机械 汽车 自动化 电气 能源 电子 计算机 材料 化工 航空 仪器 环境 安全 土木 管理 数学 物理"),
        1.05,
        0.52,
    ),
    University(
        "99003",
        "沟渠海洋大学",
        "沟海大",
        "东湾区",
        ("本科", "硕士", "博士"),
        _families("海工 海洋 水产 食品 交通 机械 计算机 环境 物流 外语 国贸 生物 电子 能源"),
        0.95,
        0.48,
    ),
    University(
        "99004",
        "沟渠医药大学",
        "沟渠医学院",
        "西浦区",
        ("本科", "硕士", "博士"),
        _families("药学 医技 生物 化工 化学"),
        0.9,
        0.5,
    ),
    University(
        "99005",
        "沟渠学院",
        "沟渠师范专科学校",
        "南塘区",
        ("本科",),
        _families("机械 汽车 计算机 电子 工商 外语 设计 中文 教育 电商 国贸 数学 管理 土木"),
        0.9,
        0.58,
    ),
    University(
        "99011",
        "沟渠职业技术学院",
        "沟职院",
        "高新区",
        ("大专",),
        _families(
            "机械 自动化 电子 计算机 工商 电商 物流 食品 水产 护理 药学 化工 汽车 畜牧 村镇 体育 土木 交通 海工 航空"
            " 环境"
        ),
        1.0,
        0.7,
    ),
    University(
        "99012",
        "渠口工程职业学院",
        "渠口工程学院；渠口技校",
        "渠口市",
        ("大专",),
        _families("机械 自动化 电气 能源 化工 生物 材料 药学 食品 电子 计算机 物流 电商 工商"),
        1.0,
        0.66,
    ),
    University(
        "99013",
        "东湾汽车工程职业学院",
        "东湾汽院",
        "东湾区",
        ("大专",),
        _families("机械 自动化 汽车 航空 电子 计算机 物流"),
        0.85,
        0.68,
    ),
)

LATE_UNIVERSITY = "东湾汽车工程职业学院"
"""It has not sent the training list of 2026 yet; that of 2025 is there."""
