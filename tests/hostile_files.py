"""The whole collection: hostile workbooks, hostile csv files, and files of other kinds."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.hostile import MIB, WORKBOOKS, HostileFile
from tests.hostile_markup import MARKUP


def noise(name: str) -> Callable[[], bytes]:
    return lambda: name.encode() + random.Random(name).randbytes(50_000)


def csv_of(text: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: text.encode(encoding)


def csv_mixed() -> bytes:
    """Two lists pasted together, one in each encoding. All of it is valid GB18030, and half of it would be wrong."""
    first, second = "单位名称,岗位名称,需求人数\n甲公司,工程师,1\n", "沟渠市人才发展集团有限公司,高级工程师人才,2\n"
    return first.encode("gb18030") + second.encode("utf-8")


def csv_surrogate() -> bytes:
    return b"\xef\xbb\xbfa,b,c\n1,\xed\xa0\x80,3\n"


def csv_half_a_character() -> bytes:
    return "单位名称,岗位名称,需求人数\n甲公司,工程师,1\n".encode()[:-6] + b"\xff,1\n"


def csv_open_quote() -> bytes:
    return ("单位,岗位,人数\n" + '甲,"工程师,1\n' + "乙,技术员,2\n" * 20_000).encode()


def csv_one_line() -> bytes:
    return b"a" * (20 * MIB)


def csv_commas() -> bytes:
    return b"," * (15 * MIB)


def csv_rows_of_nothing() -> bytes:
    return "单位,岗位,人数\n甲,乙,1\n".encode() + b",,\n" * 2**20


def csv_line_ends() -> bytes:
    return b"\n" * (100 * MIB)


def csv_too_many_rows() -> bytes:
    return "单位,岗位,人数\n".encode() + "甲,乙,1\n".encode() * 400_001


def _xlsx(make: Callable[[], bytes], *told: str) -> HostileFile:
    return HostileFile("名单.xlsx", make, told or None)


def _csv(make: Callable[[], bytes], *told: str) -> HostileFile:
    return HostileFile("名单.csv", make, told or None)


FILES: dict[str, HostileFile] = (
    WORKBOOKS
    | MARKUP
    | {
        "PDF": HostileFile("名单.pdf", noise("%PDF-1.7"), ("PDF", "ask the sender")),
        "PDF named xlsx": _xlsx(noise("%PDF-1.7 "), "PDF"),
        "RAR": HostileFile("名单.rar", noise("Rar!"), ("RAR", "unpack it")),
        "noise named xlsx": _xlsx(noise("\n"), "not an Excel workbook"),
        "noise named csv": _csv(noise("\r"), "NUL"),
        "web page": HostileFile("名单.xls", csv_of("<html><table><tr><td>单位"), ("web page",)),
        "XML spreadsheet": HostileFile("名单.xls", csv_of('<?xml version="1.0"?><Workbook/>'), ("XML",)),
        "text file": HostileFile("名单.txt", csv_of("单位,岗位,人数\n"), (".txt",)),
        "empty csv": _csv(bytes, "empty"),
        "empty xlsx": _xlsx(bytes, "empty"),
        "UTF-16": _csv(csv_of("单位,岗位,人数\n", "utf-16"), "UTF-16"),
        "UTF-16 without mark": _csv(csv_of("unit,post,heads\n" * 9, "utf-16-le"), "UTF-16"),
        "NUL": _csv(csv_of("单位,岗位,人数\n甲,乙,1\n丙,\0,1\n"), "row 3", "NUL"),
        "mixed encodings": _csv(csv_mixed, "row 3", "two encodings"),
        "surrogate in csv": _csv(csv_surrogate, "row 2", "UTF-8"),
        "half a character": _csv(csv_half_a_character, "row 2", "line 2 is not"),
        "ragged": _csv(csv_of("单位,岗位,人数\n甲,乙,1\n丙,丁,戊,1\n"), "row 3", "4 cells", "3"),
        "short row": _csv(csv_of("单位,岗位,人数\n甲,乙,1\n丙,1\n"), "row 3", "2 cells", "3"),
        "open quotation mark": _csv(csv_open_quote, "row 2", "quotation mark"),
        "text behind a quotation mark": _csv(csv_of('单位,岗位,人数\n"甲"乙,丙,1\n'), "row 2", "quotation mark"),
        "endless line": _csv(csv_one_line, "row 1", "16 MiB"),
        "nothing but commas": _csv(csv_commas),
        "2^20 csv rows of nothing": _csv(csv_rows_of_nothing, "1,048,576 rows"),
        "nothing but line ends": _csv(csv_line_ends, "1,048,576 rows"),
        "too many csv rows": _csv(csv_too_many_rows, "row 400002", "400,000 rows"),
        "semicolons": _csv(csv_of("单位;岗位;人数\n甲;乙;1\n"), "semicolons"),
    }
)
