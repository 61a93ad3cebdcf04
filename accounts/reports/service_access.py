"""Which policies let an identity use a service: only identity policies count, and each is asked alone.

Source: IAM API Reference, ListPoliciesGrantingServiceAccess.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.groups import services as groups
from accounts.models import Attachment, Group, InlinePolicy, Role, User
from accounts.roles import services as roles
from accounts.users import services as users
from iamconsole import arns
from iamconsole.errors import InvalidInput, NoSuchEntity
from policies.catalog import default_catalog
from policies.engine import Compiled, PolicySet, Source, compile_policies, granted
from policies.language import PolicyKind
from policies.models import Policy, PolicyVersion

Identity = User | Group | Role
FINDERS: dict[str, Callable[[str, str], Identity]] = {"user": users.find, "group": groups.find, "role": roles.find}
_RESOURCE = re.compile(r"(user|group|role)/(?:.*/)?([^/]+)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A policy of the identity, compiled alone; `shape` is how AWS shows it."""

    compiled: Compiled
    shape: dict[str, Any]


def find(account_id: str, arn: str) -> Identity:
    """Return the user, group or role that `arn` names exactly."""
    parts = arns.parse(arn)
    named = _RESOURCE.fullmatch(parts.resource) if parts and parts.service == "iam" else None
    if parts is None or named is None:
        raise InvalidInput(f"The ARN {arn} is not that of a user, a group or a role.")
    if parts.account_id != account_id:
        raise NoSuchEntity(f"The entity {arn} cannot be found.")
    identity = FINDERS[named[1]](account_id, named[2])
    if identity.arn != arn:
        raise NoSuchEntity(f"The entity {arn} cannot be found.")
    return identity


def granting(identity: Identity, namespaces: Iterable[str]) -> list[dict[str, Any]]:
    """Return for each service namespace the policies that can allow one of its actions."""
    candidates = [*_inline(identity), *_managed(identity)]
    return [{"ServiceNamespace": name, "Policies": _for(name, candidates)} for name in namespaces]


def _for(namespace: str, candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    actions = default_catalog().expand(f"{namespace}:*")
    return [one.shape for one in candidates if granted(PolicySet(identity=one.compiled), actions).actions]


def _inline(identity: Identity) -> Iterator[Candidate]:
    for policy in InlinePolicy.objects.filter(_on(identity)).select_related("user", "group", "role").order_by("name"):
        owner = policy.user or policy.group or policy.role
        assert owner is not None, "the table keeps exactly one owner"
        entity = {"EntityType": type(owner).__name__.upper(), "EntityName": owner.name}
        shape = {"PolicyName": policy.name, "PolicyType": "INLINE", **entity}
        yield Candidate(_compiled(policy.name, policy.document), shape)


def _managed(identity: Identity) -> Iterator[Candidate]:
    attached = Attachment.objects.filter(_on(identity)).values("policy")
    policies = Policy.objects.filter(pk__in=attached).order_by("name_key", "pk")
    versions = PolicyVersion.objects.filter(policy__in=policies)
    documents = {(version.policy_id, version.number): version.document for version in versions}
    for policy in policies:
        shape = {"PolicyName": policy.name, "PolicyType": "MANAGED", "PolicyArn": policy.arn}
        yield Candidate(_compiled(policy.name, documents[policy.pk, policy.default_version]), shape)


def _on(identity: Identity) -> Q:
    if isinstance(identity, User):
        return Q(user=identity) | Q(group__memberships__user=identity)
    return Q(group=identity) if isinstance(identity, Group) else Q(role=identity)


def _compiled(name: str, document: str) -> Compiled:
    return compile_policies([Source(name, name, PolicyKind.IDENTITY, document)])
