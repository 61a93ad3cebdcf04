"""What a deployment chooses, and what follows from it: HTTPS, hosts, proxies, sessions."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import inprocess
from tests.cast import ACCOUNT, PASSWORD, Person

TOLD = """
import json, sys
from iamconsole import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""
NAMES = (
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "ALLOWED_HOSTS",
    "SESSION_IDLE_SECONDS",
    "SESSION_COOKIE_AGE",
)


def settings_of(var: Path, **environment: str) -> dict[str, Any]:
    """Return the settings of a process with this environment."""
    chosen = {"PATH": os.environ["PATH"], "IAMCONSOLE_VAR": str(var), **environment}
    command = [sys.executable, "-c", TOLD, *NAMES]
    told: dict[str, Any] = json.loads(subprocess.run(command, env=chosen, check=True, stdout=subprocess.PIPE).stdout)
    return told


def test_https_turns_on_everything_that_needs_it(tmp_path: Path) -> None:
    secure = settings_of(tmp_path, IAMCONSOLE_URL="https://iam.example.com", IAMCONSOLE_SESSION_IDLE_MINUTES="5")
    plain = settings_of(tmp_path)

    for name in NAMES[:3]:
        assert (secure[name], plain[name]) == (True, False), name
    assert secure["SECURE_HSTS_SECONDS"] >= 31536000
    assert plain["SECURE_HSTS_SECONDS"] == 0
    assert (secure["SESSION_IDLE_SECONDS"], plain["SESSION_IDLE_SECONDS"]) == (300, 3600)
    assert secure["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


def test_the_header_of_a_proxy_counts_only_where_there_is_one(tmp_path: Path) -> None:
    assert settings_of(tmp_path)["SECURE_PROXY_SSL_HEADER"] is None
    behind = settings_of(tmp_path, IAMCONSOLE_TRUSTED_PROXIES="1")
    assert behind["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


@pytest.fixture
def browser() -> Client:
    made = Client(raise_request_exception=False)
    made.handler = inprocess.handler()
    return made


def test_another_host_is_not_answered(db: None, browser: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["iam.example.com"]

    assert browser.get("/console/sign-in/", headers={"Host": "evil.example"}).status_code == 400
    answer = browser.get("/console/sign-in/", headers={"Host": "iam.example.com", "X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.content.decode()


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(alice: Person, browser: Client) -> None:
    fields = {"account": ACCOUNT, "user_name": "alice", "password": PASSWORD}
    browser.get("/console/sign-in/")
    browser.post("/console/sign-in/", fields)

    for name in ("iamconsole_session", "iamconsole_csrf"):
        cookie = browser.cookies[name]
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
