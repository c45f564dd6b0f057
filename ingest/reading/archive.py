"""The zip archive of a workbook, checked before anything in it is believed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from ingest.reading.kinds import ASK_FOR_IT, OLE, ONLY, SAVE_AS, UNPACK
from ingest.reading.limits import Limits
from ingest.reading.refusal import CLEAN_COPY, SAVE_AGAIN, Refused

CHUNK = 1 << 20
DIRECTORY_ENTRY = b"PK\x01\x02"
ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)")
LONGEST_DECLARATION = 16


class Archive:
    """The parts of a workbook by name. Every part was inflated and checked once when this exists.

    Raises (on construction):
        Refused: no complete archive, encrypted, of another kind, too many or too large parts, a wrong checksum, names
            that leave the archive, macros, a DTD.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        if data.startswith(OLE):
            raise _old_container(data)
        if data.count(DIRECTORY_ENTRY) > limits.entries:
            raise Refused(f"the workbook has more than {limits.entries:,} parts", CLEAN_COPY)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
            raise Refused("the workbook is cut off or damaged: its table of contents is missing", SAVE_AGAIN) from None
        self._mention_merges: set[str] = set()
        entries = self._zip.infolist()
        for entry in entries:
            _check_name(entry.orig_filename)
        self.names = frozenset(entry.filename for entry in entries)
        if len(self.names) < len(entries):
            raise Refused("the workbook has two parts of one name", SAVE_AGAIN)
        _check_kind(self.names)
        left = limits.inflated_bytes
        for entry in entries:
            left = self._check(entry, left, limits)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, inflated piece by piece."""
        with self._zip.open(name) as part:
            while chunk := part.read(CHUNK):
                yield chunk

    def packed_bytes(self, name: str) -> int:
        """The size of a part in the archive."""
        return self._zip.getinfo(name).compress_size

    def mentions_merges(self, name: str) -> bool:
        """Whether a part holds merged ranges."""
        return name in self._mention_merges

    def _check(self, entry: zipfile.ZipInfo, left: int, limits: Limits) -> int:
        if entry.flag_bits & 0x1:
            raise Refused("the workbook is protected by a password", "remove the password and save it again")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("the workbook is packed in a way no spreadsheet programme uses", SAVE_AGAIN)
        tail = b""
        markup = False
        try:
            for position, chunk in enumerate(self.chunks(entry.filename)):
                left -= len(chunk)
                if left < 0:
                    raise Refused(
                        f"the workbook unpacks to more than {limits.inflated_bytes >> 20} MiB (a zip bomb?)", CLEAN_COPY
                    )
                if position == 0:
                    markup = _is_markup(entry.filename, chunk)
                if markup:
                    _check_tokens(chunk)
                    joined = tail + chunk
                    _check_markup(joined)
                    if b"mergeCell" in joined:
                        self._mention_merges.add(entry.filename)
                    tail = joined[-LONGEST_DECLARATION:]
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
            raise Refused(
                f"the workbook is damaged: its part {printable(entry.filename)} does not unpack to what was packed",
                SAVE_AGAIN,
            ) from None
        return left


def _check_name(name: str) -> None:
    parts = re.split(r"[/\\]", name)
    if ".." in parts or name.startswith(("/", "\\")) or "\\" in name or "\0" in name or re.match("[A-Za-z]:", name):
        raise Refused(f"a part of the workbook has a name that leads out of it ({printable(name)})", CLEAN_COPY)


def _check_kind(names: frozenset[str]) -> None:
    lower = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in lower):
        raise Refused("the workbook holds macros", SAVE_AS)
    if "xl/workbook.bin" in lower:
        raise Refused(f"a binary workbook (.xlsb) is not read: {ONLY}", SAVE_AS)
    if "mimetype" in lower and "content.xml" in lower:
        raise Refused(f"an OpenDocument spreadsheet (.ods) is not read: {ONLY}", SAVE_AS)
    for folder, kind in (("word/", "a text document (.docx)"), ("ppt/", "a presentation (.pptx)")):
        if any(name.startswith(folder) for name in lower):
            raise Refused(f"this is {kind}, not a list: {ONLY}", ASK_FOR_IT)
    if "[content_types].xml" not in lower:
        raise Refused("this is an archive, not a workbook", UNPACK)


def _is_markup(name: str, head: bytes) -> bool:
    if name.lower().endswith((".xml", ".rels", ".vml")) or head.lstrip()[:1] == b"<":
        found = ENCODING.match(head.removeprefix(b"\xef\xbb\xbf")[:300])
        encoding = found[1].lower() if found else b"utf-8"
        if encoding not in (b"utf-8", b"utf8", b"us-ascii", b"ascii") or b"\0" in head:
            raise Refused(f"a part of the workbook ({printable(name)}) is not in UTF-8", SAVE_AGAIN)
        return True
    return False


def _check_markup(data: bytes) -> None:
    if b"<!" in data and DECLARATION.search(data):
        raise Refused("the workbook declares a document type (DTD), which no spreadsheet programme writes", CLEAN_COPY)


def _check_tokens(chunk: bytes) -> None:
    # A parser starts a piece of markup anew with every chunk until it ends: time grows with the square of its length.
    if len(chunk) >= CHUNK // 2 and b">" not in chunk:
        raise Refused("a piece of the workbook's markup is longer than any cell can be", CLEAN_COPY)


def _old_container(data: bytes) -> Refused:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused(
            "the workbook is encrypted with a password",
            "remove the password (文件 → 信息 → 保护工作簿), save it and send it again",
        )
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return Refused(f"a workbook of the old format (.xls, .et) is not read: {ONLY}", SAVE_AS)
    return Refused(f"this is an old Office document, not an .xlsx workbook: {ONLY}", SAVE_AS)


def printable(name: str) -> str:
    """A part's name as a message can show it: no control characters, no novel."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:60])
