"""The pages of switching to a role, and of the way back."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.models.switched_role import Color
from accounts.sessions.store import STARTED
from accounts.signin.caller import user_caller
from accounts.switching import flow, selectors, services
from accounts.switching.forms import SwitchRoleForm
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm
from iamconsole.console.views import ConsoleView, OperationView


@method_decorator(never_cache, name="dispatch")
class SwitchRolePage(OperationView):
    """A link may fill the form: `?account=123456789012&roleName=team/reader&displayName=Reader&color=red`."""

    form_class = SwitchRoleForm
    template_name = "accounts/switching/switch_role.html"
    title = "Switch role"
    submit = "Switch role"

    @cached_property
    def caller(self) -> Caller:
        """The user, also while a role is on: who switches never goes from role to role."""
        return user_caller(self.request)

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User), "pages are behind the sign-in gate"
        return self.request.user

    def initial(self) -> dict[str, Any]:
        color = self.given("color").lower()
        return {
            "account": self.given("account"),
            "role_name": self.given("roleName"),
            "display_name": self.given("displayName"),
            "color": color if color in Color.values else Color.BLUE,
        }

    def form(self, data: QueryDict | None = None) -> SwitchRoleForm:
        started = self.request.session.get(STARTED)
        began = datetime.fromtimestamp(started, UTC) if started else timezone.now()
        form = SwitchRoleForm(data, initial=self.initial())
        return form.within(services.session_name(self.user), began + timedelta(seconds=settings.SESSION_COOKIE_AGE))

    def context(self) -> dict[str, Any]:
        return {
            "lede": "Act as a role of this or another account. Until you switch back you have its permissions only.",
            "recent": selectors.recent(self.user),
            "user": self.user,
        }

    def done(self, result: dict[str, Any], form: OperationForm) -> HttpResponseBase:
        assert isinstance(form, SwitchRoleForm)
        color = Color(form.cleaned_data["color"])
        if why := flow.enter(self.request, form.role_arn, result, form.display, color):
            messages.error(self.request, why)
            return redirect("security:add-device")
        messages.success(self.request, f"You act as {form.display} now.")
        return redirect("console:home")

    def cancel_url(self) -> str:
        return reverse("console:home")


@method_decorator(never_cache, name="dispatch")
class RecentRoles(ConsoleView):
    """The part of the identity menu that is fetched when it opens."""

    template_name = "accounts/switching/recent.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        assert isinstance(request.user, User), "pages are behind the sign-in gate"
        return self.show({"recent": selectors.recent(request.user)})


@require_POST
def switch_back(request: HttpRequest) -> HttpResponseBase:
    flow.leave(request)
    assert isinstance(request.user, User), "pages are behind the sign-in gate"
    messages.success(request, f"You are {request.user.label} again.")
    return redirect("console:home")
