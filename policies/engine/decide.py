"""The fast door: a user or role in its own account, with identity policies only, needs no more than two loops."""

from .authorize import ALWAYS, ALWAYS_ALLOWED, PolicySet, authorize
from .decision import IMPLICIT, Decision, Layer
from .request import PrincipalKind, Request


def decide(request: Request, policies: PolicySet) -> Decision:
    """Decide whether the request is allowed, and by what."""
    principal = request.principal
    identity = policies.only_identity
    if (
        identity is None
        or (principal.kind is not PrincipalKind.USER and principal.kind is not PrincipalKind.ASSUMED_ROLE)
        or (request.resource_account is not None and request.resource_account != principal.account_id)
    ):
        return authorize(request, policies)
    about = identity.about(request.action)
    resource, context = request.resource, request.context
    for test, decision, _ in about.denies:
        if test is None or test(resource, context):
            return _refuse(request, decision)
    for test, decision, _ in about.allows:
        if test is None or test(resource, context):
            return decision
    return _refuse(request, IMPLICIT[Layer.IDENTITY])


def _refuse(request: Request, decision: Decision) -> Decision:
    return ALWAYS if request.action.lower() == ALWAYS_ALLOWED else decision
