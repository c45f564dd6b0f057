"""docs/method.md: its lists are loaded, and every figure on the page is what the engine computes on them."""

import re
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest

from graph.gaps.explain import explain
from graph.gaps.report import GapReport, gap_report
from graph.snapshot import Snapshot
from tests.builders import City
from tests.lists import store_with_dictionary, take, write
from tests.random_cities import exact

NUMBER = r"\d+(?:\.\d+)?(?:/\d+)?"
SUM = re.compile(rf"{NUMBER}(?: [+−] {NUMBER})+ = {NUMBER}")
RATIO = re.compile(rf"({NUMBER}) = ({NUMBER})")
OTHER_PARTS = ("Why subtraction is wrong: two cases", "Words")


@dataclass(frozen=True)
class Page:
    """The text of each part by its heading, and all tables by the first words of their header."""

    parts: dict[str, str]

    @property
    def prose(self) -> str:
        """The worked example without tables, quotations and code."""
        text = "\n".join(text for heading, text in self.parts.items() if heading not in OTHER_PARTS)
        return re.sub(r"`[^`]*`|“[^”]*”", "", re.sub(r"^[|>].*$", "", text, flags=re.M))

    def table(self, *header: str) -> list[list[str]]:
        """The rows below the header that begins like this."""
        (found,) = (some for some in self.tables if some[0][: len(header)] == list(header))
        return found[1:]

    @property
    def tables(self) -> list[list[list[str]]]:
        blocks = re.findall(r"(?:^\|.*\n)+", "\n".join(self.parts.values()), flags=re.M)
        lines = [[line.strip().strip("|").split("|") for line in block.splitlines()] for block in blocks]
        return [[[cell.strip() for cell in row] for row in (some[0], *some[2:])] for some in lines]


@pytest.fixture(scope="module")
def page(root):
    text = (root / "docs" / "method.md").read_text(encoding="utf-8") + "\n"
    parts = re.split(r"^#+ (.*)$", text, flags=re.M)
    return Page(dict(zip(parts[1::2], parts[2::2], strict=True)))


@pytest.fixture(scope="module")
def report(page, tmp_path_factory):
    """The report of the two lists on the page, taken by the loader as any list is."""
    folder = tmp_path_factory.mktemp("method")
    store = store_with_dictionary(folder)
    for name, list_id, first in (("offers.csv", "training", "类型"), ("posts.csv", "talent", "单位名称")):
        (table,) = (some for some in page.tables if some[0][0] == first)
        outcome = take(store, write(folder / name, table), list=list_id, sender="示例市", period="2026")
        assert outcome.receipts[0].accepted == len(table) - 1
    version = Snapshot.load(store)
    store.close()
    return gap_report(version)


def shown(value: float | Fraction | int) -> str:
    """A figure as the page writes it: whole, or with one decimal."""
    return f"{float(value):.1f}".removesuffix(".0")


def firm(report: GapReport, k: int) -> str:
    return report.version.name_of(report.demands[k].firm or "")


def called(report: GapReport, i: int) -> str:
    one, name_of = report.supplies[i], report.version.name_of
    name = f"{name_of(one.university)} {one.major}"
    return f"{name} → {name_of(one.reserved_for)}" if one.reserved_for else name


def by_firm(report):
    """The demands in the order of the page, which is that of their rows."""
    return sorted(range(len(report.demands)), key=lambda k: report.demands[k].row.row)


def by_row(report):
    """The supplies in the order of the page: open seats before reserved ones."""
    rows = {fact.public_id: fact.row for fact in report.version.facts["training_offer"]}
    return sorted(
        range(len(report.supplies)),
        key=lambda i: (rows[report.supplies[i].sources[0]], report.supplies[i].reserved_for or ""),
    )


def capacities(report, supplies):
    """“36 + 4”, in the order of the page; nobody."""
    return " + ".join(shown(report.supplies[i].capacity / 1000) for i in by_row(report) if i in supplies) or "nobody"


def test_capacity_is_what_neither_studies_on_nor_leaves(page, report):
    supplies = [report.supplies[i] for i in by_row(report)]
    figures = [(one.graduates, one.further, one.leaving, Fraction(one.capacity, 1000)) for one in supplies]
    names = [called(report, i) for i in by_row(report)]
    expected = [[name, *map(shown, some)] for name, some in zip(names, figures, strict=True)]
    expected.append(["all", *(shown(sum(column)) for column in zip(*figures, strict=True))])
    assert page.table("supply", "graduates") == expected


def test_who_may_serve_whom(page, report):
    expected = []
    for k in by_firm(report):
        accepted = report.allocation.accepted(k).tolist()
        together = shown(report.allocation.acceptable[k] / 1000)
        expected.append([firm(report, k), capacities(report, accepted), together])
    assert page.table("post", "accepts") == expected


def test_three_answers_stand_side_by_side(page, report):
    naive, joint = report.allocation.naive, report.gaps
    total, each = report.allocation.proportional
    expected = [
        [firm(report, k), str(report.demands[k].lo), *(shown(some[k] / 1000) for some in (naive, each, joint))]
        for k in by_firm(report)
    ]
    sums = (sum(one.lo for one in report.demands), naive.sum() / 1000, total / 1000, sum(joint) / 1000)
    assert page.table("post", "posts") == [*expected, ["all", *map(shown, sums)]]


