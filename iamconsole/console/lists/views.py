"""The base of list pages; the package's docstring shows one."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from iamconsole.aws.pipeline import look
from iamconsole.console.lists import actions, export, keyset
from iamconsole.console.lists.actions import BulkAction, BulkForm, Picked, Result
from iamconsole.console.lists.cells import Cell
from iamconsole.console.lists.columns import Column, Tags
from iamconsole.console.lists.fields import Field, conditions
from iamconsole.console.lists.keyset import Order, Window
from iamconsole.console.lists.query import SearchError, parse, quoted, without
from iamconsole.console.models import ListPreference
from iamconsole.console.selectors import preference
from iamconsole.console.views import ConsoleView
from iamconsole.errors import AccessDenied, ServiceError

PAGE_SIZES = (20, 50, 100)
ROWS_AT_FIRST = 50
EXPORTED_AT_ONCE = 500
NAMED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Quick:
    """A filter at one click beside the search box."""

    label: str
    search: str


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: what these things are for, and with which page one begins."""

    title: str
    words: str
    icon: str = "inbox"


@dataclass(frozen=True, slots=True)
class Create:
    """The button that makes one more; without the permission for `needs` it says so."""

    label: str
    url_name: str
    needs: str

    @property
    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row as the template shows it."""

    identity: str
    name: str
    cells: Sequence[tuple[Column, Cell]]
    markup: SafeString


class ListPage(ConsoleView):
    """A list with search, sort, paging, columns, export and actions on many rows; subclasses say of what."""

    template_name = "lists/page.html"
    # The name under which preferences are kept.
    key: ClassVar[str]
    lede: ClassVar[str] = ""
    # One and many, as in "1 user" and "2 users".
    nouns: ClassVar[tuple[str, str]]
    # Who may call it may see the list.
    operation: ClassVar[tuple[str, str]]
    columns: ClassVar[Sequence[Column]]
    fields: ClassVar[Sequence[Field]] = ()
    actions: ClassVar[Sequence[BulkAction]] = ()
    # The column of the table that is unique within the list: it breaks ties of a sort, and names rows in requests.
    order_key: ClassVar[str] = "name_key"
    # How the list is sorted at first: the key of a column, with a minus sign for the greatest first.
    first_sort: ClassVar[str]
    search_hint: ClassVar[str] = "Search"
    empty: ClassVar[Empty]
    create: ClassVar[Create | None] = None

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """Return every row of the list that belongs to the caller's account."""

    @abstractmethod
    def word(self, text: str) -> Q:
        """Return the condition of a word that is searched for without a field."""

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return `rows` with what the cells read beside them, so that no cell asks the database."""
        return rows

    def shown(self, found: Sequence[Any]) -> Sequence[Any]:
        """Return what the cells are given, for each row of a page."""
        return found

    def url_of(self, found: Any) -> str:
        """Return the page of a row, "" when it has none."""
        return ""

    def name_of(self, found: Any) -> str:
        return str(found.name)

    def identity_of(self, found: Any) -> str:
        return str(getattr(found, self.order_key))

    def quick(self) -> Sequence[Quick]:
        return ()

    # -- requests --------------------------------------------------------------------------------------------------

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        if request.GET.get("export") in export.TYPES:
            return self._file(request.GET["export"])
        return self._page()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        wanted = {
            "preferences": self._put_preferences,
            "save-search": self._save_search,
            "delete-search": self._delete_search,
            "ask": self._ask,
            "run": self._run,
        }
        return wanted.get(request.POST.get("do", ""), self._back)()

    # -- the page --------------------------------------------------------------------------------------------------

    def _page(self) -> HttpResponse:
        chosen = preference(self.caller, self.key)
        sort = self._sort()
        context: dict[str, Any] = {
            "page": self,
            "lede": self.lede,
            "text": self._text(),
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
        matching, order, size = self._matching(context["text"]), self._order(context["sort"]), context["size"]
        is_filtered = bool(context["text"])
        window, count = self._look(lambda: self._window(matching, order, size, is_filtered=is_filtered))
        shown = zip(window.rows, self.shown(window.rows), strict=True)
        columns = context["columns"]
        tags = [column.tags(is_first=index == 0) for index, column in enumerate(columns)]
        rows = [self._row(found, row, columns, tags) for found, row in shown]
        first = window.skipped + 1 if rows else 0
        return {
            "rows": rows,
            "heads": [self._head(column, context["sort"]) for column in context["columns"]],
            "count": count,
            "is_bounded": count > keyset.MOST_COUNTED,
            "most": keyset.MOST_COUNTED,
            "first": first,
            "last": window.skipped + len(rows),
            "before_url": self._address(before=window.before) if window.before else "",
            "after_url": self._address(after=window.after) if window.after else "",
            "export_urls": {kind: self._address(export=kind) for kind in export.TYPES},
            "is_filtered": is_filtered,
        }

    def _window(
        self, matching: QuerySet[Any], order: Order, size: int, *, is_filtered: bool
    ) -> tuple[Window[Any], int]:
        few = keyset.few(matching) if is_filtered else None
        matching, count = few or (matching, None)
        marks = {name: self.request.GET.get(name, "") for name in ("after", "before")}
        window = keyset.window(self.prepared(matching), order, size, **marks)
        if count is None:
            is_all = not window.after and not window.before
            count = len(window.rows) if is_all else keyset.count(matching)
        return window, count

    def _look(self, read: Any) -> Any:
        service, name = self.operation
        return look(self.caller, service, name, {}, read)

    def _matching(self, text: str) -> QuerySet[Any]:
        condition = conditions(parse(text), self.fields, self.word, timezone.now())
        return self.rows().filter(condition) if condition else self.rows()

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
            head["url"] = self._address(sort=column.key if rising else f"-{column.key}")
            head["direction"] = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
        return head

    # -- what the address and the person chose ----------------------------------------------------------------------

    def _text(self, given: QueryDict | None = None) -> str:
        source = self.request.GET if given is None else given
        # A space in place of what no search can hold: a database takes no zero byte.
        return "".join(one if one.isprintable() else " " for one in source.get("q", "")).strip()

    def _sort(self) -> str:
        given = self.request.GET.get("sort", "")
        sortable = {column.key for column in self.columns if column.sort}
        return given if given.removeprefix("-") in sortable else self.first_sort

    def _order(self, sort: str) -> Order:
        column = next(column for column in self.columns if column.key == sort.removeprefix("-"))
        columns = [name.removeprefix("-") for name in column.sort]
        nullable = bool(getattr(self.rows().model._meta.get_field(columns[0]), "null", False))
        descending = sort.startswith("-") is not column.sort[0].startswith("-")
        return Order(tuple(dict.fromkeys([*columns, self.order_key])), descending, nullable)

    def _size(self, chosen: ListPreference) -> int:
        return chosen.page_size if chosen.page_size in PAGE_SIZES else ROWS_AT_FIRST

    def _visible(self, chosen: ListPreference) -> list[Column]:
        first, *others = self.columns
        wanted = {*chosen.columns} or {column.key for column in others if not column.optional}
        return [first, *(column for column in others if column.key in wanted)]

    def _chip(self, quick: Quick) -> dict[str, Any]:
        """Return a link that adds the quick filter to the search, or takes it away when it is there."""
        text, terms = self._text(), [term.source for term in parse(quick.search)]
        try:
            written = {term.source for term in parse(text)}
        except SearchError:
            return {"label": quick.label, "active": False, "url": self._address(q=quick.search)}
        if not written.issuperset(terms):
            missing = (term for term in terms if term not in written)
            return {"label": quick.label, "active": False, "url": self._address(q=" ".join([text, *missing]).strip())}
        return {"label": quick.label, "active": True, "url": self._address(q=without(text, terms))}

    def _saved(self, search: Mapping[str, str]) -> dict[str, Any]:
        url = f"?{urlencode({key: search[name] for key, name in (('q', 'search'), ('sort', 'sort')) if search[name]})}"
        active = (search["search"], search["sort"] or self.first_sort) == (self._text(), self._sort())
        return {**search, "url": url, "active": active}

    def _address(self, **changes: str) -> str:
        """Return the address of this list with other choices; a change of them leads to its first page."""
        query = {name: value for name in ("q", "sort") if (value := self.request.GET.get(name))} | changes
        return f"?{urlencode({name: value for name, value in query.items() if value})}"

    # -- files -----------------------------------------------------------------------------------------------------

    def _file(self, kind: str) -> HttpResponseBase:
        try:
            matching, order = self._matching(self._text()), self._order(self._sort())
        except SearchError:
            return self._page()
        self._look(lambda: None)
        keys, labels = [column.key for column in self.columns], [column.label for column in self.columns]
        cells = self._all_cells(matching, order)
        lines = export.csv_lines(labels, cells) if kind == "csv" else export.json_lines(keys, cells)
        name = f"{self.key}-{timezone.now():%Y-%m-%d}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return StreamingHttpResponse(lines, content_type=export.TYPES[kind], headers=headers)

    def _all_cells(self, matching: QuerySet[Any], order: Order) -> Iterator[list[Cell]]:
        after = ""
        while True:
            window = keyset.window(self.prepared(matching), order, EXPORTED_AT_ONCE, after=after)
            for row in self.shown(window.rows):
                yield [column.cell(row) for column in self.columns]
            if not window.after:
                return
            after = window.after

    # -- what is remembered ----------------------------------------------------------------------------------------

    def _put_preferences(self) -> HttpResponseBase:
        known = {column.key for column in self.columns}
        columns = [key for key in self.request.POST.getlist("column") if key in known]
        size = self.request.POST.get("size", "")
        asked = {
            "List": self.key,
            "Columns": [self.columns[0].key, *columns],
            "PageSize": int(size) if size in {str(one) for one in PAGE_SIZES} else ROWS_AT_FIRST,
        }
        return self._remember("PutListPreferences", asked, "The list is shown as you chose.")

    def _save_search(self) -> HttpResponseBase:
        name = self.request.POST.get("name", "").strip()
        asked = {"List": self.key, "Name": name, "Search": self._text(self.request.POST)}
        sort = self.request.POST.get("sort", "")
        return self._remember("SaveSearch", asked | ({"Sort": sort} if sort else {}), f"The search {name} is saved.")

    def _delete_search(self) -> HttpResponseBase:
        name = self.request.POST.get("name", "")
        asked = {"List": self.key, "Name": name}
        return self._remember("DeleteSavedSearch", asked, f"The search {name} is removed.")

    def _remember(self, name: str, asked: Mapping[str, Any], words: str) -> HttpResponseBase:
        try:
            self.invoke("iamconsole", name, asked)
        except ServiceError as error:
            messages.error(self.request, error.message)
        else:
            messages.success(self.request, words)
        return self._back()

    def _back(self) -> HttpResponseBase:
        """Return to the list as it was looked at."""
        given = {name: self.request.POST.get(name, "") for name in ("q", "sort")}
        query = urlencode({name: value for name, value in given.items() if value})
        return redirect(f"{self.request.path}?{query}" if query else self.request.path)

    # -- actions on many rows ---------------------------------------------------------------------------------------

    def _ask(self) -> HttpResponseBase:
        """Show what an action would do and to whom, with what it still needs to know."""
        action = self._action()
        if action is None:
            return self._back()
        try:
            meant = self._meant()
        except SearchError as error:
            messages.error(self.request, error.message)
            return self._back()
        picked, is_cut = self._look(lambda: self._picked(meant))
        if not picked:
            messages.warning(self.request, f"Select the {self.nouns[1]} first.")
            return self._back()
        return self._confirm(action, picked, is_cut=is_cut)

    def _run(self) -> HttpResponseBase:
        """Do it. The answer is the page of results itself: a reload would ask whether to send the form again."""
        action = self._action()
        if action is None:
            return self._back()
        meant = self._meant()
        picked, _ = self._look(lambda: self._picked(meant))
        form = self._form(action, self.request.POST)
        refused = self._not_confirmed(action, picked)
        if not picked or refused or (form is not None and not form.is_valid()):
            return self._confirm(action, picked, form=form, refused=refused) if picked else self._back()
        results = actions.run(self.caller, action, picked, form.cleaned_data if form else {})
        return self.show(self._told(action, results), template="lists/results.html")

    def _action(self) -> BulkAction | None:
        return next((one for one in self.actions if one.key == self.request.POST.get("action")), None)

    def _meant(self) -> QuerySet[Any]:
        """Return the rows that are meant: those that were ticked, or in the first step all that match."""
        if self.request.POST.get("all") == "yes" and self.request.POST.get("do") == "ask":
            return self._matching(self._text(self.request.POST))
        return self.rows().filter(**{f"{self.order_key}__in": self.request.POST.getlist("pick")})

    def _picked(self, rows: QuerySet[Any]) -> tuple[list[Picked], bool]:
        """Return the first of `rows`, as many as one action takes, and whether there are more."""
        found = list(rows.order_by(self.order_key)[: actions.MOST_ROWS + 1])
        picked = [
            Picked(self.identity_of(one), self.name_of(one), self.url_of(one), one)
            for one in found[: actions.MOST_ROWS]
        ]
        return picked, len(found) > actions.MOST_ROWS

    def _confirm(
        self,
        action: BulkAction,
        picked: Sequence[Picked],
        *,
        form: BulkForm | None = None,
        refused: str = "",
        is_cut: bool = False,
    ) -> HttpResponse:
        whole = self._amount(len(picked))
        context = {
            "title": f"{action.label}: {picked[0].name if len(picked) == 1 else whole}",
            "page": self,
            "action": action,
            "picked": picked,
            "named": picked[:NAMED_AT_MOST],
            "unnamed": len(picked) - NAMED_AT_MOST,
            "form": form or self._form(action),
            "typed": self._to_type(action, picked),
            "refused": refused,
            "is_cut": is_cut,
            "most": actions.MOST_ROWS,
            "text": self._text(self.request.POST),
            "list_url": self.request.path,
        }
        return self.show(context, template="lists/confirm.html", status=422 if refused or form else 200)

    def _form(self, action: BulkAction, data: QueryDict | None = None) -> BulkForm | None:
        return action.fields(data, caller=self.caller) if action.fields else None

    def _to_type(self, action: BulkAction, picked: Sequence[Picked]) -> str:
        """Return what is to be typed, as AWS's console asks it: the name, or how many of what."""
        if not action.danger:
            return ""
        return picked[0].name if len(picked) == 1 else self._amount(len(picked))

    def _not_confirmed(self, action: BulkAction, picked: Sequence[Picked]) -> str:
        typed = self._to_type(action, picked) if picked else ""
        return f"Type {typed} to confirm." if typed and self.request.POST.get("confirm") != typed else ""

    def _told(self, action: BulkAction, results: Sequence[Result]) -> dict[str, Any]:
        done = [one for one in results if one.is_done]
        return {
            "title": f"{action.label}: results",
            "page": self,
            "action": action,
            "results": results,
            "done": len(done),
            "done_words": self._amount(len(done)),
            "refused": sum(bool(one.refused) for one in results),
            "left": [one for one in results if not one.is_reached],
            "list_url": self.request.path,
        }

    def _amount(self, count: int) -> str:
        return f"{count} {self.nouns[0] if count == 1 else self.nouns[1]}"


def search_for(field: str, value: str) -> str:
    """Return the address part that looks for `value` in a field: `?q=group:developers`."""
    return f"?{urlencode({'q': f'{field}={quoted(value)}'})}"
