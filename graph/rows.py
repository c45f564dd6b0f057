"""The facts: rows of revisions, and the versions that are made of them.

A row never changes. A revision is one reading of a submission; a version is a set of revisions.
What a report says depends on `public_id`, `body` and `links` alone: where a row stood and who sent
it when are kept beside them and enter no hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

KINDS = ("talent_demand", "technology_demand", "training_offer", "training_request", "record")
DEMAND_LISTS = ("talent", "technology", "training")


class Row(NamedTuple):
    """One need of one row of a sheet. `body` and `links` are canonical JSON (see `canonical`)."""

    revision: str
    kind: str
    public_id: str
    file: str
    sheet: str
    row: int
    need: int
    body: str
    links: str

    @property
    def values(self) -> dict[str, Any]:
        value: dict[str, Any] = orjson.loads(self.body)
        return value

    @property
    def linked(self) -> dict[str, Any]:
        value: dict[str, Any] = orjson.loads(self.links)
        return value


@dataclass(frozen=True, slots=True, order=True)
class Submission:
    """One list from one sender for one period ("" for dictionary lists): the unit of replace and withdraw."""

    list: str
    sender: str
    period: str

    @property
    def key(self) -> str:
        return "|".join((self.list, self.sender, self.period))

    @property
    def is_dictionary(self) -> bool:
        return self.list not in DEMAND_LISTS


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was read. `sha256` in hex; `encoding` is null for workbooks."""

    name: str
    sha256: str
    encoding: str | None


@dataclass(frozen=True, slots=True)
class Revision:
    """One reading of a submission: these bytes, this mapping, this dictionary, this reader.

    `content_hash` covers rows with links; `receipt` is JSON text; `at` is UTC, ISO 8601.
    """

    id: str
    submission: Submission
    files: tuple[SourceFile, ...]
    mapping: str
    dictionary: str
    reader: int
    actor: str
    at: str
    rows: int
    content_hash: str
    receipt: str


@dataclass(frozen=True, slots=True)
class Version:
    """A set of revisions, published at one moment. Numbers count from 1 without holes."""

    number: int
    at: str
    actor: str
    note: str
    content_hash: str
    dictionary: str
    revisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a proposal. The log of decisions only grows; `position` counts from 1 without holes.

    `item` is the id of the proposal. `list`, `action`, `target` (canonical JSON), `quantity` and `unit` keep what was
    proposed when it was decided on, in the report of `version`, `year` and `kind`. `at` is UTC, ISO 8601.
    """

    position: int
    item: str
    status: str
    actor: str
    at: str
    why: str
    list: str
    action: str
    target: str
    quantity: int | None
    unit: str
    version: int
    year: int | None
    kind: str


def canonical(value: Mapping[str, Any]) -> str:
    """JSON text that is equal for equal values: sorted keys, no blanks, integers only.

    >>> canonical({"b": 1, "a": "沟渠"})
    '{"a":"沟渠","b":1}'
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def digest(*parts: str, size: int = 10) -> str:
    """A short name for a sequence of texts: base32 in lower case, 8 · `size` bits."""
    return _base32(blake2b(b"".join(map(_counted, parts)), digest_size=size).digest())


def _counted(part: str) -> bytes:
    data = part.encode()
    return len(data).to_bytes(8, "big") + data


_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [one + other for one in _LETTERS for other in _LETTERS]


def _base32(data: bytes) -> str:
    """Base32 in lower case without its padding, eight letters at a step: one is written for every row.

    >>> _base32(b"fourchain!"), _base32(b"graph")
    ('mzxxk4tdnbqws3rb', 'm5zgc4di')
    """
    text = ""
    for start in range(0, len(data), 5):
        bits = int.from_bytes(data[start : start + 5].ljust(5, b"\0"), "big")
        text += _PAIRS[bits >> 30] + _PAIRS[bits >> 20 & 1023] + _PAIRS[bits >> 10 & 1023] + _PAIRS[bits & 1023]
    return text[: -(-8 * len(data) // 5)]


_FIRST = _counted("0")


class PublicIds:
    """The public ids of one submission's rows."""

    def __init__(self, submission: Submission) -> None:
        self._begun = blake2b(_counted(submission.key), digest_size=10)

    def of(self, body: bytes, occurrence: int) -> str:
        """`body` in UTF-8; `occurrence` counts from 0 among equal bodies."""
        state = self._begun.copy()
        state.update(len(body).to_bytes(8, "big") + body + (_counted(str(occurrence)) if occurrence else _FIRST))
        return _base32(state.digest())


def public_id(submission: Submission, body: str, occurrence: int) -> str:
    """The name of a row that survives re-sending, re-ordering and re-linking: 16 characters."""
    return PublicIds(submission).of(body.encode(), occurrence)


_DIGEST = 16
"""Bytes of the digest of a row."""


class ContentHash:
    """A hash of a set of rows that does not depend on their order. 16 bytes of memory a row."""

    def __init__(self) -> None:
        self._digests = bytearray()

    def add(self, row: Row) -> None:
        self.add_encoded(row.public_id, row.body.encode(), row.links)

    def add_encoded(self, public_id: str, body: bytes, links: str) -> None:
        """A row of which the body was needed as bytes before."""
        content = b"%b%b\0%b" % (public_id.encode(), body, links.encode())
        self._digests += blake2b(content, digest_size=_DIGEST).digest()

    def __len__(self) -> int:
        return len(self._digests) // _DIGEST

    def hexdigest(self) -> str:
        places = range(0, len(self._digests), _DIGEST)
        ordered = sorted(bytes(self._digests[place : place + _DIGEST]) for place in places)
        return blake2b(b"".join(ordered), digest_size=16).hexdigest()


def version_hash(revisions: Iterable[Revision]) -> str:
    """The content hash of a version: what is loaded, never when, from which file or in which order."""
    state = blake2b(digest_size=16)
    for revision in sorted(revisions, key=lambda r: r.submission):
        if revision.rows:
            state.update(f"{revision.submission.key}\0{revision.content_hash}\n".encode())
    return state.hexdigest()
