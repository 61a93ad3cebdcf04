"""Wizards: several steps, one form each, and nothing kept on the server before the last.

What was entered travels in hidden fields, so two wizards in two windows never mix, and every step is judged anew when
the last one is sent. Secrets are asked for on the last step only.
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from iamconsole.aws import fresh, registry
from iamconsole.console import kept
from iamconsole.console.picking import only_searches
from iamconsole.console.views import NOT_SENT, ConsoleView
from iamconsole.errors import AccessDenied, ServiceError

BACK = "back"


@dataclass(frozen=True, slots=True)
class WizardStep:
    """One step; `searches` says that Enter searches in it instead of going on."""

    key: str
    title: str
    form_class: type[forms.Form]
    template: str
    searches: bool = False


Forms = Mapping[str, forms.Form]


class WizardView(ConsoleView):
    """A wizard; `finish` does what the last step promises."""

    template_name = "console/wizard.html"
    steps: ClassVar[tuple[WizardStep, ...]]
    submit: ClassVar[str]
    # What the last step calls first: where it is sensitive, a fresh factor is asked for before the first step.
    operation: ClassVar[tuple[str, str]]
    # By which words or code of a refusal it is shown at which step and field.
    error_places: ClassVar[Mapping[str, tuple[str, str]]] = {}

    @abstractmethod
    def finish(self, entered: Forms) -> HttpResponseBase:
        """Do it with what all steps hold, which is valid; a ServiceError is shown where it belongs."""

    @abstractmethod
    def cancel_url(self) -> str: ...

    def make_form(self, step: WizardStep, data: QueryDict | None, initial: Mapping[str, Any]) -> forms.Form:
        return step.form_class(data, prefix=step.key, initial=dict(initial))

    def initial(self, _key: str) -> dict[str, Any]:
        """Return what a step holds when it is seen for the first time."""
        return {}

    def context(self, _key: str, _entered: Forms) -> dict[str, Any]:
        """Return what a step shows beside its form."""
        return {}

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        fresh.ask(self.caller, registry.find(*self.operation))
        sent = kept.fields_kept(self.request)
        if sent is not None:
            messages.info(self.request, NOT_SENT)
            at, seen, entered = self._read(sent)
            faulty = self._faulty(entered, at)
            return self._page(entered, at if faulty is None else faulty, seen)
        entered = {step.key: self.make_form(step, None, self.initial(step.key)) for step in self.steps}
        return self._page(entered, 0, frozenset())

    def ask_for_factor(self) -> HttpResponseBase:
        if self.request.method == "POST":
            _, _, entered = self._read(self.request.POST)
            secret = {
                form.add_prefix(name)
                for form in entered.values()
                for name, field in form.fields.items()
                if _is_secret(field)
            }
            kept.keep_fields(self.request, self.request.POST.keys() - secret - {"csrfmiddlewaretoken", "go"})
        return super().ask_for_factor()

    def _read(self, sent: QueryDict) -> tuple[int, frozenset[str], Forms]:
        """Return at which step something was sent, which steps were seen, and the forms of all of them."""
        keys = [step.key for step in self.steps]
        step_sent = str(sent.get("at"))
        at = keys.index(step_sent) if step_sent in keys else 0
        seen = frozenset(sent.getlist("seen")) & frozenset(keys) | {keys[at]}
        entered = {
            step.key: self.make_form(step, sent if step.key in seen else None, self.initial(step.key))
            for step in self.steps
        }
        return at, seen, entered

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        fresh.ask(self.caller, registry.find(*self.operation))
        keys = [step.key for step in self.steps]
        at, seen, entered = self._read(request.POST)
        pressed = request.POST.get("go", "")
        wanted = max(0, at - 1) if pressed == BACK else keys.index(pressed) if pressed in keys[:at] else at + 1
        if only_searches(request):
            entered = {**entered, keys[at]: self._unjudged(self.steps[at], entered)}
            wanted = at
        faulty = self._faulty(entered, wanted)
        if faulty is not None:
            return self._page(entered, faulty, seen, status=422)
        if wanted < len(self.steps):
            return self._page(entered, wanted, seen)
        return self._done(entered, seen)

    def _faulty(self, entered: Forms, wanted: int) -> int | None:
        """Return the first step before `wanted` that has to be mended: no step stands on one that is not valid."""
        invalid = (index for index, step in enumerate(self.steps[:wanted]) if not entered[step.key].is_valid())
        return next(invalid, None)

    def _done(self, entered: Forms, seen: frozenset[str]) -> HttpResponseBase:
        try:
            return self.finish(entered)
        except ServiceError as error:
            return self._refused(entered, error, seen)

    def _refused(self, entered: Forms, error: ServiceError, seen: frozenset[str]) -> HttpResponse:
        keys = [step.key for step in self.steps]
        key, field = next(
            (place for words, place in self.error_places.items() if words == error.code or words in error.message),
            (keys[-1], ""),
        )
        entered[key].add_error(field or None, error.message)
        return self._page(entered, keys.index(key), seen, status=403 if isinstance(error, AccessDenied) else 422)

    def _unjudged(self, step: WizardStep, entered: Forms) -> forms.Form:
        """Return the form with what was entered so far, which is not complete yet and so shows no errors."""
        bound = entered[step.key]
        return self.make_form(step, None, {name: bound[name].value() for name in bound.fields})

    def _page(self, entered: Forms, at: int, seen: frozenset[str], status: int = 200) -> HttpResponse:
        step = self.steps[at]
        others = [entered[one.key] for one in self.steps if one.key != step.key and one.key in seen]
        own = {
            "step": step,
            "form": entered[step.key],
            "hidden": [form[name] for form in others for name, field in form.fields.items() if not _is_secret(field)],
            "seen": sorted(seen | {step.key}),
            "progress": [
                {"key": one.key, "title": one.title, "number": number + 1, "current": number == at, "done": number < at}
                for number, one in enumerate(self.steps)
            ],
            "is_first": at == 0,
            "is_last": at + 1 == len(self.steps),
            "submit": self.submit,
            "cancel_url": self.cancel_url(),
        }
        return self.show(own | self.context(step.key, entered), status=status)


def _is_secret(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.PasswordInput)
