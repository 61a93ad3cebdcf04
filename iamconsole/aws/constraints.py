"""Check parameters against the service model, and say what is wrong in AWS's words.

1 validation error detected: Value 'a b' at 'userName' failed to satisfy constraint:
Member must satisfy regular expression pattern: [\\w+=,.@-]+

Several violations stand in double quotes, one in single ones, and a length of tags at the end closes with a full stop:
so they read in the answers that clients' tests were written from. A path has a sentence of its own. AWS's recorded
answers leave out the value where a choice is wrong, and of the ids of service-specific credentials.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from iamconsole.errors import ValidationError

REPORTED_AT_MOST = 10
PATHS = ("pathType", "policyPathType")
INVALID_PATH = (
    "The specified value for path is invalid. "
    "It must begin and end with / and contain only alphanumeric characters and/or / characters."
)
LENGTH = "Member must have length"
CHOICE = "Member must satisfy enum value set"
UNSHOWN = ("serviceSpecificCredentialId",)
# Of these the recorded answer does not tell the choices.
UNTOLD = ("statusType",)
# Java's classes, which Python's `re` does not know; `\w` and `\d` are ASCII in both once re.ASCII is set.
_JAVA_CLASSES = {
    r"\p{L}": r"^\W\d_",
    r"\p{N}": r"\d",
    r"\p{Z}": r" \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One constraint that one member fails; `value` is None where it must not be shown.

    `alone` is the whole message where this is the only violation and has a sentence of its own.
    """

    path: str
    constraint: str
    value: str | None = None
    null: bool = False
    alone: str = ""

    def text(self, quote: str) -> str:
        shown = "Value null" if self.null else "Value" if self.value is None else f"Value {quote}{self.value}{quote}"
        return f"{shown} at {quote}{self.path}{quote} failed to satisfy constraint: {self.constraint}"


def validate(shape: Shape | None, parameters: Mapping[str, Any]) -> None:
    """Raise ValidationError naming every constraint of `shape` that `parameters` fail."""
    if shape is None:
        return
    violations = list(_structure(shape, parameters, ""))
    if violations:
        raise ValidationError(_message(violations))


def _message(violations: list[Violation]) -> str:
    if len(violations) == 1 and violations[0].alone:
        return violations[0].alone
    quote, noun = ("'", "error") if len(violations) == 1 else ('"', "errors")
    listed = violations[:REPORTED_AT_MOST]
    stop = "." if listed[-1].constraint.startswith(LENGTH) and listed[-1].path.startswith("tag") else ""
    texts = "; ".join(violation.text(quote) for violation in listed)
    return f"{len(violations)} validation {noun} detected: {texts}{stop}"


def _violations(shape: Shape, value: Any, path: str) -> Iterator[Violation]:
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


def _structure(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[Violation]:
    assert isinstance(shape, StructureShape)
    for name in shape.required_members:
        if value.get(name) is None:
            yield Violation(_at(path, name), "Member must not be null", null=True)
    for name in sorted(value, key=_hash_order):
        member = value[name]
        if member is not None:
            yield from _violations(shape.members[name], member, _at(path, name))


def _list(shape: Shape, value: list[Any], path: str) -> Iterator[Violation]:
    assert isinstance(shape, ListShape)
    yield from _length(shape, value, path)
    if shape.member.type_name == "string":
        yield from _strings(shape.member, value, path)
        return
    for index, item in enumerate(value, start=1):
        yield from _violations(shape.member, item, f"{path}.{index}.member")


def _strings(member: Shape, value: list[str | None], path: str) -> Iterator[Violation]:
    """A list of texts is reported once, with everything that each of them must satisfy; None is where there is none."""
    texts = [item for item in value if item is not None]
    if len(texts) < len(value):
        demands = ", ".join(_demands(member)) or "Member must not be null"
        yield Violation(path, f"Member must satisfy constraint: [{demands}]")
    elif any(True for item in texts for _ in _string(member, item, path)):
        shown = None if {"sensitive", "enum"} & member.metadata.keys() else _shown(f"[{', '.join(texts)}]")
        yield Violation(path, f"Member must satisfy constraint: [{', '.join(_demands(member))}]", shown)


def _demands(shape: Shape) -> Iterator[str]:
    metadata = shape.metadata
    if "max" in metadata:
        yield f"{LENGTH} less than or equal to {metadata['max']}"
    if "min" in metadata:
        yield f"{LENGTH} greater than or equal to {metadata['min']}"
    if "pattern" in metadata:
        yield f"Member must satisfy regular expression pattern: {metadata['pattern']}"
    if "enum" in metadata:
        yield _choice(shape)


def _map(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[Violation]:
    assert isinstance(shape, MapShape)
    yield from _length(shape, value, path)
    for key, item in value.items():
        yield from _violations(shape.key, key, f"{path}.key")
        yield from _violations(shape.value, item, f"{path}.{key}.value")


def _string(shape: Shape, value: str, path: str) -> Iterator[Violation]:
    yield from _length(shape, value, path)
    pattern = shape.metadata.get("pattern")
    if pattern and not python_pattern(pattern).fullmatch(value):
        failed = _failed(shape, value, path, f"Member must satisfy regular expression pattern: {pattern}")
        yield replace(failed, alone=INVALID_PATH) if shape.name in PATHS else failed
    choices = shape.metadata.get("enum")
    if choices and value not in choices:
        yield Violation(path, _choice(shape))


def _choice(shape: Shape) -> str:
    return CHOICE if shape.name in UNTOLD else f"{CHOICE}: [{', '.join(shape.metadata['enum'])}]"


def _length(shape: Shape, value: Any, path: str) -> Iterator[Violation]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if most is not None and len(value) > most:
        yield _failed(shape, value, path, f"{LENGTH} less than or equal to {most}")
    if least is not None and len(value) < least:
        yield _failed(shape, value, path, f"{LENGTH} greater than or equal to {least}")


def _number(shape: Shape, value: float, path: str) -> Iterator[Violation]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if most is not None and value > most:
        yield _failed(shape, value, path, f"Member must have value less than or equal to {most}")
    if least is not None and value < least:
        yield _failed(shape, value, path, f"Member must have value greater than or equal to {least}")


def _failed(shape: Shape, value: Any, path: str, constraint: str) -> Violation:
    hidden = shape.metadata.get("sensitive") or shape.name in UNSHOWN
    return Violation(path, constraint, None if hidden else _shown(value))


def _shown(value: Any) -> str:
    """Return `value` as AWS prints it, cut so that an error never carries a whole upload back."""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return text if len(text) <= 1024 else text[:1024] + "..."


def _at(path: str, member: str) -> str:
    """Return the place of a member: names start in lower case, `SSHPublicKeyId` as `sSHPublicKeyId`."""
    name = member[:1].lower() + member[1:]
    return f"{path}.{name}" if path else name


@cache
def _hash_order(member: str) -> int:
    """Return the place of a member among its neighbors: AWS's answers list them as a Java HashMap of 16 holds them."""
    code = 0
    for character in _at("", member):
        code = (31 * code + ord(character)) & 0xFFFFFFFF
    return (code ^ code >> 16) & 15


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
