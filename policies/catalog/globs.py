"""Patterns with `*` (any run) and `?` (one character) compared as sets: what they cover and share."""

import re
from collections.abc import Iterable, Iterator

_WILDCARD = re.compile(r"[*?]")


def is_pattern(text: str) -> bool:
    return "*" in text or "?" in text


def covers(general: str, special: str) -> bool:
    """Say whether `general` matches every text that `special` matches, in len * len steps at most.

    A `special` without wildcards is a text. Reading its `*` and `?` as characters of their own is
    sound, and misses only unusual pairs such as `?*` and `*?`.
    """
    at = place = mark = 0
    star = -1
    while at < len(special):
        wanted = general[place] if place < len(general) else ""
        if wanted == "*":
            star, mark = place, at
            place += 1
        elif wanted and (wanted == special[at] or (wanted == "?" and special[at] != "*")):
            place += 1
            at += 1
        elif star >= 0:
            mark += 1
            place, at = star + 1, mark
        else:
            return False
    return not general[place:].strip("*")


def matches(pattern: str, texts: Iterable[str]) -> Iterator[str]:
    """Return those of many texts that the pattern matches; most are ruled out by how they begin or end."""
    runs = pattern.replace("?", "*").split("*")
    start, end = runs[0], runs[-1] if len(runs) > 1 else ""
    shortest = len(start) + len(end)
    likely = (one for one in texts if len(one) >= shortest and one.startswith(start) and one.endswith(end))
    is_decided = pattern == f"{start}*{end}"
    return likely if is_decided else (one for one in likely if covers(pattern, one))


def overlap(left: str, right: str) -> bool:
    """Say whether some text is matched by both patterns, in len * len steps at most."""
    fixed = min(_fixed_start(left), _fixed_start(right))
    if left[:fixed] != right[:fixed]:
        return False
    if not is_pattern(left):
        return covers(right, left)
    if not is_pattern(right):
        return covers(left, right)
    return _share(re.sub(r"\*+", "*", left), re.sub(r"\*+", "*", right))


def _fixed_start(pattern: str) -> int:
    """Return how many characters come before the first wildcard."""
    wildcard = _WILDCARD.search(pattern)
    return wildcard.start() if wildcard else len(pattern)


def _share(left: str, right: str) -> bool:
    """Walk `left`, keeping the set of places that `right` can be in."""
    places = _past_stars({0}, right)
    for character in left:
        if character == "*":
            places = set(range(min(places), len(right) + 1))
        else:
            places = _past_stars(_moved(places, character, right), right)
        if not places:
            return False
    return len(right) in places


def _moved(places: set[int], character: str, pattern: str) -> set[int]:
    moved = set()
    for place in places - {len(pattern)}:
        if pattern[place] == "*":
            moved.add(place)
        elif "?" in (character, pattern[place]) or character == pattern[place]:
            moved.add(place + 1)
    return moved


def _past_stars(places: set[int], pattern: str) -> set[int]:
    return places | {place + 1 for place in places if pattern[place : place + 1] == "*"}
