"""A whole list as a file, row by row, however long it is."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence

from iamconsole.console.lists.cells import Cell

# A spreadsheet takes a cell that begins so for a formula and runs it (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(labels: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Return the lines of a CSV file (RFC 4180); no cell of it is a formula."""
    writer = csv.writer(_Echo())
    yield writer.writerow(labels)
    for cells in rows:
        yield writer.writerow([_harmless(cell.text) for cell in cells])


def json_lines(keys: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Return a JSON array of objects, one on each line."""
    before = "[\n"
    for cells in rows:
        values = {key: cell.value for key, cell in zip(keys, cells, strict=True)}
        yield before + json.dumps(values, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
