"""The IAM operations on identity providers, through boto3."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from accounts.federation import services
from tests import providers
from tests.cast import ACCOUNT, Person
from tests.refused import code, refused

ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com/ci"
CORP = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
USER = f"arn:aws:iam::{ACCOUNT}:user/x"
METADATA = providers.metadata()
BOMB = '<!DOCTYPE md [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.fixture
def iam(alice: Person) -> Any:
    """alice's client, an OIDC provider and a SAML provider `corp`."""
    client = alice.client()
    client.create_open_id_connect_provider(
        Url="https://token.example.com/ci",
        ClientIDList=["one"],
        ThumbprintList=["A" * 40],
        Tags=[{"Key": "use", "Value": "ci"}],
    )
    client.create_saml_provider(Name="corp", SAMLMetadataDocument=METADATA, Tags=[{"Key": "use", "Value": "people"}])
    return client


def test_it_creates_and_shows_an_oidc_provider(iam: Any) -> None:
    shown = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=ARN)

    assert (shown["Url"], shown["ClientIDList"], shown["ThumbprintList"]) == (
        "token.example.com/ci",
        ["one"],
        ["a" * 40],
    )
    assert shown["Tags"] == [{"Key": "use", "Value": "ci"}]


def test_it_lists_oidc_providers(iam: Any) -> None:
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == [{"Arn": ARN}]


def test_an_oidc_provider_is_there_once(iam: Any) -> None:
    assert code(iam.create_open_id_connect_provider, Url="https://token.example.com/ci") == "EntityAlreadyExists"


@pytest.mark.parametrize(
    "url", ["example.org", "ftp://example.org", "https://", "https://user@example.org", "https://["]
)
def test_an_oidc_provider_has_a_web_address(iam: Any, url: str) -> None:
    assert refused(iam.create_open_id_connect_provider, Url=url) == (
        "ValidationError",
        "Invalid Open ID Connect Provider URL",
    )


@pytest.mark.parametrize(
    "url",
    ["https://example.org:443/ci", "https://example.org/ci?a=b", "https://example.org/ci#a?b", "http://example.org/ci"],
)
def test_the_usual_port_and_queries_are_left_out(iam: Any, bob: Person, url: str) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/example.org/ci"
    statement = {"Effect": "Allow", "Action": "iam:CreateOpenIDConnectProvider", "Resource": arn}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam.put_user_policy(UserName="bob", PolicyName="one", PolicyDocument=document)

    made = bob.client().create_open_id_connect_provider(Url=url)

    assert made["OpenIDConnectProviderArn"] == arn
    assert code(iam.create_open_id_connect_provider, Url="https://example.org/ci") == "EntityAlreadyExists"


def test_an_oidc_provider_needs_no_thumbprint_but_keeps_one(iam: Any) -> None:
    arn = iam.create_open_id_connect_provider(Url="https://other.example.com")["OpenIDConnectProviderArn"]

    assert iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["ThumbprintList"] == []
    assert refused(iam.update_open_id_connect_provider_thumbprint, OpenIDConnectProviderArn=ARN, ThumbprintList=[]) == (
        "InvalidInput",
        "Thumbprint list must contain at least one entry.",
    )


def test_an_account_has_so_many_oidc_providers(iam: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "OIDC_PROVIDERS_PER_ACCOUNT", replace(services.OIDC_PROVIDERS_PER_ACCOUNT, limit=1))

    assert code(iam.create_open_id_connect_provider, Url="https://other.example.com") == "LimitExceeded"


def test_it_adds_and_removes_client_ids(iam: Any) -> None:
    for _ in range(2):
        iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=ARN, ClientID="two")
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=ARN, ClientID="one")
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=ARN, ClientID="one")

    assert iam.get_open_id_connect_provider(OpenIDConnectProviderArn=ARN)["ClientIDList"] == ["two"]


def test_a_provider_has_a_hundred_client_ids(iam: Any) -> None:
    clients = [f"client-{number}" for number in range(101)]

    assert refused(iam.create_open_id_connect_provider, Url="https://other.example.com", ClientIDList=clients) == (
        "LimitExceeded",
        "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100",
    )
    iam.create_open_id_connect_provider(Url="https://other.example.com", ClientIDList=clients[:100])
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/other.example.com"
    assert (
        code(iam.add_client_id_to_open_id_connect_provider, OpenIDConnectProviderArn=arn, ClientID="x")
        == "LimitExceeded"
    )


