"""Errors of condition operators and of how they meet their keys."""

from policies.checks.policy import Condition, Statement
from policies.checks.registry import Problems, at, conditions, error, shown, statements
from policies.checks.variable_parts import variables_of
from policies.language.operators import Family, Quantifier, find_operator

WITH_VARIABLES = (Family.STRING, Family.ARN)


@error("INVALID_CONDITION_OPERATOR", each=statements)
def invalid_condition_operator(statement: Statement) -> Problems:
    """Operators are spelled exactly as in the reference, with a capital at each word: StringEquals,
    ForAnyValue:StringLike, NumericLessThanIfExists."""
    for operator in statement.operators:
        if not find_operator(operator.name) and not is_null_if_exists(operator.name):
            yield at(operator.key, f"There is no condition operator {shown(operator.name)}.")


@error("NULL_WITH_IF_EXISTS", each=statements)
def null_with_if_exists(statement: Statement) -> Problems:
    """Null asks whether a key is there; IfExists makes a condition pass when it is not. Together they say
    nothing: use Null alone."""
    for operator in statement.operators:
        if is_null_if_exists(operator.name):
            yield at(operator.key, "Null cannot be combined with IfExists. Use Null alone.")


@error("MISSING_QUALIFIER", each=conditions)
def missing_qualifier(condition: Condition) -> Problems:
    """A request can have several values for this key, and a plain operator never matches then. Put
    ForAnyValue: or ForAllValues: before the operator."""
    operator = condition.operator
    if not operator or operator.family is Family.NULL or operator.quantifier is not Quantifier.ONE:
        return
    if condition.key and condition.key.multivalued:
        yield at(
            condition.operator_node,
            f"{shown(condition.name)} has several values. Use ForAnyValue:{operator.text}"
            f" or ForAllValues:{operator.text}.",
        )


@error("INVALID_CONDITION_DATA_TYPE", each=conditions)
def invalid_condition_data_type(condition: Condition) -> Problems:
    """The values of one key are compared alike, so they are written as one JSON type: all strings, all
    numbers or all booleans."""
    types = {(type(value.value), value.is_string) for value in condition.values}
    if len(types) > 1:
        yield at(condition.member.value, f"The values of {shown(condition.name)} have different JSON types.")


@error("INVALID_CONDITION_MULTIPLE_BOOLEAN", each=conditions)
def invalid_condition_multiple_boolean(condition: Condition) -> Problems:
    """A boolean has one value; a list of true and false matches always, or is a mistake. Keep one."""
    if condition.operator and condition.operator.family is Family.BOOL and len(condition.values) > 1:
        yield at(condition.member.value, f"{shown(condition.name)} takes one boolean.")


@error("INVALID_VARIABLE_FOR_OPERATOR", each=conditions)
def invalid_variable_for_operator(condition: Condition) -> Problems:
    """Variables are filled in for the String and Arn operators only; elsewhere they stay as they are
    written, and match nothing."""
    if condition.operator and condition.operator.family not in WITH_VARIABLES:
        for value in condition.values:
            if variables_of(value.text):
                yield at(value, f"{condition.operator_text} cannot compare a variable.")


def is_null_if_exists(name: str) -> bool:
    return name.rpartition(":")[2] == "NullIfExists"
