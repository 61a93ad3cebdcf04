"""The pages of groups, and of who is in them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from accounts.attachments.choosing import policy_source
from accounts.attachments.holders import GROUP, HolderView, permissions
from accounts.groups import forms, selectors, services
from accounts.groups.deletion import steps_to_delete
from accounts.groups.shapes import group_shape
from accounts.users.wizard import group_source, user_source
from iamconsole.console.forms import OperationForm
from iamconsole.console.last_accessed import last_accessed
from iamconsole.console.picking import PickView, Source, pick
from iamconsole.console.steps import Step, run_all
from iamconsole.console.views import ROWS_PER_PAGE, ConsoleView
from iamconsole.console.wizard import Forms, WizardStep, WizardView
from iamconsole.errors import AccessDenied
from iamconsole.paging import page

TABS = {"users": "Users", "permissions": "Permissions", "last-accessed": "Last accessed"}


class CreateGroupPage(WizardView):
    """One step: the group, its users and its policies; all of it is made, or nothing."""

    title = "Create user group"
    submit = "Create group"
    operation = ("iam", "CreateGroup")
    steps = (WizardStep("group", "User group", forms.CreateGroupForm, "accounts/groups/create.html"),)
    error_places = {
        "EntityAlreadyExists": ("group", "group_name"),
        "PoliciesPerGroup": ("group", "policies"),
        "GroupsPerUser": ("group", "users"),
    }

    def cancel_url(self) -> str:
        return reverse("groups:list")

    def context(self, key: str, entered: Forms) -> dict[str, Any]:
        form = entered[key]
        return {
            "crumbs": [{"label": "User groups", "url": reverse("groups:list")}],
            "users": pick(self.caller, self.request, user_source(self.caller), form["users"]),
            "policies": pick(self.caller, self.request, policy_source(self.caller), form["policies"]),
        }

    def finish(self, entered: Forms) -> HttpResponseBase:
        given = entered["group"].cleaned_data
        group = {"GroupName": given["group_name"]}
        path = {"Path": given["path"]} if given["path"] else {}
        run_all(
            self.caller,
            [
                Step("CreateGroup", {**group, **path}),
                *(Step("AttachGroupPolicy", {**group, "PolicyArn": arn}) for arn in given["policies"]),
                *(Step("AddUserToGroup", {**group, "UserName": user}) for user in given["users"]),
            ],
        )
        messages.success(self.request, f"The group {group['GroupName']} is created.")
        return redirect("groups:detail", group["GroupName"])


class GroupPage(ConsoleView):
    """A group; each tab asks only for what it shows."""

    template_name = "accounts/groups/detail.html"

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        tab = request.GET.get("tab", "")
        tab = tab if tab in TABS else "users"
        group = self.panel("iam", "GetGroup", {"GroupName": name}, read=lambda: self._group(name))
        own = {"title": group.result.get("GroupName", name), "name": name, "group": group, "tab": tab}
        tabs = [{"label": TABS[key], "url": f"?tab={key}", "active": key == tab} for key in TABS]
        parts: dict[str, Any] = {}
        if tab == "permissions":
            parts = {"permissions": permissions(self, GROUP, name)}
        if tab == "last-accessed":
            parts = last_accessed(self, group.result.get("Arn", ""), denied=group.denied)
        return self.show(own | {"tabs": tabs} | parts)

    def _group(self, name: str) -> dict[str, Any]:
        group = services.find(self.caller.account_id, name)
        marker = self.request.GET.get("marker") or None
        rows, more = page(selectors.members(group), ["name_key"], marker, ROWS_PER_PAGE)
        urls = {"next_url": self.next_url(more), "first_url": self.first_url()}
        return {**group_shape(group), "members": rows, "count": group.memberships.count(), **urls}


class RenameGroupPage(HolderView):
    """Shows the name and the path as they are; what was not changed is sent as it was, which changes nothing."""

    holder = GROUP
    form_class = forms.RenameGroupForm
    title = "Rename user group"
    submit = "Save changes"
    lede = "Policies that name the old ARN do not follow the new name."

    def initial(self) -> dict[str, Any]:
        found = self.panel("iam", "GetGroup", {**self.fixed(), "MaxItems": 1}).result.get("Group", {})
        return {"new_name": found.get("GroupName", self.name), "new_path": found.get("Path", "")}

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


class AddMembersPage(PickView, HolderView):
    """A search over the users; all that are ticked are added to the group."""

    holder = GROUP
    form_class = forms.AddMembersForm
    title = "Add users to group"
    submit = "Add users"

    def source(self) -> Source:
        return user_source(self.caller)

    def home_url(self) -> str:
        return reverse("groups:detail", args=[self.name])

    def message(self, form: OperationForm) -> str:
        names = form.cleaned_data["choice"]
        return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} in the group now."


class AddToGroupsPage(PickView, HolderView):
    """A search over the groups; the user is added to all that are ticked."""

    form_class = forms.AddToGroupsForm
    title = "Add user to groups"
    submit = "Add to groups"

    def source(self) -> Source:
        return group_source(self.caller)

    def home_url(self) -> str:
        return f"{reverse('users:detail', args=[self.name])}?tab=groups"

    def message(self, form: OperationForm) -> str:
        return f"{self.name} is in {', '.join(form.cleaned_data['choice'])} now."


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
