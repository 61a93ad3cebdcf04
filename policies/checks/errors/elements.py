"""Errors of the elements: unknown, missing, of the wrong JSON type, or not to be used together."""

from collections.abc import Iterable, Iterator

from policies.checks.model import PolicyType
from policies.checks.policy import ACTIONS, PRINCIPALS, RESOURCES, Policy, Statement, entries, strings
from policies.checks.registry import Problem, Problems, at, at_all, error, policies, shown, statements
from policies.checks.tree import Node, ObjectNode, Scalar
from policies.language.grammar import ELEMENTS, PAIRS, TOP_ELEMENTS, VERSIONS

EFFECTS = ("Allow", "Deny")
WITH_PRINCIPAL = (PolicyType.RESOURCE, PolicyType.RESOURCE_CONTROL)


@error("DATA_TYPE_MISMATCH", each=policies)
def data_type_mismatch(policy: Policy) -> Problems:
    """Each element takes certain JSON types: strings for Version, Sid and Effect, a string or a list of
    strings for actions, resources and principals, objects for statements and conditions."""
    if not isinstance(policy.root, ObjectNode):
        yield at(policy.root, "A policy is a JSON object.")
        return
    for name in ("Version", "Id"):
        if member := policy.member(name):
            yield from _strings_in([member.value], name)
    member = policy.member("Statement")
    for node in entries(member.value) if member else ():
        if not isinstance(node, ObjectNode):
            yield at(node, "A statement is a JSON object.")
    for statement in policy.statements:
        yield from _types_in(statement)


@error("INVALID_POLICY_ELEMENT", each=policies)
def invalid_policy_element(policy: Policy) -> Problems:
    """A policy has the elements Version, Id and Statement, a statement Sid, Effect, Principal, Action,
    Resource, Condition and the Not... forms, spelled exactly so. Remove or rename any other."""
    if isinstance(policy.root, ObjectNode):
        yield from _unknown(policy.root, TOP_ELEMENTS)
    for statement in policy.statements:
        yield from _unknown(statement.node, ELEMENTS)


@error("INVALID_EFFECT", each=statements)
def invalid_effect(statement: Statement) -> Problems:
    """Effect says what the statement does with a request that it matches. Write Allow or Deny, with a
    capital first letter."""
    member = statement.member("Effect")
    for node in strings([member.value] if member else ()):
        if node.text not in EFFECTS:
            yield at(node, f"{shown(node.text)} is no effect. Use Allow or Deny.")


@error("INVALID_VERSION", each=policies)
def invalid_version(policy: Policy) -> Problems:
    """Version names the version of the policy language, not of your policy. Use 2012-10-17; only old
    policies without variables use 2008-10-17."""
    member = policy.member("Version")
    for node in strings([member.value] if member else ()):
        if node.text not in VERSIONS:
            yield at(node, f"{shown(node.text)} is no version of the language. Use 2012-10-17.")


@error("MISSING_STATEMENT", each=policies)
def missing_statement(policy: Policy) -> Problems:
    """A policy without statements says nothing and is refused. Add a Statement element with at least one
    statement."""
    member = policy.member("Statement")
    if not isinstance(policy.root, ObjectNode):
        return
    if member is None:
        yield at(policy.root, "The policy has no Statement element.")
    elif not list(entries(member.value)):
        yield at(member.value, "The policy has no statement.")


@error("MISSING_EFFECT", each=statements)
def missing_effect(statement: Statement) -> Problems:
    """Nothing is allowed or denied by default wording: each statement needs Effect. Add Allow or Deny."""
    if not statement.member("Effect"):
        yield at(statement.node, "The statement has no Effect. Add Allow or Deny.")


@error("MISSING_ACTION", each=statements)
def missing_action(statement: Statement) -> Problems:
    """A statement speaks of actions. Add Action with the actions it is about, or NotAction with those it
    is not about."""
    yield from _missing(statement, ACTIONS)


@error("MISSING_RESOURCE", each=statements)
def missing_resource(statement: Statement) -> Problems:
    """A statement speaks of resources. Add Resource with ARNs or `*`, or NotResource; only the trust policy
    of a role has neither, since the role itself is the resource."""
    if not statement.policy.is_trust:
        yield from _missing(statement, RESOURCES)


