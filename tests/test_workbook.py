"""What a file says, cell by cell."""

import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import MAC_EPOCH

from graph.errors import FileRefused
from ingest.outgoing import write_xlsx
from ingest.workbook import FILLED, ROUNDED, read_file
from tests.files import cells_of, rows_of
from tests.hostile import MAIN, inline, row, sheet, workbook


@pytest.fixture
def saved(tmp_path):
    """Saves the bytes of a file under a name and gives its path."""

    def save(data: bytes | str, name: str = "名单.xlsx", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode(encoding) if isinstance(data, str) else data)
        return path

    return save


@pytest.fixture
def made(tmp_path):
    """A workbook made with openpyxl: give it a function that fills the first sheet."""

    def make(fill) -> Path:
        book = openpyxl.Workbook()
        fill(book.active)
        path = tmp_path / "名单.xlsx"
        book.save(path)
        return path

    return make


def formatted(number, code):
    """A sheet whose A1 is a number with a format."""

    def fill(sheet):
        sheet["A1"] = number
        sheet["A1"].number_format = code

    return fill


class TestValues:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("沟渠公司", "沟渠公司"),
            ("  两边有空格 ", "  两边有空格 "),
            (15, "15"),
            (-3, "-3"),
            (12.5, "12.5"),
            (True, "TRUE"),
            (False, "FALSE"),
            (datetime.date(2023, 6, 30), "2023-06-30"),
            (datetime.datetime(2023, 6, 30, 8, 5), "2023-06-30 08:05"),  # noqa: DTZ001 - a cell has no time zone
            (datetime.time(8, 30), "08:30"),
        ],
    )
    def test_a_cell_becomes_the_text_that_was_written(self, made, value, text):
        assert cells_of(made(lambda sheet: sheet.append([value]))) == [[text]]

    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ("12.50", "12.50"),
            ("91370100000000000012", "91370100000000000012"),
            ("0.30000000000000004", "0.3"),
            ("12.350000000000001", "12.35"),
            ("1E-3", "0.001"),
            ("1.5E+6", "1500000"),
            ("-0.5", "-0.5"),
            ("+7", "7"),
        ],
    )
    def test_a_number_keeps_its_digits(self, saved, written, text):
        assert cells_of(saved(workbook(sheet(f"<row><c><v>{written}</v></c></row>")))) == [[text]]

    def test_a_number_the_spreadsheet_has_cut_to_15_digits_says_so(self, saved):
        [row] = rows_of(saved(workbook(sheet("<row><c><v>9.1370100123456001E+17</v></c></row>"))))
        assert row.cells == ["913701001234560000"]
        assert row.notes == {0: ROUNDED}

    @pytest.mark.parametrize("written", ["1E+999999999", "NaN", "0x10", "1" * 500, "十"])
    def test_what_is_no_number_is_a_fault(self, saved, written):
        [row] = rows_of(saved(workbook(sheet(f"<row>{inline('a')}<c><v>{written}</v></c></row>"))))
        assert row.cells == ["a"]
        assert 1 in row.faults

    @pytest.mark.parametrize(
        ("number", "code", "text"),
        [
            (45078, 'yyyy"年"m"月"', "2023-06"),
            (45078, "yyyy-mm-dd", "2023-06-01"),
            (45078, "[$-804]yyyy年m月d日;@", "2023-06-01"),
            (45078, "yyyy", "2023"),
            (45078.5, "yyyy/m/d h:mm", "2023-06-01 12:00"),
            (59, "yyyy-m-d", "1900-02-28"),
            (61, "yyyy-m-d", "1900-03-01"),
            (60, "yyyy-m-d", "60"),
            (-1, "yyyy-m-d", "-1"),
            (0.62, "0%", "62%"),
            (0.985, "0.0%", "98.5%"),
            (0.6249, "0%", "62.49%"),
            (80901, "000000", "080901"),
            (11.01, "00.0000", "11.0100"),
            (11.01, "00", "11.01"),
            (12.5, "0.00", "12.5"),
            (3, '0"人"', "3"),
            (3, '#,##0.0"万元"', "3"),
            (3, "[Red]0;[Blue]-0", "3"),
            (45078, "General", "45078"),
            (3, "@", "3"),
        ],
    )
    def test_the_format_tells_dates_shares_and_codes(self, made, number, code, text):
        assert cells_of(made(formatted(number, code))) == [[text]]

    @pytest.mark.parametrize(("number_format", "text"), [(57, "2023-06"), (31, "2023-06-01"), (14, "2023-06-01")])
    def test_date_formats_that_chinese_editions_know_by_number_alone(self, saved, number_format, text):
        styles = f'<styleSheet {MAIN}><cellXfs><xf numFmtId="{number_format}"/></cellXfs></styleSheet>'
        path = saved(workbook(sheet('<row><c s="0"><v>45078</v></c></row>'), {"xl/styles.xml": styles}))
        assert cells_of(path) == [[text]]

    def test_dates_may_count_from_1904(self, tmp_path):
        book = openpyxl.Workbook()
        book.epoch = MAC_EPOCH
        book.active.append([datetime.date(2023, 6, 30)])
        book.save(tmp_path / "mac.xlsx")
        assert cells_of(tmp_path / "mac.xlsx") == [["2023-06-30"]]

    @pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?"])
    def test_an_error_value_is_a_fault_and_no_text(self, made, saved, error):
        for path in (made(lambda sheet: sheet.append(["甲", error, "丙"])), saved(f"甲,{error},丙\n", "名单.csv")):
            [row] = rows_of(path)
            assert row.cells == ["甲", "", "丙"]
            assert row.faults == {1: error}

    def test_a_formula_without_a_value_is_a_fault(self, made):
        [row] = rows_of(made(lambda sheet: sheet.append(["甲", "=1+1"])))
        assert row.cells == ["甲"]
        assert row.faults == {1: "a formula without a value"}

    def test_a_formula_with_a_value_is_its_value_and_an_empty_text_is_one(self, saved):
        cells = '<c><f>1+1</f><v>2</v></c><c t="str"><f>A1&amp;""</f><v></v></c><c t="str"><f>"x"</f><v>x</v></c>'
        [row] = rows_of(saved(workbook(sheet(f"<row>{cells}</row>"))))
        assert row.cells == ["2", "", "x"]
        assert not row.faults

    def test_a_text_in_several_fonts_is_one_text(self, made):
        rich = CellRichText("人工", TextBlock(InlineFont(b=True), "智能"), "工程师")
        assert cells_of(made(lambda sheet: sheet.append([rich]))) == [["人工智能工程师"]]

    def test_readings_printed_above_a_shared_text_are_no_part_of_it(self, saved):
        shared = f"<sst {MAIN}><si><r><t>沟</t></r><r><t>渠</t></r><rPh><t>gou</t></rPh></si><si><t/></si></sst>"
        cells = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>0</v></c></row>'
        path = saved(workbook(sheet(cells), {"xl/sharedStrings.xml": shared}))
        assert cells_of(path) == [["沟渠", "", "沟渠"]]

    def test_characters_that_xml_cannot_hold_are_unescaped(self, saved):
        assert cells_of(saved(workbook(sheet(row("甲_x000D_\n乙_x005F_x"))))) == [["甲\r\n乙_x"]]

    def test_elements_may_carry_a_prefix(self, saved):
        xml = (
            '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row r="2">'
            '<x:c r="B2" t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
        )
        [row] = rows_of(saved(workbook(xml)))
        assert (row.number, row.cells) == (2, ["", "甲"])

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        rows=st.lists(
            st.lists(
                st.none()
                | st.integers(-(10**14), 10**14)
                | st.booleans()
                | st.dates(datetime.date(1900, 3, 1), datetime.date(2100, 1, 1))
                | st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"]), max_size=20),
                max_size=6,
            ),
            max_size=8,
        )
    )
    def test_the_values_are_those_that_openpyxl_reads(self, tmp_path, rows):
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("a")
        for values in rows:
            sheet.append(values)
        book.save(tmp_path / "a.xlsx")

        def text(value):
            return "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)

        again = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True).worksheets[0].values
        expected = [[text(v.date() if isinstance(v, datetime.datetime) else v) for v in values] for values in again]
        trimmed = ["\0".join(cells).rstrip("\0") for cells in expected]
        ours = {row.number: "\0".join(row.cells).rstrip("\0") for row in rows_of(tmp_path / "a.xlsx")}
        assert [ours.get(number, "") for number in range(1, len(trimmed) + 1)] == trimmed


