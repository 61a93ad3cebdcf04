"""Comparisons with the value `*`, which every value of a key matches."""

from enum import Enum

from policies.checks.policy import Condition
from policies.checks.registry import Problems, at, conditions, shown, suggestion
from policies.language.operators import Family, Operator, Quantifier


class Outcome(Enum):
    """When a comparison with `*` holds."""

    ALWAYS = "always"
    WITH_KEY = "when the request has the key"
    WITHOUT_KEY = "when the request lacks the key"
    NEVER = "never"


@suggestion("REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION", each=conditions)
def redundant_key_due_to_wildcard(condition: Condition) -> Problems:
    """The value `*` matches whatever the key holds, and the operator also holds without the key, so nothing
    is compared. Remove the key."""
    if _outcome(condition) is Outcome.ALWAYS:
        yield at(condition.node, f"{shown(condition.name)} matches always.")


@suggestion("REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION", each=conditions)
def redundant_statement_due_to_wildcard(condition: Condition) -> Problems:
    """No value differs from `*`, so the condition never holds and the statement does nothing. Write the values
    that are meant, or remove the statement."""
    if _outcome(condition) is Outcome.NEVER:
        yield at(condition.statement.node, f"No value of {shown(condition.name)} differs from *.")


@suggestion("EQUIVALENT_TO_NULL_FALSE", each=conditions)
def equivalent_to_null_false(condition: Condition) -> Problems:
    """The value `*` matches whatever the key holds, so this only asks that the request has the key. Say so:
    use Null with the value false."""
    if _outcome(condition) is Outcome.WITH_KEY:
        yield at(condition.node, f"This only asks that {shown(condition.name)} is there. Use Null with false.")


@suggestion("EQUIVALENT_TO_NULL_TRUE", each=conditions)
def equivalent_to_null_true(condition: Condition) -> Problems:
    """No value differs from `*`, so this only asks that the request lacks the key. Say so: use Null with the
    value true."""
    if _outcome(condition) is Outcome.WITHOUT_KEY:
        yield at(condition.node, f"This only asks that {shown(condition.name)} is missing. Use Null with true.")


def _outcome(condition: Condition) -> Outcome | None:
    """Return when the comparison holds, or None if it compares with something else than `*`."""
    operator = condition.operator
    if not operator or not _takes_wildcards(operator) or not any(value.text == "*" for value in condition.values):
        return None
    if operator.is_negated:
        is_any = operator.quantifier is Quantifier.ANY and not operator.if_exists
        return Outcome.NEVER if is_any else Outcome.WITHOUT_KEY
    holds_without = operator.if_exists or operator.quantifier is Quantifier.ALL
    return Outcome.ALWAYS if holds_without else Outcome.WITH_KEY


def _takes_wildcards(operator: Operator) -> bool:
    # an ARN that does not parse differs even from `*`, so for the Arn operators nothing is certain
    return operator.family is Family.STRING and operator.name.endswith("Like")
