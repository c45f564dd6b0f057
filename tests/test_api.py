"""The HTTP interface over real stores."""

import csv
import io
import json
from fractions import Fraction

import jsonschema
import pytest

from graph.gaps.report import gap_report
from graph.store.sqlite import SqliteStore
from ingest.columns import LISTS, columns
from tests.builders import City
from tests.served import client_of, publish, sample_store, store_of


def city() -> City:
    """One programme of 100 graduates and two demands of 80; two more programmes and what nobody can serve."""
    city = City()
    city.offer("沟渠大学", "080901", 100)
    city.demand("甲岗", "080901", headcount=80, firm="甲厂", urgency="紧缺")
    city.demand("乙岗", "080901", headcount=80, firm="乙厂", urgency="紧缺")
    city.offer("渠口大学", "081301", 30, further_ppm=200_000, retention_ppm=625_000)
    city.demand("丙岗", "081301", headcount=20, firm="丙厂", urgency="特别紧缺")
    city.demand("丁岗", "020301K", headcount=7, firm="丁厂")
    city.demand("戊岗", unlinked=("智能沟渠学",), headcount=5, firm="戊厂")
    return city


@pytest.fixture
def store(tmp_path):
    return store_of(city(), tmp_path)


@pytest.fixture
def client(store):
    with client_of(store) as client:
        yield client


def demand(answer, post):
    return next(one for one in answer["demands"] if one["post"] == post)


