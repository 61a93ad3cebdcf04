"""The forms of managed policies."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from iamconsole.aws.pipeline import allows, invoke
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm, shape_field
from iamconsole.errors import MalformedPolicyDocument, ServiceError
from policies.documents import services
from policies.language import size_of

DOCUMENT_ERRORS = {"MalformedPolicyDocument": "document", "PolicySize": "document"}
# What a policy can be attached to: the word in a page's address -> the operation and its member.
ATTACH = {
    "user": ("AttachUserPolicy", "UserName"),
    "group": ("AttachGroupPolicy", "GroupName"),
    "role": ("AttachRolePolicy", "RoleName"),
}


class DocumentArea(forms.Textarea):
    """A text box for JSON; it takes line ends as they were before the browser made CR LF of them."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        text = super().value_from_datadict(data, files, name)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


def document_field() -> forms.CharField:
    area = DocumentArea(attrs={"rows": 22, "class": "document", "spellcheck": "false", "data-document": ""})
    return shape_field(
        "iam",
        "policyDocumentType",
        label="Policy document",
        widget=area,
        pattern_message="Only the characters of Latin-1 can stand in a policy; write others as \\u and four digits.",
    )


class CreatePolicyForm(OperationForm):
    operation = ("iam", "CreatePolicy")
    members = {"name": "PolicyName", "description": "Description", "document": "PolicyDocument"}
    error_words = {**DOCUMENT_ERRORS, "EntityAlreadyExists": "name"}

    name = shape_field(
        "iam",
        "policyNameType",
        label="Policy name",
        help_text="Letters, digits and + = , . @ - _",
        pattern_message="Only letters, digits and + = , . @ - _ can stand in a name.",
    )
    description = shape_field("iam", "policyDescriptionType", required=False, help_text="It cannot be changed later.")
    document = document_field()


class NewVersionForm(OperationForm):
    operation = ("iam", "CreatePolicyVersion")
    members = {"document": "PolicyDocument"}
    error_words = DOCUMENT_ERRORS

    document = document_field()
    set_as_default = forms.ChoiceField(
        label="Default version",
        choices=[
            ("yes", "Make it the default: it is in force at once, for everybody who has the policy"),
            ("no", "Keep the present default: the new version changes nothing until it is set as default"),
        ],
        initial="yes",
        required=False,
        widget=forms.RadioSelect,
    )

    def parameters(self) -> dict[str, Any]:
        return {**super().parameters(), "SetAsDefault": self.cleaned_data["set_as_default"] != "no"}

    def offer_deletion(self, versions: Iterable[tuple[str, datetime]]) -> None:
        """Ask which of `versions`, oldest first, is to make room for the new one."""
        self.fields["outgoing"] = forms.ChoiceField(
            label="Version to delete",
            choices=[(name, f"{name} of {created:%Y-%m-%d %H:%M}") for name, created in versions],
            help_text=f"A policy keeps at most {services.VERSIONS_PER_POLICY.limit} versions.",
        )

    def run(self, caller: Caller, fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        """Make the version; one is given up for it only when the new one will be taken."""
        outgoing = self.cleaned_data.get("outgoing")
        if outgoing and self._will_be_taken(caller, fixed):
            try:
                invoke(caller, "iam", "DeletePolicyVersion", {"PolicyArn": fixed["PolicyArn"], "VersionId": outgoing})
            except ServiceError as error:
                self.refuse(error)
                return None
        return super().run(caller, fixed)

    def _will_be_taken(self, caller: Caller, fixed: Mapping[str, Any]) -> bool:
        document = self.cleaned_data["document"]
        try:
            services.check_document(document)
        except MalformedPolicyDocument:
            return False
        is_small_enough = size_of(document) <= services.POLICY_SIZE.limit
        return is_small_enough and allows(caller, *self.operation, {**self.parameters(), **fixed})


class SetDefaultForm(OperationForm):
    operation = ("iam", "SetDefaultPolicyVersion")


class DeleteVersionForm(OperationForm):
    operation = ("iam", "DeletePolicyVersion")


class DeletePolicyForm(OperationForm):
    operation = ("iam", "DeletePolicy")

    confirm = forms.CharField(label="Policy name", strip=False)

    def __init__(self, data: Any, *, name: str) -> None:
        super().__init__(data)
        self.name = name

    def clean_confirm(self) -> str:
        if self.cleaned_data["confirm"] != self.name:
            raise ValidationError("This is not the name of the policy.")
        return self.name

    def run(self, caller: Caller, fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        """Delete the older versions, then the policy; of a policy in use nothing is deleted."""
        try:
            policy = invoke(caller, "iam", "GetPolicy", fixed)["Policy"]
            if not policy["AttachmentCount"] + policy["PermissionsBoundaryUsageCount"]:
                for version in invoke(caller, "iam", "ListPolicyVersions", fixed)["Versions"]:
                    if not version["IsDefaultVersion"]:
                        invoke(caller, "iam", "DeletePolicyVersion", {**fixed, "VersionId": version["VersionId"]})
        except ServiceError as error:
            self.refuse(error)
            return None
        return super().run(caller, fixed)


class AttachForm(OperationForm):
    """Attaches to each of the chosen identities: one call for each, so some may succeed and others fail."""

    operation = ("iam", "AttachUserPolicy")

    def __init__(self, data: Any, *, chosen: list[str]) -> None:
        super().__init__(data)
        self.chosen = chosen

    def clean(self) -> dict[str, Any]:
        if not self.chosen:
            raise ValidationError("Choose at least one user, group or role.")
        if any(identity.partition("/")[0] not in ATTACH for identity in self.chosen):
            raise ValidationError("A policy can be attached to users, groups and roles only.")
        return self.cleaned_data

    def run(self, caller: Caller, fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        done: list[str] = []
        refused: list[ServiceError] = []
        for identity in self.chosen:
            kind, _, name = identity.partition("/")
            operation, member = ATTACH[kind]
            try:
                invoke(caller, "iam", operation, {**fixed, member: name})
            except ServiceError as error:
                refused.append(error)
            else:
                done.append(name)
        if done:
            return {"Done": done, "Refused": [refusal.message for refusal in refused]}
        for refusal in refused:
            self.refuse(refusal)
        return None


class DetachUserForm(OperationForm):
    operation = ("iam", "DetachUserPolicy")


class DetachGroupForm(OperationForm):
    operation = ("iam", "DetachGroupPolicy")


class DetachRoleForm(OperationForm):
    operation = ("iam", "DetachRolePolicy")
