"""Tags of MFA devices and a single one of them, through boto3."""

from dataclasses import replace

import pytest

from accounts.mfa import selectors, services
from accounts.models import VirtualMFADevice
from tests.cast import ACCOUNT, Person
from tests.codes import code as now
from tests.codes import enable
from tests.refused import code, refused

SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/phone"
UNKNOWN = f"arn:aws:iam::{ACCOUNT}:mfa/none"


def create(person: Person, **more: object) -> None:
    person.client().create_virtual_mfa_device(VirtualMFADeviceName="phone", **more)


def test_a_device_keeps_the_tags_it_was_made_with(alice: Person) -> None:
    create(alice, Tags=[{"Key": "model", "Value": "one"}])

    listed = alice.client().list_mfa_device_tags(SerialNumber=SERIAL)

    assert (listed["Tags"], listed["IsTruncated"]) == ([{"Key": "model", "Value": "one"}], False)


def test_it_tags_and_untags_a_device(alice: Person) -> None:
    create(alice, Tags=[{"Key": "model", "Value": "one"}])
    client = alice.client()

    client.tag_mfa_device(SerialNumber=SERIAL, Tags=[{"Key": "model", "Value": "two"}, {"Key": "of", "Value": "bob"}])
    client.untag_mfa_device(SerialNumber=SERIAL, TagKeys=["of"])

    assert client.list_mfa_device_tags(SerialNumber=SERIAL)["Tags"] == [{"Key": "model", "Value": "two"}]


def test_it_refuses_tags_twice_too_many_or_reserved(alice: Person) -> None:
    create(alice)
    call = alice.client().tag_mfa_device
    many = [{"Key": f"k{number}", "Value": ""} for number in range(50)]

    assert code(call, SerialNumber=SERIAL, Tags=[{"Key": "a", "Value": ""}] * 2) == "InvalidInput"
    assert code(call, SerialNumber=SERIAL, Tags=[{"Key": "aws:a", "Value": ""}]) == "InvalidInput"
    call(SerialNumber=SERIAL, Tags=many)
    assert code(call, SerialNumber=SERIAL, Tags=[{"Key": "a", "Value": ""}]) == "LimitExceeded"


def test_naming_no_tag_is_an_error(alice: Person) -> None:
    create(alice)

    assert code(alice.client().untag_mfa_device, SerialNumber=SERIAL, TagKeys=[]) == "InvalidInput"


def test_an_unknown_device_is_refused(alice: Person) -> None:
    client = alice.client()

    error = refused(client.tag_mfa_device, SerialNumber=UNKNOWN, Tags=[{"Key": "a", "Value": "b"}])

    assert error == ("NoSuchEntity", f"VirtualMFADevice with serial number {UNKNOWN} doesn't exist.")
    assert code(client.untag_mfa_device, SerialNumber=UNKNOWN, TagKeys=["a"]) == "NoSuchEntity"
    assert code(client.list_mfa_device_tags, SerialNumber=UNKNOWN) == "NoSuchEntity"
    assert code(client.get_mfa_device, SerialNumber=UNKNOWN) == "NoSuchEntity"


def test_it_shows_a_device_of_a_user(alice: Person, bob: Person) -> None:
    create(alice)
    enable(VirtualMFADevice.objects.get(), bob.user)

    shown = alice.client().get_mfa_device(SerialNumber=SERIAL, UserName="bob")

    assert (shown["UserName"], shown["SerialNumber"]) == ("bob", SERIAL)
    assert shown["EnableDate"]


def test_it_does_not_show_the_device_of_another(alice: Person, bob: Person) -> None:
    create(alice)
    enable(VirtualMFADevice.objects.get(), bob.user)

    assert code(alice.client().get_mfa_device, SerialNumber=SERIAL, UserName="alice") == "NoSuchEntity"


def test_names_are_taken_at_their_path_alone(alice: Person) -> None:
    create(alice)
    create(alice, Path="/phones/")

    listed = alice.client().list_virtual_mfa_devices()["VirtualMFADevices"]

    assert [device["SerialNumber"].partition(":mfa/")[2] for device in listed] == ["phone", "phones/phone"]
    call = alice.client().create_virtual_mfa_device
    assert refused(call, VirtualMFADeviceName="PHONE", Path="/phones/") == (
        "EntityAlreadyExists",
        "MFADevice entity at the same path and name already exists.",
    )


def test_a_device_is_found_at_its_own_path(alice: Person) -> None:
    create(alice, Path="/phones/")
    create(alice)

    alice.client().delete_virtual_mfa_device(SerialNumber=SERIAL)

    assert VirtualMFADevice.objects.get().path == "/phones/"


