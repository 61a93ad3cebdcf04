"""Who asks for what: the principal, the action, the resource and everything that conditions can look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

Value = str | tuple[str, ...]
Context = Mapping[str, Value]


class PrincipalKind(Enum):
    ROOT = "root user"
    USER = "user"
    ASSUMED_ROLE = "role session"
    FEDERATED_USER = "federated user"
    SERVICE = "service"
    WEB_IDENTITY = "web identity"
    SAML = "SAML identity"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. `arn` is what AWS prints: the user's, the session's or the service's name.

    A role session has its role's ARN in `role_arn`, a federated user its creator's in `issuer`; an external identity
    has its provider in `issuer`. `unique_id` is AIDA... or AROA...; of a session only the part that names the role.
    """

    kind: PrincipalKind
    arn: str = ""
    account_id: str = ""
    unique_id: str = ""
    role_arn: str = ""
    issuer: str = ""
    name: str = ""
    session_name: str = ""

    @property
    def is_service_linked(self) -> bool:
        return ":role/aws-service-role/" in self.role_arn


@dataclass(frozen=True, slots=True)
class Request:
    """One action on one resource. Keys of `context` are in lower case; `"*"` is the resource of actions without one."""

    principal: Principal
    action: str
    resource: str = "*"
    resource_account: str | None = None
    context: Context = field(default_factory=dict)
