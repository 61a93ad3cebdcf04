"""Policy text to plain JSON values: no repeated keys, only AWS's characters, every failure with line and column."""

import json
import re
from typing import NoReturn

from .errors import SYNTAX, PolicySyntaxError
from .places import deepest_bracket, position_at, second_key

FORBIDDEN = re.compile("[^\t\n\r\u0020-\u00ff]")

Json = None | bool | str | list["Json"] | dict[str, "Json"]


class Number(str):
    """A JSON number as it was written: conditions compare texts, and 1.0 is not 1."""

    __slots__ = ()


_TYPE_NAMES = {
    dict: "an object",
    list: "a list",
    str: "a string",
    Number: "a number",
    bool: "a boolean",
    type(None): "null",
}


class _Constant:
    """NaN or Infinity, which Python's reader knows and JSON does not: no element takes it."""

    def __init__(self, name: str) -> None:
        self.name = name


class _RepeatedKey(Exception):
    pass


def parse(text: str, message: str = SYNTAX) -> Json:
    """Return the JSON value of `text`, numbers as `Number`; raise PolicySyntaxError for everything else."""
    if forbidden := FORBIDDEN.search(text):
        _refuse(
            message, text, forbidden.start(), f"The character U+{ord(forbidden[0]):04X} is not allowed in a policy."
        )
    try:
        value: Json = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        _refuse(message, text, error.pos, f"This is not JSON: {error.msg}.")
    except _RepeatedKey:
        key, offset = second_key(text)
        _refuse(message, text, offset, f'The key "{key}" is given twice in the same object.')
    except RecursionError:
        _refuse(message, text, deepest_bracket(text), "Lists and objects are nested too deeply.")
    return value


def describe(value: Json) -> str:
    return _TYPE_NAMES.get(type(value), "no JSON value")


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RepeatedKey
    return found


def _refuse(message: str, text: str, offset: int, detail: str) -> NoReturn:
    place = position_at(text, offset)
    raise PolicySyntaxError(message, detail, line=place.line, column=place.column) from None


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_float=Number, parse_int=Number, parse_constant=_Constant)
