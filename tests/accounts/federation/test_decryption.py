"""Encrypted assertions, through boto3: opened with the provider's keys, and only in ways that tell nothing."""

import base64
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from tests import inprocess, providers
from tests.cast import ACCOUNT, Person
from tests.providers import ATTRIBUTES, assertion, encoded, response, sign
from tests.refused import code

CORP = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/admin"
GOOD = {f"{ATTRIBUTES}Role": f"{ROLE},{CORP}", f"{ATTRIBUTES}RoleSessionName": "carol"}
GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
OAEP_MGF1P = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
TRUST = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"%s"},'
    '"Action":"sts:AssumeRoleWithSAML"}}'
)


@pytest.fixture
def sts(alice: Person) -> Any:
    """A client of somebody without keys; the provider `corp` must encrypt for our key."""
    pem = providers.rsa_key("ours").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    iam = alice.client()
    iam.create_saml_provider(
        Name="corp",
        SAMLMetadataDocument=providers.metadata(),
        AddPrivateKey=pem,
        AssertionEncryptionMode="Required",
    )
    iam.create_role(RoleName="admin", AssumeRolePolicyDocument=TRUST % CORP)
    return inprocess.client("sts", "nobody", "nothing")


def _sealed(
    content: etree._Element, key: str = "ours", method: str = GCM, wrapping: str = OAEP_MGF1P, padding: Any = None
) -> etree._Element:
    secret, nonce = os.urandom(32), os.urandom(12)
    oaep = padding or OAEP(mgf=MGF1(SHA1()), algorithm=SHA1(), label=None)  # noqa: S303 - as the standard says
    wrapped = providers.rsa_key(key).public_key().encrypt(secret, oaep)
    body = nonce + AESGCM(secret).encrypt(nonce, etree.tostring(content), None)
    return etree.fromstring(
        '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
        ' xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f'<xenc:EncryptedData><xenc:EncryptionMethod Algorithm="{method}"/><ds:KeyInfo><xenc:EncryptedKey>'
        f'<xenc:EncryptionMethod Algorithm="{wrapping}"/><xenc:CipherData><xenc:CipherValue>'
        f"{base64.b64encode(wrapped).decode()}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>"
        f"<xenc:CipherData><xenc:CipherValue>{base64.b64encode(body).decode()}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedData></saml:EncryptedAssertion>"
    )


def _ask(part: etree._Element) -> dict[str, Any]:
    return {"RoleArn": ROLE, "PrincipalArn": CORP, "SAMLAssertion": encoded(response(part))}


def test_it_opens_what_is_sealed_for_us(sts: Any) -> None:
    assert sts.assume_role_with_saml(**_ask(_sealed(sign(assertion(GOOD)))))["Subject"] == "carol"


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(lambda: sign(assertion(GOOD)), id="not encrypted"),
        pytest.param(lambda: _sealed(assertion(GOOD)), id="not signed"),
        pytest.param(lambda: _sealed(sign(assertion(GOOD), "forger")), id="signed by another"),
        pytest.param(lambda: _sealed(sign(assertion(GOOD)), key="other"), id="for another key"),
        pytest.param(
            lambda: _sealed(sign(assertion(GOOD)), method="http://www.w3.org/2001/04/xmlenc#aes256-cbc"), id="CBC"
        ),
        pytest.param(
            lambda: _sealed(
                sign(assertion(GOOD)), wrapping="http://www.w3.org/2001/04/xmlenc#rsa-1_5", padding=PKCS1v15()
            ),
            id="PKCS 1",
        ),
    ],
)
def test_what_is_not_opened(sts: Any, part: Any) -> None:
    assert code(sts.assume_role_with_saml, **_ask(part())) == "InvalidIdentityToken"
