"""The pages of console passwords: those an administrator gives, and one's own."""

from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.models import User
from accounts.owner import OwnerView
from accounts.passwords import rules
from accounts.passwords.forms import (
    ConsolePasswordForm,
    DeletePasswordForm,
    OwnPasswordForm,
    PasswordForm,
    ResetPasswordForm,
)
from accounts.passwords.selectors import rules_in
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm
from iamconsole.errors import NoSuchEntity

PRIVATE = [never_cache, sensitive_post_parameters()]


@method_decorator(PRIVATE, name="dispatch")
class SetPasswordPage(OwnerView):
    """Gives a user a password, or another one; a random one is shown on the answer to the form and nowhere else."""

    form_class = PasswordForm
    title = "Set console password"
    submit = "Set password"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form_class = ResetPasswordForm if self._has_password() else PasswordForm
        return form_class(data, initial=self.initial()).under(rules_in(self.caller.account_id))

    def done(self, result: dict[str, Any], form: OperationForm) -> HttpResponseBase:
        assert isinstance(form, PasswordForm)
        keep_session(self.request, self.owner_name)
        password = form.password_to_show()
        if not password:
            return super().done(result, form)
        shown = password_context(self.caller.account_id, self.owner_name, password)
        template = "accounts/passwords/given.html"
        return self.show({**shown, "home_url": self.home_url(), "crumbs": self.crumbs()}, template=template)

    def message(self, _form: OperationForm) -> str:
        return f"The console password of {self.owner_name} is set."

    def _has_password(self) -> bool:
        try:
            self.invoke("iam", "GetLoginProfile", self.fixed())
        except NoSuchEntity:
            return False
        return True


class DeletePasswordPage(OwnerView):
    form_class = DeletePasswordForm
    title = "Disable console access"
    submit = "Disable console access"
    danger = True

    def context(self) -> dict[str, Any]:
        question = f"Take the console password of {self.owner_name} away? Access keys go on working."
        return super().context() | {"question": question}

    def message(self, _form: OperationForm) -> str:
        return f"{self.owner_name} can no longer sign in to the console."


@method_decorator(PRIVATE, name="dispatch")
class OwnPasswordPage(OwnerView):
    form_class = OwnPasswordForm
    title = "Change password"
    submit = "Change password"
    success_message = "Your password is changed. Your other sessions have ended."

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return own_password_form(self.caller, data)

    def done(self, result: dict[str, Any], form: OperationForm) -> HttpResponseBase:
        keep_session(self.request, self.caller.user_name)
        return super().done(result, form)


def own_password_form(caller: Caller, data: QueryDict | None) -> OwnPasswordForm:
    """Return the form on which `caller` changes its password; the account's own rules are not for root."""
    if caller.is_root:
        return ConsolePasswordForm(data).under(rules.DEFAULT)
    return OwnPasswordForm(data).under(rules_in(caller.account_id))


def keep_session(request: HttpRequest, user_name: str) -> None:
    """Let this session of the caller go on after its own password changed; all others of the user end."""
    assert isinstance(request.user, User), "pages are behind the sign-in gate"
    if request.user.name_key == user_name.lower():
        update_session_auth_hash(request, User.objects.get(pk=request.user.pk))


def password_context(account_id: str, user_name: str, password: str) -> dict[str, Any]:
    """Return what a page shows that hands a random password over."""
    address = f"{settings.PUBLIC_URL}{reverse('signin:sign-in')}?{urlencode({'account': account_id})}"
    return {"title": "Retrieve password", "user_name": user_name, "password": password, "sign_in_url": address}
