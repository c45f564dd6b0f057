"""What names in a row mean: firms, districts, industries, segments, schools, and the fields of a post."""

import pytest

from tests.lists import TALENT, TITLES, links_of, post, store_with_dictionary, take, talent_file, write

CODE = "91110000600037341L"
DISTRICTS = [
    ["区划代码", "区市名称", "别名"],
    ["370601", "甲区", "甲城；甲区（开发区）；经开区（至2026-05-31）"],
    ["370602", "乙区", "经开区（2026年6月起）"],
]
FIRMS = [
    ["单位名称", "统一社会信用代码", "曾用名", "区市"],
    ["沟渠化学股份有限公司", CODE, "沟渠第一化工厂", "甲区"],
    ["沟渠机械有限公司", None, None, "乙区"],
    ["双名公司", None, None, "甲区"],
    ["双名有限公司", None, None, "乙区"],
]
INDUSTRIES = [
    ["产业代码", "产业名称", "产业别名", "环节代码", "环节名称", "环节别名"],
    ["N1", "新材料", "先进材料", "N1-01", "树脂", "合成树脂"],
    ["N2", "船海", None, "N2-01", "树脂", None],
    ["N2", "船海", None, "N2-02", "船机", None],
]
ALIASES = [
    ["对象", "别名", "正名", "起始日期", "截止日期"],
    ["firm", "大沟化工", "沟渠化学", None, None],
    ["firm", "老沟化工（集团）", f"firm:{CODE}", None, None],
    ["district", "新区", "370601", None, "2026-06-30"],
    ["district", "新区", "370602", "2026-07-01", None],
    ["field", "炼金术", "field:undergraduate:0703", None, None],
    ["field", "EMBA班", "field:postgraduate:1251", None, None],
    ["segment", "塑料料", "N1-01", None, None],
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    store = store_with_dictionary(folder)
    lists = {"districts": DISTRICTS, "firms": FIRMS, "industries": INDUSTRIES, "aliases": ALIASES}
    take(store, *(write(folder / f"{name}.csv", rows) for name, rows in lists.items()), sender="市人才办")
    store.close()
    return store.path.read_bytes()


@pytest.fixture
def store(prepared, tmp_path):
    from graph.store.sqlite import SqliteStore

    (tmp_path / "store.sqlite").write_bytes(prepared)
    store = SqliteStore(tmp_path / "store.sqlite")
    yield store
    store.close()


def linked(store, tmp_path, period="2026", **cells):
    """The links of one post; columns beyond the usual ones may be named."""
    row = dict(zip(TALENT, post(), strict=True)) | cells
    path = write(tmp_path / "list.xlsx", [*TITLES, list(row), list(row.values())])
    outcome = take(store, path, period=period)
    assert outcome.receipts[0].accepted == 1, outcome.receipts[0].problems
    return links_of(store, "talent_demand")[0]


# -- firms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "key"),
    [
        ("随便什么名字", CODE, f"firm:{CODE}"),
        ("沟渠化学股份有限公司", None, f"firm:{CODE}"),
        (" 沟渠化学 股份有限公司（盖章）", None, f"firm:{CODE}"),
        ("沟渠化学有限责任公司", None, f"firm:{CODE}"),
        ("沟渠化学", None, f"firm:{CODE}"),
        ("沟渠第一化工厂", None, f"firm:{CODE}"),
        ("大沟化工", None, f"firm:{CODE}"),
        ("老沟化工(集团)", None, f"firm:{CODE}"),
        ("沟渠机械", None, "firm:name:沟渠机械有限公司"),
        ("沟渠化学集团", None, "firm:name:沟渠化学集团"),
        ("双名公司", None, "firm:name:双名公司"),
        ("双名", None, "firm:name:双名"),
        ("沟渠化工", None, "firm:name:沟渠化工"),
        ("沟渠化学", "91110000600037341M", f"firm:{CODE}"),
        ("新来的公司", "91370600MA3C000000", "firm:name:新来的公司"),
    ],
    ids=lambda one: str(one),
)
def test_a_firm_by_code_then_alias_then_exact_name_then_without_its_form(store, tmp_path, name, code, key):
    assert linked(store, tmp_path, 单位名称=name, 统一社会信用代码=code)["firm"] == key


