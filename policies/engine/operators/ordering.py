"""Comparing what has an order: numbers and dates differ only in how a text is read."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from policies.language.variables import Tokens

from .string import Predicate, plain

Value = TypeVar("Value")
Comparison = Callable[[Sequence[Tokens]], Predicate]


def comparison(parse: Callable[[str], Value | None], compares: Callable[[Value, Value], bool]) -> Comparison:
    """Return the operator that holds when the request's value compares so with one of the policy's values."""

    def operator_of(values: Sequence[Tokens]) -> Predicate:
        named = [known for value in values if (known := parse(plain(value))) is not None]

        def predicate(value: str) -> bool:
            asked = parse(value)
            return asked is not None and any(compares(asked, one) for one in named)

        return predicate

    return operator_of


def negation(positive: Comparison) -> Comparison:
    """Return the operator that holds whenever the other does not: also for a value that cannot be read."""

    def operator_of(values: Sequence[Tokens]) -> Predicate:
        holds = positive(values)
        return lambda value: not holds(value)

    return operator_of
