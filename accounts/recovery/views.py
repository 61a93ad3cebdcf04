"""The pages of people who cannot get in, and of links that were mailed. Nobody is signed in here."""

from abc import abstractmethod
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.emails import services as emails
from accounts.lockouts import services as lockouts
from accounts.owner import OwnerView
from accounts.passwords.forms import RuledForm
from accounts.passwords.selectors import rules_of
from accounts.recovery import services, tokens
from accounts.recovery.forms import (
    ConfirmEmailForm,
    ForgottenPasswordForm,
    ForgottenRootPasswordForm,
    ResetByLinkForm,
    SendResetForm,
)
from accounts.signin.caller import origin_of
from iamconsole import queue
from iamconsole.access import open_to_everybody
from iamconsole.caller import Caller, CallerKind
from iamconsole.console.forms import OperationForm
from iamconsole.errors import NoSuchEntity

OPEN = [never_cache, sensitive_post_parameters(), open_to_everybody]


@method_decorator(OPEN, name="dispatch")
class ForgottenPasswordPage(View):
    """Asks who, and answers the same whoever is named: a task looks whether there is such a user."""

    form_class: type[ForgottenPasswordForm | ForgottenRootPasswordForm] = ForgottenPasswordForm
    template_name = "accounts/recovery/forgotten.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._page(request, self.form_class(initial={"account": request.GET.get("account", "")}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        waits = lockouts.wait_for_link(request)
        if waits:
            form.add_error(None, "Too many links were asked for here. Try again in a few minutes.")
            return self._page(request, form, status=429)
        lockouts.note_link(request)
        queue.send("accounts.tasks.request_password_reset", self._asked(request, form))
        return render(request, "accounts/recovery/requested.html", {"is_root": self._is_root})

    @property
    def _is_root(self) -> bool:
        return self.form_class is ForgottenRootPasswordForm

    def _asked(self, request: HttpRequest, form: forms.Form) -> dict[str, str]:
        origin = origin_of(request)
        return {**form.cleaned_data, "source_ip": origin.source_ip, "user_agent": origin.user_agent[:512]}

    def _page(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        return render(request, self.template_name, {"form": form, "is_root": self._is_root}, status=status)


class ForgottenRootPasswordPage(ForgottenPasswordPage):
    form_class = ForgottenRootPasswordForm


@method_decorator(OPEN, name="dispatch")
class LinkPage(View):
    """A page that a mail links to. Looking changes nothing, as mail programs look too; its form does."""

    template_name: ClassVar[str]
    form_class: ClassVar[type[OperationForm]]
    done: ClassVar[str]
    # Where another link is to be had: the name of the page, and the words that lead there.
    again: ClassVar[tuple[str, str]]

    @abstractmethod
    def account_of(self, token: str) -> str:
        """Return the account that the token belongs to; raise what is wrong with it."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        token = request.GET.get("token", "")
        try:
            self.account_of(token)
        except NoSuchEntity as error:
            return self._gone(request, error.message)
        return self._page(request, self._ruled(self.form_class(initial={"token": token}), token))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        token = request.POST.get("token", "")
        try:
            account_id = self.account_of(token)
        except NoSuchEntity as error:
            return self._gone(request, error.message)
        form = self._ruled(self.form_class(request.POST), token)
        if not form.is_valid() or form.run(_anonymous(request, account_id), {}) is None:
            return self._page(request, form, status=422)
        messages.success(request, self.done)
        return redirect("signin:sign-in")

    def _ruled(self, form: OperationForm, token: str) -> OperationForm:
        user = tokens.user_of(token)
        return form.under(rules_of(user)) if isinstance(form, RuledForm) and user is not None else form

    def _gone(self, request: HttpRequest, message: str) -> HttpResponse:
        page, words = self.again
        shown = {"explanation": message, "again_url": reverse(page), "again": words}
        return render(request, "accounts/recovery/gone.html", shown, status=404)

    def _page(self, request: HttpRequest, form: OperationForm, status: int = 200) -> HttpResponse:
        return render(request, self.template_name, {"form": form}, status=status)


class ResetPasswordPage(LinkPage):
    template_name = "accounts/recovery/reset.html"
    form_class = ResetByLinkForm
    done = "Your password is changed. Sign in with it."
    again = ("recovery:forgotten-password", "Have a reset link mailed")

    def account_of(self, token: str) -> str:
        return services.account_of(token)


class ConfirmEmailPage(LinkPage):
    template_name = "accounts/recovery/confirm_email.html"
    form_class = ConfirmEmailForm
    done = "Your e-mail address is confirmed."
    again = ("security:set-email", "Have another link mailed")

    def account_of(self, token: str) -> str:
        return emails.account_of(token)


class SendResetPage(OwnerView):
    """An administrator has a reset link mailed to a user."""

    form_class = SendResetForm
    title = "Mail a reset link"
    submit = "Mail the link"

    def context(self) -> dict[str, Any]:
        lede = f"{self.owner_name} chooses a new password by the link. The present one goes on working until then."
        return super().context() | {"lede": lede}

    def message(self, _form: Any) -> str:
        return f"A reset link is on its way to {self.owner_name}."


def _anonymous(request: HttpRequest, account_id: str) -> Caller:
    return Caller(
        kind=CallerKind.ANONYMOUS,
        account_id=account_id,
        arn="anonymous",
        user_id="anonymous",
        origin=origin_of(request),
    )
