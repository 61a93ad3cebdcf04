"""A whole list as a file, row by row, however long it is."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from iamconsole.console.lists import keyset
from iamconsole.console.lists.base import Listing
from iamconsole.console.lists.cells import Cell
from iamconsole.console.lists.keyset import Order

# A spreadsheet takes a cell that begins so for a formula and runs it (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
EXPORTED_AT_ONCE = 500
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def answer(page: Listing, kind: str) -> HttpResponseBase:
    """Return every row that the page's search matches as a file to keep; SearchError when it has no meaning."""
    matching, order = page.matching(page.text()), page.order(page.sort())
    page.look(lambda: None)
    keys, labels = [column.key for column in page.columns], [column.label for column in page.columns]
    cells = _all_cells(page, matching, order)
    lines = csv_lines(labels, cells) if kind == "csv" else json_lines(keys, cells)
    name = f"{page.key}-{timezone.now():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(lines, content_type=TYPES[kind], headers=headers)


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


def _all_cells(page: Listing, matching: QuerySet[Any], order: Order) -> Iterator[list[Cell]]:
    after = ""
    while True:
        window = keyset.window(page.prepared(matching), order, EXPORTED_AT_ONCE, after=after)
        for row in page.shown(window.rows):
            yield [column.cell(row) for column in page.columns]
        if not window.after:
            return
        after = window.after


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
