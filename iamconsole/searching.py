"""Conditions of searches in text columns, told so that an index answers them where there is one.

A name is kept twice: as it was written, and as its key in lower case, a generated column called `<column>_key`. SQLite
reads generated columns from the row even where an index holds them, and compares ASCII in either case anyway: there the
name itself is looked at. PostgreSQL has an index of the parts of the keys.
"""

import re

from django.db import connection
from django.db.models import Q

KEY = "_key"


def has_part(column: str, text: str) -> Q:
    """Return the condition that a column has `text` in it, in either case."""
    return Q(**{f"{_column(column)}__{'' if _is_folded(column) else 'i'}contains": _text(column, text)})


def is_whole(column: str, text: str) -> Q:
    """Return the condition that a column is `text`, in either case."""
    return Q(**({column: text.lower()} if column.endswith(KEY) else {f"{column}__iexact": text}))


def is_like(column: str, pattern: str) -> Q:
    """Return the condition that a column is like `pattern`, in which `*` stands for anything."""
    parts = pattern.split("*")
    condition = Q()
    for part in filter(None, parts):
        condition &= has_part(column, part)
    if not parts[0] and not parts[-1] and len(list(filter(None, parts))) <= 1:
        return condition
    # Last, for what has the parts: SQLite asks Python about each row, which takes ten times as long.
    expression = ".*".join(re.escape(_text(column, part)) for part in parts)
    return condition & Q(**{f"{_column(column)}__{'' if _is_folded(column) else 'i'}regex": f"^{expression}$"})


def _is_folded(column: str) -> bool:
    return _column(column).endswith(KEY)


def _column(column: str) -> str:
    return column.removesuffix(KEY) if connection.vendor == "sqlite" else column


def _text(column: str, text: str) -> str:
    return text.lower() if _is_folded(column) else text
