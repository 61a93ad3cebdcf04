"""SSH public keys, through boto3."""

import hashlib
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.cast import Person
from tests.certificates import certificate, public_pem, rsa_key, ssh_line
from tests.refused import code as refused_code
from tests.refused import refused as refusal


def upload(person: Person, body: str) -> dict[str, str]:
    key: dict[str, str] = person.client().upload_ssh_public_key(UserName="bob", SSHPublicKeyBody=body)["SSHPublicKey"]
    return key


def test_it_keeps_a_key_as_it_was_uploaded(alice: Person, bob: Person) -> None:
    line = ssh_line(rsa_key()) + " bob@laptop\n"

    key = upload(alice, line)

    assert key["SSHPublicKeyId"].startswith("APKA")
    assert (key["SSHPublicKeyBody"], key["Status"], key["UserName"]) == (line, "Active", "bob")


def test_its_fingerprint_is_the_one_that_ssh_keygen_shows(alice: Person, bob: Person) -> None:
    key = upload(alice, public_pem(rsa_key()))

    digest = hashlib.md5(b64decode(ssh_line(rsa_key()).split()[1])).hexdigest()  # noqa: S324 - what AWS shows
    assert key["Fingerprint"].replace(":", "") == digest
    assert len(key["Fingerprint"]) == 47


@pytest.mark.parametrize("encoding", ["SSH", "PEM"])
def test_it_gives_a_key_in_either_encoding(alice: Person, bob: Person, encoding: str) -> None:
    key_id = upload(alice, ssh_line(rsa_key()) + " bob@laptop")["SSHPublicKeyId"]

    key = alice.client().get_ssh_public_key(UserName="bob", SSHPublicKeyId=key_id, Encoding=encoding)["SSHPublicKey"]

    wanted = {"SSH": ssh_line(rsa_key()), "PEM": public_pem(rsa_key())}
    assert key["SSHPublicKeyBody"] == wanted[encoding]


def test_it_lists_keys_without_their_bodies(alice: Person, bob: Person) -> None:
    upload(alice, ssh_line(rsa_key()))

    listed = alice.client().list_ssh_public_keys(UserName="bob")

    assert [sorted(key) for key in listed["SSHPublicKeys"]] == [["SSHPublicKeyId", "Status", "UploadDate", "UserName"]]
    assert listed["IsTruncated"] is False


def test_it_deactivates_and_deletes_a_key(alice: Person, bob: Person) -> None:
    key_id = upload(alice, ssh_line(rsa_key()))["SSHPublicKeyId"]
    client = alice.client()

    client.update_ssh_public_key(UserName="bob", SSHPublicKeyId=key_id, Status="Inactive")

    assert client.list_ssh_public_keys(UserName="bob")["SSHPublicKeys"][0]["Status"] == "Inactive"
    client.delete_ssh_public_key(UserName="bob", SSHPublicKeyId=key_id)
    assert client.list_ssh_public_keys(UserName="bob")["SSHPublicKeys"] == []


def test_no_key_can_be_set_expired(alice: Person, bob: Person) -> None:
    key_id = upload(alice, ssh_line(rsa_key()))["SSHPublicKeyId"]

    call = alice.client().update_ssh_public_key

    assert refused_code(call, UserName="bob", SSHPublicKeyId=key_id, Status="Expired") == "InvalidInput"


def test_it_refuses_the_same_key_in_another_encoding(alice: Person, bob: Person) -> None:
    upload(alice, ssh_line(rsa_key()))

    call = alice.client().upload_ssh_public_key

    assert refusal(call, UserName="bob", SSHPublicKeyBody=public_pem(rsa_key())) == (
        "DuplicateSSHPublicKey",
        "Duplicate SSH public key uploaded.",
    )


