"""The forms of identity providers."""

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.federation.services import ALLOWED, REQUIRED
from accounts.groups.forms import PLAIN_TEXT
from iamconsole.caller import Caller
from iamconsole.console.forms import ConfirmForm, OperationForm, shape_field
from iamconsole.console.pem import SecretPEMWidget
from iamconsole.console.steps import Step, run_all
from iamconsole.console.tags import TagsField
from iamconsole.errors import ServiceError

LARGEST_METADATA = 10_000_000


class LinesField(forms.CharField):
    """A list, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in (super().to_python(value) or "").splitlines()]
        return [line for line in lines if line]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def run_validators(self, value: Any) -> None:
        """The operations know what a line may be."""


def audiences_field() -> LinesField:
    return LinesField(
        label="Audiences",
        help_text="For whom tokens are made: the client IDs of your applications, one a line.",
        error_messages={"required": "Name at least one audience."},
    )


def thumbprints_field() -> LinesField:
    return LinesField(
        label="Thumbprints",
        required=False,
        help_text="Only where no public authority vouches for the provider's host: the SHA-1 of its certificate, "
        "40 hexadecimal digits, one a line, at most five.",
    )


class CreateOIDCForm(OperationForm):
    operation = ("iam", "CreateOpenIDConnectProvider")
    members = {
        "url": "Url",
        "audiences": "ClientIDList",
        "thumbprints": "ThumbprintList",
        "tags": "Tags",
    }
    error_words = {
        "EntityAlreadyExists": "url",
        "Provider URL": "url",
        "humbprint": "thumbprints",
        "lientI": "audiences",
    }

    url = shape_field(
        "iam",
        "OpenIDConnectProviderUrlType",
        label="Provider URL",
        help_text="The issuer as tokens name it, such as https://token.actions.githubusercontent.com.",
        widget=forms.TextInput(attrs={**PLAIN_TEXT, "inputmode": "url"}),
    )
    audiences = audiences_field()
    thumbprints = thumbprints_field()
    tags = TagsField(ignore_case=False)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not url.startswith("https://"):
            raise forms.ValidationError("The URL of a provider begins with https://.")
        return url


class EditOIDCForm(OperationForm):
    """All audiences and thumbprints at once: what is new is added, what is gone is removed, or nothing changes."""

    operation = ("iam", "UpdateOpenIDConnectProviderThumbprint")
    error_words = {"humbprint": "thumbprints", "lientI": "audiences"}

    audiences = audiences_field()
    thumbprints = thumbprints_field()
    present: Mapping[str, Any] = {}

    def run(self, caller: Caller, fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        try:
            run_all(caller, self._steps(fixed))
        except ServiceError as error:
            self.refuse(error)
            return None
        return {}

    def _steps(self, fixed: Mapping[str, Any]) -> list[Step]:
        wanted, thumbprints = self.cleaned_data["audiences"], self.cleaned_data["thumbprints"]
        known = self.present["ClientIDList"]
        steps = [
            *(
                Step("RemoveClientIDFromOpenIDConnectProvider", {**fixed, "ClientID": one})
                for one in known
                if one not in wanted
            ),
            *(
                Step("AddClientIDToOpenIDConnectProvider", {**fixed, "ClientID": one})
                for one in wanted
                if one not in known
            ),
        ]
        if [one.lower() for one in thumbprints] != self.present["ThumbprintList"]:
            steps.append(Step("UpdateOpenIDConnectProviderThumbprint", {**fixed, "ThumbprintList": thumbprints}))
        return steps


class MetadataForm(OperationForm):
    """Metadata as a file or as text."""

    metadata_file = forms.FileField(
        label="Metadata file", required=False, help_text="The XML that the directory gives out."
    )
    metadata = forms.CharField(
        label="Or the metadata as text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "document"}),
    )

    def clean(self) -> None:
        super().clean()
        uploaded = self.cleaned_data.get("metadata_file")
        if uploaded is None:
            return
        if uploaded.size > LARGEST_METADATA:
            self.add_error("metadata_file", "Metadata has at most ten million characters.")
            return
        try:
            self.cleaned_data["metadata"] = uploaded.read().decode()
        except UnicodeDecodeError:
            self.add_error("metadata_file", "This file is not text in UTF-8.")


def encryption_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Encrypted assertions",
        required=False,
        choices=[
            (ALLOWED, "Allowed: encrypted and plain assertions are taken"),
            (REQUIRED, "Required: plain assertions are refused"),
        ],
    )


def private_key_field() -> forms.CharField:
    return forms.CharField(
        label="Private key",
        required=False,
        strip=False,
        help_text="RSA, in PEM format, without a password. It decrypts assertions and is never shown again.",
        widget=SecretPEMWidget(4),
    )


class CreateSAMLForm(MetadataForm):
    operation = ("iam", "CreateSAMLProvider")
    members = {
        "provider_name": "Name",
        "metadata": "SAMLMetadataDocument",
        "encryption": "AssertionEncryptionMode",
        "private_key": "AddPrivateKey",
        "tags": "Tags",
    }
    error_words = {"EntityAlreadyExists": "provider_name", "metadata": "metadata", "rivate key": "private_key"}

    provider_name = shape_field(
        "iam",
        "SAMLProviderNameType",
        label="Provider name",
        pattern_message="Use letters, digits and . _ - only.",
        widget=forms.TextInput(attrs=PLAIN_TEXT),
    )
    encryption = encryption_field()
    private_key = private_key_field()
    tags = TagsField(ignore_case=False)

    field_order = ("provider_name", "metadata_file", "metadata", "encryption", "private_key", "tags")

    def clean(self) -> None:
        super().clean()
        if not self.errors and not self.cleaned_data.get("metadata"):
            self.add_error("metadata_file", "Choose the metadata file, or paste its text.")


class EditSAMLForm(MetadataForm):
    """Other metadata, encryption and keys; what is left empty stays as it is."""

    operation = ("iam", "UpdateSAMLProvider")
    members = {
        "metadata": "SAMLMetadataDocument",
        "encryption": "AssertionEncryptionMode",
        "private_key": "AddPrivateKey",
        "removed_key": "RemovePrivateKey",
    }
    error_words = {"metadata": "metadata", "rivate key": "private_key"}

    encryption = encryption_field()
    private_key = private_key_field()
    removed_key = forms.ChoiceField(label="Private key to remove", required=False)

    def offer(self, key_ids: list[str]) -> None:
        """Let the present keys be chosen."""
        self.fields["removed_key"].choices = [("", "None"), *((one, one) for one in key_ids)]  # type: ignore[attr-defined]


class DeleteProviderForm(ConfirmForm):
    operation = ("iam", "DeleteOpenIDConnectProvider")


class DeleteSAMLForm(ConfirmForm):
    operation = ("iam", "DeleteSAMLProvider")
