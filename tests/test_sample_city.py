"""The sample city: deterministic, synthetic, messy, and shaped like a city."""

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from stdnum.cn import uscc

from graph import gap_report, open_graph
from graph.gaps.report import GapReport
from graph.snapshot import Snapshot
from graph.store import open_store
from graph.taxonomy import builtin_files
from ingest.columns import CHINESE
from ingest.sample_city import write_city
from ingest.sample_city.catalogue import majors
from ingest.sample_city.traps import ONE_PROGRAMME_TWO_EMPLOYERS, TRAPS, TWO_PROGRAMMES_ONE_FLEXIBLE, Trap
from ingest.submit import LoadOptions, LoadOutcome, load
from ingest.workbook import read_file
from tests.re_adding import every_certificate_adds_up

WRITE = "import sys; from pathlib import Path; from ingest.sample_city import write_city; write_city(Path(sys.argv[1]))"
DEMANDS = ("talent", "technology", "training")


@dataclass(frozen=True)
class LoadedCity:
    outcome: LoadOutcome
    version: Snapshot
    report: GapReport
    store: bytes
    printed: dict

    def rows(self, kind: str) -> list[dict]:
        return [one.body for one in self.version.by_id.values() if one.kind == kind]

    def records(self, name: str, sender: str = "沟渠市人才工作办公室") -> list[dict]:
        return [one.body for one in self.version.records(name) if one.sender == sender]


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> list[Path]:
    return write_city(tmp_path_factory.mktemp("city") / "沟渠市")


@pytest.fixture(scope="module")
def cells(files) -> dict[str, list[str]]:
    """Every cell of every file that holds something."""
    found = {}
    for path in files:
        with read_file(path) as reading:
            found[path.name] = [cell for sheet in reading for row in sheet.rows() for cell in row.cells if cell]
    return found


@pytest.fixture(scope="module")
def city(files, tmp_path_factory) -> LoadedCity:
    path = tmp_path_factory.mktemp("store") / "city.sqlite"
    store = open_store(f"sqlite:///{path}")
    outcome = load(store, files, LoadOptions())
    store.close()
    version = open_graph(f"sqlite:///{path}")
    report = gap_report(version)
    return LoadedCity(
        outcome, version, report, b"".join(one.read_bytes() for one in path.parent.iterdir()), report.to_json()
    )


def builtin(name: str) -> list[str]:
    return dict(builtin_files())[name].read_text(encoding="utf-8").splitlines()


def demand_lists(city):
    return [one for one in city.outcome.receipts if one.submission.list in DEMANDS]


# -- the files ---------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_seed(files, tmp_path):
    for hash_seed in ("1", "2"):
        folder = tmp_path / hash_seed
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        subprocess.run([sys.executable, "-c", WRITE, str(folder)], env=environment, check=True)
        assert {one.name: one.read_bytes() for one in folder.iterdir()} == {one.name: one.read_bytes() for one in files}


def test_another_seed_gives_another_city(files, tmp_path):
    others = {one.name: one.read_bytes() for one in write_city(tmp_path, seed=7)}
    assert {one.name for one in files} == set(others)
    differing = [one.name for one in files if one.read_bytes() != others[one.name]]
    assert len(differing) > len(files) / 2


def test_every_file_says_in_its_title_and_below_it_that_it_is_invented(cells):
    for name, texts in cells.items():
        assert "虚构示例数据" in texts[0], name
        assert any(text.startswith("填表说明") and "虚构" in text for text in texts[:12]), name


def test_csv_files_come_in_both_encodings(files):
    heads = [one.read_bytes() for one in files if one.suffix == ".csv"]
    with_mark = [head for head in heads if head.startswith(b"\xef\xbb\xbf")]
    assert with_mark
    assert len(with_mark) < len(heads)
    for head in heads:
        assert "虚构示例数据" in head.decode("utf-8-sig" if head in with_mark else "gb18030")


