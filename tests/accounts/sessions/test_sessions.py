"""Console sessions: what is kept of them, how long they last, and who ends them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured
from django.test import Client

from accounts.models import ConsoleSession
from accounts.passwords import services as passwords
from accounts.sessions.agents import words
from accounts.sessions.store import SessionStore, id_of
from accounts.tasks import forget_ended_sessions
from accounts.users import services as users
from iamconsole.audit.models import Event
from tests import inprocess
from tests.cast import ACCOUNT, PASSWORD, Person

HOME = "/console/security/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
NEW = "Another-Horse-8"


def came_in(person: Person, agent: str = FIREFOX) -> Client:
    browser = Client(headers={"User-Agent": agent})
    browser.handler = inprocess.handler()
    fields = {"account": ACCOUNT, "user_name": person.user.name, "password": PASSWORD}
    assert browser.post("/console/sign-in/", fields, REMOTE_ADDR="192.0.2.1").status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    answer = browser.get(HOME)
    return answer.status_code == 200


def test_a_session_tells_who_where_and_with_what(alice: Person) -> None:
    came_in(alice)

    session = ConsoleSession.objects.get()
    assert (session.user, session.address, words(session.user_agent)) == (
        alice.user,
        "192.0.2.1",
        "Firefox 130 on Linux",
    )


def test_the_key_of_a_session_is_nowhere_in_the_database(alice: Person) -> None:
    key = came_in(alice).cookies["iamconsole_session"].value

    row = ConsoleSession.objects.values().get()
    assert key not in str(row)
    assert row["session_key"] == id_of(key)


def test_signing_in_begins_a_session_with_another_key(alice: Person) -> None:
    fixed = SessionStore()
    fixed["planted"] = True
    fixed.save()
    browser = Client()
    browser.cookies["iamconsole_session"] = fixed.session_key
    fields = {"account": ACCOUNT, "user_name": "alice", "password": PASSWORD}

    browser.post("/console/sign-in/", fields)

    assert browser.cookies["iamconsole_session"].value != fixed.session_key
    assert not SessionStore().exists(fixed.session_key)


def test_a_second_factor_changes_the_key_again(alice: Person) -> None:
    from accounts.mfa import services as devices
    from tests.codes import code, enable

    device = enable(devices.offer(alice.user), alice.user)
    browser = came_in(alice)
    before = browser.cookies["iamconsole_session"].value

    browser.post("/console/sign-in/code/", {"device": device.serial_number, "code": code(device.seed)})

    assert browser.cookies["iamconsole_session"].value != before
    assert ConsoleSession.objects.count() == 1


def test_a_session_that_is_not_used_ends(alice: Person) -> None:
    browser = alice.browser()
    assert is_in(browser)

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=configured.SESSION_IDLE_SECONDS + 61)):
        assert browser.get(HOME).url.startswith("/console/sign-in/")


def test_a_session_ends_after_half_a_day_however_much_it_is_used(alice: Person) -> None:
    browser = alice.browser()
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _ in range(14):
            clock.shift(timedelta(minutes=50))
            assert is_in(browser)
        clock.shift(timedelta(minutes=50))

        assert not is_in(browser)


def test_using_a_session_is_noted_once_a_minute(alice: Person) -> None:
    browser = alice.browser()
    is_in(browser)
    before = ConsoleSession.objects.get().last_used
    is_in(browser)
    assert ConsoleSession.objects.get().last_used == before

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        is_in(browser)
        assert ConsoleSession.objects.get().last_used > before


def test_a_changed_password_ends_every_session_by_api_too(alice: Person) -> None:
    browser = alice.browser()

    alice.client().change_password(OldPassword=PASSWORD, NewPassword=NEW)

    assert not is_in(browser)
    assert not ConsoleSession.objects.exists()


def test_a_password_that_is_taken_away_ends_every_session(alice: Person, root: Person) -> None:
    browser = alice.browser()

    root.client().delete_login_profile(UserName="alice")

    assert not is_in(browser)
    assert not ConsoleSession.objects.exists()


def test_the_sessions_of_a_deleted_user_are_gone(bob: Person, alice: Person) -> None:
    browser = bob.browser()
    bob.user.mfa_devices.all().delete()
    bob.user.access_keys.all().delete()
    passwords.delete_profile(bob.user)

    users.delete(bob.user)

    assert not is_in(browser)


def test_ones_own_sessions_are_listed_and_this_one_is_marked(bob: Person) -> None:
    browser, other = bob.browser(), bob.browser()
    is_in(other)

    page = browser.get(HOME)

    assert len(page.context["sessions"].result["Sessions"]) == 2
    assert page.content.decode().count("This one") == 1
    assert browser.cookies["iamconsole_session"].value not in page.content.decode()


def test_one_session_is_ended_and_others_go_on(bob: Person) -> None:
    browser, other, third = bob.browser(), bob.browser(), bob.browser()
    ended = id_of(other.cookies["iamconsole_session"].value)

    assert browser.get(f"{HOME}end-session/{ended}/").status_code == 200
    assert browser.post(f"{HOME}end-session/{ended}/").url == HOME

    assert (is_in(browser), is_in(other), is_in(third)) == (True, False, True)


def test_all_other_sessions_are_ended_at_once(bob: Person, alice: Person) -> None:
    browser, other, hers = bob.browser(), bob.browser(), alice.browser()

    assert browser.post(f"{HOME}end-other-sessions/").url == HOME

    assert (is_in(browser), is_in(other), is_in(hers)) == (True, False, True)


@pytest.mark.parametrize("session_id", ["0" * 40, "x", "%00", "<script>"])
def test_a_session_that_is_not_ones_own_is_not_there(bob: Person, session_id: str) -> None:
    answer = bob.browser().post(f"{HOME}end-session/{session_id}/")

    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode()


def test_the_session_of_somebody_else_goes_on(bob: Person, alice: Person) -> None:
    hers = alice.browser()

    bob.browser().post(f"{HOME}end-session/{id_of(hers.cookies['iamconsole_session'].value)}/")

    assert is_in(hers)


def test_an_administrator_sees_and_ends_the_sessions_of_a_user(alice: Person, bob: Person) -> None:
    browser, his = alice.browser(), bob.browser()

    assert "Console sessions" in browser.get("/console/users/bob/?tab=security").content.decode()
    assert browser.post("/console/users/bob/end-sessions/").status_code == 302

    assert (is_in(browser), is_in(his)) == (True, False)
    event = Event.objects.get(name="RevokeSessions")
    assert (event.principal, event.resource) == (alice.user.arn, bob.user.arn)


def test_ending_the_sessions_of_others_needs_the_permission(bob: Person, alice: Person) -> None:
    hers = alice.browser()

    assert bob.browser().post("/console/users/alice/end-sessions/").status_code == 403

    assert is_in(hers)


def test_the_sessions_of_another_account_are_out_of_reach(alice: Person, mallory: Person) -> None:
    hers = alice.browser()

    assert mallory.browser().post("/console/users/alice/end-sessions/").status_code in (404, 422)

    assert is_in(hers)


def test_sessions_that_ended_are_swept_away(alice: Person, bob: Person) -> None:
    alice.browser()
    ConsoleSession.objects.update(expire_date=datetime.now(UTC) - timedelta(seconds=1))
    bob.browser()

    forget_ended_sessions()

    assert ConsoleSession.objects.get().user == bob.user


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0",
            "Edge 128 on Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/128.0 Safari/537.36", "Chrome 128 on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari 17 on iPhone",
        ),
        ("curl/8.0", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_in_words(agent: str, told: str) -> None:
    assert words(agent) == told


def test_a_user_agent_of_any_bytes_is_kept(alice: Person) -> None:
    came_in(alice, "\0\x1f" * 500)

    stored: Any = ConsoleSession.objects.get().user_agent
    assert stored == "?" * 512
