"""What Neo4j and its driver say goes wrong, as errors that tell what to do."""

from __future__ import annotations

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.errors import StoreError, StoreUnavailable

OLDEST = (5, 26)
CREDENTIALS = (
    "set FOURCHAIN_NEO4J_PASSWORD, or FOURCHAIN_NEO4J_PASSWORD_FILE to a file that only you can read (chmod 600);"
    " FOURCHAIN_NEO4J_USER when the user is not neo4j"
)

_READ_ONLY = ("ForbiddenOnReadOnlyDatabase", "Security.Forbidden", "WriteOnReadOnlyAccess", "AccessMode")
_FULL = ("No space left", "disk full", "Disk quota", "not enough space")
_UNWRITTEN = ("Could not append transaction", "TransactionCommitFailed", "TransactionLogError")
_PANIC = ("DatabaseUnavailable", "UnknownError", "TransactionStartFailed")
_MEMORY = ("MemoryPoolOutOfMemory", "OutOfMemory")


def explained(error: BaseException, url: str) -> StoreError:
    """The `StoreError` for something that the driver raised; messages of the server are kept short."""
    code = getattr(error, "code", None) or ""
    text = f"{code} {error}"
    if isinstance(error, AuthError) or "Security.Unauthorized" in code or "AuthenticationRateLimit" in code:
        return StoreUnavailable(f"{url} refuses the user or the password", remedy=CREDENTIALS)
    if any(sign in text for sign in _FULL):
        return StoreUnavailable(
            f"the disk of the server at {url} is full",
            remedy="free some space, restart the server and run the command again; nothing was published",
        )
    if any(sign in text for sign in _READ_ONLY) or "read only" in text or "read-only" in text:
        return StoreUnavailable(
            f"{url} may be read but not written with these credentials",
            remedy="use a user who may write, and see server.databases.read_only in neo4j.conf",
        )
    if any(sign in text for sign in _MEMORY):
        return StoreUnavailable(
            f"{url} has too little memory for this transaction",
            remedy="give the server more heap (server.memory.heap.max_size) and load again; nothing was published",
        )
    if any(sign in text for sign in _UNWRITTEN):
        return StoreUnavailable(
            f"the server at {url} can't write any more; most likely its disk is full",
            remedy="free some space (its logs/debug.log says what it lacks), restart it and run the command again",
        )
    if any(sign in code for sign in _PANIC):
        return StoreUnavailable(
            f"{url} can't write: {_short(error)}",
            remedy="look at the server's disk and its logs/debug.log, restart it, and run the command again",
        )
    if isinstance(error, ConfigurationError):
        return StoreUnavailable(f"{url} can't be used: {_short(error)}", remedy="write it as bolt://host:7687")
    if isinstance(error, ServiceUnavailable | SessionExpired | OSError | ValueError):
        secured = "+s" in url.partition(":")[0]
        return StoreUnavailable(
            f"no Neo4j answers at {url}" + (" in an encrypted connection" if secured else ""),
            remedy="start it (make neo4j starts a local one), or correct --store or FOURCHAIN_STORE"
            + ("; a server without TLS is reached by bolt://" if secured else ""),
        )
    if isinstance(error, Neo4jError | DriverError):
        return StoreUnavailable(f"{url}: {_short(error)}", remedy="see the server's logs; then try again")
    raise error


def too_old(versions: str) -> bool:
    """Whether a server of this version lacks what the schema needs.

    >>> too_old("5.20.0"), too_old("5.26.28"), too_old("2026.09.0")
    (True, False, False)
    """
    parts = versions.split(".")
    return tuple(int("".join(filter(str.isdigit, part)) or 0) for part in parts[:2]) < OLDEST


def _short(error: BaseException) -> str:
    message = getattr(error, "message", None) or str(error)
    return str(message).strip().splitlines()[0][:200] if str(message).strip() else type(error).__name__
