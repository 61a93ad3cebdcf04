"""The bases of pages: each shows what operations answer, and changes things only by calling operations."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.views import View

from iamconsole.aws import fresh, registry
from iamconsole.aws.pipeline import invoke, look
from iamconsole.caller import Caller
from iamconsole.console import kept
from iamconsole.console.forms import OperationForm
from iamconsole.errors import AccessDenied, NoSuchEntity, ServiceError

ROWS_PER_PAGE = 50
LONGEST_SEARCH = 2048
NOT_SENT = "Nothing was changed yet: check what you entered, and send it again."


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of a page: what its operation answered, or why the caller may not see it."""

    result: Mapping[str, Any]
    denied: str = ""


class ConsoleView(View):
    """A page of somebody who is signed in."""

    template_name: ClassVar[str]
    title: ClassVar[str] = ""

    @cached_property
    def caller(self) -> Caller:
        caller: Caller = import_string(settings.CONSOLE_CALLER)(self.request)
        return caller

    def invoke(self, service: str, name: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return invoke(self.caller, service, name, parameters or {})

    def panel(
        self,
        service: str,
        name: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        read: Callable[[], Mapping[str, Any]] | None = None,
    ) -> Panel:
        """Return what a part of the page shows: what the operation answers or, in its place, what `read` gives.

        A missing permission leaves the rest of the page as it is.
        """
        try:
            if read is None:
                return Panel(self.invoke(service, name, parameters))
            return Panel(look(self.caller, service, name, parameters or {}, read))
        except AccessDenied as error:
            return Panel({}, error.message)

    def given(self, name: str) -> str:
        """Return a search or a filter from the page's address, as a database takes it."""
        text = self.request.GET.get(name, "").strip()[:LONGEST_SEARCH]
        return "".join(character for character in text if character.isprintable())

    def next_url(self, more: Mapping[str, Any], name: str = "marker") -> str:
        """Return the address of the rows after those shown, or "" when these are the last."""
        if not more.get("Marker"):
            return ""
        query = self.request.GET.copy()
        query[name] = more["Marker"]
        return f"?{query.urlencode()}"

    def first_url(self, name: str = "marker") -> str:
        """Return the address of the first rows, or "" when they are shown."""
        query = self.request.GET.copy()
        return f"?{query.urlencode()}" if query.pop(name, None) else ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except fresh.ConfirmationRequired:
            return self.ask_for_factor()
        except NoSuchEntity as error:
            raise Http404(error.message) from None
        except AccessDenied as error:
            return self.show({"denied": error.message}, template="denied.html", status=403)
        except ServiceError as error:
            return self.show({"error": error.message}, template="refused.html", status=error.status)

    def ask_for_factor(self) -> HttpResponseBase:
        """Send the person to show a factor again, and then back here."""
        here = urlencode({"next": self.request.get_full_path()})
        address = f"{resolve_url(settings.CONFIRM_URL)}?{here}"
        if getattr(self.request, "htmx", False):
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)

    def show(self, context: Mapping[str, Any], *, template: str = "", status: int = 200) -> HttpResponse:
        return render(self.request, template or self.template_name, {"title": self.title, **context}, status=status)


class OperationView(ConsoleView):
    """A page with one form that calls one operation; afterwards it redirects with one message.

    Where the operation is sensitive a fresh factor is asked for before the form is shown. A form that was sent too late
    comes back afterwards with all that was entered but secrets.
    """

    form_class: ClassVar[type[OperationForm]]
    template_name = "operation.html"
    lede: ClassVar[str] = ""
    # What is asked before a dangerous form is sent.
    question: ClassVar[str] = ""
    submit: ClassVar[str] = "Save"
    danger: ClassVar[bool] = False
    success_message: ClassVar[str] = ""

    def fixed(self) -> dict[str, Any]:
        """Return the parameters that the page's address gives."""
        return {}

    def initial(self) -> dict[str, Any]:
        return {}

    def context(self) -> dict[str, Any]:
        """Return what the page shows beside the form."""
        return {}

    def done(self, result: dict[str, Any], form: OperationForm) -> HttpResponseBase:
        messages.success(self.request, self.message(form))
        return redirect(self.success_url(form))

    def message(self, _form: OperationForm) -> str:
        """Return what the page after this one says."""
        return self.success_message

    @abstractmethod
    def success_url(self, form: OperationForm) -> str:
        """Return the address of the page after this one."""

    def cancel_url(self) -> str:
        return ""

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return self.form_class(data, initial=self.initial())

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = self.form()
        self._ask_first(form)
        if kept.restore(self.request, form):
            messages.info(self.request, NOT_SENT)
        return self._page(form)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        self._ask_first(form)
        if not form.is_valid():
            return self._page(form, status=422)
        result = form.run(self.caller, self.fixed())
        if result is None:
            return self._page(form, status=form.refused_status)
        return self.done(result, form)

    def ask_for_factor(self) -> HttpResponseBase:
        if self.request.method == "POST":
            kept.keep(self.request, self.form(self.request.POST))
        return super().ask_for_factor()

    def _ask_first(self, form: OperationForm) -> None:
        fresh.ask(self.caller, registry.find(*form.operation))

    def _page(self, form: OperationForm, status: int = 200) -> HttpResponse:
        words = {"lede": self.lede, "question": self.question, "submit": self.submit}
        own = {"form": form, "danger": self.danger, "cancel_url": self.cancel_url(), **words}
        return self.show(own | self.context(), status=status)