def test_it_refuses_a_sixth_key(alice: Person, bob: Person) -> None:
    for number in range(5):
        upload(alice, ssh_line(rsa_key(f"ssh {number}")))

    error = refusal(alice.client().upload_ssh_public_key, UserName="bob", SSHPublicKeyBody=ssh_line(rsa_key()))

    assert error == ("LimitExceeded", "Cannot exceed quota for SSHPublicKeysPerUser: 5")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("hello", "UnrecognizedPublicKeyEncoding"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAxk", "UnrecognizedPublicKeyEncoding"),
        ("ssh-rsa AAAA", "InvalidPublicKey"),
        ("ssh-rsa " + "A" * 16000, "InvalidPublicKey"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "InvalidPublicKey"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "InvalidPublicKey"),
        ("ssh-rsa \xff\xfe", "InvalidPublicKey"),
    ],
)
def test_it_refuses_what_is_no_key(alice: Person, bob: Person, body: str, code: str) -> None:
    words = {
        "UnrecognizedPublicKeyEncoding": "Invalid public key uploaded.",
        "InvalidPublicKey": "Invalid body for public key",
    }

    error = refusal(alice.client().upload_ssh_public_key, UserName="bob", SSHPublicKeyBody=body)

    assert error == (code, words[code])


def test_it_refuses_a_short_key(alice: Person, bob: Person) -> None:
    short = ssh_line(rsa_key("short", bits=1024))

    assert refusal(alice.client().upload_ssh_public_key, UserName="bob", SSHPublicKeyBody=short) == (
        "InvalidPublicKey",
        "Invalid body for public key",
    )


def test_it_refuses_a_private_key(alice: Person, bob: Person) -> None:
    body = certificate().private_key

    assert (
        refused_code(alice.client().upload_ssh_public_key, UserName="bob", SSHPublicKeyBody=body) == "InvalidPublicKey"
    )


def test_a_certificate_stands_for_the_key_in_it(alice: Person, bob: Person) -> None:
    body = certificate().body

    key_id = upload(alice, body)["SSHPublicKeyId"]

    call = alice.client().get_ssh_public_key
    assert call(UserName="bob", SSHPublicKeyId=key_id, Encoding="SSH")["SSHPublicKey"]["SSHPublicKeyBody"] == body


@pytest.mark.parametrize("name", ["get", "update", "delete"])
def test_an_unknown_key_is_refused(alice: Person, bob: Person, name: str) -> None:
    more = {"get": {"Encoding": "SSH"}, "update": {"Status": "Active"}, "delete": {}}[name]

    error = refusal(
        getattr(alice.client(), f"{name}_ssh_public_key"), UserName="bob", SSHPublicKeyId="APKA" + "X" * 16, **more
    )

    assert error == ("NoSuchEntity", f"The Public Key with id APKA{'X' * 16} cannot be found.")


@pytest.mark.parametrize("name", ["get", "update", "delete"])
def test_the_key_of_another_user_is_refused(alice: Person, bob: Person, name: str) -> None:
    key_id = upload(alice, ssh_line(rsa_key()))["SSHPublicKeyId"]
    more = {"get": {"Encoding": "SSH"}, "update": {"Status": "Active"}, "delete": {}}[name]

    error = refusal(getattr(alice.client(), f"{name}_ssh_public_key"), UserName="alice", SSHPublicKeyId=key_id, **more)

    assert error == ("NoSuchEntity", f"User has no Public Key with id {key_id}.")


def test_an_unknown_user_is_refused(alice: Person) -> None:
    call = alice.client().upload_ssh_public_key

    assert refused_code(call, UserName="carol", SSHPublicKeyBody=ssh_line(rsa_key())) == "NoSuchEntity"


def test_a_user_with_a_key_cannot_be_deleted(alice: Person, bob: Person) -> None:
    upload(alice, ssh_line(rsa_key()))
    client = alice.client()
    client.delete_access_key(UserName="bob", AccessKeyId=bob.key_id)
    client.delete_login_profile(UserName="bob")

    assert refused_code(client.delete_user, UserName="bob") == "DeleteConflict"


def test_it_needs_permission(bob: Person) -> None:
    body = rsa_key().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()

    assert refused_code(bob.client().upload_ssh_public_key, UserName="bob", SSHPublicKeyBody=body) == "AccessDenied"


def test_the_keys_of_nobody(alice: Person) -> None:
    assert refused_code(alice.client().list_ssh_public_keys, UserName="nobody") == "NoSuchEntity"
