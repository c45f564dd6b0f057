"""The rules of the house, kept by a machine."""

import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"fastapi", "neo4j", "networkx", "numpy", "openpyxl", "ortools", "pydantic", "pyvis", "uvicorn"}


@pytest.fixture(scope="module")
def committed(root: Path) -> list[Path]:
    """Every file that is in the repository or on its way into it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [root / name for name in listed.stdout.decode().split("\0") if name]
    return [f for f in files if f.is_file()]


def lines_with(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    """File and line of every match in those files that are text."""
    found = []
    for file in files:
        data = file.read_bytes()
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode(errors="replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{file.parent.name}/{file.name}:{number}: {line.strip()[:100]}")
    return found


def test_api_imports_ingest_imports_graph_and_never_back(root):
    linted = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=root, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_the_lock_names_no_index_and_hashes_every_package(root):
    lock = (root / "requirements.lock").read_text()
    assert "://" not in lock
    packages = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, re.MULTILINE)
    hashed = re.findall(r"^([a-z0-9][a-z0-9._-]*)==[^\n]*\\\n    --hash=sha256:", lock, re.MULTILINE)
    assert packages == hashed


def test_there_is_one_lock(root):
    assert not (root / "uv.lock").exists()


def test_no_file_names_a_package_host(committed):
    hosts = r"pypi\.org|pythonhosted\.org|npmjs\.org|repo\d?\.maven|maven\.org|apache\.org/maven|/simple/|/maven2/"
    settings = r"--(extra-)?index-url|--registry\b|index-url\s*="
    assert not lines_with(re.compile(f"{hosts}|{settings}"), [f for f in committed if f != Path(__file__)])


def test_no_file_holds_a_path_of_one_machine(committed, root):
    here = re.escape(str(root.parent)) + "/"
    machine = re.compile(rf"(?<![\w.$}}])(/work/|/root/|/home/\w+/|/Users/\w+/|/tmp/fc/|{here})")
    assert not lines_with(machine, [f for f in committed if f != Path(__file__)])


def test_no_module_has_more_than_400_lines(committed):
    lengths = {f.name: len(f.read_text().splitlines()) for f in committed if f.suffix == ".py"}
    assert not {name: length for name, length in lengths.items() if length > 400}


@pytest.mark.parametrize(
    ("language", "home"),
    [
        (r"\b(MATCH|MERGE|CREATE) \(\w*[:)]|\bUNWIND \$|\bDETACH DELETE\b", "graph/store/neo4j"),
        (r"\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|\bCREATE TABLE\b|\bDELETE FROM\b", "graph/store/sqlite"),
    ],
    ids=["cypher", "sql"],
)
def test_each_query_language_stays_in_its_room(committed, root, language, home):
    code = [f for f in committed if f.suffix == ".py" and f.relative_to(root).parts[0] in {"graph", "ingest", "api"}]
    elsewhere = [f for f in code if not f.relative_to(root).as_posix().startswith(home)]
    assert lines_with(re.compile(language), elsewhere) == []


def test_test_files_have_names_of_their_own_and_are_no_package(committed, root):
    tests = [f for f in committed if f.is_relative_to(root / "tests") and f.suffix == ".py" and f.name != "conftest.py"]
    names = [f.name for f in tests]
    assert "__init__.py" not in names
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_every_make_command_of_the_readme_is_a_target(root, readme):
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", (root / "Makefile").read_text(), re.MULTILINE))
    text = (root / readme).read_text()
    commands = set(re.findall(r"(?:^ {4}(?:[A-Z]+=\S+ )*|`(?:[A-Z]+=\S+ )*)make ([a-z][a-z0-9-]*)", text, re.MULTILINE))
    assert "demo" in commands
    assert commands <= targets


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_links_to_what_is_there(root, readme):
    links = re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", (root / readme).read_text())
    assert not [link for link in links if not (root / link).exists()]


def help_run(*options: str) -> "subprocess.CompletedProcess[str]":
    fourchain = Path(sys.executable).with_name("fourchain")
    return subprocess.run([sys.executable, *options, fourchain, "--help"], capture_output=True, text=True, check=True)


def test_help_loads_nothing_heavy():
    imported = re.findall(r"\| +([\w.]+)$", help_run("-X", "importtime").stderr, re.MULTILINE)
    assert "api.cli" in imported
    assert {name.partition(".")[0] for name in imported} & HEAVY == set()


def test_help_answers_in_less_than_three_tenths_of_a_second():
    seconds = []
    for _ in range(3):  # the best of three: a busy machine is not the command's fault
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        help_run()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(seconds) < 0.3
