"""No file can harm whoever loads it: it ends in rows or in a message that says what to do."""

import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import FileRefused
from ingest.outgoing import write_csv, write_xlsx
from ingest.workbook import Limits, read_file
from tests.files import cells_of, read, rows_of
from tests.hostile import HEADER, LIST, MAIN, OFFICE, flood_of_nothing, pack, parts, workbook
from tests.hostile_files import FILES


@pytest.fixture
def saved(tmp_path):
    """Saves the bytes of a file under a name and gives its path."""

    def save(data: bytes | str, name: str = "名单.xlsx", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode(encoding) if isinstance(data, str) else data)
        return path

    return save


def read_or_refuse(path):
    """Any end but these two is a failure."""
    try:
        read(path)
    except FileRefused as refused:
        if not refused.remedy:
            raise


def a_long_list(folder):
    """More than fits into the pipe, so that the child waits for its reader."""
    write_csv(folder / "a.csv", [["单位", "岗位", "备注"], *[["甲", "乙", "x" * 1_000]] * 20_000])
    return folder / "a.csv"


def read_on(reading, act):
    """Read to the end and act after the second row; the number of rows."""
    numbers = [0]
    for sheet in reading:
        for row in sheet.rows():
            numbers.append(row.number)
            if row.number == 2:
                act()
    return numbers[-1]


class TestHostileFiles:
    @pytest.mark.parametrize("name", FILES)
    def test_it_ends_in_rows_or_in_a_message(self, saved, name):
        hostile = FILES[name]
        path = saved(hostile.make(), hostile.file_name)
        # What is told of the others must not depend on how busy the machine is.
        ends_by_time = "processor time" in (hostile.told or ())
        limits = Limits() if ends_by_time else Limits(cpu_seconds=10)
        if hostile.told is None:
            read(path, limits=limits)
            return
        with pytest.raises(FileRefused) as caught:
            read(path, limits=limits)
        message = str(caught.value)
        assert message.startswith(hostile.file_name)
        assert caught.value.remedy
        assert [words for words in hostile.told if words not in message] == []

    def test_rows_of_nothing_cost_nothing(self, saved):
        rows = rows_of(saved(FILES["2^20 rows of nothing"].make()))
        assert [row.number for row in rows] == [1, 2]

    def test_formulas_that_call_out_are_read_as_their_last_value_or_not_at_all(self, saved):
        [_, row] = rows_of(saved(FILES["formulas that call out"].make()))
        assert row.cells == ["7", "", ""]
        assert set(row.faults) == {1, 2}

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(at=st.floats(0, 1, exclude_max=True), what=st.binary(min_size=1, max_size=6), cut=st.booleans())
    def test_a_workbook_with_some_bytes_changed_ends_so_too(self, saved, at, what, cut):
        data = workbook(LIST)
        start = int(at * len(data))
        path = saved(data[:start] + what + (b"" if cut else data[start + len(what) :]))
        read_or_refuse(path)

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.binary(min_size=1, max_size=300) | st.text('a,"\n\r甲\0', min_size=1, max_size=100).map(str.encode))
    def test_any_bytes_named_csv_end_so_too(self, saved, data):
        read_or_refuse(saved(data, "名单.csv"))


class TestGuard:
    def test_a_child_that_dies_is_a_message(self, tmp_path):
        with read_file(a_long_list(tmp_path)) as reading, pytest.raises(FileRefused, match="broke down"):
            read_on(reading, lambda: os.kill(reading.process_id, signal.SIGKILL))

    def test_a_child_that_stalls_is_a_message(self, tmp_path):
        limits = Limits(stall_seconds=1)
        with read_file(a_long_list(tmp_path), limits) as reading, pytest.raises(FileRefused, match="more time"):
            read_on(reading, lambda: os.kill(reading.process_id, signal.SIGSTOP))

    def test_too_much_processor_time_is_a_message(self, saved):
        with pytest.raises(FileRefused, match="processor time"):
            read(saved(flood_of_nothing()), limits=Limits(cpu_seconds=1, cpu_seconds_per_mib=0))

    def test_too_little_memory_is_a_message(self, saved):
        shared = "".join(f"<si><t>{i}</t></si>" for i in range(500_000))
        path = saved(workbook(LIST, {"xl/sharedStrings.xml": f"<sst {MAIN}>{shared}</sst>"}))
        with pytest.raises(FileRefused, match="memory"):
            read(path, limits=Limits(memory_bytes=48 << 20))

    def test_an_abandoned_reading_leaves_no_process(self, tmp_path):
        with read_file(a_long_list(tmp_path)) as reading:
            next(next(iter(reading)).rows())
        with pytest.raises(ProcessLookupError):
            os.kill(reading.process_id, 0)

    def test_a_file_that_changes_while_it_is_read_is_refused(self, tmp_path):
        path = a_long_list(tmp_path)
        with read_file(path) as reading, pytest.raises(FileRefused, match="wrote to the file"):
            read_on(reading, lambda: os.utime(path, (1, 1)))

    def test_time_that_the_caller_takes_is_not_the_childs(self, tmp_path):
        with read_file(a_long_list(tmp_path), Limits(stall_seconds=1)) as reading:
            assert read_on(reading, lambda: time.sleep(1.2)) == 20_001


