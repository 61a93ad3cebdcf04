"""Recovery codes: shown once, good once, told to their owner."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.mfa import recovery
from accounts.mfa import services as devices
from accounts.models import RecoveryCodes
from iamconsole.audit.models import Event, Outcome
from iamconsole.errors import InvalidInput
from tests import inprocess
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.codes import enable
from tests.mails import delivered, sent_to

PAGE = "/console/security/recovery-codes/"
RECOVERY = "/console/sign-in/recovery-code/"
HOME = "/console/"


@pytest.fixture
def codes(alice: Person) -> list[str]:
    """The codes of alice, who has a device."""
    enable(devices.offer(alice.user), alice.user)
    return recovery.make(alice.user)


def after_password(person: Person) -> Client:
    browser = Client()
    browser.handler = inprocess.handler()
    fields = {"account": ACCOUNT, "user_name": person.user.name, "password": PASSWORD}
    browser.post("/console/sign-in/", fields)
    return browser


def test_ten_codes_are_shown_once_and_kept_as_hashes(alice: Person) -> None:
    browser = alice.browser()

    answer = browser.post(PAGE)

    shown = answer.context["codes"]
    kept = RecoveryCodes.objects.get(user=alice.user)
    assert len(set(shown)) == 10
    assert "no-store" in answer["Cache-Control"]
    assert not any(code in browser.get(PAGE).content.decode() for code in shown)
    assert not any(code in str(kept.hashes) for code in shown)
    assert not any(code in str(event.parameters) for code in shown for event in Event.objects.all())


def test_without_a_device_there_are_none(alice: Person) -> None:
    with pytest.raises(InvalidInput):
        recovery.make(alice.user)


def test_they_need_the_permission_for_another_device(bob: Person) -> None:
    assert bob.browser().post(PAGE).status_code == 403


def test_a_code_lets_in_once_however_it_is_typed(alice: Person, codes: list[str]) -> None:
    browser = after_password(alice)
    typed = f" {codes[3].upper().replace('-', ' ')} "

    assert browser.post(RECOVERY, {"code": typed}).url == HOME
    assert "You have 9 recovery codes left" in browser.get(HOME).content.decode()
    assert after_password(alice).post(RECOVERY, {"code": codes[3]}).status_code == 422
    assert RecoveryCodes.objects.get().left == 9


def test_its_use_and_its_refusal_are_events(alice: Person, codes: list[str]) -> None:
    browser = after_password(alice)

    browser.post(RECOVERY, {"code": "aaaa-bbbb-cccc"})
    alice.user.recovery_codes.throttle_reset()
    browser.post(RECOVERY, {"code": codes[0]})

    events = Event.objects.filter(name="UseRecoveryCode").order_by("pk")
    assert [event.outcome for event in events] == [Outcome.DENIED, Outcome.ALLOWED]
    assert events[1].parameters == {"CodesLeft": 9}


def test_guessing_is_slowed_down(alice: Person, codes: list[str]) -> None:
    browser = after_password(alice)

    browser.post(RECOVERY, {"code": "aaaa-bbbb-cccc"})

    assert browser.post(RECOVERY, {"code": codes[0]}).status_code == 422
    assert RecoveryCodes.objects.get().left == 10


@pytest.mark.parametrize("code", ["", "\0", "x" * 41, "-", "ⅷ" * 12])
def test_nonsense_is_no_code(alice: Person, codes: list[str], code: str) -> None:
    assert after_password(alice).post(RECOVERY, {"code": code}).status_code == 422


def test_new_codes_make_the_old_ones_void(alice: Person, codes: list[str]) -> None:
    recovery.make(alice.user)

    assert recovery.use(alice.user, codes[0]) is None


def test_they_go_with_the_last_device(alice: Person, bob: Person, codes: list[str]) -> None:
    serial = alice.user.mfa_devices.get().serial_number

    alice.client().deactivate_mfa_device(UserName="alice", SerialNumber=serial)

    assert not RecoveryCodes.objects.exists()


def test_they_are_no_device_of_iam(alice: Person, codes: list[str]) -> None:
    assert len(alice.client().list_mfa_devices(UserName="alice")["MFADevices"]) == 1


def test_the_owner_is_told(alice: Person, codes: list[str], django_capture_on_commit_callbacks: Any) -> None:
    alice.user.email, alice.user.email_confirmed = "alice@example.com", alice.user.created
    alice.user.save()

    with delivered(django_capture_on_commit_callbacks):
        after_password(alice).post(RECOVERY, {"code": codes[0]})

    assert sent_to("alice@example.com") == [f"A recovery code was used to sign in (alice in account {ACCOUNT})"]
    assert "Codes left: 9" in mail.outbox[0].body
    assert codes[0] not in mail.outbox[0].body


def test_my_security_warns_when_few_are_left(alice: Person, codes: list[str]) -> None:
    for code in codes[:8]:
        recovery.use(alice.user, code)

    assert "2 left" in alice.browser().get("/console/security/").content.decode()
