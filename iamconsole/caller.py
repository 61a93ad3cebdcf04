"""Who asks, and from where: the two values every operation is given, whichever face it came in by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class CallerKind(StrEnum):
    """The values of `aws:PrincipalType`, and the operator of the installation, whom AWS does not have."""

    ROOT = "Account"
    USER = "User"
    ASSUMED_ROLE = "AssumedRole"
    FEDERATED_USER = "FederatedUser"
    ANONYMOUS = "Anonymous"
    SERVICE = "Service"
    OPERATOR = "Operator"


class Face(StrEnum):
    """The way a request came in."""

    API = "api"
    CONSOLE = "console"
    COMMAND = "command"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from; what is not known is empty.

    `confirmed_at` is when the person at the console last showed a second factor, or the password where there is none.
    """

    face: Face
    request_id: str
    source_ip: str = ""
    user_agent: str = ""
    region: str = ""
    referer: str = ""
    is_secure: bool = False
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """What temporary credentials carry beside who they stand for.

    `policies` are session policies in JSON, `policy_arns` managed ones; `transitive_tags` are the keys that a chained
    session inherits; `issuer` is the ARN of the user who made a federated one; `keys` are condition keys that the
    issuer proved, such as those of an identity provider.
    """

    name: str = ""
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    mfa_at: datetime | None = None
    policies: tuple[str, ...] = ()
    policy_arns: tuple[str, ...] = ()
    transitive_tags: tuple[str, ...] = ()
    source_identity: str = ""
    issuer: str = ""
    keys: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Caller:
    """A principal that has proved who it is.

    `arn` is what AWS prints (for a session the sts ARN), `principal_arn` what `aws:PrincipalArn` holds (for a
    session of a role the role's ARN). `session` is there for temporary credentials and the console's sessions only.
    `user_key` and `role_key` name the row whose policies decide. `invoked_by` is the ARN of the user who switched to
    the role in the console.
    """

    kind: CallerKind
    account_id: str
    arn: str
    user_id: str
    origin: Origin
    principal_arn: str = ""
    user_key: int | None = None
    user_name: str = ""
    role_key: int | None = None
    access_key_id: str = ""
    invoked_by: str = ""
    session: Session | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_root(self) -> bool:
        return self.kind is CallerKind.ROOT

    @property
    def is_operator(self) -> bool:
        return self.kind is CallerKind.OPERATOR

    @property
    def is_temporary(self) -> bool:
        return self.session is not None
