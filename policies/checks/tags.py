"""Which services a statement names that never say how the resource is tagged."""

from policies.checks.policy import Condition, Entry, Statement
from policies.language.operators import Family

RESOURCE_TAG = "aws:resourcetag/"
MOST_SHOWN = 10


def tag_conditions(statement: Statement) -> list[Condition]:
    return [condition for condition in statement.conditions if _compares_resource_tag(condition)]


def _compares_resource_tag(condition: Condition) -> bool:
    """Say whether the condition needs the tag to be there: a plain, positive comparison."""
    operator = condition.operator
    if not operator or operator.is_negated or operator.if_exists or operator.family is Family.NULL:
        return False
    return condition.name.lower().startswith(RESOURCE_TAG)


def services_without_tags(statement: Statement) -> list[str]:
    """Return the services of actions, wildcards filled, that never tell the tags of the resource.

    A bare `*` names no service.
    """
    found: dict[str, None] = {}
    for entry in statement.actions:
        if entry.service not in found and entry.service != "*" and _has_action_without_tags(entry):
            found[entry.service] = None
    return list(found)


def listed(services: list[str]) -> str:
    more = f" and {len(services) - MOST_SHOWN} more" if len(services) > MOST_SHOWN else ""
    return ", ".join(services[:MOST_SHOWN]) + more


def _has_action_without_tags(entry: Entry) -> bool:
    catalog = entry.policy.catalog
    actions = (catalog.action(name) for name in catalog.expand(entry.text))
    return any(action and not catalog.supplies(action, RESOURCE_TAG) for action in actions)
