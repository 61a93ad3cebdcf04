"""Guessing passwords and codes: who has to wait, who does not, and how the wait ends."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.lockouts import services
from accounts.mfa import services as devices
from accounts.models import User
from iamconsole.audit.models import Event
from tests import inprocess
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.codes import code, enable

SIGN_IN = "/console/sign-in/"
CODE = "/console/sign-in/code/"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
WRONG = "wrong"
WAIT = "Too many sign-ins have failed here."


def client(**more: Any) -> Client:
    browser = Client(**more)
    browser.handler = inprocess.handler()
    return browser


def tried(password: str = WRONG, *, name: str = "alice", at: str = HERE, browser: Client | None = None) -> Any:
    fields = {"account": ACCOUNT, "user_name": name, "password": password}
    return (browser or client()).post(SIGN_IN, fields, REMOTE_ADDR=at)


def locked_out(name: str = "alice", at: str = HERE) -> None:
    for _ in range(services.TRIES_OF_USER_AT_ADDRESS):
        tried(name=name, at=at)


def proved_browser(person: Person) -> Client:
    """Return a browser at which `person` finished a sign-in before, and signed out."""
    device = enable(devices.offer(person.user), person.user)
    browser = client()
    assert tried(PASSWORD, browser=browser).status_code == 302
    fields = {"device": device.serial_number, "code": code(device.seed)}
    assert browser.post(CODE, fields, REMOTE_ADDR=HERE).status_code == 302
    browser.post("/console/sign-out/", REMOTE_ADDR=HERE)
    return browser


@pytest.mark.parametrize("name", ["alice", "nobody"])
def test_after_five_failures_even_the_right_password_has_to_wait(alice: Person, name: str) -> None:
    answers = [tried(name=name) for _ in range(services.TRIES_OF_USER_AT_ADDRESS)]

    assert [answer.status_code for answer in answers] == [422] * 4 + [429]
    late = tried(PASSWORD, name=name)
    assert late.status_code == 429
    assert WAIT in late.content.decode()


def test_a_stranger_locks_out_nobody_but_himself(alice: Person) -> None:
    locked_out(at=ELSEWHERE)

    assert tried(PASSWORD, at=ELSEWHERE).status_code == 429
    assert tried(PASSWORD, at=HERE).status_code == 302


def test_the_wait_ends_by_itself_and_trying_does_not_prolong_it(alice: Person) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False) as clock:
        locked_out()
        clock.shift(services.COOL_OFF / 2)
        assert tried(PASSWORD).status_code == 429
        clock.shift(services.COOL_OFF / 2 + timedelta(seconds=1))

        assert tried(PASSWORD).status_code == 302


def test_the_right_password_forgets_what_failed_before(alice: Person) -> None:
    for _ in range(services.TRIES_OF_USER_AT_ADDRESS - 1):
        tried()

    assert tried(PASSWORD).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_an_address_that_tries_many_names_has_to_wait_for_all_of_them(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "TRIES_AT_ADDRESS", 6)
    for number in range(6):
        tried(name=f"nobody{number}")

    assert tried(PASSWORD).status_code == 429
    assert tried(PASSWORD, at=ELSEWHERE).status_code == 302


def test_a_user_guessed_at_from_everywhere_is_slowed_down_not_locked_out(alice: Person) -> None:
    for number in range(services.UNHURRIED_TRIES_OF_USER):
        tried(at=f"198.51.100.{number}")

    answer = tried(PASSWORD, at=HERE)
    assert answer.status_code == 429
    assert "Wait a few seconds" in answer.content.decode()
    with time_machine.travel(datetime.now(UTC) + services.PACE):
        assert tried(PASSWORD, at=HERE).status_code == 302


def test_a_browser_that_was_proved_does_not_wait_for_strangers(alice: Person) -> None:
    browser = proved_browser(alice)
    locked_out()
    for number in range(services.UNHURRIED_TRIES_OF_USER):
        tried(at=f"198.51.100.{number}")

    assert tried(PASSWORD, browser=browser).status_code == 302


def test_a_browser_that_was_proved_waits_for_its_own_failures(alice: Person) -> None:
    browser = proved_browser(alice)
    for _ in range(services.TRIES_OF_PROVED_BROWSER):
        tried(browser=browser)

    assert tried(PASSWORD, browser=browser).status_code == 429
    assert tried(PASSWORD).status_code == 302


def test_a_browser_proves_nothing_of_other_users(alice: Person, bob: Person) -> None:
    browser = proved_browser(alice)
    locked_out("bob")

    assert tried(PASSWORD, name="bob", browser=browser).status_code == 429


@pytest.mark.parametrize("cookie", ["", "forged", "eyJicm93c2VyIjoieCJ9:1abcde:forged"])
def test_a_forged_proof_is_none(alice: Person, cookie: str) -> None:
    browser = client()
    browser.cookies["iamconsole_browser"] = cookie
    locked_out()

    assert tried(PASSWORD, browser=browser).status_code == 429


def test_one_owner_of_an_ipv6_network_is_one_address(alice: Person) -> None:
    for number in range(services.TRIES_OF_USER_AT_ADDRESS):
        tried(at=f"2001:db8:1:2::{number}")

    assert tried(PASSWORD, at="2001:db8:1:2:ffff::1").status_code == 429
    assert tried(PASSWORD, at="2001:db8:1:3::1").status_code == 302


def test_only_configured_proxies_are_believed_about_addresses(alice: Person, settings: Any) -> None:
    fields = {"account": ACCOUNT, "user_name": "alice", "password": "wrong"}
    for number in range(services.TRIES_OF_USER_AT_ADDRESS):
        client().post(SIGN_IN, fields, REMOTE_ADDR=HERE, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert tried(PASSWORD).status_code == 429

    settings.TRUSTED_PROXIES = 1
    right = fields | {"password": PASSWORD}
    answer = client().post(SIGN_IN, right, REMOTE_ADDR=HERE, headers={"X-Forwarded-For": f"{HERE}, 203.0.113.9"})
    assert answer.status_code == 302


def test_wrong_codes_count_like_wrong_passwords(alice: Person) -> None:
    device = enable(devices.offer(alice.user), alice.user)
    browser = client()
    tried(PASSWORD, browser=browser)
    for _ in range(services.TRIES_OF_USER_AT_ADDRESS):
        browser.post(CODE, {"device": device.serial_number, "code": "000000"}, REMOTE_ADDR=HERE)
        device.refresh_from_db()
        device.throttle_reset()

    answer = browser.post(CODE, {"device": device.serial_number, "code": code(device.seed)}, REMOTE_ADDR=HERE)

    assert answer.status_code == 422
    assert tried(PASSWORD).status_code == 429


def test_after_a_wrong_code_even_the_right_one_has_to_wait(alice: Person) -> None:
    browser = client()
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        device = enable(devices.offer(alice.user), alice.user)
        tried(PASSWORD, browser=browser)
        browser.post(CODE, {"device": device.serial_number, "code": "000000"}, REMOTE_ADDR=HERE)
        right = {"device": device.serial_number, "code": code(device.seed)}

        early = browser.post(CODE, right, REMOTE_ADDR=HERE)
        clock.shift(1.1)
        late = browser.post(CODE, right, REMOTE_ADDR=HERE)

    assert (early.status_code, late.status_code) == (422, 302)
    assert "wait a moment" in early.content.decode()


def test_a_lock_out_is_one_event_and_no_more_follow(alice: Person) -> None:
    locked_out()
    count = Event.objects.count()

    tried()
    tried(PASSWORD)

    assert Event.objects.count() == count
    event = Event.objects.get(name="LockOut")
    assert (event.principal, event.source_ip, event.outcome) == (alice.user.arn, HERE, "denied")


def test_nothing_that_was_typed_is_kept_with_the_failures(alice: Person) -> None:
    tried("marker-password", name="marker-password")

    kept = AccessAttempt.objects.values().get()
    assert "marker" not in str(kept)


def test_an_administrator_sees_what_failed_and_releases(alice: Person, bob: Person) -> None:
    locked_out("bob")
    browser = alice.browser()

    page = browser.get("/console/users/bob/?tab=security").content.decode()
    assert HERE in page
    assert browser.post("/console/users/bob/release/").status_code == 302
    assert tried(PASSWORD, name="bob").status_code == 302


def test_releasing_needs_the_permission(bob: Person, alice: Person) -> None:
    locked_out("alice")

    assert bob.browser().post("/console/users/alice/release/").status_code == 403
    assert tried(PASSWORD).status_code == 429


def test_the_operator_releases_users_root_and_addresses(alice: Person) -> None:
    locked_out()
    call_command("release_sign_in", "--account-id", ACCOUNT, "--user-name", "alice", stdout=StringIO())
    assert tried(PASSWORD).status_code == 302

    for _ in range(services.TRIES_OF_USER_AT_ADDRESS):
        client().post(f"{SIGN_IN}root-user/", {"email": "root@example.com", "password": "wrong"}, REMOTE_ADDR=HERE)
    assert services.failures_of(User.objects.get(is_root=True)).exists()
    call_command("release_sign_in", "--account-id", ACCOUNT, stdout=StringIO())
    assert not AccessAttempt.objects.exists()

    locked_out()
    call_command("release_sign_in", "--address", HERE, stdout=StringIO())
    assert tried(PASSWORD).status_code == 302


def test_the_operator_has_to_name_somebody(db: None) -> None:
    with pytest.raises(CommandError, match="Name an account"):
        call_command("release_sign_in")
    with pytest.raises(CommandError, match="no account"):
        call_command("release_sign_in", "--account-id", "999999999999")


def test_requests_with_wrong_signatures_leave_no_trace_and_lock_nothing(alice: Person) -> None:
    forger = inprocess.client("iam", alice.key_id, "x" * 40)
    count = Event.objects.count()
    for _ in range(30):
        assert inprocess.refusal(forger.list_users)[1] == "SignatureDoesNotMatch"

    assert Event.objects.count() == count
    assert not AccessAttempt.objects.exists()
    assert alice.client().list_users()["Users"]
