"""The pages of users. Their keys, passwords, devices and policies have pages of their own, in those folders."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.attachments.views import HolderView
from accounts.keys.services import KEYS_PER_USER
from accounts.mfa import selectors as mfa
from accounts.passwords.selectors import rules_in
from accounts.passwords.views import password_context
from accounts.users import forms, selectors, services
from accounts.users.deletion import steps_to_delete
from accounts.users.shapes import whole_user_shape
from iamconsole.console.forms import OperationForm
from iamconsole.console.views import ConsoleView, OperationView, Panel
from iamconsole.errors import AccessDenied, NoSuchEntity, ServiceError

TABS = {
    "permissions": "Permissions",
    "groups": "Groups",
    "security": "Security credentials",
    "tags": "Tags",
}


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class CreateUserPage(OperationView):
    """Creates a user and, where console access is wanted, the password.

    These are two operations. When the second is refused the user is there all the same, and the message says so: its
    page is where a password can be set.
    """

    form_class = forms.CreateUserForm
    template_name = "accounts/users/create.html"
    title = "Create user"
    submit = "Create user"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return forms.CreateUserForm(data, initial=self.initial()).under(rules_in(self.caller.account_id))

    def context(self) -> dict[str, Any]:
        crumbs = [{"label": "Users", "url": reverse("users:list")}]
        return {"crumbs": crumbs, "lede": "A new user may do nothing until you attach policies or add it to a group."}

    def cancel_url(self) -> str:
        return reverse("users:list")

    def done(self, result: dict[str, Any], form: OperationForm) -> HttpResponseBase:
        assert isinstance(form, forms.CreateUserForm)
        name, profile = result["User"]["UserName"], form.login_profile()
        address = reverse("users:detail", args=[name])
        if profile is not None:
            try:
                self.invoke("iam", "CreateLoginProfile", profile)
            except ServiceError as error:
                messages.warning(self.request, f"The user {name} is created, but without a password: {error.message}")
                return redirect(f"{address}?tab=security")
        password = form.password_to_show()
        if not password:
            messages.success(self.request, f"The user {name} is created.")
            return redirect(address)
        shown = password_context(self.caller.account_id, name, password)
        return self.show(
            {**shown, "home_url": address, "crumbs": self.context()["crumbs"]},
            template="accounts/passwords/given.html",
        )


class UserPage(ConsoleView):
    """A user; each tab asks only for what it shows."""

    template_name = "accounts/users/detail.html"

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        tab = request.GET.get("tab", "")
        tab = tab if tab in TABS else "permissions"
        user = self.panel("iam", "GetUser", {"UserName": name}, read=lambda: self._user(name))
        parts = {
            "permissions": self._permissions,
            "groups": self._groups,
            "security": self._security,
            "tags": self._tags,
        }
        own = {"title": user.result.get("UserName", name), "name": name, "user": user, "tab": tab}
        tabs = [{"label": TABS[key], "url": f"?tab={key}", "active": key == tab} for key in TABS]
        return self.show(own | {"tabs": tabs} | parts[tab](name))

    def _user(self, name: str) -> dict[str, Any]:
        found = selectors.with_columns(selectors.users(self.caller.account_id)).filter(name_key=name.lower()).first()
        if found is None:
            raise NoSuchEntity(f"The user with name {name} cannot be found.")
        row = selectors.row_of(found, timezone.now(), settings.KEY_AGE_LIMIT_DAYS)
        return {**whole_user_shape(found), "row": row}

    def _permissions(self, name: str) -> dict[str, Any]:
        asked = {"UserName": name}
        groups = self.panel("iam", "ListGroupsForUser", asked)
        return {
            "attached": self.panel("iam", "ListAttachedUserPolicies", asked),
            "inline": self.panel("iam", "ListUserPolicies", asked),
            "groups": groups,
            # At most ten: a user is in no more groups (GroupsPerUser).
            "from_groups": [self._of_group(group["GroupName"]) for group in groups.result.get("Groups", ())],
        }

    def _of_group(self, name: str) -> dict[str, Any]:
        asked = {"GroupName": name}
        return {
            "name": name,
            "attached": self.panel("iam", "ListAttachedGroupPolicies", asked),
            "inline": self.panel("iam", "ListGroupPolicies", asked),
        }

    def _groups(self, name: str) -> dict[str, Panel]:
        return {"groups": self.panel("iam", "ListGroupsForUser", {"UserName": name})}

    def _security(self, name: str) -> dict[str, Any]:
        asked = {"UserName": name}
        return {
            "profile": self._profile(asked),
            "email": self.panel("iamconsole", "GetUserEmail", asked),
            "lock": self.panel("iamconsole", "GetSignInLock", asked),
            "devices": self.panel("iam", "ListMFADevices", asked, read=lambda: self._mfa(name)),
            "keys": self.panel("iam", "ListAccessKeys", asked, read=lambda: self._keys(name)),
            "limit_days": settings.KEY_AGE_LIMIT_DAYS,
            "sessions": self.panel("iamconsole", "ListSessions", asked),
        }

    def _profile(self, asked: dict[str, str]) -> Panel:
        try:
            return self.panel("iam", "GetLoginProfile", asked)
        except NoSuchEntity:
            return Panel({"LoginProfile": None})

    def _keys(self, name: str) -> dict[str, Any]:
        keys = list(services.find(self.caller.account_id, name).access_keys.order_by("created"))
        return {"keys": keys, "may_create": len(keys) < KEYS_PER_USER}

    def _mfa(self, name: str) -> dict[str, Any]:
        return {"devices": mfa.all_of(services.find(self.caller.account_id, name))}

    def _tags(self, name: str) -> dict[str, Panel]:
        return {"tags": self.panel("iam", "ListUserTags", {"UserName": name})}


class RenameUserPage(HolderView):
    """Shows the name and the path as they are; what was not changed is sent as it was, which changes nothing."""

    form_class = forms.RenameUserForm
    title = "Rename user"
    submit = "Save changes"

    def initial(self) -> dict[str, Any]:
        found = self.panel("iam", "GetUser", self.fixed()).result.get("User", {})
        return {"new_name": found.get("UserName", self.name), "new_path": found.get("Path", "")}

    def context(self) -> dict[str, Any]:
        return super().context() | {"lede": "Policies that name the old ARN do not follow the new name."}

    def message(self, form: OperationForm) -> str:
        return f"The user is called {form.cleaned_data['new_name']} now."

    def success_url(self, form: OperationForm) -> str:
        return reverse("users:detail", args=[form.cleaned_data["new_name"]])


class TagUserPage(HolderView):
    form_class = forms.TagForm
    title = "Add tag"
    submit = "Save tag"

    def home_url(self) -> str:
        return f"{reverse('users:detail', args=[self.name])}?tab=tags"

    def context(self) -> dict[str, Any]:
        return super().context() | {"lede": "A key that is there already gets the new value."}

    def message(self, form: OperationForm) -> str:
        return f"The tag {form.cleaned_data['key']} is saved."


class UntagUserPage(HolderView):
    form_class = forms.UntagForm
    title = "Remove tag"
    submit = "Remove tag"
    danger = True

    def fixed(self) -> dict[str, Any]:
        return {**super().fixed(), "TagKeys": [self._key]}

    def home_url(self) -> str:
        return f"{reverse('users:detail', args=[self.name])}?tab=tags"

    def context(self) -> dict[str, Any]:
        question = f"Remove the tag {self._key} from {self.name}? Conditions that ask for it no longer match."
        return super().context() | {"question": question}

    def message(self, _form: OperationForm) -> str:
        return f"The tag {self._key} is removed."

    @property
    def _key(self) -> str:
        return self.request.GET.get("key", "")


class DeleteUserPage(HolderView):
    """Names everything that goes with a user, as its own operations tell it."""

    template_name = "confirm.html"
    title = "Delete user"
    submit = "Delete user"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form = forms.DeleteUserForm(data, initial={"confirm": self.name})
        if data is not None:
            form.steps = steps_to_delete(self.caller, self.name)
        return form

    def context(self) -> dict[str, Any]:
        own = {**super().context(), "name": self.name, "question": f"The user {self.name} is deleted, and with it:"}
        try:
            goes = [step.words for step in steps_to_delete(self.caller, self.name) if step.words]
        except AccessDenied as error:
            return own | {"unknown": error.message}
        return own | ({"goes": goes} if goes else {"question": f"The user {self.name} is deleted."})

    def message(self, _form: OperationForm) -> str:
        return f"The user {self.name} is deleted."

    def success_url(self, _form: OperationForm) -> str:
        return reverse("users:list")
