"""Decide whether a caller may: the one place where the pipeline's question meets the engine."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from accounts.access.context import request_context
from accounts.access.effective import policies_of, policies_seen
from accounts.models import Role
from accounts.roles import trust
from iamconsole import arns, tags
from iamconsole.caller import Caller, CallerKind
from iamconsole.errors import AccessDenied
from policies.engine import (
    Decision,
    PolicySet,
    Principal,
    PrincipalKind,
    Request,
    Source,
    compile_policies,
    decide,
    denial_text,
    granted,
)
from policies.language import PolicyKind

KINDS = {
    CallerKind.ROOT: PrincipalKind.ROOT,
    CallerKind.USER: PrincipalKind.USER,
    CallerKind.ASSUMED_ROLE: PrincipalKind.ASSUMED_ROLE,
    CallerKind.FEDERATED_USER: PrincipalKind.FEDERATED_USER,
}


def authorize(caller: Caller, action: str, resource: str, context: Mapping[str, Any]) -> None:
    """Raise AccessDenied, with AWS's reason, unless the policies of `caller` allow `action` on `resource`."""
    if caller.is_operator:
        return
    request, decision = decide_for(caller, action, resource, context)
    if not decision.allowed:
        raise AccessDenied(denial_text(request, decision))


def authorize_by_trust(caller: Caller, role: Role, action: str, context: Mapping[str, Any]) -> None:
    """Raise AccessDenied unless the trust policy of `role`, and where needed the caller's own, allow `action`."""
    request = request_for(caller, action, role.arn, {**tags.resource_context(role.arn, role.tags), **context})
    decision = decide(request, replace(policies_of(caller), trust=_trust(role)))
    if not decision.allowed:
        raise AccessDenied(denial_text(request, decision))


def authorize_external(principal: Principal, role: Role, action: str, context: Mapping[str, Any]) -> None:
    """Do the same for somebody whom an identity provider vouches for, who has no policies of ours."""
    request = Request(
        principal, action, role.arn, role.account_id, {**tags.resource_context(role.arn, role.tags), **context}
    )
    decision = decide(request, PolicySet(trust=_trust(role)))
    if not decision.allowed:
        raise AccessDenied(f"Not authorized to perform {action}")


def possible(caller: Caller) -> Callable[[str], bool]:
    """Return the question whether the policies of `caller` can allow an action on any resource at all."""
    if caller.is_root or caller.is_operator:
        return lambda _action: True
    policies = policies_seen(caller)
    return lambda action: bool(granted(policies, [action]).actions)


def decide_for(caller: Caller, action: str, resource: str, context: Mapping[str, Any]) -> tuple[Request, Decision]:
    """Return what the engine was asked about `caller`, and what it decided."""
    request = request_for(caller, action, resource, context)
    return request, decide(request, policies_of(caller))


def request_for(caller: Caller, action: str, resource: str, context: Mapping[str, Any]) -> Request:
    """Return what the engine is asked about `caller`, with every key that is known of it now."""
    return Request(
        principal=_principal(caller),
        action=action,
        resource=resource,
        resource_account=_account(resource) or caller.account_id,
        context={**request_context(caller, resource, timezone.now()), **context},
    )


def _principal(caller: Caller) -> Principal:
    is_role = caller.kind is CallerKind.ASSUMED_ROLE
    return Principal(
        kind=KINDS[caller.kind],
        arn=caller.arn,
        account_id=caller.account_id,
        # Of a session only the part before the colon names the role.
        unique_id=caller.user_id.partition(":")[0],
        role_arn=caller.principal_arn if is_role else "",
        issuer=caller.session.issuer if caller.session else "",
        name=caller.user_name,
        session_name=caller.session.name if caller.session else "",
    )


def _trust(role: Role) -> Any:
    return compile_policies([Source(role.arn, role.name, PolicyKind.TRUST, trust.shown(role))])


def _account(resource: str) -> str:
    parts = arns.parse(resource)
    return parts.account_id if parts and parts.account_id.isdecimal() else ""
