"""What every request passes on its way in and every answer on its way out.

There is no sign-in yet and only this machine can connect, so what is left to fear is another web page in the same
browser: it must not write here (Origin), nor read here under a name of its own (Host).
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem, unexpected
from api.settings import is_loopback
from ingest.workbook import Limits

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""An answer may set a policy of its own; the others stand on every answer."""

BODY_LIMIT = Limits().csv_bytes + (1 << 20)  # the largest list, and the form around it
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """ASGI middleware: refuses foreign hosts, foreign origins and bodies without end; adds the headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        started = False

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                nonlocal started
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = refused(scope["method"], Headers(scope=scope))
        if refusal is not None:
            await refusal.response()(scope, receive, send_with_headers)
            return
        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:
            if started:
                raise
            await unexpected(Request(scope), error)(scope, receive, send_with_headers)


def refused(method: str, headers: Headers) -> Problem | None:
    """Why a request goes no further; None when it may."""
    host = headers.get("host", "")
    if not is_loopback(_name(f"//{host}")):
        return Problem.of("wrong-host")
    if method in SAFE:
        return None
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return Problem.of("foreign-origin")
    if _values(headers, "transfer-encoding"):
        return Problem.of("length-required")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > BODY_LIMIT:
        return Problem.of("too-large", limit=f"{BODY_LIMIT >> 20} MiB")
    return None


def _values(headers: Headers, name: str) -> Iterable[str]:
    return headers.getlist(name)


def _name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
