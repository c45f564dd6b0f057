"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

from typing import Literal

from ingest.reading.refusal import Refused

SAVE_AS = "open it in the spreadsheet programme and save it as “Excel 工作簿 (*.xlsx)”, then send that"
ASK_FOR_IT = "ask the sender for the .xlsx or .csv that it was made from"
UNPACK = "unpack it and send the workbooks in it"
ONLY = "only .xlsx and .csv are read"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"MZ", "a programme"),
    (b"\x7fELF", "a programme"),
)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def recognise(head: bytes, suffix: str) -> Literal["xlsx", "csv"]:
    """The kind by content; `suffix` is the end of the name, with its dot, in lower case, "" where it has none.

    Raises:
        Refused: it is of another kind, or its name says something else than its bytes.
    """
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if suffix == ".xlsm":
            raise Refused("a workbook that may hold macros (.xlsm) is not read", SAVE_AS)
        if suffix == ".ods":
            raise Refused(f"an OpenDocument spreadsheet (.ods) is not read: {ONLY}", SAVE_AS)
        if suffix == ".csv":
            raise Refused("this is a workbook or an archive, though its name says .csv", "give it its right name")
        return "xlsx"
    if head.startswith(OLE):
        return "xlsx"  # encrypted, or of the old format: whoever opens it tells which
    for start, name in STARTS:
        if head.startswith(start) and (name != "a programme" or b"\0" in head):
            raise Refused(f"this is {name}, not a list: {ONLY}", UNPACK if "archive" in name else ASK_FOR_IT)
    if head.startswith(UTF_16) or (suffix == ".csv" and b"\0" in head):
        return "csv"  # whose reader says what is wrong with it
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")) or b"<html" in text:
        raise Refused("this is a web page that was given the name of a spreadsheet", SAVE_AS)
    if text.startswith(b"<?xml"):
        raise Refused(f"this is an XML file: {ONLY}", SAVE_AS)
    if suffix == ".xlsx":
        raise Refused("this is not an Excel workbook, though its name says .xlsx", SAVE_AS)
    if suffix not in ("", ".csv"):
        raise Refused(f"a file named {suffix} is not read: {ONLY}", SAVE_AS)
    return "csv"
