"""The forms of access keys."""

from django import forms

from accounts.models import AccessKey
from iamconsole.console.forms import ConfirmForm, OperationForm


class CreateKeyForm(OperationForm):
    operation = ("iam", "CreateAccessKey")


class KeyStatusForm(OperationForm):
    operation = ("iam", "UpdateAccessKey")
    members = {"status": "Status"}

    status = forms.ChoiceField(choices=AccessKey.Status.choices, widget=forms.HiddenInput)


class DeleteKeyForm(ConfirmForm):
    operation = ("iam", "DeleteAccessKey")
