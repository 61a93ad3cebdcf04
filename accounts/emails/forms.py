"""The forms of e-mail addresses."""

from django import forms

from iamconsole.console.forms import OperationForm


class EmailForm(OperationForm):
    operation = ("iamconsole", "SetUserEmail")
    members = {"email": "Email"}
    error_words = {"e-mail": "email", "link was mailed": "email"}

    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class RemoveEmailForm(OperationForm):
    operation = ("iamconsole", "DeleteUserEmail")
