"""The condition keys that policies use: in conditions, and as variables in resources and values. Pure."""

import re
from collections.abc import Iterable, Iterator

from policies.engine.compiled import CompiledDocument, CompiledStatement
from policies.language import Family

# `${aws:username}` and `${aws:PrincipalTag/team, 'none'}`, but not the escapes `${*}`, `${?}` and `${$}`.
_VARIABLE = re.compile(r"\$\{([^\s{},'][^{},']*[^\s{},'])(?:, *'[^']*')?\}")
_TAKE_VARIABLES = (Family.STRING, Family.ARN)


def keys_of_documents(documents: Iterable[CompiledDocument]) -> tuple[str, ...]:
    """Return every key once, as the policies first spell it."""
    found: dict[str, str] = {}
    for document in documents:
        for statement in document.statements:
            for key in _keys_of(statement):
                found.setdefault(key.lower(), key)
    return tuple(found.values())


def _keys_of(one: CompiledStatement) -> Iterator[str]:
    statement = one.statement
    for condition in statement.conditions:
        yield condition.key
        if one.has_variables and condition.operator.family in _TAKE_VARIABLES:
            yield from _variables(condition.values)
    if one.has_variables:
        yield from _variables((*(statement.resources or ()), *(statement.not_resources or ())))


def _variables(texts: Iterable[str]) -> Iterator[str]:
    return (key for text in texts if "${" in text for key in _VARIABLE.findall(text))
