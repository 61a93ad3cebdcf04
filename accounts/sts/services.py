"""The rules of temporary credentials: how long they hold, what they need, who may have them."""

import re

from django.utils import timezone

from accounts.mfa import services as mfa
from accounts.models import AccessKey, Role, User
from accounts.sts import tokens
from accounts.sts.packing import Passed
from iamconsole import arns, ids, vault
from iamconsole.caller import Caller, CallerKind
from iamconsole.errors import AccessDenied, InvalidAuthorizationMessageException, ValidationError

LONGEST_OF_ROOT = 3_600
DEFAULT_OF_USER = 43_200
DEFAULT_OF_ROLE = 3_600
LONGEST_CHAINED = 3_600
NO_SUCH_DEVICE = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is"
    " valid and associated with this user."
)
ROLE = re.compile(r"role/(?:.*/)?([^/]+)")


def user_session(
    user: User, *, seconds: int | None, serial_number: str | None, code: str | None, minimum_size: int
) -> tokens.TemporaryCredentials:
    """Return a session of `user`; with a device and its code it counts as authenticated with MFA.

    Source: STS API Reference, GetSessionToken: 15 minutes to 36 hours, 12 hours by default; root at most an hour.
    """
    with_mfa = verified(user, serial_number, code)
    session = {"kind": "user", "subject": user.unique_id, "mfa_at": _now() if with_mfa else 0}
    return tokens.issue(user.account_id, session, _user_seconds(user, seconds), minimum_size)


def federated_session(
    user: User, name: str, passed: Passed, *, seconds: int | None, minimum_size: int
) -> tokens.TemporaryCredentials:
    """Return a session of somebody whom `user` vouches for, who may do what both the user and `passed` allow."""
    session = {"kind": "federated", "subject": user.unique_id, "name": name, **passed.fields()}
    return tokens.issue(user.account_id, session, _user_seconds(user, seconds), minimum_size)


def role_session(
    role: Role,
    name: str,
    passed: Passed,
    *,
    seconds: int | None,
    seconds_at_most: int | None = None,
    is_chained: bool = False,
    source_identity: str = "",
    keys: dict[str, object] | None = None,
    minimum_size: int = 0,
) -> tokens.TemporaryCredentials:
    """Return a session of `role`; `seconds_at_most` cuts it short without a word, as whoever vouches for it may."""
    session = {
        "kind": "role",
        "subject": role.unique_id,
        "name": name,
        "source_identity": source_identity,
        "keys": keys or {},
        **passed.fields(),
    }
    lasting = _role_seconds(role, seconds, is_chained=is_chained)
    return tokens.issue(role.account_id, session, min(lasting, seconds_at_most or lasting), minimum_size)


def find_role(role_arn: str) -> Role | None:
    """Return the role of any account that `role_arn` names; ValidationError when it names no role at all."""
    parts = arns.parse(role_arn)
    named = ROLE.fullmatch(parts.resource) if parts and parts.service == "iam" and not parts.region else None
    if parts is None or named is None:
        raise ValidationError(f"{role_arn} is invalid")
    role = (
        Role.objects.filter(account_id=parts.account_id, name_key=named[1].lower()).select_related("boundary").first()
    )
    return role if role is not None and role.arn == role_arn else None


def verified(user: User, serial_number: str | None, code: str | None) -> bool:
    """Whether a second factor was shown; AccessDenied when it was shown and is wrong."""
    if serial_number is None and code is None:
        return False
    if serial_number is None or code is None:
        raise ValidationError("SerialNumber and TokenCode must be given together.")
    if not mfa.owns(user, serial_number):
        raise AccessDenied(NO_SUCH_DEVICE)
    if not mfa.verify(user, serial_number, code):
        raise AccessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
    return True


def refuse_sessions(caller: Caller, operation: str) -> None:
    """Raise AccessDenied unless `caller` signs with long-term keys."""
    if caller.is_temporary:
        raise AccessDenied(f"Cannot call {operation} with session credentials")


def refuse_sessions_of_users(caller: Caller, operation: str) -> None:
    """Raise AccessDenied where `caller` has the session of a user or of a federated user.

    Of STS, the former may call GetCallerIdentity and AssumeRole, the latter only the first (User Guide, "Compare AWS
    STS credentials").
    """
    if caller.kind is not CallerKind.ASSUMED_ROLE:
        refuse_sessions(caller, operation)


def refuse_federated_users(caller: Caller, operation: str) -> None:
    if caller.kind is CallerKind.FEDERATED_USER:
        refuse_sessions(caller, operation)


def caller_verified(caller: Caller, serial_number: str | None, code: str | None) -> bool:
    """Whether `caller` shows a second factor now; that its session began with one, and when, the session says."""
    if serial_number is None and code is None:
        return False
    user = User.objects.filter(pk=caller.user_key).first() if caller.user_key else None
    if user is None:
        raise AccessDenied(NO_SUCH_DEVICE)
    return verified(user, serial_number, code)


def account_of_key(key_id: str) -> str:
    """Return the account an access key belongs to, from the id alone where the key is not known here."""
    key = AccessKey.objects.filter(pk=key_id).select_related("user").first()
    account_id = key.user.account_id if key else ids.account_of_key(key_id)
    if not account_id:
        raise ValidationError(f"{key_id} is no access key id.")
    return account_id


def decoded_message(account_id: str, sealed: str) -> str:
    """Return what an encoded authorization message of this account says."""
    try:
        return vault.unseal(f"authorization-message {account_id}", sealed).decode()
    except vault.Tampered:
        raise InvalidAuthorizationMessageException("The message could not be decoded.") from None


def root_arn(target: str) -> str:
    """Return the ARN of the root user that `target` names, which may be an account number."""
    return arns.root(target) if target.isdecimal() else target


def is_chained(caller: Caller) -> bool:
    return caller.kind is CallerKind.ASSUMED_ROLE


def _user_seconds(user: User, seconds: int | None) -> int:
    if user.is_root:
        return min(seconds or LONGEST_OF_ROOT, LONGEST_OF_ROOT)
    return seconds or DEFAULT_OF_USER


def _role_seconds(role: Role, seconds: int | None, *, is_chained: bool) -> int:
    if seconds is not None and is_chained and seconds > LONGEST_CHAINED:
        raise ValidationError(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
    if seconds is not None and seconds > role.max_session_seconds:
        raise ValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    return seconds or DEFAULT_OF_ROLE


def _now() -> int:
    return int(timezone.now().timestamp())
