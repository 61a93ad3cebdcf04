"""The forms of the account's own settings."""

from typing import Any

from django import forms

from accounts.groups.forms import PLAIN_TEXT
from accounts.models.password import SHORTEST
from iamconsole.console.forms import OperationForm, shape_field


class AliasForm(OperationForm):
    operation = ("iam", "CreateAccountAlias")
    members = {"account_alias": "AccountAlias"}
    error_words = {"EntityAlreadyExists": "account_alias", "ValidationError": "account_alias"}

    account_alias = shape_field(
        "iam",
        "accountAliasType",
        label="Account alias",
        help_text="3 to 63 lower-case letters, digits and hyphens. It takes the place of the number at the sign-in.",
        pattern_message="Use lower-case letters, digits and single hyphens, none at the ends.",
        widget=forms.TextInput(attrs=PLAIN_TEXT),
    )


class DeleteAliasForm(OperationForm):
    operation = ("iam", "DeleteAccountAlias")


class PasswordPolicyForm(OperationForm):
    """The whole policy: what is not ticked is asked for no longer."""

    operation = ("iam", "UpdateAccountPasswordPolicy")
    members = {
        "shortest": "MinimumPasswordLength",
        "symbols": "RequireSymbols",
        "numbers": "RequireNumbers",
        "upper": "RequireUppercaseCharacters",
        "lower": "RequireLowercaseCharacters",
        "may_change": "AllowUsersToChangePassword",
        "max_age": "MaxPasswordAge",
        "reuse": "PasswordReusePrevention",
        "hard_expiry": "HardExpiry",
    }

    shortest = forms.IntegerField(
        label="Minimum length", min_value=SHORTEST, max_value=128, help_text="From 6 to 128 characters."
    )
    upper = forms.BooleanField(label="At least one upper-case letter (A-Z)", required=False)
    lower = forms.BooleanField(label="At least one lower-case letter (a-z)", required=False)
    numbers = forms.BooleanField(label="At least one number", required=False)
    symbols = forms.BooleanField(label="At least one symbol such as ! @ # $ %", required=False)
    may_change = forms.BooleanField(
        label="Users may change their own password",
        required=False,
        help_text="All users of the account, without a policy of their own.",
    )
    max_age = forms.IntegerField(
        label="Passwords expire after so many days",
        required=False,
        min_value=1,
        max_value=1095,
        help_text="From 1 to 1,095; empty means never. Older passwords must be changed at the next sign-in.",
    )
    hard_expiry = forms.BooleanField(
        label="Only an administrator can renew an expired password",
        required=False,
        help_text="Users whose password expired are locked out until then.",
    )
    reuse = forms.IntegerField(
        label="So many former passwords cannot be used again",
        required=False,
        min_value=1,
        max_value=24,
        help_text="From 1 to 24; empty means any may be.",
    )


class DeletePasswordPolicyForm(OperationForm):
    operation = ("iam", "DeleteAccountPasswordPolicy")


class TokensForm(OperationForm):
    operation = ("iam", "SetSecurityTokenServicePreferences")
    members = {"version": "GlobalEndpointTokenVersion"}

    version = forms.ChoiceField(
        label="Session tokens of the global endpoint",
        choices=[
            ("v1Token", "Valid only in AWS Regions that are active at once"),
            ("v2Token", "Valid in all AWS Regions; these tokens are longer"),
        ],
        widget=forms.RadioSelect,
    )


class EnableOutboundForm(OperationForm):
    operation = ("iam", "EnableOutboundWebIdentityFederation")

    def parameters(self) -> dict[str, Any]:
        return {}


class DisableOutboundForm(OperationForm):
    operation = ("iam", "DisableOutboundWebIdentityFederation")
