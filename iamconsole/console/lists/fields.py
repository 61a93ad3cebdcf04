"""What a list can be filtered by: each field turns a term of a search into a condition on rows.

FIELDS = (
    text("name", "name_key", "Name, or a part of it"),
    choice("mfa", {"none": ~WITH_DEVICE, "virtual": WITH_DEVICE}, "Second factor"),
    age("key-age", lambda is_over, moment: ..., "Days since the oldest active key was made"),
    day("created", "created", "Day it was made"),
)
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from iamconsole import searching
from iamconsole.console.lists.query import SearchError, Term

Condition = Callable[[Term, datetime], Q]
LONGEST_AGE = 36_500


@dataclass(frozen=True, slots=True)
class Field:
    """A field of searches: its name, an example of its use, what it means, and the condition it makes."""

    name: str
    example: str
    words: str
    condition: Condition


def conditions(terms: Sequence[Term], fields: Sequence[Field], word: Callable[[str], Q], now: datetime) -> Q:
    """Return the condition of all terms; `word` gives the one of a plain word. SearchError when one has no meaning."""
    known = {field.name: field for field in fields}
    whole = Q()
    for term in terms:
        one = word(term.values[0]) if not term.field else _field(term, known).condition(term, now)
        whole &= ~one if term.is_negated else one
    return whole


def text(name: str, column: str, words: str, *, example: str = "text") -> Field:
    """Return a field of a text column: `:` finds a part, `=` the whole, `*` stands for anything, in either case."""

    def condition(term: Term, _now: datetime) -> Q:
        _only(term, ":", "=")
        return _any(term, lambda value: matches(column, value, is_whole=term.operator == "="))

    return Field(name, f"{name}:{example}", words, condition)


def matches(column: str, value: str, *, is_whole: bool = False) -> Q:
    """Return the condition that a text column holds `value`, or is like it where it has `*`."""
    if is_whole:
        return searching.is_whole(column, value)
    return searching.is_like(column, value) if "*" in value else searching.has_part(column, value)


def linked(name: str, rows: Callable[[Q], Q], words: str, example: str, column: str = "name_key") -> Field:
    """Return a field of rows beside the list's own, such as the groups of a user.

    `rows` gives the condition that a row is linked to one of which a condition on `column` holds.
    """

    def condition(term: Term, _now: datetime) -> Q:
        _only(term, ":", "=")
        return _any(term, lambda value: rows(matches(column, value, is_whole=term.operator == "=")))

    return Field(name, example, words, condition)


def listed(name: str, one: Callable[[str], Q], words: str, example: str) -> Field:
    """Return a field whose condition for one value is `one`."""

    def condition(term: Term, _now: datetime) -> Q:
        _only(term, ":", "=")
        return _any(term, one)

    return Field(name, example, words, condition)


def choice(name: str, options: Mapping[str, Q | Callable[[], Q]], words: str) -> Field:
    """Return a field that knows a few values; another value is an error that names them."""

    def condition(term: Term, _now: datetime) -> Q:
        _only(term, ":", "=")
        return _any(term, one)

    def one(value: str) -> Q:
        option = options.get(value.lower())
        if option is None:
            raise SearchError(f"{name} is one of {_told(options)}, not {value!r}.")
        return option if isinstance(option, Q) else option()

    return Field(name, f"{name}:{next(iter(options))}", f"{words}: {_told(options)}", condition)


def age(name: str, older: Callable[[datetime], Q], words: str, never: Q | None = None) -> Field:
    """Return a field of days: `older` gives the condition that something happened before a moment.

    `never` is the condition of `name:never`, for what may not have happened at all.
    """

    def condition(term: Term, now: datetime) -> Q:
        if never is not None and term.operator == ":" and term.values == ("never",):
            return never
        _only(term, ">", ">=", "<", "<=")
        # An age is exact to the moment: after 90 days and an hour something is older than 90 days.
        over = older(now - timedelta(days=_days(term)))
        return over if term.operator in (">", ">=") else ~over & (~never if never is not None else Q())

    more = " (also never)" if never is not None else ""
    return Field(name, f"{name}>90", f"{words}{more}", condition)


def day(name: str, column: str, words: str) -> Field:
    """Return a field of a moment, compared by its day in UTC: `created:2026-11-25`, `created>=2026-01-01`."""

    def condition(term: Term, _now: datetime) -> Q:
        start = datetime.combine(_date(term), datetime.min.time(), UTC)
        end = start + timedelta(days=1)
        before, after = Q(**{f"{column}__lt": start}), Q(**{f"{column}__gte": end})
        not_before, not_after = Q(**{f"{column}__gte": start}), Q(**{f"{column}__lt": end})
        same = not_before & not_after
        return {":": same, "=": same, "<": before, ">": after, ">=": not_before, "<=": not_after}[term.operator]

    return Field(name, f"{name}>=2026-01-01", words, condition)


def _field(term: Term, known: Mapping[str, Field]) -> Field:
    field = known.get(term.field)
    if field is None:
        told = f"There is no field {term.field!r} here. The fields are {_told(known)}."
        raise SearchError(f'{told} To look for the text itself, write "{term.source}" in quotes.')
    return field


def _only(term: Term, *operators: str) -> None:
    if term.operator not in operators:
        raise SearchError(f"{term.field} is compared with {_told(operators)}, not with {term.operator}.")


def _any(term: Term, one: Callable[[str], Q]) -> Q:
    return reduce(or_, [one(value) for value in term.values])


def _days(term: Term) -> int:
    value = term.values[0].removesuffix("d")
    if len(term.values) > 1 or not re.fullmatch(r"[0-9]{1,5}", value) or int(value) > LONGEST_AGE:
        raise SearchError(f"{term.field} is a number of days, such as {term.field}>90.")
    return int(value)


def _date(term: Term) -> date:
    try:
        assert len(term.values) == 1
        found = date.fromisoformat(term.values[0])
    except (ValueError, AssertionError):
        found = date.min
    if not 1900 <= found.year <= 9000:
        raise SearchError(f"{term.field} is a day, such as {term.field}>=2026-01-31.")
    return found


def _told(words: Sequence[str] | Mapping[str, Any]) -> str:
    names = [*words]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
