"""My security: one's own password, devices and keys, as far as one's policies allow."""

from typing import Any

import pytest

from accounts.mfa import services as devices
from accounts.models import AccessKey, User, VirtualMFADevice
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.codes import code, enable

HOME = "/console/security/"
NEW = "Another-Horse-8"
PASSWORDS = {"old_password": PASSWORD, "new_password": NEW, "repeated": NEW}


@pytest.fixture(params=["root", "alice"])
def person(request: pytest.FixtureRequest) -> Person:
    """Root and a user who may: the pages are the same, the operations are not."""
    found: Person = request.getfixturevalue(request.param)
    return found


def second_device(person: Person) -> VirtualMFADevice:
    return enable(devices.create(ACCOUNT, "spare"), person.user)


def enabling(browser: Any, name: str = "spare") -> Any:
    return browser.post(f"{HOME}add-device/", {"device_name": name})


def test_it_shows_ones_own_devices_and_keys(person: Person) -> None:
    page = person.browser().get(HOME).content.decode()

    assert person.key_id in page
    assert person.user.mfa_devices.get().name in page


def test_somebody_without_permissions_sees_why_in_each_part(bob: Person) -> None:
    page = bob.browser().get(HOME).content.decode()

    assert "not authorized to perform: iam:ListMFADevices" in page
    assert "not authorized to perform: iam:ListAccessKeys" in page


def test_a_changed_password_keeps_this_session_and_ends_the_others(person: Person) -> None:
    browser, other = person.browser(), person.browser()

    answer = browser.post(f"{HOME}password/", PASSWORDS)

    assert answer.url == HOME
    assert User.objects.get(pk=person.user.pk).check_password(NEW)
    assert browser.get(HOME).status_code == 200
    assert other.get(HOME).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [("old_password", "wrong", "old password"), ("new_password", "weak", "differ"), ("repeated", "x", "differ")],
)
def test_a_password_that_does_not_fit_changes_nothing(person: Person, field: str, value: str, text: str) -> None:
    answer = person.browser().post(f"{HOME}password/", PASSWORDS | {field: value})

    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert User.objects.get(pk=person.user.pk).check_password(PASSWORD)


def test_the_password_needs_the_permission(bob: Person) -> None:
    assert bob.browser().post(f"{HOME}password/", PASSWORDS).status_code == 403


def test_ones_own_keys_are_created_deactivated_and_deleted(person: Person) -> None:
    browser = person.browser()
    made = browser.post(f"{HOME}create-key/", {"use": "cli"})
    key_id = made.context["key"]["AccessKeyId"]

    assert "no-store" in made["Cache-Control"]
    browser.post(f"{HOME}update-key/{key_id}/", {"status": "Inactive"})
    assert AccessKey.objects.get(pk=key_id).status == "Inactive"
    browser.post(f"{HOME}delete-key/{key_id}/", {"confirm": key_id})
    assert not AccessKey.objects.filter(pk=key_id).exists()


def test_the_key_of_somebody_else_is_not_ones_own(alice: Person, bob: Person) -> None:
    answer = alice.browser().post(f"{HOME}delete-key/{bob.key_id}/", {"confirm": bob.key_id})

    assert answer.status_code == 422
    assert AccessKey.objects.filter(pk=bob.key_id).exists()


@pytest.mark.parametrize("page", ["create-key/", "add-device/"])
def test_no_credential_is_made_without_the_permission(bob: Person, page: str) -> None:
    assert bob.browser().post(HOME + page, {"device_name": "x", "use": "cli"}).status_code == 403


def test_another_device_is_added_with_two_codes(person: Person) -> None:
    browser = person.browser()
    page = enabling(browser)
    device = VirtualMFADevice.objects.get(name="spare")

    given = {"serial_number": device.serial_number, "ticket": page.context["ticket"]}
    codes = {"code1": code(device.seed, -1), "code2": code(device.seed)}
    answer = browser.post(f"{HOME}enable-device/", given | codes)

    assert answer.url == HOME
    assert person.user.mfa_devices.filter(confirmed=True).count() == 2


def test_wrong_codes_show_the_picture_again_to_whom_it_was_shown(person: Person, bob: Person) -> None:
    browser = person.browser()
    ticket = enabling(browser).context["ticket"]
    device = VirtualMFADevice.objects.get(name="spare")
    given = {"serial_number": device.serial_number, "ticket": ticket, "code1": "000000", "code2": "000000"}

    mine = browser.post(f"{HOME}enable-device/", given)
    forged = browser.post(f"{HOME}enable-device/", given | {"ticket": "forged"})
    others = bob.browser().post(f"{HOME}enable-device/", given)

    assert device.seed_text in mine.content.decode()
    assert device.seed_text not in forged.content.decode() + others.content.decode()


