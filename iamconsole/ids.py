"""Unique ids as AWS makes them: a prefix that tells the kind, then upper-case base 32 that no one else ever gets.

Source: IAM User Guide, "IAM identifiers", table of prefixes.
"""

import base64
import secrets

USER = "AIDA"
GROUP = "AGPA"
ROLE = "AROA"
INSTANCE_PROFILE = "AIPA"
# Our own: AWS tells neither prefix.
SAML_PROVIDER = "SAMLP"
SAML_PRIVATE_KEY = "SAMLK"
POLICY = "ANPA"
ACCESS_KEY = "AKIA"
SESSION_KEY = "ASIA"
PUBLIC_KEY = "APKA"
CERTIFICATE = "ASCA"
SERVICE_CREDENTIAL = "ACCA"

ACCOUNT_BITS = 0x7FFFFFFFFF80


def new_entity_id(prefix: str) -> str:
    """Return a fresh id of 21 characters for a user, group, role or policy."""
    return prefix + base64.b32encode(secrets.token_bytes(11))[:17].decode()


def new_key_id(prefix: str, account_id: str) -> str:
    """Return a fresh id of 20 characters for an access key; the account number can be read from it."""
    account = (int(account_id) << 7) | (1 << 47)
    body = (account | secrets.randbits(7)).to_bytes(6, "big") + secrets.token_bytes(4)
    return prefix + base64.b32encode(body).decode()


def account_of_key(key_id: str) -> str:
    """Return the 12-digit account that `key_id` was made for, or "" when the id is of no such form."""
    try:
        body = base64.b32decode(key_id[4:])
    except ValueError:
        return ""
    return f"{(int.from_bytes(body[:6], 'big') & ACCOUNT_BITS) >> 7:012d}"


def new_secret() -> str:
    """Return a fresh secret access key: 40 characters of base 64, 240 random bits."""
    return base64.b64encode(secrets.token_bytes(30)).decode()