def test_credit_codes_have_the_right_check_digit_and_belong_to_no_region(cells):
    codes = {text for texts in cells.values() for text in texts if re.fullmatch(r"9[0-9A-Z]{17}", text)}
    assert len(codes) > 300
    assert all(uscc.is_valid(code) and code[2:6] == "9906" for code in codes)


def test_no_cell_could_reach_or_identify_a_real_person(cells):
    everything = [text for texts in cells.values() for text in texts]
    phones = {
        text
        for text in everything
        if re.fullmatch(r"[\d+-]{7,}", text) and not re.fullmatch(r"\d{4}(-\d\d){1,2}", text)
    }
    assert phones
    assert all(one.startswith("0000-0000") for one in phones if "-" in one)
    assert not [
        text for text in everything if re.search(r"(?<![\dA-Z])1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dX](?!\d)", text)
    ]
    mails = {mail for text in everything for mail in re.findall(r"[\w.]+@[\w.]+", text)}
    assert mails
    assert all(one.endswith("@example.invalid") for one in mails)


def test_every_major_stands_in_the_built_in_catalogues():
    fields = {(one["catalogue"], one["code"]): one["name"] for one in csv.DictReader(builtin("fields"))}
    catalogues = {"大专": "vocational", "本科": "undergraduate", "硕士": "postgraduate", "博士": "postgraduate"}
    for one in majors():
        catalogue = catalogues[one.level]
        assert fields[catalogue, one.code] == one.name
        assert fields[catalogue, one.class_code] == one.class_name


# -- what gets in ------------------------------------------------------------------------------------


def test_nearly_every_row_is_accepted_and_every_row_is_accounted_for(city):
    lists = demand_lists(city)
    assert not city.outcome.unread
    for one in lists:
        assert one.rows == one.accepted + one.rejected + one.skipped.total()
    accepted, rejected = sum(one.accepted for one in lists), sum(one.rejected for one in lists)
    assert 0 < rejected <= 0.03 * (accepted + rejected)


@pytest.mark.parametrize(("name", "rows"), [("talent", 2000), ("technology", 250), ("training", 600)])
def test_the_lists_have_their_size(city, name, rows):
    receipts = [one for one in demand_lists(city) if one.submission.list == name]
    assert sum(one.accepted + one.rejected for one in receipts) == rows


def test_the_registries_have_their_size(city):
    sizes = {name: len(city.records(name)) for name in ("districts", "firms", "universities", "labs", "technologies")}
    assert sizes == {"districts": 13, "firms": 400, "universities": 8, "labs": 60, "technologies": 150}
    assert len({one["person"] for one in city.records("talents")}) == 300
    assert any(not one.get("code") for one in city.records("firms"))


def test_there_are_250_programmes_at_every_level_over_three_years(city):
    offers = city.version.by_id.values()
    taught = {(one.links["programme"], one.links["level"]) for one in offers if one.kind == "training_offer"}
    assert len(taught) == 250
    assert {level for _, level in taught} == {"大专", "本科", "硕士", "博士"}
    assert {one["year"] for one in city.rows("training_offer")} == {2024, 2025, 2026}
    assert city.rows("training_request")


def test_all_industries_ask_for_people(city):
    asking = Counter(one.links["industry"] for one in city.version.by_id.values() if one.kind == "talent_demand")
    assert {f"industry:C{number}" for number in range(1, 10)} | {"industry:E1", "industry:E2", "industry:E3"} == set(
        asking
    )


def test_two_districts_are_expected_and_did_not_report(city):
    expected = {one["sender"] for one in city.records("senders") if one["lists"] == CHINESE["talent"]}
    sent = {one.sender for one in city.version.submissions if (one.list, one.period) == ("talent", "2026")}
    assert sorted(expected - sent) == ["远滩岛区人才办", "龙渠市人才办"]
    assert sent <= expected


def test_one_list_goes_on_over_two_sheets(city):
    sheets = {one.submission.sender: len(one.sheets) for one in demand_lists(city) if one.submission.list == "talent"}
    assert sheets["东湾区人才办"] == 2


