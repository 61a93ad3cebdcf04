"""Two texts side by side, line by line, with the words that differ and what stayed the same cut short."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Lines shown around a change.
AROUND = 3
# More lines are not compared: the work grows with their square.
LONGEST = 4000
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line; `is_changed` when the line on the other side has not got it."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of each side, 0 and "" where a side has none; `skipped` counts lines that are left out here."""

    old_number: int = 0
    old: str = ""
    new_number: int = 0
    new: str = ""
    is_changed: bool = False
    skipped: int = 0

    @property
    def old_parts(self) -> tuple[Part, ...]:
        return self._parts()[0]

    @property
    def new_parts(self) -> tuple[Part, ...]:
        return self._parts()[1]

    def _parts(self) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        if not (self.is_changed and self.old_number and self.new_number):
            return (Part(self.old),), (Part(self.new),)
        return _words(self.old, self.new)


def side_by_side(before: str, after: str) -> list[Row]:
    """Return the rows of the comparison; equal texts give none."""
    old, new = before.splitlines()[:LONGEST], after.splitlines()[:LONGEST]
    if old == new:
        return []
    return list(_cut(list(_rows(old, new))))


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for offset in range(max(old_end - old_start, new_end - new_start)):
            left, right = old_start + offset, new_start + offset
            has_old, has_new = left < old_end, right < new_end
            yield Row(
                old_number=left + 1 if has_old else 0,
                old=old[left] if has_old else "",
                new_number=right + 1 if has_new else 0,
                new=new[right] if has_new else "",
                is_changed=tag != "equal",
            )


def _cut(rows: list[Row]) -> Iterator[Row]:
    near = {place + step for place, row in enumerate(rows) if row.is_changed for step in range(-AROUND, AROUND + 1)}
    skipped = 0
    for place, row in enumerate(rows):
        if place not in near:
            skipped += 1
            continue
        if skipped:
            yield Row(skipped=skipped)
            skipped = 0
        yield row
    if skipped:
        yield Row(skipped=skipped)


def _words(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return both lines in parts, of which those that the other line has not got are marked."""
    left, right = _WORD.findall(old), _WORD.findall(new)
    before: list[Part] = []
    after: list[Part] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        is_changed = kind != "equal"
        before.append(Part("".join(left[old_from:old_to]), is_changed))
        after.append(Part("".join(right[new_from:new_to]), is_changed))
    return tuple(part for part in before if part.text), tuple(part for part in after if part.text)
