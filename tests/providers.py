"""Identity providers as they are outside: one that issues ID tokens, one that signs SAML responses."""

import base64
import uuid
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from lxml import etree
from signxml import XMLSigner
from signxml.algorithms import CanonicalizationMethod

ISSUER = "https://token.example.com"
CLIENT = "sts.amazonaws.com"
ENTITY = "https://idp.example.com"
RECIPIENT = "https://signin.aws.amazon.com/saml"
ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """Return the key called `name`: the same one every time."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ec_key(name: str) -> ec.EllipticCurvePrivateKey:
    assert name
    return ec.generate_private_key(ec.SECP256R1())


def published() -> dict[str, Any]:
    """Return the key set of the token issuer."""
    rsa_jwk = RSAAlgorithm.to_jwk(rsa_key("issuer").public_key(), as_dict=True)
    ec_jwk = ECAlgorithm.to_jwk(ec_key("issuer").public_key(), as_dict=True)
    return {"keys": [{**rsa_jwk, "kid": "r1", "use": "sig"}, {**ec_jwk, "kid": "e1", "use": "sig"}]}


def claims(**changed: Any) -> dict[str, Any]:
    """Return the claims of a good token; None takes one out."""
    now = int(datetime.now(UTC).timestamp())
    good = {"iss": ISSUER, "aud": CLIENT, "sub": "repo:acme/app", "iat": now, "exp": now + 600}
    return {name: value for name, value in (good | changed).items() if value is not None}


def token(key: Any = None, algorithm: str = "RS256", headers: dict[str, Any] | None = None, **changed: Any) -> str:
    signing_key = rsa_key("issuer") if key is None else key
    return jwt.encode(claims(**changed), signing_key, algorithm=algorithm, headers={"kid": "r1", **(headers or {})})


@cache
def certificate(name: str) -> x509.Certificate:
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(rsa_key(name).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(rsa_key(name), SHA256())
    )


def metadata(name: str = "idp", entity: str = ENTITY, more: str = "") -> str:
    body = base64.b64encode(certificate(name).public_bytes(Encoding.DER)).decode()
    return (
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity}"{more}>'
        '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
        f"<ds:X509Certificate>{body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"'
        ' Location="https://idp.example.com/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>'
    )


def assertion(attributes: dict[str, Any], **changed: Any) -> etree._Element:
    """Return an unsigned assertion; `changed` replaces recipient, audience, issuer, subject, format or times."""
    now = datetime.now(UTC)
    given = {
        "recipient": RECIPIENT,
        "audience": "urn:amazon:webservices",
        "issuer": ENTITY,
        "subject": "carol",
        "format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        "issued": now,
        "before": now - timedelta(minutes=1),
        "after": now + timedelta(minutes=5),
        "session_ends": "",
        "id": f"_{uuid.uuid4()}",
    } | changed
    rows = "".join(
        f'<saml:Attribute Name="{name}">'
        + "".join(
            f"<saml:AttributeValue>{value}</saml:AttributeValue>"
            for value in ([values] if isinstance(values, str) else values)
        )
        + "</saml:Attribute>"
        for name, values in attributes.items()
    )
    return etree.fromstring(
        f'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{given["id"]}" Version="2.0"'
        f' IssueInstant="{_iso(given["issued"])}"><saml:Issuer>{given["issuer"]}</saml:Issuer>'
        f'<saml:Subject><saml:NameID Format="{given["format"]}">{given["subject"]}</saml:NameID>'
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData'
        f' NotOnOrAfter="{_iso(given["after"])}" Recipient="{given["recipient"]}"/></saml:SubjectConfirmation>'
        f'</saml:Subject><saml:Conditions NotBefore="{_iso(given["before"])}" NotOnOrAfter="{_iso(given["after"])}">'
        f"<saml:AudienceRestriction><saml:Audience>{given['audience']}</saml:Audience></saml:AudienceRestriction>"
        f'</saml:Conditions><saml:AuthnStatement AuthnInstant="{_iso(given["issued"])}"{given["session_ends"]}/>'
        f"<saml:AttributeStatement>{rows}</saml:AttributeStatement></saml:Assertion>"
    )


def sign(element: etree._Element, name: str = "idp") -> etree._Element:
    signer = XMLSigner(c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0)
    signed: etree._Element = signer.sign(
        element, key=rsa_key(name), cert=[certificate(name)], reference_uri=f"#{element.get('ID')}"
    )
    return signed


def response(*parts: etree._Element, status: str = "Success") -> etree._Element:
    root = etree.fromstring(
        '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Version="2.0"'
        f' ID="_{uuid.uuid4()}"><samlp:Status><samlp:StatusCode'
        f' Value="urn:oasis:names:tc:SAML:2.0:status:{status}"/></samlp:Status></samlp:Response>'
    )
    root.extend(parts)
    return root


def encoded(root: etree._Element) -> str:
    return base64.b64encode(etree.tostring(root)).decode()


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
