"""A Neo4j server of a test's own, that may be killed, filled up and locked."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.neo4j_server import mark_as_ours

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "deploy" / "neo4j" / "neo4j"
VERSION = os.environ.get("FOURCHAIN_FAULTS_NEO4J", "5.26.28")
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""A server that lives for seconds: what it compiles thoroughly is never used, and starting costs half."""


class PrivateServer:
    """A server with its home in `home`; `own` are settings of its own, a line each."""

    def __init__(self, home: Path, own: str = "") -> None:
        self.home = home
        (home / "conf").mkdir(parents=True, exist_ok=True)
        (home / "conf" / "own.conf").write_text(own)
        held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        self.port, self._http = (one.getsockname()[1] for one in held)
        for one in held:
            one.close()
        self.url = f"bolt://127.0.0.1:{self.port}"

    def settings(self, own: str) -> None:
        (self.home / "conf" / "own.conf").write_text(own)

    def start(self) -> str:
        """Start it, or start it again; its address."""
        self._run("start", "--version", VERSION, "--port", str(self.port), "--http-port", str(self._http))
        mark_as_ours(self.url)
        return self.url

    def kill(self) -> None:
        """kill −9; the next start finds what the disk holds."""
        pid = int((self.home / "run" / "pid").read_text())
        os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        self._run("stop")

    def _run(self, *arguments: str) -> None:
        command = [sys.executable, str(SCRIPT), *arguments, "--home", str(self.home)]
        java = os.environ | {"JAVA_TOOL_OPTIONS": BRIEF}
        done = subprocess.run(command, env=java, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
