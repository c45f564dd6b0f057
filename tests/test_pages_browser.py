"""Pages in a real browser."""

import re
from fractions import Fraction
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from graph.draw import Link, Node, View, draw
from tests.served import client_of, sample_store, serving

pytestmark = pytest.mark.browser

LOUD = {"error", "warning"}
DESK = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return sample_store(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def address(store):
    with serving(store) as address:
        yield address


@pytest.fixture(scope="module")
def browser(chromium_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium_path))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def report(store):
    with client_of(store) as client:
        return client.get("/api/v1/gaps").json()


@pytest.fixture(scope="module")
def gaps(report):
    """The gap whose proof is longest, one that is met, and one of each kind that nobody can serve."""
    proved = [band for band in report["bands"] if band["certificate"]["capacity"]]
    longest = max(proved, key=lambda band: len(band["certificate"]["demands"]))
    return {"longest": longest["id"], **{one["class"]: one["id"] for one in report["demands"]}}


def given_up(request):
    """What the browser stopped by itself: it left the page before the icon was there, or saved a page as a file."""
    return request.failure == "net::ERR_ABORTED"


@pytest.fixture
def visit(browser, address):
    """Opens a path; whatever went wrong on the page is an error of the test."""
    contexts, wrong = [], []

    def open_page(path, *, javascript=True, **viewport):
        context = browser.new_context(viewport={**DESK, **viewport}, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"{path}: {error}"))
        page.on("console", lambda one: wrong.append(f"{path}: {one.text}") if one.type in LOUD else None)
        page.on("requestfailed", lambda one: wrong.append(f"{path}: {one.url}") if not given_up(one) else None)
        page.on("request", lambda one: wrong.append(one.url) if not one.url.startswith(address) else None)
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"
        )
        page.goto(f"{address}{path}", wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def paths(gaps):
    lists = [f"/gaps?tab={tab}" for tab in ("bands", "no_programme", "unlinked", "rows")]
    return [
        "/",
        "/?columns=district",
        "/?columns=level&measure=programmes",
        *lists,
        *(f"/gaps/{id}" for id in gaps.values()),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_scrolls_sideways_or_reports_an_error(visit, gaps, language):
    for path in paths(gaps):
        page = visit(f"{path}{'&' if '?' in path else '?'}lang={language}")
        for width in (1920, 1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)


def test_the_overview_answers_without_scrolling(visit):
    page = visit("/")
    for selector in ("h1", ".decomposition", ".heat tfoot", "aside .actions"):
        box = page.locator(selector).bounding_box()
        assert box["y"] + box["height"] <= DESK["height"], selector


def test_arrows_move_over_the_table_and_enter_opens_a_cell(visit, address):
    page = visit("/")
    page.locator(".heat td a").first.focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(re.compile("cell="))
    chosen = page.locator(".heat td a[aria-current]")
    row, column = chosen.evaluate("a => [a.closest('tr').rowIndex, a.closest('td').cellIndex]")
    assert (row, column) == (2, 2)
    title = page.locator("aside h2").inner_text()
    assert page.locator(".heat tbody th").nth(1).inner_text() in title


def test_from_a_cell_over_its_gap_to_its_rows_and_back(visit):
    page = visit("/")
    page.locator("aside .plain a").first.click()
    page.wait_for_url(re.compile(r"/gaps/\w"))
    page.locator("#evidence").wait_for()
    assert page.locator(".source").first.inner_text().endswith((".xlsx", ".csv"))
    page.go_back()
    page.locator(".heat").wait_for()


def amounts(page, selector):
    return [Fraction(text.replace(",", "")) for text in page.locator(selector).all_inner_texts()]


def test_the_certificate_re_adds_from_the_numbers_of_the_page(visit, report):
    proved = [band for band in report["bands"] if band["certificate"]["capacity"]]
    for band in proved[:: max(1, len(proved) // 8)]:
        page = visit(f"/gaps/{band['id']}")
        asked, there = sum(amounts(page, "[data-side=headcount]")), sum(amounts(page, "[data-side=capacity]"))
        assert amounts(page, "[data-proof=headcount]") == [asked]
        assert amounts(page, "[data-proof=capacity]") == [there]
        assert amounts(page, "[data-proof=gap]") == [asked - there]
        assert page.locator("[data-holds=yes]").count() == 1
        assert float(asked - there) == pytest.approx(band["certificate"]["gap"])


def test_the_two_bars_of_a_certificate_have_one_scale(visit, gaps):
    page = visit(f"/gaps/{gaps['longest']}")
    ends = page.evaluate(
        """[...document.querySelectorAll('.scale svg')].map(svg =>
            Math.max(...[...svg.querySelectorAll('rect')].map(one => one.getBoundingClientRect().right)))"""
    )
    assert ends[0] == pytest.approx(ends[1], abs=1.5)


def test_overview_and_gap_print_on_one_sheet_each(visit, gaps):
    for path in ("/", *(f"/gaps/{id}" for id in gaps.values())):
        sheet = visit(path).pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1, path


def test_pages_read_without_scripts(visit, gaps):
    page = visit("/", javascript=False)
    page.locator(".heat td a").nth(3).click()
    page.wait_for_url(re.compile("cell="))
    page = visit("/gaps", javascript=False)
    page.locator(".filters select").first.select_option(index=1)
    page.locator(".filters button").click()
    page.locator(".chip").wait_for()  # of two it would complain
    assert visit(f"/gaps/{gaps['longest']}", javascript=False).locator("[data-print]").is_hidden()


def test_a_name_that_is_markup_runs_nothing_in_the_drawing(browser, tmp_path):
    bad = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script> href='https://example.org/'"
    nodes = tuple(Node(f"n{k}{bad}", bad, bad, k, 0, "talent") for k in range(3))
    links = (Link(nodes[0].id, nodes[1].id, bad), Link(nodes[1].id, nodes[2].id, bad, missing=True))
    path = draw(View(bad, bad, (bad, "二", "三"), nodes, links)).save(tmp_path / "drawing.html")
    context = browser.new_context(viewport=DESK)
    page, asked, wrong = context.new_page(), [], []
    page.on("request", lambda one: asked.append(one.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    page.goto(path.as_uri(), wait_until="networkidle")
    page.mouse.move(720, 480)  # over the middle box: its title opens
    page.wait_for_timeout(600)
    assert page.evaluate("window.hit") is None
    assert page.evaluate("nodes.length") == 6
    assert page.locator("img, a").count() == 0
    assert [urlsplit(url).scheme for url in asked] == ["file"]
    assert wrong == []
    context.close()


def test_the_drawing_of_a_gap_is_downloaded(visit, gaps):
    page = visit(f"/gaps/{gaps['longest']}")
    with page.expect_download() as waiting:
        page.locator("a[href*='graph.html']").click()
    assert waiting.value.suggested_filename.endswith(".html")
