"""The document that describes a service: read, checked, and turned into the catalog's values.

{"actions": [{"name": "GetInvoice", "accessLevel": "Read", "resourceTypes": ["invoice"]}],
 "resourceTypes": [{"name": "invoice", "arnFormat": "arn:${Partition}:billing::${Account}:invoice/${Id}"}],
 "conditionKeys": [{"name": "billing:Customer", "type": "String"}]}
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.catalog import (
    AccessLevel,
    Action,
    ActionResource,
    ConditionKey,
    KeyType,
    ResourceType,
    Service,
    default_catalog,
)

ACTIONS_PER_SERVICE = 1000
RESOURCE_TYPES_PER_SERVICE = 200
CONDITION_KEYS_PER_SERVICE = 200
NAMES_PER_LIST = 100
LONGEST_DESCRIPTION = 1000
PROBLEMS_TOLD = 10

ACTION_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")
TYPE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
KEY_NAME = re.compile(r"[A-Za-z0-9._-]{1,128}(/(\$\{[A-Za-z]+\}|[A-Za-z0-9._-]{1,64}))?")
PLACEHOLDER = re.compile(r"\$\{[A-Za-z][A-Za-z0-9]*\}")
ARN_TEXT = re.compile(r"[A-Za-z0-9_./:+=@,-]*")

Json = Any


class DocumentError(Exception):
    """What is wrong with a document, each with the place it is at."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


@dataclass
class _Reader:
    """Reads members of the right type, and keeps what is wrong instead of stopping at the first."""

    problems: list[str] = field(default_factory=list)

    def wrong(self, path: str, message: str) -> None:
        self.problems.append(f"{path}: {message}")

    def items(self, parent: Mapping[str, Json], name: str, path: str, most: int) -> list[tuple[str, Json]]:
        """Return the entries of a list with their paths; a list that is not given is empty."""
        found = parent.get(name, [])
        place = f"{path}{name}"
        if not isinstance(found, list):
            self.wrong(place, "must be a list")
            return []
        if len(found) > most:
            self.wrong(place, f"has {len(found)} entries, at most {most} are possible")
            return []
        return [(f"{place}[{index}]", entry) for index, entry in enumerate(found)]

    def object(self, entry: Json, path: str, members: Iterable[str]) -> dict[str, Json]:
        if not isinstance(entry, dict):
            self.wrong(path, "must be an object")
            return {}
        known = set(members)
        for name in entry:
            if name not in known:
                self.wrong(path, f"has no member {name[:64]!r}; known are {', '.join(sorted(known))}")
        return entry

    def text(self, entry: Mapping[str, Json], name: str, path: str, pattern: re.Pattern[str]) -> str:
        value = entry.get(name)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.wrong(f"{path}.{name}", f"must be a text of the form {pattern.pattern}")
            return ""
        return value

    def choice(self, entry: Mapping[str, Json], name: str, path: str, choices: Iterable[str]) -> str | None:
        value, known = entry.get(name), list(choices)
        if value not in known:
            self.wrong(f"{path}.{name}", f"must be one of {', '.join(known)}")
            return None
        return str(value)

    def description(self, entry: Mapping[str, Json], path: str) -> str:
        value = entry.get("description", "")
        if not isinstance(value, str) or len(value) > LONGEST_DESCRIPTION or not value.isprintable():
            self.wrong(f"{path}.description", f"must be one line of at most {LONGEST_DESCRIPTION} characters")
            return ""
        return value

    def names(self, entry: Mapping[str, Json], name: str, path: str) -> tuple[str, ...]:
        """Return a list of names; each must be a text."""
        found = self.items(entry, name, f"{path}.", NAMES_PER_LIST)
        for place, value in found:
            if not isinstance(value, str):
                self.wrong(place, "must be a text")
        return tuple(value for _, value in found if isinstance(value, str))

    def unique(self, names: Iterable[str], path: str) -> None:
        seen: set[str] = set()
        for name in names:
            if name.lower() in seen:
                self.wrong(path, f"{name[:64]} is there twice")
            seen.add(name.lower())


def read_service(prefix: str, name: str, text: str) -> Service:
    """Return the service that `text` describes, or raise DocumentError naming up to ten things that are wrong."""
    reader = _Reader()
    document = reader.object(_parse(text), "the document", ("actions", "resourceTypes", "conditionKeys"))
    keys = tuple(_key(reader, prefix, entry, path) for path, entry in _list(reader, document, "conditionKeys"))
    types = tuple(_type(reader, prefix, entry, path, keys) for path, entry in _list(reader, document, "resourceTypes"))
    actions = tuple(
        _action(reader, prefix, entry, path, keys, types) for path, entry in _list(reader, document, "actions")
    )
    reader.unique((key.name for key in keys if key.name), "conditionKeys")
    reader.unique((kind.name for kind in types if kind.name), "resourceTypes")
    reader.unique((action.name for action in actions if action.name), "actions")
    if not actions and not reader.problems:
        reader.wrong("actions", "must name at least one action")
    if reader.problems:
        raise DocumentError(reader.problems[:PROBLEMS_TOLD])
    return Service(prefix, name, actions, types, keys)


