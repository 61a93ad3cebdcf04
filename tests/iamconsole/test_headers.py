"""The headers of every kind of answer that Django gives, through all of its middleware."""

import re
from collections.abc import Callable
from http.cookies import Morsel
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from django.urls import include, path

from accounts.lockouts.browsers import COOKIE as PROOF
from accounts.mfa import services as devices
from accounts.signin.views import REMEMBERED_ACCOUNT
from iamconsole.access import open_to_everybody
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.codes import code, enable
from tests.inprocess import handler
from tests.wire import call, signed, unsigned

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PUBLIC = "https://iam.example.com"
HSTS = "Strict-Transport-Security"


@open_to_everybody
def broken(_request: HttpRequest) -> HttpResponseBase:
    raise RuntimeError("provoked")


# As ROOT_URLCONF: the whole site, and an address that fails.
urlpatterns = [path("broken/", broken), path("", include("iamconsole.urls"))]


def check(answer: Any) -> None:
    """Fail unless `answer` bears what every answer must, and nothing that tells on the server."""
    headers = answer.headers
    for name, value in EXACT.items():
        assert headers[name] == value, name
    assert {"camera=()", "microphone=()", "geolocation=()"} <= {*headers["Permissions-Policy"].split(", ")}
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "*" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= {*re.split("; ?", policy)}
    assert not {"server", "x-powered-by"} & {name.lower() for name in headers}


@pytest.fixture
def stranger(db: None) -> Client:
    made = Client(raise_request_exception=False)
    made.handler = handler()
    return made


HTMX = {"HX-Request": "true"}
Request = Callable[[Client, Person], Any]
KINDS: dict[str, tuple[int, Request]] = {
    "sign-in page": (200, lambda stranger, _: stranger.get("/console/sign-in/")),
    "refused sign-in": (422, lambda stranger, _: stranger.post("/console/sign-in/", {})),
    "link that is over": (404, lambda stranger, _: stranger.get("/console/reset-password/?token=x")),
    "page": (200, lambda _, alice: alice.browser().get("/console/users/")),
    "page of secrets": (200, lambda _, alice: alice.browser().get("/console/security/")),
    "part of a page": (200, lambda _, alice: alice.browser().get("/console/users/", headers=HTMX)),
    "download": (200, lambda _, alice: alice.browser().get("/console/users/?format=csv")),
    "redirect to the sign-in": (302, lambda stranger, _: stranger.get("/console/users/")),
    "redirect of the script": (
        200,
        lambda stranger, _: stranger.get("/console/users/", headers={"HX-Request": "true"}),
    ),
    "redirect to the console": (302, lambda stranger, _: stranger.get("/")),
    "unknown host": (400, lambda stranger, _: stranger.get("/console/", headers={"Host": "evil.example"})),
    "forged form": (403, lambda _, alice: _strict(alice).post("/console/sign-out/")),
    "unknown page": (404, lambda _, alice: alice.browser().get("/console/no-such-page/")),
    "wrong method": (405, lambda _, alice: alice.browser().get("/console/sign-out/")),
    "failure": (500, lambda stranger, _: stranger.get("/broken/")),
    "refused JSON": (401, lambda stranger, _: stranger.get("/api/catalog/services")),
    "unsigned JSON": (401, lambda stranger, _: stranger.post("/api/sandbox/reset")),
    "API": (200, lambda _, alice: _Wire(signed(alice, call("ListUsers")).send())),
    "API's refusal": (403, lambda _, __: _Wire(unsigned(call("ListUsers")).send())),
    "API's unknown host": (400, lambda stranger, _: stranger.post("/", headers={"Host": "evil.example"})),
}


class _Wire:
    """An answer of tests.wire with the names of Django's."""

    def __init__(self, answer: Any) -> None:
        self.status_code, self.headers = answer.status, answer.headers


def _strict(person: Person) -> Client:
    browser = person.browser()
    browser.handler.enforce_csrf_checks = True
    return browser


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_bears_the_headers(kind: str, stranger: Client, alice: Person, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["testserver"]
    expected, request = KINDS[kind]

    answer = request(stranger, alice)

    assert answer.status_code == expected
    check(answer)
    assert "no-store" in answer.headers["Cache-Control"], "it may lie about in a cache"
    assert HSTS not in answer.headers, "it is for https alone"


@pytest.fixture
def secure(db: None, settings: Any) -> Client:
    """A browser of an installation behind https, as IAMCONSOLE_URL makes it."""
    settings.PUBLIC_URL, settings.HTTPS = PUBLIC, True
    settings.ALLOWED_HOSTS = ["iam.example.com", "other.example.com"]
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_SSL_HOST, settings.SECURE_HSTS_SECONDS = "iam.example.com", 31536000
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-iamconsole_session", "__Host-iamconsole_csrf"
    made = Client(raise_request_exception=False, headers={"Host": "iam.example.com"})
    # Middleware reads the settings once.
    made.handler = ClientHandler(enforce_csrf_checks=False)
    return made


def test_behind_https_every_answer_asks_for_https_and_cookies_stay_there(alice: Person, secure: Client) -> None:
    page = secure.get("/console/sign-in/", secure=True)
    fields = {"account": ACCOUNT, "user_name": "alice", "password": PASSWORD}
    entered = secure.post("/console/sign-in/", fields, secure=True)
    api = secure.post("/", call("ListUsers"), secure=True)

    for answer in (page, entered, api):
        assert answer.headers[HSTS] == "max-age=31536000"
        check(answer)
    assert {*secure.cookies} == {"__Host-iamconsole_session", "__Host-iamconsole_csrf", REMEMBERED_ACCOUNT}
    for name, cookie in secure.cookies.items():
        _check_flags(name, cookie)


def _check_flags(name: str, cookie: "Morsel[str]") -> None:
    assert cookie["secure"], name
    assert cookie["httponly"], name
    assert cookie["samesite"] == "Lax", name
    # What a __Host- cookie must be, or browsers leave it out.
    assert (cookie["path"], cookie["domain"]) == ("/", ""), name


def test_the_way_to_https_leads_to_the_public_address_whatever_host_was_asked(secure: Client) -> None:
    for host in ("iam.example.com", "other.example.com", "evil.example"):
        answer = secure.get("/console/users/?q=x", headers={"Host": host})

        assert (answer.status_code, answer.headers["Location"]) == (301, f"{PUBLIC}/console/users/?q=x")
        check(answer)
    assert secure.get("/console/", headers={"Host": "evil.example"}, secure=True).status_code == 400


def test_the_proof_of_a_browser_is_as_well_kept(alice: Person, secure: Client) -> None:
    device = enable(devices.offer(alice.user), alice.user)
    fields = {"account": ACCOUNT, "user_name": "alice", "password": PASSWORD}
    secure.post("/console/sign-in/", fields, secure=True)

    shown = {"device": device.serial_number, "code": code(device.seed)}
    answer = secure.post("/console/sign-in/code/", shown, secure=True)

    assert answer.status_code == 302, answer.content.decode()
    _check_flags(PROOF, secure.cookies[PROOF])
