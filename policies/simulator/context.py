"""ContextEntries as the engine's context: names in lower case, values checked against their type.

Source: IAM API Reference, "ContextEntry".
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_network
from typing import Any

from iamconsole.errors import InvalidInput
from policies.engine import Context
from policies.language.dates import parse_date

LIST = "List"
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_LONGEST_SHOWN = 256

Entry = Mapping[str, Any]


def context_of(entries: Iterable[Entry]) -> Context:
    """Return the keys that `entries` give, or raise InvalidInput naming the first wrong one."""
    context: dict[str, str | tuple[str, ...]] = {}
    for entry in entries:
        name = entry.get("ContextKeyName") or ""
        if not name:
            raise InvalidInput("Each context entry needs a ContextKeyName.")
        if name.lower() in context:
            raise InvalidInput(f"Duplicate context key {name}: give all of its values in one entry.")
        context[name.lower()] = _value(name, entry.get("ContextKeyValues") or [], entry.get("ContextKeyType"))
    return {name: value for name, value in context.items() if value != ()}


def _value(name: str, values: list[str], kind: str | None) -> str | tuple[str, ...]:
    kind = kind or ("string" if len(values) == 1 else "stringList")
    one_kind = kind.removesuffix(LIST)
    for value in values:
        if not _CHECKS[one_kind](value):
            raise InvalidInput(f"Invalid value {value[:_LONGEST_SHOWN]!r} of context key {name}: it is not {one_kind}.")
    if kind.endswith(LIST):
        return tuple(values)
    if len(values) > 1:
        raise InvalidInput(f"Context key {name} is of type {kind} and has {len(values)} values: use {kind}{LIST}.")
    return values[0] if values else ()


def _is_address(value: str) -> bool:
    try:
        ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def _is_binary(value: str) -> bool:
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "string": lambda value: True,
    "numeric": lambda value: _NUMBER.fullmatch(value) is not None,
    "boolean": lambda value: value.lower() in ("true", "false"),
    "ip": _is_address,
    "binary": _is_binary,
    "date": lambda value: parse_date(value) is not None,
}
