"""manage.py recover_root: the way back in for root, from the machine."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from iamconsole.audit.models import Event
from tests.cast import ACCOUNT, PASSWORD, Person
from tests.mails import delivered


def recovered(on_commit: Any, *options: str) -> tuple[str, Path]:
    """Return the one-time password and the file it stands in."""
    output = StringIO()
    with delivered(on_commit):
        call_command("recover_root", "--account-id", ACCOUNT, *options, stdout=output)
    path = Path(output.getvalue().strip().rpartition(" ")[2])
    found = re.search(r"Password: (\S+)", path.read_text())
    assert found
    return found[1], path


def test_root_gets_a_one_time_password_in_a_file(root: Person, django_capture_on_commit_callbacks: Any) -> None:
    password, path = recovered(django_capture_on_commit_callbacks)

    assert path.stat().st_mode & 0o777 == 0o600
    browser = Client()
    fields = {"email": "root@example.com", "password": password}
    assert browser.post("/console/sign-in/root-user/", fields).status_code == 302
    assert browser.get("/console/").url == "/console/sign-in/new-password/"
    assert not path.exists()


def test_the_sessions_end_and_the_devices_stay(root: Person, django_capture_on_commit_callbacks: Any) -> None:
    browser = root.browser()

    recovered(django_capture_on_commit_callbacks)

    assert browser.get("/console/").url == "/console/sign-in/"
    assert not User.objects.get(pk=root.user.pk).check_password(PASSWORD)
    assert root.user.mfa_devices.filter(confirmed=True).exists()


def test_lost_devices_are_removed_when_asked(root: Person, django_capture_on_commit_callbacks: Any) -> None:
    root.browser()

    recovered(django_capture_on_commit_callbacks, "--remove-mfa")

    assert not root.user.mfa_devices.exists()


def test_it_can_be_done_again(root: Person, django_capture_on_commit_callbacks: Any) -> None:
    first, _ = recovered(django_capture_on_commit_callbacks)
    second, _ = recovered(django_capture_on_commit_callbacks)

    assert first != second
    assert User.objects.get(pk=root.user.pk).check_password(second)


def test_it_is_recorded_and_mailed_without_the_password(root: Person, django_capture_on_commit_callbacks: Any) -> None:
    password, _ = recovered(django_capture_on_commit_callbacks)

    event = Event.objects.get(name="RecoverRoot")
    assert (event.principal_kind, event.parameters["Password"]) == ("Operator", "***")
    told = [str(message.body) for message in mail.outbox if message.to == ["root@example.com"]]
    assert any("one-time password" in text for text in told)
    assert password not in "".join(told)


@pytest.mark.parametrize("account_id", ["999999999999", "x"])
def test_an_account_that_is_not_there_is_an_error(db: None, account_id: str) -> None:
    with pytest.raises(CommandError):
        call_command("recover_root", "--account-id", account_id)
