"""Permissions by a tag that some requests never tell."""

from policies.checks.policy import Statement
from policies.checks.registry import Problems, at, shown, statements, suggestion
from policies.checks.tags import listed, services_without_tags, tag_conditions


@suggestion("ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", each=statements)
def allow_with_unsupported_tag_condition_key(statement: Statement) -> Problems:
    """Some of these actions never say how the resource is tagged, so the statement never allows them. Move
    them to a statement without the tag."""
    compared = tag_conditions(statement) if statement.allows else []
    services = services_without_tags(statement) if compared else []
    for condition in compared if services else []:
        details = f"{shown(condition.name)} is unknown to actions of these services: {listed(services)}."
        yield at(condition.node, f"{details} They are not allowed.")


@suggestion("ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", each=statements)
def allow_notaction_with_unsupported_tag_condition_key(statement: Statement) -> Problems:
    """NotAction speaks of nearly all services, and many never say how a resource is tagged, so the statement
    never allows their actions. Name in Action what is to be allowed."""
    for condition in tag_conditions(statement) if statement.allows and statement.not_actions else []:
        yield at(condition.node, f"Many services do not know {shown(condition.name)}. They are not allowed.")
