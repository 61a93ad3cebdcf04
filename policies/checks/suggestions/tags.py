"""Permissions by a tag that some requests never tell."""

from policies.checks.policy import Condition
from policies.checks.registry import Problems, at, conditions, shown, suggestion
from policies.checks.tags import compares_resource_tag, listed, services_without


@suggestion("ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", each=conditions)
def allow_with_unsupported_tag_condition_key(condition: Condition) -> Problems:
    """Some of these actions never say how the resource is tagged, so the statement never allows them. Move
    them to a statement without the tag."""
    if not condition.statement.allows or not compares_resource_tag(condition):
        return
    if services := services_without(condition.statement.actions, condition.name):
        details = f"{shown(condition.name)} is unknown to actions of these services: {listed(services)}."
        yield at(condition.node, f"{details} They are not allowed.")


@suggestion("ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", each=conditions)
def allow_notaction_with_unsupported_tag_condition_key(condition: Condition) -> Problems:
    """NotAction speaks of nearly all services, and many never say how a resource is tagged, so the statement
    never allows their actions. Name in Action what is to be allowed."""
    if condition.statement.allows and condition.statement.not_actions and compares_resource_tag(condition):
        yield at(condition.node, f"Many services do not know {shown(condition.name)}. They are not allowed.")
