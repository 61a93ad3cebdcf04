"""The forms of MFA devices."""

from typing import Any

from django import forms

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


class RemoveDeviceForm(OperationForm):
    """Takes a device from its user, and deletes it: a seed that is no longer used need not be kept."""

    operation = ("iam", "DeactivateMFADevice")

    def run(self, caller: Caller, fixed: Any) -> dict[str, Any] | None:
        serial_number = {"SerialNumber": fixed["SerialNumber"]}
        steps = [Step("DeactivateMFADevice", fixed), Step("DeleteVirtualMFADevice", serial_number)]
        try:
            run_all(caller, steps)
        except ServiceError as error:
            self.refuse(error)
            return None
        return {}
