"""Decide whether a caller may: the one place where the pipeline's question meets the engine."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.access.context import request_context
from accounts.access.effective import policies_of
from iamconsole import arns
from iamconsole.caller import Caller, CallerKind
from iamconsole.errors import AccessDenied
from policies.engine import (
    Decision,
    PolicySet,
    Principal,
    PrincipalKind,
    Request,
    compile_policies,
    decide,
    denial_text,
)

KINDS = {
    CallerKind.ROOT: PrincipalKind.ROOT,
    CallerKind.USER: PrincipalKind.USER,
}
NO_POLICIES = PolicySet(identity=compile_policies([]))


def authorize(caller: Caller, action: str, resource: str, context: Mapping[str, Any]) -> None:
    """Raise AccessDenied, with AWS's reason, unless the policies of `caller` allow `action` on `resource`."""
    if caller.is_operator:
        return
    request, decision = decide_for(caller, action, resource, context)
    if not decision.allowed:
        raise AccessDenied(denial_text(request, decision))


def decide_for(caller: Caller, action: str, resource: str, context: Mapping[str, Any]) -> tuple[Request, Decision]:
    """Return what the engine was asked about `caller`, and what it decided."""
    request = Request(
        principal=_principal(caller),
        action=action,
        resource=resource,
        resource_account=_account(resource) or caller.account_id,
        context={**request_context(caller, resource, timezone.now()), **context},
    )
    return request, decide(request, _policies(caller))


def _principal(caller: Caller) -> Principal:
    return Principal(
        kind=KINDS[caller.kind],
        arn=caller.arn,
        account_id=caller.account_id,
        unique_id=caller.user_id,
        name=caller.user_name,
    )


def _policies(caller: Caller) -> PolicySet:
    if caller.is_root or caller.user_key is None:
        return NO_POLICIES
    return policies_of(caller.account_id, caller.user_key)


def _account(resource: str) -> str:
    parts = arns.parse(resource)
    return parts.account_id if parts and parts.account_id.isdecimal() else ""
