"""What a simulation is asked, read and checked: policies, resources, the caller, the owner.

The texts of the errors are AWS's where an answer of AWS is recorded.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from iamconsole import arns
from iamconsole.errors import InvalidInput, MalformedPolicyDocument
from policies import language
from policies.catalog import Catalog
from policies.engine import Principal, PrincipalKind, Source
from policies.engine.request import Value
from policies.language import PolicyKind, PolicySyntaxError

EVERYTHING = "*"
# "You can input only one permissions boundary when you pass a policy to this operation."
BOUNDARIES_PER_SIMULATION = 1
ACTION = re.compile(r"[A-Za-z0-9.-]+:[A-Za-z0-9_.-]+")
# "instance, image, security group, network interface, subnet, volume": as their ARNs name them.
EC2_SCENARIOS = {
    "EC2-Classic-InstanceStore": ("instance", "image", "security-group"),
    "EC2-Classic-EBS": ("instance", "image", "security-group", "volume"),
    "EC2-VPC-InstanceStore": ("instance", "image", "security-group", "network-interface"),
    "EC2-VPC-InstanceStore-Subnet": ("instance", "image", "security-group", "network-interface", "subnet"),
    "EC2-VPC-EBS": ("instance", "image", "security-group", "network-interface", "volume"),
    "EC2-VPC-EBS-Subnet": ("instance", "image", "security-group", "network-interface", "subnet", "volume"),
}
_ENTITY = re.compile(r"(user|group|role)(?:/.*)?/([\w+=,.@-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entity:
    """A user, group or role as its ARN names it."""

    arn: str
    account_id: str
    kind: str
    name: str

    @property
    def principal(self) -> Principal:
        if self.kind == "role":
            return Principal(PrincipalKind.ASSUMED_ROLE, account_id=self.account_id, role_arn=self.arn)
        name = self.name if self.kind == "user" else ""
        return Principal(PrincipalKind.USER, arn=self.arn, account_id=self.account_id, name=name)

    @property
    def keys(self) -> dict[str, Value]:
        """The keys that AWS's simulator fills in from the caller's ARN, unless the request gives others."""
        keys: dict[str, Value] = {"aws:principalarn": self.arn, "aws:principalaccount": self.account_id}
        return keys | {"aws:username": self.name} if self.kind == "user" else keys


def entity(arn: str) -> Entity:
    """Return whom `arn` names, whether it exists or not."""
    parts = arns.parse(arn)
    match = _ENTITY.fullmatch(parts.resource) if parts and parts.service == "iam" and not parts.region else None
    if parts is None or match is None or not _is_account(parts.account_id):
        raise InvalidInput(f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
    return Entity(arn, parts.account_id, match[1], match[2])


def policy_sources(texts: Iterable[str], member: str, kind: PolicyKind) -> tuple[Source, ...]:
    """Return the policies that a request brings, called `PolicyInputList.1` and so on as AWS calls them."""
    named = [(f"{member}.{number}", text) for number, text in enumerate(texts, start=1)]
    return tuple(Source(name, name, kind, read(text, name, kind)) for name, text in named)


def boundary_sources(texts: Sequence[str]) -> tuple[Source, ...]:
    if len(texts) > BOUNDARIES_PER_SIMULATION:
        raise InvalidInput("The list of Permissions Boundary policies cannot exceed 1 items.")
    return policy_sources(texts, "PermissionsBoundaryPolicyInputList", PolicyKind.BOUNDARY)


def read(text: str, name: str, kind: PolicyKind) -> language.Document:
    """Return the policy `text`; `name` says in an error which of the request's policies it is."""
    try:
        return language.read(text, kind)
    except PolicySyntaxError as error:
        raise MalformedPolicyDocument(
            f"{name}: {error.message}", detail=error.detail, line=error.line, column=error.column
        ) from None


def check_actions(actions: Sequence[str]) -> None:
    """Refuse patterns: "This operation does not support using wildcards (*) in an action name." """
    if not actions:
        raise InvalidInput("ActionNames is required.")
    for action in actions:
        if ":" not in action:
            raise InvalidInput(f"Invalid Input Actions: {action} needs a service prefix, such as iam:CreateUser.")
        if not ACTION.fullmatch(action):
            raise InvalidInput(f"Invalid Input Actions: {action} is no name of an action; wildcards are not supported.")


def resources_of(resource_arns: Sequence[str], *, has_policy: bool, handling: str | None) -> tuple[str, ...]:
    """Return the resources to simulate, each once; `*` when the request names none."""
    resources = tuple(dict.fromkeys(resource_arns)) or (EVERYTHING,)
    for resource in resources:
        if resource == EVERYTHING and has_policy:
            raise InvalidInput(f"Invalid Entity Arn: {resource} does not clearly define entity type and name.")
        if not (_is_arn(resource) or resources == (EVERYTHING,)):
            raise InvalidInput(f"ResourceNames are not in a valid ARN format: {resource}.")
    if handling is not None:
        _check_scenario(handling, resources)
    return resources


def owner_account(resource_owner: str | None) -> str:
    """Return the account that ResourceOwner names, the ARN of its root user; empty when it is not given."""
    if resource_owner is None:
        return ""
    parts = arns.parse(resource_owner)
    if parts is None or parts.service != "iam" or parts.resource != "root" or not _is_account(parts.account_id):
        raise InvalidInput(f"'{resource_owner}' is not a valid as a Resource Owner.")
    return parts.account_id


def shared_name(action: str, resources: Sequence[str], catalog: Catalog) -> str:
    """Return how AWS names several resources in one result: by the format of their type, otherwise `*`."""
    if len(resources) == 1:
        return resources[0]
    known = catalog.action(action)
    named = {kind.name for kind in catalog.resource_types(known)} if known else set()
    fitting = (kind for kind in catalog.resource_types_of(resources[0]) if kind.name in named)
    kind = next(fitting, None)
    return kind.arn_format.replace("${Partition}", arns.PARTITION) if kind else EVERYTHING


def _check_scenario(handling: str, resources: Sequence[str]) -> None:
    if handling not in EC2_SCENARIOS:
        raise InvalidInput(f"Invalid input resource handling options: {handling}.")
    kinds = {arn.resource.partition("/")[0] for resource in resources if (arn := arns.parse(resource))}
    missing = [kind for kind in EC2_SCENARIOS[handling] if kind not in kinds]
    if missing:
        raise InvalidInput(f"The scenario {handling} also needs these resources: {', '.join(missing)}.")


def _is_arn(text: str) -> bool:
    parts = arns.parse(text)
    return parts is not None and bool(parts.partition and parts.service and parts.resource)


def _is_account(text: str) -> bool:
    return len(text) == 12 and text.isascii() and text.isdecimal()