def test_it_replaces_thumbprints(iam: Any) -> None:
    iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=ARN, ThumbprintList=["b" * 40])

    assert iam.get_open_id_connect_provider(OpenIDConnectProviderArn=ARN)["ThumbprintList"] == ["b" * 40]


@pytest.mark.parametrize("thumbprints", [["a" * 40] * 6, ["z" * 40]])
def test_thumbprints_are_few_and_hexadecimal(iam: Any, thumbprints: list[str]) -> None:
    update = iam.update_open_id_connect_provider_thumbprint

    assert code(update, OpenIDConnectProviderArn=ARN, ThumbprintList=thumbprints) == "InvalidInput"


def test_deleting_an_oidc_provider_twice_is_no_error(iam: Any) -> None:
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=ARN)
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=ARN)

    assert refused(iam.get_open_id_connect_provider, OpenIDConnectProviderArn=ARN) == (
        "NoSuchEntity",
        f"OpenIDConnect Provider not found for arn {ARN}",
    )


def test_it_tags_oidc_providers(iam: Any) -> None:
    iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=ARN, Tags=[{"Key": "Use", "Value": "2"}])
    iam.untag_open_id_connect_provider(OpenIDConnectProviderArn=ARN, TagKeys=["use"])

    assert iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=ARN)["Tags"] == [
        {"Key": "Use", "Value": "2"}
    ]


def test_it_creates_and_shows_a_saml_provider(iam: Any) -> None:
    shown = iam.get_saml_provider(SAMLProviderArn=CORP)

    assert shown["SAMLMetadataDocument"] == METADATA
    assert shown["ValidUntil"].year > 2100
    assert shown["Tags"] == [{"Key": "use", "Value": "people"}]
    assert (shown["PrivateKeyList"], shown["AssertionEncryptionMode"]) == ([], "Allowed")


def test_metadata_may_end(iam: Any) -> None:
    iam.update_saml_provider(
        SAMLProviderArn=CORP, SAMLMetadataDocument=providers.metadata(more=' validUntil="2031-01-02T03:04:05Z"')
    )

    assert iam.get_saml_provider(SAMLProviderArn=CORP)["ValidUntil"].isoformat() == "2031-01-02T03:04:05+00:00"


def test_it_lists_saml_providers(iam: Any) -> None:
    [entry] = iam.list_saml_providers()["SAMLProviderList"]

    assert entry["Arn"] == CORP
    assert entry["ValidUntil"] > entry["CreateDate"]


def test_a_saml_provider_is_there_once(iam: Any) -> None:
    assert code(iam.create_saml_provider, Name="CORP", SAMLMetadataDocument=METADATA) == "EntityAlreadyExists"


def test_an_account_has_so_many_saml_providers(iam: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "SAML_PROVIDERS_PER_ACCOUNT", replace(services.SAML_PROVIDERS_PER_ACCOUNT, limit=1))

    assert code(iam.create_saml_provider, Name="two", SAMLMetadataDocument=METADATA) == "LimitExceeded"


@pytest.mark.parametrize(
    "document",
    [
        "a" * 1024,
        f"<html>{'a' * 1024}</html>",
        BOMB + METADATA,
        '<!DOCTYPE md [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + METADATA,
        METADATA.replace("entityID", "name"),
        METADATA.replace("KeyDescriptor", "Key"),
        METADATA.replace("<ds:X509Certificate>MII", "<ds:X509Certificate>AAA"),
        providers.metadata(more=' validUntil="soon"'),
    ],
)
def test_metadata_must_be_metadata(iam: Any, document: str) -> None:
    assert refused(iam.create_saml_provider, Name="two", SAMLMetadataDocument=document) == (
        "InvalidInput",
        "Could not parse metadata",
    )
    assert code(iam.update_saml_provider, SAMLProviderArn=CORP, SAMLMetadataDocument=document) == "InvalidInput"


