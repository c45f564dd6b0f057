"""The built-in dictionaries agree with themselves, with the public editions, and with codes a government printed."""

import csv
import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from graph.taxonomy import BUILTIN_SENDER, builtin_files

STAGES = {"研发设计", "关键材料", "核心部件", "装备工艺", "系统集成", "应用服务"}
Row = dict[str, str]


def read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def parts(cell: str) -> list[str]:
    return [part for part in cell.split("；") if part]


LISTS = {name: read(path) for name, path in builtin_files()}
FIELDS = {(row["catalogue"], row["code"]): row for row in LISTS["fields"]}


def catalogue(name: str) -> dict[str, Row]:
    return {code: row for (held, code), row in FIELDS.items() if held == name}


def counts(name: str) -> Counter[str]:
    return Counter(row["kind"] for row in catalogue(name).values())


def test_every_dictionary_is_plain_utf8_with_the_columns_of_its_list(root):
    columns = defaultdict(list)
    for row in read(root / "ingest" / "columns.csv"):
        columns[row["list"]].append(row["name"])
    assert BUILTIN_SENDER == "fourchain"
    assert set(LISTS) == {"aliases", "broad", "crosswalk", "fields", "industries", "levels", "parameters", "urgency"}
    for name, path in builtin_files():
        data = path.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        assert data.decode().splitlines()[0].split(",") == columns[name], name


# ------------------------------------------------------------------ fields


def test_a_code_stands_once_in_its_catalogue():
    assert len(FIELDS) == len(LISTS["fields"])


def test_the_catalogues_have_the_size_of_their_public_editions():
    assert counts("undergraduate") == {"discipline": 12, "class": 93, "major": 845}
    assert counts("postgraduate") == {"discipline": 14, "class": 117 + 67}
    vocational, bachelor = counts("vocational"), counts("vocational_undergraduate")
    assert (vocational["discipline"], vocational["class"]) == (19, 97)
    assert bachelor["discipline"] == 19
    assert 90 <= bachelor["class"] <= 97  # classes in which we know no course of that level are left out
    assert 0 < vocational["major"] <= 744
    assert 0 < bachelor["major"] <= 247


def test_a_field_is_part_of_the_field_one_step_up_whose_code_it_begins_with():
    above = {"discipline": None, "class": "discipline", "major": "class"}
    for (name, code), row in FIELDS.items():
        parents = parts(row["parents"])
        assert bool(parents) == (row["kind"] != "discipline"), (name, code)
        for parent in parents:
            assert FIELDS[name, parent]["kind"] == above[row["kind"]]
            assert code.startswith(parent)


def test_codes_are_written_as_the_catalogues_print_them():
    shape = {"discipline": r"\d{2}", "class": r"\d{4}", "major": r"\d{6,7}(K|T|TK)?"}
    assert all(re.fullmatch(shape[row["kind"]], row["code"]) for row in FIELDS.values())
    assert {"010103K", "080911TK", "0502100T"} <= catalogue("undergraduate").keys()


def test_every_field_says_its_edition_and_source():
    assert {(row["catalogue"], row["edition"]) for row in FIELDS.values()} == {
        ("undergraduate", "2025"),
        ("postgraduate", "2022"),
        ("vocational", "2021"),
        ("vocational_undergraduate", "2021"),
    }
    assert all(row["source"] for row in FIELDS.values())


def test_an_alias_is_no_name_of_another_field_of_its_catalogue():
    names = {(row["catalogue"], row["name"]) for row in FIELDS.values()}
    aliases = [(row["catalogue"], alias) for row in FIELDS.values() for alias in parts(row["aliases"])]
    assert not set(aliases) & names
    assert len(set(aliases)) == len(aliases)


def test_vocational_classes_of_both_levels_run_in_parallel():
    college = catalogue("vocational")
    for code, row in catalogue("vocational_undergraduate").items():
        if row["kind"] != "major":
            twin = str(int(code[:2]) + 20) + code[2:]
            assert college[twin]["name"] == row["name"]


# --------------------------------------------------------------- crosswalk


