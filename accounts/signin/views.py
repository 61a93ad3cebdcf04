"""The pages of the sign-in, one for each step."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.mfa import selectors as mfa
from accounts.mfa import services as devices
from accounts.mfa.forms import EnableOwnDeviceForm
from accounts.mfa.picture import qr_code
from accounts.models import User
from accounts.passwords import rules
from accounts.passwords.forms import ConsolePasswordForm
from accounts.passwords.selectors import rules_in
from accounts.signin import flow
from accounts.signin.forms import CodeForm, RootSignInForm, SignInForm
from accounts.users import services as users
from iamconsole.access import open_to_everybody
from iamconsole.console.forms import OperationForm
from iamconsole.console.views import OperationView

REMEMBERED_ACCOUNT = "iamconsole_account"
NEXT = "next"


@method_decorator([never_cache, sensitive_post_parameters(), open_to_everybody], name="dispatch")
class SignInPage(View):
    """The first step: who, and the password."""

    form_class: type[SignInForm | RootSignInForm] = SignInForm
    template_name = "accounts/signin/sign_in.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if flow.next_step(request) != flow.SIGN_IN:
            return redirect("console:home")
        account = request.GET.get("account") or request.COOKIES.get(REMEMBERED_ACCOUNT, "")
        return self._page(request, self.form_class(initial={"account": account}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        attempt = flow.Attempt(form.cleaned_data.get("account", ""), form.candidate(), form.name_to_count())
        user = flow.authenticate(request, attempt, form.cleaned_data["password"])
        if isinstance(user, flow.Refusal):
            form.add_error(None, user.message)
            return self._page(request, form, status=user.status)
        flow.enter(request, user)
        request.session[NEXT] = _safe_next(request)
        response = redirect(request.session[NEXT])
        if not user.is_root:
            account = form.cleaned_data["account"]
            response.set_cookie(REMEMBERED_ACCOUNT, account, max_age=365 * 86400, httponly=True, samesite="Lax")
        return response

    def _page(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {"form": form, "next": _safe_next(request), "is_root": self.form_class is RootSignInForm}
        return render(request, self.template_name, context, status=status)


class RootSignInPage(SignInPage):
    form_class = RootSignInForm


@method_decorator(never_cache, name="dispatch")
class CodePage(View):
    """The second step: a code of one of the user's devices."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._page(request, self._form(request))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self._form(request)
        if form.is_valid():
            chosen = form.cleaned_data["device"]
            device = next(device for device in mfa.devices_of(self._user(request)) if device.serial_number == chosen)
            if flow.check_code(request, device, form.cleaned_data["code"]):
                return redirect(request.session.pop(NEXT, None) or "console:home")
            form.add_error("code", _why_refused(device))
        return self._page(request, form, status=422)

    def _form(self, request: HttpRequest) -> CodeForm:
        numbers = [device.serial_number for device in mfa.devices_of(self._user(request)).order_by("enabled")]
        return CodeForm(request.POST if request.method == "POST" else None, serial_numbers=numbers)

    def _page(self, request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
        return render(request, "accounts/signin/code.html", {"form": form}, status=status)

    def _user(self, request: HttpRequest) -> User:
        assert isinstance(request.user, User), "the gate lets nobody else through"
        return request.user


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class NewPasswordPage(OperationView):
    """A step of its own when the password must be changed."""

    form_class = ConsolePasswordForm
    template_name = "accounts/signin/new_password.html"
    title = "Set a new password"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        is_root = self.caller.is_root
        return ConsolePasswordForm(data).under(rules.DEFAULT if is_root else rules_in(self.caller.account_id))

    def done(self, _result: dict[str, Any], _form: OperationForm) -> HttpResponseBase:
        user = users.find_own(self.caller.account_id, None, self.caller.user_key)
        # The session goes on; every other session of the user ends, as its password is no longer this one.
        update_session_auth_hash(self.request, user)
        messages.success(self.request, "Your password is changed.")
        return redirect("console:home")


@method_decorator(never_cache, name="dispatch")
class FirstDevicePage(OperationView):
    """A user without a device reaches nothing but this page."""

    form_class = EnableOwnDeviceForm
    template_name = "accounts/signin/first_device.html"
    title = "Set up your authenticator app"

    def fixed(self) -> dict[str, Any]:
        return {"SerialNumber": self._device["SerialNumber"]}

    def context(self) -> dict[str, Any]:
        return {"seed": self._device["Base32StringSeed"], "picture": qr_code(self._device["QRCodeURI"])}

    def done(self, _result: dict[str, Any], _form: OperationForm) -> HttpResponseBase:
        flow.verify(self.request, devices.find(self.caller.account_id, self._device["SerialNumber"]))
        messages.success(self.request, "Your authenticator app is set up. From now on it is asked at sign-in.")
        return redirect(self.request.session.pop(NEXT, None) or "console:home")

    @property
    def _device(self) -> dict[str, Any]:
        if not hasattr(self, "_offered"):
            self._offered = self.invoke("iamconsole", "StartOwnMFADevice")
        return self._offered


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Leave, whatever step the sign-in is at."""
    if request.user.is_authenticated:
        flow.leave(request)
    return redirect(flow.SIGN_IN)


def _safe_next(request: HttpRequest) -> str:
    """Return where to go afterwards: only ever to a page of ours."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url("console:home")


def _why_refused(device: Any) -> str:
    device.refresh_from_db()
    allowed, why = device.verify_is_allowed()
    if allowed or not why:
        return "This code is not valid. Enter the one the app shows now; each code works once."
    return "This code is not valid. After several wrong codes you have to wait a moment before the next try."
