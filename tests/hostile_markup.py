"""More hostile workbooks: floods of markup that cost a parser time or memory, and parts that are not what they seem."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.hostile import HEADER, LIST, MAIN, MIB, OFFICE, HostileFile, pack, parts, row, sheet, workbook


def attribute_of_brackets() -> bytes:
    """A tag of 100 MiB that holds what looks like ends of tags."""
    return workbook(f'<worksheet {MAIN} a="{">" * (100 * MIB)}"><sheetData/></worksheet>')


def endless_comment() -> bytes:
    return workbook(f"<worksheet {MAIN}><!-- {'>' * (200 * MIB)} --><sheetData/></worksheet>")


def flood_of_attributes() -> bytes:
    attributes = " ".join(f'a{i}="1>"' for i in range(1_000_000))
    return workbook(f"<worksheet {MAIN} {attributes}><sheetData/></worksheet>")


def flood_of_names() -> bytes:
    """Large enough to be given much time, and each element another one that has to be kept."""
    return workbook(sheet(f"<row>{''.join(f'<a{i}/>' for i in range(1_000_000))}</row>"))


def flood_of_column_widths() -> bytes:
    columns = '<col min="1" max="16384" hidden="1"/>' * 2_000_000
    return workbook(f"<worksheet {MAIN}><cols>{columns}</cols><sheetData/></worksheet>")


def flood_of_text_pieces() -> bytes:
    """One shared text made of ten million pieces."""
    shared = f"<sst {MAIN}><si>{'<r><t>ab</t></r>' * (10 * MIB)}</si></sst>"
    return workbook(sheet(row(*HEADER) + '<row><c t="s"><v>0</v></c></row>'), {"xl/sharedStrings.xml": shared})


def two_sheets_of_one_name() -> bytes:
    """The second would be read by the header of the first."""
    files = parts(LIST, {"xl/worksheets/sheet2.xml": sheet(row("岗位名称", "单位名称", "需求人数"))})
    sheets = '<sheet name="人才" sheetId="1" r:id="s"/><sheet name="人才" sheetId="2" r:id="u"/>'
    files["xl/workbook.xml"] = f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    another = f'<Relationship Id="u" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>'
    relations = str(files["xl/_rels/workbook.xml.rels"])
    return pack({**files, "xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", another)})


def sheet_that_is_elsewhere() -> bytes:
    files = parts(LIST)
    relations = str(files["xl/_rels/workbook.xml.rels"])
    away = relations.replace("worksheets/sheet1.xml", "../../../../etc/passwd")
    return pack({**files, "xl/_rels/workbook.xml.rels": away})


def unusual_packing() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in parts(LIST).items():
            archive.writestr(name, content)
    return stream.getvalue()


def _told(make: Callable[[], bytes], *told: str) -> HostileFile:
    return HostileFile("名单.xlsx", make, told)


MARKUP: dict[str, HostileFile] = {
    "attribute of brackets": _told(attribute_of_brackets, "markup"),
    "endless comment": _told(endless_comment, "markup"),
    "flood of attributes": _told(flood_of_attributes, "markup"),
    "flood of names": _told(flood_of_names, "人才", "more names"),
    "flood of column widths": _told(flood_of_column_widths, "processor time"),
    "flood of text pieces": _told(flood_of_text_pieces, "processor time"),
    "two sheets of one name": _told(two_sheets_of_one_name, "人才", "one name"),
    "sheet that is elsewhere": _told(sheet_that_is_elsewhere, "人才", "missing"),
    "unusual packing": _told(unusual_packing, "no spreadsheet programme"),
}
