"""The facts: rows of revisions, and the versions that are made of them.

A row never changes. A revision is one reading of a submission; a version is a set of revisions.
What a report says depends on `public_id`, `body` and `links` alone: where a row stood and who sent
it when are kept beside them and enter no hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import repeat
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

    def encoded(self) -> EncodedRow:
        return EncodedRow(*self[:-2], self.body.encode(), self.links.encode())


class EncodedRow(NamedTuple):
    """A row on its way into a store: as `Row`, `body` and `links` in UTF-8."""

    revision: str
    kind: str
    public_id: str
    file: str
    sheet: str
    row: int
    need: int
    body: bytes
    links: bytes

    def decoded(self) -> Row:
        return Row(*self[:-2], self.body.decode(), self.links.decode())


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
    return canonical_bytes(value).decode()


def canonical_bytes(value: Mapping[str, Any]) -> bytes:
    """`canonical` in UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest(*parts: str, size: int = 10) -> str:
    """A short name for a sequence of texts: base32 in lower case, 8 · `size` bits."""
    data = blake2b(b"".join(map(_counted, parts)), digest_size=size).digest()
    tens = [data[start : start + _TEN].ljust(_TEN, b"\0") for start in range(0, size, _TEN)]
    return _base32(tens)[: -(-8 * size // 5)]


def _counted(part: str) -> bytes:
    data = part.encode()
    return len(data).to_bytes(8, "big") + data


_TEN = 10
_LETTERS_OF_TEN = 16
_LETTERS = b"abcdefghijklmnopqrstuvwxyz234567".ljust(256)
_HALVINGS = (40, 20, 10, 5)
"""Bits: ten bytes are halved until five bits are left, those of one letter."""


def _base32(tens: Sequence[bytes]) -> str:
    """Base32 in lower case of ten bytes each, 16 letters each; all at once, for there is one for every row.

    >>> _base32([b"fourchain!", b"fourchains"])
    'mzxxk4tdnbqws3rbmzxxk4tdnbqws3tt'
    """
    size = _LETTERS_OF_TEN * len(tens)
    bits = int.from_bytes(bytes(_LETTERS_OF_TEN - _TEN).join(tens), "big")
    for half, lower in zip(_HALVINGS, _lower_halves(size), strict=True):
        low = bits & lower
        bits = low | (bits ^ low) << (half * 8 // 5 - half)  # five bits become a byte: the upper half moves up
    return bits.to_bytes(size, "big").translate(_LETTERS).decode()


@lru_cache(maxsize=16)
def _lower_halves(size: int) -> list[int]:
    """For each halving the bits that stay where they are, in numbers of `size` bytes."""
    widths = ((half, half * 8 // 5 * 2 // 8) for half in _HALVINGS)
    return [int.from_bytes(((1 << half) - 1).to_bytes(width, "big") * (size // width), "big") for half, width in widths]


_FIRST = _counted("0")


class PublicIds:
    """The public ids of one submission's rows."""

    def __init__(self, submission: Submission) -> None:
        self._begun = blake2b(_counted(submission.key), digest_size=_TEN)

    def of(self, body: bytes, occurrence: int) -> str:
        """`body` in UTF-8; `occurrence` counts from 0 among equal bodies."""
        return _base32([self._digest(body, _counted(str(occurrence)))])

    def of_firsts(self, bodies: Sequence[bytes]) -> list[str]:
        """The ids of bodies that are each the first of its equals."""
        text = _base32([self._digest(body, _FIRST) for body in bodies])
        return [text[start : start + _LETTERS_OF_TEN] for start in range(0, len(text), _LETTERS_OF_TEN)]

    def _digest(self, body: bytes, occurrence: bytes) -> bytes:
        state = self._begun.copy()
        state.update(len(body).to_bytes(8, "big") + body + occurrence)
        return state.digest()


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
        self.add_encoded([row.public_id], [row.body.encode()], [row.links.encode()])

    def add_encoded(self, public_ids: Iterable[str], bodies: Iterable[bytes], links: Iterable[bytes]) -> None:
        """Rows of which bodies and links are there in UTF-8."""
        rows = zip(map(str.encode, public_ids), bodies, repeat(b"\0"), links, strict=False)
        self._digests += b"".join([blake2b(row, digest_size=_DIGEST).digest() for row in map(b"".join, rows)])

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
