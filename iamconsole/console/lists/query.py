"""The search box of a list: words, and filters such as `group:"night shift"`, `-mfa:none` or `key-age>90`.

    search = term*         term = ["-"] (word | quoted | field operator value {"," value})
    operator = ":" | "=" | ">" | ">=" | "<" | "<="

Terms stand apart by white space and all of them must hold; values with commas between them are alternatives, and `-`
before a term turns it around. Quotes take away every meaning of what is inside; `\\"` is a quote there.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

LONGEST = 2048
MOST_TERMS = 30
HEAD = re.compile(r"(-?)(?:(?!arn:)([A-Za-z][A-Za-z0-9-]*)(:|>=|<=|=|>|<))?")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
BARE = re.compile(r'[^\s",]+')
# A word that is searched for may hold commas and quotes inside.
WORD = re.compile(r"\S+")


class SearchError(Exception):
    """What is wrong with a search, in a sentence for the person who wrote it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Term:
    """One condition of a search; `field` is "" for a plain word, `source` is how it was written."""

    field: str
    operator: str
    values: tuple[str, ...]
    is_negated: bool
    source: str


def parse(text: str) -> tuple[Term, ...]:
    """Return the terms of a search; SearchError says what cannot be understood."""
    if len(text) > LONGEST:
        raise SearchError(f"A search has at most {LONGEST:,} characters.")
    terms: list[Term] = []
    position = _past_space(text, 0)
    while position < len(text):
        term, position = _term(text, position)
        terms.append(term)
        position = _past_space(text, position)
    if len(terms) > MOST_TERMS:
        raise SearchError(f"A search has at most {MOST_TERMS} terms.")
    return tuple(terms)


def without(text: str, sources: Collection[str]) -> str:
    """Return the search without the terms that are written like one of `sources`."""
    return " ".join(term.source for term in parse(text) if term.source not in sources)


def quoted(value: str) -> str:
    """Return `value` as a search must name it: in quotes where it would be read as something else."""
    if BARE.fullmatch(value) and not value.startswith("-"):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _term(text: str, start: int) -> tuple[Term, int]:
    head = HEAD.match(text, start)
    assert head is not None, "the pattern matches nothing too"
    minus, field, operator = head.groups()
    if not field:
        value, end = _word(text, head.end(1))
        return Term("", ":", (value,), bool(minus), text[start:end]), end
    values, end = _values(text, head.end(), field, operator)
    return Term(field.lower(), operator, values, bool(minus), text[start:end]), end


def _word(text: str, start: int) -> tuple[str, int]:
    if text.startswith('"', start):
        return _quoted(text, start)
    found = WORD.match(text, start)
    # A lone minus sign is a word too.
    return (found[0], found.end()) if found else (text[start - 1 : start], start)


def _values(text: str, start: int, field: str, operator: str) -> tuple[tuple[str, ...], int]:
    values: list[str] = []
    position = start
    while True:
        value, position = _value(text, position, field, operator)
        values.append(value)
        if not text.startswith(",", position):
            return tuple(values), position
        position += 1


def _value(text: str, start: int, field: str, operator: str) -> tuple[str, int]:
    if text.startswith('"', start):
        return _quoted(text, start)
    found = BARE.match(text, start)
    if found is None:
        raise SearchError(f"{field}{operator} needs a value behind it, without a space.")
    return found[0], found.end()


def _quoted(text: str, start: int) -> tuple[str, int]:
    found = QUOTED.match(text, start)
    if found is None:
        raise SearchError("A quote is opened and never closed.")
    return re.sub(r"\\(.)", r"\1", found[1]), found.end()


def _past_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position