def test_a_crosswalk_row_joins_two_held_fields_of_two_catalogues():
    seen = set()
    for row in LISTS["crosswalk"]:
        ends = (row["from_catalogue"], row["from_code"]), (row["to_catalogue"], row["to_code"])
        assert set(ends) <= FIELDS.keys()
        assert row["from_catalogue"] != row["to_catalogue"]
        assert row["relation"] in {"same", "near"}
        assert row["source"]
        assert frozenset(ends) not in seen  # a row holds in both directions and stands once
        seen.add(frozenset(ends))


def test_one_step_leads_from_every_lower_class_to_the_levels_above():
    above = {
        "undergraduate": {"postgraduate"},
        "vocational": {"undergraduate", "postgraduate"},
        "vocational_undergraduate": {"undergraduate", "postgraduate", "vocational"},
    }
    reached = defaultdict(set)
    for row in LISTS["crosswalk"]:
        ends = (row["from_catalogue"], row["from_code"]), (row["to_catalogue"], row["to_code"])
        for here, there in (ends, ends[::-1]):
            reached[here].add(there[0])
    for name, others in above.items():
        for code, row in catalogue(name).items():
            if row["kind"] == "class":
                assert others <= reached[name, code], (name, code)
    unreached = {c for c, row in catalogue("postgraduate").items() if ("postgraduate", c) not in reached}
    assert {code for code in unreached if not code.startswith("11")} == {"14"}  # 军事学 has no civil class


# ------------------------------------------------- industries, levels, rest


def test_nine_fixed_clusters_and_some_emerging_ones():
    clusters = {row["code"]: row["cluster"] for row in LISTS["industries"]}
    assert Counter(clusters.values()) == {"九大": 9, "新兴": 3}


def test_every_industry_has_segments_in_all_six_stages():
    stages = defaultdict(set)
    for row in LISTS["industries"]:
        stages[row["code"]].add(row["stage"])
    assert all(held == STAGES for held in stages.values())


def test_a_segment_has_one_code_and_one_name_and_feeds_others_that_exist():
    segments = {row["segment_code"]: row for row in LISTS["industries"]}
    assert len(segments) == len(LISTS["industries"])
    names = [n for row in segments.values() for n in [row["segment"], *parts(row["segment_aliases"])]]
    assert not [name for name, times in Counter(names).items() if times > 1]
    for code, row in segments.items():
        assert code.startswith(row["code"] + "-")
        assert set(parts(row["feeds"])) <= segments.keys() - {code}


def test_segments_feed_across_industries_and_only_the_end_of_a_chain_feeds_nobody():
    across = {row["code"] for row in LISTS["industries"] if any(f[:2] != row["code"] for f in parts(row["feeds"]))}
    assert across == {row["code"] for row in LISTS["industries"]}
    assert {row["stage"] for row in LISTS["industries"] if not row["feeds"]} == {"应用服务"}


def test_industry_names_and_aliases_are_unambiguous():
    names = {row["code"]: [row["name"], *parts(row["aliases"])] for row in LISTS["industries"]}
    flat = [name for held in names.values() for name in held]
    assert len(set(flat)) == len(flat)


def test_a_ladder_is_strictly_ordered_and_keeps_its_order_on_the_common_scale():
    ladders = defaultdict(list)
    for row in LISTS["levels"]:
        ladders[row["ladder"]].append((int(row["rank"]), int(row["equivalent"]), row["name"]))
    assert {ladder: [name for *_, name in sorted(held, reverse=True)] for ladder, held in ladders.items()} == {
        "学历": ["博士", "硕士", "本科", "大专", "中专"],
        "职称": ["正高", "副高", "中级", "初级"],
        "技能等级": ["首席技师", "特级技师", "高级技师", "技师", "高级工", "中级工", "初级工", "学徒工"],
    }
    for held in ladders.values():
        assert sorted(rank for rank, *_ in held) == list(range(1, len(held) + 1))
        common = [equivalent for _, equivalent, _ in sorted(held)]
        assert common == sorted(set(common))


def test_a_level_name_or_alias_means_one_level_of_its_ladder():
    names = [(r["ladder"], name) for r in LISTS["levels"] for name in [r["name"], *parts(r["aliases"])]]
    assert len(set(names)) == len(names)


def test_levels_name_catalogues_that_exist():
    named = {row["name"]: row["catalogue"].split("；") for row in LISTS["levels"] if row["catalogue"]}
    assert set(named) == {"博士", "硕士", "本科", "大专"}
    assert {one for several in named.values() for one in several} <= {name for name, _ in FIELDS}
    assert named["本科"] == ["undergraduate", "vocational_undergraduate"]


