"""iamconsole's own operations on console sessions.

Everybody may see and end sessions of one's own, whatever the policies say: who lost a laptop must not need to ask.
"""

from typing import Any

from accounts import resources
from accounts.sessions import services, shapes
from accounts.users import services as users
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller

MOST_SHOWN = 100


@operation("iamconsole", "ListOwnSessions", resource=resources.own, open_to_all=True)
def list_own_sessions(caller: Caller) -> dict[str, Any]:
    user = users.find_own(caller.account_id, None, caller.user_key)
    return {"Sessions": [shapes.session_shape(row) for row in services.sessions_of(user)[:MOST_SHOWN]]}


@operation("iamconsole", "RevokeOwnSession", resource=resources.own, open_to_all=True)
def revoke_own_session(caller: Caller, session_id: str) -> None:
    services.end(users.find_own(caller.account_id, None, caller.user_key), session_id)


@operation("iamconsole", "RevokeOwnSessions", resource=resources.own, open_to_all=True)
def revoke_own_sessions(caller: Caller, keep_session_id: str = "") -> None:
    services.end_all(users.find_own(caller.account_id, None, caller.user_key), but=keep_session_id)


@operation("iamconsole", "ListSessions", resource=resources.user)
def list_sessions(caller: Caller, user_name: str) -> dict[str, Any]:
    user = users.find(caller.account_id, user_name)
    return {"Sessions": [shapes.session_shape(row) for row in services.sessions_of(user)[:MOST_SHOWN]]}


@operation("iamconsole", "RevokeSessions", resource=resources.user)
def revoke_sessions(caller: Caller, user_name: str) -> None:
    services.end_all(users.find(caller.account_id, user_name))
