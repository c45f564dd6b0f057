"""Empty workbooks to fill in, one for each list: units, drop-downs, an example row, and every column explained.

    for path in write_templates(Path("清单模板")):      # 急需紧缺人才.xlsx …, 名录/用人单位.xlsx …
        ...

What is filled in loads without a mapping file; who sends it, and for which period, stands above the header.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import BadArgument
from ingest.choices import OTHER_ONES, Choices, builtin_choices
from ingest.columns import CHINESE, DEMANDS, LISTS, REGISTRIES, Column, columns
from ingest.examples import EITHER, examples
from ingest.outgoing import put

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

FOLDER = "名录"
USUAL = (*DEMANDS, *REGISTRIES, "aliases", "senders")
HEADER_ROW = 3
LAST_ROW = 3_000
"""The drop-downs reach down to here."""
NUMBERS = frozenset({"count", "money", "percent", "year", "trl", "duration", "degree", "decimal"})
LONGEST_INLINE = 200
GUIDANCE = {"列": 20, "要求": 14, "单位": 10, "填什么": 60, "可选": 44, "举例": 34}
"""The columns of the sheet of explanations and their widths."""
WIDE = {"fields": 32, "need": 30, "metrics": 30, "content": 30, "note": 24, "firm": 26, "expertise": 30}
HOW_TO = (
    "一行写一条；不要合并单元格，不要在表中插入小标题和合计行。",
    "带 * 的列必填，见下表“要求”一栏。",
    "灰色斜体的示例行读取时自动跳过，可以删除，不要在它上面改写。",
    "“填报单位”“填报周期”请在表头上方填写；周期写 2026、2026-H1（上半年）、2026-Q1（一季度）或 2026-03。",
    "下拉选项中没有合适的，写明“可自行填写”的列可直接输入。",
    "联系人、电话、邮箱只供本单位存档，系统读取时丢弃；涉密内容请勿填写。",
)


def write_templates(folder: Path, names: Iterable[str] = USUAL, choices: Choices | None = None) -> list[Path]:
    """Write one workbook for each list into `folder` (made when missing); registries go into a folder of their own.

    Raises:
        BadArgument: no such list, or a file of that name is there: it may be filled in already.
    """
    wanted = list(dict.fromkeys(names))
    if unknown := [one for one in wanted if one not in LISTS]:
        raise BadArgument(f"“{unknown[0]}” is no list", remedy=f"lists are {', '.join(LISTS)}")
    paths = {one: (folder if one in DEMANDS else folder / FOLDER) / f"{CHINESE[one]}.xlsx" for one in wanted}
    if there := [str(path) for path in paths.values() if path.exists()]:
        raise BadArgument(f"{there[0]} is there already", remedy="it may be filled in: name another folder")
    options = choices or builtin_choices()
    for name, path in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        template(name, options).save(path)
    return list(paths.values())


def template(name: str, choices: Choices) -> Workbook:
    """The workbook of one list."""
    from openpyxl import Workbook

    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    book.properties.creator = "fourchain"
    book.properties.title = CHINESE[name]
    table = book.create_sheet(CHINESE[name])
    _fill_table(table, name)
    _fill_guidance(book.create_sheet("填表说明"), name, choices)
    _offer(table, book.create_sheet("选项"), name, choices)
    return book


# -- the list --------------------------------------------------------------------------------------


def _fill_table(sheet: Worksheet, name: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    known = list(columns(name).values())
    thin = Side(style="thin", color="B7B7B7")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    put(_cell(sheet, 1, 1), f"{CHINESE[name]}{'' if name in DEMANDS else '名录'}")
    _cell(sheet, 1, 1).font = Font(bold=True, size=16)
    sheet.row_dimensions[1].height = 28
    labels = ("填报单位：", "填报周期：") if name in DEMANDS else ("填报单位：",)
    for position, label in enumerate(labels):
        put(_cell(sheet, 2, 1 + 3 * position), label)
        _cell(sheet, 2, 1 + 3 * position).alignment = Alignment(horizontal="right")
        _cell(sheet, 2, 2 + 3 * position).border = Border(bottom=thin)
        _cell(sheet, 2, 2 + 3 * position).number_format = "@"
    for index, column in enumerate(known, 1):
        cell = _cell(sheet, HEADER_ROW, index)
        put(cell, column.heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FCE4D6" if column.required else "E7EEF5")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = box
        width = WIDE.get(column.name, max(12, min(2 * len(column.heading) + 3, 22)))
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = width
        if column.type not in NUMBERS:
            # Otherwise 3-5 becomes the fifth of March, and 080901 loses its zero.
            sheet.column_dimensions[letter].number_format = "@"
    sheet.row_dimensions[HEADER_ROW].height = 32
    for number, example in enumerate(examples(name), HEADER_ROW + 1):
        for index, column in enumerate(known, 1):
            cell = _cell(sheet, number, index)
            put(cell, _value(column, example.get(column.name)))
            cell.font = Font(italic=True, color="808080")
            cell.fill = PatternFill("solid", fgColor="F2F2F2")
            cell.border = box
            cell.number_format = "General" if column.type in NUMBERS else "@"
            cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.row_dimensions[number].height = 32
    sheet.freeze_panes = _cell(sheet, HEADER_ROW + 1, min(5, len(known)))
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _one_page_wide(sheet, paper=8)  # A3: some twenty-five columns


def _value(column: Column, text: str | None) -> str | int | float | None:
    """An example cell: a number where the column holds numbers."""
    if text is not None and column.type in NUMBERS:
        try:
            return float(text) if "." in text else int(text)
        except ValueError:
            return text
    return text


# -- drop-downs ------------------------------------------------------------------------------------


def _offer(table: Worksheet, room: Worksheet, name: str, choices: Choices) -> None:
    """Drop-downs and prompts for every column. What is too long for a rule stands in the sheet `room`."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    used = 0
    for index, column in enumerate(columns(name).values(), 1):
        offered = choices.for_column(column)
        inline = ",".join(offered)
        source = f'"{inline}"'
        if offered and (len(inline) > LONGEST_INLINE or any("," in one for one in offered)):
            used += 1
            letter = get_column_letter(used)
            for row, text in enumerate([column.chinese, *offered], 1):
                put(_cell(room, row, used), text)
            _cell(room, 1, used).font = Font(bold=True)
            room.column_dimensions[letter].width = 30
            source = f"'{room.title}'!${letter}$2:${letter}${len(offered) + 1}"
        rule = _rule(column, source if offered else None)
        letter = get_column_letter(index)
        rule.add(f"{letter}{HEADER_ROW + 1}:{letter}{LAST_ROW}")
        table.add_data_validation(rule)
    if not used:
        room.parent.remove(room)  # type: ignore[union-attr]  # it is in a workbook


