"""The pages of managed policies."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from iamconsole import arns
from iamconsole.console.forms import OperationForm
from iamconsole.console.tags import Tagging, TagsView
from iamconsole.console.templatetags.console import indented
from iamconsole.console.views import OperationView
from iamconsole.errors import AccessDenied
from policies.documents import forms, services
from policies.editor.diff import side_by_side
from policies.editor.views import PolicyFormView
from policies.models import AWS

TAGGING = Tagging("TagPolicy", "UntagPolicy", "ListPolicyTags")
IDENTITIES = {
    "user": ("ListUsers", "Users", "UserName"),
    "group": ("ListGroups", "Groups", "GroupName"),
    "role": ("ListRoles", "Roles", "RoleName"),
}
DETACH: dict[str, tuple[type[OperationForm], str]] = {
    "user": (forms.DetachUserForm, "UserName"),
    "group": (forms.DetachGroupForm, "GroupName"),
    "role": (forms.DetachRoleForm, "RoleName"),
}
# As many identities as a person still looks through.
MOST_OFFERED = 100
FIRST_DOCUMENT = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [],
      "Resource": []
    }
  ]
}"""


def address(arn: str, **more: str) -> str:
    """Return the address of a policy's page."""
    return f"{reverse('policies:detail')}?{urlencode({'arn': arn, **more})}"


def is_aws_managed(arn: str) -> bool:
    parts = arns.parse(arn)
    return parts is not None and parts.account_id == AWS


