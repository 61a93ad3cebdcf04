"""The pages of users. Their keys, passwords, devices and policies have pages of their own, in those folders."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.attachments.holders import GROUP, USER, HolderView, permissions
from accounts.keys.descriptions import described
from accounts.keys.services import KEYS_PER_USER
from accounts.mfa import selectors as mfa
from accounts.users import forms, selectors, services
from accounts.users.copying import steps_to_copy
from accounts.users.deletion import steps_to_delete
from accounts.users.shapes import whole_user_shape
from accounts.users.wizard import user_source
from iamconsole.console.forms import OperationForm
from iamconsole.console.last_accessed import last_accessed
from iamconsole.console.picking import PickView, Source
from iamconsole.console.tags import Tagging, TagsView
from iamconsole.console.views import ConsoleView, Panel
from iamconsole.errors import AccessDenied, NoSuchEntity

TABS = {
    "permissions": "Permissions",
    "groups": "Groups",
    "security": "Security credentials",
    "tags": "Tags",
    "last-accessed": "Last accessed",
}
TAGGING = Tagging("TagUser", "UntagUser", "ListUserTags", ignore_case=True)


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
            "last-accessed": self._last_accessed,
        }
        own = {"title": user.result.get("UserName", name), "name": name, "user": user, "tab": tab}
        tabs = [{"label": TABS[key], "url": f"?tab={key}", "active": key == tab} for key in TABS]
        return self.show(own | {"tabs": tabs} | parts[tab](name, user))

    def _user(self, name: str) -> dict[str, Any]:
        found = selectors.with_columns(selectors.users(self.caller.account_id)).filter(name_key=name.lower()).first()
        if found is None:
            raise NoSuchEntity(f"The user with name {name} cannot be found.")
        row = selectors.row_of(found, timezone.now(), settings.KEY_AGE_LIMIT_DAYS)
        return {**whole_user_shape(found), "row": row}

    def _permissions(self, name: str, user: Panel) -> dict[str, Any]:
        groups = self.panel("iam", "ListGroupsForUser", {"UserName": name})
        # At most ten: a user is in no more groups (GroupsPerUser).
        names = [group["GroupName"] for group in groups.result.get("Groups", ())]
        parts = [permissions(self, USER, name), *(permissions(self, GROUP, one, via="Group") for one in names)]
        denied = [groups.denied, *(reason for part in parts for reason in part["denied"])]
        boundary = user.result.get("PermissionsBoundary") or {}
        return {
            "permissions": {
                "rows": [row for part in parts for row in part["rows"]],
                "denied": list(dict.fromkeys(reason for reason in denied if reason)),
            },
            "boundary": boundary.get("PermissionsBoundaryArn", ""),
        }

    def _groups(self, name: str, _user: Panel) -> dict[str, Any]:
        return {"groups": self.panel("iam", "ListGroupsForUser", {"UserName": name})}

    def _security(self, name: str, _user: Panel) -> dict[str, Any]:
        asked = {"UserName": name}
        return {
            "profile": self._profile(asked),
            "email": self.panel("iamconsole", "GetUserEmail", asked),
            "lock": self.panel("iamconsole", "GetSignInLock", asked),
            "devices": self.panel("iam", "ListMFADevices", asked, read=lambda: self._mfa(name)),
            "keys": self.panel("iam", "ListAccessKeys", asked, read=lambda: self._keys(name)),
            "limit_days": settings.KEY_AGE_LIMIT_DAYS,
            "sessions": self.panel("iamconsole", "ListSessions", asked),
            "ssh_keys": self.panel("iam", "ListSSHPublicKeys", asked),
            "certificates": self.panel("iam", "ListSigningCertificates", asked),
            "service_credentials": self.panel("iam", "ListServiceSpecificCredentials", asked),
        }

    def _profile(self, asked: dict[str, str]) -> Panel:
        try:
            return self.panel("iam", "GetLoginProfile", asked)
        except NoSuchEntity:
            return Panel({"LoginProfile": None})

    def _keys(self, name: str) -> dict[str, Any]:
        keys = list(services.find(self.caller.account_id, name).access_keys.order_by("created"))
        return {"keys": described(self.caller, name, keys), "may_create": len(keys) < KEYS_PER_USER.limit}

    def _mfa(self, name: str) -> dict[str, Any]:
        return {"devices": mfa.all_of(services.find(self.caller.account_id, name))}

    def _tags(self, name: str, _user: Panel) -> dict[str, Any]:
        tags = self.panel("iam", "ListUserTags", {"UserName": name})
        return {"tags": tags, "tags_url": reverse("users:tags", args=[name])}

    def _last_accessed(self, _name: str, user: Panel) -> dict[str, Any]:
        return last_accessed(self, user.result.get("Arn", ""), denied=user.denied)


class RenameUserPage(HolderView):
    """Shows the name and the path as they are; what was not changed is sent as it was, which changes nothing."""

    form_class = forms.RenameUserForm
    title = "Rename user"
    submit = "Save changes"
    lede = "Policies that name the old ARN do not follow the new name."

    def initial(self) -> dict[str, Any]:
        found = self.panel("iam", "GetUser", self.fixed()).result.get("User", {})
        return {"new_name": found.get("UserName", self.name), "new_path": found.get("Path", "")}

    def message(self, form: OperationForm) -> str:
        return f"The user is called {form.cleaned_data['new_name']} now."

    def success_url(self, form: OperationForm) -> str:
        return reverse("users:detail", args=[form.cleaned_data["new_name"]])


class UserTagsPage(TagsView, HolderView):
    tagging = TAGGING

    def home_url(self) -> str:
        return f"{reverse('users:detail', args=[self.name])}?tab=tags"


class CopyPermissionsPage(PickView, HolderView):
    """Gives the user what another one has; what the user has already stays."""

    form_class = forms.CopyPermissionsForm
    title = "Copy permissions"
    submit = "Copy permissions"
    single = True

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form = forms.CopyPermissionsForm(data)
        form.steps = lambda source: steps_to_copy(self.caller, source, self.name)
        return form

    def source(self) -> Source:
        return user_source(self.caller)

    def context(self) -> dict[str, Any]:
        lede = f"{self.name} gets the groups, attached and inline policies of another user, and keeps its own."
        return super().context() | {"lede": lede}

    def message(self, form: OperationForm) -> str:
        return f"{self.name} has the permissions of {form.cleaned_data['choice']} now."


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
