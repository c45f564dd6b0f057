"""Lists that nobody on this project wrote, through the scripts beside their mapping files."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import openpyxl
import orjson
import pytest

from graph.gaps.report import gap_report
from graph.snapshot import Snapshot
from graph.store.sqlite import SqliteStore

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def posts(shared_data, tmp_path_factory):
    """A copy: the program may write a workbook with remarks beside what it loads."""
    return shutil.copy(shared_data / "data/real/henan_2024_posts.xlsx", tmp_path_factory.mktemp("posts"))


@pytest.fixture(scope="module")
def ohio_files(shared_data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ohio")
    names = ("graduates_2021.csv", "openings_2020_2030.csv", "cip_2020.csv")
    return tuple(Path(shutil.copy(shared_data / "data/real/ohio" / name, folder)) for name in names)


def script(root, name, store, *files, **environment):
    """Run the load.sh of an example."""
    said = os.environ | {"FOURCHAIN_STORE": f"sqlite:///{store}", "COLUMNS": "250"} | environment
    command = [str(root / "examples" / name / "load.sh"), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, env=said, check=False, timeout=300)
    assert "Traceback" not in done.stderr
    return done


def receipts(path):
    """(list, sender, period) → rows, accepted, rejected, skipped of what a store holds."""
    store = SqliteStore(path)
    found = {}
    for one in store.revisions(store.head().revisions):
        if one.submission.sender != "fourchain":
            said = orjson.loads(one.receipt)
            figures = (said["rows"], said["accepted"], said["rejected"], sum(said["skipped"].values()))
            found[one.submission.list, one.submission.sender, one.submission.period] = figures
    store.close()
    return found


def totals(path, **how):
    store = SqliteStore(path)
    found = gap_report(Snapshot.load(store), **how).to_json()["totals"]
    store.close()
    return found


# -- Henan ---------------------------------------------------------------------------------------

HENAN = "河南省公务员主管部门"


@pytest.fixture(scope="module")
def henan(root, posts, tmp_path_factory):
    path = tmp_path_factory.mktemp("henan") / "store.sqlite"
    done = script(root, "henan", path, posts)
    assert done.returncode == 0, done.stdout + done.stderr
    return path


def test_every_row_of_henan_is_accounted_for(henan):
    assert receipts(henan) == {("talent", HENAN, "2024"): (6_231, 6_231, 0, 0)}


def test_henan_asks_for_9900_heads_and_without_supply_nothing_is_short(henan):
    found = totals(henan)
    assert found["headcount"] == 9_900
    assert all(found[gap] is None for gap in ("joint_gap", "naive_gap", "proportional_gap"))


def test_henan_again_changes_nothing(root, henan, posts):
    before = SqliteStore(henan).head()
    done = script(root, "henan", henan, posts)
    assert (done.returncode, SqliteStore(henan).head()) == (0, before)
    assert "nothing changed" in done.stdout


def sheet_of(posts):
    book = openpyxl.load_workbook(posts, read_only=True)
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    header = next(k for k, row in enumerate(rows) if "职位名称" in row)
    return rows[:header], rows[header], rows[header + 1 :]


def test_next_years_file_of_the_same_sender(root, henan, posts, tmp_path):
    titles, header, rows = sheet_of(posts)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("职位表")
    for row in (*titles, header, *rows[:900]):
        sheet.append([cell.replace("2024", "2025") if isinstance(cell, str) else cell for cell in row])
    book.save(tmp_path / "next.xlsx")
    done = script(root, "henan", henan, tmp_path / "next.xlsx")
    assert done.returncode == 0, done.stdout + done.stderr
    assert receipts(henan) == {
        ("talent", HENAN, "2024"): (6_231, 6_231, 0, 0),
        ("talent", HENAN, "2025"): (900, 900, 0, 0),
    }
    assert totals(henan, year=2024)["headcount"] == 9_900


def test_a_list_that_goes_on_over_several_sheets(root, posts, tmp_path):
    titles, header, rows = sheet_of(posts)
    book = openpyxl.Workbook(write_only=True)
    for number in range(3):
        sheet = book.create_sheet(f"第{number + 1}页")
        for row in (*(titles if number == 0 else ()), header, *rows[number * 2_100 : (number + 1) * 2_100]):
            sheet.append(row)
    book.save(tmp_path / "sheets.xlsx")
    done = script(root, "henan", tmp_path / "store.sqlite", tmp_path / "sheets.xlsx")
    assert done.returncode == 0, done.stdout + done.stderr
    assert receipts(tmp_path / "store.sqlite") == {("talent", HENAN, "2024"): (6_231, 6_231, 0, 0)}
    assert totals(tmp_path / "store.sqlite")["headcount"] == 9_900


def test_where_the_title_says_no_period_somebody_must(root, posts, tmp_path):
    _, header, rows = sheet_of(posts)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("职位表")
    for row in (header, *rows[:50]):
        sheet.append(row)
    book.save(tmp_path / "bare.xlsx")
    done = script(root, "henan", tmp_path / "store.sqlite", tmp_path / "bare.xlsx")
    assert done.returncode == 2
    assert "--period" in done.stderr + done.stdout
    done = script(root, "henan", tmp_path / "store.sqlite", tmp_path / "bare.xlsx", PERIOD="2026")
    assert done.returncode == 0, done.stdout + done.stderr


# -- Ohio ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ohio(root, ohio_files, tmp_path_factory):
    path = tmp_path_factory.mktemp("ohio") / "store.sqlite"
    done = script(root, "ohio", path, *ohio_files)
    assert done.returncode == 0, done.stdout + done.stderr
    return path


def test_every_row_of_ohio_is_accounted_for(ohio):
    found = receipts(ohio)
    assert found["training", "ohio", "2021"] == (6_138, 4_250, 0, 1_888)
    assert found["talent", "ohio", "2021"] == (2_649, 2_511, 0, 138)
    assert found["fields", "ohio", ""] == (2_848, 2_848, 0, 0)


def test_the_gap_of_ohio(ohio):
    found = totals(ohio)
    assert (found["graduates"], found["headcount"]) == (180_532, 615_037)
    assert found["joint_gap"] == 498_798
    assert (found["unlinked"], found["no_programme"], found["competed"]) == (255_886, 25_055, 217_857)
    assert found["naive_gap"] == 400_873
    assert found["proportional_gap"] == 507_026.6


def test_next_years_files_of_ohio(root, ohio, ohio_files, tmp_path):
    graduates, openings, fields = ohio_files
    with graduates.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    with (tmp_path / "graduates.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(row | {"academic_year": "2022"} for row in rows)
    done = script(root, "ohio", ohio, tmp_path / "graduates.csv", openings, fields)
    assert done.returncode == 0, done.stdout + done.stderr
    found = receipts(ohio)
    assert found["training", "ohio", "2021"] == found["training", "ohio", "2022"] == (6_138, 4_250, 0, 1_888)
    assert totals(ohio, year=2022)["joint_gap"] == totals(ohio, year=2021)["joint_gap"] == 498_798


def test_files_in_the_wrong_order_are_told(root, ohio_files, tmp_path):
    done = script(root, "ohio", tmp_path / "store.sqlite", *reversed(ohio_files))
    assert done.returncode == 2
    assert "academic_year" in done.stderr
