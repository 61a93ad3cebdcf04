"""Conditions as functions of the request's context: operator, key, values, and what a missing key means."""

from collections.abc import Callable, Sequence

from policies.language import Condition, Family, Quantifier
from policies.language.variables import Tokens, resolve, variables_in

from .keys import is_multi_valued
from .operators import Predicate, predicate_of, value_tokens
from .request import Context, Value

ContextTest = Callable[[Context], bool]


def compile_condition(condition: Condition, *, has_variables: bool) -> ContextTest:
    """Return the test of one key under one operator."""
    if condition.operator.family is Family.NULL:
        return _null_test(condition)
    values = [value_tokens(condition.operator, value, has_variables=has_variables) for value in condition.values]
    if any(variables_in(value) for value in values):
        return lambda context: _quantify(condition, _resolved(values, context))(context)
    return _quantify(condition, values)


def compile_conditions(conditions: Sequence[Condition], *, has_variables: bool) -> ContextTest | None:
    """Return the test that all conditions hold, or None when there are none."""
    tests = [compile_condition(condition, has_variables=has_variables) for condition in conditions]
    if len(tests) == 2:
        first, second = tests
        return lambda context: first(context) and second(context)
    if len(tests) > 2:
        return lambda context: all(test(context) for test in tests)
    return tests[0] if tests else None


def is_missing(value: Value | None) -> bool:
    """Tell whether a key counts as absent: an empty set does, an empty text does not."""
    return value is None or value == ()


def _resolved(values: list[Tokens], context: Context) -> list[Tokens]:
    return [known for value in values if (known := resolve(value, context)) is not None]


def _quantify(condition: Condition, values: list[Tokens]) -> ContextTest:
    operator, key = condition.operator, condition.key.lower()
    predicate = predicate_of(operator.name, values)
    if operator.quantifier is Quantifier.ALL:
        return _for_all(key, predicate)
    if operator.quantifier is Quantifier.ANY:
        return _for_any(key, predicate, missing=operator.if_exists)
    return _single(key, predicate, missing=operator.if_exists or operator.is_negated)


def _single(key: str, predicate: Predicate, *, missing: bool) -> ContextTest:
    if is_multi_valued(key):
        return lambda context: missing and is_missing(context.get(key))

    def test(context: Context) -> bool:
        value = context.get(key)
        if isinstance(value, str):
            return predicate(value)
        return missing and is_missing(value)

    return test


def _for_all(key: str, predicate: Predicate) -> ContextTest:
    return lambda context: all(predicate(value) for value in _values(context, key))


def _for_any(key: str, predicate: Predicate, *, missing: bool) -> ContextTest:
    def test(context: Context) -> bool:
        values = _values(context, key)
        return any(predicate(value) for value in values) if values else missing

    return test


def _values(context: Context, key: str) -> tuple[str, ...]:
    value = context.get(key)
    return (value,) if isinstance(value, str) else value or ()


def _null_test(condition: Condition) -> ContextTest:
    if condition.operator.quantifier is not Quantifier.ONE:
        answer = condition.operator.quantifier is Quantifier.ALL
        return lambda context: answer
    key = condition.key.lower()
    wanted = {value.lower() for value in condition.values}
    when_missing, when_present = "true" in wanted, "false" in wanted
    return lambda context: when_missing if is_missing(context.get(key)) else when_present
