"""fourchain serve: pages and API on a loopback address."""

from __future__ import annotations

import socket
from argparse import Namespace

from api.settings import Settings
from api.terminal import console
from graph.errors import BadArgument


def run(given: Namespace) -> int:
    return serve(Settings.of(store=given.store, host=given.host, port=given.port))


def serve(settings: Settings) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    import uvicorn

    from api.app import create_app

    with _listen(settings.host, settings.port) as listener:
        host, port = listener.getsockname()[:2]
        config = uvicorn.Config(create_app(settings), log_level="warning", access_log=False, server_header=False)
        console().print(f"serving {settings.store} on http://{host}:{port}/ – stop with Ctrl-C")
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # who reads the address below may call at once
    except OSError as error:
        listener.close()
        raise BadArgument(
            f"port {port} is taken ({error.strerror})", remedy=f"choose another: PORT={port + 1}, or --port {port + 1}"
        ) from error
    return listener
