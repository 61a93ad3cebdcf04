"""The forms of console passwords."""

from typing import Any, ClassVar, Self

from django import forms

from accounts.passwords import rules
from accounts.passwords.rules import Rules
from iamconsole.console.forms import OperationForm

GENERATED, GIVEN = "generated", "given"
LONGEST_PASSWORD = 128


def password_field(label: str, *, autocomplete: str = "new-password", **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget, **options)


class RuledForm(OperationForm):
    """A form with a password in `ruled`, which must meet the rules of its account."""

    ruled: ClassVar[str] = "password"
    rules: Rules = rules.DEFAULT

    def under(self, rules: Rules) -> Self:
        """Tell these rules beside the field, and follow them where a password is made."""
        self.rules = rules
        self.fields[self.ruled].help_text = rules.told
        return self


class PasswordForm(RuledForm):
    """A password for somebody else: made here, or chosen by who gives it."""

    operation = ("iam", "CreateLoginProfile")
    members = {"password": "Password", "must_change": "PasswordResetRequired"}
    error_words = {"PasswordPolicyViolation": "password"}

    kind = forms.ChoiceField(
        label="Password",
        choices=[(GENERATED, "Make a random one, shown once on the next page"), (GIVEN, "This one:")],
        widget=forms.RadioSelect,
        initial=GENERATED,
    )
    password = password_field("Chosen password", required=False)
    must_change = forms.BooleanField(label="Must choose another at the next sign-in", required=False, initial=True)

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("kind") == GENERATED:
            self.cleaned_data["password"] = self.rules.random_password()
        elif "password" not in self.errors and not self.cleaned_data.get("password"):
            self.add_error("password", "Enter a password, or let one be made.")

    def password_to_show(self) -> str:
        """Return the password if nobody has seen it yet."""
        generated = self.cleaned_data["kind"] == GENERATED
        return str(self.cleaned_data["password"]) if generated else ""


class ResetPasswordForm(PasswordForm):
    operation = ("iam", "UpdateLoginProfile")


class DeletePasswordForm(OperationForm):
    operation = ("iam", "DeleteLoginProfile")


class OwnPasswordForm(RuledForm):
    ruled = "new_password"
    operation = ("iam", "ChangePassword")
    members = {"old_password": "OldPassword", "new_password": "NewPassword"}
    error_words = {"old password": "old_password", "PasswordPolicyViolation": "new_password"}

    old_password = password_field("Current password", autocomplete="current-password")
    new_password = password_field("New password")
    repeated = password_field("New password again")

    def clean_repeated(self) -> str:
        repeated: str = self.cleaned_data["repeated"]
        if repeated != self.cleaned_data.get("new_password"):
            raise forms.ValidationError("The two passwords differ.")
        return repeated


class ConsolePasswordForm(OwnPasswordForm):
    """For root, whose password IAM's ChangePassword does not know, and for one that must be changed at sign-in."""

    operation = ("iamconsole", "ChangeOwnPassword")
