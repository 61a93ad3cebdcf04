"""The pages of identity providers. A provider is named by its ARN in `?arn=`, as every operation names it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.federation import forms
from accounts.federation.addresses import address
from accounts.roles import selectors as roles
from iamconsole.console.forms import OperationForm
from iamconsole.console.tags import Tagging, TagsView
from iamconsole.console.views import ConsoleView, OperationView, Panel
from iamconsole.errors import InvalidInput

OIDC, SAML = "oidc", "saml"
NAMES = {OIDC: "OpenID Connect", SAML: "SAML 2.0"}
READ = {OIDC: ("GetOpenIDConnectProvider", "OpenIDConnectProviderArn"), SAML: ("GetSAMLProvider", "SAMLProviderArn")}
TAGGING = {
    OIDC: Tagging("TagOpenIDConnectProvider", "UntagOpenIDConnectProvider", "ListOpenIDConnectProviderTags"),
    SAML: Tagging("TagSAMLProvider", "UntagSAMLProvider", "ListSAMLProviderTags"),
}
TABS = {"provider": "Provider", "roles": "Roles that trust it", "tags": "Tags"}
# As many roles as a person looks through.
SHOWN = 100


class Named:
    """What the pages of one provider share: which it is, and of which kind."""

    request: HttpRequest

    @property
    def arn(self) -> str:
        return self.request.GET.get("arn", "")

    @property
    def kind(self) -> str:
        for kind in (OIDC, SAML):
            if f":{kind}-provider/" in self.arn:
                return kind
        raise InvalidInput(f"Invalid ARN: {self.arn}")

    @property
    def name(self) -> str:
        return self.arn.partition("-provider/")[2]


class ProviderPage(Named, ConsoleView):
    template_name = "accounts/federation/detail.html"

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        operation, member = READ[self.kind]
        provider = self.panel("iam", operation, {member: self.arn})
        tab = self.given("tab") if self.given("tab") in TABS else "provider"
        parts = {"provider": dict, "roles": self._roles, "tags": self._tags}
        own = {
            "title": self.name,
            "lede": f"{NAMES[self.kind]} provider",
            "arn": self.arn,
            "kind": self.kind,
            "provider": provider,
            "tab": tab,
            "tabs": [
                {"label": label, "url": address(self.arn, tab=key), "active": key == tab} for key, label in TABS.items()
            ],
            "assign_url": f"{reverse('roles:create')}?{urlencode({'provider': self.arn})}",
        }
        return self.show(own | parts[tab]())

    def _roles(self) -> dict[str, Any]:
        return {"roles": self.panel("iam", "ListRoles", read=self._trusting)}

    def _trusting(self) -> dict[str, Any]:
        found = roles.trusting(self.caller.account_id, self.arn).order_by("name_key")[: SHOWN + 1]
        rows = list(found)
        return {"rows": rows[:SHOWN], "more": len(rows) > SHOWN}

    def _tags(self) -> dict[str, Any]:
        _, member = READ[self.kind]
        tags: Panel = self.panel("iam", TAGGING[self.kind].listing, {member: self.arn})
        return {"tags": tags, "tags_url": f"{reverse('providers:tags')}?{urlencode({'arn': self.arn})}"}


class AddProviderView(OperationView):
    template_name = "console/tagged.html"
    submit = "Add provider"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        return self.form_class(data, self.request.FILES or None)

    def context(self) -> dict[str, Any]:
        return {"crumbs": [{"label": "Identity providers", "url": reverse("providers:list")}]}

    def cancel_url(self) -> str:
        return reverse("providers:list")

    def done(self, result: dict[str, Any], _form: OperationForm) -> HttpResponseBase:
        arn = result.get("OpenIDConnectProviderArn") or result["SAMLProviderArn"]
        messages.success(self.request, "The provider is added. Let a role trust it, so that its people can come in.")
        return redirect(address(arn))


class AddOIDCPage(AddProviderView):
    form_class = forms.CreateOIDCForm
    title = "Add OpenID Connect provider"


class AddSAMLPage(AddProviderView):
    form_class = forms.CreateSAMLForm
    title = "Add SAML provider"


class ProviderView(Named, OperationView):
    """A page that changes one provider."""

    tab = "provider"

    def fixed(self) -> dict[str, Any]:
        return {READ[self.kind][1]: self.arn}

    def context(self) -> dict[str, Any]:
        crumbs = [
            {"label": "Identity providers", "url": reverse("providers:list")},
            {"label": self.name, "url": address(self.arn)},
        ]
        return {"crumbs": crumbs}

    def cancel_url(self) -> str:
        return address(self.arn, tab=self.tab)

    def success_url(self, _form: OperationForm) -> str:
        return address(self.arn, tab=self.tab)


class EditProviderPage(ProviderView):
    """Audiences and thumbprints of an OpenID Connect provider; metadata, encryption and keys of a SAML provider."""

    template_name = "console/tagged.html"
    title = "Edit provider"
    submit = "Save changes"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        found = self.invoke("iam", READ[self.kind][0], self.fixed())
        if self.kind == OIDC:
            initial = {"audiences": found["ClientIDList"], "thumbprints": found["ThumbprintList"]}
            form = forms.EditOIDCForm(data, initial=initial)
            form.present = found
            return form
        initial = {"encryption": found["AssertionEncryptionMode"]}
        saml = forms.EditSAMLForm(data, self.request.FILES or None, initial=initial)
        saml.offer([key["KeyId"] for key in found["PrivateKeyList"]])
        return saml

    def message(self, _form: OperationForm) -> str:
        return f"The provider {self.name} is saved."


class ProviderTagsPage(TagsView, ProviderView):
    tab = "tags"

    @property
    def tagging(self) -> Tagging:  # type: ignore[override]
        return TAGGING[self.kind]


class DeleteProviderPage(ProviderView):
    """Tells first which roles nobody can take on any more."""

    template_name = "confirm.html"
    title = "Delete provider"
    submit = "Delete provider"

    def form(self, data: QueryDict | None = None) -> OperationForm:
        form_class = forms.DeleteProviderForm if self.kind == OIDC else forms.DeleteSAMLForm
        return form_class(data, initial={"confirm": self.name})

    def context(self) -> dict[str, Any]:
        self.panel("iam", READ[self.kind][0], self.fixed())
        trusting = self.panel("iam", "ListRoles", read=lambda: {"names": self._trusting()})
        names = trusting.result.get("names", [])
        question = "Nobody comes in through it any more."
        if names:
            question += " These roles trust it; they stay, with a trust policy that names nobody:"
        return super().context() | {"name": self.name, "question": question, "goes": names}

    def message(self, _form: OperationForm) -> str:
        return f"The provider {self.name} is deleted."

    def success_url(self, _form: OperationForm) -> str:
        return reverse("providers:list")

    def _trusting(self) -> list[str]:
        found = roles.trusting(self.caller.account_id, self.arn)
        return list(found.order_by("name_key").values_list("name", flat=True)[:SHOWN])
