"""Two small markets of the sample city in which subtraction and proportion both give a wrong number.

Each stands alone: vocational majors of classes that nobody else teaches or asks for, and demands for exactly that
level, so that no post open to every field can reach them. Their graduates neither study on nor leave the city.
"""

from __future__ import annotations

from typing import NamedTuple


class TrapPost(NamedTuple):
    """One demand of a trap: how to find its row, what it asks and what it accepts."""

    firm: str
    post: str
    headcount: int
    majors: tuple[str, ...]
    industry: str
    segment: str


class Trap(NamedTuple):
    """`supply` maps a major to its graduates of 2026; `short` is the true number of posts that stay open."""

    name: str
    supply: dict[str, int]
    posts: tuple[TrapPost, ...]
    short: int


SCHOOL = "沟渠职业技术学院"
LEVEL = "大专"
DISTRICT = "高新区"

ONE_PROGRAMME_TWO_EMPLOYERS = Trap(
    name="one programme with 100 graduates, two demands of 80: each alone has a surplus of 20, together 60 are short",
    supply={"畜牧兽医": 100},
    posts=(
        TrapPost("高新渠牧生态养殖有限公司", "畜牧兽医技术员（渠牧基地）", 80, ("畜牧兽医",), "C6", "C6-02"),
        TrapPost("高新汀禾种畜繁育有限公司", "畜牧兽医技术员（汀禾基地）", 80, ("畜牧兽医",), "C6", "C6-02"),
    ),
    short=60,
)

TWO_PROGRAMMES_ONE_FLEXIBLE = Trap(
    name="A: 100, B: 50; 80 posts for A only, 60 for A or B: a proportional split is 20 short of A, in truth none is",
    supply={"村镇建设与管理": 100, "休闲体育": 50},
    posts=(
        TrapPost("高新古渠营造修缮有限公司", "古村落修缮技术员", 80, ("村镇建设与管理",), "E2", "E2-08"),
        TrapPost(
            "高新远帆海岛文旅有限公司",
            "海岛古村文旅运营员",
            60,
            ("村镇建设与管理", "休闲体育"),
            "E2",
            "E2-08",
        ),
    ),
    short=0,
)

TRAPS = (ONE_PROGRAMME_TWO_EMPLOYERS, TWO_PROGRAMMES_ONE_FLEXIBLE)
