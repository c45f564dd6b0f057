"""A TCP proxy that cuts every connection after so many bytes, once or for good."""

from __future__ import annotations

import contextlib
import socket
from threading import Lock, Thread


class CuttingProxy:
    """Forwards to a server on this machine. `up` and `down` count bytes to and from it."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"
        self._lock = Lock()
        self._open: list[socket.socket] = []
        self._left: dict[str, int] = {}
        self._for_good = False
        self.up = self.down = 0
        self.cuts = 0
        Thread(target=self._accept, daemon=True).start()

    def cut_after(self, direction: str, count: int, *, for_good: bool = False) -> None:
        """Cut when `count` more bytes have gone "up" or "down"; `for_good` lets nobody in after it."""
        with self._lock:
            self._left = {direction: count}
            self._for_good = for_good

    def heal(self) -> None:
        with self._lock:
            self._left, self._for_good = {}, False

    def close(self) -> None:
        self._listener.close()
        self._cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self._for_good and not self._left:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._target))
                with self._lock:
                    self._open += [client, server]
                Thread(target=self._pump, args=(client, server, "up"), daemon=True).start()
                Thread(target=self._pump, args=(server, client, "down"), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, direction: str) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                passed, cut = self._let_through(direction, len(data))
                target.sendall(data[:passed])
                if cut:
                    self._cut()
                    return
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _let_through(self, direction: str, size: int) -> tuple[int, bool]:
        with self._lock:
            left = self._left.get(direction)
            passed = size if left is None else min(size, left)
            if direction == "up":
                self.up += passed
            else:
                self.down += passed
            if left is None:
                return passed, False
            if left > size:
                self._left[direction] = left - size
                return passed, False
            self._left = {}
            self.cuts += 1
            return passed, True

    def _cut(self) -> None:
        with self._lock:
            some, self._open = self._open, []
        for one in some:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
