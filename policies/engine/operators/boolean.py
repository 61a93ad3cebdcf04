"""Bool: `true` and `false` in any case, and nothing else; blanks are not trimmed."""

from collections.abc import Sequence

from policies.language.variables import Tokens

from .string import Predicate, plain

_BOOLEANS = frozenset({"true", "false"})


def equals(values: Sequence[Tokens]) -> Predicate:
    wanted = _BOOLEANS & {plain(value).lower() for value in values}
    return lambda value: value.lower() in wanted
