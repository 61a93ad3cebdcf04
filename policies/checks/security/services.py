"""Conditions that protect less than they seem to, by the way a service fills in its key."""

from policies.checks.policy import Condition, Statement
from policies.checks.registry import Problems, at, conditions, security_warning, statements
from policies.language.operators import Family

ATTRIBUTES = "dynamodb:Attributes"
SELECT = "dynamodb:Select"
ONLY_NAMED = "SPECIFIC_ATTRIBUTES"


@security_warning("DYNAMODB_ATTRIBUTES_WITHOUT_SELECT", each=statements)
def dynamodb_attributes_without_select(statement: Statement) -> Problems:
    """DynamoDB fills in the attributes only when a request names them; one that names none gets all. Compare
    dynamodb:Select with SPECIFIC_ATTRIBUTES as well."""
    if not statement.allows or any(map(_asks_for_named, statement.conditions)):
        return
    for condition in statement.conditions:
        if condition.is_key(ATTRIBUTES):
            yield at(condition.node, f"A request that names no attribute gets all. Compare {SELECT} as well.")


@security_warning("S3_PREFIX_IN_NEGATIVE_CONTEXT", each=conditions)
def s3_prefix_in_negative_context(condition: Condition) -> Problems:
    """Whoever lists with a shorter prefix sees the same objects, so forbidding a prefix hides nothing. Name
    the prefixes that may be listed: Allow with StringLike, or Deny with StringNotLike."""
    operator = condition.operator
    if not operator or operator.family is not Family.STRING or not condition.is_key("s3:prefix"):
        return
    if condition.statement.denies is not operator.is_negated:
        yield at(condition.node, "A shorter prefix lists the same objects. Name the prefixes that may be listed.")


def _asks_for_named(condition: Condition) -> bool:
    return condition.is_key(SELECT) and [value.text for value in condition.values] == [ONLY_NAMED]
