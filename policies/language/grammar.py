"""The shape of a policy: its elements and what JSON each may be. Everything refused here is a syntax error."""

from typing import NoReturn, cast

from .errors import SYNTAX, Refusal
from .operators import find_operator
from .parser import Json, Number, describe

VERSIONS = ("2008-10-17", "2012-10-17")
TOP_ELEMENTS = frozenset({"Version", "Id", "Statement"})
ELEMENTS = frozenset(
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"]
)
PRINCIPAL_TYPES = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})
PAIRS = (("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource"))

RawStatement = dict[str, Json]


def statements_of(policy: Json) -> list[RawStatement]:
    """Return the statements of a policy whose every element has the right JSON type, or raise Refusal."""
    if not isinstance(policy, dict):
        _refuse(f"A policy is an object, not {describe(policy)}.", "")
    _known(policy, TOP_ELEMENTS, "", "policy")
    if "Version" in policy and policy["Version"] not in VERSIONS:
        _refuse(f"Version is one of {' and '.join(VERSIONS)}.", "Version")
    if "Id" in policy:
        _string(policy["Id"], "Id", "Id")
    statements = policy.get("Statement")
    listed = statements if isinstance(statements, list) else [statements]
    if not listed or statements is None:
        _refuse("A policy has at least one statement.", "Statement")
    for index, statement in enumerate(listed):
        _statement(statement, f"Statement[{index}]")
    return cast("list[RawStatement]", listed)


def listed(value: Json) -> list[Json]:
    """Return a list as it is and a single value as a list of one: they mean the same wherever a list may stand."""
    return value if isinstance(value, list) else [value]


def _statement(statement: Json, path: str) -> None:
    if not isinstance(statement, dict):
        _refuse(f"A statement is an object, not {describe(statement)}.", path)
    _known(statement, ELEMENTS, path, "statement")
    for positive, negative in PAIRS:
        if positive in statement and negative in statement:
            _refuse(f"A statement has {positive} or {negative}, not both.", f"{path}.{negative}")
    if "Sid" in statement:
        _string(statement["Sid"], f"{path}.Sid", "Sid")
    _effect(statement, path)
    for element in ("Action", "NotAction"):
        if element in statement:
            _strings(statement[element], f"{path}.{element}", element, {str})
    for element in ("Resource", "NotResource"):
        if element in statement:
            # A null among the resources is accepted and names nothing; alone it is refused.
            allowed: set[type] = {str, type(None)} if isinstance(statement[element], list) else {str}
            _strings(statement[element], f"{path}.{element}", element, allowed)
    for element in ("Principal", "NotPrincipal"):
        if element in statement:
            _principal(statement[element], f"{path}.{element}", element)
    if "Condition" in statement:
        _condition(statement["Condition"], f"{path}.Condition")


def _effect(statement: RawStatement, path: str) -> None:
    if "Effect" not in statement:
        _refuse("A statement has an Effect.", path)
    effect = statement["Effect"]
    # The wrong case is no syntax error for AWS; a later check refuses it with another text.
    if type(effect) is not str or effect.lower() not in ("allow", "deny"):
        _refuse('Effect is "Allow" or "Deny".', f"{path}.Effect")


def _principal(principal: Json, path: str, element: str) -> None:
    if principal == "*":
        return
    if not isinstance(principal, dict):
        _refuse(f'{element} is "*" or an object of {", ".join(sorted(PRINCIPAL_TYPES))}.', path)
    _known(principal, PRINCIPAL_TYPES, path, element)
    for kind, names in principal.items():
        _strings(names, f"{path}.{kind}", kind, {str})


def _condition(condition: Json, path: str) -> None:
    if not isinstance(condition, dict):
        _refuse(f"Condition is an object, not {describe(condition)}.", path)
    for operator, keys in condition.items():
        if not isinstance(keys, dict):
            _refuse(f"{operator} holds an object of condition keys, not {describe(keys)}.", f"{path}.{operator}")
        if keys and not find_operator(operator):
            _refuse(f"{operator} is not a condition operator.", f"{path}.{operator}")
        for key, values in keys.items():
            _strings(values, f"{path}.{operator}.{key}", key, {str, Number, bool})


def _known(container: dict[str, Json], names: frozenset[str], path: str, what: str) -> None:
    if unknown := [name for name in container if name not in names]:
        place = f"{path}.{unknown[0]}" if path else unknown[0]
        _refuse(f"{unknown[0]} is not an element of a {what}.", place)


def _string(value: Json, path: str, element: str) -> None:
    if type(value) is not str:
        _refuse(f"{element} is a string, not {describe(value)}.", path)


def _strings(value: Json, path: str, element: str, types: set[type]) -> None:
    values = listed(value)
    if set(map(type, values)) <= types:
        return
    index = next(index for index, item in enumerate(values) if type(item) not in types)
    place = f"{path}[{index}]" if isinstance(value, list) else path
    _refuse(f"{element} holds strings, not {describe(values[index])}.", place)


def _refuse(detail: str, path: str) -> NoReturn:
    raise Refusal(SYNTAX, detail, path)
