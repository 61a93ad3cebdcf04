"""What the engine answers: allowed or not, and which policy type, policy and statement decided."""

from dataclasses import dataclass
from enum import Enum

from policies.language import Document, PolicyKind, Statement


class Outcome(Enum):
    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


class Layer(Enum):
    """The kind of policy that decided; the last two decide without a policy."""

    IDENTITY = "identity-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    RESOURCE = "resource-based policy"
    TRUST = "role trust policy"
    SCP = "service control policy"
    RCP = "resource control policy"
    ENDPOINT = "VPC endpoint policy"
    ROOT = "root user"
    ALWAYS = "always allowed"


LAYERS = {
    PolicyKind.IDENTITY: Layer.IDENTITY,
    PolicyKind.BOUNDARY: Layer.BOUNDARY,
    PolicyKind.SESSION: Layer.SESSION,
    PolicyKind.RESOURCE: Layer.RESOURCE,
    PolicyKind.TRUST: Layer.TRUST,
    PolicyKind.SCP: Layer.SCP,
    PolicyKind.RCP: Layer.RCP,
    PolicyKind.ENDPOINT: Layer.ENDPOINT,
}


@dataclass(frozen=True, slots=True)
class Source:
    """One policy as it is attached: `id` is its ARN or a path such as `user/alice/inline-name`.

    `text` is the policy as stored, or the Document that was read from it already.
    """

    id: str
    name: str
    kind: PolicyKind
    text: str | Document


@dataclass(frozen=True, slots=True)
class Decision:
    outcome: Outcome
    layer: Layer
    source: Source | None = None
    statement: Statement | None = None

    @property
    def allowed(self) -> bool:
        return self.outcome is Outcome.ALLOWED


IMPLICIT = {layer: Decision(Outcome.IMPLICIT_DENY, layer) for layer in Layer}