def test_each_line_of_the_proof_is_posts_minus_capacity_and_the_bands_are_among_them(page, report):
    lines = {}
    position = {firm(report, k): k for k in by_firm(report)}
    for names, posts, accepted, capacity, short in page.table("T", "h(T)"):
        T = np.array(sorted(position[name] for name in names.split(" + ")))
        supplies = report.allocation.accepted_by_any(T).tolist()
        h, cap = sum(report.demands[k].lo for k in T), sum(report.supplies[i].capacity for i in supplies) / 1000
        assert [posts, accepted, capacity, short] == [
            shown(h),
            capacities(report, supplies),
            shown(cap),
            shown(h - cap),
        ]
        lines[tuple(T.tolist())] = float(short)
    certificates = [band.certificate for band in report.bands]
    assert all(proof.holds for proof in certificates)
    assert {tuple(proof.demands.tolist()): proof.gap / 1000 for proof in certificates}.items() <= lines.items()
    assert sum(proof.gap for proof in certificates) == report.totals["joint_gap"]


def test_the_two_that_compete_are_one_band_with_one_ratio(page, report):
    (band,) = (one for one in report.bands if one.ratio)
    assert [firm(report, k) for k in sorted(band.members.tolist(), key=lambda k: report.demands[k].row.row)] == [
        "乙材料",
        "丙能源",
    ]
    assert f"one served ratio, {band.ratio} = {shown(band.ratio)}" in page.prose
    assert f"all ways to fill {report.split.served_total // 1000} posts" in page.prose.replace("\n", " ")


def test_ranges_hold_the_fair_gap(page, report):
    bounds = report.allocation.ranges
    assert page.table("post", "at least") == [
        [firm(report, k), *(shown(some[k] / 1000) for some in (bounds.least, bounds.most, report.gaps))]
        for k in by_firm(report)
    ]


def test_what_the_gap_is_made_of(page, report):
    told = [[kind.split()[0], short] for kind, short, _ in page.table("kind")]
    names = {"unlinked": "unlinked", "no": "no_programme", "competed": "competed", "joint": "joint_gap"}
    assert told == [[name, shown(report.totals[key] / 1000)] for name, key in names.items()]


def test_what_one_graduate_more_closes(page, report):
    allocation, surplus = report.allocation, report.allocation.surplus
    assert np.array_equal(surplus.least, surplus.most), "the page gives one figure for what is left over"
    expected = []
    for i in by_row(report):
        figures = (allocation.asked[i] / 1000, surplus.most[i] / 1000, allocation.closes_per_graduate[i] / 1000)
        expected.append([called(report, i), *map(shown, figures), shown(report.shadow_prices[i])])
    assert page.table("supply", "asked by") == expected


def test_the_explanation_is_quoted_word_for_word(page, report):
    (k,) = (k for k in by_firm(report) if firm(report, k) == "乙材料")
    (quoted,) = re.findall(r"^> (.*)$", page.parts["What would close it"], flags=re.M)
    assert quoted == explain(report, report.demands[k].id).zh


def value(text):
    left, _, right = text.partition(" = ")
    parts = re.split(r" ([+−]) ", left)
    total = Fraction(parts[0])
    for sign, part in zip(parts[1::2], parts[2::2], strict=True):
        total += Fraction(part) if sign == "+" else -Fraction(part)
    return total, Fraction(right)


def test_every_sum_on_the_page_is_right(page):
    text = " ".join("\n".join(page.parts.values()).split())
    sums = SUM.findall(text)
    assert len(sums) >= 15
    for one in sums:
        assert value(one)[0] == value(one)[1], one
    for left, right in RATIO.findall(SUM.sub("", text)):
        assert Fraction(left) == Fraction(right), (left, right)


def test_every_number_of_the_prose_is_a_figure_of_the_report_or_a_sum_of_some(page, report):
    known = {cell for some in page.tables for row in some[1:] for cell in re.findall(NUMBER, " ".join(row))}
    split = report.split
    known |= {f"{n}/{d}" for n, d in zip(split.numerator.tolist(), split.denominator.tolist(), strict=True)}
    known |= {shown(split.served(k) / 1000) for k in range(len(report.demands))}
    text = " ".join(page.prose.split())
    for _ in range(3):  # what adds up known figures is known, and may be added up again
        terms = [re.findall(NUMBER, one) for one in SUM.findall(text)]
        known |= {some[-1] for some in terms if known >= set(some[:-1])}
    known |= {right for left, right in RATIO.findall(text) if left in known}
    assert set(re.findall(NUMBER, text)) <= known


def case(programmes, posts):
    """The city of one line: “A 100; B 50” and “X 80 of A; Y 60 of A or B”."""
    city, codes = exact(City()), {"A": "080901", "B": "020301K"}
    for one in programmes.split("; "):
        name, graduates = one.split()
        city.offer(f"{name}大学", codes[name], int(graduates))
    for one in posts.split("; "):
        name, headcount, _, *accepted = one.replace(" or ", " ").split()
        city.demand(name, *(codes[each] for each in accepted), headcount=int(headcount))
    return gap_report(city.snapshot())


def test_the_two_cases_in_which_subtraction_and_proportion_are_wrong(page):
    cases = page.table("programmes")
    for programmes, posts, *told in cases:
        totals = case(programmes, posts).totals
        assert told == [shown(totals[name] / 1000) for name in ("naive_gap", "proportional_gap", "joint_gap")]
    assert [told[-1] for told in cases] == ["60", "0"]
