"""What every request passes and every answer carries."""

import logging

import pytest

from api.routes import gaps
from api.settings import Settings
from graph.errors import BadArgument, StoreUnavailable
from tests.served import client_of, store_of
from tests.test_api import city

POLICY = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'"}


@pytest.fixture
def client(tmp_path):
    with client_of(store_of(city(), tmp_path)) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/gaps", "/api/v1/gaps", "/static/app.css", "/nowhere", "/api/v1/gaps?x=1"])
def test_every_answer_carries_the_policy(client, path):
    headers = client.get(path, headers={"accept": "text/html"}).headers
    parts = {part.strip() for part in headers["content-security-policy"].split(";")}
    assert parts >= POLICY
    assert not any("unsafe" in part for part in parts)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_drawing_is_a_download_in_a_sandbox_of_its_own(client):
    id = client.get("/api/v1/gaps").json()["bands"][0]["id"]
    headers = client.get(f"/gaps/{id}/graph.html").headers
    assert headers["content-security-policy"].startswith("sandbox allow-scripts; default-src 'none'")
    assert headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "10.0.0.1", "["])
def test_only_names_of_this_machine_are_answered(client, host):
    assert client.get("/api/v1/gaps", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_this_machine_has_several_names(client, host):
    assert client.get("/livez", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org"])
def test_no_address_that_others_can_reach_is_served(host):
    with pytest.raises(BadArgument, match="sign-in"):
        Settings(host=host)


def test_settings_come_from_the_command_line_then_the_environment():
    environ = {"FOURCHAIN_STORE": "sqlite:///a", "PORT": "8123"}
    assert (Settings.of(environ=environ).store, Settings.of(environ=environ).port) == ("sqlite:///a", 8123)
    assert Settings.of(store="sqlite:///b", port=1, environ=environ) == Settings(store="sqlite:///b", port=1)
    with pytest.raises(BadArgument, match="port"):
        Settings.of(environ={"PORT": "http"})


def test_an_error_that_nobody_foresaw_shows_and_logs_no_value(client, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("沟渠机密 13812345678")

    monkeypatch.setattr(gaps, "_envelope", broken)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/api/v1/gaps")
    assert answer.status_code == 500
    number = answer.json()["detail"].removeprefix("request ")
    assert number in caplog.text
    assert "RuntimeError" in caplog.text
    for text in (answer.text, caplog.text):
        assert "机密" not in text
        assert "Traceback" not in text


def test_a_store_that_cannot_serve_is_503_and_says_when_to_come_again(client, monkeypatch):
    def gone(*_):
        raise StoreUnavailable("the store is locked", remedy="try again")

    monkeypatch.setattr(client.app.state.reports.store, "head", gone)
    for path in ("/readyz", "/api/v1/gaps", "/"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
    assert client.get("/livez").status_code == 200


@pytest.mark.parametrize("name", ["..%2fapp.py", "%2e%2e%2fwords.csv", "app.css%00", "nothing.css"])
def test_only_files_that_are_meant_to_be_seen_are_served(client, name):
    assert client.get(f"/static/{name}").status_code == 404