def test_every_parameter_has_a_value_a_unit_a_date_and_a_source():
    held = {row["name"]: row for row in LISTS["parameters"]}
    assert len(held) == len(LISTS["parameters"])
    assert {"tau", "approx_tolerance", "retention", "further_study", "completion"} <= held.keys()
    assert {"cost_field", "cost_level", "cost_distance"} <= held.keys()
    for row in held.values():
        assert row["source"]
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["date"])
        if row["unit"] in {"share", "similarity"}:
            assert 0 <= Decimal(row["value"]) <= 1


def test_urgency_labels_have_the_stated_tiers_and_weights():
    held = {row["label"]: (int(row["tier"]), int(row["weight"])) for row in LISTS["urgency"]}
    assert len(held) == len(LISTS["urgency"])
    assert (held["特别紧缺"], held["紧缺"], held["一般"]) == ((3, 5), (2, 2), (1, 1))
    assert set(held.values()) == {(3, 5), (2, 2), (1, 1)}


def test_broad_words_stand_for_disciplines_and_classes_and_are_no_names():
    names = {row["name"] for row in FIELDS.values()}
    assert len({(row["words"], row["catalogue"]) for row in LISTS["broad"]}) == len(LISTS["broad"])
    for row in LISTS["broad"]:
        assert row["words"] not in names
        kinds = {FIELDS[row["catalogue"], code]["kind"] for code in parts(row["codes"])}
        assert kinds <= {"discipline", "class"}
        assert kinds
    held = {(row["words"], row["catalogue"]): row["codes"] for row in LISTS["broad"]}
    assert held["理工类", "undergraduate"] == "07；08"
    assert held["化工相关专业", "undergraduate"] == "0813"


def test_a_built_in_alias_names_a_held_field():
    for row in LISTS["aliases"]:
        assert row["kind"] == "field"
        _, name, code = row["canonical"].split(":")
        assert (name, code) in FIELDS


# --------------------------------------------- against what others published


@pytest.mark.shared
def test_the_catalogues_are_the_public_ones_name_by_name(shared_data):
    real = shared_data / "data" / "real"
    undergraduate = {row["code"]: row["name"] for row in read(real / "undergraduate_catalogue_2025.csv")}
    assert {code: row["name"] for code, row in catalogue("undergraduate").items()} == undergraduate
    postgraduate = {row["code"]: row["name"] for row in read(real / "postgraduate_catalogue_2022.csv")}
    held = {code: row["name"] for code, row in catalogue("postgraduate").items() if row["kind"] == "class"}
    assert held == postgraduate


@pytest.mark.shared
def test_codes_a_government_printed_are_held_under_the_name_it_printed(shared_data):
    # 本科 mentions come from the general and from the vocational catalogue of that level
    of_level = {
        "本科": ["undergraduate", "vocational_undergraduate"],
        "研究生": ["postgraduate"],
        "专科": ["vocational"],
    }
    unheld: Counter[tuple[str, str]] = Counter()
    renamed: Counter[tuple[str, str]] = Counter()
    total = 0
    for label in read(shared_data / "data" / "real" / "henan_2024_major_links.csv"):
        total += 1
        keys = [(name, label["code"]) for name in of_level[label["level"]] if (name, label["code"]) in FIELDS]
        if not keys:
            unheld[label["code"], label["mention"]] += 1
        elif FIELDS[keys[0]]["name"] != label["mention"]:
            renamed[label["code"], label["mention"].partition("(")[0]] += 1
    assert total == 19_662
    # the 2025 edition gave both a K
    assert unheld == {("101101", "护理学"): 10, ("081403", "资源勘查工程"): 2}
    assert renamed == {
        ("1301", "艺术学"): 8,  # the name with its explanation in brackets
        ("1202", "工商管理"): 5,  # 2018: 工商管理学 since 2022
        ("081010T", "水利与交通工程"): 4,  # 土木、水利与交通工程 cut at the 、
        ("1204", "公共管理"): 1,  # 2018: 公共管理学 since 2022
        ("0202", "应用经济"): 1,  # 应用经济学 shortened
        ("0301", "法律类"): 1,  # 法学类 misnamed
        ("030205T", "经济学与哲学"): 1,  # 政治学、经济学与哲学 cut at the 、
    }
