"""What an identity provider says of itself in SAML metadata: its name, and the certificates it signs with."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from lxml import etree

from accounts.federation import markup
from accounts.federation.markup import METADATA, NAMES, Malformed


@dataclass(frozen=True, slots=True)
class Metadata:
    """`certificates` are those the provider signs with; `valid_until` is None when it does not say."""

    entity_id: str
    certificates: tuple[x509.Certificate, ...]
    valid_until: datetime | None


def read(text: str) -> Metadata:
    """Return what the metadata document says; raise Malformed when it is none."""
    root = markup.parse(text.encode())
    if root.tag != f"{{{METADATA}}}EntityDescriptor" or not root.get("entityID"):
        raise Malformed("it is no EntityDescriptor with an entityID")
    if not root.findall("md:*/md:KeyDescriptor", NAMES):
        raise Malformed("it has no KeyDescriptor")
    keys = root.findall("md:IDPSSODescriptor/md:KeyDescriptor", NAMES)
    certificates = tuple(
        _certificate(found)
        for key in keys
        for found in key.findall("ds:KeyInfo/ds:X509Data/ds:X509Certificate", NAMES)
        if key.get("use", "signing") == "signing"
    )
    return Metadata(str(root.get("entityID")), certificates, _valid_until(root))


def _certificate(element: etree._Element) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join(markup.text_of(element).split())))
    except ValueError as error:
        raise Malformed(f"a certificate cannot be read: {error}") from None


def _valid_until(root: etree._Element) -> datetime | None:
    text = root.get("validUntil")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise Malformed("validUntil is no time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
