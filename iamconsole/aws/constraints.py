"""Check parameters against the service model, and say what is wrong in AWS's words.

1 validation error detected: Value 'a b' at 'userName' failed to satisfy constraint:
Member must satisfy regular expression pattern: [\\w+=,.@-]+
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from iamconsole.errors import ValidationError

REPORTED_AT_MOST = 10
# Java's classes, which Python's `re` does not know; `\w` and `\d` are ASCII in both once re.ASCII is set.
_JAVA_CLASSES = {
    r"\p{L}": r"^\W\d_",
    r"\p{N}": r"\d",
    r"\p{Z}": r" \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
}


def validate(shape: Shape | None, parameters: Mapping[str, Any]) -> None:
    """Raise ValidationError naming every constraint of `shape` that `parameters` fail."""
    if shape is None:
        return
    violations = list(_structure(shape, parameters, ""))
    if not violations:
        return
    noun = "error" if len(violations) == 1 else "errors"
    raise ValidationError(f"{len(violations)} validation {noun} detected: {'; '.join(violations[:REPORTED_AT_MOST])}")


def _violations(shape: Shape, value: Any, path: str) -> Iterator[str]:
    match shape.type_name:
        case "structure":
            yield from _structure(shape, value, path)
        case "list":
            yield from _list(shape, value, path)
        case "map":
            yield from _map(shape, value, path)
        case "string":
            yield from _string(shape, value, path)
        case "blob":
            yield from _length(shape, value, path)
        case "integer" | "long" | "double" | "float":
            yield from _number(shape, value, path)


def _structure(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[str]:
    assert isinstance(shape, StructureShape)
    for name in shape.required_members:
        if value.get(name) is None:
            yield f"Value null at '{_at(path, name)}' failed to satisfy constraint: Member must not be null"
    for name, member in value.items():
        if member is not None:
            yield from _violations(shape.members[name], member, _at(path, name))


def _list(shape: Shape, value: list[Any], path: str) -> Iterator[str]:
    assert isinstance(shape, ListShape)
    yield from _length(shape, value, path)
    for index, item in enumerate(value, start=1):
        yield from _violations(shape.member, item, f"{path}.{index}.member")


def _map(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[str]:
    assert isinstance(shape, MapShape)
    yield from _length(shape, value, path)
    for key, item in value.items():
        yield from _violations(shape.key, key, f"{path}.key")
        yield from _violations(shape.value, item, f"{path}.{key}.value")


def _string(shape: Shape, value: str, path: str) -> Iterator[str]:
    yield from _length(shape, value, path)
    pattern = shape.metadata.get("pattern")
    if pattern and not python_pattern(pattern).fullmatch(value):
        yield _failed(shape, value, path, f"Member must satisfy regular expression pattern: {pattern}")
    choices = shape.metadata.get("enum")
    if choices and value not in choices:
        yield _failed(shape, value, path, f"Member must satisfy enum value set: [{', '.join(choices)}]")


def _length(shape: Shape, value: Any, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if most is not None and len(value) > most:
        yield _failed(shape, value, path, f"Member must have length less than or equal to {most}")
    if least is not None and len(value) < least:
        yield _failed(shape, value, path, f"Member must have length greater than or equal to {least}")


def _number(shape: Shape, value: float, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if most is not None and value > most:
        yield _failed(shape, value, path, f"Member must have value less than or equal to {most}")
    if least is not None and value < least:
        yield _failed(shape, value, path, f"Member must have value greater than or equal to {least}")


def _failed(shape: Shape, value: Any, path: str, constraint: str) -> str:
    shown = "Value" if shape.metadata.get("sensitive") else f"Value '{_shown(value)}'"
    return f"{shown} at '{path}' failed to satisfy constraint: {constraint}"


def _shown(value: Any) -> str:
    """Return `value` as AWS prints it, cut so that an error never carries a whole upload back."""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return text if len(text) <= 1024 else text[:1024] + "..."


def _at(path: str, member: str) -> str:
    """Return the place of a member: names start in lower case, `SSHPublicKeyId` as `sSHPublicKeyId`."""
    name = member[:1].lower() + member[1:]
    return f"{path}.{name}" if path else name


@cache
def python_pattern(java: str) -> re.Pattern[str]:
    """Return a pattern of the service model, which is Java's, as Python's.

    Unicode classes only stand inside brackets there, together with ASCII characters; a negated class cannot stand
    inside another, so letters become a lookahead-free alternation.
    """
    if r"\p{" not in java:
        return re.compile(java, re.ASCII)
    rest = java
    for java_class, ours in _JAVA_CLASSES.items():
        rest = rest.replace(java_class, "" if java_class == r"\p{L}" else ours)
    inner = re.fullmatch(r"\[(.*)\]([*+])", rest)
    assert inner, f"{java} is no single class"
    return re.compile(rf"(?:[{inner[1]}]|[{_JAVA_CLASSES[chr(92) + 'p{L}']}]){inner[2]}")