def test_what_is_personal_or_secret_never_reaches_the_store(city):
    for words in ("示例联系人", "0000-0000", "example.invalid", "示例人才0", "SY0001", "不应入库"):
        assert words.encode() not in city.store, words


# -- what comes out ----------------------------------------------------------------------------------


def test_the_gap_looks_like_that_of_a_city(city):
    totals = city.printed["totals"]
    assert 9_000 < totals["headcount"] < 12_000
    assert 0.30 < totals["joint_gap"] / totals["headcount"] < 0.45
    assert totals["competed"] > totals["no_programme"] > totals["unlinked"] * 0.5 > 0
    assert totals["unlinked"] < 0.05 * totals["headcount"]
    assert totals["naive_gap"] < totals["joint_gap"] < totals["proportional_gap"]
    assert totals["at_least"] is True
    assert 40 <= len(city.report.bands) <= 70


def test_every_certificate_adds_up_again_in_plain_python(city):
    assert every_certificate_adds_up(city.report) > 10


def test_both_kinds_of_need_stand_side_by_side(city):
    kinds = Counter(one["kind"] for one in city.rows("talent_demand"))
    assert 0.10 < kinds["现有空缺"] / sum(kinds.values()) < 0.16


def test_one_sender_marks_most_of_its_posts_as_most_urgent(city):
    def share(sender: str) -> float:
        rows = [one for one in city.version.by_id.values() if one.kind == "talent_demand" and one.sender == sender]
        return sum(one.body.get("urgency") == "特别紧缺" for one in rows) / len(rows)

    assert share("青圩市人才办") > 0.8
    assert share("沟头区人才办") < 0.25


def test_names_that_nobody_can_link_are_few_but_there(city):
    rows = [one for one in city.version.by_id.values() if one.kind == "talent_demand"]
    unlinked = sum(bool(one.links["unlinked"]) for one in rows)
    assert 0.02 < unlinked / len(rows) < 0.08


# -- the two traps -----------------------------------------------------------------------------------


def trap_demands(city: LoadedCity, trap: Trap) -> list[dict]:
    """The demands of a trap, found by employer and post, then read by their id."""
    wanted = {(one.firm, one.post) for one in trap.posts}
    found = {
        one.public_id
        for one in city.version.by_id.values()
        if one.kind == "talent_demand" and (one.body["firm"], one.body["post"]) in wanted
    }
    assert len(found) == len(trap.posts)
    demands = {one["id"]: one for one in city.printed["demands"]}
    return [demands[one] for one in sorted(found)]


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_stands_alone(city, trap):
    allocation = city.report.allocation
    ids = {one["id"] for one in trap_demands(city, trap)}
    own = [k for k, one in enumerate(city.report.demands) if one.id in ids]
    supplies = {int(i) for k in own for i in allocation.accepted(k)}
    assert sorted(city.report.supplies[i].capacity for i in supplies) == sorted(1000 * n for n in trap.supply.values())
    others = [
        k for k in range(len(city.report.demands)) if k not in own and supplies & set(allocation.accepted(k).tolist())
    ]
    assert others == []


def test_two_employers_of_one_programme_are_60_short(city):
    demands = trap_demands(city, ONE_PROGRAMME_TWO_EMPLOYERS)
    assert sum(one["gap"] for one in demands) == 60
    assert [one["naive"] for one in demands] == [0, 0]
    band = city.report.bands[demands[0]["band"] - 1]
    assert {city.report.demands[int(k)].id for k in band.members} == {one["id"] for one in demands}


def test_the_flexible_employer_leaves_nobody_short(city):
    demands = trap_demands(city, TWO_PROGRAMMES_ONE_FLEXIBLE)
    assert sum(one["gap"] for one in demands) == 0
    assert sum(one["proportional"] for one in demands) == pytest.approx(20, abs=0.1)
