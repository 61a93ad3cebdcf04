"""The forms of the sign-in."""

from django import forms

from accounts.lockouts import services as lockouts
from accounts.mfa.security_keys import LONGEST_ANSWER
from accounts.models import User
from accounts.signin import flow

LONGEST_PASSWORD = 128


class SignInForm(forms.Form):
    """An IAM user by account and name, or root by e-mail address."""

    account = forms.CharField(
        label="Account ID or alias",
        max_length=63,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autocapitalize": "none", "spellcheck": "false"}),
    )
    user_name = forms.CharField(
        label="User name",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def candidate(self) -> User | None:
        """Return the user who is named, whether or not the password fits."""
        account = flow.account_named(self.cleaned_data["account"])
        name = self.cleaned_data["user_name"].lower()
        return User.objects.filter(account=account, is_root=False, name_key=name).first() if account else None

    def name_to_count(self) -> str:
        """Return under which name a failure counts, whether or not there is such a user."""
        typed = self.cleaned_data["account"], self.cleaned_data["user_name"]
        return lockouts.name_to_count(self.candidate(), *typed)


class RootSignInForm(forms.Form):
    email = forms.EmailField(
        label="Root user e-mail address", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def candidate(self) -> User | None:
        return User.objects.filter(is_root=True, email__iexact=self.cleaned_data["email"]).first()

    def name_to_count(self) -> str:
        return lockouts.name_to_count(self.candidate(), self.cleaned_data["email"])


def code_field(label: str) -> forms.CharField:
    """Return a field for the six digits an authenticator app shows."""
    return forms.RegexField(
        r"\A[0-9]{6}\Z",
        label=label,
        max_length=6,
        error_messages={"invalid": "Enter the six digits the app shows."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-input", "size": "6"}
        ),
    )


class CodeForm(forms.Form):
    """The code of one of the user's apps; which one was chosen before."""

    device = forms.ChoiceField(widget=forms.HiddenInput)
    code = code_field("Code")

    def __init__(self, *args: object, serial_numbers: list[str], chosen: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        device = self.fields["device"]
        assert isinstance(device, forms.ChoiceField)
        device.choices = [(number, number) for number in serial_numbers]
        device.initial = chosen


class KeyForm(forms.Form):
    """What a passkey or a security key signed; the script of the page fills it in."""

    credential = forms.CharField(
        max_length=LONGEST_ANSWER,
        widget=forms.HiddenInput,
        error_messages={"required": "The browser sent no answer of a passkey or security key. Try again."},
    )


class RecoveryForm(forms.Form):
    code = forms.CharField(
        label="Recovery code",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "code-input"}
        ),
    )


class ConfirmPasswordForm(forms.Form):
    password = forms.CharField(
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
