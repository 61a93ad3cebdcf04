"""The base of list pages; the package's docstring shows one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from iamconsole.console.lists import bulk, export, keyset, remembered
from iamconsole.console.lists.base import Listing, Quick
from iamconsole.console.lists.cells import Cell
from iamconsole.console.lists.columns import Column, Tags
from iamconsole.console.lists.keyset import Order, Walked, Window
from iamconsole.console.lists.query import SearchError, parse, quoted, without
from iamconsole.console.lists.remembered import PAGE_SIZES, ROWS_AT_FIRST
from iamconsole.console.models import ListPreference
from iamconsole.console.selectors import preference
from iamconsole.errors import AccessDenied

# What a form of a list asks to be done.
POSTS: Mapping[str, Callable[[Listing], HttpResponseBase]] = {
    "preferences": remembered.put_preferences,
    "save-search": remembered.save_search,
    "delete-search": remembered.delete_search,
    "ask": bulk.ask,
    "run": bulk.run,
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row as the template shows it."""

    identity: str
    name: str
    cells: Sequence[tuple[Column, Cell]]
    markup: SafeString


class ListPage(Listing):
    """A list with search, sort, paging, columns, export and actions on many rows; subclasses say of what."""

    template_name = "lists/page.html"

    # -- requests --------------------------------------------------------------------------------------------------

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        if request.GET.get("export") in export.TYPES:
            try:
                return export.answer(self, request.GET["export"])
            except SearchError:
                pass
        return self._page()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        wanted = POSTS.get(request.POST.get("do", ""))
        return wanted(self) if wanted else self.back()

    # -- the page --------------------------------------------------------------------------------------------------

    def _page(self) -> HttpResponse:
        chosen = preference(self.caller, self.key)
        sort = self.sort()
        context: dict[str, Any] = {
            "page": self,
            "lede": self.lede,
            "text": self.text(),
            "sort": sort,
            "columns": self._visible(chosen),
            "chosen": chosen,
            "sizes": PAGE_SIZES,
            "size": self._size(chosen),
            "fields_known": self.fields,
            "chips": [self._chip(quick) for quick in self.quick()],
            "saved": [self._saved(search) for search in chosen.searches],
        }
        status = 200
        try:
            context |= self._rows(context)
        except SearchError as error:
            context["search_error"], status = error.message, 422
        except AccessDenied as error:
            context["denied"] = error.message
        part = getattr(self.request, "htmx", None) and self.request.headers.get("HX-Target") == "list"
        return self.show(context, template="lists/region.html" if part else "", status=status)

    def _rows(self, context: Mapping[str, Any]) -> dict[str, Any]:
        condition, order, size = self.condition(context["text"]), self.order(context["sort"]), context["size"]
        is_filtered = bool(context["text"])
        window, count = self.look(lambda: self._window(condition, order, size))
        shown = zip(window.rows, self.shown(window.rows), strict=True)
        columns = context["columns"]
        tags = [column.tags(is_first=index == 0) for index, column in enumerate(columns)]
        rows = [self._row(found, row, columns, tags) for found, row in shown]
        first, last = window.skipped + 1 if rows else 0, window.skipped + len(rows)
        bound = keyset.MOST_KEPT if is_filtered else keyset.MOST_COUNTED
        # What is not counted to its end is known at the last page.
        is_bounded = count > bound and bool(window.after)
        return {
            "rows": rows,
            "heads": [self._head(column, context["sort"]) for column in context["columns"]],
            "count": last if count > bound and not is_bounded else count,
            "is_bounded": is_bounded,
            "most": max(bound, last),
            "first": first,
            "last": last,
            "before_url": self.address(before=window.before) if window.before else "",
            "after_url": self.address(after=window.after) if window.after else "",
            "export_urls": {kind: self.address(export=kind) for kind in export.TYPES},
            "is_filtered": is_filtered,
        }

    def _window(self, condition: Q, order: Order, size: int) -> tuple[Window[Any], int]:
        """Return the rows that are shown, and how many there are: of what is searched for, as far as it was looked."""
        marks = {name: self.request.GET.get(name, "") for name in ("after", "before")}
        if not condition:
            window = keyset.window(self.prepared(self.rows()), order, size, **marks)
            is_all = not window.after and not window.before
            return window, len(window.rows) if is_all else keyset.count(self.rows())
        few = keyset.few(self.rows().filter(condition))
        if few:
            matching, count = few
            return keyset.window(self.prepared(matching), replace(order, split=()), size, **marks), count
        matching = self.rows().filter(Walked(condition))
        return keyset.window(self.prepared(matching), order, size, **marks), keyset.MOST_KEPT + 1

    def _row(self, found: Any, row: Any, columns: Sequence[Column], tags: Sequence[Tags]) -> ListRow:
        # Not by a template: one with three variables for each cell takes longer than all else.
        cells = [(column, column.cell(row)) for column in columns]
        markup = SafeString("")
        for (_, cell), (start, end) in zip(cells, tags, strict=True):
            markup += start + cell.html + end
        return ListRow(self.identity_of(found), self.name_of(found), cells, markup)

    def _head(self, column: Column, sort: str) -> dict[str, Any]:
        head: dict[str, Any] = {"column": column, "url": "", "direction": ""}
        if column.sort:
            rising = sort != column.key
            head["url"] = self.address(sort=column.key if rising else f"-{column.key}")
            head["direction"] = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
        return head

    # -- what the address and the person chose ----------------------------------------------------------------------

    def _size(self, chosen: ListPreference) -> int:
        return chosen.page_size if chosen.page_size in PAGE_SIZES else ROWS_AT_FIRST

    def _visible(self, chosen: ListPreference) -> list[Column]:
        first, *others = self.columns
        wanted = {*chosen.columns} or {column.key for column in others if not column.optional}
        return [first, *(column for column in others if column.key in wanted)]

    def _chip(self, quick: Quick) -> dict[str, Any]:
        """Return a link that adds the quick filter to the search, or takes it away when it is there."""
        text, terms = self.text(), [term.source for term in parse(quick.search)]
        try:
            written = {term.source for term in parse(text)}
        except SearchError:
            return {"label": quick.label, "active": False, "url": self.address(q=quick.search)}
        if not written.issuperset(terms):
            missing = (term for term in terms if term not in written)
            return {"label": quick.label, "active": False, "url": self.address(q=" ".join([text, *missing]).strip())}
        return {"label": quick.label, "active": True, "url": self.address(q=without(text, terms))}

    def _saved(self, search: Mapping[str, str]) -> dict[str, Any]:
        url = f"?{urlencode({key: search[name] for key, name in (('q', 'search'), ('sort', 'sort')) if search[name]})}"
        active = (search["search"], search["sort"] or self.first_sort) == (self.text(), self.sort())
        return {**search, "url": url, "active": active}


def search_for(field: str, value: str) -> str:
    """Return the address part that looks for `value` in a field: `?q=group:developers`."""
    return f"?{urlencode({'q': f'{field}={quoted(value)}'})}"