def test_it_deletes_a_saml_provider(iam: Any) -> None:
    iam.delete_saml_provider(SAMLProviderArn=CORP)

    assert code(iam.get_saml_provider, SAMLProviderArn=CORP) == "NoSuchEntity"


def test_it_tags_saml_providers(iam: Any) -> None:
    iam.tag_saml_provider(SAMLProviderArn=CORP, Tags=[{"Key": "a", "Value": "b"}])
    iam.untag_saml_provider(SAMLProviderArn=CORP, TagKeys=["use"])

    assert iam.list_saml_provider_tags(SAMLProviderArn=CORP)["Tags"] == [{"Key": "a", "Value": "b"}]


CALLS = [
    ("get_open_id_connect_provider", {}),
    ("add_client_id_to_open_id_connect_provider", {"ClientID": "a"}),
    ("remove_client_id_from_open_id_connect_provider", {"ClientID": "a"}),
    ("update_open_id_connect_provider_thumbprint", {"ThumbprintList": []}),
    ("tag_open_id_connect_provider", {"Tags": [{"Key": "a", "Value": "b"}]}),
    ("untag_open_id_connect_provider", {"TagKeys": ["a"]}),
    ("list_open_id_connect_provider_tags", {}),
    ("get_saml_provider", {}),
    ("update_saml_provider", {"AssertionEncryptionMode": "Allowed"}),
    ("delete_saml_provider", {}),
    ("tag_saml_provider", {"Tags": [{"Key": "a", "Value": "b"}]}),
    ("untag_saml_provider", {"TagKeys": ["a"]}),
    ("list_saml_provider_tags", {}),
]


@pytest.mark.parametrize(("operation", "parameters"), CALLS)
def test_a_provider_that_is_not_there(iam: Any, mallory: Person, operation: str, parameters: dict[str, Any]) -> None:
    missing = _named(operation, ARN + "x", CORP + "x")
    call = getattr(iam, operation)

    assert code(call, **missing, **parameters) == "NoSuchEntity"
    assert code(call, **_named(operation, USER, USER), **parameters) == ("InvalidInput")
    assert code(getattr(mallory.client(), operation), **_named(operation, ARN, CORP), **parameters) == "AccessDenied"


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        *CALLS,
        ("delete_open_id_connect_provider", {}),
        ("create_open_id_connect_provider", {"Url": "https://b.example.com"}),
        ("create_saml_provider", {"Name": "b", "SAMLMetadataDocument": METADATA}),
        ("list_open_id_connect_providers", {}),
        ("list_saml_providers", {}),
    ],
)
def test_nothing_works_without_a_permission(iam: Any, bob: Person, operation: str, parameters: dict[str, Any]) -> None:
    needs_arn = not operation.startswith(("create", "list_open_id_connect_providers", "list_saml_providers"))
    named = _named(operation, ARN, CORP) if needs_arn else {}

    assert code(getattr(bob.client(), operation), **named, **parameters) == "AccessDenied"


def _named(operation: str, oidc: str, saml: str) -> dict[str, str]:
    return {"SAMLProviderArn": saml} if "saml" in operation else {"OpenIDConnectProviderArn": oidc}


def test_what_names_no_provider_is_refused(iam: Any) -> None:
    assert code(iam.delete_open_id_connect_provider, OpenIDConnectProviderArn=USER) == "InvalidInput"


def test_a_provider_has_five_thumbprints(iam: Any) -> None:
    six = [f"{number:040x}" for number in range(6)]

    assert code(iam.create_open_id_connect_provider, Url="https://x.example.com", ThumbprintList=six) == "InvalidInput"


def test_a_saml_provider_signs_with_ten_keys(iam: Any) -> None:
    start, key, end = re.split("(<md:KeyDescriptor.*</md:KeyDescriptor>)", METADATA)
    eleven = start + key * 11 + end
    told = ("LimitExceeded", "Cannot exceed quota for KeysPerSAMLProvider: 10")

    assert refused(iam.create_saml_provider, Name="many", SAMLMetadataDocument=eleven) == told
    assert refused(iam.update_saml_provider, SAMLProviderArn=CORP, SAMLMetadataDocument=eleven) == told
