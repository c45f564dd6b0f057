"""How an answer leaves: JSON or csv, named after what is in it, with a tag that spares sending it twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from importlib.metadata import version as installed
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from fastapi import Request, Response

from ingest.outgoing import BOM, Value, csv_line

JSON, CSV = "application/json", "text/csv"
RELEASE = installed("fourchain")


def wants_csv(request: Request, said: str | None) -> bool:
    """`format` wins over Accept; JSON is the default."""
    if said is not None:
        return said == "csv"
    accepted = request.headers.get("accept", "")
    ranked = [part.partition(";")[0].strip().lower() for part in accepted.split(",")]
    return CSV in ranked and (JSON not in ranked or ranked.index(CSV) < ranked.index(JSON))


def address(request: Request, path: str, parameters: Mapping[str, Any]) -> str:
    """A whole URL on this server; parameters that are None or empty are left out."""
    given = {name: value for name, value in parameters.items() if value not in (None, [], "")}
    query = f"?{urlencode(given, doseq=True)}" if given else ""
    return f"{request.url.scheme}://{request.url.netloc}{quote(path)}{query}"


def tag(request: Request, content_hash: str, version: int) -> str:
    """The same version, path, query and form of answer are the same bytes."""
    parts = RELEASE, content_hash, str(version), request.url.path, request.url.query, request.headers.get("accept", "")
    return f'"{blake2b(chr(0).join(parts).encode(), digest_size=12).hexdigest()}"'


def unchanged(request: Request, etag: str) -> Response | None:
    """304 when the client has it already."""
    held = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return Response(status_code=304, headers=caching(etag)) if etag in held else None


def caching(etag: str) -> dict[str, str]:
    return {"etag": etag, "cache-control": "private, no-cache", "vary": "accept"}


def json_answer(content: Any, etag: str | None = None, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, caching(etag) if etag else {}, JSON)


def csv_answer(
    header: Sequence[str], rows: Iterable[Sequence[Value]], *, name: str, etag: str, mark: bool = True
) -> Response:
    """Built before the first byte leaves, so an error is an error and never half a file. `mark`: byte order mark."""
    body = b"".join([BOM if mark else b"", csv_line(header), *(csv_line(row) for row in rows)])
    disposition = f"attachment; filename=\"{_plain(name)}\"; filename*=UTF-8''{quote(name)}"
    headers = caching(etag) | {"content-disposition": disposition}
    return Response(body, 200, headers, f"{CSV}; charset=utf-8")


def _plain(name: str) -> str:
    """The name for readers who know no UTF-8 in headers."""
    return "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "_" for one in name)
