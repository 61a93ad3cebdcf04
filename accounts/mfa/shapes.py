"""MFA devices as AWS shows them."""

from typing import Any

from accounts.mfa.selectors import Device
from accounts.models import VirtualMFADevice
from accounts.users.shapes import user_shape
from iamconsole import tags


def device_shape(device: Device) -> dict[str, Any]:
    """A device as one of its user's."""
    assert device.user is not None, "only enabled devices are shown so"
    return {"UserName": device.user.label, "SerialNumber": device.serial_number, "EnableDate": device.since}


def virtual_device_shape(device: VirtualMFADevice) -> dict[str, Any]:
    """A device as one of the account's, whoever has it."""
    return {
        "SerialNumber": device.serial_number,
        "User": user_shape(device.user) if device.user and device.confirmed else None,
        "EnableDate": device.enabled,
    }


def tags_shape(device: VirtualMFADevice) -> list[dict[str, str]] | None:
    return tags.shape(device.tags) or None
