"""The pages of MFA devices: of one's own, and taking away the lost device of another user."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.mfa import enforcement, services
from accounts.mfa.forms import (
    CreateDeviceForm,
    EnableDeviceForm,
    EnableOwnDeviceForm,
    LabelDeviceForm,
    MFARequirementForm,
    RecoveryCodesForm,
    RegisterKeyForm,
    RemoveDeviceForm,
    ResyncDeviceForm,
    ResyncOwnDeviceForm,
)
from accounts.mfa.picture import qr_code
from accounts.models import User
from accounts.owner import OwnerView
from accounts.signin.challenge import Purpose, keep, take
from accounts.signin.factors import right_host
from iamconsole import vault
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm
from iamconsole.console.tags import Tagging, TagsView
from iamconsole.console.views import OperationView
from iamconsole.errors import NoSuchEntity

SHOWN = "shown MFA device "
LAST_ONE = (
    "This is your only MFA device, and every sign-in to the console asks for one. "
    "Add another device first; then this one can go."
)


@method_decorator(never_cache, name="dispatch")
class AddDevicePage(OwnerView):
    """Names a new device; the answer to the form shows its QR code, and asks for two codes on the next page."""

    form_class = CreateDeviceForm
    title = "Add authenticator app"
    submit = "Next"
    lede = "A second app or phone lets you in when you lose the first."

    def fixed(self) -> dict[str, Any]:
        return {}

    def done(self, result: dict[str, Any], _form: OperationForm) -> HttpResponseBase:
        serial_number = result["VirtualMFADevice"]["SerialNumber"]
        ticket = vault.seal(SHOWN + serial_number, self.caller.user_id.encode())
        own = {"form": EnableDeviceForm(), "crumbs": self.crumbs()}
        return self.show(
            own | enabling_context(self.caller, serial_number, ticket), template="accounts/mfa/enable.html"
        )


@method_decorator(never_cache, name="dispatch")
class EnableDevicePage(OwnerView):
    """Takes two codes. The ticket in the form says who saw the QR code, who sees it again after wrong codes."""

    form_class = EnableDeviceForm
    template_name = "accounts/mfa/enable.html"
    success_message = "Your MFA device is added. Its codes work from the next sign-in on."

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        # Without the form that came before there is no device to enable.
        return redirect("security:add-device")

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form_class = EnableOwnDeviceForm if self.caller.is_root else EnableDeviceForm
        return form_class(data)

    def fixed(self) -> dict[str, Any]:
        named = {} if self.caller.is_root else {"UserName": self.caller.user_name}
        return {**named, "SerialNumber": self.request.POST.get("serial_number", "")}

    def context(self) -> dict[str, Any]:
        given = self.request.POST
        own = enabling_context(self.caller, given.get("serial_number", ""), given.get("ticket", ""))
        return super().context() | own


@method_decorator(never_cache, name="dispatch")
class RegisterKeyPage(OwnerView):
    """Has the browser make a passkey or a security key; each page holds a challenge of its own, good once."""

    form_class = RegisterKeyForm
    template_name = "accounts/mfa/register_key.html"
    title = "Add passkey or security key"

    def fixed(self) -> dict[str, Any]:
        return {"Challenge": self._challenge}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        self._challenge = take(request, Purpose.REGISTRATION) or ""
        if self._challenge:
            return super().post(request, **kwargs)
        form = self.form(request.POST)
        form.add_error(None, "This took too long, or was sent twice. Try again.")
        return self._page(form, status=422)

    def context(self) -> dict[str, Any]:
        started = self.invoke("iamconsole", "StartOwnSecurityKey")
        keep(self.request, Purpose.REGISTRATION, started["Challenge"])
        return super().context() | {"options": started["Options"], "wrong_host_url": right_host(self.request)}

    def message(self, form: OperationForm) -> str:
        return f"{form.cleaned_data['device_name']} is added. It is good for your next sign-in."


class LabelDevicePage(OwnerView):
    form_class = LabelDeviceForm
    title = "Rename MFA device"
    submit = "Save label"

    def fixed(self) -> dict[str, Any]:
        return {**super().fixed(), "SerialNumber": self.request.GET.get("serial", "")}

    def message(self, form: OperationForm) -> str:
        return f"The MFA device is called {form.cleaned_data['label']} now."


class DeviceTagsPage(TagsView, OwnerView):
    """The tags of an app: passkeys and security keys have none, as they have none at AWS."""

    tagging = Tagging("TagMFADevice", "UntagMFADevice", "ListMFADeviceTags")

    def fixed(self) -> dict[str, Any]:
        return {"SerialNumber": self.request.GET.get("serial", "")}

    def form(self, data: QueryDict | None = None) -> OperationForm:
        # The operations on tags name the device alone: this tells whether it belongs to whom the address names.
        self.panel("iam", "GetMFADevice", {**super().fixed(), **self.fixed()})
        return super().form(data)

    def context(self) -> dict[str, Any]:
        name = self.fixed()["SerialNumber"].rpartition("/")[2]
        return super().context() | {"lede": f"The MFA device {name} of {self.owner_label}."}


@method_decorator(never_cache, name="dispatch")
class RecoveryCodesPage(OwnerView):
    """Makes codes; they are shown on the answer to the form and nowhere else."""

    form_class = RecoveryCodesForm
    template_name = "accounts/mfa/make_codes.html"
    title = "Recovery codes"

    def context(self) -> dict[str, Any]:
        return super().context() | {"status": self.invoke("iamconsole", "GetRecoveryCodesStatus")}

    def done(self, result: dict[str, Any], _form: OperationForm) -> HttpResponseBase:
        codes = result["Codes"]
        text = "\n".join([f"Recovery codes of {self.request.user}, each good once", "", *codes, ""])
        file = f"data:text/plain;charset=utf-8,{quote(text)}"
        own = {"codes": codes, "text": "\n".join(codes), "file": file, "home_url": self.home_url()}
        return self.show(super().context() | own, template="accounts/mfa/codes.html")


class MFARequirementPage(OperationView):
    """Whom the account asks a second factor."""

    form_class = MFARequirementForm
    template_name = "accounts/mfa/requirement.html"
    title = "Multi-factor authentication"
    submit = "Save setting"
    success_message = "The setting is saved. It holds from the next page that anybody opens."

    def initial(self) -> dict[str, Any]:
        return {"required_of": self.invoke("iamconsole", "GetMFARequirement")["RequiredOf"]}

    def context(self) -> dict[str, Any]:
        return {
            "crumbs": [{"label": "Account settings", "url": reverse("account-settings:settings")}],
            "lede": "Who must show a second factor to use this console. The root user always must.",
        }

    def success_url(self, _form: OperationForm) -> str:
        return reverse("account-settings:mfa")


class RemoveDevicePage(OwnerView):
    """Removes a device; the last one of one's own stays, where the next sign-in would ask for one."""

    form_class = RemoveDeviceForm
    title = "Remove MFA device"
    submit = "Remove device"
    danger = True
    success_message = "The MFA device is removed."

    def fixed(self) -> dict[str, Any]:
        return {**super().fixed(), "SerialNumber": self.request.GET.get("serial", "")}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return self._stays(409) if self._is_last() else super().post(request, **kwargs)

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        return self._stays(200) if self._is_last() else super().get(_request, **_kwargs)

    def context(self) -> dict[str, Any]:
        name = self.fixed()["SerialNumber"].rpartition("/")[2]
        question = f"Remove the device {name} of {self.owner_label}? It no longer works, and its key is deleted."
        if self.owner_name:
            question += " A user who needs a device and has none sets one up at the next sign-in."
        if self._is_only_one():
            question += " It is the only one, so the recovery codes go with it."
        return super().context() | {"question": question}

    def _is_last(self) -> bool:
        is_own = self.owner_name.lower() in ("", self.caller.user_name.lower())
        assert isinstance(self.request.user, User), "pages are behind the sign-in gate"
        return is_own and self._is_only_one() and enforcement.is_required_of(self.request.user)

    def _is_only_one(self) -> bool:
        return len(self.invoke("iam", "ListMFADevices", super().fixed())["MFADevices"]) < 2

    def _stays(self, status: int) -> HttpResponse:
        own = {"explanation": LAST_ONE, "home_url": self.home_url()}
        return self.show(super().context() | own, template="accounts/mfa/last.html", status=status)


