"""Which dangerous action a statement reaches, by which elements, and on how many roles."""

from enum import Enum

from policies.catalog.arns import ARN_PARTS
from policies.catalog.globs import covers, is_pattern
from policies.checks.policy import Entry, Statement
from policies.checks.tree import Node

MANY_ROLES = "role/*"
LINKED_ROLES = "role/aws-service-role/*"


class Reach(Enum):
    """How the action is reached: named, by a wildcard in Action, or by NotAction that leaves it in."""

    NAMED = "Action"
    STAR = "Action with a wildcard"
    NOT_ACTION = "NotAction"


def places_on_all_but_some(statement: Statement, action: str, reach: Reach) -> list[Node]:
    """Return the places that reach `action` in this way on all resources but those of NotResource."""
    places = _places(statement, action, reach) if statement.not_resources else []
    return [*places, *(entry.node for entry in statement.not_resources)] if places else []


def places_on_all(statement: Statement, action: str, reach: Reach, many: str) -> list[Node]:
    """Return the places that reach `action` in this way on all the resources of the pattern `many`."""
    stars = [entry.node for entry in statement.resources if _is_many(entry, many)]
    places = _places(statement, action, reach) if stars else []
    return [*places, *stars] if places else []


def _places(statement: Statement, action: str, reach: Reach) -> list[Node]:
    if not statement.policy.is_identity or not statement.allows:
        return []
    if statement.not_actions and not statement.actions:
        leaves_out = any(covers(entry.text.lower(), action) for entry in statement.not_actions)
        found = [] if leaves_out or reach is not Reach.NOT_ACTION else list(statement.not_actions)
        return [entry.node for entry in found]
    reaching = [entry for entry in statement.actions if covers(entry.text.lower(), action)]
    named = [entry for entry in reaching if not is_pattern(entry.text)]
    # an action that is named needs no wildcard to be reached
    found = {Reach.NAMED: named, Reach.STAR: [] if named else reaching}.get(reach, [])
    return [entry.node for entry in found]


def _is_many(entry: Entry, many: str) -> bool:
    if entry.text == "*":
        return True
    arn = entry.arn
    if not arn or len(arn.parts) < ARN_PARTS:
        return False
    return covers(arn.service, "iam") and covers(arn.resource, many)
