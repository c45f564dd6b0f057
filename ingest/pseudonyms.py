"""People without their names: a keyed hash of a number, or of name and unit where there is no number.

The key is FOURCHAIN_SECRET, or a file that is made once. Without it a store can be read, but nobody can add to
the same people: copying or restoring a store needs the same key.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import os
import secrets
from pathlib import Path

from graph.errors import StoreUnavailable
from ingest.values import firm_key, normalise

SECRET_FILE = Path("var/secret")


def secret_key(file: Path = SECRET_FILE) -> bytes:
    """The key of this installation; the file is made with mode 0600 when there is none."""
    if given := os.environ.get("FOURCHAIN_SECRET"):
        return given.encode()
    try:
        if not file.exists():
            _make(file)
        if file.stat().st_mode & 0o077:
            raise StoreUnavailable(f"others may read {file}", remedy=f"run chmod 600 {file}")
        key = file.read_bytes()
    except OSError as error:
        raise StoreUnavailable(
            f"the key of pseudonyms cannot be read from {file}: {error.strerror}",
            remedy="set FOURCHAIN_SECRET, or run where var/ can be written",
        ) from error
    if not key.strip():
        raise StoreUnavailable(
            f"the key of pseudonyms in {file} is empty", remedy="bring it back from your backup, or remove the file"
        )
    return key


def _make(file: Path) -> None:
    """A new key, there as a whole or not at all; of two who make one at once the first has made it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def pseudonym(key: bytes, code: str | None, name: str | None, unit: str | None) -> str:
    """16 characters that stand for one person.

    >>> pseudonym(b"k", "T-001", None, None) == pseudonym(b"k", " T-001", "anybody", None)
    True
    """
    who = f"code\0{normalise(code)}" if code else f"name\0{normalise(name or '')}\0{firm_key(unit or '')}"
    return base64.b32encode(hmac.digest(key, who.encode(), "sha256")[:10]).decode().lower()
