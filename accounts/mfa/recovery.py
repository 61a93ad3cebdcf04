"""The rules of recovery codes: ten at a time, shown once, each good for one sign-in.

Source: NIST SP 800-63B, "Look-Up Secrets"; OWASP ASVS 4.0, 2.6.
"""

import secrets

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.mfa import selectors
from accounts.models import RecoveryCodes, User
from iamconsole.errors import InvalidInput

CODES = 10
# Without vowels and what looks alike: a code has 57 bits.
ALPHABET = "bcdfghjkmnpqrstvwxyz23456789"
GROUPS, GROUP_LENGTH = 3, 4


def make(user: User) -> list[str]:
    """Return new codes of `user`, who keeps them; all former ones are void."""
    if not selectors.has_device(user):
        raise InvalidInput("Recovery codes stand in for an MFA device: set up a device first.")
    codes = [_code() for _ in range(CODES)]
    hashes = [make_password(normalized(code)) for code in codes]
    RecoveryCodes.objects.update_or_create(
        user=user,
        defaults={
            "hashes": hashes,
            "made": timezone.now(),
            "throttling_failure_count": 0,
            "throttling_failure_timestamp": None,
        },
    )
    return codes


def of(user: User) -> RecoveryCodes | None:
    return RecoveryCodes.objects.filter(user=user).first()


def forget(user: User) -> None:
    """Make every code of `user` void."""
    RecoveryCodes.objects.filter(user=user).delete()


def use(user: User, code: str) -> RecoveryCodes | None:
    """Return the codes that are left when `code` is one of the user's; it is spent then."""
    # A transaction of its own: a wrong code counts as an attempt, whatever becomes of the request.
    with transaction.atomic():
        codes = RecoveryCodes.objects.select_for_update().filter(user=user).first()
        return codes if codes is not None and codes.verify_token(normalized(code)) else None


def normalized(code: str) -> str:
    """Return a code as it is hashed, however it was typed."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _code() -> str:
    letters = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH)]
    groups = ["".join(letters[start : start + GROUP_LENGTH]) for start in range(0, len(letters), GROUP_LENGTH)]
    return "-".join(groups)
