"""The pages of the sign-in, from the password to the first device."""

from typing import Any

import pytest
from django.test import Client

from accounts.mfa import services as devices
from accounts.models import VirtualMFADevice
from iamconsole.audit.models import Event, Outcome
from tests.cast import ACCOUNT, OTHER_ACCOUNT, PASSWORD, Person
from tests.codes import code, enable

SIGN_IN = "/console/sign-in/"
CODE = "/console/sign-in/code/"
NEW_PASSWORD = "/console/sign-in/new-password/"
FIRST_DEVICE = "/console/sign-in/first-device/"


def signed_in(person: Person, **more: str) -> tuple[Client, Any]:
    browser = Client()
    fields = {"account": ACCOUNT, "user_name": person.user.name, "password": PASSWORD}
    return browser, browser.post(SIGN_IN, fields | more)


def test_the_sign_in_page_asks_for_account_user_and_password(root: Person) -> None:
    page = Client().get(SIGN_IN)

    assert page.status_code == 200
    for label in ("Account ID or alias", "User name", "Password"):
        assert label in page.content.decode()


def test_root_signs_in_with_the_e_mail_address(root: Person) -> None:
    browser = Client()

    answer = browser.post("/console/sign-in/root-user/", {"email": "ROOT@example.com", "password": PASSWORD})

    assert answer.status_code == 302
    assert browser.get("/console/").url == FIRST_DEVICE


def test_a_wrong_password_says_no_more_than_that_it_does_not_fit(alice: Person) -> None:
    _, wrong = signed_in(alice, password="wrong")
    _, nobody = signed_in(alice, user_name="nobody")

    for answer in (wrong, nobody):
        assert answer.status_code == 422
        assert "Your sign-in information is incorrect" in answer.content.decode()


def test_a_name_with_markup_is_shown_as_text(root: Person) -> None:
    answer = Client().post(SIGN_IN, {"account": ACCOUNT, "user_name": "<script>x</script>", "password": "x"})

    assert answer.status_code == 422
    assert "<script>x" not in answer.content.decode()


def test_the_name_of_another_account_does_not_let_in(alice: Person, mallory: Person) -> None:
    _, answer = signed_in(alice, account=OTHER_ACCOUNT)

    assert answer.status_code == 422


def test_a_user_without_a_device_reaches_only_its_enrolment(alice: Person) -> None:
    browser, _ = signed_in(alice)

    assert browser.get("/console/").url == FIRST_DEVICE
    assert browser.get("/console/users/new/user/").url == FIRST_DEVICE
    assert "<svg" in browser.get(FIRST_DEVICE).content.decode()


def test_two_codes_in_a_row_enrol_the_first_device(alice: Person) -> None:
    browser, _ = signed_in(alice)
    browser.get(FIRST_DEVICE)
    seed = VirtualMFADevice.objects.get(user=alice.user).seed

    answer = browser.post(FIRST_DEVICE, {"code1": code(seed, -1), "code2": code(seed)})

    assert answer.url == "/console/"
    assert alice.user.mfa_devices.get().confirmed


def test_wrong_codes_enrol_nothing_and_show_the_same_picture_again(alice: Person) -> None:
    browser, _ = signed_in(alice)
    seed_text = devices.offer(alice.user).seed_text

    answer = browser.post(FIRST_DEVICE, {"code1": "000000", "code2": "000000"})

    assert answer.status_code == 422
    assert seed_text in answer.content.decode()
    assert not alice.user.mfa_devices.get().confirmed


def test_a_device_is_asked_for_its_code(alice: Person) -> None:
    device = enable(devices.offer(alice.user), alice.user)
    browser, _ = signed_in(alice)

    assert browser.get("/console/").url == CODE
    page = browser.get(CODE).content.decode()
    assert "alice @ 123456789012" in page
    assert browser.post(CODE, {"device": device.serial_number, "code": code(device.seed)}).url == "/console/"


def test_a_wrong_code_is_refused_and_recorded(alice: Person) -> None:
    device = enable(devices.offer(alice.user), alice.user)
    browser, _ = signed_in(alice)

    answer = browser.post(CODE, {"device": device.serial_number, "code": "000000"})

    assert answer.status_code == 422
    assert "This code is not valid" in answer.content.decode()
    assert Event.objects.filter(name="CheckMfa", outcome=Outcome.DENIED).exists()


@pytest.mark.parametrize(
    "fields", [{}, {"code": "12345"}, {"code": "١٢٣٤٥٦"}, {"device": "arn:other", "code": "123456"}]
)
def test_a_form_that_is_not_filled_in_is_shown_again(alice: Person, fields: dict[str, str]) -> None:
    device = enable(devices.offer(alice.user), alice.user)
    browser, _ = signed_in(alice)

    answer = browser.post(CODE, {"device": device.serial_number, **fields})

    assert answer.status_code == 422


def test_a_password_that_must_change_is_changed_first(alice: Person) -> None:
    alice.user.must_change_password = True
    alice.user.save()
    browser, _ = signed_in(alice)

    assert browser.get("/console/").url == NEW_PASSWORD
    new = {"old_password": PASSWORD, "new_password": "Another-Horse-8", "repeated": "Another-Horse-8"}
    assert browser.post(NEW_PASSWORD, new).url == "/console/"
    assert browser.get("/console/").url == FIRST_DEVICE


def test_a_new_password_must_meet_the_rules_and_be_typed_twice(alice: Person) -> None:
    alice.user.must_change_password = True
    alice.user.save()
    browser, _ = signed_in(alice)

    weak = browser.post(NEW_PASSWORD, {"old_password": PASSWORD, "new_password": "weak", "repeated": "weak"})
    other = browser.post(NEW_PASSWORD, {"old_password": PASSWORD, "new_password": "Abcdefg-1", "repeated": "Abcdefg-2"})

    assert "minimum length" in weak.content.decode()
    assert "The two passwords differ." in other.content.decode()


def test_next_leads_only_to_our_own_pages(alice: Person) -> None:
    _, answer = signed_in(alice, next="https://evil.example/")
    _, own = signed_in(alice, next="/console/users/")

    assert answer.url == "/console/"
    assert own.url == "/console/users/"


def test_signing_out_is_possible_at_every_step(alice: Person) -> None:
    browser, _ = signed_in(alice)

    assert browser.post("/console/sign-out/").url == SIGN_IN
    assert browser.get("/console/").url == SIGN_IN
