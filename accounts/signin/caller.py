"""The caller behind a console session, with the keys its conditions see: MFA, and when the session began."""

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from accounts.switching import session
from iamconsole.aws.wire import client_address
from iamconsole.caller import Caller, CallerKind, Face, Origin, Session

SIGNED_IN_AT = "signed_in_at"
MFA_AT = "mfa_at"
CONFIRMED_AT = "confirmed_at"


def console_caller(request: HttpRequest) -> Caller:
    """Return who acts: the role that the person has switched to, else the user."""
    user, switched = user_caller(request), session.current(request)
    return session.caller_in(switched, user) if switched else user


def user_caller(request: HttpRequest) -> Caller:
    """Return who is signed in; the gate lets nobody else through."""
    user = request.user
    assert isinstance(user, User), "pages are behind the sign-in gate"
    return Caller(
        kind=CallerKind.ROOT if user.is_root else CallerKind.USER,
        account_id=user.account_id,
        arn=user.arn,
        principal_arn=user.arn,
        user_id=user.unique_id,
        user_key=user.pk,
        user_name=user.name,
        tags=dict(user.tags),
        session=Session(issued_at=_moment(request, SIGNED_IN_AT), mfa_at=_moment(request, MFA_AT)),
        origin=origin_of(request),
    )


def origin_of(request: HttpRequest) -> Origin:
    return Origin(
        face=Face.CONSOLE,
        request_id=str(uuid.uuid4()),
        source_ip=client_address(request.META),
        user_agent=request.headers.get("User-Agent", ""),
        is_secure=request.is_secure(),
        confirmed_at=_moment(request, CONFIRMED_AT),
    )


def identity(request: HttpRequest) -> dict[str, Any] | None:
    """Return what the frame shows of who is signed in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None
    return {
        "role": session.current(request),
        "name": user.label,
        "account_label": str(user.account),
        "account_id": user.account_id,
        "is_verified": user.is_verified(),  # type: ignore[attr-defined]
        "is_root": user.is_root,
    }


def _moment(request: HttpRequest, key: str) -> datetime | None:
    text = request.session.get(key)
    return datetime.fromisoformat(text) if text else None
