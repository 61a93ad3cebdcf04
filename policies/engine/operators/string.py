"""Texts: equal, equal ignoring case, or fitting a pattern. `*` and `?` are wild in Like only."""

from collections.abc import Callable, Sequence

from policies.language.variables import Tokens
from policies.language.wildcard import match_globs

Predicate = Callable[[str], bool]


def equals(values: Sequence[Tokens]) -> Predicate:
    return frozenset(map(plain, values)).__contains__


def not_equals(values: Sequence[Tokens]) -> Predicate:
    texts = frozenset(map(plain, values))
    return lambda value: value not in texts


def equals_ignore_case(values: Sequence[Tokens]) -> Predicate:
    texts = frozenset(plain(value).lower() for value in values)
    return lambda value: value.lower() in texts


def not_equals_ignore_case(values: Sequence[Tokens]) -> Predicate:
    texts = frozenset(plain(value).lower() for value in values)
    return lambda value: value.lower() not in texts


def like(values: Sequence[Tokens]) -> Predicate:
    fits = match_globs(values)
    return lambda value: bool(fits(value))


def not_like(values: Sequence[Tokens]) -> Predicate:
    fits = match_globs(values)
    return lambda value: not fits(value)


def plain(value: Tokens) -> str:
    """Return a value that has no wildcards as the text it is."""
    return str(value[0])