class ResyncDevicePage(OwnerView):
    form_class = ResyncDeviceForm
    title = "Resync MFA device"
    submit = "Resync"
    lede = "When the clock of a device is off, its codes are refused. Two codes in a row tell by how much."
    success_message = "The MFA device is in step again."

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form_class = ResyncOwnDeviceForm if self.caller.is_root else ResyncDeviceForm
        return form_class(data)

    def fixed(self) -> dict[str, Any]:
        named = {} if self.caller.is_root else {"UserName": self.caller.user_name}
        return {**named, "SerialNumber": self.request.GET.get("serial", "")}


def enabling_context(caller: Caller, serial_number: str, ticket: str) -> dict[str, Any]:
    """Return what the page to enable a device shows: its QR code only to whom it was shown before."""
    own = {
        "title": "Set up MFA device",
        "serial_number": serial_number,
        "enable_url": reverse("security:enable-device"),
    }
    try:
        was_shown = vault.unseal(SHOWN + serial_number, ticket) == caller.user_id.encode()
        device = services.find(caller.account_id, serial_number)
    except (vault.Tampered, NoSuchEntity):
        return own
    if not was_shown or device.confirmed:
        return own
    return own | {"ticket": ticket, "seed": device.seed_text, "picture": qr_code(services.uri(device))}
