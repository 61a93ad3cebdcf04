"""The forms of people who cannot get in."""

from django import forms

from accounts.passwords.forms import RuledForm, password_field
from accounts.signin.forms import LONGEST_PASSWORD
from iamconsole.console.forms import OperationForm

NAME = {"autocapitalize": "none", "spellcheck": "false"}


class ForgottenPasswordForm(forms.Form):
    """A user by account and name."""

    account = forms.CharField(
        label="Account ID or alias",
        max_length=63,
        widget=forms.TextInput(attrs={"autocomplete": "organization", **NAME}),
    )
    user_name = forms.CharField(
        label="User name", max_length=64, widget=forms.TextInput(attrs={"autocomplete": "username", **NAME})
    )


class ForgottenRootPasswordForm(forms.Form):
    """Root by the address it signs in with."""

    email = forms.EmailField(
        label="Root user e-mail address", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class ResetByLinkForm(RuledForm):
    ruled = "new_password"
    operation = ("iamconsole", "ResetPassword")
    members = {"token": "Token", "new_password": "NewPassword"}
    error_words = {"PasswordPolicyViolation": "new_password"}

    token = forms.CharField(max_length=LONGEST_PASSWORD, widget=forms.HiddenInput)
    new_password = password_field("New password")
    repeated = password_field("New password again")

    def clean_repeated(self) -> str:
        repeated: str = self.cleaned_data["repeated"]
        if repeated != self.cleaned_data.get("new_password"):
            raise forms.ValidationError("The two passwords differ.")
        return repeated


class ConfirmEmailForm(OperationForm):
    operation = ("iamconsole", "ConfirmEmail")
    members = {"token": "Token"}

    token = forms.CharField(max_length=1024, widget=forms.HiddenInput)


class SendResetForm(OperationForm):
    operation = ("iamconsole", "SendPasswordReset")
