"""Encrypt everything that is stored with the newest key of the vault, so that an older one can be dropped.

Sealed columns are found among the models, so none can be forgotten. Rows are taken in the order of their keys, a batch
at a time, and each is written only if it is still as it was read: a change made meanwhile is sealed with the newest key
already. What was done stays done, so a rotation that is cut off is simply started again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from iamconsole import vault
from iamconsole.sealed import SealedCharField, SealedTextField

BATCH = 500


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a model that the vault encrypts."""

    model: type[models.Model]
    field: SealedCharField | SealedTextField

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field.attname}"


@dataclass(slots=True)
class Count:
    """How many rows are sealed with the newest key, with an older one, and with none that is known."""

    newest: int = 0
    older: int = 0
    lost: int = 0


def sealed_columns() -> tuple[Column, ...]:
    """Return every column that the vault encrypts."""
    return tuple(
        Column(model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedCharField | SealedTextField)
    )


def count(column: Column) -> Count:
    """Return with which keys the rows are sealed."""
    counted = Count()
    for row in _rows(column):
        match _state(column, row):
            case "newest":
                counted.newest += 1
            case "older":
                counted.older += 1
            case "lost":
                counted.lost += 1
    return counted


def rotate(column: Column) -> int:
    """Seal every row of the column with the newest key; return for how many that was due."""
    return sum(_renewed(column, row) for row in _rows(column) if _state(column, row) == "older")


def _renewed(column: Column, row: Any) -> int:
    sealed = getattr(row, column.field.attname)
    fresh = vault.seal(_purpose(column, row), vault.unseal(_purpose(column, row), sealed))
    unchanged = column.model._base_manager.filter(pk=row.pk, **{column.field.attname: sealed})
    return unchanged.update(**{column.field.attname: fresh})


def _state(column: Column, row: Any) -> str:
    sealed = getattr(row, column.field.attname)
    if not sealed:
        return "empty"
    try:
        vault.unseal(_purpose(column, row), sealed)
    except vault.Tampered:
        return "lost"
    return "newest" if vault.is_newest(sealed) else "older"


def _purpose(column: Column, row: Any) -> str:
    assert column.field.purpose is not None, f"{column} does not say what its content is bound to"
    return column.field.purpose(row)


def _rows(column: Column) -> Iterator[Any]:
    found, last = column.model._base_manager.order_by("pk"), None
    while True:
        batch = list(found[:BATCH] if last is None else found.filter(pk__gt=last)[:BATCH])
        if not batch:
            return
        yield from batch
        last = batch[-1].pk
