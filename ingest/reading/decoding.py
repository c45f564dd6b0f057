"""Which encoding a csv file is in: a byte order mark, else strict UTF-8, else strict GB18030; never a guess."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator

from ingest.reading.refusal import Refused

CHUNK = 1 << 20
LINE_BYTES = 16 << 20
SAVE_AS_UTF_8 = "save it as “CSV UTF-8 (逗号分隔) (*.csv)” and send that"

# Four Chinese characters of UTF-8 in a row. Read as GB18030 these bytes would be six rare characters, so in a file that
# is not UTF-8 as a whole they mean two encodings in one file. Reading it on would spoil names in silence.
UTF_8_RUN = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){4}")


def find_encoding(descriptor: int) -> str:
    """Python's name of the encoding that every byte of the file fits.

    Raises:
        Refused: UTF-16, NUL bytes, a line without end, or bytes that fit no one encoding, with the line.
    """
    head = os.pread(descriptor, 4, 0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("the file is in UTF-16", SAVE_AS_UTF_8)
    marked = head.startswith(codecs.BOM_UTF8)
    line = _misfit(descriptor, "utf-8", check_bytes=True)
    if line is None:
        return "utf-8-sig" if marked else "utf-8"
    if marked:
        raise Refused("the file says it is UTF-8, but this line is not", SAVE_AS_UTF_8, row=line)
    other = _utf_8_run(descriptor)
    if other is not None:
        what = f"the file mixes two encodings: line {other} is in UTF-8, line {line} is not"
        raise Refused(what, SAVE_AS_UTF_8, row=max(line, other))
    line = _misfit(descriptor, "gb18030")
    if line is not None:
        raise Refused("this line is neither UTF-8 nor GB18030", SAVE_AS_UTF_8, row=line)
    return "gb18030"


def _chunks(descriptor: int) -> Iterator[bytes]:
    offset = 0
    while chunk := os.pread(descriptor, CHUNK, offset):
        yield chunk
        offset += len(chunk)


def _misfit(descriptor: int, encoding: str, *, check_bytes: bool = False) -> int | None:
    """The first line, counted from 1, that is not in the encoding; None where all are."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 0
    run = 0
    carried = 0
    misfit = None
    for chunk in _chunks(descriptor):
        if check_bytes:
            if (nul := chunk.find(b"\0")) >= 0:
                raise _not_text(chunk, lines + 1 + _ends(chunk, nul))
            run = _line_length(chunk, run, lines)
        if misfit is None:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                misfit = lines + 1 + _ends(chunk, error.start - carried)
                if not check_bytes:
                    return misfit
            else:
                carried = len(decoder.getstate()[0])
        lines += _ends(chunk, len(chunk))
    if misfit is None:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return lines + 1
    return misfit


def _utf_8_run(descriptor: int) -> int | None:
    lines = 0
    for chunk in _chunks(descriptor):
        if found := UTF_8_RUN.search(chunk):
            return lines + 1 + _ends(chunk, found.start())
        lines += _ends(chunk, len(chunk))
    return None


def _ends(chunk: bytes, until: int) -> int:
    return chunk.count(b"\n", 0, max(until, 0))


def _not_text(chunk: bytes, line: int) -> Refused:
    if chunk.count(b"\0") * 4 > len(chunk):
        return Refused("the file is in UTF-16", SAVE_AS_UTF_8, row=line)
    return Refused("there is a NUL byte in this line: the file is damaged or no text", SAVE_AS_UTF_8, row=line)


def _line_length(chunk: bytes, run: int, lines: int) -> int:
    """Bytes since the last end of a line, at the end of the chunk."""
    ends = [at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0]
    if run + (min(ends) if ends else len(chunk)) > LINE_BYTES:
        raise Refused(f"this line is longer than {LINE_BYTES >> 20} MiB", SAVE_AS_UTF_8, row=lines + 1)
    return len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) if ends else run + len(chunk)
