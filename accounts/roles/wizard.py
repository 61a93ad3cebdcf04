"""The wizard that creates a role: whom it trusts, what it may do, what it is called, and a last look."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from accounts.attachments.choosing import policy_source
from accounts.federation import selectors as providers
from accounts.roles import forms
from accounts.roles.principals import COMMON, EC2, service_principals
from accounts.roles.trusted import trusted_entities, trusts_service
from iamconsole.aws.pipeline import look
from iamconsole.console.picking import pick
from iamconsole.console.steps import Step, run_all
from iamconsole.console.wizard import Forms, WizardStep, WizardView
from iamconsole.errors import AccessDenied
from policies.services import selectors as registered

Choices = list[tuple[str, str]]


class CreateRolePage(WizardView):
    """Everything is made at the end, all of it or nothing."""

    title = "Create role"
    submit = "Create role"
    operation = ("iam", "CreateRole")
    steps = (
        WizardStep("trust", "Trusted entity", forms.TrustForm, "accounts/roles/wizard_trust.html"),
        WizardStep(
            "permissions", "Permissions", forms.PermissionsForm, "accounts/roles/wizard_permissions.html", searches=True
        ),
        WizardStep("details", "Name and tags", forms.DetailsForm, "accounts/roles/wizard_details.html"),
        WizardStep("review", "Review", forms.ReviewForm, "accounts/roles/wizard_review.html"),
    )
    error_places = {
        "EntityAlreadyExists": ("details", "name"),
        "MalformedPolicyDocument": ("trust", "document"),
        "ACLSizePerRole": ("trust", "document"),
        "PoliciesPerRole": ("permissions", "policies"),
    }

    def cancel_url(self) -> str:
        return reverse("roles:list")

    def make_form(self, step: WizardStep, data: QueryDict | None, initial: Any) -> django_forms.Form:
        if step.key != "trust":
            return super().make_form(step, data, initial)
        form = forms.TrustForm(data, prefix=step.key, initial=initial, account=self.caller.account_id)
        form.offer(web=self._web_providers(), saml=self._saml_providers())
        return form

    def initial(self, key: str) -> dict[str, Any]:
        """Return what the address asks for: `?provider=` comes from the page of an identity provider."""
        provider = self.request.GET.get("provider", "")
        if key != "trust" or not provider:
            return {}
        if ":saml-provider/" in provider:
            return {"kind": forms.SAML, "saml_provider": provider}
        return {"kind": forms.WEB, "web_provider": provider}

    def context(self, key: str, entered: Forms) -> dict[str, Any]:
        own: dict[str, Any] = {"crumbs": [{"label": "Roles", "url": reverse("roles:list")}]}
        if key == "trust":
            kinds = forms.KINDS.items()
            return own | {
                "tiles": [{"value": value, "title": title, "note": note} for value, (title, note) in kinds],
                "services": self._services(),
                "audiences": self._audiences(),
            }
        if key == "permissions":
            source = policy_source(self.caller)
            form = entered[key]
            return own | {
                "policies": pick(self.caller, self.request, source, form["policies"]),
                "boundaries": pick(self.caller, self.request, source, form["boundary"], is_single=True),
            }
        trust = self._trust(entered)
        is_for_machines = trusts_service(trust, EC2)
        if key == "details":
            return own | {"is_for_machines": is_for_machines}
        return own | self._review(entered, trust, is_for_machines=is_for_machines)

    def finish(self, entered: Forms) -> HttpResponseBase:
        name = entered["details"].cleaned_data["name"]
        run_all(self.caller, self._steps(entered))
        messages.success(self.request, f"The role {name} is created.")
        return redirect("roles:detail", name)

    def _review(self, entered: Forms, trust: str, *, is_for_machines: bool) -> dict[str, Any]:
        permissions, details = entered["permissions"].cleaned_data, entered["details"].cleaned_data
        return {
            "trust": trust,
            "trusted": trusted_entities(trust, self.caller.account_id),
            "permissions": permissions,
            "details": details,
            "makes_profile": is_for_machines and details["instance_profile"],
        }

    def _steps(self, entered: Forms) -> list[Step]:
        permissions, details = entered["permissions"].cleaned_data, entered["details"].cleaned_data
        trust = self._trust(entered)
        role = {"RoleName": details["name"]}
        made = {
            **role,
            "AssumeRolePolicyDocument": trust,
            "Path": details["path"],
            "Description": details["description"],
            "PermissionsBoundary": permissions["boundary"],
            "Tags": details["tags"],
        }
        steps = [Step("CreateRole", {member: value for member, value in made.items() if value})]
        steps += [Step("AttachRolePolicy", {**role, "PolicyArn": arn}) for arn in permissions["policies"]]
        if trusts_service(trust, EC2) and details["instance_profile"]:
            profile = {"InstanceProfileName": details["name"]}
            steps += [Step("CreateInstanceProfile", profile), Step("AddRoleToInstanceProfile", {**profile, **role})]
        return steps

    def _trust(self, entered: Forms) -> str:
        form = entered["trust"]
        assert isinstance(form, forms.TrustForm)
        form.is_valid()
        return form.trust_policy()

    def _services(self) -> Choices:
        try:
            own = look(self.caller, "iamconsole", "ListServices", {}, self._own_services)
        except AccessDenied:
            own = []
        return [*((name, COMMON.get(name, "")) for name in service_principals()), *own]

    def _own_services(self) -> Choices:
        rows = registered.services(self.caller.account_id).order_by("prefix").values_list("prefix", "name")
        return [(f"{prefix}.amazonaws.com", name) for prefix, name in rows]

    def _web_providers(self) -> Choices:
        return [(provider.arn, provider.url) for provider in self._listed("ListOpenIDConnectProviders")]

    def _saml_providers(self) -> Choices:
        return [(provider.arn, provider.name) for provider in self._listed("ListSAMLProviders")]

    def _audiences(self) -> list[str]:
        found = [client for one in self._listed("ListOpenIDConnectProviders") for client in one.client_ids]
        return list(dict.fromkeys(found))

    def _listed(self, operation: str) -> list[Any]:
        """Return the account's providers, or none for who may not list them: their ARN then goes into a custom one."""
        read = {
            "ListOpenIDConnectProviders": providers.oidc_providers,
            "ListSAMLProviders": providers.saml_providers,
        }[operation]
        try:
            return look(self.caller, "iam", operation, {}, lambda: list(read(self.caller.account_id)))
        except AccessDenied:
            return []