# -- districts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "period", "key"),
    [
        ("甲区", "2026", "370601"),
        ("甲城", "2026", "370601"),
        ("370602", "2026", "370602"),
        ("乙区（370602）", "2026", "370602"),
        ("甲区(开发区)", "2026", "370601"),
        ("经开区", "2026", "370601"),
        ("经开区", "2026-05", "370601"),
        ("经开区", "2026-H2", "370602"),
        ("新区", "2026-H1", "370601"),
        ("新区", "2026-Q3", "370602"),
        ("丙区", "2026", "name:丙区"),
        ("丙区（370602甲）", "2026", "name:丙区(370602甲)"),
        ("甲区（370602）", "2026", "name:甲区(370602)"),
    ],
)
def test_a_district_by_name_code_or_an_alias_of_the_first_day_of_the_period(store, tmp_path, name, period, key):
    """甲区（370602） contradicts itself, so it is neither of the two."""
    assert linked(store, tmp_path, period, 区市=name)["district"] == f"district:{key}"


# -- industries and segments ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["新材料", "先进材料", "N1", "N1 新材料", "新材料（N1）", "N1-新材料"])
def test_an_industry_by_name_alias_or_code(store, tmp_path, name):
    assert linked(store, tmp_path, 产业=name)["industry"] == "industry:N1"


@pytest.mark.parametrize(
    ("industry", "segment", "key"),
    [
        ("新材料", "树脂", "segment:N1-01"),
        ("船海", "树脂", "segment:N2-01"),
        ("船海", "船机", "segment:N2-02"),
        ("新材料", "合成树脂", "segment:N1-01"),
        ("新材料", "N1-01 树脂", "segment:N1-01"),
        ("新材料", "塑料料", "segment:N1-01"),
        ("新材料", "胶水", "segment:N1|name:胶水"),
        ("新材料", None, None),
    ],
)
def test_a_segment_is_looked_up_in_its_industry_first(store, tmp_path, industry, segment, key):
    assert linked(store, tmp_path, 产业=industry, 产业链环节=segment)["segment"] == key


def test_a_segment_name_of_several_industries_without_an_industry_is_its_own(store, tmp_path):
    from ingest.mapping import Mapping

    row = dict(zip(TALENT, post(), strict=True)) | {"产业": None, "产业链环节": "树脂"}
    path = write(tmp_path / "list.xlsx", [*TITLES, list(row), list(row.values())])
    take(store, path, mappings=[Mapping(absent=("industry",))])
    links = links_of(store, "talent_demand")[0]
    assert (links["industry"], links["segment"]) == (None, "segment:name:树脂")


# -- fields --------------------------------------------------------------------------------------


def fields(store, tmp_path, cell, level="本科"):
    links = linked(store, tmp_path, 学历要求=level, 专业要求=cell)
    return {key for one in links["alternatives"] for key in one["fields"]}


@pytest.mark.parametrize(
    ("level", "cell", "keys"),
    [
        ("本科", "化学工程与工艺", {"undergraduate:081301"}),
        ("本科", "计算机类（0809）", {"undergraduate:0809"}),
        ("仅限大专", "计算机类", {"vocational:5102"}),
        ("硕士", "计算机科学与技术", {"postgraduate:0812"}),
        ("本科", "计算机科学与技术", {"undergraduate:080901"}),
        ("本科", "金融学（020301）", {"undergraduate:020301K"}),
        ("本科", "炼金术", {"undergraduate:0703"}),
        ("仅限硕士", "EMBA班", {"postgraduate:1251"}),
        ("本科", "哲学、逻辑学", {"undergraduate:010101", "undergraduate:010102"}),
    ],
)
def test_a_field_is_looked_up_in_the_catalogue_of_its_level(store, tmp_path, level, cell, keys):
    assert fields(store, tmp_path, cell, level) == {f"field:{key}" for key in keys}


@pytest.mark.parametrize("words", ["化工相关专业", "化工类相关专业", "化工等相关专业", "化工及相关专业", "化工相关"])
def test_broad_words_are_what_the_data_file_says_at_most_seven_tenths_alike(store, tmp_path, words):
    (one,) = linked(store, tmp_path, 学历要求="仅限本科", 专业要求=words)["alternatives"]
    assert one["fields"] == ["field:undergraduate:0813", "field:vocational_undergraduate:2702"]
    assert one["sim_cap"] == 700


def test_a_major_with_a_code_that_nobody_knows_enters_under_its_class(store, tmp_path):
    assert fields(store, tmp_path, "新奇化学（070399）") == {"field:undergraduate:070399"}


def test_a_name_that_nobody_knows_goes_to_review_and_the_post_still_counts(store, tmp_path):
    links = linked(store, tmp_path, 专业要求="量子烹饪")
    assert [(one["mention"], one["reason"]) for one in links["unlinked"]] == [("量子烹饪", "unknown")]
    assert links["alternatives"][0]["unlinked"] == ["量子烹饪"]


