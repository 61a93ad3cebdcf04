"""What is read in certificates, also in odd ones."""

from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.x509.oid import ObjectIdentifier

from accounts.certificates.reading import UNREADABLE, certificates
from tests.certificates import certificate

# An alternative name of a kind that nobody knows.
BROKEN = x509.UnrecognizedExtension(x509.SubjectAlternativeName.oid, b"\x30\x03\x9f\x1f\x00")


def test_it_reads_who_a_certificate_is_for_and_from() -> None:
    authority = certificate("Example authority")

    [own] = certificates(certificate(issuer=authority).body)

    assert (own.subject, own.issuer) == ("CN=www.example.com", "CN=Example authority")
    assert (own.names, own.key, own.is_self_signed) == ((), "RSA, 2048 bits", False)
    assert (own.ends - own.starts).days == 90


def test_it_reads_names_of_every_kind() -> None:
    names = x509.SubjectAlternativeName(
        [
            x509.DNSName("*.example.com"),
            x509.IPAddress(ip_address("192.0.2.1")),
            x509.RFC822Name("a@example.com"),
            x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "<b>")])),
            x509.RegisteredID(ObjectIdentifier("1.2.3")),
            x509.OtherName(ObjectIdentifier("1.2.4"), b"\x05\x00"),
        ]
    )

    [own] = certificates(certificate(extension=names).body)

    assert own.names == (
        "*.example.com",
        "192.0.2.1",
        "a@example.com",
        r"CN=\<b\>",
        "1.2.3",
        "1.2.4 (another kind of name)",
    )


def test_a_part_that_cannot_be_read_hides_no_other() -> None:
    [own] = certificates(certificate(extension=BROKEN).body)

    assert (own.names, own.subject) == ((UNREADABLE,), "CN=www.example.com")


@pytest.mark.parametrize("text", ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
def test_what_is_no_certificate_gives_none(text: str) -> None:
    assert certificates(text) == ()
