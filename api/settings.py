"""Where the server listens and which store it serves."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadArgument

DEFAULT_STORE = "sqlite:///var/fourchain.sqlite"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a server is started with.

    Raises:
        BadArgument: an address that others can reach, or no port.
    """

    store: str = DEFAULT_STORE
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT

    @property
    def copies(self) -> Path:
        """Where annotated copies of what was sent are kept: beside the store, where that is a file."""
        file = self.store.removeprefix("sqlite:///")
        return (Path(file).parent if file != self.store else Path("var")) / "annotated"

    def __post_init__(self) -> None:
        if not is_loopback(self.host):
            raise BadArgument(
                f"“{self.host}” can be reached from other machines, and there is no sign-in yet",
                remedy="serve on 127.0.0.1; others reach it through a tunnel, for example ssh -L",
            )
        if not 0 <= self.port <= 65_535:
            raise BadArgument(f"{self.port} is no port", remedy="use a number from 1 to 65535, or 0 for any free one")

    @classmethod
    def of(
        cls,
        *,
        store: str | None = None,
        host: str | None = None,
        port: int | str | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> Settings:
        """What was said on the command line, else in FOURCHAIN_STORE and PORT, else the defaults."""
        said = port if port is not None else environ.get("PORT") or DEFAULT_PORT
        try:
            number = int(said)
        except ValueError:
            raise BadArgument(f"“{said}” is no port", remedy="PORT and --port take a number from 1 to 65535") from None
        return cls(
            store=store or environ.get("FOURCHAIN_STORE") or DEFAULT_STORE,
            host=host or DEFAULT_HOST,
            port=number,
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