@pytest.mark.parametrize("fields", [{}, {"serial_number": "<script>"}, {"code1": "1", "code2": "x"}])
def test_a_form_that_is_not_filled_in_enables_nothing(person: Person, fields: dict[str, str]) -> None:
    answer = person.browser().post(f"{HOME}enable-device/", fields)

    assert answer.status_code == 422
    assert person.user.mfa_devices.filter(confirmed=True).count() == 1


@pytest.mark.parametrize("name", ["", "a b", "<b>", "x" * 227])
def test_a_device_needs_a_name_that_fits(person: Person, name: str) -> None:
    assert enabling(person.browser(), name).status_code == 422


def test_the_last_device_stays(person: Person) -> None:
    browser = person.browser()
    page = f"{HOME}remove-device/?serial={person.user.mfa_devices.get().serial_number}"

    assert "Your last device stays" in browser.get(page).content.decode()
    assert browser.post(page).status_code == 409
    assert person.user.mfa_devices.filter(confirmed=True).count() == 1


def test_one_of_two_devices_is_removed_and_its_key_deleted(person: Person) -> None:
    browser = person.browser()
    device = second_device(person)

    answer = browser.post(f"{HOME}remove-device/?serial={device.serial_number}")

    assert answer.url == HOME
    assert not VirtualMFADevice.objects.filter(pk=device.pk).exists()


def test_the_device_of_somebody_else_is_not_removed_as_ones_own(alice: Person, bob: Person) -> None:
    browser = alice.browser()
    second_device(alice)
    device = enable(devices.offer(bob.user), bob.user)

    assert browser.post(f"{HOME}remove-device/?serial={device.serial_number}").status_code == 422
    assert bob.user.mfa_devices.filter(confirmed=True).count() == 1


def test_a_device_is_resynced(person: Person) -> None:
    browser = person.browser()
    device = person.user.mfa_devices.get()
    page = f"{HOME}resync-device/?serial={device.serial_number}"

    assert browser.post(page, {"code1": "000000", "code2": "000000"}).status_code == 422
    assert browser.post(page, {"code1": code(device.seed), "code2": code(device.seed, 1)}).url == HOME


def test_a_key_is_replaced_step_by_step(person: Person) -> None:
    browser = person.browser()
    rotation = f"{HOME}rotate-key/{person.key_id}/"
    AccessKey.objects.filter(user=person.user).exclude(pk=person.key_id).delete()
    assert browser.get(rotation).context["step"] == 1

    new = browser.post(f"{HOME}create-key/", {"use": "cli"}).context["key"]["AccessKeyId"]
    page = browser.get(rotation)
    assert (page.context["step"], page.context["new"].pk) == (2, new)
    assert "has not been used yet" in page.content.decode()

    browser.post(f"{HOME}update-key/{person.key_id}/", {"status": "Inactive"})
    assert browser.get(rotation).context["step"] == 3
    browser.post(f"{HOME}delete-key/{person.key_id}/", {"confirm": person.key_id})
    assert browser.get(rotation).status_code == 404


def test_the_key_of_somebody_else_is_not_replaced_as_ones_own(alice: Person, bob: Person) -> None:
    browser = alice.browser()

    assert browser.get(f"{HOME}rotate-key/{bob.key_id}/").status_code == 404
    assert browser.get(f"/console/users/bob/rotate-key/{bob.key_id}/").context["step"] == 1
    assert bob.browser().get(f"{HOME}rotate-key/{bob.key_id}/").status_code == 403


def test_ones_own_activity_shows_what_one_did_and_nobody_else(alice: Person, bob: Person) -> None:
    alice.client().create_group(GroupName="hers")
    browser = bob.browser()
    browser.post(f"{HOME}create-key/", {"use": "cli"})

    page = browser.get(f"{HOME}?tab=activity").content.decode()

    assert "iam:CreateAccessKey" in page
    assert "CreateGroup" not in page


def test_somebody_without_permissions_is_told_calmly(bob: Person) -> None:
    page = bob.browser().get(HOME).content.decode()

    assert "Your policies do not let you change your password" in page
    assert "Your policies do not let you set an address" in page


def test_every_tab_asks_a_bounded_number_of_questions(alice: Person, django_assert_max_num_queries: Any) -> None:
    browser = alice.browser()
    for tab in ("", "other", "activity"):
        browser.get(f"{HOME}?tab={tab}")
        with django_assert_max_num_queries(40):
            browser.get(f"{HOME}?tab={tab}")
