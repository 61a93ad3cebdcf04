"""Denials by a tag that some requests never tell."""

from policies.checks.policy import Statement
from policies.checks.registry import Problems, at, security_warning, shown, statements
from policies.checks.tags import listed, services_without_tags, tag_conditions


@security_warning("DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", each=statements)
def deny_with_unsupported_tag_condition_key(statement: Statement) -> Problems:
    """Some of these actions never say how the resource is tagged, so the statement never denies them. Move
    them to a statement that names the resources otherwise."""
    compared = tag_conditions(statement) if statement.denies else []
    services = services_without_tags(statement) if compared else []
    for condition in compared if services else []:
        details = f"{shown(condition.name)} is unknown to actions of these services: {listed(services)}."
        yield at(condition.node, f"{details} They are not denied.")


@security_warning("DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", each=statements)
def deny_notaction_with_unsupported_tag_condition_key(statement: Statement) -> Problems:
    """NotAction speaks of nearly all services, and many never say how a resource is tagged, so the statement
    never denies their actions. Name in Action what is to be denied."""
    for condition in tag_conditions(statement) if statement.denies and statement.not_actions else []:
        yield at(condition.node, f"Many services do not know {shown(condition.name)}. They are not denied.")