class TestPlaces:
    def test_rows_of_nothing_are_counted_by_the_jump_of_the_row_number(self, made):
        def fill(sheet):
            sheet["A1"], sheet["B5"] = "甲", "乙"

        assert [(row.number, row.cells) for row in rows_of(made(fill))] == [(1, ["甲"]), (5, ["", "乙"])]

    def test_a_row_has_at_least_as_many_cells_as_those_above(self, made):
        def fill(sheet):
            for values in (["标题"], ["甲", "乙", "丙"], ["一"]):
                sheet.append(values)

        assert cells_of(made(fill)) == [["标题"], ["甲", "乙", "丙"], ["一", "", ""]]

    def test_hidden_rows_columns_and_sheets_are_read_and_flagged(self, tmp_path):
        book = openpyxl.Workbook()
        book.active.append(["甲", "乙", "丙"])
        book.active.append(["1", "2", "3"])
        book.active.row_dimensions[2].hidden = True
        book.active.column_dimensions["B"].hidden = True
        book.create_sheet("藏").append(["x"])
        book["藏"].sheet_state = "hidden"
        book.save(tmp_path / "a.xlsx")
        with read_file(tmp_path / "a.xlsx") as reading:
            sheets = [(sheet, list(sheet.rows())) for sheet in reading]
        assert [sheet.hidden for sheet, _ in sheets] == [False, True]
        assert sheets[0][0].hidden_columns == {1}
        assert [row.hidden for row in sheets[0][1]] == [False, True]

    def test_a_vertically_merged_cell_fills_its_rows(self, made):
        def fill(sheet):
            for values in (["区市", "岗位"], ["甲区", "工程师"], [None, "技师"], [None, "研究员"], ["乙区", "护士"]):
                sheet.append(values)
            sheet.merge_cells("A2:A4")

        rows = rows_of(made(fill))
        assert [row.cells[0] for row in rows] == ["区市", "甲区", "甲区", "甲区", "乙区"]
        assert [dict(row.notes) for row in rows] == [{}, {}, {0: FILLED}, {0: FILLED}, {}]

    def test_a_merged_cell_makes_no_row_out_of_nothing(self, made):
        def fill(sheet):
            for values in (["区市", "岗位"], ["甲区", "工程师"], [], ["乙区", "护士"]):
                sheet.append(values)
            sheet.merge_cells("A2:A3")

        assert [row.number for row in rows_of(made(fill))] == [1, 2, 4]

    def test_merged_ranges_are_known_before_the_rows(self, made):
        def fill(sheet):
            sheet.append(["单位", None, "人数"])
            sheet.append(["名称", "代码", None])
            sheet.merge_cells("A1:B1")
            sheet.merge_cells("C1:C2")

        with read_file(made(fill)) as reading:
            for sheet in reading:
                assert sheet.merged == [(1, 0, 1, 1), (1, 2, 2, 2)]
                assert [row.cells for row in sheet.rows()] == [["单位", "", "人数"], ["名称", "代码", "人数"]]

    def test_going_to_the_next_sheet_leaves_the_rest_of_this_one(self, tmp_path):
        write_xlsx(tmp_path / "a.xlsx", {"一": [["x"]] * 5_000, "二": [["y"]], "三": [["z"]]})
        with read_file(tmp_path / "a.xlsx") as reading:
            assert reading.sheet_names == ["一", "二", "三"]
            assert [(sheet.name, next(sheet.rows()).cells) for sheet in reading] == [
                ("一", ["x"]),
                ("二", ["y"]),
                ("三", ["z"]),
            ]

    def test_who_leaves_the_last_sheet_does_not_wait_for_its_end(self, saved):
        broken = "单位,岗位,人数\n" + "甲,乙,1\n" * 5_000 + "甲\n"
        with read_file(saved(broken, "名单.csv")) as reading:
            assert [next(sheet.rows()).cells for sheet in reading] == [["单位", "岗位", "人数"]]

    def test_a_sheet_that_is_no_table_of_cells_is_left_out(self, made):
        def fill(sheet):
            sheet.append(["甲"])
            sheet.parent.create_chartsheet("图")

        with read_file(made(fill)) as reading:
            assert reading.sheet_names == ["Sheet"]

    @pytest.mark.shared
    def test_the_posts_of_henan(self, shared_data):
        with read_file(shared_data / "data" / "real" / "henan_2024_posts.xlsx") as reading:
            [(sheet, rows)] = [(sheet, list(sheet.rows())) for sheet in reading]
        assert sheet.merged == [(1, 0, 1, 12), (2, 0, 2, 12)]
        assert rows[2].cells[:4] == ["招录机关（单位）", "职位名称", "职位代码", "招录人数"]
        assert len(rows) == 6_231 + 3
        assert sum(int(row.cells[3]) for row in rows[3:]) == 9_900
        assert not any(row.faults or row.notes or row.hidden for row in rows)


