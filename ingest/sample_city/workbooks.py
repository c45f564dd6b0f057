"""Which file holds what: the lists of the sample city as their senders hand them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from ingest.columns import CHINESE, columns
from ingest.sample_city.city import City
from ingest.sample_city.places import CITY, LATE_UNIVERSITY, NOTICE, SILENT, UNIVERSITIES
from ingest.sample_city.posts import Line, talent_demands
from ingest.sample_city.projects import technology_demands
from ingest.sample_city.registries import LABOUR_OFFICE, SCIENCE_OFFICE, TALENT_OFFICE, registries, sender_of
from ingest.sample_city.schooling import RATE_STYLES, training_offers, training_requests
from ingest.sample_city.sheets import Table, write_csv, write_workbook

NOTE = "填表说明：本表由程序生成，单位、人员、数据均为虚构，不对应任何真实城市、单位或个人。"

_GROUPS = {"需求单位情况": "firm firm_code firm_tier industry segment", "任职要求": "level fields title skill"}


@dataclass(frozen=True, slots=True)
class Habit:
    """How one sender fills in its list. `suffix` is the kind of file, `encoding` that of a csv file;
    `synonyms` the chance that a header is one of its other names; `drop` are columns that the sender leaves out."""

    suffix: str = "xlsx"
    encoding: str = "utf-8-sig"
    synonyms: float = 0.0
    groups: bool = False
    merge: tuple[str, ...] = ()
    total: bool = False
    hidden: int = 0
    repeat: int | None = None
    parts: int = 1
    drop: tuple[str, ...] = ()
    extra: str | None = None
    footer: str | None = None
    starred: bool = False


TALENT_HABITS = {
    "沟头区": Habit(total=True, hidden=2, starred=True),
    "东湾区": Habit(parts=2, synonyms=0.3),
    "西浦区": Habit("csv", "utf-8-sig", total=True, drop=("email",)),
    "南塘区": Habit(merge=("district", "firm"), synonyms=0.5),
    "高新区": Habit(groups=True, total=True),
    "中河新区": Habit(repeat=40, synonyms=0.6, drop=("shortage_type", "email")),
    "渠口市": Habit("csv", "gb18030", synonyms=0.4, drop=("firm_tier",)),
    "青圩市": Habit(total=True, hidden=1, synonyms=0.2),
    "北洼市": Habit(synonyms=0.7, extra="是否已签约", footer="注：本表为虚构示例数据，请勿引用。"),
    "石埠市": Habit("csv", "gb18030", synonyms=0.5, drop=("contact", "phone", "email")),
    "白汀县": Habit(merge=("firm",), total=True),
    "龙渠市": Habit(synonyms=0.3),
}
TRAINING_HABITS = {
    "沟渠大学": Habit(total=True),
    "沟渠理工大学": Habit(synonyms=0.4),
    "沟渠海洋大学": Habit(groups=False, merge=("school",), synonyms=0.3),
    "沟渠医药大学": Habit("csv", "utf-8-sig"),
    "沟渠学院": Habit(repeat=30, synonyms=0.5),
    "沟渠职业技术学院": Habit("csv", "gb18030", synonyms=0.3),
    "渠口工程职业学院": Habit(merge=("school", "major"), hidden=1),
    LATE_UNIVERSITY: Habit(),
}
TECHNOLOGY_DISTRICTS = ("沟头区", "东湾区", "高新区", "中河新区", "渠口市")


def write_lists(folder: Path, seed: int, city: City) -> list[Path]:
    """The three demand lists, one file per sender."""
    rng = Random(f"{seed} headers")
    paths = []
    for district, lines in talent_demands(seed, city).items():
        year = 2025 if district in SILENT else 2026
        title = f"{year}年{district}急需紧缺人才需求表（{NOTICE}）"
        file = folder / f"急需紧缺人才需求_{district}_{year}"
        paths.append(_write(rng, file, "talent", title, sender_of(district), year, lines, TALENT_HABITS[district]))
    paths += _write_technology(rng, folder, technology_demands(seed, city))
    offers = training_offers(seed, city)
    for school in UNIVERSITIES:
        year = 2025 if school.name == LATE_UNIVERSITY else 2026
        file = folder / f"人才培养供给_{school.name}_{year}"
        title = f"{school.name}人才教育培养供给表（{NOTICE}）"
        habit = TRAINING_HABITS[school.name]
        paths.append(_write(rng, file, "training", title, school.name, year, offers[school.name], habit))
    wanted = training_requests(seed, city, sum(map(len, offers.values())))
    title = f"2026年{CITY}人才教育培养需求表（{NOTICE}）"
    paths.append(_write(rng, folder / "人才培养需求_2026", "training", title, LABOUR_OFFICE, 2026, wanted, Habit()))
    return paths


def write_registries(folder: Path, city: City) -> list[Path]:
    """One file per registry, aliases and expected senders included."""
    rng = Random(0)
    paths = []
    for name, lines in registries(city).items():
        title = f"{CITY}{CHINESE[name]}名录（{NOTICE}）"
        path = _write(rng, folder / f"名录_{CHINESE[name]}", name, title, TALENT_OFFICE, None, lines, Habit())
        paths.append(path)
    return paths


def _write_technology(rng: Random, folder: Path, lines: list[Line]) -> list[Path]:
    """Five districts send their own lists, one office those of the others."""
    by_sender: dict[str, list[Line]] = {name: [] for name in (*TECHNOLOGY_DISTRICTS, CITY)}
    for line in lines:
        by_sender[str(line["district"]) if line["district"] in TECHNOLOGY_DISTRICTS else CITY].append(line)
    paths = []
    for name, own in by_sender.items():
        sender = SCIENCE_OFFICE if name == CITY else sender_of(name)
        title = f"2026年{name}关键核心技术攻关需求表（{NOTICE}）"
        habit = Habit("csv", "gb18030") if name == "渠口市" else Habit(synonyms=0.4, merge=("district",))
        paths.append(
            _write(rng, folder / f"关键核心技术需求_{name}_2026", "technology", title, sender, 2026, own, habit)
        )
    return paths


def _write(
    rng: Random, file: Path, name: str, title: str, sender: str, year: int | None, lines: list[Line], habit: Habit
) -> Path:
    table = _table(rng, name, title, sender, year, lines, habit)
    path = file.with_name(f"{file.name}.{habit.suffix}")
    if habit.suffix == "csv":
        return write_csv(path, table, habit.encoding)
    return write_workbook(path, _parts(table, habit.parts))


def _table(rng: Random, name: str, title: str, sender: str, year: int | None, lines: list[Line], habit: Habit) -> Table:
    used = _columns(name, lines, habit)
    said = f"填报单位：{sender}"
    if year is not None:
        said += f"    填报周期：{year}年度    填报时间：{year}年3月20日"
    rows = [
        [number if column == "seq" else line.get(column) for column in used] + ([None] if habit.extra else [])
        for number, line in enumerate(lines, 1)
    ]
    headers = [_header(rng, name, column, habit) for column in used] + ([habit.extra] if habit.extra else [])
    summed = next((one for one in ("headcount", "graduates") if one in used), None) if habit.total else None
    return Table(
        sheet=CHINESE[name],
        titles=(title, said, NOTE),
        headers=headers,
        rows=rows,
        groups=_groups(used) if habit.groups else None,
        merge=[used.index(one) for one in habit.merge if one in used],
        total=None if summed is None else used.index(summed),
        hidden=tuple(range(5, 5 + habit.hidden)),
        repeat_every=habit.repeat,
        footers=(habit.footer,) if habit.footer else (),
        formats={
            used.index(one): "0%" for one in used if one.endswith("_ppm") and RATE_STYLES.get(sender) == "fraction"
        },
    )


def _columns(name: str, lines: list[Line], habit: Habit) -> list[str]:
    """The columns that some row fills, in the order of the template; a demand list is numbered."""
    filled = {one for line in lines for one, cell in line.items() if cell is not None} | {"seq"}
    return [one for one in columns(name) if one in filled and one not in habit.drop]


def _header(rng: Random, name: str, column: str, habit: Habit) -> str:
    known = columns(name)[column]
    text = rng.choice(known.aliases) if known.aliases and rng.random() < habit.synonyms else known.chinese
    return text + "*" if habit.starred and known.required else text


def _groups(used: Sequence[str]) -> list[str]:
    names = {column: group for group, members in _GROUPS.items() for column in members.split()}
    return [names.get(column, "") for column in used]


def _parts(table: Table, parts: int) -> list[Table]:
    """The table over several sheets: the list goes on, header and all, without a title."""
    if parts == 1:
        return [table]
    size = -(-len(table.rows) // parts)
    return [
        replace(
            table,
            sheet=f"{table.sheet}（{'一二三四'[number]}）",
            titles=table.titles if number == 0 else (),
            rows=table.rows[number * size : (number + 1) * size],
        )
        for number in range(parts)
    ]