def entities_in(result: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give kind and name of each identity that ListEntitiesForPolicy tells of."""
    for kind, member, name in (
        ("group", "PolicyGroups", "GroupName"),
        ("role", "PolicyRoles", "RoleName"),
        ("user", "PolicyUsers", "UserName"),
    ):
        for entity in result.get(member, ()):
            yield kind, entity[name]


class CreatePolicyPage(PolicyFormView):
    title = "Create policy"
    form_class = forms.CreatePolicyForm
    submit = "Create policy"

    def initial(self) -> dict[str, Any]:
        return {"document": FIRST_DOCUMENT}

    def change(self, _form: OperationForm) -> dict[str, Any]:
        return {}

    def text_before(self) -> str:
        return ""

    def context(self) -> dict[str, Any]:
        return {"most": services.POLICY_SIZE.limit, "crumbs": [{"label": "Policies", "url": reverse("policies:list")}]}

    def cancel_url(self) -> str:
        return reverse("policies:list")

    def done(self, result: dict[str, Any], form: OperationForm) -> HttpResponseBase:
        messages.success(self.request, f"Policy {result['Policy']['PolicyName']} was created.")
        return redirect(address(result["Policy"]["Arn"]))


class PolicyOperationView(OperationView):
    """A page that changes the policy named in its address."""

    tab = "permissions"

    @property
    def arn(self) -> str:
        return self.given("arn")

    @property
    def name(self) -> str:
        return self.arn.rpartition("/")[2]

    def fixed(self) -> dict[str, Any]:
        return {"PolicyArn": self.arn}

    def context(self) -> dict[str, Any]:
        crumbs = [
            {"label": "Policies", "url": reverse("policies:list")},
            {"label": self.name, "url": address(self.arn)},
        ]
        return {"arn": self.arn, "name": self.name, "crumbs": crumbs}

    def success_url(self, _form: OperationForm) -> str:
        return address(self.arn, tab=self.tab)

    def cancel_url(self) -> str:
        return address(self.arn, tab=self.tab)


class NewVersionPage(PolicyFormView, PolicyOperationView):
    """The document in the editor, to be saved as the next version."""

    form_class = forms.NewVersionForm
    submit = "Save as new version"
    review_fields = ("outgoing", "set_as_default")

    def initial(self) -> dict[str, Any]:
        """Return the default version, as it is stored; one line of JSON nobody can edit is indented."""
        document = self._default_document()
        return {"document": document if "\n" in document.strip() else indented(document)}

    def change(self, _form: OperationForm) -> dict[str, Any]:
        return {"PolicyArn": self.arn}

    def text_before(self) -> str:
        # Who may save a version need not be allowed to read one.
        try:
            return self._default_document()
        except AccessDenied:
            return ""

    def _default_document(self) -> str:
        policy = self.invoke("iam", "GetPolicy", {"PolicyArn": self.arn})["Policy"]
        asked = {"PolicyArn": self.arn, "VersionId": policy["DefaultVersionId"]}
        return str(self.invoke("iam", "GetPolicyVersion", asked)["PolicyVersion"]["Document"])

    def form(self, data: QueryDict | None = None) -> OperationForm:
        # What was entered needs no look at what was there.
        form = forms.NewVersionForm(data, initial=self.initial() if data is None else {})
        versions = self.panel("iam", "ListPolicyVersions", {"PolicyArn": self.arn}).result.get("Versions", [])
        if len(versions) >= services.VERSIONS_PER_POLICY.limit:
            others = [version for version in versions if not version["IsDefaultVersion"]]
            form.offer_deletion((version["VersionId"], version["CreateDate"]) for version in reversed(others))
        return form

    def context(self) -> dict[str, Any]:
        lede = "What changes, and for whom, is shown before anything is saved."
        return {**super().context(), "title": f"Edit {self.name}", "lede": lede, "most": services.POLICY_SIZE.limit}

    def done(self, result: dict[str, Any], form: OperationForm) -> HttpResponseBase:
        version = result["PolicyVersion"]
        told = "and is the default" if version["IsDefaultVersion"] else "beside the default, which stays in force"
        messages.success(self.request, f"Version {version['VersionId']} of {self.name} was saved {told}.")
        return redirect(self.success_url(form))


class VersionOperationView(PolicyOperationView):
    """A page that changes what one version is."""

    template_name = "policies/documents/version.html"
    tab = "versions"

    @property
    def version_id(self) -> str:
        return self.given("version")

    def fixed(self) -> dict[str, Any]:
        return {**super().fixed(), "VersionId": self.version_id}

    def context(self) -> dict[str, Any]:
        version = self.panel("iam", "GetPolicyVersion", self.fixed())
        return {**super().context(), "version_id": self.version_id, "version": version}


class SetDefaultPage(VersionOperationView):
    """Shows beforehand what changes for everybody who has the policy."""

    form_class = forms.SetDefaultForm
    submit = "Set as default"

    def context(self) -> dict[str, Any]:
        own = {**super().context(), "title": f"Set {self.version_id} as default"}
        present = self.panel("iam", "GetPolicy", {"PolicyArn": self.arn}).result.get("Policy", {})
        wanted = own["version"].result.get("PolicyVersion")
        if not present or wanted is None:
            return own
        asked = {"PolicyArn": self.arn, "VersionId": present["DefaultVersionId"]}
        found = self.panel("iam", "GetPolicyVersion", asked).result.get("PolicyVersion")
        if found is None:
            return own
        return own | {
            "rows": side_by_side(indented(found["Document"]), indented(wanted["Document"])),
            "note": f"{found['VersionId']}, the default now, and {self.version_id}",
        }

    def message(self, _form: OperationForm) -> str:
        return f"Version {self.version_id} is now the default of {self.name}."


class DeleteVersionPage(VersionOperationView):
    form_class = forms.DeleteVersionForm
    submit = "Delete version"
    danger = True

    def context(self) -> dict[str, Any]:
        return {**super().context(), "title": f"Delete version {self.version_id}"}

    def message(self, _form: OperationForm) -> str:
        return f"Version {self.version_id} of {self.name} was deleted."


class DeletePolicyPage(PolicyOperationView):
    template_name = "policies/documents/delete.html"
    form_class = forms.DeletePolicyForm
    submit = "Delete policy"
    danger = True

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return forms.DeletePolicyForm(data, name=self.name)

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "title": f"Delete {self.name}",
            "policy": self.invoke("iam", "GetPolicy", {"PolicyArn": self.arn})["Policy"],
            "entities_url": address(self.arn, tab="entities"),
        }

    def message(self, _form: OperationForm) -> str:
        return f"Policy {self.name} was deleted."

    def success_url(self, _form: OperationForm) -> str:
        return reverse("policies:list")


class AttachPage(PolicyOperationView):
    """The identities of the account, to choose those who are to have the policy."""

    template_name = "policies/documents/attach.html"
    submit = "Attach policy"
    tab = "entities"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return forms.AttachForm(data, chosen=self._chosen())

    def context(self) -> dict[str, Any]:
        self.invoke("iam", "GetPolicy", {"PolicyArn": self.arn})
        asked = {"PolicyArn": self.arn, "PolicyUsageFilter": "PermissionsPolicy", "MaxItems": 1000}
        attached = set(entities_in(self.panel("iam", "ListEntitiesForPolicy", asked).result))
        denied: list[str] = []
        text = self.given("q").lower()
        matching = [(kind, name) for kind, name in self._identities(denied) if text in name.lower()]
        return {
            **super().context(),
            "title": f"Attach {self.name}",
            "lede": "Users, groups and roles that have the policy get its permissions at once.",
            "identities": [
                {"kind": kind, "name": name, "is_attached": (kind, name) in attached}
                for kind, name in matching[:MOST_OFFERED]
            ],
            "chosen": self._chosen(),
            "denied": denied,
            "q": self.given("q"),
            "left_out": max(0, len(matching) - MOST_OFFERED),
        }

    def done(self, result: dict[str, Any], form: OperationForm) -> HttpResponseBase:
        done = f"{self.name} was attached to {', '.join(result['Done'])}."
        if result["Refused"]:
            messages.warning(self.request, " ".join([done, "Refused:", *result["Refused"]]))
        else:
            messages.success(self.request, done)
        return redirect(self.success_url(form))

    def _chosen(self) -> list[str]:
        return self.request.POST.getlist("identity")

    def _identities(self, denied: list[str]) -> Iterator[tuple[str, str]]:
        """Give kind and name of all identities; for a kind that the caller may not list add why to `denied`."""
        for kind, (operation, member, name) in IDENTITIES.items():
            try:
                for row in self._all(operation, member):
                    yield kind, row[name]
            except AccessDenied as error:
                denied.append(error.message)

    def _all(self, operation: str, member: str) -> Iterator[dict[str, Any]]:
        asked: dict[str, Any] = {"MaxItems": 1000}
        while True:
            result = self.invoke("iam", operation, asked)
            yield from result[member]
            if not result.get("Marker"):
                return
            asked["Marker"] = result["Marker"]


class DetachPage(PolicyOperationView):
    submit = "Detach"
    danger = True
    tab = "entities"

    @property
    def identity(self) -> tuple[str, str]:
        """The kind and the name in the address."""
        return next(((kind, self.given(kind)) for kind in DETACH if self.given(kind)), ("user", ""))

    def fixed(self) -> dict[str, Any]:
        kind, name = self.identity
        return {**super().fixed(), DETACH[kind][1]: name}

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return DETACH[self.identity[0]][0](data)

    def context(self) -> dict[str, Any]:
        kind, name = self.identity
        question = f"The {kind} {name} loses the permissions of this policy at once."
        return {**super().context(), "title": f"Detach {self.name} from {name}", "question": question}

    def message(self, _form: OperationForm) -> str:
        return f"{self.name} was detached from {self.identity[1]}."


class PolicyTagsPage(TagsView, PolicyOperationView):
    tagging = TAGGING
    tab = "tags"
