"""Who we are to the server: from the environment or a file that only its owner can read, nowhere else."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

from graph.errors import BadArgument, StoreUnavailable
from graph.store.neo4j.trouble import CREDENTIALS

_CHECKOUT = Path(__file__).parents[3]
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def credentials(url: str) -> tuple[str, str]:
    """User and password for the server at `url`.

    The password is FOURCHAIN_NEO4J_PASSWORD, else what stands in FOURCHAIN_NEO4J_PASSWORD_FILE, else, for
    a server on this machine, what `make neo4j` left in var/neo4j/<port>.password.
    """
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise BadArgument("a store address holds no user or password", remedy=CREDENTIALS)
    user = os.environ.get("FOURCHAIN_NEO4J_USER", "neo4j")
    if password := os.environ.get("FOURCHAIN_NEO4J_PASSWORD"):
        return user, password
    if named := os.environ.get("FOURCHAIN_NEO4J_PASSWORD_FILE"):
        return user, _read(Path(named))
    if parts.hostname in _LOOPBACK:
        for place in (Path.cwd(), _CHECKOUT):
            file = place / "var" / "neo4j" / f"{parts.port or 7687}.password"
            if file.exists():
                return user, _read(file)
        raise StoreUnavailable(
            f"there is no password for {url}, and make neo4j runs no server there",
            remedy=f"start one with make neo4j, which leaves its password for us; for a server of yours, {CREDENTIALS}",
        )
    raise StoreUnavailable(f"there is no password for {url}", remedy=CREDENTIALS)


def _read(file: Path) -> str:
    try:
        mode = file.stat().st_mode
        if stat.S_IMODE(mode) & 0o077:
            raise StoreUnavailable(f"{file} can be read by others", remedy=f"chmod 600 {file}")
        return file.read_text().strip()
    except OSError as error:
        raise StoreUnavailable(f"{file} can't be read: {error.strerror}", remedy=CREDENTIALS) from error
