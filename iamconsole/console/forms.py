"""Forms that call an operation: they read input and show what the operation says, and save nothing themselves."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.validators import MinLengthValidator, RegexValidator

from iamconsole.aws import constraints, model
from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied, MalformedPolicyDocument, ServiceError


def shape_field(service: str, shape_name: str, **options: Any) -> forms.CharField:
    """Return a text field with the limits the service model gives the shape."""
    metadata = model.shape(service, shape_name).metadata
    validators: list[Any] = list(options.pop("validators", []))
    if "pattern" in metadata:
        pattern = constraints.python_pattern(metadata["pattern"])
        message = options.pop("pattern_message", "These characters are not allowed.")
        flags = re.RegexFlag(pattern.flags & re.ASCII)
        validators.append(RegexValidator(rf"\A(?:{pattern.pattern})\Z", message, flags=flags))
    if "min" in metadata:
        validators.append(MinLengthValidator(metadata["min"]))
    return forms.CharField(max_length=metadata.get("max"), validators=validators, strip=False, **options)


class OperationForm(forms.Form):
    """A form whose fields are members of one operation's input.

    `members` maps a field to its member; empty fields are left out. Errors of the operation appear at the field of
    the member they name, otherwise above the form.
    """

    operation: ClassVar[tuple[str, str]]
    members: ClassVar[Mapping[str, str]] = {}
    # Words by which an error message of the operation is shown at a field.
    error_words: ClassVar[Mapping[str, str]] = {}
    # The status of the page that shows what was refused.
    refused_status = 422

    def parameters(self) -> dict[str, Any]:
        """Return what the person entered, as the operation names it."""
        given = {member: self.cleaned_data.get(field) for field, member in self.members.items()}
        return {member: value for member, value in given.items() if value not in (None, "")}

    def run(self, caller: Caller, fixed: Mapping[str, Any]) -> dict[str, Any] | None:
        """Call the operation with the fields and `fixed`; return its result, or None with the error in the form."""
        service, name = self.operation
        try:
            return invoke(caller, service, name, {**self.parameters(), **fixed})
        except ServiceError as error:
            self.refuse(error)
            return None

    def refuse(self, error: ServiceError) -> None:
        """Show why the operation refused; without the permission the page is a 403 that keeps what was entered."""
        self.refused_status = 403 if isinstance(error, AccessDenied) else 422
        self.add_error(self._field_of(error), _told(error))

    def _field_of(self, error: ServiceError) -> str | None:
        for field, member in self.members.items():
            if f"'{member[:1].lower()}{member[1:]}'" in error.message:
                return field
        for words, field in self.error_words.items():
            if words in error.message or words == error.code:
                return field
        return None


class ConfirmForm(OperationForm):
    """Asks to type the name of what will be gone; the view gives it as the initial value of `confirm`."""

    confirm = forms.CharField(label="Name", strip=False)

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"]
        if typed != self.initial["confirm"]:
            raise forms.ValidationError(f"Type {self.initial['confirm']} to confirm.")
        return typed


def _told(error: ServiceError) -> str:
    if isinstance(error, MalformedPolicyDocument) and error.line:
        return f"{error.message} Line {error.line}, column {error.column}: {error.detail}"
    return error.message
