"""AWS's sentence for a refused request: who, what, on which resource, and which type of policy is the reason."""

from .decision import Decision, Layer, Outcome
from .request import PrincipalKind, Request

_EXPLICIT = {
    Layer.IDENTITY: "an identity-based policy",
    Layer.BOUNDARY: "a permissions boundary",
    # "sessions policy": so it stands in "Troubleshoot access denied error messages".
    Layer.SESSION: "a sessions policy",
    Layer.RESOURCE: "a resource-based policy",
    Layer.TRUST: "the role trust policy",
    Layer.SCP: "a service control policy",
    Layer.RCP: "a resource control policy",
    Layer.ENDPOINT: "a VPC endpoint policy",
}
_UNSIGNED = (PrincipalKind.SAML, PrincipalKind.WEB_IDENTITY)


def denial_text(request: Request, decision: Decision) -> str:
    """Return the message of the AccessDenied answer."""
    if request.principal.kind in _UNSIGNED:
        return f"Not authorized to perform {request.action}"
    where = f" on resource: {request.resource}" if request.resource else ""
    who = request.principal.arn or "anonymous"
    return f"User: {who} is not authorized to perform: {request.action}{where} {_reason(request.action, decision)}"


def _reason(action: str, decision: Decision) -> str:
    if decision.outcome is Outcome.EXPLICIT_DENY:
        return f"with an explicit deny in {_EXPLICIT[decision.layer]}"
    return f"because no {decision.layer.value} allows the {action} action"
