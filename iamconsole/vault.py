"""Encrypt what must be read back: secret access keys, TOTP seeds, session tokens.

AES-256-GCM with a random nonce; the purpose is authenticated with the text, so what was sealed for one use never
opens for another. Everything is sealed with the first of VAULT_KEYS and opened with the one it names.
"""

import base64
import hashlib
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
KEY_ID_BYTES = 4


class Tampered(Exception):
    """What should be opened was changed, cut, sealed for another purpose, or sealed with a key that is gone."""


def seal(purpose: str, content: bytes) -> str:
    """Return `content` encrypted and authenticated for `purpose`, as URL-safe base 64 without padding."""
    key_id, cipher = _ring()[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = key_id + nonce + cipher.encrypt(nonce, content, purpose.encode())
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def unseal(purpose: str, sealed: str) -> bytes:
    """Return what `seal` was given for the same purpose; raise Tampered for anything else."""
    try:
        raw = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise Tampered from None
    cipher = dict(_ring()).get(raw[:KEY_ID_BYTES])
    if cipher is None or _canonical(raw) != sealed:
        raise Tampered
    nonce = raw[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES]
    try:
        return cipher.decrypt(nonce, raw[KEY_ID_BYTES + NONCE_BYTES :], purpose.encode())
    except (InvalidTag, ValueError):
        raise Tampered from None


def is_newest(sealed: str) -> bool:
    """Whether `sealed` was sealed with the key that is used now."""
    return base64.b64decode(sealed[:8], altchars=b"-_")[:KEY_ID_BYTES] == _ring()[0][0]


def _canonical(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _ring() -> tuple[tuple[bytes, AESGCM], ...]:
    return _derived(settings.VAULT_KEYS)


@cache
def _derived(keys: tuple[str, ...]) -> tuple[tuple[bytes, AESGCM], ...]:
    """Return each configured key with the id that stands in front of what it sealed."""
    ring = []
    for text in keys:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"iamconsole vault").derive(text.strip().encode())
        ring.append((hashlib.sha256(b"id" + key).digest()[:KEY_ID_BYTES], AESGCM(key)))
    return tuple(ring)
