"""The facts: rows of revisions, and the versions that are made of them.

A row never changes. A revision is one reading of a submission; a version is a set of revisions.
What a report says depends on `public_id`, `body` and `links` alone: where a row stood and who sent
it when are kept beside them and enter no hash.
"""

from __future__ import annotations

import base64
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
    state = blake2b(digest_size=size)
    for part in parts:
        data = part.encode()
        state.update(len(data).to_bytes(8, "big") + data)
    return base64.b32encode(state.digest()).decode().rstrip("=").lower()


def public_id(submission: Submission, body: str, occurrence: int) -> str:
    """The name of a row that survives re-sending, re-ordering and re-linking: 16 characters."""
    return digest(submission.key, body, str(occurrence))


class ContentHash:
    """A hash of a set of rows that does not depend on their order. 16 bytes of memory a row."""

    def __init__(self) -> None:
        self._digests: list[bytes] = []

    def add(self, row: Row) -> None:
        state = blake2b(row.public_id.encode(), digest_size=16)
        state.update(row.body.encode())
        state.update(b"\0")
        state.update(row.links.encode())
        self._digests.append(state.digest())

    def __len__(self) -> int:
        return len(self._digests)

    def hexdigest(self) -> str:
        state = blake2b(digest_size=16)
        for one in sorted(self._digests):
            state.update(one)
        return state.hexdigest()


def version_hash(revisions: Iterable[Revision]) -> str:
    """The content hash of a version: what is loaded, never when, from which file or in which order."""
    state = blake2b(digest_size=16)
    for revision in sorted(revisions, key=lambda r: r.submission):
        if revision.rows:
            state.update(f"{revision.submission.key}\0{revision.content_hash}\n".encode())
    return state.hexdigest()
