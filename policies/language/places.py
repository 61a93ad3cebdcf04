"""Where each element stands in the text, found only when asked: most policies are never shown with their lines."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

# A string that nobody closed takes all that follows, so that broken text costs no more than good text.
STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
_TOKEN = re.compile(rf'{STRING}|[][{{}},:]|[^][{{}},:"\s]+')


@dataclass(frozen=True, slots=True)
class Position:
    offset: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    start: Position
    end: Position


class Places:
    """The spans of one text by path: `Statement[0].Action[2]`, `Statement[0].Condition.Bool`; `""` is the whole."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __getitem__(self, path: str) -> Span:
        start, end = self._offsets[path]
        return Span(position_at(self.text, start), position_at(self.text, end))

    def nearest(self, path: str) -> Span:
        """Return the span of `path`, or of the closest element around it when it is not in the text."""
        while path not in self._offsets:
            path = parent(path)
        return self[path]

    @cached_property
    def _offsets(self) -> dict[str, tuple[int, int]]:
        # Statement may be one object or a list: both answer to Statement[0].
        found = {path: (start, end) for path, start, end in walk(self.text)}
        singles = {
            "Statement[0]" + path.removeprefix("Statement"): span
            for path, span in found.items()
            if path == "Statement" or path.startswith("Statement.")
        }
        return singles | found


def position_at(text: str, offset: int) -> Position:
    line_start = text.rfind("\n", 0, offset) + 1
    return Position(offset, text.count("\n", 0, offset) + 1, offset - line_start + 1)


def parent(path: str) -> str:
    return path[: max(path.rfind("."), path.rfind("["), 0)]


def walk(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield path, start and end of every value of a JSON text, inner values first."""
    frames: list[_Frame] = []
    for token in _TOKEN.finditer(text):
        symbol = token[0]
        frame = frames[-1] if frames else None
        if symbol in "[{":
            frames.append(_Frame(frame.slot if frame else "", token.start(), is_list=symbol == "["))
        elif symbol in "]}":
            closed = frames.pop()
            yield closed.path, closed.start, token.end()
        elif symbol == ",":
            frames[-1].advance()
        elif symbol == ":":
            continue
        elif frame and frame.awaits_key:
            frame.enter(json.loads(symbol))
        else:
            yield frame.slot if frame else "", token.start(), token.end()


class _Frame:
    """A list or object that is being read, and the path that its next value will have."""

    def __init__(self, path: str, start: int, *, is_list: bool) -> None:
        self.path, self.start, self.is_list = path, start, is_list
        self.index = 0
        self.slot = f"{path}[0]" if is_list else path
        self.awaits_key = not is_list

    def advance(self) -> None:
        self.index += 1
        self.slot = f"{self.path}[{self.index}]" if self.is_list else self.path
        self.awaits_key = not self.is_list

    def enter(self, key: str) -> None:
        self.slot = f"{self.path}.{key}" if self.path else key
        self.awaits_key = False


def second_key(text: str) -> tuple[str, int]:
    """Return the first key that its object already has, and where it stands."""
    seen: list[set[str]] = []
    tokens = list(_TOKEN.finditer(text))
    for token, following in itertools.pairwise(tokens):
        if token[0] == "{":
            seen.append(set())
        elif token[0] == "}":
            seen.pop()
        elif following[0] == ":":
            key = json.loads(token[0])
            if key in seen[-1]:
                return key, token.start()
            seen[-1].add(key)
    raise AssertionError("second_key is asked only about a text that repeats a key")


def deepest_bracket(text: str) -> int:
    """Return the offset of the innermost opening bracket."""
    depth, deepest, offset = 0, 0, 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth > deepest:
                deepest, offset = depth, token.start()
        elif token[0] in "]}":
            depth -= 1
    return offset