@error("MISSING_PRINCIPAL", each=statements)
def missing_principal(statement: Statement) -> Problems:
    """A policy on a resource must say who is meant, since it is not attached to anybody. Add Principal."""
    if statement.policy.kind in WITH_PRINCIPAL:
        yield from _missing(statement, PRINCIPALS)


@error("UNSUPPORTED_PRINCIPAL", each=statements)
def unsupported_principal(statement: Statement) -> Problems:
    """An identity policy speaks of the identity it is attached to. Remove Principal and NotPrincipal."""
    if statement.policy.is_identity:
        for name in PRINCIPALS:
            if member := statement.member(name):
                yield at(member.key, f"An identity policy cannot have {name}. Remove it.")


@error("UNSUPPORTED_ELEMENT_COMBINATION", each=statements)
def unsupported_element_combination(statement: Statement) -> Problems:
    """An element and its Not... form exclude each other, because one names what the other leaves out.
    Keep one of the two, or write two statements."""
    for name, opposite in PAIRS:
        both = [member.key for member in map(statement.member, (name, opposite)) if member]
        if len(both) == 2:
            yield at_all(both, f"A statement cannot have both {name} and {opposite}.")


@error("UNSUPPORTED_SID", each=statements)
def unsupported_sid(statement: Statement) -> Problems:
    """IAM takes the letters A-Z and a-z and the digits 0-9 in a Sid, and no blanks or signs. Some other
    services are less strict in the policies of their resources."""
    member = statement.member("Sid")
    if is_strict_about_sids(statement.policy) and member and isinstance(member.value, Scalar):
        text = member.value.text
        if text and not (text.isascii() and text.isalnum()):
            yield at(member.value, f"{shown(text)} has other characters than letters and digits.")


@error("UNIQUE_SIDS_REQUIRED", each=policies)
def unique_sids_required(policy: Policy) -> Problems:
    """A Sid names one statement of the policy. Give each statement its own, or none."""
    if is_strict_about_sids(policy):
        for node in repeated_sids(policy):
            yield at(node, f"The Sid {shown(node.text)} is already taken by another statement.")


def is_strict_about_sids(policy: Policy) -> bool:
    return not policy.is_resource or policy.is_trust


def repeated_sids(policy: Policy) -> Iterator[Scalar]:
    seen = set()
    for statement in policy.statements:
        member = statement.member("Sid")
        if member and isinstance(member.value, Scalar) and member.value.text:
            if member.value.text in seen:
                yield member.value
            seen.add(member.value.text)


def _missing(statement: Statement, names: tuple[str, str]) -> Iterator[Problem]:
    if not any(map(statement.member, names)):
        yield at(statement.node, f"The statement has neither {names[0]} nor {names[1]}.")


def _unknown(node: ObjectNode, known: frozenset[str]) -> Iterator[Problem]:
    for member in node.members:
        if member.name not in known:
            yield at(member.key, f"{shown(member.name)} is no element of a policy.")


def _types_in(statement: Statement) -> Iterator[Problem]:
    for name in ("Sid", "Effect"):
        if member := statement.member(name):
            yield from _strings_in([member.value], name)
    for name in (*ACTIONS, *RESOURCES):
        if member := statement.member(name):
            yield from _strings_in(entries(member.value), name)
    for name in PRINCIPALS:
        member = statement.member(name)
        for kind in member.value.members if member and isinstance(member.value, ObjectNode) else ():
            yield from _strings_in(entries(kind.value), kind.name)
    if member := statement.member("Condition"):
        yield from _types_in_condition(member.value)


def _types_in_condition(node: Node) -> Iterator[Problem]:
    if not isinstance(node, ObjectNode):
        yield at(node, "Condition is a JSON object of operators.")
        return
    for operator in node.members:
        if not isinstance(operator.value, ObjectNode):
            yield at(operator.value, f"{shown(operator.name)} takes a JSON object of condition keys.")
            continue
        for key in operator.value.members:
            for value in entries(key.value):
                if not isinstance(value, Scalar) or value.value is None:
                    yield at(value, f"{shown(key.name)} takes strings, numbers or booleans.")


def _strings_in(nodes: Iterable[Node], name: str) -> Iterator[Problem]:
    for node in nodes:
        if not isinstance(node, Scalar) or not node.is_string:
            yield at(node, f"{shown(name)} takes strings.")
