"""Whether a statement speaks of an action and of a resource: `Action`, `NotAction`, `Resource`, `NotResource`."""

import re
from collections.abc import Callable

from policies.language import Statement
from policies.language.variables import Tokens, Wild, resolve, tokens_of, variables_in
from policies.language.wildcard import ArnTokens, fits_arn, joined_arn, match_arns, match_globs

from .request import Context

Test = Callable[[str, Context], bool]


class ActionTest:
    """The actions of one statement. Patterns are looked at only for services that somebody asks about."""

    def __init__(self, statement: Statement) -> None:
        self._negated = statement.actions is None
        patterns = (statement.not_actions if statement.actions is None else statement.actions) or ()
        # One pattern a line, so that those of a service are found by one search in C.
        # No action holds a line break, so a pattern with one names none.
        self._lines = "\n".join(["", *(pattern for pattern in patterns if "\n" not in pattern), ""]).lower()

    def matches(self, action: str) -> bool:
        """Tell whether the statement speaks of `action`, given in lower case."""
        service, _, name = action.partition(":")
        return self._names(service, name) is not self._negated

    def _names(self, service: str, name: str) -> bool:
        if "\n*\n" in self._lines:
            return True
        patterns = [*self._patterns_of("*"), *self._patterns_of(service)]
        return bool(match_globs(tokens_of(one, wildcards=True, variables=False) for one in patterns)(name))

    def _patterns_of(self, service: str) -> list[str]:
        beginning = f"\n{service}:"
        return re.findall(rf"{re.escape(beginning)}([^\n]*)", self._lines) if beginning in self._lines else []


def compile_resource(statement: Statement, *, has_variables: bool) -> Test | None:
    """Return the test of a statement's resources, or None when it speaks of every resource."""
    if statement.not_resources is not None:
        spoken_of = _any_resource(statement.not_resources, has_variables=has_variables)
        return lambda resource, context: not spoken_of(resource, context)
    if statement.resources is None or "*" in statement.resources:
        return None
    return _any_resource(statement.resources, has_variables=has_variables)


def _any_resource(resources: tuple[str, ...], *, has_variables: bool) -> Test:
    if "*" in resources:
        return lambda resource, context: True
    patterns = [_arn(resource, has_variables=has_variables) for resource in resources]
    fixed = match_arns(pattern for pattern in patterns if not variables_in(pattern[5]))
    open_tests = [_open_test(pattern) for pattern in patterns if variables_in(pattern[5])]
    if not open_tests:
        return lambda resource, context: bool(fixed(resource))
    return lambda resource, context: bool(fixed(resource)) or any(test(resource, context) for test in open_tests)


def _open_test(pattern: ArnTokens) -> Test:
    whole = joined_arn(pattern)
    # Most resources differ before the first variable.
    beginning = whole[0] if isinstance(whole[0], str) else ""
    if any(isinstance(token, Wild) for token in whole[:-1]):

        def test(resource: str, context: Context) -> bool:
            tail = resolve(pattern[5], context) if resource.startswith(beginning) else None
            return tail is not None and fits_arn((*pattern[:5], tail), resource)

    else:

        def test(resource: str, context: Context) -> bool:
            known = resolve(whole, context) if resource.startswith(beginning) else None
            return known is not None and _fits_plain(known, resource)

    return test


def _fits_plain(tokens: Tokens, resource: str) -> bool:
    """Tell whether a resource is the one text, or begins with it when a `*` follows."""
    text = str(tokens[0])
    return resource.startswith(text) if len(tokens) == 2 else resource == text


def _arn(resource: str, *, has_variables: bool) -> ArnTokens:
    *head, tail = [*resource.split(":", 5), "*", "*", "*"][:6]
    return (
        *(tokens_of(segment, wildcards=True, variables=False) for segment in head),
        tokens_of(tail, wildcards=True, variables=has_variables),
    )
