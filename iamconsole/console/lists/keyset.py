"""One window of a long list: by keys, forward and back, along a column that may be empty.

A window starts behind the last row that was shown, so rows that come or go move nothing, and the thousandth page costs
what the first does, where an index has the column and then the list's own key. Rows whose column is empty stand at one
end, which is the database's choice; they are asked for apart, because no index helps with "greater, or empty".
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.db import connection
from django.db.models import BooleanField, Field, Model, Q, QuerySet, Value
from django.db.models.expressions import F, Func, OrderBy
from django.db.models.sql.where import WhereNode

from iamconsole import vault
from iamconsole.errors import ValidationError

AnyModel = TypeVar("AnyModel", bound=Model)
# Beyond it a list tells "10,000+": counting all would cost more than showing a page.
MOST_COUNTED = 10_000
# What a search may find and still be asked for by its keys; beyond it a list tells "1,000+". It is also as much as an
# action on all that match takes at once.
MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """Rows by `columns`, one after the other, which together are unique; a `nullable` first one may be empty.

    `split` are conditions that divide the rows where only each part has an index in this order, as policies of two
    owners have: the first of each are found apart, and put in order.
    """

    columns: tuple[str, ...]
    descending: bool = False
    nullable: bool = False
    split: tuple[Q, ...] = ()

    @property
    def name(self) -> str:
        """What a mark is sealed for: it opens only in the order it was made in."""
        return f"list {'-' if self.descending else ''}{','.join(self.columns)}"


class RowValue(Func):
    """`(a, b)`: databases compare rows of values along an index, which they do not do for the same told with OR."""

    template = "(%(expressions)s)"


class IsBehind(Func):
    template = "%(expressions)s"
    arg_joiner = " > "
    output_field = BooleanField()


class IsBefore(IsBehind):
    arg_joiner = " < "


class Walked(Func):
    """A condition that many rows meet: the database walks along the order of the list and looks at each.

    SQLite would rather go by an index on the condition, and sort all that it finds there; PostgreSQL knows how many
    that are.
    """

    template = "(%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, condition: Q | WhereNode) -> None:
        super().__init__(condition)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+(%(expressions)s)", **context)


@dataclass(frozen=True, slots=True)
class Window(Generic[AnyModel]):
    """The rows of a page; `before` and `after` are marks of its ends, "" where the list ends too."""

    rows: list[AnyModel]
    before: str
    after: str
    # How many rows stand before the first, as far as the marks know.
    skipped: int


def window(rows: QuerySet[AnyModel], order: Order, size: int, *, after: str = "", before: str = "") -> Window[AnyModel]:
    """Return `size` rows of a list: its first, or those `after` or `before` a mark."""
    if before:
        values, skipped = _opened(before, order)
        shown = _fetch(rows, order, size + 1, values, backwards=True)
        if len(shown) <= size:
            # Fewer than a page stand before the mark: what came or went since, and so the first page is right.
            return window(rows, order, size)
        shown = shown[:size][::-1]
        first = max(skipped - size, 0)
        return Window(shown, mark(shown[0], order, first), mark(shown[-1], order, first + size), first)
    values, skipped = _opened(after, order) if after else ([], 0)
    shown = _fetch(rows, order, size + 1, values, backwards=False)
    more, shown = len(shown) > size, shown[:size]
    start = mark(shown[0], order, skipped) if after and shown else ""
    end = mark(shown[-1], order, skipped + len(shown)) if more else ""
    return Window(shown, start, end, skipped)


def count(rows: QuerySet[Any]) -> int:
    """Return how many rows there are, but at most one more than MOST_COUNTED."""
    return rows.order_by()[: MOST_COUNTED + 1].count()


def few(rows: QuerySet[AnyModel]) -> tuple[QuerySet[AnyModel], int] | None:
    """Return the rows, told by their keys, and how many they are, where they are not many: nobody searches again."""
    keys = list(rows.order_by().values_list("pk", flat=True)[: MOST_KEPT + 1])
    if len(keys) > MOST_KEPT:
        return None
    return _by_keys(rows, keys), len(keys)


def _by_keys(rows: QuerySet[AnyModel], keys: Sequence[Any]) -> QuerySet[AnyModel]:
    """Return the rows with these keys: without the conditions, so that the database goes by the keys alone."""
    kept = rows.all()
    kept.query.where = WhereNode()
    return kept.filter(pk__in=keys)


def _walked(rows: QuerySet[AnyModel]) -> QuerySet[AnyModel]:
    """Return the rows, whose conditions so far are looked at in each row: the database goes by those to come."""
    walked = rows.all()
    if walked.query.where:
        walked.query.where = WhereNode([Walked(walked.query.where)])  # type: ignore[list-item]
    return walked


def mark(row: Model, order: Order, skipped: int) -> str:
    """Return the mark of `row`, before which stand `skipped` rows and itself: what is `after` it is the next page."""
    values = [getattr(row, column) for column in order.columns]
    text = json.dumps([values, skipped], separators=(",", ":"), ensure_ascii=False, default=str)
    return vault.seal(order.name, text.encode())


def _fetch(
    rows: QuerySet[AnyModel], order: Order, limit: int, values: Sequence[Any], *, backwards: bool
) -> list[AnyModel]:
    falling = order.descending is not backwards
    if order.split:
        rows = _walked(rows)
    parts = _parts(rows, order, falling=falling)
    if values and order.nullable:
        # The parts before the one in which the mark stands are passed.
        parts = parts[[is_empty for _, is_empty in parts].index(values[0] is None) :]
    found: list[AnyModel] = []
    for index, (part, is_empty) in enumerate(parts):
        beyond = values and index == 0
        here = _beyond(part, order, values, is_empty=is_empty, falling=falling) if beyond else part
        found += _first(here, order, limit - len(found))
        if len(found) >= limit:
            break
    return found


def _first(rows: QuerySet[AnyModel], order: Order, limit: int) -> list[AnyModel]:
    if not order.split:
        return list(rows[:limit])
    keys = [key for part in order.split for key in rows.filter(part).values_list("pk", flat=True)[:limit]]
    return list(_by_keys(rows, keys)[:limit])


def _parts(rows: QuerySet[AnyModel], order: Order, *, falling: bool) -> list[tuple[QuerySet[AnyModel], bool]]:
    """Return the rows in order, in two parts where the column may be empty; and for each whether it is empty there."""
    whole = rows.order_by(*(OrderBy(F(column), descending=falling) for column in order.columns))
    if not order.nullable:
        return [(whole, False)]
    first, *others = order.columns
    without = rows.order_by(*(OrderBy(F(column), descending=falling) for column in others))
    parts = [
        (whole.filter(**{f"{first}__isnull": False}), False),
        (without.filter(**{f"{first}__isnull": True}), True),
    ]
    return parts[::-1] if connection.features.nulls_order_largest is falling else parts


def _beyond(
    rows: QuerySet[AnyModel], order: Order, values: Sequence[Any], *, is_empty: bool, falling: bool
) -> QuerySet[AnyModel]:
    columns = order.columns[1:] if is_empty else order.columns
    # The fields read what the mark holds as text, such as moments.
    fields = [cast("Field[Any, Any]", rows.model._meta.get_field(column)) for column in columns]
    given = values[-len(columns) :]
    ends = [Value(value, output_field=field) for value, field in zip(given, fields, strict=True)]
    comparison = IsBefore if falling else IsBehind
    return rows.filter(comparison(RowValue(*columns), RowValue(*ends)))


def _opened(mark: str, order: Order) -> tuple[list[Any], int]:
    try:
        values, skipped = json.loads(vault.unseal(order.name, mark))
    except vault.Tampered:
        raise ValidationError("Invalid Marker.") from None
    return values, skipped