def table(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


# --- the report ------------------------------------------------------------------------------------------------------


def test_the_answer_is_the_gap_report_of_the_published_version(client, store):
    answer = client.get("/api/v1/gaps").json()
    with_links = {"data", "links", "basis", "notes"}
    from graph import open_graph

    report = gap_report(open_graph(f"sqlite:///{store}")).to_json()
    assert {k: v for k, v in answer.items() if k not in with_links} == json.loads(
        json.dumps({k: v for k, v in report.items() if k != "notes"})
    )
    assert answer["totals"]["joint_gap"] == 60 + 5 + 7 + 5
    assert (answer["totals"]["competed"], answer["totals"]["no_programme"], answer["totals"]["unlinked"]) == (65, 7, 5)


def test_every_band_of_the_list_leads_to_a_page_and_to_its_rows(client):
    for one in client.get("/api/v1/gaps").json()["data"]:
        for link in (one["html"], one["rows"]):
            assert client.get(link).status_code == 200


def test_every_link_of_the_envelope_answers_and_pins_the_version(client):
    links = client.get("/api/v1/gaps").json()["links"]
    assert links["next"] is None
    for name in ("self", "html", "csv", "rows"):
        assert "v=1" in links[name]
        assert client.get(links[name]).status_code == 200


def test_what_another_process_publishes_is_shown_at_the_next_request(client, store):
    assert client.get("/api/v1/gaps").json()["version"] == 1
    more = city()
    more.demand("己岗", "081301", headcount=9, firm="己厂")
    publish(more, store)
    after = client.get("/api/v1/gaps").json()
    assert after["version"] == 2
    assert any(one["post"] == "己岗" for one in after["demands"])
    assert client.get("/api/v1/gaps?v=1").json()["totals"]["headcount"] == 192


def test_without_supply_gaps_are_null_and_never_zero(tmp_path):
    city = City()
    city.demand("甲岗", "080901", headcount=80)
    with client_of(store_of(city, tmp_path)) as client:
        answer = client.get("/api/v1/gaps").json()
        assert answer["totals"]["headcount"] == 80
        assert answer["totals"]["joint_gap"] is answer["totals"]["competed"] is None
        assert answer["bands"] == []
        assert answer["basis"]["absent"] == ["training"]


def test_an_empty_store_says_so_and_what_to_do(tmp_path):
    SqliteStore(tmp_path / "empty.sqlite").close()
    with client_of(tmp_path / "empty.sqlite") as client:
        answer = client.get("/api/v1/gaps")
        assert answer.status_code == 404
        assert "fourchain load" in answer.json()["remedy"]
        page = client.get("/", headers={"accept": "text/html"})
        assert page.status_code == 200
        assert "还没有数据" in page.text


# --- forms of the answer ---------------------------------------------------------------------------------------------


def test_csv_holds_the_bands_or_the_demands_of_the_view(client):
    bands = table(client.get("/api/v1/gaps?format=csv"))
    demands = table(client.get("/api/v1/gaps?format=csv&view=demands"))
    report = client.get("/api/v1/gaps").json()
    assert [row["id"] for row in bands] == [one["id"] for one in report["bands"]]
    assert [row["id"] for row in demands] == [one["id"] for one in report["demands"]]
    first = next(row for row in demands if row["post"] == "甲岗")
    assert (first["headcount_lo"], first["gap"], first["file"], first["sheet"]) == ("80", "30", "list.xlsx", "Sheet1")


def test_csv_comes_with_a_byte_order_mark_unless_told_otherwise(client):
    assert client.get("/api/v1/gaps?format=csv").content.startswith(b"\xef\xbb\xbf")
    assert client.get("/api/v1/gaps?format=csv&bom=0").content.startswith(b"number,")


def test_accept_asks_for_csv_and_format_wins_over_it(client):
    asked = {"accept": "text/csv"}
    assert client.get("/api/v1/gaps", headers=asked).headers["content-type"].startswith("text/csv")
    assert client.get("/api/v1/gaps?format=json", headers=asked).headers["content-type"] == "application/json"


def test_a_csv_is_named_after_version_year_and_query(client):
    name = client.get("/api/v1/gaps?format=csv&level=本科").headers["content-disposition"]
    assert "bands-v1-2024-" in name
    assert "level-" in name


def test_no_cell_of_a_csv_is_run_by_a_spreadsheet(tmp_path):
    city = City()
    city.demand("=HYPERLINK(1)", "080901", firm="@甲")
    with client_of(store_of(city, tmp_path)) as client:
        (row,) = table(client.get("/api/v1/gaps?format=csv&view=demands"))
        assert (row["post"], row["firm"]) == ("'=HYPERLINK(1)", "'@甲")


def test_the_same_version_is_not_sent_twice(client):
    first = client.get("/api/v1/gaps")
    again = client.get("/api/v1/gaps", headers={"if-none-match": first.headers["etag"]})
    other = client.get("/api/v1/gaps?format=csv", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


# --- parameters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/v1/gaps", "/", "/gaps", "/livez", "/api/v1/versions", "/api/v1/gaps/x"])
def test_an_unknown_parameter_is_refused_on_every_route(client, path):
    assert client.get(f"{path}?yaer=2024").status_code == 422


def test_an_unknown_parameter_is_answered_with_the_nearest_names(client):
    problem = client.get("/api/v1/gaps?yaer=2024&indstry=x").json()
    assert problem["type"] == "urn:fourchain:problem:unknown-parameter"
    nearest = {one["parameter"]: one["nearest"][0] for one in problem["problems"]}
    assert nearest == {"yaer": "year", "indstry": "industry"}
    assert problem["title_zh"]


def test_an_unknown_value_is_answered_with_the_nearest_names(tmp_path):
    city = City()
    where = {"district": "district:name:东湾区"}
    city.offer("沟渠大学", "080901", 1)
    city.demand("甲岗", "080901", headcount=3, district="东湾区", links=where)
    with client_of(store_of(city, tmp_path)) as client:
        problem = client.get("/api/v1/gaps?district=东弯区").json()
        assert problem["status"] == 422
        assert problem["problems"] == [{"parameter": "district", "value": "东弯区", "nearest": ["东湾区"]}]
        for value in ("东湾区", "name:东湾区", "district:name:东湾区"):
            if value != "name:东湾区":
                assert client.get(f"/api/v1/gaps?district={value}").json()["selection"]["demands"] == 1


def test_a_filter_chooses_demands_of_the_allocation_of_the_whole_city(client):
    answer = client.get("/api/v1/gaps?level=本科").json()
    everything = client.get("/api/v1/gaps").json()
    assert answer["totals"] == everything["totals"]
    assert answer["selection"]["joint_gap"] == everything["totals"]["joint_gap"]
    assert demand(answer, "甲岗")["gap"] == 30


def test_pages_show_every_band_once_although_somebody_publishes_meanwhile(client, store):
    everything = [one["id"] for one in client.get("/api/v1/gaps").json()["bands"]]
    seen, link = [], "/api/v1/gaps?limit=1"
    while link:
        page = client.get(link).json()
        assert page["version"] == 1
        seen += [one["id"] for one in page["data"]]
        link = page["links"]["next"]
        if len(seen) == 1:
            more = City()
            more.demand("己岗", "081301", headcount=9)
            publish(more, store)
    assert seen == everything
    assert len(seen) == 3


def test_a_cursor_that_nobody_gave_out_is_refused(client):
    for cursor in ("x", "MTIuNTA", "%00"):
        assert client.get(f"/api/v1/gaps?cursor={cursor}&v=1").status_code == 422


# --- one gap ---------------------------------------------------------------------------------------------------------


def test_a_gap_opens_by_the_id_of_each_of_its_demands_and_of_its_band(client):
    report = client.get("/api/v1/gaps").json()
    band = next(one for one in report["bands"] if len(one["members"]) == 2)
    answers = [client.get(f"/api/v1/gaps/{id}").json() for id in [band["id"], *band["members"]]]
    assert {one["band"]["id"] for one in answers} == {band["id"]}
    assert answers[0]["band"]["certificate"]["holds"]
    assert answers[0]["evidence"][0]["file"] == "list.xlsx"
    assert answers[0]["evidence"][0]["values"]["post"] in {"甲岗", "乙岗"}


def test_the_certificate_re_adds_from_the_rows_of_the_csv(client):
    for band in client.get("/api/v1/gaps").json()["bands"]:
        rows = table(client.get(f"/api/v1/gaps/{band['id']}?format=csv"))
        asked = sum(Fraction(row["headcount"]) for row in rows if row["side"] == "demand")
        served = sum(Fraction(row["capacity"]) for row in rows if row["side"] == "supply")
        short = sum(Fraction(row["short"]) for row in rows if row["side"] == "demand")
        assert asked - served == short
        if band["certificate"]["capacity"]:
            assert short == Fraction(str(band["certificate"]["gap"]))


def test_a_gap_that_is_not_there_is_a_problem_in_both_languages(client):
    answer = client.get("/api/v1/gaps/aaaaaaaaaaaaaaaa")
    problem = answer.json()
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["title"], problem["title_zh"]) == ("Not found", "没有找到")
    assert problem["remedy"]


def test_a_version_that_is_not_there_is_a_problem(client):
    assert client.get("/api/v1/gaps?v=99").status_code == 404


# --- service ---------------------------------------------------------------------------------------------------------


def test_versions_are_listed_newest_first_and_opened(client, store):
    publish(city(), store)
    listed = client.get("/api/v1/versions").json()
    assert [one["version"] for one in listed["data"]] == [2, 1]
    assert client.get("/api/v1/versions/1").json()["submissions"]


def test_alive_and_ready_are_two_things(client):
    assert client.get("/livez").json() == {"alive": True}
    assert client.get("/readyz").json() == {"ready": True, "version": 1}


def test_the_interface_describes_itself(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/gaps", "/api/v1/gaps/{id}", "/api/v1/submissions", "/api/v1/versions"} <= set(paths)


def test_the_interface_names_the_columns_of_every_list(client):
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    for name in LISTS:
        shown = {one.name for one in columns(name).values() if one.type not in ("skip", "secret") and not one.personal}
        assert shown <= set(schemas[f"Row_{name}"]["properties"])
    assert schemas["Row_talent"]["properties"]["post"]["title"] == "岗位名称"
    assert schemas["Row_talent"]["properties"]["salary"]["unit"] == "yuan/year"


def test_the_values_of_every_row_that_is_shown_are_those_the_interface_describes(tmp_path):
    with client_of(sample_store(tmp_path)) as client:
        described = client.get("/api/v1/openapi.json").json()
        answer = described["paths"]["/api/v1/gaps/{id}"]["get"]["responses"]["200"]
        schema = answer["content"]["application/json"]["schema"] | {"components": described["components"]}
        for gap in client.get("/api/v1/gaps").json()["bands"][:10]:
            found = client.get(f"/api/v1/gaps/{gap['id']}").json()
            jsonschema.validate(found, schema)
            for row in found["evidence"]:
                own = {"$ref": f"#/components/schemas/Row_{row['list']}", "components": described["components"]}
                jsonschema.validate(row["values"], own)


def test_an_address_that_is_not_there_is_a_problem_for_programmes_and_a_page_for_browsers(client):
    assert client.get("/nowhere").json()["status"] == 404
    page = client.get("/nowhere", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "没有找到" in page.text


def test_an_id_opens_its_gap_whatever_year_and_kind_are_the_default(tmp_path):
    city = City()
    city.offer("沟渠大学", "080901", 10)
    city.offer("沟渠大学", "080901", 10, year=2023)
    city.demand("今年", "080901", headcount=20)
    city.demand("去年", "080901", headcount=30, period="2023")
    city.demand("空缺", "080901", headcount=40, kind="现有空缺")
    with client_of(store_of(city, tmp_path)) as client:
        for query, post, gap in (("", "今年", 10), ("?year=2023", "去年", 20), ("?kind=现有空缺", "空缺", 30)):
            id = demand(client.get(f"/api/v1/gaps{query}").json(), post)["id"]
            assert client.get(f"/api/v1/gaps/{id}").json()["demand"]["gap"] == gap
            assert client.get(f"/gaps/{id}").status_code == 200


def test_a_gap_that_is_closed_names_the_version_that_had_it_last(client, store):
    id = demand(client.get("/api/v1/gaps").json(), "甲岗")["id"]
    less = City()
    less.offer("沟渠大学", "080901", 100)
    less.demand("乙岗", "080901", headcount=80)
    publish(less, store)
    problem = client.get(f"/api/v1/gaps/{id}").json()
    assert problem["status"] == 404
    assert "v=1" in problem["remedy"]
    assert client.get(f"/gaps/{id}?v=1").status_code == 200
