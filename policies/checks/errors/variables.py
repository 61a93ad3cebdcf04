"""Errors of policy variables such as `${aws:username}`."""

from collections.abc import Iterator

from policies.checks.policy import Policy
from policies.checks.registry import Problems, at, conditions, error, policies, principals, shown
from policies.checks.tree import Node, Scalar
from policies.checks.variable_parts import VariablePart, variables_of
from policies.language.document import Version


@error("MISSING_BRACE_IN_VARIABLE", each=policies)
def missing_brace_in_variable(policy: Policy) -> Problems:
    """A variable begins with a dollar sign and an opening brace and ends with a closing brace."""
    for node, part in _used(policy):
        if not part.is_closed:
            yield at(node, f"The variable {shown(part.inner)} has no closing brace.", part.substring)


@error("MISSING_QUOTE_IN_VARIABLE", each=policies)
def missing_quote_in_variable(policy: Policy) -> Problems:
    """The default of a variable stands behind a comma in single quotes: `${aws:PrincipalTag/team, 'none'}`."""
    for node, part in _used(policy):
        if part.lacks_quote:
            yield at(node, f"Put the default of {shown(part.key)} in single quotes.", part.substring)


@error("UNSUPPORTED_SPACE_IN_VARIABLE", each=policies)
def unsupported_space_in_variable(policy: Policy) -> Problems:
    """No blanks are allowed in a variable, except between the comma and the default."""
    for node, part in _used(policy):
        if part.is_closed and part.has_space:
            yield at(node, f"Remove the blanks from the variable {shown(part.key)}.", part.substring)


@error("EMPTY_VARIABLE", each=policies)
def empty_variable(policy: Policy) -> Problems:
    """A variable names a condition key between its braces. Fill it, or write the characters otherwise."""
    for node, part in _used(policy):
        if part.is_empty:
            yield at(node, "The variable is empty. Name a condition key.", part.substring)


@error("VARIABLE_UNSUPPORTED_IN_VERSION", each=policies)
def variable_unsupported_in_version(policy: Policy) -> Problems:
    """Without Version 2012-10-17 a variable is plain text and matches only itself. Set the version."""
    if policy.version != Version.CURRENT.value:
        for node in _supporting(policy):
            if parts := variables_of(node.text):
                yield at(node, "Variables need the Version 2012-10-17.", parts[0].substring)


@error("VARIABLE_UNSUPPORTED_IN_ELEMENT", each=policies)
def variable_unsupported_in_element(policy: Policy) -> Problems:
    """Variables are filled in only in Resource, NotResource and the values of conditions. Write a plain
    text here."""
    for node in _not_supporting(policy):
        if parts := variables_of(node.text):
            yield at(node, "A variable cannot be used here.", parts[0].substring)


def _used(policy: Policy) -> Iterator[tuple[Scalar, VariablePart]]:
    """Yield the variables that the version and the place of the text make variables."""
    if policy.version == Version.CURRENT.value:
        for node in _supporting(policy):
            for part in variables_of(node.text):
                yield node, part


def _supporting(policy: Policy) -> Iterator[Scalar]:
    for statement in policy.statements:
        yield from (entry.node for entry in (*statement.resources, *statement.not_resources))
        for condition in statement.conditions:
            yield from (value for value in condition.values if value.is_string)


def _not_supporting(policy: Policy) -> Iterator[Scalar]:
    for statement in policy.statements:
        yield from (entry.node for entry in (*statement.actions, *statement.not_actions))
        for name in ("Sid", "Effect"):
            member = statement.member(name)
            yield from _scalars(member.value if member else None)
    yield from (principal.node for principal in principals(policy))
    yield from (condition.node for condition in conditions(policy))


def _scalars(node: Node | None) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
