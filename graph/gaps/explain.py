"""One gap in one paragraph, Chinese and English: why it is there, who competes, what would close it, from which rows.

Every number in the text is a figure of the report, kept beside it under a name. Words that come from rows stand in
“quotation marks”.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from graph.gaps.cuts import ANY_FIELD
from graph.gaps.persons import people, persons, tenths
from graph.gaps.report import COMPETED, EXPERIENCED, MET, NO_PROGRAMME, UNLINKED, BandReport, GapReport
from graph.gaps.supply import PERSON

Number = int | float
SHOWN = 3


@dataclass(frozen=True)
class Explanation:
    """`figures` are all numbers that the two texts use, by name; `rows` the public ids that they rest on."""

    demand: str
    zh: str
    en: str
    figures: dict[str, Number]
    rows: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.demand, "zh": self.zh, "en": self.en, "figures": self.figures, "rows": list(self.rows),
        }  # fmt: skip


class _Figure(str):
    """A number in a text. In English it takes the word after it along: `{posts:post is|posts are}` → 1 post is."""

    def __format__(self, words: str) -> str:
        one, _, many = words.partition("|")
        return f"{self} {one if self == '1' else many}" if words else str(self)


class _Words:
    """Two texts that grow together from one set of figures."""

    def __init__(self) -> None:
        self.figures: dict[str, Number] = {}
        self._zh: list[str] = []
        self._en: list[str] = []

    def say(self, zh: str, en: str, **figures: Number | str) -> None:
        """Both sentences are templates; numbers become figures, strings are put in quotation marks."""
        for name, value in figures.items():
            if not isinstance(value, str):
                self.figures[name] = value
        shown = {name: _quoted(value) if isinstance(value, str) else _Figure(value) for name, value in figures.items()}
        self._zh.append(zh.format(**shown))
        self._en.append(en.format(**shown))

    @property
    def texts(self) -> tuple[str, str]:
        en = (part if part[0] in ".,;" else f" {part}" for part in self._en)
        return "".join(self._zh), "".join(en).strip()


def _quoted(text: str) -> str:
    return f"“{text.replace('“', '').replace('”', '')}”"


def explain(report: GapReport, demand_id: str) -> Explanation:
    """Why this demand is short, or is not.

    Raises:
        NotFound: no demand of the report has such a row.
    """
    k = report.position(demand_id)
    one, words = report.demands[k], _Words()
    _asks(words, report, k)
    rows = list(one.sources)
    if not report.computed:
        words.say(
            "没有培养供给数据，无法判断是否短缺。",
            "No training offers were sent, so whether it is short cannot be said.",
        )
    else:
        tell = _TELLERS[report.classes[k]]
        rows += tell(words, report, k)
    _evidence(words, report, k)
    zh, en = words.texts
    return Explanation(one.id, zh, en, words.figures, tuple(dict.fromkeys(rows)))


def _asks(words: _Words, report: GapReport, k: int) -> None:
    one = report.demands[k]
    firm = report.version.name_of(one.firm) if one.firm else "未注明"
    many = "至少 {headcount} 人" if one.hi is None else "{headcount} 人"
    words.say(
        "{firm}{year} 年的岗位{post}要 " + many + "。",
        "In {year} the post {post} at {firm} asks for "
        + ("at least " if one.hi is None else "")
        + "{headcount:person|people}.",
        firm=firm,
        year=report.year or 0,
        post=str(one.row.body.get("post") or "未注明"),
        headcount=one.lo,
    )


def _met(words: _Words, report: GapReport, k: int) -> list[str]:
    accepted = report.allocation.accepted(k).tolist()
    words.say(
        "全部可以满足：它接受的 {programmes} 处毕业生共有 {reach} 人可用，每个毕业生只算一次仍然够分。",
        "All can be filled: {reach:person|people} to place in the {programmes:supply|supplies} that it accepts, "
        "enough when every graduate is counted once.",
        programmes=len(accepted),
        reach=persons(int(report.allocation.acceptable[k])),
    )
    return [row for i in accepted for row in report.supplies[i].sources]


def _unlinked(words: _Words, report: GapReport, k: int) -> list[str]:
    written = str(report.demands[k].row.body.get("fields") or "")
    if written:
        words.say(
            "专业要求{written}没有链接到专业目录，{short} 个岗位算作名称未认出：先到复核中确认名称，再谈短缺。",
            "Its fields {written} did not link to a catalogue; {short:post counts|posts count} as unlinked: "
            "settle the names in review before calling it a shortage.",
            written=written,
            short=persons(report.gaps[k]),
        )
    else:
        words.say(
            "没有写明专业要求，{short} 个岗位算作名称未认出：请报送单位补写专业或写明不限。",
            "It states no field; {short:post counts|posts count} as unlinked: ask the sender for the field, "
            "or for 不限.",
            short=persons(report.gaps[k]),
        )
    return []


def _no_programme(words: _Words, report: GapReport, k: int) -> list[str]:
    words.say(
        "在本地培养供给中，没有一处可用的毕业生符合它要的专业与层次{wanted}，{short} 个岗位无人可填："
        "可以引进，或者新开、恢复这样的专业点。",
        "No graduates here have the field and level that it asks for, {wanted}; {short:post has|posts have} nobody: "
        "recruit from outside, or open such a programme.",
        wanted=_wanted(report, k),
        short=persons(report.gaps[k]),
    )
    return []


def _experienced(words: _Words, report: GapReport, k: int) -> list[str]:
    words.say(
        "它只接受有职称或技能等级的人，应届毕业生不能填补，{short} 个岗位要靠引进或培养在职人员。",
        "It takes only people with a title or a skill grade, which no graduate has; {short:post needs|posts need} "
        "recruitment or the training of those who already work.",
        short=persons(report.gaps[k]),
    )
    return []


def _competed(words: _Words, report: GapReport, k: int) -> list[str]:
    number = report.band_numbers[k]
    band = report.bands[(number or 1) - 1]
    headcount = PERSON * report.demands[k].lo
    words.say(
        "能得 {served} 人（{share}%），缺 {short} 人；逐岗相减说缺 {naive} 人，按比例分摊说缺 {proportional} 人。",
        "It gets {served} ({share}%) and is {short} short; subtraction row by row says {naive}, "
        "a proportional split {proportional}.",
        served=persons(headcount - report.gaps[k]),
        share=_percent(band.ratio),
        short=persons(report.gaps[k]),
        naive=persons(int(report.allocation.naive[k])),
        proportional=tenths(report.allocation.proportional[1][k]),
    )
    _rivals(words, report, band, k)
    rows = _proof(words, report, band)
    _closing(words, report, band)
    return rows


def _rivals(words: _Words, report: GapReport, band: BandReport, k: int) -> None:
    """Who shares the graduates: the band, and who comes before it."""
    others = [j for j in band.members.tolist() if j != k]
    if others:
        largest = sorted(others, key=lambda j: (-report.demands[j].lo, report.demands[j].id))[:SHOWN]
        firms = dict.fromkeys(report.version.name_of(firm) for j in largest if (firm := report.demands[j].firm))
        words.say(
            "另有 {rivals} 条需求（共 {rival_posts} 人，如{firms}）同等急需，争的是同一批毕业生，按同一比例分。",
            "Others as urgent compete for the same graduates and get the same share: {rivals:demand|demands} "
            "with {rival_posts:post|posts}, among them {firms}.",
            rivals=len(others),
            rival_posts=sum(report.demands[j].lo for j in others),
            firms="、".join(firms) or "未注明",
        )
    before = [j for j in band.certificate.demands.tolist() if report.demands[j].tier > band.tier]
    if before:
        words.say(
            "更急需的 {urgent} 条需求先得，占去 {urgent_served} 人。",
            "More urgent ones come first: {urgent:demand takes|demands take} {urgent_served}.",
            urgent=len(before),
            urgent_served=persons(sum((PERSON * report.demands[j].lo - report.gaps[j] for j in before), Fraction(0))),
        )


def _proof(words: _Words, report: GapReport, band: BandReport) -> list[str]:
    proof = band.certificate
    supplies = [report.supplies[i] for i in proof.supplies.tolist()]
    words.say(
        "凭证：{proof_demands} 条需求共要 {proof_headcount} 人，能满足它们的 {proof_supplies} 处毕业生 {graduates} 人，"
        "升学 {further} 人、离开 {leaving} 人，只剩 {proof_capacity} 人，所以至少缺 {proof_gap} 人",
        "The proof: {proof_demands:demand asks|demands ask} for {proof_headcount}; in the "
        "{proof_supplies:supply|supplies} that can serve any of them: {graduates:graduate|graduates}, of whom "
        "{further:studies|study} on and {leaving:leaves|leave}, so {proof_capacity:remains|remain} and at least "
        "{proof_gap:is|are} missing",
        proof_demands=len(proof.demands),
        proof_headcount=persons(proof.headcount),
        proof_supplies=len(supplies),
        graduates=sum(one.graduates for one in supplies),
        further=people(sum((one.further for one in supplies), Fraction(0))),
        leaving=people(sum((one.leaving for one in supplies), Fraction(0))),
        proof_capacity=persons(proof.capacity),
        proof_gap=persons(proof.gap),
    )
    if proof.others:
        words.say(
            "（本组 {own}，其他 {other_bands} 组 {elsewhere}）。",
            "({own} in this band, {elsewhere} in {other_bands:other|others}).",
            own=persons(proof.own),
            other_bands=len(proof.others),
            elsewhere=persons(sum((gap for _, gap in proof.others), Fraction(0))),
        )
    else:
        words.say("，全在本组。", ", all of them in this band.")
    return [row for one in supplies for row in one.sources]


def _closing(words: _Words, report: GapReport, band: BandReport) -> None:
    """What would close the band: people who come, or who stay."""
    words.say(
        "要补上本组，需多留下或引进 {band_gap} 个符合条件的人",
        "To close the band {band_gap:more person who fits|more people who fit} must stay or come",
        band_gap=persons(band.gap),
    )
    closes = report.allocation.closes_per_graduate
    best = max(
        band.certificate.supplies.tolist(),
        key=lambda i: (int(closes[i]), report.supplies[i].capacity, -i),
        default=None,
    )
    if best is None or int(closes[best]) == 0:
        words.say("。", ".")
        return
    one = report.supplies[best]
    words.say(
        "；例如{programme}（{university}）每多一个留下的毕业生，总缺口减少 {closes} 人。",
        "; each further graduate who stays from {programme} ({university}) closes {closes} of the total gap.",
        programme=report.version.name_of(one.programme),
        university=report.version.name_of(one.university),
        closes=persons(int(closes[best])),
    )


def _evidence(words: _Words, report: GapReport, k: int) -> None:
    for number, fact in enumerate(report.demands[k].rows[:SHOWN], 1):
        where: dict[str, Number | str] = {f"file{number}": fact.file}
        zh = en = ""
        if fact.sheet:  # a csv file has none
            where[f"sheet{number}"] = fact.sheet
            zh, en = f"{{sheet{number}}}", f"{{sheet{number}}}, "
        where |= {f"row{number}": fact.row, f"sender{number}": fact.sender}
        words.say(
            f"依据：{{file{number}}}{zh}第 {{row{number}}} 行（{{sender{number}}}报送）。",
            f"Source: {{file{number}}}, {en}row {{row{number}}}, sent by {{sender{number}}}.",
            **where,
        )


def _wanted(report: GapReport, k: int) -> str:
    one = report.demands[k]
    names = [report.version.name_of(field) for field in one.requirement.fields[:SHOWN]] or [ANY_FIELD]
    level = str(one.row.body.get("level") or "")
    return "、".join(names) + (f"，{level}" if level else "")


def _percent(share: Fraction) -> Number:
    rounded = round(share * 100, 1)
    return int(rounded) if rounded.denominator == 1 else float(rounded)


_TELLERS: dict[str, Callable[[_Words, GapReport, int], Sequence[str]]] = {
    MET: _met,
    UNLINKED: _unlinked,
    NO_PROGRAMME: _no_programme,
    EXPERIENCED: _experienced,
    COMPETED: _competed,
}
