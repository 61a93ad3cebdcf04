"""Patterns with `*` and `?` as fast tests: a set of texts, a set of beginnings, one regular expression for the rest.

No expression here can run away: each `*` is matched by the earliest place where the next piece fits, in an atomic
group, so the work is at most the length of the pattern times the length of the text.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby

from .variables import Token, Tokens, Wild, joined

Matcher = Callable[[str], object]
ArnTokens = tuple[Tokens, ...]

_ANY, _INSIDE_SEGMENT = ".", "[^:]"
_compile = lru_cache(maxsize=2048)(re.compile)


def match_globs(patterns: Iterable[Tokens]) -> Matcher:
    """Return a test for a text that fits any of the patterns as a whole."""
    return _any_of([_shape(tokens) for tokens in patterns])


def match_arns(patterns: Iterable[ArnTokens]) -> Matcher:
    """Return a test for an ARN that fits any of the patterns segment by segment."""
    return _any_of([_arn_shape(segments) for segments in patterns])


def fits_arn(segments: ArnTokens, text: str) -> bool:
    """Tell whether an ARN fits one pattern that is not worth keeping."""
    kind, pattern = _arn_shape(segments)
    return bool(_MAKERS[kind]([pattern])(text))


def joined_arn(segments: ArnTokens) -> Tokens:
    """Return the pattern as one sequence of tokens; its wildcards no longer know their segments."""
    *head, tail = segments
    return joined([*(token for segment in head for token in (*segment, ":")), *tail])


def arn_segments(tokens: Tokens) -> ArnTokens | None:
    """Split at the first five colons of the plain text, or None when there are fewer."""
    segments: list[list[Token]] = [[]]
    for token in tokens:
        if isinstance(token, str):
            first, *others = token.split(":", 6 - len(segments)) if len(segments) < 6 else [token]
            segments[-1].append(first)
            segments.extend([other] for other in others)
        else:
            segments[-1].append(token)
    return tuple(joined(segment) for segment in segments) if len(segments) == 6 else None


def everything(_: str) -> bool:
    return True


def nothing(_: str) -> bool:
    return False


_Shape = tuple[str, str]


def _shape(tokens: Tokens) -> _Shape:
    if tokens[-1] is Wild.MANY and len(tokens) <= 2 and isinstance(tokens[0], str):
        return "prefix", tokens[0]
    if tokens == (Wild.MANY,):
        return "prefix", ""
    if len(tokens) == 1 and isinstance(tokens[0], str):
        return "exact", tokens[0]
    return "regex", _expression(tokens, _ANY)


def _arn_shape(segments: ArnTokens) -> _Shape:
    *head, tail = segments
    if all(len(segment) == 1 and isinstance(segment[0], str) for segment in head):
        return _shape(joined_arn(segments))
    return "regex", ":".join([*(_expression(segment, _INSIDE_SEGMENT) for segment in head), _expression(tail, _ANY)])


def _expression(tokens: Tokens, character: str) -> str:
    first, *others = _pieces(tokens, character)
    if not others:
        return first
    middle = "".join(f"(?>{character}*?{piece})" for piece in others[:-1] if piece)
    return f"{first}{middle}{character}*{others[-1]}"


def _pieces(tokens: Tokens, character: str) -> list[str]:
    pieces = [""]
    for token in tokens:
        if token is Wild.MANY:
            pieces.append("")
        else:
            pieces[-1] += character if token is Wild.ONE else re.escape(str(token))
    return pieces


def _any_of(shapes: list[_Shape]) -> Matcher:
    by_kind = {kind: [text for _, text in group] for kind, group in groupby(sorted(shapes), lambda shape: shape[0])}
    if "" in by_kind.get("prefix", []):
        return everything
    tests = [make(by_kind[kind]) for kind, make in _MAKERS.items() if kind in by_kind]
    if len(tests) > 1:
        return lambda text: any(test(text) for test in tests)
    return tests[0] if tests else nothing


def _exactly(texts: list[str]) -> Matcher:
    return frozenset(texts).__contains__


def _beginning(texts: list[str]) -> Matcher:
    prefixes = texts[0] if len(texts) == 1 else tuple(texts)
    return lambda text: text.startswith(prefixes)


def _fitting(expressions: list[str]) -> Matcher:
    return _compile("|".join(expressions), re.DOTALL).fullmatch


_MAKERS = {"exact": _exactly, "prefix": _beginning, "regex": _fitting}
