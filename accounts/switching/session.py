"""The role that a console session stands in: the session token of AssumeRole, kept in the user's session.

The token is sealed and says all: which role, since when, until when. So a switched session is a session of the role as
any other is, and is asked on every request whether it still holds.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.access.authorize import decide_for
from accounts.access.context import HOME_REGION
from accounts.sts import tokens
from iamconsole.caller import Caller
from iamconsole.errors import ExpiredToken, InvalidClientTokenId
from policies.engine import Outcome

SWITCHED = "switched_role"
# Any action does: a revoked session is denied all of them.
ANY_ACTION = "iam:GetAccountSummary"


@dataclass(frozen=True, slots=True)
class Switched:
    """What the session keeps; `account` is the number, `expires` an ISO time, `display_name` and `color` the user's."""

    key_id: str
    token: str
    account: str
    role_name: str
    display_name: str
    color: str
    expires: str

    @property
    def expires_at(self) -> datetime:
        return datetime.fromisoformat(self.expires)


def current(request: HttpRequest) -> Switched | None:
    """Return the role that the session of `request` stands in."""
    kept: dict[str, Any] | None = request.session.get(SWITCHED)
    return Switched(**kept) if kept else None


def begin(request: HttpRequest, switched: Switched) -> None:
    """Stand in a role; as with every change of rights the session gets a new key."""
    request.session.cycle_key()
    request.session[SWITCHED] = asdict(switched)


def end(request: HttpRequest) -> None:
    request.session.cycle_key()
    request.session.pop(SWITCHED, None)


def caller_in(switched: Switched, user: Caller) -> Caller:
    """Return the session of the role as a caller that `user` stands behind; raise when it holds no longer."""
    signer = tokens.signer(switched.key_id, switched.token, "sts")
    return replace(signer.caller(replace(user.origin, region=HOME_REGION)), invoked_by=user.arn)


def why_over(switched: Switched, user: Caller) -> str:
    """Return why the session of the role holds no longer, or "" while it does."""
    try:
        caller = caller_in(switched, user)
    except ExpiredToken:
        return f"Your time as {switched.display_name} is over."
    except InvalidClientTokenId:
        return f"The role behind {switched.display_name} is gone."
    return f"The sessions of {switched.display_name} were revoked." if _is_revoked(caller) else ""


def _is_revoked(caller: Caller) -> bool:
    """Whether policies deny this session because of when it began, as AWSRevokeOlderSessions does."""
    if decide_for(caller, ANY_ACTION, "*", {})[1].outcome is not Outcome.EXPLICIT_DENY:
        return False
    tomorrow = timezone.now() + timedelta(days=1)
    later = {"aws:tokenissuetime": tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return decide_for(caller, ANY_ACTION, "*", later)[1].outcome is not Outcome.EXPLICIT_DENY
