"""Session tokens: everything about a temporary credential, sealed, so that none needs a row.

A token names its key, so the two cannot be mixed; its secret is inside, so whoever shows the token need not be looked
up. What may have changed since (the user or role is gone) is asked again on every call.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.models import Role, User
from iamconsole import arns, ids, vault
from iamconsole.aws.endpoint import Signer
from iamconsole.caller import Caller, CallerKind, Origin, Session
from iamconsole.errors import ExpiredToken, InvalidClientTokenId

PURPOSE = "session-token"
UNKNOWN = "The security token included in the request is invalid."
# How exact "last used" of a role is, in seconds.
ROLE_USE_PRECISION = 60


@dataclass(frozen=True, slots=True)
class Token:
    """What a token holds: for whom it stands, and all of the session. Times are seconds since 1970, 0 for never.

    `subject` is the unique id of the user or role behind it; `tags` are the session's, over those of the role.
    """

    kind: str
    subject: str
    expires_at: int
    name: str = ""
    issued_at: int = 0
    mfa_at: int = 0
    policies: tuple[str, ...] = ()
    policy_arns: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    transitive_tags: tuple[str, ...] = ()
    source_identity: str = ""
    keys: Mapping[str, Any] = field(default_factory=dict)
    key_id: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class TemporaryCredentials:
    key_id: str
    secret: str
    token: str
    expires_at: datetime

    def shape(self) -> dict[str, Any]:
        """Return the credentials as AWS shows them."""
        return {
            "AccessKeyId": self.key_id,
            "SecretAccessKey": self.secret,
            "SessionToken": self.token,
            "Expiration": self.expires_at,
        }


def issue(account_id: str, session: Mapping[str, Any], seconds: int, minimum_size: int = 0) -> TemporaryCredentials:
    """Return credentials for `session`, the fields of a Token, that hold for `seconds`.

    The token has at least `minimum_size` characters.
    """
    now = int(timezone.now().timestamp())
    token = Token(
        **session,
        issued_at=now,
        expires_at=now + seconds,
        key_id=ids.new_key_id(ids.SESSION_KEY, account_id),
        secret=ids.new_secret(),
    )
    packed = zlib.compress(json.dumps(asdict(token), separators=(",", ":")).encode(), 9)
    # A seal is base 64, four characters for three bytes; what follows the end of a zlib stream means nothing.
    sealed = vault.seal(PURPOSE, packed.ljust(-(-minimum_size * 3 // 4), b"\0"))
    return TemporaryCredentials(token.key_id, token.secret, sealed, _moment(token.expires_at))


def signer(key_id: str, sealed: str, service: str) -> Signer:
    """Return the secret and the caller of a temporary key; it must be shown with the token it was given with."""
    token = _opened(sealed)
    if token.key_id != key_id:
        raise InvalidClientTokenId(UNKNOWN)
    if timezone.now() >= _moment(token.expires_at):
        raise ExpiredToken("The security token included in the request is expired")
    if service == "iam" and not _may_call_iam(token):
        raise InvalidClientTokenId(UNKNOWN)
    return Signer(token.secret, _caller_of(token))


def _may_call_iam(token: Token) -> bool:
    """Federated users never, sessions of users only with MFA (IAM User Guide, "Compare AWS STS credentials")."""
    return token.kind == "role" or (token.kind == "user" and token.mfa_at > 0)


def _opened(sealed: str) -> Token:
    try:
        packed = zlib.decompressobj().decompress(vault.unseal(PURPOSE, sealed))
    except vault.Tampered:
        raise InvalidClientTokenId(UNKNOWN) from None
    content = json.loads(packed)
    for name in ("policies", "policy_arns", "transitive_tags"):
        content[name] = tuple(content[name])
    return Token(**content | {"tags": tuple((key, value) for key, value in content["tags"])})


def _caller_of(token: Token) -> Any:
    if token.kind == "role":
        role = Role.objects.filter(unique_id=token.subject).first()
        if role is None:
            raise InvalidClientTokenId(UNKNOWN)
        return partial(_role_session, token, role)
    user = User.objects.filter(unique_id=token.subject).first()
    if user is None:
        raise InvalidClientTokenId(UNKNOWN)
    return partial(_federated_user if token.kind == "federated" else _user_session, token, user)


def _user_session(token: Token, user: User, origin: Origin) -> Caller:
    return Caller(
        kind=CallerKind.ROOT if user.is_root else CallerKind.USER,
        account_id=user.account_id,
        arn=user.arn,
        principal_arn=user.arn,
        user_id=user.unique_id,
        user_key=user.pk,
        user_name=user.name,
        access_key_id=token.key_id,
        session=_session(token),
        tags=dict(user.tags),
        origin=origin,
    )


def _role_session(token: Token, role: Role, origin: Origin) -> Caller:
    now = timezone.now()
    if role.last_used is None or (now - role.last_used).total_seconds() > ROLE_USE_PRECISION:
        Role.objects.filter(pk=role.pk).update(last_used=now, last_used_region=origin.region[:64])
    return Caller(
        kind=CallerKind.ASSUMED_ROLE,
        account_id=role.account_id,
        arn=role.session_arn(token.name),
        principal_arn=role.arn,
        user_id=f"{role.unique_id}:{token.name}",
        role_key=role.pk,
        access_key_id=token.key_id,
        session=_session(token),
        tags=_overlaid(role.tags, token.tags),
        origin=origin,
    )


def _federated_user(token: Token, user: User, origin: Origin) -> Caller:
    arn = arns.sts(user.account_id, f"federated-user/{token.name}")
    return Caller(
        kind=CallerKind.FEDERATED_USER,
        account_id=user.account_id,
        arn=arn,
        principal_arn=arn,
        user_id=f"{user.account_id}:{token.name}",
        user_key=None if user.is_root else user.pk,
        access_key_id=token.key_id,
        session=_session(token, issuer=user.arn),
        tags=_overlaid(user.tags, token.tags),
        origin=origin,
    )


def _session(token: Token, issuer: str = "") -> Session:
    return Session(
        name=token.name,
        issued_at=_moment(token.issued_at),
        expires_at=_moment(token.expires_at),
        mfa_at=_moment(token.mfa_at) if token.mfa_at else None,
        policies=token.policies,
        policy_arns=token.policy_arns,
        transitive_tags=token.transitive_tags,
        source_identity=token.source_identity,
        issuer=issuer,
        keys=token.keys,
    )


def _overlaid(own: list[list[str]], of_session: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the tags of a session: its own over those of the role or user, whatever the case of their keys."""
    replaced = {key.lower() for key, _ in of_session}
    return {key: value for key, value in own if key.lower() not in replaced} | dict(of_session)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
