"""The condition operators, one family per file: each makes a test of a request's value out of the policy's values."""

from collections.abc import Callable, Sequence

from policies.language import Family, Operator
from policies.language.variables import Tokens, tokens_of

from . import arn, binary, boolean, date, ip, numeric, string

Predicate = Callable[[str], bool]

_PREDICATES: dict[str, Callable[[Sequence[Tokens]], Predicate]] = {
    "StringEquals": string.equals,
    "StringNotEquals": string.not_equals,
    "StringEqualsIgnoreCase": string.equals_ignore_case,
    "StringNotEqualsIgnoreCase": string.not_equals_ignore_case,
    "StringLike": string.like,
    "StringNotLike": string.not_like,
    "NumericEquals": numeric.equals,
    "NumericNotEquals": numeric.not_equals,
    "NumericLessThan": numeric.less_than,
    "NumericLessThanEquals": numeric.less_than_equals,
    "NumericGreaterThan": numeric.greater_than,
    "NumericGreaterThanEquals": numeric.greater_than_equals,
    "DateEquals": date.equals,
    "DateNotEquals": date.not_equals,
    "DateLessThan": date.less_than,
    "DateLessThanEquals": date.less_than_equals,
    "DateGreaterThan": date.greater_than,
    "DateGreaterThanEquals": date.greater_than_equals,
    "Bool": boolean.equals,
    "BinaryEquals": binary.equals,
    "IpAddress": ip.inside,
    "NotIpAddress": ip.outside,
    "ArnEquals": arn.like,
    "ArnLike": arn.like,
    "ArnNotEquals": arn.not_like,
    "ArnNotLike": arn.not_like,
}
_WITH_WILDCARDS = frozenset({"StringLike", "StringNotLike", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"})


def predicate_of(name: str, values: Sequence[Tokens]) -> Predicate:
    """Return the test that the operator `name` makes of the policy's values."""
    return _PREDICATES[name](values)


def value_tokens(operator: Operator, value: str, *, has_variables: bool) -> Tokens:
    """Split a policy's value: variables stand in texts and ARNs only, wildcards in Like and in ARNs only."""
    takes_variables = has_variables and operator.family in (Family.STRING, Family.ARN)
    return tokens_of(value, wildcards=operator.name in _WITH_WILDCARDS, variables=takes_variables)
