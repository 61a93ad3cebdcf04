"""The forms of access keys."""

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.models import AccessKey
from iamconsole.caller import Caller
from iamconsole.console.forms import ConfirmForm, OperationForm, shape_field
from iamconsole.console.steps import Step, run_all
from iamconsole.errors import ServiceError

# What somebody wants a key for, and what AWS advises to take in its place.
USES = {
    "cli": (
        "Command line",
        "The AWS CLI on your own computer.",
        "Sign in with temporary credentials where you can: take on a role, or use a profile that does it for you.",
    ),
    "local": (
        "Local code",
        "A program that you write and try on your own computer.",
        "Let the program take on a role by a profile, as the command line can; keep keys out of the code.",
    ),
    "compute": (
        "Program on AWS compute",
        "EC2, ECS, Lambda and the like.",
        "Do not use a key here: give the machine, task or function a role. Its credentials renew themselves.",
    ),
    "third-party": (
        "Third-party service",
        "A service that watches or manages this account.",
        "Ask whether it can take on a role with an external ID. Then you give away no key at all.",
    ),
    "outside": (
        "Program outside AWS",
        "A server or a pipeline of your own, elsewhere.",
        "Use web identity or SAML federation where it can prove who it is; GitHub Actions and Kubernetes can.",
    ),
    "other": (
        "Something else",
        "None of these.",
        "A key is fine where nothing else works. Rotate it, and allow it no more than it needs.",
    ),
}


def description_field() -> forms.CharField:
    return shape_field(
        "iam",
        "tagValueType",
        label="Description",
        required=False,
        help_text="What the key is for and where it is kept. It becomes a tag of the user.",
        pattern_message="Use letters, digits, spaces and _ . : / = + - @ only.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CreateKeyForm(OperationForm):
    """A key; what it is for is kept as a tag of its user, under the key's id, as AWS's console does."""

    operation = ("iam", "CreateAccessKey")

    use = forms.ChoiceField(
        label="Use case",
        choices=[(use, title) for use, (title, _, _) in USES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the key is for."},
    )
    description = description_field()


class DescribeKeyForm(OperationForm):
    """Sets the tag, or removes it when nothing is left of it."""

    operation = ("iam", "TagUser")

    description = description_field()

    def run(self, caller: Caller, fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        key_id, description = fixed["AccessKeyId"], self.cleaned_data["description"]
        user = {"UserName": fixed["UserName"]}
        tag = Step("TagUser", {**user, "Tags": [{"Key": key_id, "Value": description}]})
        untag = Step("UntagUser", {**user, "TagKeys": [key_id]})
        try:
            run_all(caller, [tag if description else untag])
        except ServiceError as error:
            self.refuse(error)
            return None
        return {}


class KeyStatusForm(OperationForm):
    operation = ("iam", "UpdateAccessKey")
    members = {"status": "Status"}

    status = forms.ChoiceField(choices=AccessKey.Status.choices, widget=forms.HiddenInput)


class DeleteKeyForm(ConfirmForm):
    operation = ("iam", "DeleteAccessKey")
