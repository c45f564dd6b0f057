"""Servers for tests: the real application over a real store, asked in this process or over a socket."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph.store.sqlite import SqliteStore
from ingest.sample_city import write_city
from ingest.submit import LoadOptions, load
from tests.builders import City

HERE = "http://127.0.0.1"


def client_of(store: Path) -> TestClient:
    """Asks the application itself; errors of the server come back as answers."""
    app = create_app(Settings(store=f"sqlite:///{store}"))
    return TestClient(app, base_url=HERE, raise_server_exceptions=False)


def publish(city: City, path: Path) -> None:
    """The city as the next version of a store, as another process would."""
    store = SqliteStore(path)
    head = store.head()
    number = head.number + 1 if head else 1
    revisions, staged = city.build()
    renamed = [replace(one, id=f"{one.id}-{number}") for one in revisions]
    for old, new in zip(revisions, renamed, strict=True):
        store.stage(new.id, [row._replace(revision=new.id) for row in staged[old.id]])
    store.publish(number - 1, city.version(renamed, number), renamed)
    store.close()


def store_of(city: City, folder: Path, name: str = "city.sqlite") -> Path:
    """A store that holds the city."""
    publish(city, folder / name)
    return folder / name


def sample_store(folder: Path) -> Path:
    """A store of its own that holds the sample city."""
    path = folder / "sample.sqlite"
    path.write_bytes(_sample_bytes())
    return path


@cache
def _sample_bytes() -> bytes:
    with TemporaryDirectory() as folder:
        files = write_city(Path(folder) / "city")
        store = SqliteStore(Path(folder) / "sample.sqlite")
        load(store, files, LoadOptions(actor="tests", note="沟渠市"))
        store.close()
        return store.path.read_bytes()


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """The address of a running server over a store."""
    app = create_app(Settings(store=f"sqlite:///{store}"))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"{HERE}:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
