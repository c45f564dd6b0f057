"""What tests may find beside the checkout or on the machine.

What a test needs beyond Python is used when it is there and skipped, visibly, when it is not. Under CI=true there is no
such excuse: a missing browser or server fails. The data beside the checkout are the exception, a clone elsewhere is
legitimate.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from tests.neo4j_server import ADDRESSES, emptied

ROOT = Path(__file__).parents[1]
# No test fails for being slow: a machine may be busy. Speed is the business of the benchmarks.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several processes: one for each Neo4j server, which serves one test at a time, and one for the faults."""
    for item in items:
        parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
        server = next((one for one in parameters if isinstance(one, str) and one in ADDRESSES), None)
        group = "faults" if item.get_closest_marker("faults") else server
        if group is not None:
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real input and oracle instances beside the checkout; the test is skipped where there is none."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("no folder shared/ with data beside the checkout")
    return folder


@pytest.fixture(scope="session")
def not_here() -> Callable[[str], NoReturn]:
    """Call with what is missing: skips the test, or fails it under CI=true."""

    def leave(what: str) -> NoReturn:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{what}: may not be missing under CI", pytrace=False)
        pytest.skip(what)

    return leave


@pytest.fixture(scope="session")
def chromium_path(not_here: Callable[[str], NoReturn]) -> Path:
    """The system's Chromium, for playwright's executable_path."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return Path(found) if found else not_here("no Chromium on the PATH")


@pytest.fixture(params=[pytest.param(one, marks=pytest.mark.neo4j) for one in ADDRESSES])
def neo4j_url(request: pytest.FixtureRequest, not_here: Callable[[str], NoReturn]) -> Iterator[str]:
    """An empty database on each Neo4j server of FOURCHAIN_TEST_NEO4J, with its schema."""
    if "://" not in request.param:
        not_here("FOURCHAIN_TEST_NEO4J names no server")
    with emptied(request.param) as url:
        yield url


@pytest.fixture(params=["sqlite", *(pytest.param(one, marks=pytest.mark.neo4j) for one in ADDRESSES)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path, not_here: Callable[[str], NoReturn]) -> Iterator[str]:
    """An empty store of every kind: a file, and each Neo4j server of FOURCHAIN_TEST_NEO4J."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.sqlite'}"
    elif "://" in request.param:
        with emptied(request.param) as url:
            yield url
    else:
        not_here("FOURCHAIN_TEST_NEO4J names no server")
