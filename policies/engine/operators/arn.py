"""ARNs, segment by segment, with wildcards in each. A request's value that is no ARN is neither like nor unlike one."""

from collections.abc import Sequence

from policies.language.variables import Tokens
from policies.language.wildcard import Matcher, arn_segments, match_arns

from .string import Predicate


def like(values: Sequence[Tokens]) -> Predicate:
    fits = _matcher(values)
    return lambda value: is_arn(value) and bool(fits(value))


def not_like(values: Sequence[Tokens]) -> Predicate:
    fits = _matcher(values)
    return lambda value: is_arn(value) and not fits(value)


def is_arn(text: str) -> bool:
    return text.startswith("arn:") and text.count(":") >= 5


def _matcher(values: Sequence[Tokens]) -> Matcher:
    return match_arns(segments for value in values if (segments := arn_segments(value)) is not None)
