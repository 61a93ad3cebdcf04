"""Which dangerous action a statement reaches, by which elements, and on how many roles."""

from enum import Enum

from policies.catalog.globs import covers, is_pattern
from policies.checks.policy import Entry, Statement
from policies.checks.tree import Node
from policies.language.operators import Family

MANY_ROLES = "arn:aws:iam::123456789012:role/*"
LINKED_ROLES = "arn:aws:iam::123456789012:role/aws-service-role/*"


class Reach(Enum):
    """How the action is reached: named, by a wildcard in Action, or by NotAction that leaves it in."""

    NAMED = "Action"
    STAR = "Action with a wildcard"
    NOT_ACTION = "NotAction"


def reach_of(statement: Statement, action: str) -> tuple[Reach, list[Node]] | None:
    """Return how an Allow of an identity policy reaches `action`, and the places that do it."""
    if not statement.policy.is_identity or not statement.allows:
        return None
    if statement.not_actions and not statement.actions:
        if any(covers(entry.text.lower(), action) for entry in statement.not_actions):
            return None
        return Reach.NOT_ACTION, [entry.node for entry in statement.not_actions]
    reaching = [entry for entry in statement.actions if covers(entry.text.lower(), action)]
    if not reaching:
        return None
    named: list[Node] = [entry.node for entry in reaching if not is_pattern(entry.text)]
    return (Reach.NAMED, named) if named else (Reach.STAR, [entry.node for entry in reaching])


def star_resources(statement: Statement, many: str) -> list[Node]:
    """Return the places of Resource that stand for all the ARNs of the pattern `many`, of any account."""
    return [entry.node for entry in statement.resources if _is_many(entry, many)]


def is_limited(statement: Statement, key: str) -> bool:
    """Say whether a condition on `key` names the services in full; with IfExists it limits nothing."""
    return any(
        condition.is_key(key)
        and condition.operator is not None
        and condition.operator.family is Family.STRING
        and not (condition.operator.is_negated or condition.operator.if_exists)
        and not any(is_pattern(value.text) for value in condition.values)
        for condition in statement.conditions
    )


def _is_many(entry: Entry, many: str) -> bool:
    if entry.text == "*":
        return True
    arn = entry.arn
    if not arn or len(arn.parts) < 6:
        return False
    return covers(arn.service, "iam") and covers(arn.resource, many.split(":", 5)[5])
