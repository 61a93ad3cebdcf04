"""The form by which a user switches to a role."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from django import forms
from django.utils import timezone

from accounts.models.switched_role import Color
from accounts.signin.flow import account_named
from accounts.sts.services import find_role
from accounts.switching import services
from iamconsole import arns
from iamconsole.aws import constraints, model
from iamconsole.console.forms import OperationForm
from iamconsole.errors import AccessDenied, ServiceError

ACCOUNT = r"\A(?:[0-9]{4}-?[0-9]{4}-?[0-9]{4}|[a-z0-9](?:[a-z0-9]|-(?!-))*[a-z0-9])\Z"
ROLE = r"\A/?(?:[!-~]+/)?[\w+=,.@-]{1,64}\Z"
REFUSED = "You may not switch to this role, or there is none of this name in this account."


class SwitchRoleForm(OperationForm):
    """Fields as AWS's: account, role with its path, and how the console shows it."""

    operation: ClassVar[tuple[str, str]] = ("sts", "AssumeRole")
    members: ClassVar[Mapping[str, str]] = {}

    account = forms.RegexField(
        ACCOUNT,
        label="Account ID or alias",
        max_length=63,
        error_messages={"invalid": "Enter the 12 digits of an account, or its alias."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    role_name = forms.RegexField(
        ROLE,
        label="Role name",
        max_length=576,
        help_text="With its path, where it has one: team/reader.",
        error_messages={"invalid": "Use letters, digits and + = , . @ - _, with the path in front."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    display_name = forms.CharField(
        label="Display name",
        max_length=64,
        required=False,
        help_text="What the console shows while you act as the role. Left empty: the role and its account.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    color = forms.ChoiceField(label="Color", choices=Color.choices, initial=Color.BLUE, widget=forms.RadioSelect)

    session_name = ""
    ends: datetime

    def within(self, session_name: str, ends: datetime) -> Self:
        """Ask for a session of this name, which cannot outlive the user's own."""
        self.session_name, self.ends = session_name, ends
        return self

    @property
    def role_arn(self) -> str:
        """Return the ARN the fields name; of an account that is not here it is one that nobody can assume."""
        account = account_named(self.cleaned_data["account"])
        typed = self.cleaned_data["account"].replace("-", "")
        number = account.pk if account else typed if typed.isdecimal() else "0" * 12
        return arns.iam(number, f"role/{self.cleaned_data['role_name'].lstrip('/')}")

    @property
    def display(self) -> str:
        role_name = self.cleaned_data["role_name"].rpartition("/")[2]
        fallback = f"{role_name} @ {self.cleaned_data['account']}"
        return str(self.cleaned_data["display_name"].strip() or fallback)[:64]

    def parameters(self) -> dict[str, Any]:
        seconds = services.seconds(find_role(self.role_arn), self.ends, timezone.now())
        return {"RoleArn": self.role_arn, "RoleSessionName": self.session_name, "DurationSeconds": seconds}

    def clean(self) -> None:
        super().clean()
        if not self.errors and not _is_arn(self.role_arn):
            self.add_error("role_name", "This is too long for the name of a role.")

    def refuse(self, error: ServiceError) -> None:
        """Say that it cannot be done, and why as far as whoever typed the account's number may know."""
        if not isinstance(error, AccessDenied):
            super().refuse(error)
            return
        self.refused_status = 403
        is_number = self.cleaned_data["account"].replace("-", "").isdecimal()
        self.add_error(None, [REFUSED, error.message] if is_number else [REFUSED])


def _is_arn(text: str) -> bool:
    metadata = model.shape("sts", "arnType").metadata
    pattern = constraints.python_pattern(metadata["pattern"])
    return len(text) <= metadata["max"] and pattern.fullmatch(text) is not None
