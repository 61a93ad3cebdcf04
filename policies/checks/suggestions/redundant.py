"""What could be left out without changing the policy."""

from collections.abc import Hashable, Iterator

from policies.catalog.globs import covers, is_pattern
from policies.checks.policy import Condition, Entry, Policy, Statement
from policies.checks.registry import (
    Problem,
    Problems,
    at,
    at_all,
    conditions,
    policies,
    resources,
    shown,
    statements,
    suggestion,
)
from policies.checks.tree import ListNode, Node, ObjectNode, Scalar
from policies.language.operators import Family, Quantifier

# Longer lists are compared with their first patterns only, which bounds the work.
MOST_PATTERNS = 30
LONGEST_PATTERN = 512
# JSON values nested deeper than any policy needs are not compared.
DEEPEST = 6

GREATEST = ("NumericLessThan", "NumericLessThanEquals")
LEAST = ("NumericGreaterThan", "NumericGreaterThanEquals")


@suggestion("REDUNDANT_ACTION", each=statements)
def redundant_action(statement: Statement) -> Problems:
    """Another entry of the same list already names this action. Remove it."""
    for listed in (statement.actions, statement.not_actions):
        yield from _covered(listed, [entry.text.lower() for entry in listed])


@suggestion("REDUNDANT_RESOURCE", each=statements)
def redundant_resource(statement: Statement) -> Problems:
    """Another entry of the same list already names this resource. Remove it."""
    for listed in (statement.resources, statement.not_resources):
        yield from _covered(listed, [entry.text for entry in listed])


@suggestion("REDUNDANT_STATEMENT", each=policies)
def redundant_statement(policy: Policy) -> Problems:
    """Another statement says exactly the same. Remove one of them, before somebody changes only the other."""
    seen: dict[Hashable, Node] = {}
    for statement in policy.statements:
        first = seen.setdefault(_meaning(statement), statement.node)
        if first is not statement.node:
            yield at_all([statement.node, first], "Two statements say the same.")


@suggestion("REDUNDANT_CONDITION_VALUE_NUM", each=conditions)
def redundant_condition_value_num(condition: Condition) -> Problems:
    """Of several bounds only the widest counts. Keep that one."""
    operator = condition.operator
    if operator and operator.name in (*GREATEST, *LEAST) and len(condition.values) > 1:
        which = "greatest" if operator.name in GREATEST else "least"
        yield at(condition.member.value, f"Only the {which} value of {shown(condition.name)} counts.")


@suggestion("NULL_WITH_QUALIFIER", each=conditions)
def null_with_qualifier(condition: Condition) -> Problems:
    """Null asks about the key and not about its values: with ForAllValues it always holds, with ForAnyValue
    never. Use Null alone."""
    operator = condition.operator
    if operator and operator.family is Family.NULL and operator.quantifier is not Quantifier.ONE:
        yield at(condition.operator_node, f"{operator.text} gives the same answer for every request.")


@suggestion("WILDCARD_IN_SERVICE_NAME", each=resources)
def wildcard_in_service_name(entry: Entry) -> Problems:
    """A wildcard in the service part of an ARN is hard to foresee, and services to come are included. Name
    the service."""
    if entry.arn and len(entry.arn.parts) > 2 and is_pattern(entry.arn.service):
        yield at(entry.node, f"Name the service in {shown(entry.text)}.")


def _covered(listed: tuple[Entry, ...], texts: list[str]) -> Iterator[Problem]:
    """Yield the entries that an equal one before them or a wider pattern makes superfluous."""
    patterns = [text for text in texts if is_pattern(text) and len(text) <= LONGEST_PATTERN][:MOST_PATTERNS]
    seen: set[str] = set()
    for entry, text in zip(listed, texts, strict=True):
        if text in seen:
            yield at(entry.node, f"{shown(entry.text)} stands here twice.")
        elif wider := next((pattern for pattern in patterns if _is_wider(pattern, text)), None):
            yield at(entry.node, f"{shown(entry.text)} is part of {shown(wider)}.")
        seen.add(text)


def _is_wider(pattern: str, text: str) -> bool:
    return pattern != text and len(text) <= LONGEST_PATTERN and covers(pattern, text)


def _meaning(statement: Statement) -> Hashable:
    """Return what the statement says: its elements without Sid, whatever their order."""
    return frozenset((m.name, _value(m.value, DEEPEST)) for m in statement.node.members if m.name != "Sid")


def _value(node: Node, depth: int) -> Hashable:
    if isinstance(node, Scalar):
        return frozenset([node.value])
    if depth == 0:
        return id(node)
    if isinstance(node, ObjectNode):
        return frozenset((member.name, _value(member.value, depth - 1)) for member in node.members)
    assert isinstance(node, ListNode)  # there is no fourth kind
    return frozenset(item.value if isinstance(item, Scalar) else _value(item, depth - 1) for item in node.items)
