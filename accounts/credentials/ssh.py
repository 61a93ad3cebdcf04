"""SSH public keys in the two encodings of the API: a line that begins with `ssh-rsa`, and PEM."""

import hashlib
from base64 import b64decode
from collections.abc import Callable

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
    load_ssh_public_key,
)

from iamconsole.errors import InvalidPublicKey, UnrecognizedPublicKeyEncoding

SSH, PEM, CERTIFICATE = "SSH", "PEM", "certificate"
SHORTEST_BITS = 2048
INVALID = "Invalid body for public key"
_STARTS = {"ssh-rsa ": SSH, "-----BEGIN CERTIFICATE-----": CERTIFICATE, "-----BEGIN ": PEM}
_FORMATS = {
    SSH: (Encoding.OpenSSH, PublicFormat.OpenSSH),
    PEM: (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
}
_LOADERS: dict[str, Callable[[bytes], object]] = {
    SSH: load_ssh_public_key,
    PEM: load_pem_public_key,
    CERTIFICATE: lambda text: x509.load_pem_x509_certificate(text).public_key(),
}


def check(body: str) -> str:
    """Return the fingerprint of the RSA key in `body`; raise when there is none, or a short one."""
    key = _read(body)
    # The length AWS documents is of keys; of a certificate's key nothing is said.
    if _kind(body) != CERTIFICATE and key.key_size < SHORTEST_BITS:
        raise InvalidPublicKey(INVALID)
    return _fingerprint(key)


def encoded(body: str, encoding: str) -> str:
    """Return the key in the encoding that is asked for, without its comment; a certificate stays as it is."""
    if _kind(body) == CERTIFICATE:
        return body
    return _read(body).public_bytes(*_FORMATS[encoding]).decode()


def _read(body: str) -> RSAPublicKey:
    text = body.strip().encode()
    try:
        key = _LOADERS[_kind(body)](text)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InvalidPublicKey(INVALID) from None
    if not isinstance(key, RSAPublicKey):
        raise InvalidPublicKey(INVALID)
    return key


def _kind(body: str) -> str:
    start = body.lstrip()
    for first, kind in _STARTS.items():
        if start.startswith(first):
            return kind
    raise UnrecognizedPublicKeyEncoding("Invalid public key uploaded.")


def _fingerprint(key: RSAPublicKey) -> str:
    """Return MD5 as `ssh-keygen -l -E md5` shows it: of the key as SSH sends it."""
    _, blob = key.public_bytes(*_FORMATS[SSH]).split()
    digest = hashlib.md5(b64decode(blob), usedforsecurity=False).hexdigest()
    return ":".join(digest[index : index + 2] for index in range(0, len(digest), 2))
