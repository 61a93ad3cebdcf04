"""Signing certificates, through boto3."""

import pytest

from tests.cast import Person
from tests.certificates import certificate
from tests.refused import code as refused_code
from tests.refused import refused as refusal


def upload(person: Person, body: str) -> str:
    uploaded = person.client().upload_signing_certificate(UserName="bob", CertificateBody=body)
    return str(uploaded["Certificate"]["CertificateId"])


def test_it_keeps_a_certificate(alice: Person, bob: Person) -> None:
    body = certificate().body

    kept = alice.client().upload_signing_certificate(UserName="bob", CertificateBody=body)["Certificate"]

    assert (kept["UserName"], kept["CertificateBody"], kept["Status"]) == ("bob", body, "Active")
    assert len(kept["CertificateId"]) >= 24


def test_it_lists_deactivates_and_deletes_a_certificate(alice: Person, bob: Person) -> None:
    certificate_id = upload(alice, certificate().body)
    client = alice.client()

    client.update_signing_certificate(UserName="bob", CertificateId=certificate_id, Status="Inactive")

    assert [row["Status"] for row in client.list_signing_certificates(UserName="bob")["Certificates"]] == ["Inactive"]
    client.delete_signing_certificate(UserName="bob", CertificateId=certificate_id)
    assert client.list_signing_certificates(UserName="bob")["Certificates"] == []


def test_without_a_name_it_is_the_callers_own(alice: Person) -> None:
    kept = alice.client().upload_signing_certificate(CertificateBody=certificate().body)["Certificate"]

    assert kept["UserName"] == "alice"


def test_it_refuses_a_certificate_of_another_user(alice: Person, bob: Person) -> None:
    body = certificate().body
    upload(alice, body)

    assert refusal(alice.client().upload_signing_certificate, CertificateBody=body) == (
        "DuplicateCertificate",
        "Duplicate certificate uploaded.",
    )


def test_the_same_certificate_again_is_the_one_there_is(alice: Person, bob: Person) -> None:
    body = certificate().body

    assert upload(alice, body) == upload(alice, body)
    assert len(alice.client().list_signing_certificates(UserName="bob")["Certificates"]) == 1


def test_it_refuses_a_third_certificate(alice: Person, bob: Person) -> None:
    upload(alice, certificate("one").body)
    upload(alice, certificate("two").body)

    error = refusal(
        alice.client().upload_signing_certificate, UserName="bob", CertificateBody=certificate("three").body
    )

    assert error == ("LimitExceeded", "Cannot exceed quota for CertificatesPerUser: 2")


def test_it_refuses_a_certificate_of_the_future(alice: Person) -> None:
    body = certificate(from_day=1).body

    assert refused_code(alice.client().upload_signing_certificate, CertificateBody=body) == "InvalidCertificate"


def test_it_refuses_an_expired_certificate(alice: Person) -> None:
    body = certificate(from_day=-100).body

    assert refusal(alice.client().upload_signing_certificate, CertificateBody=body) == (
        "MalformedCertificate",
        f"Certificate {body[:1024]} has expired.",
    )


@pytest.mark.parametrize(
    "body",
    [
        "garbage",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n" + "M" * 16000 + "\n-----END CERTIFICATE-----",
        "\xe9" * 100,
    ],
)
def test_it_refuses_what_is_no_certificate(alice: Person, body: str) -> None:
    error = refusal(alice.client().upload_signing_certificate, CertificateBody=body)

    assert error == ("MalformedCertificate", f"Certificate {body[:1024]} is malformed.")


def test_it_refuses_two_certificates_in_one(alice: Person) -> None:
    body = certificate("one").body + certificate("two").body

    assert refused_code(alice.client().upload_signing_certificate, CertificateBody=body) == "MalformedCertificate"


def test_it_refuses_the_character_nul(alice: Person) -> None:
    code = refused_code(alice.client().upload_signing_certificate, CertificateBody="a\0b")

    assert code == "MalformedHttpRequestException"


@pytest.mark.parametrize("name", ["update", "delete"])
def test_an_unknown_certificate_is_refused(alice: Person, bob: Person, name: str) -> None:
    more = {"Status": "Active"} if name == "update" else {}

    call = getattr(alice.client(), f"{name}_signing_certificate")

    assert refusal(call, UserName="bob", CertificateId="x" * 32, **more) == (
        "NoSuchEntity",
        f"The Certificate with id {'x' * 32} cannot be found.",
    )


def test_no_certificate_can_be_set_expired(alice: Person, bob: Person) -> None:
    certificate_id = upload(alice, certificate().body)

    call = alice.client().update_signing_certificate

    assert refused_code(call, UserName="bob", CertificateId=certificate_id, Status="Expired") == "InvalidInput"


def test_an_unknown_user_is_refused(alice: Person) -> None:
    assert refused_code(alice.client().list_signing_certificates, UserName="carol") == "NoSuchEntity"


def test_a_user_with_a_certificate_cannot_be_deleted(alice: Person, bob: Person) -> None:
    upload(alice, certificate().body)
    client = alice.client()
    client.delete_access_key(UserName="bob", AccessKeyId=bob.key_id)
    client.delete_login_profile(UserName="bob")

    assert refused_code(client.delete_user, UserName="bob") == "DeleteConflict"


def test_nobody_gets_no_certificate(alice: Person) -> None:
    call = alice.client().upload_signing_certificate

    assert refused_code(call, UserName="nobody", CertificateBody=certificate().body) == "NoSuchEntity"
