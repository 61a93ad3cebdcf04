"""The variables in a text, well formed or not, with what is wrong with them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.checks.model import Substring

_OPENING = re.compile(r"\$\{")
_ESCAPES = ("*", "?", "$")
_DEFAULT = re.compile(r", *'[^']*'")


@dataclass(frozen=True, slots=True)
class VariablePart:
    """One `${...}`; `inner` is what stands inside, `is_closed` is false when its brace is missing."""

    start: int
    inner: str
    is_closed: bool

    @property
    def substring(self) -> Substring:
        return Substring(self.start, len(self.inner) + 2 + self.is_closed)

    @property
    def key(self) -> str:
        return self.inner.partition(",")[0]

    @property
    def is_empty(self) -> bool:
        return self.is_closed and not self.key.strip()

    @property
    def has_space(self) -> bool:
        return any(character.isspace() for character in self.key) and not self.is_empty

    @property
    def lacks_quote(self) -> bool:
        default = self.inner[len(self.key) :]
        return self.is_closed and bool(default) and not _DEFAULT.fullmatch(default)


def parts_of(text: str) -> Iterator[VariablePart]:
    """Yield everything that begins like a variable, without the escapes `${*}`, `${?}` and `${$}`."""
    at = end = 0
    while match := _OPENING.search(text, at):
        if 0 <= end < match.end():
            end = text.find("}", match.end())
        following = text.find("${", match.end())
        is_closed = end >= 0 and (following < 0 or end < following)
        stop = end if is_closed else following if following >= 0 else len(text)
        inner = text[match.end() : stop]
        if not (is_closed and inner in _ESCAPES):
            yield VariablePart(match.start(), inner, is_closed)
        at = stop + is_closed


def variables_of(text: str) -> tuple[VariablePart, ...]:
    return tuple(parts_of(text)) if "${" in text else ()
