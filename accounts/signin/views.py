"""The pages of the sign-in, one for each step."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.mfa import security_keys
from accounts.mfa import services as devices
from accounts.mfa.forms import EnableOwnDeviceForm
from accounts.mfa.picture import qr_code
from accounts.mfa.views import RegisterKeyPage
from accounts.models import User
from accounts.passwords import rules
from accounts.passwords.forms import ConsolePasswordForm
from accounts.passwords.selectors import rules_in
from accounts.signin import flow
from accounts.signin.challenge import Purpose, keep
from accounts.signin.factors import right_host
from accounts.signin.forms import KeyForm, RootSignInForm, SignInForm
from accounts.signin.next import NEXT, safe_next
from accounts.users import services as users
from iamconsole.access import open_to_everybody
from iamconsole.console.forms import OperationForm
from iamconsole.console.views import OperationView

ASKED_NOW = "From now on it is asked at sign-in."
REMEMBERED_ACCOUNT = "iamconsole_account"


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
        return _entered(request, user, form.cleaned_data.get("account", ""))

    def _page(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "form": form,
            "next": safe_next(request),
            "is_root": self.form_class is RootSignInForm,
            "passkeys": settings.PASSKEYS,
        }
        return render(request, self.template_name, context, status=status)


class RootSignInPage(SignInPage):
    form_class = RootSignInForm


@method_decorator([never_cache, open_to_everybody], name="dispatch")
class PasskeyPage(View):
    """The whole sign-in at once: a passkey says who its owner is, and its device has asked for a finger or a PIN."""

    template_name = "accounts/signin/passkey.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if flow.next_step(request) != flow.SIGN_IN:
            return redirect("console:home")
        if _is_bare_loopback(request):
            # The passkeys of this machine are made for its name.
            return redirect(f"{settings.PUBLIC_URL}{request.get_full_path()}")
        return self._page(request, KeyForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = KeyForm(request.POST)
        if form.is_valid():
            user = flow.enter_by_passkey(request, form.cleaned_data["credential"])
            if user is not None:
                return _entered(request, user, user.account_id)
            form.add_error(None, flow.KEY_REFUSED)
        return self._page(request, form, status=422)

    def _page(self, request: HttpRequest, form: KeyForm, status: int = 200) -> HttpResponse:
        options = security_keys.assertion(None)
        keep(request, Purpose.SIGN_IN, options["challenge"])
        own = {"wrong_host_url": right_host(request), "available": settings.PASSKEYS, "next": safe_next(request)}
        return render(request, self.template_name, own | {"form": form, "options": options}, status=status)


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
        return {
            "seed": self._device["Base32StringSeed"],
            "picture": qr_code(self._device["QRCodeURI"]),
            "passkeys": settings.PASSKEYS,
        }

    def done(self, _result: dict[str, Any], _form: OperationForm) -> HttpResponseBase:
        flow.verify(self.request, devices.find(self.caller.account_id, self._device["SerialNumber"]))
        messages.success(self.request, f"Your authenticator app is set up. {ASKED_NOW}")
        return redirect(self.request.session.pop(NEXT, None) or "console:home")

    @property
    def _device(self) -> dict[str, Any]:
        if not hasattr(self, "_offered"):
            self._offered = self.invoke("iamconsole", "StartOwnMFADevice")
        return self._offered


class FirstKeyPage(RegisterKeyPage):
    """The same, with a passkey or a security key."""

    template_name = "accounts/signin/first_key.html"
    title = "Set up a passkey or security key"

    def done(self, result: dict[str, Any], _form: OperationForm) -> HttpResponseBase:
        assert isinstance(self.request.user, User), "the gate lets nobody else through"
        flow.verify(self.request, devices.find_any_of(self.request.user, result["SerialNumber"]))
        messages.success(self.request, f"Your second factor is set up. {ASKED_NOW}")
        return redirect(self.request.session.pop(NEXT, None) or "console:home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Leave, whatever step the sign-in is at."""
    if request.user.is_authenticated:
        flow.leave(request)
    return redirect(flow.SIGN_IN)


def _entered(request: HttpRequest, user: User, account: str) -> HttpResponseBase:
    """Go on after the first step; the browser remembers the account of an IAM user."""
    request.session[NEXT] = safe_next(request)
    response = redirect(request.session[NEXT])
    if not user.is_root:
        response.set_cookie(
            REMEMBERED_ACCOUNT,
            account,
            max_age=365 * 86400,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


def _is_bare_loopback(request: HttpRequest) -> bool:
    host = request.get_host()
    return settings.RELYING_PARTY == "localhost" and (host.startswith("[::1]") or host.partition(":")[0] == "127.0.0.1")
