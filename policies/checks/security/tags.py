"""Denials by a tag that some requests never tell."""

from policies.checks.policy import Condition
from policies.checks.registry import Problems, at, conditions, security_warning, shown
from policies.checks.tags import compares_resource_tag, listed, services_without


@security_warning("DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", each=conditions)
def deny_with_unsupported_tag_condition_key(condition: Condition) -> Problems:
    """Some of these actions never say how the resource is tagged, so the statement never denies them. Move
    them to a statement that names the resources otherwise."""
    if not condition.statement.denies or not compares_resource_tag(condition):
        return
    if services := services_without(condition.statement.actions, condition.name):
        details = f"{shown(condition.name)} is unknown to actions of these services: {listed(services)}."
        yield at(condition.node, f"{details} They are not denied.")


@security_warning("DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", each=conditions)
def deny_notaction_with_unsupported_tag_condition_key(condition: Condition) -> Problems:
    """NotAction speaks of nearly all services, and many never say how a resource is tagged, so the statement
    never denies their actions. Name in Action what is to be denied."""
    if condition.statement.denies and condition.statement.not_actions and compares_resource_tag(condition):
        yield at(condition.node, f"Many services do not know {shown(condition.name)}. They are not denied.")
