"""Who is told by mail about what."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail

from accounts.mfa import services as devices
from iamconsole.audit.models import Event
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.codes import enable
from tests.mails import delivered, sent_to

ADDRESS = "bob@example.com"
NEW = "Another-Horse-8"


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


@pytest.fixture
def reachable(bob: Person) -> Person:
    bob.user.email, bob.user.email_confirmed = ADDRESS, datetime.now(UTC)
    bob.user.save()
    return bob


def test_a_lost_device_is_removed_by_an_administrator_and_its_owner_told(
    reachable: Person, alice: Person, on_commit: Any
) -> None:
    device = enable(devices.create(ACCOUNT, "phone"), reachable.user)
    browser = alice.browser()
    with delivered(on_commit):
        browser.post(f"/console/users/bob/remove-device/?serial={device.serial_number}")

    assert not reachable.user.mfa_devices.exists()
    assert sent_to(ADDRESS) == [f"MFA device phone was removed (bob in account {ACCOUNT})"]
    assert {"DeactivateMFADevice", "DeleteVirtualMFADevice"} <= set(Event.objects.values_list("name", flat=True))


def test_every_way_to_another_password_is_told(reachable: Person, root: Person, on_commit: Any) -> None:
    client = root.client()
    with delivered(on_commit):
        client.update_login_profile(UserName="bob", Password=NEW)
        client.delete_login_profile(UserName="bob")
        client.create_login_profile(UserName="bob", Password=PASSWORD)

    assert [subject.partition(" (")[0] for subject in sent_to(ADDRESS)] == [
        "Your password was changed",
        "Your password was removed",
    ]


def test_an_address_that_nobody_confirmed_is_told_nothing(reachable: Person, root: Person, on_commit: Any) -> None:
    reachable.user.email_confirmed = None
    reachable.user.save()

    with delivered(on_commit):
        root.client().update_login_profile(UserName="bob", Password=NEW)

    assert mail.outbox == []


def test_a_change_that_failed_is_not_told(reachable: Person, root: Person, on_commit: Any) -> None:
    from tests.inprocess import refusal

    with delivered(on_commit):
        refusal(root.client().update_login_profile, UserName="bob", Password="short")

    assert mail.outbox == []
