"""The forms that put policies on users, groups and roles."""

from django import forms

from iamconsole.aws.pipeline import look
from iamconsole.console.forms import ConfirmForm, OperationForm, shape_field
from iamconsole.console.lists import BulkForm
from iamconsole.console.picking import ManyForm
from iamconsole.errors import AccessDenied
from policies.documents import selectors as policies


class AttachToUserForm(ManyForm):
    operation = ("iam", "AttachUserPolicy")
    member = "PolicyArn"
    empty = "Choose a policy."


class AttachToGroupForm(AttachToUserForm):
    operation = ("iam", "AttachGroupPolicy")


class AttachToRoleForm(AttachToUserForm):
    operation = ("iam", "AttachRolePolicy")


class DetachFromUserForm(OperationForm):
    operation = ("iam", "DetachUserPolicy")


class DetachFromGroupForm(OperationForm):
    operation = ("iam", "DetachGroupPolicy")


class DetachFromRoleForm(OperationForm):
    operation = ("iam", "DetachRolePolicy")


class BoundUserForm(OperationForm):
    """Lets the chosen policy bound what the user may do."""

    operation = ("iam", "PutUserPermissionsBoundary")
    members = {"choice": "PermissionsBoundary"}

    choice = forms.CharField(label="Policy", error_messages={"required": "Choose a policy."}, strip=False)


class BoundRoleForm(BoundUserForm):
    operation = ("iam", "PutRolePermissionsBoundary")


class UnboundUserForm(OperationForm):
    operation = ("iam", "DeleteUserPermissionsBoundary")


class UnboundRoleForm(OperationForm):
    operation = ("iam", "DeleteRolePermissionsBoundary")


class PutUserPolicyForm(OperationForm):
    operation = ("iam", "PutUserPolicy")
    members = {"policy_name": "PolicyName", "policy_document": "PolicyDocument"}
    error_words = {"MalformedPolicyDocument": "policy_document", "Maximum policy size": "policy_document"}

    policy_name = shape_field(
        "iam",
        "policyNameType",
        label="Policy name",
        help_text="Letters, digits and + = , . @ - _.",
        pattern_message="Use letters, digits and + = , . @ - _ only.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    policy_document = shape_field(
        "iam",
        "policyDocumentType",
        label="Policy document",
        widget=forms.Textarea(attrs={"rows": "18", "spellcheck": "false", "class": "document"}),
    )

    def clean_policy_document(self) -> str:
        """Browsers send a text with other line ends than it was shown with; they count in the size of a policy."""
        document: str = self.cleaned_data["policy_document"]
        return document.replace("\r\n", "\n")


class PutGroupPolicyForm(PutUserPolicyForm):
    operation = ("iam", "PutGroupPolicy")


class PutRolePolicyForm(PutUserPolicyForm):
    operation = ("iam", "PutRolePolicy")


class DeleteUserPolicyForm(ConfirmForm):
    operation = ("iam", "DeleteUserPolicy")


class DeleteGroupPolicyForm(ConfirmForm):
    operation = ("iam", "DeleteGroupPolicy")


class DeleteRolePolicyForm(ConfirmForm):
    operation = ("iam", "DeleteRolePolicy")


class PolicyChoiceForm(BulkForm):
    """A managed policy by its ARN, or by its name for who may list policies."""

    policy = forms.CharField(
        label="Policy",
        help_text="Its ARN, or its name, such as ReadOnlyAccess.",
        max_length=2048,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_policy(self) -> str:
        text: str = self.cleaned_data["policy"]
        if text.startswith("arn:"):
            return text
        account_id = self.caller.account_id
        try:
            found = look(self.caller, "iam", "ListPolicies", {}, lambda: policies.arns_of(account_id, text))
        except AccessDenied as error:
            raise forms.ValidationError(f"{error.message} Give the ARN.") from None
        if len(found) != 1:
            told = "There is no policy" if not found else "Your account and AWS both have a policy"
            raise forms.ValidationError(f"{told} called {text}." + (" Give the ARN." if found else ""))
        return found[0]
