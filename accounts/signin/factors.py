"""The pages that ask for a second factor: as the second step of a sign-in, and again before something sensitive."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.mfa import recovery, security_keys
from accounts.mfa import selectors as mfa
from accounts.models import User
from accounts.signin import flow
from accounts.signin.challenge import Purpose, keep
from accounts.signin.forms import CodeForm, ConfirmPasswordForm, KeyForm, RecoveryForm
from accounts.signin.next import NEXT, safe_next

CODE, KEY, RECOVERY, PASSWORD = "code", "key", "recovery", "password"
ICONS = {CODE: "device-phone-mobile", KEY: "finger-print", RECOVERY: "lifebuoy"}


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class FactorPage(View):
    """One way to show a factor; `confirming` when the sign-in is long finished and only something fresh is wanted."""

    confirming = False
    way: ClassVar[str]
    template_name: ClassVar[str]

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User), "the gate lets nobody else through"
        return self.request.user

    def accepted(self) -> HttpResponseBase:
        """Go where the person wanted to."""
        if self.confirming:
            return redirect(safe_next(self.request))
        return redirect(self.request.session.pop(NEXT, None) or "console:home")

    def elsewhere(self, way: str) -> HttpResponseBase:
        return redirect(self.address(way))

    def address(self, way: str, device: int | None = None) -> str:
        name = f"signin:confirm-{way}" if self.confirming else f"signin:{way}"
        query = {"device": device, NEXT: safe_next(self.request) if self.confirming else None}
        given = {key: value for key, value in query.items() if value}
        return f"{reverse(name)}?{urlencode(given)}" if given else reverse(name)

    def page(self, form: forms.Form, status: int = 200, **more: Any) -> HttpResponse:
        own = {
            "form": form,
            "confirming": self.confirming,
            "minutes": settings.FRESH_FACTOR_MINUTES,
            "next": safe_next(self.request),
            "ways": self._ways(more.get("device")),
        }
        return render(self.request, self.template_name, own | more, status=status)

    def _ways(self, chosen: mfa.Device | None) -> list[dict[str, Any]]:
        """Return every way the user has, by the name and kind of the device; the one on this page is marked."""
        ways = [
            {
                "name": device.shown_name,
                "kind": device.kind,
                "url": self.address(CODE if device.is_app else KEY, device.pk),
                "icon": ICONS[CODE if device.is_app else KEY],
                "is_here": device == chosen,
            }
            for device in mfa.all_of(self.user)
        ]
        if recovery.of(self.user):
            kept = {"name": "Recovery code", "kind": "One of those you kept", "url": self.address(RECOVERY)}
            ways.append(kept | {"icon": ICONS[RECOVERY], "is_here": self.way == RECOVERY})
        return ways


class CodePage(FactorPage):
    """The code of an authenticator app."""

    way = CODE
    template_name = "accounts/signin/code.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        found = mfa.all_of(self.user)
        if not found:
            return self.elsewhere(PASSWORD) if self.confirming else redirect("console:home")
        asked = [device for device in found if device.is_app and str(device.pk) == request.GET.get("device")]
        chosen = (asked or found)[0]
        if not chosen.is_app:
            return self.elsewhere(KEY)
        return self.page(self._form(chosen.serial_number), device=chosen)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self._form("")
        chosen = next((one for one in self._apps() if one.serial_number == request.POST.get("device")), None)
        if form.is_valid() and chosen is not None:
            if flow.check_code(request, chosen, form.cleaned_data["code"]):
                return self.accepted()
            form.add_error("code", _why_refused(chosen))
        return self.page(form, status=422, device=chosen)

    def _apps(self) -> list[Any]:
        return list(mfa.devices_of(self.user))

    def _form(self, chosen: str) -> CodeForm:
        data = self.request.POST if self.request.method == "POST" else None
        return CodeForm(data, serial_numbers=[device.serial_number for device in self._apps()], chosen=chosen)


class KeyPage(FactorPage):
    """A signature of one of the user's passkeys or security keys."""

    way = KEY
    template_name = "accounts/signin/key.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        keys = list(mfa.keys_of(self.user))
        if not keys:
            return self.elsewhere(CODE)
        chosen = next((key for key in keys if str(key.pk) == request.GET.get("device")), keys[0])
        return self._ask(KeyForm(), device=chosen)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if not mfa.keys_of(self.user).exists():
            return self.elsewhere(CODE)
        form = KeyForm(request.POST)
        if form.is_valid():
            if flow.check_key(request, form.cleaned_data["credential"]):
                return self.accepted()
            form.add_error(None, flow.KEY_REFUSED)
        return self._ask(form, status=422)

    def _ask(self, form: KeyForm, status: int = 200, **more: Any) -> HttpResponse:
        options = security_keys.assertion(self.user)
        keep(self.request, Purpose.SECOND_FACTOR, options["challenge"])
        return self.page(form, status, options=options, wrong_host_url=right_host(self.request), **more)


class RecoveryPage(FactorPage):
    """One of the codes that the user kept for the day the devices are lost."""

    way = RECOVERY
    template_name = "accounts/signin/recovery.html"

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        return self.page(RecoveryForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = RecoveryForm(request.POST)
        if form.is_valid():
            left = flow.check_recovery_code(request, form.cleaned_data["code"])
            if left is not None:
                messages.warning(
                    request, f"That code is spent. {left_words(left)} Set up a new device if yours is lost."
                )
                return self.accepted()
            form.add_error(
                "code", "This code is not valid. Each works once; after several wrong ones you have to wait."
            )
        return self.page(form, status=422)


class PasswordPage(FactorPage):
    """The password, for users who have no device."""

    way = PASSWORD
    confirming = True
    template_name = "accounts/signin/confirm_password.html"

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        return self.elsewhere(CODE) if mfa.has_device(self.user) else self.page(ConfirmPasswordForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if mfa.has_device(self.user):
            return self.elsewhere(CODE)
        form = ConfirmPasswordForm(request.POST)
        if form.is_valid():
            refusal = flow.confirm_by_password(request, form.cleaned_data["password"])
            if refusal is None:
                return self.accepted()
            form.add_error("password", refusal.message)
            return self.page(form, refusal.status)
        return self.page(form, status=422)


class ConfirmPage(FactorPage):
    """The address that other pages know: it goes on to the way that this user has."""

    way = PASSWORD
    confirming = True

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        return self.elsewhere(CODE if mfa.has_device(self.user) else PASSWORD)


def right_host(request: HttpRequest) -> str:
    """Return this page at the address that passkeys are made for, or "" when it is there already."""
    here = f"{request.scheme}://{request.get_host()}"
    return "" if here == settings.PUBLIC_URL else settings.PUBLIC_URL + request.path


def left_words(left: int) -> str:
    if left == 0:
        return "It was your last one: make new ones on My security."
    return f"You have {left} recovery {'code' if left == 1 else 'codes'} left."


def _why_refused(device: Any) -> str:
    device.refresh_from_db()
    allowed, why = device.verify_is_allowed()
    if allowed or not why:
        return "This code is not valid. Enter the one the app shows now; each code works once."
    return "This code is not valid. After several wrong codes you have to wait a moment before the next try."
