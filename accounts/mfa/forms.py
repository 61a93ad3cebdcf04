"""The forms of MFA devices, of recovery codes, and of whom the account asks a second factor."""

from typing import Any

from django import forms

from accounts.mfa import security_keys
from accounts.mfa.services import SECURITY_KEY
from accounts.signin.forms import code_field
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm, shape_field
from iamconsole.console.steps import Step, run_all
from iamconsole.errors import ServiceError


class CreateDeviceForm(OperationForm):
    operation = ("iam", "CreateVirtualMFADevice")
    members = {"device_name": "VirtualMFADeviceName"}
    error_words = {"EntityAlreadyExists": "device_name"}

    device_name = shape_field(
        "iam",
        "virtualMFADeviceName",
        label="Device name",
        help_text="Letters, digits and + = , . @ - _. It becomes part of the serial number.",
        pattern_message="Use letters, digits and + = , . @ - _ only.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class TwoCodesForm(OperationForm):
    """Two consecutive codes show that a device is in hand, and how its clock goes."""

    members = {"code1": "AuthenticationCode1", "code2": "AuthenticationCode2"}
    error_words = {"InvalidAuthenticationCode": "code2"}

    code1 = code_field("First code")
    code2 = code_field("The code after it")


class EnableDeviceForm(TwoCodesForm):
    operation = ("iam", "EnableMFADevice")


class EnableOwnDeviceForm(TwoCodesForm):
    """For root, whom IAM's EnableMFADevice cannot name, and for a first device, before any policy counts."""

    operation = ("iamconsole", "EnableOwnMFADevice")


class ResyncDeviceForm(TwoCodesForm):
    operation = ("iam", "ResyncMFADevice")


class ResyncOwnDeviceForm(TwoCodesForm):
    operation = ("iamconsole", "ResyncOwnMFADevice")


class RegisterKeyForm(OperationForm):
    """A name, and what the browser made; the script of the page fills that in."""

    operation = ("iamconsole", "RegisterOwnSecurityKey")
    members = {"device_name": "DeviceName", "credential": "Credential"}

    device_name = shape_field(
        "iamconsole",
        "SecurityKeyName",
        label="Name",
        initial="passkey",
        help_text="Letters, digits and + = , . @ - _. You can give it another label later.",
        pattern_message="Use letters, digits and + = , . @ - _ only.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    credential = forms.CharField(
        max_length=security_keys.LONGEST_ANSWER,
        widget=forms.HiddenInput,
        error_messages={"required": "The browser sent no passkey or security key. Try again."},
    )


class LabelDeviceForm(OperationForm):
    operation = ("iamconsole", "LabelMFADevice")
    members = {"label": "Label"}

    label = shape_field(
        "iamconsole",
        "DeviceLabel",
        label="Label",
        help_text="What the device is called at sign-in and in lists. Its serial number stays.",
        pattern_message="Control characters are not allowed.",
    )


class RecoveryCodesForm(OperationForm):
    operation = ("iamconsole", "CreateRecoveryCodes")


class MFARequirementForm(OperationForm):
    operation = ("iamconsole", "PutMFARequirement")
    members = {"required_of": "RequiredOf"}

    required_of = forms.ChoiceField(
        label="Who must have a second factor",
        choices=[
            ("All", "Everybody who signs in to the console"),
            ("Administrators", "Administrators: everybody whose policies can change what somebody may do"),
            ("Policy", "Nobody by this setting: each user's own policies decide, by aws:MultiFactorAuthPresent"),
        ],
        widget=forms.RadioSelect,
    )


class RemoveDeviceForm(OperationForm):
    """Takes a device from its user, and deletes it: a seed that is no longer used need not be kept."""

    operation = ("iam", "DeactivateMFADevice")

    def run(self, caller: Caller, fixed: Any) -> dict[str, Any] | None:
        steps = [Step("DeactivateMFADevice", fixed)]
        if SECURITY_KEY not in fixed["SerialNumber"]:
            steps.append(Step("DeleteVirtualMFADevice", {"SerialNumber": fixed["SerialNumber"]}))
        try:
            run_all(caller, steps)
        except ServiceError as error:
            self.refuse(error)
            return None
        return {}
