"""Marker and MaxItems: pages by key, so the last page costs what the first does.

A marker is the sort key of the last row shown, sealed so that a client can neither read nor forge one. A marker of
digits alone is taken as a position: scripts written for emulators of AWS count that way. Only short lists in memory,
whose order is their own, give such markers themselves.
Source: IAM API Reference, Marker, MaxItems and IsTruncated of every List operation.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from iamconsole import vault
from iamconsole.errors import ValidationError

DEFAULT_ITEMS = 100
# The key of a list in memory.
VALUES = ("value",)
POSITION = re.compile(r"[0-9]{1,9}")

Row = TypeVar("Row")
AnyModel = TypeVar("AnyModel", bound=Model)


def page(
    rows: QuerySet[AnyModel], key: Sequence[str], marker: str | None, max_items: int | None
) -> tuple[list[AnyModel], dict[str, Any]]:
    """Return one page of `rows` in the order of the fields `key`, and IsTruncated with Marker where more follow.

    The fields of `key` together must be unique among `rows`; a `-` before a field puts its greatest first.
    """
    limit = max_items or DEFAULT_ITEMS
    first = position(marker)
    if marker is not None and first is None:
        rows = rows.filter(_after(key, _opened(marker, key)))
    start = first or 0
    shown = list(rows.order_by(*key)[start : start + limit + 1])
    return _cut(shown, limit, key, lambda row: [getattr(row, name.lstrip("-")) for name in key])


def page_of_values(
    rows: Iterable[Row], key: Callable[[Row], str], marker: str | None, max_items: int | None
) -> tuple[list[Row], dict[str, Any]]:
    """Return one page of `rows`, a short list that is in memory already; `key` gives each row a unique text."""
    limit = max_items or DEFAULT_ITEMS
    first = position(marker)
    after = _opened(marker, VALUES)[0] if marker is not None and first is None else ""
    start = first or 0
    shown = sorted((row for row in rows if key(row) > after), key=key)[start : start + limit + 1]
    return _cut(shown, limit, VALUES, lambda row: [key(row)])


def page_by_position(
    rows: Sequence[Row] | QuerySet[AnyModel], marker: str | None, max_items: int | None
) -> tuple[list[Any], dict[str, Any]]:
    """Return one page of `rows`, a short list in an order of its own; its markers are positions."""
    limit, start = max_items or DEFAULT_ITEMS, position(marker)
    if marker is not None and start is None:
        raise ValidationError("Invalid Marker.")
    start = start or 0
    shown = list(rows[start : start + limit + 1])
    if len(shown) <= limit:
        return shown, {"IsTruncated": False}
    return shown[:limit], {"IsTruncated": True, "Marker": str(start + limit)}


@dataclass(frozen=True, slots=True)
class Part:
    """One of several lists that are read one after the other, each by name."""

    name: str
    rows: QuerySet[Any]


def page_of_parts(
    parts: Sequence[Part], marker: str | None, max_items: int | None
) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Return one page of several lists: the rows of each part, and IsTruncated with Marker where more follow.

    A marker says which part comes next and, where that goes on, after which of its rows.
    """
    shown: dict[str, list[Any]] = {part.name: [] for part in parts}
    left = max_items or DEFAULT_ITEMS
    start, after = _opened_part(marker, parts)
    for part in parts[start:]:
        if not left:
            return shown, {"IsTruncated": True, "Marker": f"{part.name}."}
        shown[part.name], more = page(part.rows, ["name_key"], after, left)
        if more["IsTruncated"]:
            return shown, {"IsTruncated": True, "Marker": f"{part.name}.{more['Marker']}"}
        left, after = left - len(shown[part.name]), None
    return shown, {"IsTruncated": False}


def _opened_part(marker: str | None, parts: Sequence[Part]) -> tuple[int, str | None]:
    """Return which of `parts` a marker goes on with, and the marker within it."""
    if marker is None:
        return 0, None
    name, _, after = marker.partition(".")
    names = [part.name for part in parts]
    if name not in names:
        raise ValidationError("Invalid Marker.")
    return names.index(name), after or None


def position(marker: str | None) -> int | None:
    """Return how many rows `marker` passes over, or None where it is no number."""
    return int(marker) if marker is not None and POSITION.fullmatch(marker) else None


def _cut(
    shown: list[Row], limit: int, key: Sequence[str], values_of: Callable[[Row], list[Any]]
) -> tuple[list[Row], dict[str, Any]]:
    if len(shown) <= limit:
        return shown, {"IsTruncated": False}
    shown = shown[:limit]
    return shown, {"IsTruncated": True, "Marker": _sealed(values_of(shown[-1]), key)}


def _after(key: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition that a row comes after `values`: a > x, or a = x and b > y, ..."""
    condition = Q()
    for index, name in enumerate(key):
        equal = {field.lstrip("-"): value for field, value in zip(key[:index], values[:index], strict=True)}
        after = f"{name[1:]}__lt" if name.startswith("-") else f"{name}__gt"
        condition |= Q(**equal, **{after: values[index]})
    return condition


def _sealed(values: list[Any], key: Sequence[str]) -> str:
    # Times are written as texts, which the database's fields read back.
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=False, default=str)
    return vault.seal(_purpose(key), text.encode())


def _opened(marker: str, key: Sequence[str]) -> list[Any]:
    try:
        return list(json.loads(vault.unseal(_purpose(key), marker)))
    except vault.Tampered:
        raise ValidationError("Invalid Marker.") from None


def _purpose(key: Sequence[str]) -> str:
    """A marker opens only where rows are in the order it was made for: elsewhere its values are of other types."""
    return f"marker {','.join(key)}"