_LIMITS = {
    "actions": ACTIONS_PER_SERVICE,
    "resourceTypes": RESOURCE_TYPES_PER_SERVICE,
    "conditionKeys": CONDITION_KEYS_PER_SERVICE,
}


def _list(reader: _Reader, document: Mapping[str, Json], name: str) -> list[tuple[str, Json]]:
    return reader.items(document, name, "", _LIMITS[name])


def _parse(text: str) -> Json:
    try:
        return json.loads(text, object_pairs_hook=_unique_members)
    except json.JSONDecodeError as error:
        raise DocumentError([f"line {error.lineno}, column {error.colno}: this is not JSON: {error.msg}"]) from None
    except RecursionError:
        raise DocumentError(["the document: lists and objects are nested too deeply"]) from None
    except ValueError:
        # Python refuses numbers of thousands of digits.
        raise DocumentError(["the document: a number is too long"]) from None


def _unique_members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(name for index, (name, _) in enumerate(pairs) if name in dict(pairs[:index]))
        raise DocumentError([f"the document: the member {twice[:64]!r} is given twice in the same object"])
    return found


def _key(reader: _Reader, prefix: str, entry: Json, path: str) -> ConditionKey:
    entry = reader.object(entry, path, ("name", "type", "multivalued", "description"))
    name = entry.get("name")
    owner, _, rest = name.partition(":") if isinstance(name, str) else ("", "", "")
    if owner.lower() != prefix or not KEY_NAME.fullmatch(rest):
        examples = f"{prefix}:Owner or {prefix}:Tag/${{TagKey}}"
        reader.wrong(f"{path}.name", f"must be {prefix}: and a name, such as {examples}")
        name = ""
    kind = reader.choice(entry, "type", path, KeyType)
    multivalued = entry.get("multivalued", False)
    if not isinstance(multivalued, bool):
        reader.wrong(f"{path}.multivalued", "must be true or false")
    description = reader.description(entry, path)
    return ConditionKey(str(name), KeyType(kind or KeyType.STRING), multivalued is True, description)


def _type(reader: _Reader, prefix: str, entry: Json, path: str, keys: tuple[ConditionKey, ...]) -> ResourceType:
    entry = reader.object(entry, path, ("name", "arnFormat", "conditionKeys"))
    name = reader.text(entry, "name", path, TYPE_NAME)
    arn_format = entry.get("arnFormat")
    problem = _arn_problem(prefix, arn_format)
    if problem:
        reader.wrong(f"{path}.arnFormat", problem)
    return ResourceType(prefix, name, str(arn_format), _known_keys(reader, entry, path, keys))


def _arn_problem(prefix: str, arn_format: Json) -> str:
    """Return what is wrong with the format of an ARN, or nothing."""
    parts = arn_format.split(":", 5) if isinstance(arn_format, str) and len(arn_format) <= 2048 else []
    if len(parts) != 6 or parts[0] != "arn" or not parts[5]:
        return "must have six parts: arn:${Partition}:" + prefix + ":${Region}:${Account}:type/${Name}"
    if parts[1] not in ("aws", "${Partition}"):
        return "the second part must be ${Partition} or aws"
    if parts[2] != prefix:
        return f"the third part must be {prefix}"
    if not all(ARN_TEXT.fullmatch(PLACEHOLDER.sub("", part)) for part in parts[3:]):
        return "may hold letters, digits, _ . / : + = @ , - and placeholders such as ${Name}"
    return ""


def _action(
    reader: _Reader,
    prefix: str,
    entry: Json,
    path: str,
    keys: tuple[ConditionKey, ...],
    types: tuple[ResourceType, ...],
) -> Action:
    members = ("name", "accessLevel", "description", "resourceTypes", "conditionKeys")
    entry = reader.object(entry, path, members)
    level = reader.choice(entry, "accessLevel", path, AccessLevel)
    named = reader.names(entry, "resourceTypes", path)
    known = {kind.name for kind in types}
    for name in named:
        if name not in known:
            reader.wrong(f"{path}.resourceTypes", f"{name[:64]!r} is no resource type of this document")
    return Action(
        service=prefix,
        name=reader.text(entry, "name", path, ACTION_NAME),
        access_level=AccessLevel(level or AccessLevel.WRITE),
        description=reader.description(entry, path),
        resources=tuple(ActionResource(name) for name in dict.fromkeys(named)),
        condition_keys=_known_keys(reader, entry, path, keys),
    )


def _known_keys(
    reader: _Reader, entry: Mapping[str, Json], path: str, keys: tuple[ConditionKey, ...]
) -> tuple[str, ...]:
    """Return the condition keys that an entry names: the document's own, or global ones of AWS."""
    named = reader.names(entry, "conditionKeys", path)
    own = {key.name.lower() for key in keys}
    for name in named:
        is_global = name.lower().startswith("aws:") and default_catalog().condition_key(name)
        if name.lower() not in own and not is_global:
            reader.wrong(f"{path}.conditionKeys", f"{name[:64]!r} is neither a key of this document nor a global key")
    return tuple(dict.fromkeys(named))
