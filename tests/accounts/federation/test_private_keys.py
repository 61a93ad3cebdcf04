"""The private keys of SAML providers, and the encryption they allow, through boto3."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests import providers
from tests.cast import ACCOUNT, Person
from tests.refused import refused

CORP = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"


@pytest.fixture
def iam(alice: Person) -> Any:
    """alice's client, and a SAML provider `corp`."""
    client = alice.client()
    client.create_saml_provider(Name="corp", SAMLMetadataDocument=providers.metadata())
    return client


def test_private_keys_are_rotated(iam: Any) -> None:
    iam.update_saml_provider(SAMLProviderArn=CORP, AddPrivateKey=_pem("one"), AssertionEncryptionMode="Required")
    [first] = iam.get_saml_provider(SAMLProviderArn=CORP)["PrivateKeyList"]
    iam.update_saml_provider(SAMLProviderArn=CORP, AddPrivateKey=_pem("two"))
    iam.update_saml_provider(SAMLProviderArn=CORP, RemovePrivateKey=first["KeyId"])

    shown = iam.get_saml_provider(SAMLProviderArn=CORP)
    assert shown["AssertionEncryptionMode"] == "Required"
    assert [key["KeyId"] for key in shown["PrivateKeyList"]] != [first["KeyId"]]


def test_a_provider_has_two_private_keys(iam: Any) -> None:
    for name in ("one", "two"):
        iam.update_saml_provider(SAMLProviderArn=CORP, AddPrivateKey=_pem(name))

    assert refused(iam.update_saml_provider, SAMLProviderArn=CORP, AddPrivateKey=_pem("one")) == (
        "LimitExceeded",
        "Private key limit of 2 is reached.",
    )


UNKNOWN_KEY = "SAMLK" + "A" * 17


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (
            {"AssertionEncryptionMode": "Required"},
            (
                "InvalidInput",
                "Failed to set assertion encryption mode to Required because no private key is present.",
            ),
        ),
        (
            {"AddPrivateKey": "nonsense"},
            ("InvalidInput", "The private key must be in PEM format, without a password."),
        ),
        ({"RemovePrivateKey": UNKNOWN_KEY}, ("InvalidInput", "Failed to remove private key.")),
        (
            {"AddPrivateKey": "nonsense", "RemovePrivateKey": UNKNOWN_KEY},
            (
                "ValidationError",
                (
                    "Unable to add and remove private keys in the same request."
                    " Set a value for only one of the two parameters."
                ),
            ),
        ),
        (
            {},
            (
                "ValidationError",
                "Unable to update identity provider. No updates are defined for metadata or encryption assertion.",
            ),
        ),
    ],
)
def test_what_cannot_be_done_to_keys(iam: Any, change: dict[str, str], error: tuple[str, str]) -> None:
    assert refused(iam.update_saml_provider, SAMLProviderArn=CORP, **change) == error


def test_the_last_key_stays_while_encryption_is_required(iam: Any) -> None:
    iam.update_saml_provider(SAMLProviderArn=CORP, AddPrivateKey=_pem("one"), AssertionEncryptionMode="Required")
    [key] = iam.get_saml_provider(SAMLProviderArn=CORP)["PrivateKeyList"]
    remove = {"SAMLProviderArn": CORP, "RemovePrivateKey": key["KeyId"]}

    assert refused(iam.update_saml_provider, **remove) == ("InvalidInput", "Failed to remove private key.")
    assert iam.get_saml_provider(SAMLProviderArn=CORP)["PrivateKeyList"] == [key]
    iam.update_saml_provider(**remove, AssertionEncryptionMode="Allowed")
    assert iam.get_saml_provider(SAMLProviderArn=CORP)["PrivateKeyList"] == []


def _pem(name: str) -> str:
    key = providers.rsa_key(name)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
