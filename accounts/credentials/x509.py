"""X.509 certificates in PEM: parsed, dated, matched with their private key and their issuers.

Everything here works on values; what is wrong raises the error AWS answers.
"""

import warnings
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.utils import CryptographyDeprecationWarning

from iamconsole.errors import KeyPairMismatch, MalformedCertificate

UNREADABLE = "Unable to parse certificate. Please ensure the certificate is in PEM format."
BAD_CHAIN = (
    "Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, "
    "followed by any intermediaries in order. The index within the chain of the invalid certificate is: "
)


def parse(pem: str) -> x509.Certificate:
    """Return the one certificate in `pem`."""
    found = parse_chain(pem)
    if len(found) != 1:
        raise MalformedCertificate(UNREADABLE)
    return found[0]


def parse_chain(pem: str) -> list[x509.Certificate]:
    try:
        with warnings.catch_warnings():
            # Old certificates with a serial number of zero or less are common among authorities.
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            found = x509.load_pem_x509_certificates(pem.encode())
            for certificate in found:
                certificate.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise MalformedCertificate(UNREADABLE) from None
    return found


def is_valid_at(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


def has_expired_at(certificate: x509.Certificate, now: datetime) -> bool:
    return now > certificate.not_valid_after_utc


def check_key(certificate: x509.Certificate, private_key: str) -> None:
    """Raise unless `private_key` is an unencrypted key in PEM and that of `certificate`."""
    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise MalformedCertificate(
            "Unable to parse the private key. Give it in PEM format, without a password."
        ) from None
    own = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    shown = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if own != shown:
        raise KeyPairMismatch(
            "The private key did not match the public key provided. Please verify the key material and try again."
        )


def check_chain(certificate: x509.Certificate, chain: list[x509.Certificate]) -> None:
    """Raise unless each certificate was issued by the next, beginning with `certificate`."""
    for index, (issued, issuer) in enumerate(pairwise([certificate, *chain])):
        try:
            issued.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            # AWS counts from the first certificate of the chain, and says -1 of the one before.
            raise MalformedCertificate(f"{BAD_CHAIN}{index - 1}") from None
