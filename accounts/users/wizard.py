"""The wizard that creates a user: who it is, what they may do, tags, and a last look."""

from typing import Any
from urllib.parse import quote

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.attachments.choosing import policy_source
from accounts.groups import selectors as groups
from accounts.passwords.forms import GENERATED, GIVEN
from accounts.passwords.selectors import all_may_change, rules_in
from accounts.passwords.views import password_context
from accounts.users import forms, selectors
from accounts.users.copying import boundary_of, steps_to_copy
from iamconsole.caller import Caller
from iamconsole.console.downloads import csv_link
from iamconsole.console.picking import Option, Source, pick
from iamconsole.console.steps import Step, run_all
from iamconsole.console.views import ROWS_PER_PAGE
from iamconsole.console.wizard import Forms, WizardStep, WizardView
from iamconsole.errors import ServiceError
from iamconsole.paging import page

CHANGE_PASSWORD = "arn:aws:iam::aws:policy/IAMUserChangePassword"  # noqa: S105 - the name of a policy


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class CreateUserPage(WizardView):
    """Everything is made at the end, all of it or nothing; a random password is shown on the next page only."""

    title = "Create user"
    submit = "Create user"
    operation = ("iam", "CreateUser")
    steps = (
        WizardStep("details", "User details", forms.DetailsForm, "accounts/users/wizard_details.html"),
        WizardStep(
            "permissions", "Permissions", forms.PermissionsForm, "accounts/users/wizard_permissions.html", searches=True
        ),
        WizardStep("tags", "Tags", forms.TagsStepForm, "accounts/users/wizard_tags.html"),
        WizardStep("review", "Review", forms.ReviewForm, "accounts/users/wizard_review.html"),
    )
    error_places = {
        "EntityAlreadyExists": ("details", "user_name"),
        "PasswordPolicyViolation": ("review", "password"),
        "GroupsPerUser": ("permissions", "groups"),
        "PoliciesPerUser": ("permissions", "policies"),
    }

    def cancel_url(self) -> str:
        return reverse("users:list")

    def make_form(self, step: WizardStep, data: QueryDict | None, initial: Any) -> django_forms.Form:
        if step.key != "review":
            return super().make_form(step, data, initial)
        form = forms.ReviewForm(data, prefix=step.key, initial=dict(initial))
        return form.under(rules_in(self.caller.account_id), asks=self._asks_password(data))

    def _asks_password(self, data: QueryDict | None) -> bool:
        sent = self.request.POST if data is None else data
        return sent.get("details-access") == GIVEN

    def context(self, key: str, entered: Forms) -> dict[str, Any]:
        own: dict[str, Any] = {"crumbs": [{"label": "Users", "url": reverse("users:list")}]}
        if key == "permissions":
            return own | self._pickers(entered[key])
        if key == "review":
            return own | self._review(entered)
        return own

    def finish(self, entered: Forms) -> HttpResponseBase:
        name, access = (entered["details"].cleaned_data[field] for field in ("user_name", "access"))
        password = rules_in(self.caller.account_id).random_password() if access == GENERATED else ""
        run_all(self.caller, self._steps(entered, password))
        if password:
            return self._retrieve(name, password)
        messages.success(self.request, f"The user {name} is created.")
        return redirect("users:detail", name)

    def _pickers(self, form: django_forms.Form) -> dict[str, Any]:
        request, caller = self.request, self.caller
        return {
            "tiles": [{"value": way, "title": title, "note": note} for way, (title, note) in forms.WAYS.items()],
            "groups": pick(caller, request, group_source(caller), form["groups"]),
            "users": pick(caller, request, user_source(caller), form["copied"], is_single=True),
            "policies": pick(caller, request, policy_source(caller), form["policies"]),
            "boundaries": pick(caller, request, policy_source(caller), form["boundary"], is_single=True),
        }

    def _review(self, entered: Forms) -> dict[str, Any]:
        own = self._entered(entered)
        try:
            return own | {"gets": [step.words for step in self._steps(entered, "") if step.words]}
        except ServiceError as error:
            return own | {"copied_unknown": error.message}

    def _entered(self, entered: Forms) -> dict[str, Any]:
        return {key: entered[key].cleaned_data for key in ("details", "permissions", "tags")}

    def _steps(self, entered: Forms, password: str) -> list[Step]:
        details, permissions = entered["details"].cleaned_data, entered["permissions"].cleaned_data
        user = {"UserName": details["user_name"]}
        given, boundary = self._permissions(permissions, user["UserName"])
        made = {
            **user,
            "Path": details["path"],
            "PermissionsBoundary": boundary,
            "Tags": entered["tags"].cleaned_data["tags"],
        }
        steps = [Step("CreateUser", {member: value for member, value in made.items() if value}), *given]
        if details["access"] == forms.NO_PASSWORD:
            return steps
        chosen = password or getattr(entered["review"], "cleaned_data", {}).get("password", "")
        profile = {**user, "Password": chosen, "PasswordResetRequired": details["must_change"]}
        return [
            *steps,
            *self._may_change(user, must_change=details["must_change"]),
            Step("CreateLoginProfile", profile),
        ]

    def _permissions(self, permissions: dict[str, Any], name: str) -> tuple[list[Step], str]:
        user = {"UserName": name}
        if permissions["how"] == forms.BY_COPY:
            source = permissions["copied"]
            boundary = permissions["boundary"] or boundary_of(self.caller, source)
            return list(steps_to_copy(self.caller, source, name)), boundary
        if permissions["how"] == forms.BY_GROUPS:
            steps = [
                Step("AddUserToGroup", {**user, "GroupName": group}, f"Membership of {group}")
                for group in permissions["groups"]
            ]
        else:
            steps = [
                Step("AttachUserPolicy", {**user, "PolicyArn": arn}, f"Attached policy {arn.rpartition('/')[2]}")
                for arn in permissions["policies"]
            ]
        return steps, permissions["boundary"]

    def _may_change(self, user: dict[str, str], *, must_change: bool) -> list[Step]:
        """Return what lets the user choose another password, unless the account lets all of them."""
        if not must_change or all_may_change(self.caller.account_id):
            return []
        return [
            Step("AttachUserPolicy", {**user, "PolicyArn": CHANGE_PASSWORD}, "Attached policy IAMUserChangePassword")
        ]

    def _retrieve(self, name: str, password: str) -> HttpResponseBase:
        shown = password_context(self.caller.account_id, name, password)
        rows = [["User name", "Password", "Console sign-in URL"], [name, password, shown["sign_in_url"]]]
        instructions = f"Your user name is {name}. Sign in at {shown['sign_in_url']}. You get the password another way."
        own = {
            "file": csv_link(rows),
            "file_name": f"{name}_credentials.csv",
            "mail_url": f"mailto:?subject={quote('How to sign in')}&body={quote(instructions)}",
            "home_url": reverse("users:detail", args=[name]),
            "crumbs": [{"label": "Users", "url": reverse("users:list")}],
        }
        return self.show({**shown, **own}, template="accounts/users/created.html")


def user_source(caller: Caller) -> Source:
    """Return the users of the account, to choose from."""

    def read(text: str, marker: str | None) -> tuple[list[Option], dict[str, Any]]:
        rows, more = page(selectors.search(caller.account_id, text), ["name_key"], marker, ROWS_PER_PAGE)
        return [Option(user.name, user.name, user.path) for user in rows], more

    return Source("users", "ListUsers", read, "Path")


def group_source(caller: Caller) -> Source:
    """Return the groups of the account, to choose from, with how much each gives."""

    def read(text: str, marker: str | None) -> tuple[list[Option], dict[str, Any]]:
        found = groups.with_counts(groups.search(caller.account_id, text))
        rows, more = page(found, ["name_key"], marker, ROWS_PER_PAGE)
        return [Option(group.name, group.name, _gives(group)) for group in rows], more

    return Source("groups", "ListGroups", read, "Policies")


def _gives(group: Any) -> str:
    return f"{group.attached} attached, {group.inline} inline" if group.attached or group.inline else "None"
