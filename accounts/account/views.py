"""The pages of the account's own settings: alias, password policy, tokens, federation, quotas."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from accounts.account import forms
from accounts.passwords.rules import DEFAULT
from iamconsole.console.forms import OperationForm
from iamconsole.console.views import ConsoleView, OperationView, Panel
from iamconsole.errors import FeatureDisabled, NoSuchEntity

TOKEN_VERSIONS = {1: "v1Token", 2: "v2Token"}
# What the summary counts, with the quota it has; the rest of the summary are quotas of single things.
COUNTED = {
    "Users": "UsersQuota",
    "Groups": "GroupsQuota",
    "Roles": "RolesQuota",
    "Policies": "PoliciesQuota",
    "InstanceProfiles": "InstanceProfilesQuota",
    "ServerCertificates": "ServerCertificatesQuota",
    "PolicyVersionsInUse": "PolicyVersionsInUseQuota",
    "Providers": "",
    "MFADevices": "",
    "MFADevicesInUse": "",
}
LABELS = {
    "InstanceProfiles": "Instance profiles",
    "ServerCertificates": "Server certificates",
    "PolicyVersionsInUse": "Policies attached",
    "Providers": "Identity providers",
    "MFADevices": "MFA devices",
    "MFADevicesInUse": "MFA devices in use",
    "Groups": "User groups",
    "Policies": "Customer managed policies",
    "GroupsPerUserQuota": "Groups of a user",
    "VersionsPerPolicyQuota": "Versions of a policy",
    "PolicySizeQuota": "Characters of a managed policy",
    "AssumeRolePolicySizeQuota": "Characters of a trust policy",
    "UserPolicySizeQuota": "Characters of a user's inline policies",
    "GroupPolicySizeQuota": "Characters of a group's inline policies",
    "RolePolicySizeQuota": "Characters of a role's inline policies",
    "AttachedPoliciesPerUserQuota": "Policies attached to a user",
    "AttachedPoliciesPerGroupQuota": "Policies attached to a group",
    "AttachedPoliciesPerRoleQuota": "Policies attached to a role",
    "AccessKeysPerUserQuota": "Access keys of a user",
    "SigningCertificatesPerUserQuota": "Signing certificates of a user",
}
# From this share of a quota on it is worth a look.
NEARLY_FULL = 0.8


class SettingsPage(ConsoleView):
    """Each setting in a card of its own, by its own reading operation."""

    template_name = "accounts/account/settings.html"
    title = "Account settings"

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        aliases = self.panel("iam", "ListAccountAliases")
        alias = next(iter(aliases.result.get("AccountAliases", ())), "")
        account = urlencode({"account": alias or self.caller.account_id})
        summary = self.panel("iam", "GetAccountSummary")
        return self.show(
            {
                "lede": f"What holds for everybody in the account {self.caller.account_id}.",
                "aliases": aliases,
                "alias": alias,
                "sign_in_url": f"{settings.PUBLIC_URL}{reverse('signin:sign-in')}?{account}",
                "policy": self._policy(),
                "default_rules": DEFAULT.told,
                "summary": summary,
                "token_version": summary.result.get("SummaryMap", {}).get("GlobalEndpointTokenVersion"),
                "outbound": self._outbound(),
                "requirement": self.panel("iamconsole", "GetMFARequirement"),
            }
        )

    def _policy(self) -> Panel:
        try:
            return self.panel("iam", "GetAccountPasswordPolicy")
        except NoSuchEntity:
            return Panel({"PasswordPolicy": None})

    def _outbound(self) -> Panel:
        try:
            return self.panel("iam", "GetOutboundWebIdentityFederationInfo")
        except FeatureDisabled:
            return Panel({})


class QuotasPage(ConsoleView):
    template_name = "accounts/account/quotas.html"
    title = "Quotas"

    def get(self, _request: HttpRequest) -> HttpResponseBase:
        summary = self.panel("iam", "GetAccountSummary")
        found = summary.result.get("SummaryMap", {})
        return self.show(
            {
                "lede": "How much there is in the account, and how much there may be.",
                "crumbs": [{"label": "Account settings", "url": reverse("account-settings:settings")}],
                "summary": summary,
                "counted": [_counted(name, quota, found) for name, quota in COUNTED.items() if name in found],
                "single": [
                    {"label": LABELS.get(name, name), "most": found[name]}
                    for name in LABELS
                    if name.endswith("Quota") and name in found
                ],
            }
        )


def _counted(name: str, quota: str, found: dict[str, int]) -> dict[str, Any]:
    most = found.get(quota)
    return {
        "label": LABELS.get(name, name),
        "count": found[name],
        "most": most,
        "nearly_full": bool(most) and found[name] >= NEARLY_FULL * (most or 0),
    }


class SettingView(OperationView):
    """A page that changes one setting."""

    def context(self) -> dict[str, Any]:
        return {"crumbs": [{"label": "Account settings", "url": reverse("account-settings:settings")}]}

    def cancel_url(self) -> str:
        return reverse("account-settings:settings")

    def success_url(self, _form: OperationForm) -> str:
        return reverse("account-settings:settings")


class AliasPage(SettingView):
    form_class = forms.AliasForm
    title = "Account alias"
    submit = "Save alias"
    lede = "Sign-in addresses with another alias stop working at once."

    def initial(self) -> dict[str, Any]:
        aliases = self.panel("iam", "ListAccountAliases").result.get("AccountAliases", ())
        return {"account_alias": next(iter(aliases), "")}

    def message(self, form: OperationForm) -> str:
        return f"The account is called {form.cleaned_data['account_alias']} now."


class DeleteAliasPage(SettingView):
    form_class = forms.DeleteAliasForm
    title = "Delete account alias"
    submit = "Delete alias"
    danger = True
    question = "Sign-in addresses with the alias stop working. The number of the account always works."
    success_message = "The account has no alias now."

    def fixed(self) -> dict[str, Any]:
        return {"AccountAlias": self.request.GET.get("alias", "")}


class PasswordPolicyPage(SettingView):
    form_class = forms.PasswordPolicyForm
    title = "Password policy"
    submit = "Save policy"
    lede = (
        "What passwords of users must be; root always follows the default. Length and characters are asked of new"
        " passwords; an expiry counts for those there are, from the day each was set."
    )
    success_message = "The password policy is saved."

    def initial(self) -> dict[str, Any]:
        try:
            found = self.invoke("iam", "GetAccountPasswordPolicy")["PasswordPolicy"]
        except NoSuchEntity:
            return {"shortest": DEFAULT.shortest}
        return {field: found.get(member) or None for field, member in forms.PasswordPolicyForm.members.items()}

    def form(self, data: Any = None) -> OperationForm:
        # What was entered needs no look at what was there.
        return forms.PasswordPolicyForm(data, initial=self.initial() if data is None else {})


class DeletePasswordPolicyPage(SettingView):
    form_class = forms.DeletePasswordPolicyForm
    title = "Use the default password policy"
    submit = "Use the default"
    danger = True
    question = f"The account's own policy is deleted. Then: {DEFAULT.told}"
    success_message = "The default password policy holds now."


class TokensPage(SettingView):
    form_class = forms.TokensForm
    title = "Session tokens"
    submit = "Save setting"
    success_message = "The setting is saved. It counts for tokens that are given out from now on."

    def initial(self) -> dict[str, Any]:
        found = self.panel("iam", "GetAccountSummary").result.get("SummaryMap", {})
        return {"version": TOKEN_VERSIONS.get(found.get("GlobalEndpointTokenVersion", 1), "v1Token")}


class EnableOutboundPage(SettingView):
    form_class = forms.EnableOutboundForm
    title = "Enable outbound federation"
    submit = "Enable"
    lede = "Programs of the account can then ask for signed tokens that prove to services outside who they are."
    success_message = "Outbound federation is enabled."


class DisableOutboundPage(SettingView):
    form_class = forms.DisableOutboundForm
    title = "Disable outbound federation"
    submit = "Disable"
    danger = True
    question = "No more tokens are given out, and services outside can no longer check those there are."
    success_message = "Outbound federation is disabled."
