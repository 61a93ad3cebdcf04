"""The forms of groups and memberships."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.groups import selectors
from iamconsole.aws.pipeline import look
from iamconsole.caller import Caller
from iamconsole.console.forms import ConfirmForm, OperationForm, shape_field
from iamconsole.console.lists import BulkForm
from iamconsole.console.picking import ManyForm, PickField
from iamconsole.console.steps import Step, run_all
from iamconsole.errors import AccessDenied, ServiceError

PLAIN_TEXT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
PATH_HELP = "Begins and ends with /, such as /engineering/. It becomes part of the ARN."


def group_name_field(**options: Any) -> forms.CharField:
    return shape_field(
        "iam",
        "groupNameType",
        help_text="Letters, digits and + = , . @ - _.",
        pattern_message="Use letters, digits and + = , . @ - _ only.",
        widget=forms.TextInput(attrs=PLAIN_TEXT),
        **options,
    )


def path_field(**options: Any) -> forms.CharField:
    return shape_field(
        "iam",
        "pathType",
        required=False,
        help_text=PATH_HELP,
        pattern_message="A path begins and ends with /.",
        widget=forms.TextInput(attrs=PLAIN_TEXT),
        **options,
    )


class CreateGroupForm(forms.Form):
    """A group, who is in it and what they may do; everything is made at once."""

    group_name = group_name_field(label="Group name")
    path = path_field(label="Path")
    users = PickField(label="Users", required=False)
    policies = PickField(label="Permissions policies", required=False)


class RenameGroupForm(OperationForm):
    operation = ("iam", "UpdateGroup")
    members = {"new_name": "NewGroupName", "new_path": "NewPath"}
    error_words = {"EntityAlreadyExists": "new_name"}

    new_name = group_name_field(label="Group name")
    new_path = path_field(label="Path")


class AddMembersForm(ManyForm):
    """Adds the chosen users to the group of the address."""

    operation = ("iam", "AddUserToGroup")
    member = "UserName"
    empty = "Choose a user."


class AddToGroupsForm(ManyForm):
    """Adds the user of the address to the chosen groups."""

    operation = ("iam", "AddUserToGroup")
    member = "GroupName"
    empty = "Choose a group."


class RemoveMemberForm(OperationForm):
    operation = ("iam", "RemoveUserFromGroup")


class DeleteGroupForm(ConfirmForm):
    """Empties a group and deletes it, or changes nothing; the view says by which steps."""

    operation = ("iam", "DeleteGroup")
    steps: tuple[Step, ...] = ()

    def run(self, caller: Caller, _fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        try:
            run_all(caller, self.steps)
        except ServiceError as error:
            self.refuse(error)
            return None
        return {}


class GroupChoiceForm(BulkForm):
    """One of the account's groups; who may not list them writes the name."""

    group = group_name_field(label="Group")

    def __init__(self, data: QueryDict | None = None, *, caller: Caller) -> None:
        super().__init__(data, caller=caller)
        try:
            names = look(caller, "iam", "ListGroups", {}, lambda: selectors.names(caller.account_id))
        except AccessDenied:
            return
        self.fields["group"] = forms.ChoiceField(
            label="Group", choices=[("", "Choose a group"), *((name, name) for name in names)]
        )
