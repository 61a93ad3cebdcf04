"""Keys and certificates as an authority would make them; the slow RSA keys once per process."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID


@cache
def rsa_key(name: str = "first", bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the key called `name`: the same one every time."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def ssh_line(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def public_pem(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def private_pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


@dataclass(frozen=True)
class Issued:
    """A certificate with its key; both in PEM."""

    body: str
    key: rsa.RSAPrivateKey
    subject: str

    @property
    def private_key(self) -> str:
        return private_pem(self.key)


def certificate(
    subject: str = "www.example.com",
    issuer: Issued | None = None,
    from_day: int = -1,
    extension: x509.ExtensionType | None = None,
) -> Issued:
    """Return a certificate valid for ninety days from `from_day` on, by `issuer` or signed by itself."""
    key = rsa_key(subject)
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=from_day)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer.subject if issuer else subject))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=90))
    )
    builder = builder.add_extension(extension, critical=False) if extension else builder
    made = builder.sign(issuer.key if issuer else key, SHA256())
    return Issued(made.public_bytes(Encoding.PEM).decode(), key, subject)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
