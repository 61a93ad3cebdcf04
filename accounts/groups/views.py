"""The pages of groups, and of who is in them."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse

from accounts.attachments.views import GROUP, HolderView
from accounts.groups import forms, selectors, services
from accounts.groups.deletion import steps_to_delete
from accounts.groups.shapes import group_shape
from accounts.users import selectors as users
from iamconsole.console.forms import OperationForm
from iamconsole.console.views import ROWS_PER_PAGE, ConsoleView, OperationView, Panel
from iamconsole.errors import AccessDenied
from iamconsole.paging import page

TABS = {"users": "Users", "permissions": "Permissions"}


class CreateGroupPage(OperationView):
    form_class = forms.CreateGroupForm
    title = "Create user group"
    submit = "Create group"

    def context(self) -> dict[str, Any]:
        return {"crumbs": [{"label": "User groups", "url": reverse("groups:list")}]}

    def cancel_url(self) -> str:
        return reverse("groups:list")

    def message(self, form: OperationForm) -> str:
        return f"The group {form.cleaned_data['group_name']} is created."

    def success_url(self, form: OperationForm) -> str:
        return reverse("groups:detail", args=[form.cleaned_data["group_name"]])


class GroupPage(ConsoleView):
    """A group; each tab asks only for what it shows."""

    template_name = "accounts/groups/detail.html"

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        tab = request.GET.get("tab", "")
        tab = tab if tab in TABS else "users"
        group = self.panel("iam", "GetGroup", {"GroupName": name}, read=lambda: self._group(name))
        own = {"title": group.result.get("GroupName", name), "name": name, "group": group, "tab": tab}
        tabs = [{"label": TABS[key], "url": f"?tab={key}", "active": key == tab} for key in TABS]
        return self.show(own | {"tabs": tabs} | (self._permissions(name) if tab == "permissions" else {}))

    def _group(self, name: str) -> dict[str, Any]:
        group = services.find(self.caller.account_id, name)
        marker = self.request.GET.get("marker") or None
        rows, more = page(selectors.members(group), ["name_key"], marker, ROWS_PER_PAGE)
        urls = {"next_url": self.next_url(more), "first_url": self.first_url()}
        return {**group_shape(group), "members": rows, "count": group.memberships.count(), **urls}

    def _permissions(self, name: str) -> dict[str, Panel]:
        asked = {"GroupName": name}
        return {
            "attached": self.panel("iam", "ListAttachedGroupPolicies", asked),
            "inline": self.panel("iam", "ListGroupPolicies", asked),
        }


class RenameGroupPage(HolderView):
    """Shows the name and the path as they are; what was not changed is sent as it was, which changes nothing."""

    holder = GROUP
    form_class = forms.RenameGroupForm
    title = "Rename user group"
    submit = "Save changes"

    def initial(self) -> dict[str, Any]:
        found = self.panel("iam", "GetGroup", {**self.fixed(), "MaxItems": 1}).result.get("Group", {})
        return {"new_name": found.get("GroupName", self.name), "new_path": found.get("Path", "")}

    def context(self) -> dict[str, Any]:
        lede = "Policies that name the old ARN do not follow the new name."
        return super().context() | {"lede": lede}

    def message(self, form: OperationForm) -> str:
        return f"The group is called {form.cleaned_data['new_name']} now."

    def success_url(self, form: OperationForm) -> str:
        return reverse("groups:detail", args=[form.cleaned_data["new_name"]])


class DeleteGroupPage(HolderView):
    """Names everything that goes with a group, as its own operations tell it."""

    holder = GROUP
    template_name = "confirm.html"
    title = "Delete user group"
    submit = "Delete group"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        # Who may not see the group is told so on the page; a group that is not there is a 404.
        self.panel("iam", "GetGroup", {**self.fixed(), "MaxItems": 1})
        return super().get(_request, **_kwargs)

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form = forms.DeleteGroupForm(data, initial={"confirm": self.name})
        if data is not None:
            form.steps = steps_to_delete(self.caller, self.name)
        return form

    def context(self) -> dict[str, Any]:
        question = f"The group {self.name} is deleted. Its members stay, without the permissions it gave them."
        own = {**super().context(), "name": self.name, "question": question}
        try:
            return own | {"goes": [step.words for step in steps_to_delete(self.caller, self.name) if step.words]}
        except AccessDenied as error:
            return own | {"unknown": error.message}

    def message(self, _form: OperationForm) -> str:
        return f"The group {self.name} is deleted."

    def success_url(self, _form: OperationForm) -> str:
        return reverse("groups:list")


class AddMemberPage(HolderView):
    """A search over the users; the chosen one is added to the group."""

    holder = GROUP
    form_class = forms.AddMemberForm
    template_name = "choose.html"
    title = "Add user to group"
    submit = "Add user"

    def home_url(self) -> str:
        return reverse("groups:detail", args=[self.name])

    def context(self) -> dict[str, Any]:
        options = self.panel("iam", "ListUsers", read=self._users)
        own = {"options": options, "text": self.given("q"), "noun": "users", "note_label": "Path"}
        urls = {"next_url": self.next_url(options.result), "first_url": self.first_url()}
        return super().context() | own | urls

    def message(self, form: OperationForm) -> str:
        return f"{form.cleaned_data['choice']} is in the group now."

    def _users(self) -> dict[str, Any]:
        found = users.search(self.caller.account_id, self.given("q"))
        rows, more = page(found, ["name_key"], self.request.GET.get("marker") or None, ROWS_PER_PAGE)
        return {"rows": [{"value": user.name, "title": user.name, "note": user.path} for user in rows], **more}


class AddToGroupPage(HolderView):
    """A search over the groups; the user is added to the chosen one."""

    form_class = forms.AddToGroupForm
    template_name = "choose.html"
    title = "Add user to group"
    submit = "Add to group"

    def home_url(self) -> str:
        return f"{reverse('users:detail', args=[self.name])}?tab=groups"

    def context(self) -> dict[str, Any]:
        options = self.panel("iam", "ListGroups", read=self._groups)
        own = {"options": options, "text": self.given("q"), "noun": "groups", "note_label": "Path"}
        urls = {"next_url": self.next_url(options.result), "first_url": self.first_url()}
        return super().context() | own | urls

    def message(self, form: OperationForm) -> str:
        return f"{self.name} is in the group {form.cleaned_data['choice']} now."

    def _groups(self) -> dict[str, Any]:
        found = selectors.search(self.caller.account_id, self.given("q"))
        rows, more = page(found, ["name_key"], self.request.GET.get("marker") or None, ROWS_PER_PAGE)
        return {"rows": [{"value": group.name, "title": group.name, "note": group.path} for group in rows], **more}


class RemoveMemberPage(HolderView):
    """Ends a membership, asked from the page of the group: `?user=` names who goes."""

    holder = GROUP
    form_class = forms.RemoveMemberForm
    title = "Remove user from group"
    submit = "Remove user"
    danger = True

    def fixed(self) -> dict[str, Any]:
        return {"GroupName": self.name, "UserName": self.request.GET.get("user", "")}

    def home_url(self) -> str:
        return reverse("groups:detail", args=[self.name])

    def context(self) -> dict[str, Any]:
        given = self.fixed()
        question = f"Remove {given['UserName']} from the group {given['GroupName']}, with the permissions it gives?"
        return super().context() | {"question": question}

    def message(self, _form: OperationForm) -> str:
        given = self.fixed()
        return f"{given['UserName']} is no longer in the group {given['GroupName']}."


class RemoveFromGroupPage(HolderView):
    """Ends a membership, asked from the page of the user: `?group=` names the group."""

    form_class = forms.RemoveMemberForm
    title = "Remove user from group"
    submit = "Remove from group"
    danger = True

    def fixed(self) -> dict[str, Any]:
        return {"GroupName": self.request.GET.get("group", ""), "UserName": self.name}

    def home_url(self) -> str:
        return f"{reverse('users:detail', args=[self.name])}?tab=groups"

    def context(self) -> dict[str, Any]:
        given = self.fixed()
        question = f"Remove {given['UserName']} from the group {given['GroupName']}, with the permissions it gives?"
        return super().context() | {"question": question}

    def message(self, _form: OperationForm) -> str:
        given = self.fixed()
        return f"{given['UserName']} is no longer in the group {given['GroupName']}."
