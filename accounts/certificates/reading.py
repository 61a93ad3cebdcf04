"""What stands in a certificate, for people. A part that is not as it should be is told as such: the rest is shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from accounts.credentials.x509 import parse_chain
from iamconsole.errors import MalformedCertificate

UNREADABLE = "Cannot be read"


@dataclass(frozen=True, slots=True)
class Certificate:
    """`names` are those the certificate vouches for; `serial` and `fingerprint` are hexadecimal."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    starts: datetime
    ends: datetime
    key: str
    serial: str
    fingerprint: str

    @property
    def is_self_signed(self) -> bool:
        return self.subject == self.issuer != UNREADABLE


def certificates(pem: str) -> tuple[Certificate, ...]:
    """Return the certificates in `pem`, none when it cannot be read."""
    try:
        return tuple(_read(certificate) for certificate in parse_chain(pem)) if pem else ()
    except MalformedCertificate:
        return ()


def _read(certificate: x509.Certificate) -> Certificate:
    return Certificate(
        subject=_text(lambda: certificate.subject),
        issuer=_text(lambda: certificate.issuer),
        names=_names(certificate),
        starts=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
        key=_key(certificate),
        serial=f"{certificate.serial_number:X}",
        fingerprint=certificate.fingerprint(SHA256()).hex(":").upper(),
    )


def _text(read: Callable[[], x509.Name]) -> str:
    try:
        return read().rfc4514_string()
    except ValueError:
        return UNREADABLE


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return tuple(_alternatives(found))
    except x509.ExtensionNotFound:
        return ()
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return (UNREADABLE,)


def _alternatives(names: x509.SubjectAlternativeName) -> Iterator[str]:
    for name in names:
        match name:
            case x509.DirectoryName():
                yield name.value.rfc4514_string()
            case x509.RegisteredID():
                yield name.value.dotted_string
            case x509.OtherName():
                yield f"{name.type_id.dotted_string} (another kind of name)"
            case _:
                yield str(name.value)


def _key(certificate: x509.Certificate) -> str:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return UNREADABLE
    match key:
        case RSAPublicKey():
            return f"RSA, {key.key_size} bits"
        case EllipticCurvePublicKey():
            return f"Elliptic curve {key.curve.name}, {key.key_size} bits"
    return type(key).__name__.removesuffix("PublicKey").strip("_")
