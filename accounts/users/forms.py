"""The forms of users; those of the wizard hold one step each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from django import forms

from accounts.groups.forms import path_field
from accounts.passwords.forms import GENERATED, GIVEN, password_field
from accounts.passwords.rules import DEFAULT as DEFAULT_RULES
from accounts.passwords.rules import Rules
from iamconsole.caller import Caller
from iamconsole.console.forms import ConfirmForm, OperationForm, shape_field
from iamconsole.console.picking import PickField
from iamconsole.console.steps import Step, run_all
from iamconsole.console.tags import TagsField
from iamconsole.errors import ServiceError

NO_PASSWORD = "none"  # noqa: S105 - a choice, not a password
NAME_HELP = "Up to 64 letters, digits and + = , . @ - _."
BY_GROUPS, BY_COPY, DIRECTLY = "groups", "copy", "direct"
WAYS = {
    BY_GROUPS: ("Add user to groups", "Best: whoever has the same work gets the same permissions, in one place."),
    BY_COPY: ("Copy permissions", "The groups, policies and boundary of another user, as they are now."),
    DIRECTLY: ("Attach policies directly", "For what only this user may do."),
}


def user_name_field(**options: Any) -> forms.CharField:
    return shape_field(
        "iam",
        "userNameType",
        label="User name",
        help_text=NAME_HELP,
        pattern_message="Use letters, digits and + = , . @ - _ only.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        **options,
    )


class DetailsForm(forms.Form):
    """The first step of the wizard: who it is, and whether the console is open to them."""

    user_name = user_name_field()
    path = path_field(label="Path")
    access = forms.ChoiceField(
        label="Console access",
        choices=[
            (NO_PASSWORD, "None: the user works by access keys only"),
            (GENERATED, "With a random password, shown once at the end"),
            (GIVEN, "With a password that you type on the last step"),
        ],
        widget=forms.RadioSelect,
        initial=NO_PASSWORD,
    )
    must_change = forms.BooleanField(
        label="Must choose another password at the first sign-in",
        required=False,
        initial=True,
        help_text="Only with console access. The policy IAMUserChangePassword comes with it where it is needed.",
    )


class PermissionsForm(forms.Form):
    """The second step: what the user may do, and by which way."""

    how = forms.ChoiceField(
        label="Permissions",
        choices=[(how, title) for how, (title, _) in WAYS.items()],
        widget=forms.RadioSelect,
        initial=BY_GROUPS,
    )
    groups = PickField(label="Groups", required=False)
    copied = forms.CharField(label="User to copy from", required=False, strip=False)
    policies = PickField(label="Permissions policies", required=False)
    boundary = forms.CharField(label="Permissions boundary", required=False, strip=False)

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("how") == BY_COPY and not self.cleaned_data.get("copied"):
            self.add_error("copied", "Choose the user whose permissions are copied.")


class TagsStepForm(forms.Form):
    tags = TagsField(ignore_case=True)


class ReviewForm(forms.Form):
    """The last step; the password is asked for here so that it travels through no other page."""

    password = password_field("Password")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.rules = DEFAULT_RULES

    def under(self, rules: Rules, *, asks: bool) -> Self:
        """Tell the rules of the account beside the field; without `asks` no password is wanted."""
        self.rules = rules
        self.fields["password"].help_text = rules.told
        if not asks:
            del self.fields["password"]
        return self

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        fault = self.rules.fault_of(password)
        if fault:
            raise forms.ValidationError(fault)
        return password


class RenameUserForm(OperationForm):
    operation = ("iam", "UpdateUser")
    members = {"new_name": "NewUserName", "new_path": "NewPath"}
    error_words = {"EntityAlreadyExists": "new_name"}

    new_name = user_name_field()
    new_path = path_field(label="Path")


class CopyPermissionsForm(OperationForm):
    """Gives a user what another one has; the view says by which steps."""

    operation = ("iam", "AttachUserPolicy")

    choice = forms.CharField(label="User", error_messages={"required": "Choose a user."}, strip=False)
    steps: Callable[[str], Sequence[Step]]

    def run(self, caller: Caller, _fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        try:
            run_all(caller, self.steps(self.cleaned_data["choice"]))
        except ServiceError as error:
            self.refuse(error)
            return None
        return {}


class DeleteUserForm(ConfirmForm):
    """Takes everything from a user and deletes it, or changes nothing; the view says by which steps."""

    operation = ("iam", "DeleteUser")
    steps: tuple[Step, ...] = ()

    def run(self, caller: Caller, _fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        try:
            run_all(caller, self.steps)
        except ServiceError as error:
            self.refuse(error)
            return None
        return {}