def test_the_marker_of_the_list_counts_what_was_shown(alice: Person) -> None:
    create(alice)
    create(alice, Path="/phones/")
    call = alice.client().list_virtual_mfa_devices

    first = call(MaxItems=1)
    rest = call(Marker=first["Marker"])

    assert (first["IsTruncated"], first["Marker"]) == (True, "1")
    assert [device["SerialNumber"].rpartition(":")[2] for device in rest["VirtualMFADevices"]] == ["mfa/phones/phone"]
    assert [refused(call, Marker=marker)[1] for marker in ("100", "-1", "x", "9" * 300)] == ["Invalid Marker."] * 4


def test_a_device_is_enabled_resynced_and_taken_away(alice: Person, bob: Person) -> None:
    create(alice)
    client, seed = alice.client(), VirtualMFADevice.objects.get().seed
    named = {"UserName": "bob", "SerialNumber": SERIAL}

    client.enable_mfa_device(**named, AuthenticationCode1=now(seed, -3), AuthenticationCode2=now(seed, -2))
    shown = client.list_mfa_devices(UserName="bob")["MFADevices"]
    client.resync_mfa_device(**named, AuthenticationCode1=now(seed, -1), AuthenticationCode2=now(seed))
    again = code(client.enable_mfa_device, **named, AuthenticationCode1="000000", AuthenticationCode2="000000")
    held = code(client.delete_virtual_mfa_device, SerialNumber=SERIAL)
    client.deactivate_mfa_device(**named)

    assert [(device["UserName"], device["SerialNumber"]) for device in shown] == [("bob", SERIAL)]
    assert (again, held) == ("EntityAlreadyExists", "DeleteConflict")
    assert client.list_mfa_devices(UserName="bob")["MFADevices"] == []


def test_wrong_codes_enable_and_resync_nothing(alice: Person, bob: Person) -> None:
    create(alice)
    client, device = alice.client(), VirtualMFADevice.objects.get()
    wrong = {
        "UserName": "bob",
        "SerialNumber": SERIAL,
        "AuthenticationCode1": "000000",
        "AuthenticationCode2": "000000",
    }

    assert code(client.enable_mfa_device, **wrong) == "InvalidAuthenticationCode"
    enable(device, bob.user)
    assert code(client.resync_mfa_device, **wrong) == "InvalidAuthenticationCode"


def test_devices_have_quotas(alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    create(alice)
    monkeypatch.setattr(selectors, "DEVICES_PER_USER", replace(selectors.DEVICES_PER_USER, limit=0))
    monkeypatch.setattr(services, "DEVICES_PER_ACCOUNT", replace(services.DEVICES_PER_ACCOUNT, limit=1))
    client, seed = alice.client(), VirtualMFADevice.objects.get().seed
    codes = {"AuthenticationCode1": now(seed, -1), "AuthenticationCode2": now(seed)}

    assert refused(client.enable_mfa_device, UserName="bob", SerialNumber=SERIAL, **codes) == (
        "LimitExceeded",
        "Cannot exceed quota for MFADevicesPerUser: 0",
    )
    assert refused(client.create_virtual_mfa_device, VirtualMFADeviceName="tablet") == (
        "LimitExceeded",
        "Cannot exceed quota for VirtualMFADevicesPerAccount: 1",
    )


def test_whose_device_or_which_is_not_known(alice: Person) -> None:
    client = alice.client()

    assert code(client.list_mfa_devices, UserName="nobody") == "NoSuchEntity"
    assert code(client.delete_virtual_mfa_device, SerialNumber=UNKNOWN) == "NoSuchEntity"


def test_a_device_in_use_says_whose_it_is_not(alice: Person, bob: Person) -> None:
    create(alice)
    client = alice.client()
    wrong = {"SerialNumber": SERIAL, "AuthenticationCode1": "000000", "AuthenticationCode2": "000000"}
    invalid = "Authentication code for device is not valid."

    assert refused(client.enable_mfa_device, UserName="bob", **wrong) == ("InvalidAuthenticationCode", invalid)
    enable(VirtualMFADevice.objects.get(), bob.user)

    assert refused(client.enable_mfa_device, UserName="bob", **wrong)[1] == "MFA Device for user bob already exists."
    assert refused(client.enable_mfa_device, UserName="alice", **wrong)[1] == "MFA Device is already in use."
    assert refused(client.deactivate_mfa_device, UserName="alice", SerialNumber=SERIAL) == (
        "NoSuchEntity",
        "MFA Device invalid for user.",
    )
    assert refused(client.delete_virtual_mfa_device, SerialNumber=SERIAL) == (
        "DeleteConflict",
        "MFA VirtualDevice in use. Must deactivate first.",
    )