def _rule(column: Column, source: str | None) -> DataValidation:
    """What a cell of the column may hold, and what the spreadsheet programme says of it."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if source is not None:
        rule = DataValidation(type="list", formula1=source, allow_blank=True)
        rule.showErrorMessage = column.type not in OTHER_ONES
        rule.error = f"请从下拉选项中选择：{column.chinese}"
    elif column.type in NUMBERS:
        low, high = {"percent": (0, 100), "trl": (1, 9), "year": (2000, 2100)}.get(column.type, (0, 1_000_000_000))
        whole = column.type in ("count", "year", "trl")
        rule = DataValidation(
            type="whole" if whole else "decimal", operator="between", formula1=str(low), formula2=str(high)
        )
        rule.allow_blank = True
        rule.showErrorMessage = column.type != "degree"
        rule.errorStyle = "warning"  # 约500 and 若干 are read, too
        rule.error = f"{column.chinese}一般是 {low} 到 {high} 的{'整数' if whole else '数'}"
    else:
        rule = DataValidation(allow_blank=True)
    rule.errorTitle = rule.promptTitle = column.chinese[:32]
    rule.prompt = column.guidance[:255]
    rule.showInputMessage = True
    return rule


# -- the explanations ------------------------------------------------------------------------------


def _fill_guidance(sheet: Worksheet, name: str, choices: Choices) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    put(_cell(sheet, 1, 1), f"{CHINESE[name]}：填表说明")
    _cell(sheet, 1, 1).font = Font(bold=True, size=14)
    row = 2
    for number, line in enumerate(HOW_TO, 1):
        put(_cell(sheet, row, 1), f"{number}. {line}")
        row += 1
    row += 1
    for index, (text, width) in enumerate(GUIDANCE.items(), 1):
        cell = _cell(sheet, row, index)
        put(cell, text)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E7EEF5")
        sheet.column_dimensions["ABCDEF"[index - 1]].width = width
    sheet.freeze_panes = _cell(sheet, row + 1, 1)
    for column in columns(name).values():
        row += 1
        texts = (column.chinese, _requirement(column), column.unit, column.guidance, _offered(column, choices))
        lines = 1
        for index, (text, width) in enumerate(
            zip(
                (*texts, " / ".join(one for one in column.example.split(EITHER) if one)), GUIDANCE.values(), strict=True
            ),
            1,
        ):
            cell = _cell(sheet, row, index)
            put(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            lines = max(lines, -(-2 * len(text) // width))  # a Chinese character is two wide
        sheet.row_dimensions[row].height = 15 * lines + 3
    _one_page_wide(sheet, paper=9)


def _one_page_wide(sheet: Worksheet, paper: int) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell: Cell = sheet.cell(row, column)  # type: ignore[assignment]  # nothing is merged here
    return cell


def _requirement(column: Column) -> str:
    if column.personal:
        return "不入库" if column.personal == "drop" else "加密后入库"
    return {"": "", "yes": "必填", "column": "应填，可空"}.get(column.required, f"{column.required}行必填")


def _offered(column: Column, choices: Choices) -> str:
    offered = choices.for_column(column)
    if not offered:
        return ""
    shown = "；".join(offered[:12]) + ("……（见“选项”表）" if len(offered) > 12 else "")
    return shown + ("（可自行填写）" if column.type in OTHER_ONES else "")
