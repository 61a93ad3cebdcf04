"""A policy text as a tree that remembers where everything stands.

Unlike `policies.language`, which refuses a document at its first fault, this tree takes every JSON
text, repeated keys included, so that all its faults can be reported at once.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from policies.checks.model import Index, Key, Location, PathElement, Position, Span, Substring, Value
from policies.language.parser import Number

# Only ever run over text that already parsed as JSON, so it needs no more than to tell tokens apart.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[][{},:]|[^][{},:"\s]+')
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_ESCAPE = re.compile(r"(?:\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.)", re.DOTALL)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_WORDS = {"true": True, "false": False, "null": None}
_SPELLINGS = {value: word for word, value in _WORDS.items()}


class JsonProblem(Exception):  # becomes a finding, never an error of ours
    """The text is no JSON; `offset` is where it stops being any."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


class Node:
    """One JSON value, or the name of a member; `parent` and `step` lead to it from the root."""

    __slots__ = ("end", "parent", "start", "step")

    def __init__(self, start: int, end: int, parent: "Node | None", step: PathElement | None) -> None:
        self.start = start
        self.end = end
        self.parent = parent
        self.step = step

    @property
    def path(self) -> tuple[PathElement, ...]:
        steps: list[PathElement] = []
        node: Node | None = self
        while node and node.step:
            steps.append(node.step)
            node = node.parent
        return tuple(reversed(steps))


class Scalar(Node):
    __slots__ = ("value",)

    def __init__(
        self, start: int, end: int, parent: Node | None, step: PathElement | None, value: str | bool | None
    ) -> None:
        super().__init__(start, end, parent, step)
        self.value = value

    @property
    def text(self) -> str:
        """Return the value as a condition compares it."""
        return _SPELLINGS[self.value] if isinstance(self.value, bool | None) else self.value

    @property
    def is_string(self) -> bool:
        return isinstance(self.value, str) and not isinstance(self.value, Number)


class Member:
    """One `name: value` of an object."""

    __slots__ = ("key", "value")

    def __init__(self, key: Scalar, value: Node) -> None:
        self.key = key
        self.value = value

    @property
    def name(self) -> str:
        return str(self.key.value)


class ListNode(Node):
    __slots__ = ("items",)

    def __init__(self, start: int, parent: Node | None, step: PathElement | None) -> None:
        super().__init__(start, start, parent, step)
        self.items: list[Node] = []

    def next_step(self) -> PathElement:
        return Index(len(self.items))

    def add(self, node: Node) -> None:
        self.items.append(node)


class ObjectNode(Node):
    __slots__ = ("_key", "members")

    def __init__(self, start: int, parent: Node | None, step: PathElement | None) -> None:
        super().__init__(start, start, parent, step)
        self.members: list[Member] = []
        self._key: Scalar | None = None

    @property
    def awaits_key(self) -> bool:
        return self._key is None

    def begin(self, start: int, end: int, name: str) -> None:
        self._key = Scalar(start, end, self, Key(name), name)

    def next_step(self) -> PathElement:
        assert self._key, "a value follows a key"  # the text is JSON
        return Value(str(self._key.value))

    def add(self, node: Node) -> None:
        assert self._key, "a value follows a key"  # the text is JSON
        self.members.append(Member(self._key, node))
        self._key = None

    def member(self, name: str) -> Member | None:
        return next((member for member in self.members if member.name == name), None)


class Text:
    """A policy text with its tree, and the places in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = _read(text)
        self._starts_of_escaped: dict[Node, list[int]] = {}

    def location(self, node: Node, part: Substring | None = None) -> Location:
        if part is None or not isinstance(node, Scalar):
            return Location(node.path, self.span(node.start, node.end))
        start, end = self._offsets_in(node, part)
        return Location((*node.path, part), self.span(start, end))

    def span(self, start: int, end: int) -> Span:
        return Span(self.position(start), self.position(end))

    def position(self, offset: int) -> Position:
        return position_in(self._line_starts, offset)

    def _offsets_in(self, node: Scalar, part: Substring) -> tuple[int, int]:
        """Return where a part of a string stands; an escape such as `\\n` is one character of it."""
        if node.end - node.start == len(node.text) + 2:
            start = node.start + 1 + part.start
            return start, start + part.length
        starts = self._character_starts(node)
        return starts[part.start], starts[part.start + part.length]

    def _character_starts(self, node: Scalar) -> list[int]:
        if node not in self._starts_of_escaped:
            characters = _ESCAPE.finditer(self.text, node.start + 1, node.end - 1)
            starts = [*(match.start() for match in characters), node.end - 1]
            self._starts_of_escaped[node] = starts
        return self._starts_of_escaped[node]

    @cached_property
    def _line_starts(self) -> list[int]:
        return line_starts(self.text)


def line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def position_in(starts: list[int], offset: int) -> Position:
    line = bisect_right(starts, offset)
    return Position(line, offset - starts[line - 1], offset)


def _read(text: str) -> Node:
    _refuse_what_is_no_json(text)
    open_nodes: list[ListNode | ObjectNode] = []
    done: Node | None = None
    for token in _tokens(text):
        parent = open_nodes[-1] if open_nodes else None
        symbol = token[0]
        if symbol in "[{":
            open_nodes.append(_opened(token, parent))
        elif symbol in "]}":
            done = open_nodes.pop()
            done.end = token.end()
            _attach(done, open_nodes)
        elif isinstance(parent, ObjectNode) and parent.awaits_key:
            parent.begin(token.start(), token.end(), _string(symbol))
        else:
            step = parent.next_step() if parent else None
            done = Scalar(token.start(), token.end(), parent, step, _scalar(token))
            _attach(done, open_nodes)
    assert done, "a JSON text has a value"  # it parsed
    return done


def _refuse_what_is_no_json(text: str) -> None:
    try:
        # numbers stay texts: Python refuses to convert very long ones
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise JsonProblem(error.msg, error.pos) from None
    except RecursionError:
        raise JsonProblem("Lists and objects are nested too deeply", 0) from None


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return (token for token in _TOKEN.finditer(text) if token[0] not in ",:")


def _opened(token: re.Match[str], parent: ListNode | ObjectNode | None) -> ListNode | ObjectNode:
    kind = ListNode if token[0] == "[" else ObjectNode
    return kind(token.start(), parent, parent.next_step() if parent else None)


def _attach(node: Node, open_nodes: list[ListNode | ObjectNode]) -> None:
    if open_nodes:
        open_nodes[-1].add(node)


def _scalar(token: re.Match[str]) -> str | bool | None:
    symbol = token[0]
    if symbol.startswith('"'):
        return _string(symbol)
    if symbol in _WORDS:
        return _WORDS[symbol]
    if not _NUMBER.fullmatch(symbol):
        raise JsonProblem(f"{symbol} is no JSON value", token.start())
    return Number(symbol)


def _string(symbol: str) -> str:
    decoded: str = json.loads(symbol) if "\\" in symbol else symbol[1:-1]
    # half a surrogate pair cannot be sent on as UTF-8
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", decoded)
