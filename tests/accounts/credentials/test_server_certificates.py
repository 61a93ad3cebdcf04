"""Server certificates, through boto3."""

from typing import Any

import pytest

from accounts.models import ServerCertificate
from iamconsole.audit.models import Event
from tests.cast import ACCOUNT, Person
from tests.certificates import Issued, certificate
from tests.refused import code as refused_code
from tests.refused import refused as refusal


def upload(person: Person, name: str = "web", issued: Issued | None = None, **more: Any) -> dict[str, Any]:
    issued = issued or certificate()
    answer: dict[str, Any] = person.client().upload_server_certificate(
        ServerCertificateName=name, CertificateBody=issued.body, PrivateKey=issued.private_key, **more
    )
    return answer


def test_it_keeps_a_certificate_and_shows_its_metadata(alice: Person) -> None:
    answer = upload(alice, Path="/cloudfront/", Tags=[{"Key": "site", "Value": "www"}])

    metadata = answer["ServerCertificateMetadata"]
    assert metadata["Arn"] == f"arn:aws:iam::{ACCOUNT}:server-certificate/cloudfront/web"
    assert metadata["ServerCertificateId"].startswith("ASCA")
    assert metadata["Expiration"] > metadata["UploadDate"]
    assert answer["Tags"] == [{"Key": "site", "Value": "www"}]


def test_it_gives_back_body_and_chain_but_never_the_private_key(alice: Person) -> None:
    authority = certificate("Example authority")
    issued = certificate(issuer=authority)
    upload(alice, issued=issued, CertificateChain=authority.body)

    shown = alice.client().get_server_certificate(ServerCertificateName="WEB")["ServerCertificate"]

    assert (shown["CertificateBody"], shown["CertificateChain"]) == (issued.body.strip(), authority.body.strip())
    assert "PRIVATE KEY" not in str(shown)


def test_its_private_key_is_kept_sealed_and_out_of_the_events(alice: Person) -> None:
    issued = certificate()

    upload(alice, issued=issued)

    secret = issued.private_key.splitlines()[1]
    assert secret not in ServerCertificate.objects.get().sealed_key
    assert secret not in str(Event.objects.filter(name="UploadServerCertificate").get().parameters)


def test_it_lists_by_path_in_pages(alice: Person) -> None:
    for name, path in (("a", "/one/"), ("b", "/two/"), ("c", "/one/")):
        upload(alice, name, Path=path)
    pages = (
        alice.client()
        .get_paginator("list_server_certificates")
        .paginate(PathPrefix="/one/", PaginationConfig={"PageSize": 1})
    )

    listed = [row["ServerCertificateName"] for page in pages for row in page["ServerCertificateMetadataList"]]

    assert listed == ["a", "c"]


def test_it_renames_and_moves_a_certificate(alice: Person) -> None:
    before = upload(alice)["ServerCertificateMetadata"]
    client = alice.client()

    client.update_server_certificate(ServerCertificateName="web", NewServerCertificateName="www", NewPath="/new/")

    after = client.get_server_certificate(ServerCertificateName="www")["ServerCertificate"]["ServerCertificateMetadata"]
    assert after["Arn"].endswith(":server-certificate/new/www")
    assert after["ServerCertificateId"] == before["ServerCertificateId"]


def test_renaming_needs_the_permission_for_both_names(alice: Person, bob: Person) -> None:
    upload(alice)
    policy = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:UpdateServerCertificate",'
        f'"Resource":"arn:aws:iam::{ACCOUNT}:server-certificate/web"}}}}'
    )
    alice.client().put_user_policy(UserName="bob", PolicyName="one", PolicyDocument=policy)

    call = bob.client().update_server_certificate

    assert refused_code(call, ServerCertificateName="web", NewServerCertificateName="www") == "AccessDenied"


def test_it_tags_and_untags(alice: Person) -> None:
    upload(alice)
    client = alice.client()
    client.tag_server_certificate(ServerCertificateName="web", Tags=[{"Key": "a", "Value": "1"}])
    client.tag_server_certificate(ServerCertificateName="web", Tags=[{"Key": "A", "Value": ""}])

    client.untag_server_certificate(ServerCertificateName="web", TagKeys=["a"])

    tags = client.list_server_certificate_tags(ServerCertificateName="web")
    assert (tags["Tags"], tags["IsTruncated"]) == ([{"Key": "A", "Value": ""}], False)


def test_naming_no_tag_is_an_error(alice: Person) -> None:
    upload(alice)

    assert refused_code(alice.client().untag_server_certificate, ServerCertificateName="web", TagKeys=[]) == (
        "InvalidInput"
    )


