"""What pages say, without a browser."""

import csv
import gzip
import re
from html.parser import HTMLParser
from itertools import product
from string import Formatter
from typing import Any

import pytest

from api.pages.words import LANGUAGES, catalogue
from tests.builders import City
from tests.served import client_of, sample_store, store_of
from tests.test_api import city

CHINESE = re.compile(r"[\u3400-\u9fff]")
BROWSER = {"accept": "text/html"}
TABS = ("bands", "no_programme", "unlinked", "rows")


class Text(HTMLParser):
    """The text of a page and the values that a reader meets; not the name of the other language."""

    def __init__(self, document):
        super().__init__()
        self.skipping, self.found = 0, []
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.skipping += tag in {"script", "style"} or "hreflang" in attributes
        self.found += [value for name, value in attrs if name in {"title", "aria-label", "alt"} and value]

    def handle_endtag(self, tag):
        if self.skipping and tag in {"script", "style", "a"}:
            self.skipping -= 1

    def handle_data(self, data):
        if not self.skipping:
            self.found.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.found).split())


def page(client, path):
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    with client_of(sample_store(tmp_path_factory.mktemp("sample"))) as client:
        yield client


@pytest.fixture(scope="module")
def report(sample):
    return sample.get("/api/v1/gaps").json()


def one_of_each(report):
    """A demand of every class, and of the band whose proof is longest."""
    first = {one["class"]: one["id"] for one in report["demands"]}
    proved = [band for band in report["bands"] if band["certificate"]["capacity"]]
    return [*first.values(), max(proved, key=lambda band: len(band["certificate"]["demands"]))["id"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_sample_city_is_there_in_both_languages(sample, report, language):
    overviews = product(("stage", "district", "level"), ("posts", "programmes"))
    paths = [f"/?columns={columns}&measure={measure}" for columns, measure in overviews]
    paths += [f"/gaps?tab={tab}" for tab in TABS] + ["/gaps?tab=rows&after=50&industry=C2"]
    paths += [f"/gaps/{id}?all={more}" for id in one_of_each(report) for more in (0, 1)]
    for path in paths:
        text = page(sample, f"{path}&lang={language}")
        assert ('<html lang="en">' in text) == (language == "en")


def test_links_stay_in_the_language_and_the_version(sample):
    document = page(sample, "/?lang=en&v=1&year=2026")
    links = [one for one in re.findall(r'href="(/(?:gaps)?[^"]*)"', document) if "static" not in one]
    inside = [one for one in links if "/api/" not in one]
    assert inside
    assert all("v=1" in one and "year=" in one for one in inside)
    assert (
        all("lang=en" in one for one in inside if "hreflang" not in one)
        or len([one for one in inside if "lang=en" not in one]) == 1
    )  # the way back to Chinese


def test_every_link_of_the_overview_and_of_a_gap_answers(sample, report):
    for start in ("/", f"/gaps/{report['bands'][0]['id']}", "/gaps?tab=unlinked"):
        for link in set(re.findall(r'href="(/[^"]*)"', page(sample, start))):
            assert sample.get(link.replace("&amp;", "&"), headers=BROWSER).status_code == 200, link


def test_english_pages_hold_no_chinese_but_what_rows_say(tmp_path):
    city = City()
    for label, tier in (("most urgent", 3), ("urgent", 2), ("normal", 1)):
        city.record("urgency", sender="office", label=label, tier=tier, weight=str(tier))
    for code, name in (("1", "science"), ("101", "physics")):
        city.field(code, name, catalogue="cip")
    kind: dict[str, Any] = {"catalogue": "cip", "level": "BSc", "major": "physics", "sender": "board"}
    city.record("levels", sender="office", ladder="学历", name="BSc", rank=9)
    city.offer("Ditch University", "101", 10, **kind)
    wants: dict[str, Any] = {"degree": ("BSc", "BSc"), "sender": "office", "urgency": "urgent"}
    city.demand("physicist", "field:cip:101", headcount=20, firm="Ditch Ltd", **wants)
    city.demand("astronomer", headcount=3, firm="Sky Ltd", unlinked=("stars",), **wants)
    city.demand(
        "dean", "field:cip:1", headcount=2, firm="Sky Ltd", sender="office", degree=("BSc", "BSc"), urgency=None
    )
    with client_of(store_of(city, tmp_path)) as client:
        ids = [one["id"] for one in client.get("/api/v1/gaps").json()["demands"]]
        for path in ("/?", *(f"/gaps?tab={tab}&" for tab in TABS), *(f"/gaps/{id}?" for id in ids)):
            said = Text(page(client, f"{path}lang=en")).text
            assert not CHINESE.findall(said), (path, CHINESE.findall(said))
        assert CHINESE.search(Text(page(client, "/")).text)


def test_the_words_of_both_languages_take_the_same_values():
    texts = catalogue()
    for name, chinese in texts["zh"].items():
        english = texts["en"][name]
        assert chinese
        assert english
        assert name == "other_language" or not CHINESE.search(english)
        fields = [{field for _, field, _, _ in Formatter().parse(one) if field} for one in (chinese, english)]
        assert fields[0] == fields[1], name


def test_the_table_of_words_names_everything_once(root):
    with (root / "api/pages/words.csv").open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert len(names) == len(set(names))


def test_what_rows_say_is_text_and_never_markup(tmp_path):
    bad = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    city = City()
    city.offer(f"{bad}大学", "080901", 3, major=bad)
    city.demand(bad, "080901", headcount=9, firm=bad, urgency="紧缺", fields=bad, district=bad, industry=bad)
    city.demand(bad, headcount=9, firm=bad, unlinked=(bad,))
    with client_of(store_of(city, tmp_path)) as client:
        ids = [one["id"] for one in client.get("/api/v1/gaps").json()["demands"]]
        paths = ["/", *(f"/gaps?tab={tab}" for tab in TABS), *(f"/gaps/{id}" for id in ids)]
        for path in paths:
            text = page(client, path)
            assert "<script>alert" not in text
            assert "<img" not in text


def test_pages_hold_no_inline_style_or_script(sample, report):
    for path in ("/", "/gaps", f"/gaps/{report['bands'][0]['id']}"):
        text = page(sample, path)
        assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|javascript:", text)
        assert re.findall(r"<script[^>]*>", text) == ['<script src="/static/app.js" defer>']


def test_a_page_with_everything_weighs_at_most_120_kb(sample, report):
    assets = sum(
        len(gzip.compress(sample.get(f"/static/{name}").content)) for name in ("app.css", "app.js", "mark.svg")
    )
    longest = one_of_each(report)[-1]
    for path in ("/", "/gaps", "/gaps?tab=rows", f"/gaps/{longest}", f"/gaps/{longest}?all=1"):
        assert assets + len(gzip.compress(page(sample, path).encode())) <= 120_000


def number(text):
    return int(text.replace(",", "").replace("−", "-").replace("+", ""))


def test_the_parts_add_up_to_the_headcount_and_the_cells_to_the_total(sample, report):
    for columns in ("stage", "district", "level"):
        text = page(sample, f"/?columns={columns}")
        parts = [number(one) for one in re.findall(r"data-part=\"\w+\">([\d,]+)<", text)]
        assert sum(parts) == report["totals"]["headcount"]
        cells = sum(number(one) for one in re.findall(r"data-cell>([\d,]+)<", text))
        said, rounding = re.search(r"相加 ([\d,]+)，舍入差 ([+−]?\d+)", text).groups()
        total = number(re.search(r'data-total="cells">([\d,]+)<', text)[1])
        assert cells == number(said)
        assert cells + number(rounding) == total == int(report["totals"]["joint_gap"] + 0.5)


def test_the_panel_of_a_cell_is_about_that_cell(sample):
    text = page(sample, "/?cell=industry:C2|关键材料")
    assert "生物医药 · 关键材料" in re.search(r"<aside.*?</aside>", text, re.S)[0]


def test_an_absent_supply_shows_no_figure_and_no_zero(tmp_path):
    city = City()
    where = {"industry": "industry:name:化工"}
    city.demand("甲岗", "080901", headcount=80, industry="化工", links=where)
    with client_of(store_of(city, tmp_path)) as client:
        text = Text(page(client, "/")).text
        assert "没有培养供给数据" in text
        assert "缺 0" not in text
        assert "—" in text
        id = client.get("/api/v1/gaps").json()["demands"][0]["id"]
        assert "没有培养供给数据" in page(client, f"/gaps/{id}")
        assert "没有培养供给数据" in page(client, "/gaps")


def test_a_city_whose_rows_name_no_industry_is_shown_by_field(tmp_path):
    with client_of(store_of(city(), tmp_path)) as client:
        text = page(client, "/")
        assert "缺哪些专业" in text
        assert "计算机类" in text


def test_a_typing_error_on_a_page_is_a_page_that_names_the_parameter(sample):
    answer = sample.get("/gaps?industri=C2", headers=BROWSER)
    assert answer.status_code == 422
    assert "industry" in answer.text
    assert "<h1>" in answer.text


def test_filters_are_chips_that_can_be_taken_away(sample):
    text = page(sample, "/gaps?industry=C2&district=")
    chip = re.search(r'<a class="chip" href="([^"]*)"', text)[1]
    assert "生物医药" in text
    assert "industry" not in chip
