"""Files that are made in the page itself, so that a secret in them need not be asked for again."""

import csv
from collections.abc import Iterable
from io import StringIO
from urllib.parse import quote


def csv_link(rows: Iterable[Iterable[str]]) -> str:
    """Return a link that holds the rows as a file."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    return f"data:text/csv;charset=utf-8,{quote(text.getvalue())}"
