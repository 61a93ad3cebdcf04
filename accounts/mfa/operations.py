"""The IAM operations on MFA devices, and iamconsole's own: their names, and of whom the account asks one."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import segno

from accounts import resources
from accounts.mfa import enforcement, selectors, services, shapes
from accounts.models.account import MFARequirement
from accounts.users import services as users
from iamconsole import tags
from iamconsole.aws.pipeline import require
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page_by_position, page_of_values

Tags = list[dict[str, str]]


def _by_name(device: selectors.Device) -> str:
    return f"{device.name.lower()} {device.serial_number}"


def _tagging(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return tags.request_context(parameters)


@operation(
    "iam",
    "CreateVirtualMFADevice",
    resource=resources.new_mfa_device,
    context=_tagging,
    quotas=(services.DEVICES_PER_ACCOUNT, tags.TAGS_PER_RESOURCE),
)
def create_virtual_mfa_device(
    caller: Caller, virtual_mfa_device_name: str, path: str = "/", tags: Tags | None = None
) -> dict[str, Any]:
    device = services.create(caller.account_id, virtual_mfa_device_name, path=path, new_tags=tags)
    picture = BytesIO()
    segno.make(services.uri(device)).save(picture, kind="png", scale=4)
    return {
        "VirtualMFADevice": {
            "SerialNumber": device.serial_number,
            "Base32StringSeed": device.seed_text.encode(),
            "QRCodePNG": picture.getvalue(),
            "Tags": shapes.tags_shape(device),
        }
    }


@operation("iam", "EnableMFADevice", resource=resources.user, quotas=(selectors.DEVICES_PER_USER,))
def enable_mfa_device(
    caller: Caller, user_name: str, serial_number: str, authentication_code1: str, authentication_code2: str
) -> None:
    user = users.find(caller.account_id, user_name)
    services.enable(user, serial_number, authentication_code1, authentication_code2)


@operation("iam", "ResyncMFADevice", resource=resources.user)
def resync_mfa_device(
    caller: Caller, user_name: str, serial_number: str, authentication_code1: str, authentication_code2: str
) -> None:
    user = users.find(caller.account_id, user_name)
    services.resync(user, serial_number, authentication_code1, authentication_code2)


@operation("iam", "DeactivateMFADevice", resource=resources.user)
def deactivate_mfa_device(caller: Caller, serial_number: str, user_name: str | None = None) -> None:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    services.deactivate(user, serial_number)


@operation("iam", "DeleteVirtualMFADevice", resource=resources.mfa_device)
def delete_virtual_mfa_device(caller: Caller, serial_number: str) -> None:
    services.delete(services.find(caller.account_id, serial_number))


@operation("iam", "ListMFADevices", resource=resources.user)
def list_mfa_devices(
    caller: Caller, user_name: str | None = None, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    rows, more = page_of_values(selectors.all_of(user), _by_name, marker, max_items)
    return {"MFADevices": [shapes.device_shape(device) for device in rows], **more}


@operation("iam", "ListVirtualMFADevices", resource=resources.all_mfa_devices)
def list_virtual_mfa_devices(
    caller: Caller, assignment_status: str = "Any", marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    found = selectors.devices(caller.account_id, assignment_status)
    rows, more = selectors.page_of_devices(found, marker, max_items)
    return {"VirtualMFADevices": [shapes.virtual_device_shape(device) for device in rows], **more}


@operation("iam", "GetMFADevice", resource=resources.user)
def get_mfa_device(caller: Caller, serial_number: str, user_name: str | None = None) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    return shapes.device_shape(services.find_any_of(user, serial_number))


@operation("iam", "TagMFADevice", resource=resources.mfa_device, context=_tagging, quotas=(tags.TAGS_PER_RESOURCE,))
def tag_mfa_device(caller: Caller, serial_number: str, tags: Tags) -> None:
    services.add_tags(services.find(caller.account_id, serial_number), tags)


@operation("iam", "UntagMFADevice", resource=resources.mfa_device, context=_tagging)
def untag_mfa_device(caller: Caller, serial_number: str, tag_keys: list[str]) -> None:
    services.remove_tags(services.find(caller.account_id, serial_number), tag_keys)


@operation("iam", "ListMFADeviceTags", resource=resources.mfa_device)
def list_mfa_device_tags(
    caller: Caller, serial_number: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    device = services.find(caller.account_id, serial_number)
    rows, more = page_by_position(tags.shape(sorted(device.tags)), marker, max_items)
    return {"Tags": rows, **more}


@operation("iamconsole", "LabelMFADevice", resource=resources.user, open_to_all=True)
def label_mfa_device(caller: Caller, serial_number: str, label: str, user_name: str | None = None) -> None:
    """Who may give a user a device may say what it is called."""
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    require(caller, "iam:EnableMFADevice", user.arn, tags.resource_context(user.arn, user.tags))
    services.label(user, serial_number, label)


@operation("iamconsole", "GetMFARequirement", resource=resources.account)
def get_mfa_requirement(caller: Caller) -> dict[str, Any]:
    return {"RequiredOf": str(enforcement.requirement(caller.account_id))}


@operation("iamconsole", "PutMFARequirement", resource=resources.account)
def put_mfa_requirement(caller: Caller, required_of: str) -> None:
    enforcement.require(caller.account_id, MFARequirement(required_of))
