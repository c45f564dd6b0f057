"""The README's first command, as a newcomer runs it: in a folder that holds nothing yet."""

import json
import os
import re
import shlex
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

PATIENCE = 120


@pytest.fixture
def empty_folder(root: Path, tmp_path: Path) -> Path:
    """What make needs of the checkout, its environment, and no var/."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml", ".venv"):
        (tmp_path / name).symlink_to(root / name)
    return tmp_path


def demo_command(root: Path) -> str:
    readme = (root / "README.md").read_text(encoding="utf-8")
    return re.search(r"^    (make demo)$", readme, re.MULTILINE)[1]


def start(command: str, folder: Path) -> tuple[subprocess.Popen[str], list[str], str]:
    """The running demo, what it printed, and its address."""
    process = subprocess.Popen(
        shlex.split(command),
        cwd=folder,
        env={**{k: v for k, v in os.environ.items() if not k.startswith("FOURCHAIN_")}, "PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    printed: list[str] = []
    for line in process.stdout:
        printed.append(line.rstrip())
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return process, printed, found[0]
    raise AssertionError("the demo ended without serving:\n" + "\n".join(printed))


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        assert answer.status == 200
        return answer.read().decode()


def test_the_demo_prints_the_gaps_serves_them_stops_on_ctrl_c_and_runs_again(root, empty_folder):
    for round_ in (1, 2):
        process, printed, address = start(demo_command(root), empty_folder)
        try:
            report = json.loads(fetch(f"{address}/api/v1/gaps"))
            page = fetch(f"{address}/")
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=PATIENCE)
        text = "\n".join(printed)
        assert "沟渠市, a synthetic city" in text
        totals = report["totals"]
        assert totals["joint_gap"] == totals["unlinked"] + totals["no_programme"] + totals["competed"] > 0
        assert f"{totals['joint_gap']:,.1f}".removesuffix(".0") in text
        assert "沟渠市" in page
        assert ("nothing changed" in text) == (round_ == 2)
    assert (empty_folder / "var" / "demo.sqlite").exists()
    assert process.poll() is not None
