"""Two texts side by side, line by line, with what stayed the same cut short."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Lines shown around a change.
AROUND = 3
# More lines are not compared: the work grows with their square.
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Row:
    """A line of each side, 0 and "" where a side has none; `skipped` counts lines that are left out here."""

    old_number: int = 0
    old: str = ""
    new_number: int = 0
    new: str = ""
    is_changed: bool = False
    skipped: int = 0


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
