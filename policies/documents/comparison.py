"""Two texts side by side, line by line, with the words that differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text; `number` counts from 1."""

    number: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The same place in both texts; None where one of them has no line."""

    old: Line | None
    new: Line | None
    is_changed: bool


def side_by_side(old: str, new: str) -> tuple[Row, ...]:
    """Return the lines of both texts, those that belong together in one row."""
    left, right = old.splitlines(), new.splitlines()
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return tuple(row for block in matcher.get_opcodes() for row in _rows(block, left, right))


def _rows(block: tuple[str, int, int, int, int], left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    kind, old_from, old_to, new_from, new_to = block
    numbers = zip_longest(range(old_from, old_to), range(new_from, new_to))
    for old, new in numbers:
        if kind == "equal":
            yield Row(_whole(left, old), _whole(right, new), is_changed=False)
        elif old is None or new is None:
            yield Row(_whole(left, old), _whole(right, new), is_changed=True)
        else:
            before, after = _words(left[old], right[new])
            yield Row(Line(old + 1, before), Line(new + 1, after), is_changed=True)


def _whole(lines: Sequence[str], index: int | None) -> Line | None:
    return None if index is None else Line(index + 1, (Part(lines[index]),))


def _words(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return both lines in parts, of which those that the other line has not are marked."""
    left, right = _WORD.findall(old), _WORD.findall(new)
    before, after = [], []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        is_changed = kind != "equal"
        before.append(Part("".join(left[old_from:old_to]), is_changed))
        after.append(Part("".join(right[new_from:new_to]), is_changed))
    return tuple(part for part in before if part.text), tuple(part for part in after if part.text)
