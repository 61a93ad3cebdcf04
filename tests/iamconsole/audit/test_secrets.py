"""Secrets stay out of events: those that are sent, and those that are answered."""

import json

import pytest
from botocore.exceptions import ClientError
from django.core.serializers.json import DjangoJSONEncoder

from iamconsole.audit.models import Event
from tests.cast import PASSWORD, Person

NEW_PASSWORD = "Another-Horse-8"


def stored() -> str:
    """Return everything that all events hold."""
    return json.dumps(list(Event.objects.values()), cls=DjangoJSONEncoder)


def test_the_secret_of_a_new_access_key_is_in_no_event(alice: Person) -> None:
    key = alice.client().create_access_key(UserName="alice")["AccessKey"]

    assert "CreateAccessKey" in stored()
    assert key["SecretAccessKey"] not in stored()


def test_passwords_are_in_no_event(alice: Person) -> None:
    alice.client().create_user(UserName="carol")
    alice.client().create_login_profile(UserName="carol", Password=NEW_PASSWORD)
    alice.client().update_login_profile(UserName="carol", Password=NEW_PASSWORD + "9")
    alice.client().change_password(OldPassword=PASSWORD, NewPassword=NEW_PASSWORD)

    assert {"CreateLoginProfile", "UpdateLoginProfile", "ChangePassword"} <= set(
        Event.objects.filter(outcome="allowed").values_list("name", flat=True)
    )
    assert not any(secret in stored() for secret in (PASSWORD, NEW_PASSWORD))


def test_passwords_that_were_refused_are_in_no_event(alice: Person, bob: Person) -> None:
    for person in (alice, bob):
        with pytest.raises(ClientError):
            person.client().change_password(OldPassword=NEW_PASSWORD, NewPassword="é" * 129 + NEW_PASSWORD)

    assert NEW_PASSWORD not in stored()


def test_the_seed_and_the_codes_of_a_device_are_in_no_event(alice: Person) -> None:
    device = alice.client().create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    with pytest.raises(ClientError):
        alice.client().enable_mfa_device(
            UserName="alice",
            SerialNumber=device["SerialNumber"],
            AuthenticationCode1="918273",
            AuthenticationCode2="645546",
        )

    assert "EnableMFADevice" in stored()
    assert not any(secret in stored() for secret in (device["Base32StringSeed"].decode(), "918273", "645546"))


def test_the_credentials_of_a_session_are_in_no_event(alice: Person) -> None:
    session = alice.client("sts").get_session_token()["Credentials"]

    assert "GetSessionToken" in stored()
    assert not any(session[part] in stored() for part in ("SecretAccessKey", "SessionToken"))
