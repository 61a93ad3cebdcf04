"""A Document back to JSON, and how many characters of a text count against AWS's quotas."""

import json
import re
from typing import Any

from .document import Condition, Document, Principals, Statement
from .places import STRING

_STRING_OR_SPACE = re.compile(rf"({STRING})|[\t\n\r ]+")


def size_of(text: str) -> int:
    """Count the characters without the white space between JSON tokens, as AWS's policy sizes do."""
    return len(_STRING_OR_SPACE.sub(r"\1", text))


def print_document(document: Document) -> str:
    """Return the policy as normalized JSON: elements in AWS's order, one value plain, several as a list."""
    return json.dumps(as_json(document), indent=4, ensure_ascii=False)


def as_json(document: Document) -> dict[str, Any]:
    printed: dict[str, Any] = {}
    if document.has_version:
        printed["Version"] = document.version.value
    if document.id is not None:
        printed["Id"] = document.id
    printed["Statement"] = [_statement(statement) for statement in document.statements]
    return printed


def _statement(statement: Statement) -> dict[str, Any]:
    elements = {
        "Sid": statement.sid,
        "Effect": statement.effect.value,
        "Principal": _principals(statement.principals),
        "NotPrincipal": _principals(statement.not_principals),
        "Action": _plain(statement.actions),
        "NotAction": _plain(statement.not_actions),
        "Resource": _plain(statement.resources),
        "NotResource": _plain(statement.not_resources),
        "Condition": _conditions(statement.conditions) or None,
    }
    return {name: value for name, value in elements.items() if value is not None}


def _principals(principals: Principals | None) -> Any:
    if principals is None:
        return None
    if principals.anyone:
        return "*"
    types = {
        "AWS": principals.aws,
        "Service": principals.service,
        "Federated": principals.federated,
        "CanonicalUser": principals.canonical_user,
    }
    return {name: _plain(names) for name, names in types.items() if names}


def _conditions(conditions: tuple[Condition, ...]) -> dict[str, Any]:
    printed: dict[str, Any] = {}
    for condition in conditions:
        printed.setdefault(condition.operator.text, {})[condition.key] = _plain(condition.values)
    return printed


def _plain(values: tuple[str, ...] | None) -> Any:
    if values is None:
        return None
    return values[0] if len(values) == 1 else list(values)
