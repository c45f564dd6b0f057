"""Names of fields in a province's 6,231 posts, their printed codes hidden, linked as any list is, against the codes.

The weights of the context were made on the first half of the employers; all figures here are of the second.
"""

import csv
import re
from collections import Counter, defaultdict

import pytest
from openpyxl import load_workbook

from ingest.builtin import builtin_dictionary
from ingest.catalogues import split_key
from ingest.context import weights
from ingest.dictionary import FIELD_LADDER
from ingest.field_names import FieldNames
from ingest.fit_context import PRECISION, cases, fit, half_of, leads, margin_for, rounded
from ingest.requirements import Requirements
from ingest.values import level, mentions

pytestmark = pytest.mark.shared

DAY = "2024-01-01"
LEVELS = {"大专": "专科", "本科": "本科", "硕士": "研究生"}
CODED = re.compile(r"[（(][0-9]{2,6}[KT]{0,2}(?:[，,、]\s*(?P<rest>[^）)]*))?[）)]")


def hidden(cell: str) -> str:
    """The cell without its codes; what else stood in a bracket stays in one."""
    return CODED.sub(lambda found: f"（{found['rest']}）" if found["rest"] else "", cell)


class Figures:
    """Right, wrong and missed links, counted by what they are asked under."""

    def __init__(self) -> None:
        self.right, self.given, self.true = Counter(), Counter(), Counter()

    def add(self, under: str, given: set[str], true: set[str]) -> None:
        self.right[under] += len(given & true)
        self.given[under] += len(given)
        self.true[under] += len(true)

    def precision(self, under: str) -> float:
        return self.right[under] / self.given[under]

    def recall(self, under: str) -> float:
        return self.right[under] / self.true[under]

    def __str__(self) -> str:
        return "\n".join(
            f"{under}: {self.true[under]} mentions, precision {self.precision(under):.4f}, "
            f"recall {self.recall(under):.4f}"
            for under in sorted(self.true)
        )


@pytest.fixture(scope="module")
def labels(shared_data):
    path = shared_data / "data" / "real" / "henan_2024_major_links.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def cells(shared_data):
    """(level, fields) by post id."""
    sheet = load_workbook(shared_data / "data" / "real" / "henan_2024_posts.xlsx", read_only=True).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[2] is not None]
    header, posts = rows[0], rows[1:]
    post, degree, fields = (header.index(name) for name in ("职位代码", "学历要求", "专业"))
    return {str(row[post]): (row[degree], row[fields]) for row in posts}


@pytest.fixture(scope="module")
def linked(labels, cells):
    """{(post, level): codes} of the second half, by the way that every list takes."""
    requirements = Requirements(builtin_dictionary())
    found = defaultdict(set)
    for post in {row["post_id"] for row in labels if half_of(row["employer"])}:
        degree, fields = cells[post]
        meaning = requirements.of_post(degree, hidden(fields), None, None, DAY)
        for one in meaning.alternatives:
            found[post, LEVELS[one["degree"][0]]].update(split_key(key)[1] for key in one["fields"])
    return found


@pytest.fixture(scope="module")
def truth(labels):
    codes = defaultdict(set)
    for row in labels:
        if half_of(row["employer"]):
            codes[row["post_id"], row["level"]].add(row["code"])
    return codes


def test_the_codes_are_hidden_and_the_restrictions_are_not():
    assert (
        hidden("本科：法学（030101K）；研究生：金融（0251，仅限公司金融）")
        == "本科：法学；研究生：金融（仅限公司金融）"
    )


def test_names_link_with_precision_and_recall_of_98_percent(linked, truth):
    figures = Figures()
    for place in truth.keys() | linked.keys():
        for under in (place[1], "overall"):
            figures.add(under, linked[place], truth[place])
    print(f"\n{figures}")
    assert figures.precision("overall") >= 0.98
    assert figures.recall("overall") >= 0.98
    assert min(figures.precision(level) for level in ("专科", "本科", "研究生")) >= 0.98


def test_names_that_the_first_half_does_not_hold_link_with_precision_of_98_percent(labels, cells):
    """Every distinct name counts once: right when all that it was given in all its cells is true there."""
    seen = {(row["level"], row["mention"]) for row in labels if not half_of(row["employer"])}
    true = defaultdict(set)
    for row in labels:
        if half_of(row["employer"]):
            true[row["post_id"], row["level"], row["mention"]].add(row["code"])
    given = defaultdict(set)
    for post in {post for post, *_ in true}:
        for title, name, codes in names_of(hidden(cells[post][1])):
            given[post, title, name] |= codes
    unseen = {(title, name) for _, title, name in true if (title, name) not in seen}
    accepted = {place[1:] for place in true if place[1:] in unseen and given[place]}
    wrong = {place[1:] for place in true if place[1:] in unseen and not given[place] <= true[place]}
    precision = 1 - len(wrong) / len(accepted)
    print(f"\nof {len(unseen)} names that the first half does not hold {len(accepted)} link, precision {precision:.4f}")
    assert precision >= 0.98


def test_what_the_context_decides_is_right_in_98_percent(labels):
    """Names with several codes alone, of the second half, by the weights of the first."""
    margin, of = weights()
    decided = [
        right for lead, right in leads(cases(row for row in labels if half_of(row["employer"])), of) if lead >= margin
    ]
    print(f"\nthe context decides {len(decided)} names, precision {sum(decided) / len(decided):.4f}")
    assert sum(decided) / len(decided) >= 0.98


def test_the_weights_are_those_that_the_script_makes_of_the_first_half(labels):
    known = cases(row for row in labels if half_of(row["employer"]) == 0)
    margin, _ = margin_for(PRECISION, known)
    made, kept = rounded(fit(known), margin), weights()
    assert made.margin == pytest.approx(kept.margin, abs=2)
    assert made.of.keys() == kept.of.keys()
    assert all(made.of[feature] == pytest.approx(kept.of[feature], abs=2) for feature in kept.of)


def names_of(fields: str) -> list[tuple[str, str, set[str]]]:
    """(level, name, codes) of each name of a cell."""
    dictionary = builtin_dictionary()
    names = FieldNames(dictionary)
    sections = mentions(fields, dictionary.fields.is_name).value
    options = []
    for section in sections:
        (interval,) = level(section.level, dictionary.ladders, FIELD_LADDER, True).value
        options.append(names.options(section.mentions, (interval.lo, interval.hi), DAY))
    return [
        (section.level, one.mention.name, {split_key(key)[1] for key in one.keys})
        for k, section in enumerate(sections)
        for one in names.settle(options[k], options[:k] + options[k + 1 :])
    ]
