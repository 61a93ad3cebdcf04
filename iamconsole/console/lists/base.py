"""What a list page declares, and what its address chose of it; everything else of a list is told a `Listing`."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from iamconsole.aws.pipeline import look
from iamconsole.console.lists.actions import BulkAction
from iamconsole.console.lists.columns import Column
from iamconsole.console.lists.fields import Field, conditions
from iamconsole.console.lists.keyset import Order
from iamconsole.console.lists.query import parse
from iamconsole.console.views import ConsoleView

T = TypeVar("T")


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


class Listing(ConsoleView):
    """A list as its feature declares it; `ListPage` shows it."""

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

    # -- what the address chose -------------------------------------------------------------------------------------

    def text(self, given: QueryDict | None = None) -> str:
        source = self.request.GET if given is None else given
        # A space in place of what no search can hold: a database takes no zero byte.
        return "".join(one if one.isprintable() else " " for one in source.get("q", "")).strip()

    def sort(self) -> str:
        given = self.request.GET.get("sort", "")
        sortable = {column.key for column in self.columns if column.sort}
        return given if given.removeprefix("-") in sortable else self.first_sort

    def order(self, sort: str) -> Order:
        column = next(column for column in self.columns if column.key == sort.removeprefix("-"))
        columns = [name.removeprefix("-") for name in column.sort]
        nullable = bool(getattr(self.rows().model._meta.get_field(columns[0]), "null", False))
        descending = sort.startswith("-") is not column.sort[0].startswith("-")
        return Order(tuple(dict.fromkeys([*columns, self.order_key])), descending, nullable)

    def matching(self, text: str) -> QuerySet[Any]:
        return self.rows().filter(self.condition(text)) if text else self.rows()

    def condition(self, text: str) -> Q:
        """Return what a search asks for; SearchError when it has no meaning."""
        return conditions(parse(text), self.fields, self.word, timezone.now())

    def address(self, **changes: str) -> str:
        """Return the address of this list with other choices; a change of them leads to its first page."""
        query = {name: value for name in ("q", "sort") if (value := self.request.GET.get(name))} | changes
        return f"?{urlencode({name: value for name, value in query.items() if value})}"

    def back(self) -> HttpResponseBase:
        """Return to the list as it was looked at."""
        given = {name: self.request.POST.get(name, "") for name in ("q", "sort")}
        query = urlencode({name: value for name, value in given.items() if value})
        return redirect(f"{self.request.path}?{query}" if query else self.request.path)

    def look(self, read: Callable[[], T]) -> T:
        """Return what `read` gives, when the caller may see the list; the look is recorded."""
        service, name = self.operation
        return look(self.caller, service, name, {}, read)

    def amount(self, count: int) -> str:
        return f"{count} {self.nouns[0] if count == 1 else self.nouns[1]}"
