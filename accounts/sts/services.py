"""The rules of temporary credentials."""

from accounts.mfa import services as mfa
from accounts.models import User
from accounts.sts import tokens
from iamconsole.errors import AccessDenied, ValidationError

SHORTEST = 900
LONGEST_OF_USER = 129_600
LONGEST_OF_ROOT = 3_600
DEFAULT_OF_USER = 43_200


def session_of(
    user: User, *, seconds: int | None, serial_number: str | None, code: str | None, minimum_size: int
) -> tokens.TemporaryCredentials:
    """Return a session of `user`; with a device and its code it counts as authenticated with MFA.

    Source: STS API Reference, GetSessionToken: 15 minutes to 36 hours, 12 hours by default; root at most an hour.
    """
    if (serial_number is None) != (code is None):
        raise ValidationError("SerialNumber and TokenCode must be given together.")
    if serial_number is not None and not mfa.verify(user, serial_number, code or ""):
        raise AccessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code. ", rolls_back=False)
    if user.is_root:
        seconds = min(seconds or LONGEST_OF_ROOT, LONGEST_OF_ROOT)
    return tokens.issue(user, seconds or DEFAULT_OF_USER, with_mfa=serial_number is not None, minimum_size=minimum_size)
