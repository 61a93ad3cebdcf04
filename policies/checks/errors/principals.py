"""Errors of Principal and NotPrincipal."""

import re

from policies.catalog.globs import is_pattern
from policies.checks.policy import PRINCIPALS, Principal, Statement
from policies.checks.registry import Problems, at, error, principals, shown, statements
from policies.checks.tree import Node, ObjectNode, Scalar
from policies.language.grammar import PRINCIPAL_TYPES

_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)")

# no service that calls on a customer's behalf is such a principal: these keys describe people and roles
KEYS_OF_IDENTITIES = (
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalType",
    "aws:userid",
    "aws:username",
)


@error("INVALID_PRINCIPAL_FORMAT", each=statements)
def invalid_principal_format(statement: Statement) -> Problems:
    """Principal is `*` for everybody, or a JSON object with the type of principal and its names, such as
    AWS with the ARN of a role."""
    for name in PRINCIPALS:
        member = statement.member(name)
        if member and not isinstance(member.value, ObjectNode) and not _is_star(member.value):
            yield at(member.value, f'{name} is "*" or an object such as {{"AWS": "111122223333"}}.')


@error("INVALID_PRINCIPAL_KEY", each=statements)
def invalid_principal_key(statement: Statement) -> Problems:
    """The types of principals are AWS, Service, Federated and CanonicalUser, spelled exactly so."""
    for name in PRINCIPALS:
        member = statement.member(name)
        for kind in member.value.members if member and isinstance(member.value, ObjectNode) else ():
            if kind.name not in PRINCIPAL_TYPES:
                known = ", ".join(sorted(PRINCIPAL_TYPES))
                yield at(kind.key, f"{shown(kind.name)} is no type of principal. Use one of {known}.")


@error("UNSUPPORTED_WILDCARD_IN_PRINCIPAL", each=principals)
def unsupported_wildcard_in_principal(principal: Principal) -> Problems:
    """A principal is named in full; only a lone `*` stands for everybody. To mean many, name their account
    and compare aws:PrincipalArn in a condition."""
    if is_pattern(principal.text) and not principal.is_anyone:
        yield at(principal.node, f"{shown(principal.text)} holds a wildcard, and principals cannot.")


@error("INVALID_SERVICE_PRINCIPAL_FORMAT", each=principals)
def invalid_service_principal_format(principal: Principal) -> Problems:
    """A service is named by its domain, such as ec2.amazonaws.com, in lower case."""
    text = principal.text
    if principal.kind == "Service" and not is_pattern(text) and not _SERVICE.fullmatch(text):
        yield at(principal.node, f"{shown(text)} is no service. Write it as name.amazonaws.com.")


@error("FEDERATED_PRINCIPAL_NOT_SUPPORTED", each=principals)
def federated_principal_not_supported(principal: Principal) -> Problems:
    """Only the trust policy of a role can name an identity provider. Elsewhere name the role that the
    provider's users assume."""
    if principal.kind == "Federated" and not _can_be_trust(principal):
        yield at(principal.node, "This policy cannot name an identity provider. Name a role instead.")


@error("UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL", each=statements)
def unsupported_condition_key_for_service_principal(statement: Statement) -> Problems:
    """A service is no member of an organization and no user or role, so these keys are missing when it
    calls. Use aws:SourceArn, aws:SourceAccount or aws:SourceOrgID."""
    kinds = {principal.kind for principal in statement.principals}
    if kinds != {"Service"} or not statement.allows:
        return
    for condition in statement.conditions:
        if condition.is_key(*KEYS_OF_IDENTITIES):
            service = statement.principals[0].text
            yield at(condition.node, f"Requests of {shown(service)} have no {condition.name}.")


def _is_star(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value == "*"


def _can_be_trust(principal: Principal) -> bool:
    policy = principal.policy
    if policy.is_trust or not policy.is_resource:
        return policy.is_trust
    return policy.resource_type is None and policy.speaks_of_sts
