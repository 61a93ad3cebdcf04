"""The forms of users."""

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.groups.forms import path_field
from accounts.passwords.forms import GENERATED, GIVEN, RuledForm, password_field
from iamconsole.caller import Caller
from iamconsole.console.forms import ConfirmForm, OperationForm, shape_field
from iamconsole.console.steps import Step, run_all
from iamconsole.errors import ServiceError

NO_PASSWORD = "none"  # noqa: S105 - a choice, not a password
NAME_HELP = "Up to 64 letters, digits and + = , . @ - _."


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


class CreateUserForm(RuledForm):
    """A user, and with `access` a console password, which is an operation of its own."""

    operation = ("iam", "CreateUser")
    members = {"user_name": "UserName", "path": "Path"}
    error_words = {"EntityAlreadyExists": "user_name"}

    user_name = user_name_field()
    path = path_field(label="Path")
    access = forms.ChoiceField(
        label="Console access",
        choices=[
            (NO_PASSWORD, "None: the user works by access keys only"),
            (GENERATED, "With a random password, shown once on the next page"),
            (GIVEN, "With this password:"),
        ],
        widget=forms.RadioSelect,
        initial=NO_PASSWORD,
    )
    password = password_field("Chosen password", required=False)
    must_change = forms.BooleanField(label="Must choose another at the first sign-in", required=False, initial=True)

    def clean(self) -> None:
        super().clean()
        access = self.cleaned_data.get("access")
        if access == GENERATED:
            self.cleaned_data["password"] = self.rules.random_password()
        elif access == GIVEN and "password" not in self.errors and not self.cleaned_data.get("password"):
            self.add_error("password", "Enter a password, or let one be made.")

    def login_profile(self) -> dict[str, Any] | None:
        """Return what CreateLoginProfile is to be given, or None when no console access is wanted."""
        if self.cleaned_data["access"] == NO_PASSWORD:
            return None
        return {
            "UserName": self.cleaned_data["user_name"],
            "Password": self.cleaned_data["password"],
            "PasswordResetRequired": self.cleaned_data["must_change"],
        }

    def password_to_show(self) -> str:
        """Return the password if nobody has seen it yet."""
        return str(self.cleaned_data["password"]) if self.cleaned_data["access"] == GENERATED else ""


class RenameUserForm(OperationForm):
    operation = ("iam", "UpdateUser")
    members = {"new_name": "NewUserName", "new_path": "NewPath"}
    error_words = {"EntityAlreadyExists": "new_name"}

    new_name = user_name_field()
    new_path = path_field(label="Path")


class TagForm(OperationForm):
    operation = ("iam", "TagUser")
    error_words = {"System tags": "key"}

    key = shape_field("iam", "tagKeyType", label="Key", pattern_message="These characters are not allowed in a key.")
    value = shape_field("iam", "tagValueType", label="Value", required=False)

    def parameters(self) -> dict[str, Any]:
        return {"Tags": [{"Key": self.cleaned_data["key"], "Value": self.cleaned_data["value"]}]}


class UntagForm(OperationForm):
    operation = ("iam", "UntagUser")


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
