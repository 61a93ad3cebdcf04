"""What a stranger puts into addresses and cookies: no way leads elsewhere, and nothing fails."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.mfa import services as devices
from accounts.models import ConsoleSession
from accounts.signin.views import REMEMBERED_ACCOUNT
from tests import inprocess
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.codes import code, enable

HOME = "/console/"
SIGN_IN = "/console/sign-in/"
FIELDS = {"account": ACCOUNT, "user_name": "alice", "password": PASSWORD}
ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/console/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example/console/",
    "HTTPS://evil.example",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x01//evil.example",
    "\u3000//evil.example",
    "%2f%2fevil.example",
    "%5c%5cevil.example",
    "evil.example",
    "//[evil",
    "http://[",
    "//",
    "/\\",
    "//\t/evil.example",
    "//?@evil.example",
    # Django would take these for names of pages.
    "users",
    "signin:sign-in",
    "console:home",
    "outbound-keys",
    "..",
    "?next=//evil.example",
    "#",
    "/console/" + "x" * 5000,
]
# They look alarming and are pages of ours, which may be missing: what is sent must say so to every browser.
OURS = {
    "/console/users/": "/console/users/",
    "/%2f%2fevil.example": "/%2f%2fevil.example",
    "/%5cevil.example": "/%5cevil.example",
    "/console/\r\nSet-Cookie: x=y": "/console/%0D%0ASet-Cookie:%20x=y",
    "/console/\0": "/console/%00",
    "/console/?q=//evil.example": "/console/?q=//evil.example",
    "/console/\u00e9": "/console/%C3%A9",
}


def stranger() -> Client:
    made = Client()
    made.handler = inprocess.handler()
    return made


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_next_leads_away(db: None, wanted: str) -> None:
    for page in (SIGN_IN, f"{SIGN_IN}root-user/", f"{SIGN_IN}passkey/"):
        shown = stranger().get(page, {"next": wanted}).content.decode()

        assert 'name="next" value="/console/"' in shown or "next=/console/" in shown, page
        assert "evil" not in shown


def test_a_password_opens_the_way_to_our_own_pages_only(alice: Person) -> None:
    for wanted in ("//evil.example", "/\\evil.example", "javascript:alert(1)", "users"):
        entered = stranger().post(SIGN_IN, FIELDS | {"next": wanted})
        by_address = stranger().post(f"{SIGN_IN}?{urlencode({'next': wanted})}", FIELDS)

        for answer in (entered, by_address):
            assert (answer.status_code, answer.headers["Location"]) == (302, HOME)
    for wanted, sent in OURS.items():
        answer = stranger().post(SIGN_IN, FIELDS | {"next": wanted})

        assert (answer.status_code, answer.headers["Location"]) == (302, sent)
        assert "x" not in answer.cookies


def test_the_steps_after_the_password_lead_nowhere_else_either(alice: Person) -> None:
    """The second factor goes where the first step was to go; the confirmation reads its own `next`."""
    device = enable(devices.offer(alice.user), alice.user)
    browser = stranger()
    browser.post(SIGN_IN, FIELDS | {"next": "//evil.example"})
    factor = {"device": device.serial_number, "code": code(device.seed), "next": "//evil.example"}

    finished = browser.post("/console/sign-in/code/?next=//evil.example", factor)

    assert finished.headers["Location"] == HOME
    for wanted in ("//evil.example", "/\\evil.example", "users", "javascript:alert(1)"):
        for page in ("code", "recovery-code", "security-key", "password"):
            answer = browser.get(f"/console/confirm/{page}/", {"next": wanted})
            assert "evil" not in answer.content.decode() + answer.headers.get("Location", ""), (page, wanted)
            assert "javascript:" not in answer.content.decode()
    again = factor | {"code": code(device.seed, 1)}
    assert browser.post("/console/confirm/code/?next=//evil.example", again).headers["Location"] == HOME


def test_signing_out_and_switching_take_no_address(alice: Person) -> None:
    names = ("next", "return", "return_to", "redirect", "redirect_uri", "url", "back", "continue")
    evil = dict.fromkeys(names, "//evil.example")
    browser = alice.browser()

    assert "evil" not in browser.get("/console/switch-role/", evil).content.decode()
    for page in ("/console/switch-back/", "/console/sign-out/"):
        answer = browser.post(f"{page}?{urlencode(evil)}", evil)

        assert answer.status_code == 302
        assert "evil" not in answer.headers["Location"]


TAMPERED = {
    "empty": "",
    "short": "x",
    "unknown": "a" * 32,
    "long": "a" * 5000,
    "folder": "../../../../etc/passwd",
    "SQL": "' OR '1'='1",
    "quotes": '"\\"',
    "no ASCII": "\u00e9\u00ff",
    "control characters": "a\x01b",
    "percent": "%00%0d%0a",
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_a_cookie_that_is_not_ours_is_no_session_and_no_failure(db: None, kind: str) -> None:
    browser = stranger()
    for name in ("iamconsole_session", "iamconsole_csrf", "iamconsole_browser", REMEMBERED_ACCOUNT, "messages"):
        browser.cookies[name] = TAMPERED[kind]

    page = browser.get("/console/users/")
    form = browser.get(SIGN_IN)
    refused = browser.post(SIGN_IN, {})

    assert (page.status_code, form.status_code, refused.status_code) == (302, 200, 422)
    assert page.headers["Location"].startswith(SIGN_IN)


def test_a_key_that_was_planted_is_not_the_one_of_the_session(alice: Person) -> None:
    """The password and the factor each change the key."""
    device = enable(devices.offer(alice.user), alice.user)
    browser = stranger()
    browser.cookies["iamconsole_session"] = planted = "a" * 32
    browser.get(SIGN_IN)
    password = _key_after(browser.post(SIGN_IN, FIELDS))
    shown = {"device": device.serial_number, "code": code(device.seed)}
    factor = _key_after(browser.post("/console/sign-in/code/", shown))

    assert len({planted, password, factor}) == 3, "a step kept the key of the one before"
    for old in (planted, password):
        attacker = stranger()
        attacker.cookies["iamconsole_session"] = old
        assert attacker.get("/console/security/").headers["Location"].startswith(SIGN_IN)


def test_a_key_with_one_letter_changed_is_nobodys(alice: Person) -> None:
    browser = alice.browser()
    key = browser.cookies["iamconsole_session"].value
    assert browser.get("/console/security/").status_code == 200

    for changed in (key[:-1] + chr(ord(key[-1]) ^ 1), key.upper(), key[1:], f"{key}\x00"):
        other = stranger()
        other.cookies["iamconsole_session"] = changed
        assert other.get("/console/security/").status_code == 302, changed
    assert ConsoleSession.objects.filter(user=alice.user).count() == 1
    assert browser.get("/console/security/").status_code == 200


def _key_after(answer: Any) -> str:
    assert answer.status_code == 302
    key: str = answer.cookies["iamconsole_session"].value
    return key
