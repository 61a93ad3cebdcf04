"""The columns of a list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from iamconsole.console.lists.cells import Cell

Tags = tuple[SafeString, SafeString]


@dataclass(frozen=True, slots=True)
class Column:
    """`cell` shows a row; `sort` names columns of the table that have an index together with the list's key.

    A minus sign before the first is for ages: the youngest has the latest moment.

    The first column names the row and cannot be hidden. An `optional` column is shown to whom chose it.
    """

    key: str
    label: str
    cell: Callable[[Any], Cell]
    sort: tuple[str, ...] = ()
    optional: bool = False
    amount: bool = False

    def tags(self, *, is_first: bool) -> Tags:
        """Return the tags around each of the column's cells."""
        if is_first:
            return SafeString('<th scope="row">'), SafeString("</th>")
        amount = SafeString(' class="amount"') if self.amount else ""
        return format_html('<td{} data-label="{}">', amount, self.label), SafeString("</td>")
