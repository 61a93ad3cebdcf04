"""The condition keys of a request: who asks, how, from where and when.

Source: IAM User Guide, "AWS global condition context keys" and "Principal key values". A key that does not apply is
absent, never empty: conditions tell the two apart.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from accounts.models import Role, User
from iamconsole import arns
from iamconsole.caller import Caller, CallerKind

HOME_REGION = "us-east-1"


def request_context(caller: Caller, resource: str, now: datetime) -> dict[str, Any]:
    """Return the global keys of a request of `caller` for `resource`, names in lower case."""
    return {**_principal(caller), **_session(caller, now), **_network(caller), **_time(now), **_resource(resource)}


def origin_context(caller: Caller, resource: str, now: datetime) -> dict[str, Any]:
    """Return what is known of a request that nobody signed: from where it came, and when."""
    return {**_network(caller), **_time(now), **_resource(resource)}


def bounded_user(caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `iam:PermissionsBoundary`, the boundary of the user a request names, when it has one."""
    name = parameters.get("UserName") or ""
    users = User.objects.filter(account_id=caller.account_id, name_key=name.lower(), boundary__isnull=False)
    user = users.select_related("boundary").first()
    return {"iam:permissionsboundary": user.boundary.arn} if user and user.boundary else {}


def bounded_role(caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the same of the role that a request names."""
    name = parameters.get("RoleName") or ""
    roles = Role.objects.filter(account_id=caller.account_id, name_key=name.lower(), boundary__isnull=False)
    role = roles.select_related("boundary").first()
    return {"iam:permissionsboundary": role.boundary.arn} if role and role.boundary else {}


def _principal(caller: Caller) -> dict[str, Any]:
    keys = {
        "aws:principalarn": caller.principal_arn,
        "aws:principalaccount": caller.account_id,
        "aws:principaltype": str(caller.kind),
        "aws:principalisawsservice": "false",
        "aws:userid": caller.user_id,
    }
    if caller.kind is CallerKind.USER:
        keys["aws:username"] = caller.user_name
    return keys | {f"aws:principaltag/{key.lower()}": value for key, value in caller.tags.items()}


def _session(caller: Caller, now: datetime) -> dict[str, Any]:
    """Return what only temporary credentials and the console's sessions carry.

    Whether there was a second factor is said of users' sessions alone; those of roles say nothing about it.
    """
    session = caller.session
    if session is None or session.issued_at is None:
        return {}
    keys: dict[str, Any] = {**session.keys, "aws:tokenissuetime": _iso(session.issued_at)}
    if caller.kind in (CallerKind.USER, CallerKind.ROOT):
        keys["aws:multifactorauthpresent"] = "true" if session.mfa_at else "false"
    if session.mfa_at:
        keys["aws:multifactorauthage"] = str(int((now - session.mfa_at).total_seconds()))
    if session.source_identity:
        keys["aws:sourceidentity"] = session.source_identity
    return keys


def _network(caller: Caller) -> dict[str, Any]:
    origin = caller.origin
    keys = {
        "aws:requestedregion": HOME_REGION,
        "aws:securetransport": "true" if origin.is_secure else "false",
        "aws:viaawsservice": "false",
    }
    given = {"aws:sourceip": origin.source_ip, "aws:useragent": origin.user_agent, "aws:referer": origin.referer}
    return keys | {key: value for key, value in given.items() if value}


def _time(now: datetime) -> dict[str, Any]:
    return {"aws:currenttime": _iso(now), "aws:epochtime": str(int(now.timestamp()))}


def _resource(resource: str) -> dict[str, Any]:
    parts = arns.parse(resource)
    return {"aws:resourceaccount": parts.account_id} if parts and parts.account_id else {}


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
