"""The decision, in AWS's order: explicit denies, organization, resource, identity, boundary, session.

This module follows "Policy evaluation logic" of the IAM User Guide; each function is one of its boxes.
"""

from dataclasses import dataclass, field

from .compiled import Compiled
from .decision import IMPLICIT, Decision, Layer, Outcome
from .principals import Grant
from .request import PrincipalKind, Request

ALWAYS_ALLOWED = "sts:getcalleridentity"
# Without a resource policy of their own these services let nobody in, not even their own account.
NEEDS_RESOURCE_POLICY = "kms:"
NOT_BOUND_BY_RCP = "kms:retiregrant"

ALWAYS = Decision(Outcome.ALLOWED, Layer.ALWAYS)
ROOT = Decision(Outcome.ALLOWED, Layer.ROOT)

_WITHOUT_ACCOUNT = (
    PrincipalKind.SERVICE,
    PrincipalKind.SAML,
    PrincipalKind.WEB_IDENTITY,
    PrincipalKind.ANONYMOUS,
)


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Who decides what about one request; what is None or empty does not take part."""

    identity: Compiled | None = None
    boundary: Compiled | None = None
    session: Compiled | None = None
    scps: tuple[Compiled, ...] = ()
    rcps: tuple[Compiled, ...] = ()
    resource: Compiled | None = None
    trust: Compiled | None = None
    endpoint: Compiled | None = None
    only_identity: Compiled | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        others = (self.boundary, self.session, self.resource, self.trust, self.endpoint)
        alone = not self.scps and not self.rcps and all(other is None for other in others)
        object.__setattr__(self, "only_identity", self.identity if alone else None)


def authorize(request: Request, policies: PolicySet) -> Decision:
    """Decide by every policy that applies."""
    if request.action.lower() == ALWAYS_ALLOWED:
        return ALWAYS
    rcps, scps = _applying_rcps(request, policies), _applying_scps(request, policies)
    return (
        _explicit_deny(request, policies, (*rcps, *scps))
        or _missing_level(request, rcps, Layer.RCP)
        or _missing_level(request, scps, Layer.SCP)
        or _closed_endpoint(request, policies)
        or _combine(request, policies)
    )


def matching_deny(compiled: Compiled, request: Request) -> Decision | None:
    """Return the first Deny that applies to the request."""
    for test, decision, principal_test in compiled.about(request.action).denies:
        named = principal_test is None or principal_test.grant(request.principal)
        if named and (test is None or test(request.resource, request.context)):
            return decision
    return None


def matching_allow(compiled: Compiled, request: Request) -> Decision | None:
    """Return the first Allow that applies to the request, whomever its principals are."""
    for test, decision, _ in compiled.about(request.action).allows:
        if test is None or test(request.resource, request.context):
            return decision
    return None


def strongest_grant(compiled: Compiled | None, request: Request) -> tuple[Grant, Decision | None]:
    """Return the Allow of a resource's policy that names the caller in the strongest form."""
    strongest: tuple[Grant, Decision | None] = (Grant.NONE, None)
    if compiled is None:
        return strongest
    for test, decision, principal_test in compiled.about(request.action).allows:
        grant = principal_test.grant(request.principal) if principal_test else Grant.NONE
        if grant > strongest[0] and (test is None or test(request.resource, request.context)):
            strongest = grant, decision
    return strongest


def _applying_rcps(request: Request, policies: PolicySet) -> tuple[Compiled, ...]:
    if request.principal.is_service_linked or request.action.lower() == NOT_BOUND_BY_RCP:
        return ()
    return policies.rcps


def _applying_scps(request: Request, policies: PolicySet) -> tuple[Compiled, ...]:
    if request.principal.is_service_linked or request.principal.kind in _WITHOUT_ACCOUNT:
        return ()
    return policies.scps


def _explicit_deny(request: Request, policies: PolicySet, levels: tuple[Compiled, ...]) -> Decision | None:
    own = (policies.identity, policies.boundary, policies.session, policies.endpoint)
    for applying in (*levels, policies.resource, policies.trust, *own):
        if applying and (denied := matching_deny(applying, request)):
            return denied
    return None


def _missing_level(request: Request, levels: tuple[Compiled, ...], layer: Layer) -> Decision | None:
    if all(matching_allow(level, request) for level in levels):
        return None
    return IMPLICIT[layer]


def _closed_endpoint(request: Request, policies: PolicySet) -> Decision | None:
    if policies.endpoint and not strongest_grant(policies.endpoint, request)[0]:
        return IMPLICIT[Layer.ENDPOINT]
    return None


def _combine(request: Request, policies: PolicySet) -> Decision:
    principal = request.principal
    on_resource = Layer.RESOURCE if policies.trust is None else Layer.TRUST
    grant, granted = strongest_grant(policies.trust or policies.resource, request)
    if principal.kind is PrincipalKind.ROOT and policies.trust is not None:
        # "Roles may not be assumed by root accounts."
        return IMPLICIT[Layer.TRUST]
    if granted is None and _must_be_granted(request, policies):
        return IMPLICIT[on_resource]
    if principal.kind in _WITHOUT_ACCOUNT:
        return granted or IMPLICIT[on_resource]
    if principal.kind is PrincipalKind.ROOT:
        return granted or ROOT
    if granted is None or grant is Grant.ACCOUNT or is_cross_account(request):
        return _own_policies(request, policies)
    if grant is Grant.DIRECT:
        return granted
    return _limits(request, policies) or granted


def is_cross_account(request: Request) -> bool:
    return request.resource_account is not None and request.resource_account != request.principal.account_id


def _must_be_granted(request: Request, policies: PolicySet) -> bool:
    if policies.trust is not None or is_cross_account(request):
        return True
    return policies.resource is not None and request.action.lower().startswith(NEEDS_RESOURCE_POLICY)


def _own_policies(request: Request, policies: PolicySet) -> Decision:
    allowed = policies.identity and matching_allow(policies.identity, request)
    if not allowed:
        return IMPLICIT[Layer.IDENTITY]
    return _limits(request, policies) or allowed


def _limits(request: Request, policies: PolicySet) -> Decision | None:
    if policies.boundary and not matching_allow(policies.boundary, request):
        return IMPLICIT[Layer.BOUNDARY]
    if policies.session:
        return None if matching_allow(policies.session, request) else IMPLICIT[Layer.SESSION]
    # A federated user without a session policy may do nothing.
    is_federated = request.principal.kind is PrincipalKind.FEDERATED_USER
    return IMPLICIT[Layer.SESSION] if is_federated else None
