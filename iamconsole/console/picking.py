"""Choosing some of many: a search, boxes to tick, and what was ticked before kept whatever is searched next."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from iamconsole.aws.pipeline import look
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm
from iamconsole.console.steps import Step, run_all
from iamconsole.console.views import LONGEST_SEARCH, OperationView
from iamconsole.errors import AccessDenied, ServiceError

SEARCH, MORE = "search", "more:"
MOST_PICKED = 100


@dataclass(frozen=True, slots=True)
class Option:
    """One row to tick; `value` is what the operation is given."""

    value: str
    title: str
    note: str = ""


class PickField(forms.Field):
    """The values that were ticked, in their order and once each."""

    widget = forms.MultipleHiddenInput
    hidden_widget = forms.MultipleHiddenInput

    def clean(self, value: Sequence[str] | None) -> list[str]:
        picked = [one for one in dict.fromkeys(value or ()) if one]
        if self.required and not picked:
            raise forms.ValidationError(self.error_messages["required"])
        if len(picked) > MOST_PICKED:
            raise forms.ValidationError(f"Choose at most {MOST_PICKED} at a time.")
        return picked


@dataclass(frozen=True, slots=True)
class Picker:
    """What c-picker shows: the rows that the search found, and those ticked before that it did not find."""

    name: str
    noun: str
    text: str
    search_name: str
    marker_name: str
    marker: str
    found: Sequence[Option]
    kept: Sequence[Option]
    picked: Sequence[str]
    is_single: bool = False
    note_label: str = "Type"
    denied: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.found and not self.kept


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: the operation that must be allowed, and how they are read.

    `read` is given what is searched for and the marker; it answers rows and what `paging.page` says of more.
    """

    noun: str
    operation: str
    read: Callable[[str, str | None], tuple[Iterable[Option], Mapping[str, Any]]]
    note_label: str = "Type"


def pick(
    caller: Caller, request: HttpRequest, source: Source, field: forms.BoundField, *, is_single: bool = False
) -> Picker:
    """Return the picker of a field, by what the request searches for."""
    name = field.html_name
    search_name, marker_name = f"{name}-q", f"{name}-marker"
    asked = request.POST if request.method == "POST" else request.GET
    text = _printable(asked.get(search_name) or request.GET.get("q", ""))
    marker = asked.get(marker_name) if asked.get("go") == f"{MORE}{name}" else None
    value = field.value()
    picked = [value] if isinstance(value, str) and value else list(value or [])
    found: list[Option] = []
    more: Mapping[str, Any] = {}
    denied = ""
    try:
        rows, more = look(caller, "iam", source.operation, {}, lambda: source.read(text, marker))
        found = list(rows)
    except AccessDenied as error:
        denied = error.message
    shown = {option.value for option in found}
    return Picker(
        name=name,
        noun=source.noun,
        text=text,
        search_name=search_name,
        marker_name=marker_name,
        marker=str(more.get("Marker") or ""),
        found=found,
        kept=[Option(one, one.rpartition("/")[2]) for one in picked if one not in shown],
        picked=picked,
        is_single=is_single,
        note_label=source.note_label,
        denied=denied,
    )


def only_searches(request: HttpRequest) -> bool:
    """Whether the button that was pressed asks for other rows, and for nothing to be done."""
    pressed = request.POST.get("go", "")
    return pressed == SEARCH or pressed.startswith(MORE)


class ManyForm(OperationForm):
    """Calls one operation for each of what was ticked: all of them succeed, or nothing is changed."""

    member: ClassVar[str]
    empty: ClassVar[str] = "Choose at least one."

    choice = PickField(label="Choice")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["choice"].error_messages["required"] = self.empty

    def run(self, caller: Caller, fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        service, name = self.operation
        chosen = self.cleaned_data["choice"]
        try:
            run_all(caller, [Step(name, {**fixed, self.member: one}, service=service) for one in chosen])
        except ServiceError as error:
            self.refuse(error)
            return None
        return {"Chosen": chosen}


class PickView(OperationView):
    """A page to tick some of many."""

    template_name = "console/pick.html"
    single: ClassVar[bool] = False

    @abstractmethod
    def source(self) -> Source:
        """Return what there is to tick."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if only_searches(request):
            return self.show(self._shown(self._kept(request.POST)))
        return super().post(request, **kwargs)

    def show(self, context: Mapping[str, Any], *, template: str = "", status: int = 200) -> HttpResponse:
        form = context.get("form")
        if form is None:
            return super().show(context, template=template, status=status)
        picker = pick(self.caller, self.request, self.source(), form["choice"], is_single=self.single)
        return super().show({**context, "picker": picker}, template=template, status=status)

    def _shown(self, form: OperationForm) -> dict[str, Any]:
        own = {"form": form, "submit": self.submit, "danger": self.danger, "cancel_url": self.cancel_url()}
        return own | self.context()

    def _kept(self, data: QueryDict) -> OperationForm:
        """Return the form with what was ticked, and not yet judged."""
        form = self.form()
        field = form["choice"]
        form.initial["choice"] = data.get("choice") if self.single else data.getlist("choice")
        assert field.html_name == "choice"
        return form


def _printable(text: str) -> str:
    return "".join(character for character in text.strip()[:LONGEST_SEARCH] if character.isprintable())
