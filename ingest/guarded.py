"""A short-lived child process that reads one file, and the pipe it answers through.

The child gets the open file as its standard input, no path, no environment and no rights to write. It answers in
frames: four bytes of length, big-endian, then JSON. JSON can only be data, so a child that was taken over by its file
can tell lies but run nothing here.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from graph.errors import FileRefused
from ingest.reading.limits import Limits
from ingest.reading.refusal import CLEAN_COPY

PIPE_BYTES = 1 << 20
FRAME_BYTES = 128 << 20  # a batch is far smaller; the cap keeps a child gone wild from filling this process
BOOT = (
    "import sys; sys.path[:0] = sys.argv[1].split('\\n'); "
    "from ingest.reading.child import main; sys.exit(main(sys.argv[2]))"
)
# The two places it needs, by name: without the site machinery it starts in a third of the time.
IMPORT_ROOTS = "\n".join(str(Path(p).resolve().parents[1]) for p in (__file__, orjson.__file__))

ROWS = b'{"type":"rows"'
TOO_HEAVY = "reading it takes more {} than any list needs"


class GuardedChild:
    """The reader of one file. `receive` gives its frames; `close` ends it, done or not.

    Raises (on `receive`):
        FileRefused: the child refused the file, ran into a limit, or died.
    """

    def __init__(self, file: BinaryIO, name: str, limits: Limits, encoding: str | None = None) -> None:
        self._name = name
        self._stall_seconds = limits.stall_seconds
        given = {"suffix": _suffix(name), "limits": limits._asdict(), "encoding": encoding}
        settings = orjson.dumps(given).decode()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", BOOT, IMPORT_ROOTS, settings],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may quote cells, and cells may hold personal data
            cwd="/",
            env={},
        )
        assert self._process.stdout is not None
        self._pipe = self._process.stdout.fileno()
        _widen(self._pipe)
        self._poll = select.poll()
        self._poll.register(self._pipe, select.POLLIN)
        self._buffer = bytearray(1 << 16)

    @property
    def process_id(self) -> int:
        """Of the child, also after its end."""
        return self._process.pid

    def receive(self, *, skip_rows: bool = False) -> Mapping[str, Any]:
        """The next frame, or the next that holds no rows: a mapping with "type"."""
        data = self._frame()
        while skip_rows and data[: len(ROWS)] == ROWS:
            data = self._frame()
        frame: dict[str, Any] = orjson.loads(data)
        if frame["type"] == "refused":
            self.close()
            raise FileRefused(
                frame["message"],
                remedy=frame["remedy"],
                file=self._name,
                sheet=frame["sheet"],
                row=frame["row"],
                column=frame["column"],
            )
        return frame

    def close(self) -> None:
        """End the process and take its exit status; a second call does nothing."""
        pipe = self._process.stdout
        if pipe is not None and not pipe.closed:
            self._poll.unregister(self._pipe)
            pipe.close()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def _frame(self) -> memoryview:
        length = int.from_bytes(self._read(4), "big")
        if length > FRAME_BYTES:
            raise self._refused("its reader sent something that is no batch of rows", CLEAN_COPY)
        return self._read(length)

    def _read(self, size: int) -> memoryview:
        if len(self._buffer) < size:
            self._buffer = bytearray(size)
        view = memoryview(self._buffer)
        got = 0
        while got < size:
            self._wait()
            count = os.readv(self._pipe, [view[got:size]])
            if count == 0:
                raise self._ended_early()
            got += count
        return view[:size]

    def _wait(self) -> None:
        """Until there is something to read. Only this time is the child's, not what the caller spends elsewhere."""
        until = time.monotonic() + self._stall_seconds
        while not self._poll.poll(max(0.0, until - time.monotonic()) * 1000):
            if time.monotonic() >= until:
                raise self._refused(TOO_HEAVY.format("time"), CLEAN_COPY)

    def _ended_early(self) -> FileRefused:
        status = self._process.wait()
        if status == -signal.SIGXCPU:
            return self._refused(TOO_HEAVY.format("processor time"), CLEAN_COPY)
        cause = signal.Signals(-status).name if status < 0 else f"exit {status}"
        return self._refused(f"its reader broke down ({cause})", CLEAN_COPY)

    def _refused(self, message: str, remedy: str) -> FileRefused:
        self.close()
        return FileRefused(message, remedy=remedy, file=self._name)


def _suffix(name: str) -> str:
    """The end of the name, as far as the child needs it: nothing that JSON or a message could stumble over."""
    suffix = Path(name).suffix.lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() and len(suffix) < 12 else ".other" if suffix else ""


def _widen(pipe: int) -> None:
    """A pipe of 1 MiB instead of 64 KiB: fewer turns between the two processes. Where it may not be, it works too."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
