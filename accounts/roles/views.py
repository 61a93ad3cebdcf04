"""The pages of roles."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.attachments.holders import ROLE, HolderView, permissions
from accounts.roles import forms, services, trust
from accounts.roles.deletion import steps_to_delete
from accounts.roles.principals import EC2
from accounts.roles.shapes import whole_role_shape
from accounts.roles.trusted import trusted_entities, trusts_service
from iamconsole.console.forms import OperationForm
from iamconsole.console.last_accessed import last_accessed
from iamconsole.console.steps import Step
from iamconsole.console.tags import Tagging, TagsView
from iamconsole.console.templatetags.console import indented, pretty_json
from iamconsole.console.views import ConsoleView, Panel
from iamconsole.errors import AccessDenied

TABS = {
    "permissions": "Permissions",
    "trust": "Trust relationships",
    "profiles": "Instance profiles",
    "tags": "Tags",
    "last-accessed": "Last accessed",
    "revoke": "Revoke sessions",
}
# What of a service-linked role means nothing: it is in no profile, and AWS alone ends its sessions.
NOT_OF_LINKED = frozenset({"profiles", "revoke"})
MOST = 1000
REVOKING_POLICY = "AWSRevokeOlderSessions"
TRUST_TYPE = {"policyType": "RESOURCE_POLICY", "validatePolicyResourceType": "AWS::IAM::AssumeRolePolicyDocument"}
TAGGING = Tagging("TagRole", "UntagRole", "ListRoleTags", ignore_case=True)
PROFILE_TAGGING = Tagging("TagInstanceProfile", "UntagInstanceProfile", "ListInstanceProfileTags")


class RolePage(ConsoleView):
    """A role; each tab asks only for what it shows."""

    template_name = "accounts/roles/detail.html"

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        role = self.panel("iam", "GetRole", {"RoleName": name}, read=lambda: self._role(name))
        is_linked = bool(role.result.get("IsLinked"))
        tabs = {key: label for key, label in TABS.items() if not (is_linked and key in NOT_OF_LINKED)}
        tab = request.GET.get("tab", "")
        tab = tab if tab in tabs else "permissions"
        parts = {
            "permissions": self._permissions,
            "trust": self._trust,
            "profiles": self._profiles,
            "tags": self._tags,
            "last-accessed": self._last_accessed,
            "revoke": self._revoke,
        }
        own = {
            "title": role.result.get("RoleName", name),
            "lede": role.result.get("Description") or "",
            "name": name,
            "role": role,
            "is_protected": is_linked,
            "tab": tab,
            "tabs": [{"label": label, "url": f"?tab={key}", "active": key == tab} for key, label in tabs.items()],
        }
        return self.show(own | parts[tab](name, role))

    def _role(self, name: str) -> dict[str, Any]:
        role = services.find(self.caller.account_id, name)
        shape = whole_role_shape(role)
        profiles = list(role.instance_profiles.order_by("name_key"))
        return shape | {
            "IsLinked": role.is_service_linked,
            "Hours": role.max_session_seconds / forms.HOUR,
            "SwitchUrl": "" if role.is_service_linked else _switch_url(self.caller.account_id, role.path, role.name),
            "ProfileArns": [profile.arn for profile in profiles],
            "Trusted": trusted_entities(shape["AssumeRolePolicyDocument"], self.caller.account_id),
        }

    def _permissions(self, name: str, role: Panel) -> dict[str, Any]:
        boundary = role.result.get("PermissionsBoundary") or {}
        return {
            "permissions": permissions(self, ROLE, name),
            "boundary": boundary.get("PermissionsBoundaryArn", ""),
        }

    def _trust(self, _name: str, role: Panel) -> dict[str, Any]:
        return {"document": role.result.get("AssumeRolePolicyDocument", "")}

    def _profiles(self, name: str, role: Panel) -> dict[str, Any]:
        profiles = self.panel("iam", "ListInstanceProfilesForRole", {"RoleName": name, "MaxItems": MOST})
        document = role.result.get("AssumeRolePolicyDocument", "")
        return {"profiles": profiles, "is_for_machines": bool(document) and trusts_service(document, EC2)}

    def _tags(self, name: str, _role: Panel) -> dict[str, Any]:
        tags = self.panel("iam", "ListRoleTags", {"RoleName": name})
        return {"tags": tags, "tags_url": reverse("roles:tags", args=[name])}

    def _last_accessed(self, _name: str, role: Panel) -> dict[str, Any]:
        return last_accessed(self, role.result.get("Arn", ""), denied=role.denied)

    def _revoke(self, _name: str, _role: Panel) -> dict[str, Any]:
        return {"policy": REVOKING_POLICY}


class RoleView(HolderView):
    """A page below the address of a role."""

    holder = ROLE
    tab = "permissions"

    def home_url(self) -> str:
        return f"{reverse('roles:detail', args=[self.name])}?tab={self.tab}"


class EditRolePage(RoleView):
    """The description and the longest session; of a service-linked role only the description."""

    title = "Edit role"
    submit = "Save changes"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        role = self.panel("iam", "GetRole", self.fixed()).result.get("Role", {})
        if role.get("Path", "").startswith("/aws-service-role/"):
            return forms.DescribeRoleForm(data, initial={"description": role.get("Description") or ""})
        seconds = role.get("MaxSessionDuration", forms.HOUR)
        is_whole = seconds % forms.HOUR == 0
        initial = {
            "description": role.get("Description") or "",
            "hours": str(seconds // forms.HOUR),
            "seconds": None if is_whole else seconds,
        }
        return forms.EditRoleForm(data, initial=initial)

    def message(self, _form: OperationForm) -> str:
        return f"The role {self.name} is saved."


class EditTrustPage(RoleView):
    """The trust policy as JSON; `go=check` tells what the validator finds and saves nothing."""

    template_name = "accounts/roles/trust_edit.html"
    form_class = forms.EditTrustForm
    title = "Edit trust policy"
    submit = "Update policy"
    tab = "trust"

    def initial(self) -> dict[str, Any]:
        document = self.invoke("iam", "GetRole", self.fixed())["Role"]["AssumeRolePolicyDocument"]
        return {"document": document if "\n" in document else indented(document)}

    def form(self, data: QueryDict | None = None) -> OperationForm:
        # What was entered needs no look at what was there.
        return forms.EditTrustForm(data, initial=self.initial() if data is None else {})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        if request.POST.get("go") == "check" and form.is_valid():
            findings = self.panel(
                "accessanalyzer", "ValidatePolicy", {"policyDocument": form.cleaned_data["document"], **TRUST_TYPE}
            )
            return self.show({"form": form, "submit": self.submit, "findings": findings, **self.context()})
        return super().post(request, **kwargs)

    def context(self) -> dict[str, Any]:
        lede = (
            f"Who may take {self.name} on. A change counts for the next time somebody does, not for running sessions."
        )
        return super().context() | {"lede": lede, "cancel_url": self.cancel_url(), "most": trust.TRUST_SIZE.limit}

    def message(self, _form: OperationForm) -> str:
        return f"The trust policy of {self.name} is saved."


class RevokeSessionsPage(RoleView):
    """Denies everything to sessions that began before now, by the inline policy that AWS's console writes too."""

    form_class = forms.RevokeSessionsForm
    title = "Revoke active sessions"
    submit = "Revoke active sessions"
    danger = True
    tab = "revoke"

    def fixed(self) -> dict[str, Any]:
        condition = {"DateLessThan": {"aws:TokenIssueTime": timezone.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"}}
        statement = {"Effect": "Deny", "Action": ["*"], "Resource": ["*"], "Condition": condition}
        document = pretty_json({"Version": "2012-10-17", "Statement": [statement]})
        return {**super().fixed(), "PolicyName": REVOKING_POLICY, "PolicyDocument": document}

    def context(self) -> dict[str, Any]:
        question = (
            f"Everything is denied to sessions of {self.name} that began before this moment, by the inline policy"
            f" {REVOKING_POLICY}. Whoever still may, takes the role on again and works on with the new session."
        )
        return super().context() | {"question": question}

    def message(self, _form: OperationForm) -> str:
        return f"The sessions of {self.name} that began before now may do nothing any more."


class DeleteRolePage(RoleView):
    """Names everything that goes with a role, and when it was last used."""

    template_name = "confirm.html"
    title = "Delete role"
    submit = "Delete role"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form = forms.DeleteRoleForm(data, initial={"confirm": self.name})
        if data is not None:
            form.steps = steps_to_delete(self.caller, self.name)
        return form

    def context(self) -> dict[str, Any]:
        own = {**super().context(), "name": self.name}
        try:
            role = self.invoke("iam", "GetRole", self.fixed())["Role"]
            goes = [step.words for step in steps_to_delete(self.caller, self.name) if step.words]
        except AccessDenied as error:
            return own | {"unknown": error.message}
        used = role["RoleLastUsed"]["LastUsedDate"]
        activity = f"It was last used on {used:%Y-%m-%d}." if used else "It was never used."
        question = f"The role {self.name} is deleted. {activity} Its sessions may do nothing any more."
        return own | {"question": f"{question} With it go:" if goes else question, "goes": goes}

    def message(self, _form: OperationForm) -> str:
        return f"The role {self.name} is deleted."

    def success_url(self, _form: OperationForm) -> str:
        return reverse("roles:list")


class RoleTagsPage(TagsView, RoleView):
    tagging = TAGGING
    tab = "tags"


class ProfileView(RoleView):
    """A page of an instance profile, asked from the page of its role: `?profile=` names it."""

    tab = "profiles"

    @property
    def profile(self) -> str:
        return self.request.GET.get("profile", "")


class CreateProfilePage(RoleView):
    form_class = forms.CreateProfileForm
    title = "Create instance profile"
    submit = "Create instance profile"
    tab = "profiles"

    def initial(self) -> dict[str, Any]:
        return {"profile_name": self.name}

    def context(self) -> dict[str, Any]:
        return super().context() | {"lede": f"EC2 hands {self.name} to machines that are started with it."}

    def message(self, form: OperationForm) -> str:
        return f"The instance profile {form.cleaned_data['profile_name']} is created, with {self.name} in it."


class ProfileTagsPage(TagsView, ProfileView):
    tagging = PROFILE_TAGGING

    def fixed(self) -> dict[str, Any]:
        return {"InstanceProfileName": self.profile}


class DeleteProfilePage(ProfileView):
    template_name = "confirm.html"
    title = "Delete instance profile"
    submit = "Delete instance profile"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form = forms.DeleteProfileForm(data, initial={"confirm": self.profile})
        named = {"InstanceProfileName": self.profile}
        form.steps = (
            Step("RemoveRoleFromInstanceProfile", {**named, **self.fixed()}),
            Step("DeleteInstanceProfile", named),
        )
        return form

    def context(self) -> dict[str, Any]:
        self.panel("iam", "GetInstanceProfile", {"InstanceProfileName": self.profile})
        question = f"Machines that were started with {self.profile} get no new credentials. The role {self.name} stays."
        return super().context() | {"name": self.profile, "question": question}

    def message(self, _form: OperationForm) -> str:
        return f"The instance profile {self.profile} is deleted."


def _switch_url(account_id: str, path: str, name: str) -> str:
    """Return the address under which somebody switches to the role; AWS's has the same parameters."""
    asked = {"account": account_id, "roleName": f"{path}{name}".lstrip("/"), "displayName": f"{name} @ {account_id}"}
    return f"{settings.PUBLIC_URL}/console/switch-role/?{urlencode(asked)}"
