"""Which AWS services have roles of their own, what these are called and which policy they have.

`linked.json` holds what AWS answered CreateServiceLinkedRole with for 70 services, as LocalStack recorded it in its
tests (Apache License 2.0), and the one for custom resources from the Application Auto Scaling User Guide. A service
that is not in it has no such role here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from accounts.models.role import SERVICE_LINKED_PATH
from policies.catalog.managed import ARN_PREFIX


@dataclass(frozen=True, slots=True)
class LinkedService:
    """`principal` is the service as trust policies name it."""

    principal: str
    role: str
    policy: str
    description: str = ""
    takes_suffix: bool = False

    @property
    def path(self) -> str:
        return f"{SERVICE_LINKED_PATH}{self.principal}/"

    @property
    def policy_arn(self) -> str:
        return f"{ARN_PREFIX}{SERVICE_LINKED_PATH}{self.policy}"

    @property
    def trust(self) -> str:
        statement = {"Effect": "Allow", "Principal": {"Service": self.principal}, "Action": "sts:AssumeRole"}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    def role_name(self, suffix: str) -> str:
        return f"{self.role}_{suffix}" if suffix else self.role


@cache
def linked_services() -> Mapping[str, LinkedService]:
    """Return every service that has a role of its own, by its principal."""
    content = json.loads(Path(__file__).with_name("linked.json").read_text())
    return MappingProxyType({principal: LinkedService(principal, **row) for principal, row in content.items()})