LIST_TEXT = "单位名称,岗位名称,需求人数\n沟渠公司,工程师,3\n"
LIST_CELLS = [["单位名称", "岗位名称", "需求人数"], ["沟渠公司", "工程师", "3"]]


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
    def test_the_encoding_is_found_and_named(self, saved, encoding):
        with read_file(saved(LIST_TEXT, "名单.csv", encoding)) as reading:
            assert (reading.kind, reading.encoding) == ("csv", encoding)
            assert [row.cells for sheet in reading for row in sheet.rows()] == LIST_CELLS

    def test_a_mark_in_gb18030_is_no_part_of_the_first_cell(self, saved):
        assert cells_of(saved("\ufeff" + LIST_TEXT, "名单.csv", "gb18030")) == LIST_CELLS

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_every_line_end_is_one(self, saved, end):
        assert cells_of(saved(LIST_TEXT.replace("\n", end), "名单.csv")) == LIST_CELLS

    def test_titles_may_be_shorter_than_the_table(self, saved):
        path = saved("2024年需求\n填报单位：,沟渠市\n\n" + LIST_TEXT, "名单.csv")
        assert [(row.number, row.cells) for row in rows_of(path)] == [
            (1, ["2024年需求", "", ""]),
            (2, ["填报单位：", "沟渠市", ""]),
            (4, LIST_CELLS[0]),
            (5, LIST_CELLS[1]),
        ]

    def test_empty_cells_behind_the_table_are_cut_off(self, saved):
        assert cells_of(saved("单位,岗位,人数\n甲,乙,1,,\n丙,丁,2\n", "名单.csv"))[1:] == [
            ["甲", "乙", "1"],
            ["丙", "丁", "2"],
        ]

    def test_a_cell_may_hold_line_ends_commas_and_quotation_marks(self, saved):
        path = saved('单位,岗位,备注\n甲,乙,"一,\n""二"""\n丙,丁,3\n', "名单.csv")
        assert [(row.number, row.cells[2]) for row in rows_of(path)] == [(1, "备注"), (2, '一,\n"二"'), (3, "3")]

    def test_a_row_that_comes_apart_is_refused_though_thousands_came_before(self, saved):
        path = saved("单位,岗位,人数\n" + "甲,乙,1\n" * 5_000 + "甲,乙\n", "名单.csv")
        with pytest.raises(FileRefused) as caught:
            rows_of(path)
        assert (caught.value.file, caught.value.row) == ("名单.csv", 5_002)
