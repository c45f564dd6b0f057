"""What stands between us and a Neo4j store: address, password, schema, version. Each refusal says what to do."""

import re
import socket
import subprocess
import sys

import pytest

from api.cli import main
from graph.errors import BadArgument, StoreError
from graph.store import open_store
from graph.store.neo4j import Neo4jStore, schema
from graph.store.neo4j.credentials import credentials
from graph.store.neo4j.schema import apply_schema
from tests.neo4j_server import cypher

ADDRESS = "bolt://127.0.0.1:47687"


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """No credentials in the environment, and none in the folder we stand in."""
    for name in ("FOURCHAIN_NEO4J_USER", "FOURCHAIN_NEO4J_PASSWORD", "FOURCHAIN_NEO4J_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def refused(capsys):
    """What the command says of a store that can't serve: one line with what to do, and the exit code 4."""

    def line(url):
        assert main(["log", "--store", url]) == 4
        said = capsys.readouterr()
        assert said.out == ""
        [one] = said.err.splitlines()
        assert one.startswith("fourchain: ")
        return one

    return line


def test_user_and_password_come_from_the_environment(bare, monkeypatch):
    monkeypatch.setenv("FOURCHAIN_NEO4J_PASSWORD", "secret")
    assert credentials(ADDRESS) == ("neo4j", "secret")
    monkeypatch.setenv("FOURCHAIN_NEO4J_USER", "loader")
    assert credentials(ADDRESS) == ("loader", "secret")


def test_the_password_may_stand_in_a_file_of_ours(bare, monkeypatch):
    file = bare / "password"
    file.write_text("secret\n")
    file.chmod(0o600)
    monkeypatch.setenv("FOURCHAIN_NEO4J_PASSWORD_FILE", str(file))
    assert credentials(ADDRESS) == ("neo4j", "secret")


def test_a_password_file_that_others_can_read_is_refused(bare, monkeypatch):
    file = bare / "password"
    file.write_text("secret")
    file.chmod(0o640)
    monkeypatch.setenv("FOURCHAIN_NEO4J_PASSWORD_FILE", str(file))
    with pytest.raises(StoreError, match=r"can be read by others → chmod 600"):
        credentials(ADDRESS)


def test_the_password_of_a_local_server_is_found_by_its_port_and_of_no_other_host(bare):
    file = bare / "var" / "neo4j" / "47687.password"
    file.parent.mkdir(parents=True)
    file.write_text("made by make neo4j\n")
    file.chmod(0o600)
    assert credentials(ADDRESS) == ("neo4j", "made by make neo4j")
    with pytest.raises(StoreError, match="no password"):
        credentials("bolt://db.example:47687")


def test_a_local_address_that_no_server_was_started_at_says_how_to_start_one(bare):
    with pytest.raises(StoreError, match=r"make neo4j runs no server there → start one with make neo4j"):
        credentials(ADDRESS)
    with pytest.raises(StoreError) as elsewhere:
        credentials("bolt://db.example:47687")
    assert "make neo4j" not in str(elsewhere.value)


def test_without_a_password_it_says_where_to_put_one(bare):
    with pytest.raises(StoreError, match=r"no password for bolt.*FOURCHAIN_NEO4J_PASSWORD_FILE"):
        open_store(ADDRESS)


def test_a_password_in_the_address_is_refused_and_not_repeated(bare):
    with pytest.raises(BadArgument) as refused:
        open_store("bolt://neo4j:hunter2@127.0.0.1:47687")
    assert "hunter2" not in str(refused.value)


def test_when_nobody_answers_it_says_how_to_start_one(bare, monkeypatch):
    monkeypatch.setenv("FOURCHAIN_NEO4J_PASSWORD", "secret")
    with pytest.raises(StoreError, match=r"no Neo4j answers at .*make neo4j starts"):
        open_store(ADDRESS)
    with pytest.raises(StoreError, match=r"in an encrypted connection → .*without TLS is reached by bolt://"):
        open_store(ADDRESS.replace("bolt://", "bolt+s://"))


def test_a_server_that_takes_the_connection_and_says_nothing_does_not_hold_us_for_ever(bare, monkeypatch):
    monkeypatch.setenv("FOURCHAIN_NEO4J_PASSWORD", "secret")
    monkeypatch.setattr("graph.store.neo4j.connection.CONNECT_SECONDS", 1.0)
    refusal = pytest.raises(StoreError, match=r"did not answer|no Neo4j answers")
    with socket.create_server(("127.0.0.1", 0)) as silent, refusal:
        open_store(f"bolt://127.0.0.1:{silent.getsockname()[1]}")


def test_the_command_line_shows_one_line_and_ends_with_4(bare, root):
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "log", "--store", ADDRESS],
        cwd=root,
        env={"PATH": "/usr/bin:/bin", "FOURCHAIN_NEO4J_PASSWORD": "secret"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4
    assert done.stdout == ""
    assert done.stderr.startswith("fourchain: no Neo4j answers")
    assert done.stderr.count("\n") == 1


@pytest.mark.neo4j
def test_a_wrong_password_is_called_so(neo4j_url, monkeypatch, refused):
    monkeypatch.setenv("FOURCHAIN_NEO4J_PASSWORD", "wrong")
    assert "refuses the user or the password → set FOURCHAIN_NEO4J_PASSWORD" in refused(neo4j_url)


@pytest.mark.neo4j
def test_a_database_without_schema_says_which_command_makes_it(neo4j_url, refused):
    cypher(neo4j_url, "DROP CONSTRAINT fourchain_row")
    assert f"has no fourchain_row → run: fourchain schema --store {neo4j_url}" in refused(neo4j_url)
    apply_schema(neo4j_url)
    open_store(neo4j_url).close()


@pytest.mark.neo4j
def test_a_newer_schema_is_left_alone(neo4j_url, refused):
    cypher(neo4j_url, "MATCH (h:Fourchain) SET h.schema = 99")
    assert re.search(r"newer fourchain \(schema 99.*update fourchain", refused(neo4j_url))


@pytest.mark.neo4j
def test_a_server_that_is_too_old_is_refused(neo4j_url, monkeypatch, refused):
    monkeypatch.setattr("graph.store.neo4j.trouble.OLDEST", (9999, 1))
    monkeypatch.setattr(schema, "OLDEST", (9999, 1))
    assert re.search(r"runs Neo4j .*needs 9999\.1 or newer → update the server", refused(neo4j_url))


@pytest.mark.neo4j
def test_the_schema_is_applied_once_and_then_changes_nothing(neo4j_url):
    for name in schema.names():
        kind = "CONSTRAINT" if [name] in cypher(neo4j_url, "SHOW CONSTRAINTS YIELD name") else "INDEX"
        cypher(neo4j_url, f"DROP {kind} {name}")
    cypher(neo4j_url, "MATCH (h:Fourchain) DELETE h")
    assert apply_schema(neo4j_url, dry_run=True) == schema.statements()
    assert cypher(neo4j_url, "SHOW CONSTRAINTS YIELD name") == []
    assert apply_schema(neo4j_url) == schema.statements()
    assert apply_schema(neo4j_url) == []
    Neo4jStore(neo4j_url).close()


@pytest.mark.neo4j
@pytest.mark.parametrize("label", ["Firm", "TalentDemand", "Row", "Version"])
def test_a_database_with_data_of_others_under_our_labels_is_refused(neo4j_url, label):
    cypher(neo4j_url, "MATCH (h:Fourchain) DELETE h")
    cypher(neo4j_url, f"CREATE (:{label} {{name: 'x', key: 'x', number: 1}})")
    with pytest.raises(StoreError, match=f":{label} that are not fourchain's .* → give fourchain a database"):
        apply_schema(neo4j_url)
    with pytest.raises(StoreError, match="no fourchain schema"):
        open_store(neo4j_url)


@pytest.mark.neo4j
def test_data_of_others_that_came_later_is_told_by_schema_and_by_the_doctor(neo4j_url):
    cypher(neo4j_url, "CREATE (:Firm {name: '别家'}), (:Firm {name: '又一家'})")
    with pytest.raises(StoreError, match=r":Firm that are not fourchain's \(nodes: 2\)"):
        apply_schema(neo4j_url)
    store = Neo4jStore(neo4j_url)
    assert store.check() == ["Firm: nodes that are not fourchain's stand under this label (2)"]
    store.close()