class TestLimits:
    def test_titles_and_header_are_no_rows(self, tmp_path):
        rows = [["2024年需求"], [*HEADER], *[["甲", "乙", "1"]] * 5]
        write_xlsx(tmp_path / "a.xlsx", {"一": rows})
        write_csv(tmp_path / "a.csv", rows)
        for name in ("a.xlsx", "a.csv"):
            assert len(rows_of(tmp_path / name, limits=Limits(rows_per_sheet=5, rows_per_file=5))) == 7
            with pytest.raises(FileRefused) as caught:
                rows_of(tmp_path / name, limits=Limits(rows_per_sheet=4, rows_per_file=4))
            assert caught.value.row == 7

    def test_the_rows_of_all_sheets_count_for_the_file(self, tmp_path):
        rows = [[*HEADER], *[["甲", "乙", "1"]] * 5]
        write_xlsx(tmp_path / "a.xlsx", {"一": rows, "二": rows})
        assert len(read(tmp_path / "a.xlsx", limits=Limits(rows_per_file=10))) == 2
        with pytest.raises(FileRefused) as caught:
            read(tmp_path / "a.xlsx", limits=Limits(rows_per_file=9))
        assert (caught.value.sheet, caught.value.row) == ("二", 6)

    @pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
    def test_a_file_over_the_size_limit_is_not_opened(self, tmp_path, name):
        (write_csv if name.endswith("csv") else lambda path, rows: write_xlsx(path, {"a": rows}))(
            tmp_path / name, [["甲", "乙", str(i)] for i in range(500)]
        )
        with pytest.raises(FileRefused, match="MiB"):
            read_file(tmp_path / name, Limits(xlsx_bytes=1_000, csv_bytes=1_000))

    def test_512_columns_are_read_and_513_are_not(self, tmp_path):
        write_xlsx(tmp_path / "a.xlsx", {"a": [["x"] * 512]})
        assert len(cells_of(tmp_path / "a.xlsx")[0]) == 512
        write_xlsx(tmp_path / "a.xlsx", {"a": [["x"] * 513]})
        with pytest.raises(FileRefused, match="“SS”"):
            rows_of(tmp_path / "a.xlsx")

    def test_a_cell_of_32767_characters_is_read(self, tmp_path):
        text = "长" * 32_767
        write_xlsx(tmp_path / "a.xlsx", {"a": [[text]]})
        write_csv(tmp_path / "a.csv", [["a", "b", text]])
        assert cells_of(tmp_path / "a.xlsx") == [[text]]
        assert cells_of(tmp_path / "a.csv") == [["a", "b", text]]


class TestWhatIsNoFile:
    def test_a_name_that_leads_nowhere(self, tmp_path):
        with pytest.raises(FileRefused, match="cannot be opened"):
            read_file(tmp_path / "没有.xlsx")

    def test_a_folder(self, tmp_path):
        with pytest.raises(FileRefused, match=r"folder|ordinary"):
            read_file(tmp_path)

    def test_a_pipe_that_nobody_writes_to(self, tmp_path):
        os.mkfifo(tmp_path / "a.csv")
        with pytest.raises(FileRefused, match="ordinary"):
            read_file(tmp_path / "a.csv")

    def test_an_upload_is_called_by_its_own_name(self, saved):
        path = saved("单位,岗位,人数\n甲,乙\n", "3f2a.part")
        with pytest.raises(FileRefused) as caught:
            read(path, name="开发区\ud800.csv")
        assert caught.value.file == "开发区\ud800.csv"

    def test_a_workbook_that_names_a_part_it_does_not_hold(self, saved):
        files = parts(LIST)
        del files["xl/worksheets/sheet1.xml"]
        with pytest.raises(FileRefused, match=r"人才.*missing"):
            read(saved(pack(files)))

    def test_a_part_outside_the_archive_is_not_followed(self, saved):
        rels = (
            '<Relationships xmlns="x"><Relationship Id="s" TargetMode="External" '
            f'Type="{OFFICE}/worksheet" Target="file:///etc/passwd"/></Relationships>'
        )
        with pytest.raises(FileRefused, match="no worksheet"):
            read(saved(workbook(LIST, {"xl/_rels/workbook.xml.rels": rels})))
