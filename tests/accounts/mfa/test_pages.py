"""The pages of MFA devices: their labels, the choice at sign-in, and codes that are no longer or not yet good."""

from uuid import UUID

import pytest
from django.test import Client

from accounts.mfa import selectors
from accounts.mfa import services as devices
from accounts.models import SecurityKey, User, VirtualMFADevice
from tests import inprocess
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.codes import code, enable

CODE = "/console/sign-in/code/"
HOME = "/console/"
LABEL = "/console/security/label-device/"
TAGS = "/console/security/device-tags/"


def after_password(person: Person) -> Client:
    browser = Client()
    browser.handler = inprocess.handler()
    fields = {"account": ACCOUNT, "user_name": person.user.name, "password": PASSWORD}
    browser.post("/console/sign-in/", fields)
    return browser


def app(person: Person, name: str = "phone") -> VirtualMFADevice:
    return enable(devices.create(ACCOUNT, name), person.user)


def security_key(person: Person) -> SecurityKey:
    return SecurityKey.objects.create(
        user=person.user,
        name="blue",
        key_id="KEYKEYKEYKEYKEYKEYKEYK",
        credential_id=b"id",
        public_key=b"key",
        aaguid=UUID(int=0),
        discoverable=True,
        transports=[],
        backup_eligible=False,
        backup_state=False,
    )


def test_a_device_gets_a_label_and_keeps_its_serial_number(alice: Person) -> None:
    browser = alice.browser()
    device = alice.user.mfa_devices.get()

    answer = browser.post(f"{LABEL}?serial={device.serial_number}", {"label": "Work <phone>"})

    assert answer.url == "/console/security/"
    assert VirtualMFADevice.objects.get().serial_number == device.serial_number
    assert "Work &lt;phone&gt;" in browser.get("/console/security/").content.decode()
    assert "Work &lt;phone&gt;" in after_password(alice).get(CODE).content.decode()


@pytest.mark.parametrize("label", ["", "x" * 65, "a\0b", "a\nb"])
def test_a_label_that_does_not_fit_is_refused(alice: Person, label: str) -> None:
    browser = alice.browser()
    serial = alice.user.mfa_devices.get().serial_number

    assert browser.post(f"{LABEL}?serial={serial}", {"label": label}).status_code == 422


def test_a_label_needs_the_permission_to_give_a_device(alice: Person, bob: Person) -> None:
    device = app(bob)
    page = f"/console/users/bob/label-device/?serial={device.serial_number}"

    assert bob.browser().post(f"{LABEL}?serial={device.serial_number}", {"label": "mine"}).status_code == 403
    assert alice.browser().post(page, {"label": "Bob's"}).status_code == 302
    device.refresh_from_db()
    assert device.label == "Bob's"


@pytest.mark.parametrize("serial", ["", "x", f"arn:aws:iam::{ACCOUNT}:u2f/user/alice/none-X", "arn:aws:iam::1:mfa/x"])
def test_a_device_that_there_is_not_is_not_labelled(alice: Person, serial: str) -> None:
    assert alice.browser().post(f"{LABEL}?serial={serial}", {"label": "x"}).status_code == 422


@pytest.mark.parametrize("address", [TAGS, "/console/users/alice/device-tags/"])
def test_the_tags_of_a_device_are_edited(alice: Person, address: str) -> None:
    device = app(alice)
    devices.add_tags(device, [{"Key": "old", "Value": "1"}, {"Key": "team", "Value": "web"}])
    page, browser = f"{address}?serial={device.serial_number}", alice.browser()
    assert 'value="old"' in browser.get(page).content.decode()

    answer = browser.post(page, {"tags-key": ["team", "<b>"], "tags-value": ["ops", ""]})
    assert (answer.status_code, "<b>" in answer.content.decode()) == (422, False)
    assert browser.post(page, {"tags-key": ["team", "new"], "tags-value": ["ops", ""]}).status_code == 302

    device.refresh_from_db()
    assert sorted(device.tags) == [["new", ""], ["team", "ops"]]


def test_both_pages_of_devices_lead_to_the_tags_of_apps_only(alice: Person) -> None:
    device = app(alice)
    security_key(alice)

    for page in ("/console/security/", "/console/users/alice/?tab=security"):
        text = alice.browser().get(page).content.decode()
        assert text.count("device-tags/?serial=") == VirtualMFADevice.objects.filter(user=alice.user).count()
        assert f"device-tags/?serial={device.serial_number.replace(':', '%3A').replace('/', '%2F')}" in text


def test_a_device_is_tagged_on_the_page_of_its_owner_only(alice: Person, bob: Person, mallory: Person) -> None:
    device, sent = app(bob), {"tags-key": ["a"], "tags-value": ["b"]}
    key = security_key(alice)
    query = f"?serial={device.serial_number}"

    for person, page, status in (
        (alice, f"/console/users/alice/device-tags/{query}", 404),
        (alice, f"/console/users/nobody/device-tags/{query}", 404),
        (alice, f"{TAGS}{query}", 404),
        (alice, f"{TAGS}?serial={key.serial_number}", 404),
        (alice, f"{TAGS}?serial=<script>", 400),
        (alice, f"{TAGS}?serial=arn:aws:iam::{ACCOUNT}:mfa/script", 404),
        (bob, f"{TAGS}{query}", 403),
        (mallory, f"/console/users/bob/device-tags/{query}", 404),
    ):
        browser = person.browser()
        assert (page, browser.get(page).status_code) == (page, status)
        assert (page, browser.post(page, sent).status_code in (status, 422)) == (page, True)

    device.refresh_from_db()
    assert device.tags == []
    assert alice.browser().post(f"/console/users/bob/device-tags/{query}", sent).status_code == 302


def test_the_sign_in_lists_the_devices_and_takes_the_code_of_the_chosen_one(alice: Person) -> None:
    first, second = app(alice, "old-phone"), app(alice, "new-phone")
    browser = after_password(alice)

    page = browser.get(f"{CODE}?device={first.pk}")

    assert [way["name"] for way in page.context["ways"] if way["is_here"]] == ["old-phone"]
    assert {way["name"] for way in page.context["ways"]} == {"old-phone", "new-phone"}
    wrong = browser.post(CODE, {"device": second.serial_number, "code": code(first.seed)})
    assert wrong.status_code == 422
    assert browser.post(CODE, {"device": first.serial_number, "code": code(first.seed)}).url == HOME


@pytest.mark.parametrize("chosen", ["0", "x", "-1", "9" * 40, ""])
def test_a_device_that_there_is_not_cannot_be_chosen(alice: Person, chosen: str) -> None:
    app(alice)

    assert after_password(alice).get(f"{CODE}?device={chosen}").status_code == 200


def test_a_code_is_good_once(alice: Person) -> None:
    device = app(alice)
    fields = {"device": device.serial_number, "code": code(device.seed)}

    assert after_password(alice).post(CODE, fields).url == HOME
    assert after_password(alice).post(CODE, fields).status_code == 422


@pytest.mark.parametrize("steps", [-4, -2, 2, 4, 20])
def test_a_code_of_another_time_is_refused(alice: Person, steps: int) -> None:
    device = app(alice)
    fields = {"device": device.serial_number, "code": code(device.seed, steps)}

    assert after_password(alice).post(CODE, fields).status_code == 422


def test_who_has_a_device_is_told_in_two_queries(
    alice: Person, bob: Person, root: Person, django_assert_num_queries: object
) -> None:
    app(bob)
    users = list(User.objects.all())

    with django_assert_num_queries(2):  # type: ignore[operator]
        found = selectors.with_devices(users)

    assert found == {bob.user.pk}
