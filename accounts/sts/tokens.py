"""Session tokens: everything about a temporary credential, sealed, so that none needs a row.

A token names its key, so the two cannot be mixed; its secret is inside, so whoever shows the token need not be looked
up. What may have changed since (the user is gone) is asked again on every call.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial

from django.utils import timezone

from accounts.models import User
from iamconsole import ids, vault
from iamconsole.aws.endpoint import Signer
from iamconsole.caller import Caller, CallerKind, Origin
from iamconsole.errors import ExpiredToken, InvalidClientTokenId

PURPOSE = "session-token"
UNKNOWN = "The security token included in the request is invalid."


@dataclass(frozen=True, slots=True)
class Session:
    """What a token holds; times are seconds since 1970, `mfa_at` is 0 without MFA."""

    key_id: str
    secret: str
    user_id: str
    issued_at: int
    expires_at: int
    mfa_at: int = 0


@dataclass(frozen=True, slots=True)
class TemporaryCredentials:
    key_id: str
    secret: str
    token: str
    expires_at: datetime


def issue(user: User, seconds: int, *, with_mfa: bool, minimum_size: int = 0) -> TemporaryCredentials:
    """Return credentials with which `user` can call for `seconds`; the token has at least `minimum_size` characters."""
    now = int(timezone.now().timestamp())
    session = Session(
        key_id=ids.new_key_id(ids.SESSION_KEY, user.account_id),
        secret=ids.new_secret(),
        user_id=user.unique_id,
        issued_at=now,
        expires_at=now + seconds,
        mfa_at=now if with_mfa else 0,
    )
    # A seal is base 64, four characters for three bytes; blanks at the end of JSON mean nothing.
    content = json.dumps(asdict(session), separators=(",", ":")).ljust(-(-minimum_size * 3 // 4))
    token = vault.seal(PURPOSE, content.encode())
    return TemporaryCredentials(session.key_id, session.secret, token, _moment(session.expires_at))


def signer(key_id: str, token: str) -> Signer:
    """Return the secret and the caller of a temporary key; it must be shown with the token it was given with."""
    try:
        session = Session(**json.loads(vault.unseal(PURPOSE, token)))
    except vault.Tampered:
        raise InvalidClientTokenId(UNKNOWN) from None
    if session.key_id != key_id:
        raise InvalidClientTokenId(UNKNOWN)
    if timezone.now() >= _moment(session.expires_at):
        raise ExpiredToken("The security token included in the request is expired")
    user = User.objects.filter(unique_id=session.user_id).first()
    if user is None:
        raise InvalidClientTokenId(UNKNOWN)
    return Signer(session.secret, partial(_caller, session, user))


def _caller(session: Session, user: User, origin: Origin) -> Caller:
    return Caller(
        kind=CallerKind.ROOT if user.is_root else CallerKind.USER,
        account_id=user.account_id,
        arn=user.arn,
        principal_arn=user.arn,
        user_id=user.unique_id,
        user_key=user.pk,
        user_name=user.name,
        access_key_id=session.key_id,
        issued_at=_moment(session.issued_at),
        mfa_at=_moment(session.mfa_at) if session.mfa_at else None,
        origin=origin,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