def test_it_deletes_a_certificate(alice: Person) -> None:
    upload(alice)

    alice.client().delete_server_certificate(ServerCertificateName="web")

    assert not ServerCertificate.objects.exists()


def test_names_are_taken_in_either_case(alice: Person) -> None:
    upload(alice)

    assert refused_code(lambda: upload(alice, "WEB")) == "EntityAlreadyExists"


def test_a_name_that_is_taken_cannot_be_renamed_to(alice: Person) -> None:
    upload(alice)
    upload(alice, "www")

    call = alice.client().update_server_certificate

    assert refused_code(call, ServerCertificateName="www", NewServerCertificateName="Web") == "EntityAlreadyExists"


def test_it_refuses_more_than_twenty(alice: Person) -> None:
    for number in range(20):
        upload(alice, f"web-{number}")

    assert refusal(lambda: upload(alice)) == (
        "LimitExceeded",
        "Cannot exceed quota for ServerCertificatesPerAccount: 20",
    )


def test_it_refuses_a_key_that_does_not_fit(alice: Person) -> None:
    wrong = Issued(certificate().body, certificate("other").key, "")

    assert refusal(lambda: upload(alice, issued=wrong)) == (
        "KeyPairMismatch",
        "The private key did not match the public key provided. Please verify the key material and try again.",
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"CertificateBody": "garbage"},
        {"PrivateKey": "garbage"},
        {"CertificateChain": "garbage"},
        {"CertificateChain": "-----BEGIN CERTIFICATE-----\n" * 50_000},
        {"PrivateKey": "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"},
    ],
)
def test_it_refuses_what_cannot_be_read(alice: Person, changed: dict[str, str]) -> None:
    issued = certificate()
    given = {"ServerCertificateName": "web", "CertificateBody": issued.body, "PrivateKey": issued.private_key}

    assert refused_code(alice.client().upload_server_certificate, **{**given, **changed}) == "MalformedCertificate"


def test_it_refuses_a_certificate_out_of_its_time(alice: Person) -> None:
    assert refused_code(lambda: upload(alice, issued=certificate(from_day=1))) == "MalformedCertificate"
    assert refusal(lambda: upload(alice, issued=certificate(from_day=-100))) == (
        "MalformedCertificate",
        "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed.",
    )


def test_of_a_chain_that_cannot_be_read_nothing_is_known(alice: Person) -> None:
    assert refusal(lambda: upload(alice, CertificateChain="garbage")) == ("MalformedCertificate", "Unknown")


def test_it_refuses_a_chain_in_the_wrong_order(alice: Person) -> None:
    top = certificate("top")
    middle = certificate("middle", issuer=top)
    issued = certificate(issuer=middle)

    code, message = refusal(lambda: upload(alice, issued=issued, CertificateChain=top.body + middle.body))

    assert (code, message[-2:]) == ("MalformedCertificate", "-1")


def test_a_chain_of_two_megabytes_is_refused_at_its_first_fault(alice: Person) -> None:
    stranger = certificate("stranger").body

    chain = stranger * (2_000_000 // len(stranger))

    assert refused_code(lambda: upload(alice, CertificateChain=chain)) == "MalformedCertificate"


@pytest.mark.parametrize("name", ["get", "delete", "update"])
def test_an_unknown_certificate_is_refused(alice: Person, name: str) -> None:
    call = getattr(alice.client(), f"{name}_server_certificate")

    assert refusal(call, ServerCertificateName="none") == (
        "NoSuchEntity",
        "The Server Certificate with name none cannot be found.",
    )


def test_tags_of_an_unknown_certificate_are_refused(alice: Person) -> None:
    client = alice.client()

    for call, more in (
        (client.tag_server_certificate, {"Tags": [{"Key": "a", "Value": "b"}]}),
        (client.untag_server_certificate, {"TagKeys": ["a"]}),
        (client.list_server_certificate_tags, {}),
    ):
        assert refused_code(call, ServerCertificateName="none", **more) == "NoSuchEntity"


def test_tags_in_a_request_are_condition_keys(alice: Person, bob: Person) -> None:
    policy = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:UploadServerCertificate","Resource":"*",'
        '"Condition":{"StringEquals":{"aws:RequestTag/site":"www"}}}}'
    )
    alice.client().put_user_policy(UserName="bob", PolicyName="tagged", PolicyDocument=policy)

    assert refused_code(lambda: upload(bob)) == "AccessDenied"
    assert upload(bob, Tags=[{"Key": "site", "Value": "www"}])["ServerCertificateMetadata"]
