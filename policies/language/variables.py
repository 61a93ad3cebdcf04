"""What a value is made of: plain text, wildcards and variables such as `${aws:username, 'nobody'}`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

_SPECIAL = re.compile(
    r"\$\{(?P<escaped>[*?$])\}"
    r"|\$\{(?P<key>[^\s{},'](?:[^{},']*[^\s{},'])?)(?:, *'(?P<default>[^']*)')?\}"
    r"|(?P<wild>[*?])"
)


class Wild(Enum):
    MANY = "*"
    ONE = "?"


@dataclass(frozen=True, slots=True)
class Variable:
    key: str
    default: str | None


Token = str | Wild | Variable
Tokens = tuple[Token, ...]


def tokens_of(text: str, *, wildcards: bool, variables: bool) -> Tokens:
    """Split `text` into its tokens; what is switched off stays plain text."""
    if not (variables and "${" in text) and not (wildcards and ("*" in text or "?" in text)):
        return (text,)
    tokens: list[Token] = []
    end = 0
    for match in _SPECIAL.finditer(text):
        if token := _token(match, wildcards=wildcards, variables=variables):
            tokens += [text[end : match.start()], token]
            end = match.end()
    return joined([*tokens, text[end:]])


def variables_in(tokens: Tokens) -> tuple[Variable, ...]:
    return tuple(token for token in tokens if isinstance(token, Variable))


def resolve(tokens: Tokens, context: Mapping[str, str | tuple[str, ...]]) -> Tokens | None:
    """Put the values of the variables in, literally; None when one has neither a value nor a default."""
    resolved: list[Token] = []
    for token in tokens:
        if isinstance(token, Variable):
            value = context.get(token.key)
            # Only a key with a single value can stand in a text.
            known = value if isinstance(value, str) else token.default
            if known is None:
                return None
            resolved.append(known)
        else:
            resolved.append(token)
    return joined(resolved)


def joined(tokens: Iterable[Token]) -> Tokens:
    """Merge neighbouring texts and drop empty ones; nothing at all is one empty text."""
    merged: list[Token] = []
    for token in tokens:
        if isinstance(token, str) and merged and isinstance(merged[-1], str):
            merged[-1] += token
        elif token:
            merged.append(token)
    return tuple(merged) or ("",)


def _token(match: re.Match[str], *, wildcards: bool, variables: bool) -> Token | None:
    if match["wild"]:
        return Wild(match["wild"]) if wildcards else None
    if not variables:
        return None
    if match["escaped"]:
        return match["escaped"]
    return Variable(match["key"].lower(), match["default"])
