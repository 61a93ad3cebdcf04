"""Two texts line by line, as a page shows what a change takes and what it adds."""

from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True, slots=True)
class Line:
    kind: str
    text: str


def lines_between(old: str, new: str) -> list[Line]:
    """Return the lines of both texts in order, each the same in both, gone or new."""
    left, right = old.splitlines(), new.splitlines()
    found: list[Line] = []
    for _tag, start, end, from_, to in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if left[start:end] == right[from_:to]:
            found += [Line(SAME, text) for text in left[start:end]]
        else:
            found += [Line(GONE, text) for text in left[start:end]]
            found += [Line(NEW, text) for text in right[from_:to]]
    return found