def test_no_limit_and_nothing_stated_are_two_things(store, tmp_path):
    (anything,) = linked(store, tmp_path, 专业要求="不限")["alternatives"]
    (nothing,) = linked(store, tmp_path, 专业要求="／")["alternatives"]
    assert (anything["any"], nothing["any"]) == (True, False)
    assert anything["fields"] == nothing["fields"] == []


def test_sections_pair_levels_with_their_own_fields(store, tmp_path):
    cell = "本科：金融学类（0203），法学类（0301）；研究生：金融（0251，仅限公司金融）"
    found = linked(store, tmp_path, 学历要求="本科及以上", 专业要求=cell)["alternatives"]
    assert [(one["degree"], one["fields"], one["only"]) for one in found] == [
        (["本科", "本科"], ["field:undergraduate:0203", "field:undergraduate:0301"], []),
        (["硕士", "博士"], ["field:postgraduate:0251"], ["公司金融"]),
    ]


def test_titles_and_degrees_are_two_ladders_joined_by_or(store, tmp_path):
    found = linked(store, tmp_path, 学历要求="副高及以上或博士", 专业要求="化学")["alternatives"]
    assert [(one["degree"], one["title"]) for one in found] == [(None, ["副高", "正高"]), (["博士", "博士"], None)]


# -- offers --------------------------------------------------------------------------------------


def test_a_programme_is_a_school_a_field_and_a_level(store, tmp_path):
    head = ["类型", "学校", "层次", "专业名称", "专业代码", "年份", "毕业生数"]
    rows = [
        ["供给", "沟渠大学", "本科", "软件工程", "080902", 2026, 60],
        ["供给", "沟渠学院", "大专", "软件技术", None, 2026, 60],
        ["供给", "沟渠大学", "硕士研究生", "看不懂的技艺", None, 2026, 6],
    ]
    take(store, write(tmp_path / "offers.csv", [head, *rows]), sender="市教育局", period="2026")
    found = links_of(store, "training_offer")
    assert found[0]["programme"] == "programme:name:沟渠大学|undergraduate:080902|本科"
    assert found[1]["field"].startswith("field:vocational:")
    assert found[2]["field"] is None
    assert found[2]["programme"] == "programme:name:沟渠大学|name:看不懂的技艺|硕士"
    assert [one["mention"] for one in found[2]["unlinked"]] == ["看不懂的技艺"]


# -- decisions -----------------------------------------------------------------------------------


def decisions(folder, *rows):
    head = ["对象", "层次", "原文", "判定", "判定人", "判定时间", "理由"]
    return write(folder / "decisions.csv", [head, *rows])


def test_the_latest_decision_wins_and_an_empty_one_undoes(store, tmp_path):
    take(store, talent_file(tmp_path / "list.xlsx", [post(专业要求="量子烹饪", 单位名称="大沟（化工）")]))
    rows = [
        ["field", None, "量子烹饪", "field:undergraduate:0703", "李", "2026-01-02T00:00:00Z", "同义"],
        ["field", None, "量子烹饪", "field:undergraduate:0702", "李", "2026-01-01T00:00:00Z", "误"],
        ["firm", None, "大沟(化工)", f"firm:{CODE}", "李", "2026-01-01T00:00:00Z", "同一家"],
    ]
    outcome = take(store, decisions(tmp_path, *rows), sender="市人才办")
    assert [one.list for one in outcome.relinked] == ["talent"]
    links = links_of(store, "talent_demand")[0]
    assert links["alternatives"][0]["fields"] == ["field:undergraduate:0703"]
    assert (links["firm"], links["unlinked"]) == (f"firm:{CODE}", [])
    undone = ["field", None, "量子烹饪", None, "李", "2026-02-01T00:00:00Z", "不对"]
    take(store, decisions(tmp_path, *rows, undone), sender="市人才办")
    assert links_of(store, "talent_demand")[0]["unlinked"][0]["mention"] == "量子烹饪"


def test_a_decision_for_a_level_holds_for_that_level(store, tmp_path):
    row = ["field", "硕士", "量子烹饪", "field:postgraduate:0702", "李", "2026-01-01", "同义"]
    take(store, decisions(tmp_path, row), sender="市人才办")
    assert fields(store, tmp_path, "量子烹饪", "仅限硕士") == {"field:postgraduate:0702"}
    assert fields(store, tmp_path, "量子烹饪", "仅限本科") == set()


def test_an_urgency_that_nobody_knows_is_flagged_where_it_is_read(store, tmp_path):
    take(
        store,
        talent_file(tmp_path / "一.xlsx", [post(1, 紧缺程度="很急"), post(2, 紧缺程度="急需"), post(3, 紧缺程度=None)]),
    )
    flagged = ["urgency_unknown" in links["flags"] for links in links_of(store, "talent_demand")]
    assert flagged == [True, False, False]
